/// Joins tensors along an axis; all other sizes agree.
public struct Concatenate: Operator {
    public static let name = "Concatenate"
    public static let summary = "tensors joined along an axis"
    public static let source = "https://keras.io/api/layers/merging_layers/concatenate/"

    /// Counts the batch; negative from the end.
    public var axis: Int

    public init(axis: Int = -1) { self.axis = axis }

    public var inputRoles: [InputRole] { [InputRole("xs", isVariadic: true)] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        let axis = try types.axis(axis)
        var type = types[0]
        var total = 0
        for (index, other) in types.all.enumerated() {
            guard other.shape.count == type.shape.count, let size = other.shape[axis].size,
                zip(type.shape, other.shape).enumerated().allSatisfy({ $0 == axis || $1.0 == $1.1 })
            else {
                throw types.mismatch(index, expected: "\(type) but for axis \(axis)")
            }
            total += size
        }
        type.shape[axis] = .fixed(total)
        return try types.output(type.shape, element: type.element)
    }
}
