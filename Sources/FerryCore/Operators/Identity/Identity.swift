/// The input, unchanged.
public struct Identity: Operator {
    public static let name = "Identity"
    public static let summary = "the input, unchanged"
    public static let source = "https://keras.io/api/layers/core_layers/identity/"

    public init() {}

    public var isIdentityAtInference: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
