internal import FerryCore

/// What one of ONNX's operators computes.
struct ONNXDefinition: Sendable {
    let outputs: @Sendable (ONNXCall) throws(FerryError) -> [ONNXArray]

    init(_ outputs: @escaping @Sendable (ONNXCall) throws(FerryError) -> [ONNXArray]) { self.outputs = outputs }
}
