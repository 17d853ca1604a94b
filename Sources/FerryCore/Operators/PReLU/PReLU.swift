/// x for x ≥ 0, else α · x with trained slopes, which broadcast over a sample. He and others, 2015.
public struct PReLU: Operator {
    public static let name = "PReLU"
    public static let summary = "rectified linear unit with trained slopes"
    public static let source = "https://keras.io/api/layers/activation_layers/prelu/"

    public init() {}

    public var inputRoles: [InputRole] { [InputRole("x"), InputRole("alpha", .trainable)] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        guard Broadcast.shape([types[0].shape, types[1].shape]) == types[0].shape else {
            throw types.mismatch(1, expected: "a shape that broadcasts to \(types[0])")
        }
        return types[0]
    }
}
