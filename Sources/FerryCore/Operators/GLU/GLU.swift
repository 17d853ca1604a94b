/// a · σ(b), where `a` and `b` are the halves of an axis. Dauphin and others, 2016.
public struct GLU: Operator {
    public static let name = "GLU"
    public static let summary = "one half of an axis times the sigmoid of the other"
    public static let source = "https://arxiv.org/abs/1612.08083"

    /// Counts the batch; negative from the end.
    public var axis: Int

    public init(axis: Int = -1) { self.axis = axis }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        let axis = try types.axis(axis)
        var type = types[0]
        guard let size = type.shape[axis].size, size % 2 == 0 else {
            throw types.mismatch(0, expected: "an even size of axis \(axis)")
        }
        type.shape[axis] = .fixed(size / 2)
        return type
    }
}
