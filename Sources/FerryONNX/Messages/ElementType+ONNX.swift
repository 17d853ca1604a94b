internal import FerryCore

/// TensorProto.DataType: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
extension ElementType {
    private static let codes: [(ElementType, Int32)] = [
        (.float32, 1), (.uint8, 2), (.int8, 3), (.uint16, 4), (.int16, 5), (.int32, 6), (.int64, 7), (.bool, 9), (.float16, 10),
        (.float64, 11), (.uint32, 12), (.uint64, 13), (.bfloat16, 16),
    ]

    /// Nothing for types that Ferry does not know, such as strings and 8-bit floats.
    init?(onnx code: Int32) {
        guard let known = Self.codes.first(where: { $0.1 == code }) else { return nil }
        self = known.0
    }

    var onnxCode: Int32 { Self.codes.first { $0.0 == self }.map(\.1) ?? 0 }
}
