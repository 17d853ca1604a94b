/// Normalises each sample over some axes with its own mean and (biased) variance. Ba, Kiros and Hinton, 2016.
///
/// `gamma` and `beta` have the sizes of the normalised axes.
public struct LayerNormalization: Operator {
    public static let name = "LayerNormalization"
    public static let summary = "each sample normalised with its own statistics"
    public static let source = "https://keras.io/api/layers/normalization_layers/layer_normalization/"

    /// Counted from the end (-1 is the last), ascending.
    public var axes: [Int]
    public var epsilon: Double

    public init(axes: [Int] = [-1], epsilon: Double = 1e-3) {
        self.axes = axes
        self.epsilon = epsilon
    }

    public var inputRoles: [InputRole] {
        [InputRole("x"), InputRole("gamma", .trainable, isOptional: true), InputRole("beta", .trainable, isOptional: true)]
    }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        let rank = types[0].shape.count
        guard !axes.isEmpty, axes == axes.sorted(), axes.allSatisfy({ $0 < 0 && $0 > -rank }) else {
            throw types.mismatch(0, expected: "axes \(axes) behind the batch")
        }
        let sizes = try types.fixed(from: 1)
        let normalised = axes.map { sizes[sizes.count + $0] }
        try types.expect(1, normalised)
        try types.expect(2, normalised)
        return types[0]
    }
}
