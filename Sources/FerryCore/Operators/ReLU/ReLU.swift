/// x above the threshold, kept between 0 and the maximum where there is one; at and below it slope · (x − threshold).
///
/// At the threshold itself the output is 0: Keras's code compares with >, though its documentation says ≥.
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
