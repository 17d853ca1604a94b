/// A function of one number, applied to each element.
public struct Activation: Operator {
    public static let name = "Activation"
    public static let summary = "a function of one number, applied to each element"
    public static let source = "https://keras.io/api/layers/activations/"

    public var function: ActivationFunction

    public init(_ function: ActivationFunction) { self.function = function }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType { try InputTypes(self, inputs)[0] }
}
