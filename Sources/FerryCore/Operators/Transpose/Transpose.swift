/// Reorders the axes: axis `i` of the output is axis `permutation[i]` of the input. Keras's Permute is this, batch in place.
public struct Transpose: Operator {
    public static let name = "Transpose"
    public static let summary = "axes in another order"
    public static let source = "https://onnx.ai/onnx/operators/onnx__Transpose.html"

    /// All axes, the batch included.
    public var permutation: [Int]

    public init(permutation: [Int]) { self.permutation = permutation }

    public var onlyRearranges: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        let shape = types[0].shape
        guard permutation.sorted() == Array(shape.indices) else {
            throw types.mismatch(0, expected: "\(permutation.count) axes for the permutation \(permutation)")
        }
        return TensorType(permutation.map { shape[$0] }, element: types[0].element)
    }
}
