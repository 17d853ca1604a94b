/// x − ln Σ eˣ along an axis.
public struct LogSoftmax: Operator {
    public static let name = "LogSoftmax"
    public static let summary = "logarithm of the softmax along an axis"
    public static let source = "https://keras.io/api/layers/activations/#logsoftmax-function"

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
