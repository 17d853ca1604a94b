/// The input, unchanged; or what a layer is at inference that does something in training that Ferry does not.
public struct Identity: Operator {
    public static let name = "Identity"
    public static let summary = "the input, unchanged"
    public static let source = "https://keras.io/api/layers/core_layers/identity/"

    /// Whether it stands for a layer that acts in training, which therefore cannot be trained.
    public var actsInTraining: Bool

    public init(actsInTraining: Bool = false) { self.actsInTraining = actsInTraining }

    public var isIdentityAtInference: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
