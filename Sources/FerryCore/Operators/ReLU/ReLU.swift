/// x above the threshold, capped; below it a line: min(x, maximum) for x ≥ threshold, else slope · (x − threshold).
public struct ReLU: Operator {
    public static let name = "ReLU"
    public static let summary = "rectified linear unit with cap, slope and threshold"
    public static let source = "https://keras.io/api/layers/activation_layers/relu/"

    public var maximum: Double?
    public var negativeSlope: Double
    public var threshold: Double

    public init(maximum: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0) {
        self.maximum = maximum
        self.negativeSlope = negativeSlope
        self.threshold = threshold
    }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
