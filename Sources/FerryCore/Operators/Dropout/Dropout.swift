/// Silences elements at random in training, or multiplies them with random factors; the identity at inference.
public struct Dropout: Operator {
    public static let name = "Dropout"
    public static let summary = "random silence in training, the identity at inference"
    public static let source = "https://keras.io/api/layers/regularization_layers/dropout/"

    /// What elements are multiplied with in training: factors whose mean is 1.
    public enum Factors: Hashable, Sendable {
        /// 0 for the rate's part of them, 1 / (1 − rate) for the others.
        case silence
        /// Normally distributed, with a variance of rate / (1 − rate).
        case gaussian
    }

    /// The part of the elements that is silenced, 0 to 1.
    public var rate: Double
    public var factors: Factors
    /// Axes, the batch counted, along which one factor serves all elements; ascending.
    public var sharedAxes: [Int]

    public init(rate: Double, factors: Factors = .silence, sharedAxes: [Int] = []) {
        self.rate = rate
        self.factors = factors
        self.sharedAxes = sharedAxes
    }

    public var isIdentityAtInference: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        guard sharedAxes.allSatisfy(types[0].shape.indices.contains) else {
            throw types.mismatch(0, expected: "the axes \(sharedAxes)")
        }
        return types[0]
    }
}
