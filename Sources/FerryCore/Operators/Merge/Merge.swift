/// What the element-wise merges have in common.
enum Merge {
    /// - Throws: `mismatch` where the shapes do not broadcast.
    static func outputType(_ operation: some Operator, _ inputs: [TensorType?]) throws(FerryError) -> TensorType {
        let types = try InputTypes(operation, inputs)
        guard let shape = Broadcast.shape(types.all.map(\.shape)) else {
            throw FerryError(
                .mismatch, "the inputs of \(types.name) have shapes that do not fit together",
                expected: "on each axis, counted from the last, equal sizes or 1",
                found: types.all.map(\.description).joined(separator: " and "))
        }
        return try types.output(shape, element: types[0].element)
    }
}
