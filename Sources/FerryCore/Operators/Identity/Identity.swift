/// The input, unchanged; in training it may be something else.
public struct Identity: Operator {
    public static let name = "Identity"
    public static let summary = "the input, unchanged"
    public static let source = "https://keras.io/api/layers/core_layers/identity/"

    public enum InTraining: Hashable, Sendable {
        case unchanged
        /// Normally distributed noise is added.
        case noise(deviation: Double)
        /// Something that Ferry does not do: it cannot be trained.
        case unknown
    }

    public var inTraining: InTraining

    public init(inTraining: InTraining = .unchanged) { self.inTraining = inTraining }

    public var isIdentityAtInference: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        try InputTypes(self, inputs)[0]
    }
}
