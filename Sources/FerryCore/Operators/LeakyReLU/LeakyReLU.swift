/// x for x ≥ 0, else slope · x.
public struct LeakyReLU: Operator {
    public static let name = "LeakyReLU"
    public static let summary = "rectified linear unit with a slope below zero"
    public static let source = "https://keras.io/api/layers/activation_layers/leaky_relu/"

    public var negativeSlope: Double

    public init(negativeSlope: Double) { self.negativeSlope = negativeSlope }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
