/// The nearest point of the probability simplex, along an axis. Martins and Astudillo, 2016.
public struct Sparsemax: Operator {
    public static let name = "Sparsemax"
    public static let summary = "projection onto the probability simplex along an axis"
    public static let source = "https://arxiv.org/abs/1602.02068"

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
