/// Checks the types of an operator's inputs, naming the role in each error.
struct InputTypes {
    private let name: String
    private let roles: [InputRole]
    private let types: [TensorType?]

    /// - Throws: `mismatch` where inputs are missing or too many.
    init(_ operation: some Operator, _ types: [TensorType?]) throws(FerryError) {
        name = operation.name
        roles = operation.inputRoles
        self.types = types
        let isVariadic = roles.last?.isVariadic ?? false
        guard types.count == roles.count || isVariadic && types.count >= roles.count else {
            throw FerryError(
                .mismatch, "\(name) has the wrong number of inputs", expected: roles.map(\.name).joined(separator: ", "),
                found: "\(types.count)")
        }
        for (index, type) in types.enumerated() where type == nil {
            let role = operation.role(ofInput: index)
            guard role.isOptional else { throw FerryError(.mismatch, "\(name) lacks its input '\(role.name)'") }
        }
    }

    /// The type of the input at `index`, which is not optional.
    subscript(index: Int) -> TensorType { types[index] ?? TensorType([] as [Int]) }

    var all: [TensorType] { types.compactMap { $0 } }

    func mismatch(_ index: Int, expected: String) -> FerryError {
        FerryError(
            .mismatch, "the input '\(roles[min(index, roles.count - 1)].name)' of \(name) has the wrong shape",
            expected: expected, found: types[index]?.description ?? "nothing")
    }

    /// The sizes of an image input: batch, height, width and channels.
    ///
    /// - Throws: `mismatch` where it has not four axes, or leaves a size other than the batch open.
    func image(_ index: Int = 0) throws(FerryError) -> (batch: Dimension, size: Size2D, channels: Int) {
        let type = self[index]
        guard type.shape.count == 4 else { throw mismatch(index, expected: "[batch, height, width, channels]") }
        let sizes = try fixed(index, from: 1)
        return (type.shape[0], Size2D(height: sizes[0], width: sizes[1]), sizes[2])
    }

    /// The sizes of the axes from `first` on.
    ///
    /// - Throws: `mismatch` where one of them is open.
    func fixed(_ index: Int = 0, from first: Int = 0) throws(FerryError) -> [Int] {
        guard let sizes = TensorType(Array(self[index].shape.dropFirst(first))).sizes() else {
            var error = mismatch(index, expected: "sizes that are known, but for the batch")
            error.remedy = "give the sizes with --input-shape NAME=H,W,C"
            throw error
        }
        return sizes
    }

    /// - Throws: `mismatch` where the input is present and its shape is not `shape`.
    func expect(_ index: Int, _ shape: [Int]) throws(FerryError) {
        guard let type = types[index], type.sizes() != shape else { return }
        throw mismatch(index, expected: "\(shape)")
    }

    /// An axis of the first input, counted from the start.
    ///
    /// - Throws: `mismatch` where the input has no such axis.
    func axis(_ axis: Int) throws(FerryError) -> Int {
        let rank = self[0].shape.count
        let resolved = axis < 0 ? axis + rank : axis
        guard resolved >= 0, resolved < rank else { throw mismatch(0, expected: "an axis \(axis)") }
        return resolved
    }
}
