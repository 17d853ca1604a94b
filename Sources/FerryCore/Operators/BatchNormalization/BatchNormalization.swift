/// Normalises each channel with moving statistics: γ · (x − μ) / √(σ² + ε) + β. In training, with the statistics of the batch,
/// which the moving ones follow.
///
/// `x` is `[…, channels]`, every parameter `[channels]`. Ioffe and Szegedy, 2015.
public struct BatchNormalization: Operator {
    public static let name = "BatchNormalization"
    public static let summary = "each channel normalised with moving statistics"
    public static let source = "https://keras.io/api/layers/normalization_layers/batch_normalization/"

    public var epsilon: Double
    /// What a training step keeps of the moving statistics, 0 to 1; the rest it takes from the batch.
    public var momentum: Double
    /// Whether the moving variance follows n / (n − 1) times the batch's variance, n its elements: Keras 2 does so.
    public var followsUnbiasedVariance: Bool

    public init(epsilon: Double = 1e-3, momentum: Double = 0.99, followsUnbiasedVariance: Bool = false) {
        self.epsilon = epsilon
        self.momentum = momentum
        self.followsUnbiasedVariance = followsUnbiasedVariance
    }

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
