/// Silences elements at random in training; the identity at inference.
public struct Dropout: Operator {
    public static let name = "Dropout"
    public static let summary = "random silence in training, the identity at inference"
    public static let source = "https://keras.io/api/layers/regularization_layers/dropout/"

    /// The part of the elements that is silenced, 0 to 1.
    public var rate: Double

    public init(rate: Double) { self.rate = rate }

    public var isIdentityAtInference: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
