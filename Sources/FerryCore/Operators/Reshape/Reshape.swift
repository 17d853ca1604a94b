/// Gives the elements of each sample another shape.
public struct Reshape: Operator {
    public static let name = "Reshape"
    public static let summary = "another shape for the elements of each sample"
    public static let source = "https://keras.io/api/layers/reshaping_layers/reshape/"

    /// Sizes without the batch; one may be -1 and follows from the rest.
    public var shape: [Int]

    public init(shape: [Int]) { self.shape = shape }

    public var onlyRearranges: Bool { true }

    public var inputRoles: [InputRole] { [InputRole("x")] }

    public func outputType(for inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(self, inputs)
        guard let batch = types[0].shape.first else { throw types.mismatch(0, expected: "[batch, …]") }
        let count = try types.fixed(from: 1).elementCount
        return TensorType([batch] + (try sizes(for: count, types)).map(Dimension.fixed))
    }

    private func sizes(for count: Int, _ types: InputTypes) throws(FerryError) -> [Int] {
        let known = shape.filter { $0 != -1 }
        guard shape.count - known.count <= 1, known.allSatisfy({ $0 >= 0 }), let product = known.checkedElementCount else {
            throw types.mismatch(0, expected: "a target shape with at most one -1, not \(shape)")
        }
        guard known.count < shape.count else {
            guard product == count else { throw types.mismatch(0, expected: "\(product) elements a sample for \(shape)") }
            return shape
        }
        guard product > 0, count % product == 0 else {
            throw types.mismatch(0, expected: "a multiple of \(product) elements a sample for \(shape)")
        }
        return shape.map { $0 == -1 ? count / product : $0 }
    }
}
