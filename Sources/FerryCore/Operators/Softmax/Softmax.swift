/// eˣ / Σ eˣ along an axis.
public struct Softmax: Operator {
    public static let name = "Softmax"
    public static let summary = "exponentials along an axis, divided by their sum"
    public static let source = "https://keras.io/api/layers/activation_layers/softmax/"

    /// Counts the batch; negative from the end.
    public var axis: Int

    public init(axis: Int = -1) { self.axis = axis }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        _ = try types.axis(axis)
        return types[0]
    }
}
