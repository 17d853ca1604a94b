/// Normalises each channel with moving statistics: γ · (x − μ) / √(σ² + ε) + β.
///
/// `x` is `[…, channels]`, every parameter `[channels]`. Ioffe and Szegedy, 2015.
public struct BatchNormalization: Operator {
    public static let name = "BatchNormalization"
    public static let summary = "each channel normalised with moving statistics"
    public static let source = "https://keras.io/api/layers/normalization_layers/batch_normalization/"

    public var epsilon: Double

    public init(epsilon: Double = 1e-3) { self.epsilon = epsilon }

    public var inputRoles: [InputRole] {
        [
            InputRole("x"), InputRole("gamma", .trainable, isOptional: true), InputRole("beta", .trainable, isOptional: true),
            InputRole("moving_mean", .state), InputRole("moving_variance", .state),
        ]
    }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        guard let channels = types[0].shape.last?.size, types[0].shape.count >= 2 else {
            throw types.mismatch(0, expected: "[…, channels] with known channels")
        }
        for index in 1...4 { try types.expect(index, [channels]) }
        return types[0]
    }
}
