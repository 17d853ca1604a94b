/// What the element-wise merges have in common.
enum Merge {
    /// - Throws: `mismatch` where the shapes do not broadcast.
    static func outputType(_ operation: some Operator, _ inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(operation, inputs)
        guard let shape = Broadcast.shape(types.all.map(\.shape)) else {
            throw types.mismatch(
                1, expected: "shapes that broadcast: \(types.all.map(\.description).joined(separator: ", "))")
        }
        return TensorType(shape, element: types[0].element)
    }
}
