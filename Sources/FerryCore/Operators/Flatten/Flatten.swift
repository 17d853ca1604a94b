/// Lays all axes but the batch end to end: height, width, channels in row-major order.
public struct Flatten: Operator {
    public static let name = "Flatten"
    public static let summary = "all axes but the batch laid end to end"
    public static let source = "https://keras.io/api/layers/reshaping_layers/flatten/"

    public init() {}

    public var onlyRearranges: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        guard let batch = types[0].shape.first else { throw types.mismatch(0, expected: "[batch, …]") }
        return TensorType([batch, .fixed(try types.fixed(from: 1).elementCount)])
    }
}
