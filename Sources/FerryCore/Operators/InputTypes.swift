/// Checks the types of an operator's inputs and its attributes, naming the role or the attribute in each error.
///
/// Types and attributes come from files: what passes here is small enough that sizes can be computed without overflow.
public struct InputTypes {
    /// The elements that a tensor may have, a symbolic batch counted as one: more than any memory holds.
    static let largestElementCount = 1 << 40
    /// The largest stride, dilation, factor, margin or window.
    static let largestExtent = 1 << 20

    /// The operator's name.
    public let name: String
    private let roles: [InputRole]
    private let types: [TensorType?]

    /// - Throws: `mismatch` where inputs are missing, too many, or have a size of 0; `limit` where one is too large.
    public init(_ operation: some Operator, _ types: [TensorType?]) throws(FerryError) {
        name = operation.name
        roles = operation.inputRoles
        self.types = types
        let isVariadic = roles.last?.isVariadic ?? false
        guard types.count == roles.count || isVariadic && types.count >= roles.count else {
            throw FerryError(
                .mismatch, "\(name) has the wrong number of inputs", expected: roles.map(\.name).joined(separator: ", "),
                found: "\(types.count)")
        }
        for (index, type) in types.enumerated() {
            let role = operation.role(ofInput: index)
            guard let type else {
                guard role.isOptional else { throw FerryError(.mismatch, "\(name) lacks its input '\(role.name)'") }
                continue
            }
            guard type.shape.allSatisfy({ $0.size ?? 1 > 0 }) else { throw mismatch(index, expected: "sizes of at least 1") }
            try limit(type, "the input '\(role.name)' of \(name)")
        }
    }

    /// The type of the input at `index`, which is not optional.
    public subscript(index: Int) -> TensorType { types[index] ?? TensorType([] as [Int]) }

    /// The inputs that are there.
    public var all: [TensorType] { types.compactMap { $0 } }

    /// The error for an input of the wrong shape.
    public func mismatch(_ index: Int, expected: String) -> FerryError {
        FerryError(
            .mismatch, "the input '\(roles[min(index, roles.count - 1)].name)' of \(name) has the wrong shape",
            expected: expected, found: types[index]?.description ?? "nothing")
    }

    /// The sizes of an image input: batch, height, width and channels.
    ///
    /// - Throws: `mismatch` where it has not four axes, or leaves a size other than the batch open.
    public func image(_ index: Int = 0) throws(FerryError) -> (batch: Dimension, size: Size2D, channels: Int) {
        let type = self[index]
        guard type.shape.count == 4 else { throw mismatch(index, expected: "[batch, height, width, channels]") }
        let sizes = try fixed(index, from: 1)
        return (type.shape[0], Size2D(height: sizes[0], width: sizes[1]), sizes[2])
    }

    /// The sizes of the axes from `first` on.
    ///
    /// - Throws: `mismatch` where one of them is open.
    public func fixed(_ index: Int = 0, from first: Int = 0) throws(FerryError) -> [Int] {
        guard let sizes = TensorType(Array(self[index].shape.dropFirst(first))).sizes() else {
            var error = mismatch(index, expected: "sizes that are known, but for the batch")
            error.remedy = "give the sizes with --input-shape NAME=H,W,C"
            throw error
        }
        return sizes
    }

    /// - Throws: `mismatch` where the input is present and its shape is not `shape`.
    public func expect(_ index: Int, _ shape: [Int]) throws(FerryError) {
        guard let type = types[index], type.sizes() != shape else { return }
        throw mismatch(index, expected: "\(shape)")
    }

    /// An axis of the first input, counted from the start.
    ///
    /// - Throws: `mismatch` where the input has no such axis.
    public func axis(_ axis: Int) throws(FerryError) -> Int {
        let rank = self[0].shape.count
        let resolved = axis < 0 ? axis + rank : axis
        guard resolved >= 0, resolved < rank else { throw mismatch(0, expected: "an axis \(axis)") }
        return resolved
    }

    /// The output's type.
    ///
    /// - Throws: `limit` where it is too large.
    public func output(_ shape: [Dimension], element: ElementType = .float32) throws(FerryError) -> TensorType {
        let type = TensorType(shape, element: element)
        try limit(type, "the output of \(name)")
        return type
    }

    /// The type of an image output.
    ///
    /// - Throws: `mismatch` where nothing is left of the image, `limit` where it is too large.
    public func output(_ batch: Dimension, _ size: Size2D, channels: Int, expecting need: String) throws(FerryError) -> TensorType
    {
        guard size.height > 0, size.width > 0 else { throw mismatch(0, expected: need) }
        return try output([batch, .fixed(size.height), .fixed(size.width), .fixed(channels)])
    }

    private func limit(_ type: TensorType, _ subject: String) throws(FerryError) {
        guard let count = type.shape.compactMap(\.size).checkedElementCount, count <= Self.largestElementCount else {
            throw FerryError(
                .limit, "\(subject) is too large", expected: "at most \(Self.largestElementCount) elements",
                found: type.description)
        }
    }
}
