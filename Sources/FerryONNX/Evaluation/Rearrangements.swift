internal import FerryCore

/// Operators that move and repeat elements.
enum Rearrangements {
    static let table: [String: ONNXDefinition] = [
        "Transpose": .init(transpose), "Expand": .init(expand), "Tile": .init(tile), "Concat": .init(concat),
        "Split": .init(split),
    ]

    @Sendable private static func transpose(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        let permutation = try call.node.integers("perm") ?? Array(x.shape.indices.reversed())
        guard permutation.sorted() == Array(x.shape.indices) else {
            throw .attribute("perm", of: call.node, expected: "each of \(x.rank) axes once")
        }
        let strides = x.shape.rowMajorStrides
        let shape = permutation.map { x.shape[$0] }
        return [try call.picking(x, shape) { Array(StridedOffsets(shape: shape, strides: permutation.map { strides[$0] })) }]
    }

    @Sendable private static func expand(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let asked = try call.integers(1), call.optional(1)?.rank == 1 else {
            throw call.wrong(input: 1, expected: "a list of sizes")
        }
        let shape = try call.broadcast([x.shape, asked])
        return [try call.picking(x, shape) { x.places(broadcastTo: shape) }]
    }

    @Sendable private static func tile(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let repeats = try call.integers(1), repeats.count == x.rank else {
            throw call.wrong(input: 1, expected: "\(x.rank) numbers")
        }
        var shape: [Int] = []
        for (size, count) in zip(x.shape, repeats) {
            let (product, overflow) = size.multipliedReportingOverflow(by: count)
            guard count >= 0, !overflow else { throw call.wrong("repeats a wrong number of times", found: "\(repeats)") }
            shape.append(product)
        }
        let strides = x.shape.rowMajorStrides
        return [
            try call.picking(x, shape) {
                (0..<shape.elementCount).map { place in
                    let coordinates = shape.coordinates(ofElement: place)
                    return x.shape.indices.reduce(0) { $0 + coordinates[$1] % x.shape[$1] * strides[$1] }
                }
            }
        ]
    }

    @Sendable private static func concat(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let arrays = call.inputs.compactMap { $0 }
        guard let first = arrays.first, arrays.count == call.inputs.count else { throw call.wrong("lacks an input") }
        guard case .integer(let asked)? = call.node["axis"] else {
            throw .attribute("axis", of: call.node, expected: "an integer")
        }
        try call.expectOneType(arrays)
        let axis = try call.axis(asked, rank: first.rank)
        var shape = first.shape
        for array in arrays.dropFirst() {
            guard array.rank == first.rank, shape.indices.allSatisfy({ $0 == axis || array.shape[$0] == shape[$0] }) else {
                throw call.wrong("has inputs whose shapes do not fit each other", found: "\(first.shape) and \(array.shape)")
            }
            shape[axis] += array.shape[axis]
        }
        try call.check(shape)
        guard call.isKnown else { return [ONNXArray(first.element, shape: shape)] }
        let outer = Array(shape[..<axis]).elementCount
        return [
            first.element.isFloatingPoint
                ? ONNXArray(first.element, shape: shape, numbers: joined(arrays.map(\.numbers), outer))
                : ONNXArray(first.element, shape: shape, integers: joined(arrays.map(\.integers), outer))
        ]
    }

    /// Rows of each part in turn: each part has `count` of them.
    private static func joined<Scalar>(_ parts: [[Scalar]], _ count: Int) -> [Scalar] {
        (0..<count).flatMap { row in
            parts.flatMap { part in part[(row * (part.count / count))..<((row + 1) * (part.count / count))] }
        }
    }

    @Sendable private static func split(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        let axis = try call.axis(try call.node.integer("axis", default: 0), rank: x.rank)
        let size = x.shape[axis]
        let lengths: [Int]
        if let asked = try call.integers(1) { lengths = asked } else { lengths = try evenLengths(of: size, call) }
        guard lengths.count == call.node.outputs.count, lengths.allSatisfy({ (0...size).contains($0) }),
            lengths.reduce(0, +) == size
        else { throw call.wrong("does not split its input", expected: "\(size) in all", found: "\(lengths)") }
        let strides = x.shape.rowMajorStrides
        var outputs: [ONNXArray] = []
        var start = 0
        for length in lengths {
            var shape = x.shape
            shape[axis] = length
            let offset = start * strides[axis]
            outputs.append(try call.picking(x, shape) { StridedOffsets(shape: shape, strides: strides).map { $0 + offset } })
            start += length
        }
        return outputs
    }

    /// Equal parts, of which the last is smaller where they do not come out even.
    private static func evenLengths(of size: Int, _ call: ONNXCall) throws(FerryError) -> [Int] {
        let count = try call.node.integer("num_outputs", default: call.node.outputs.count)
        guard count == call.node.outputs.count, count > 0 else {
            throw .attribute("num_outputs", of: call.node, expected: "\(call.node.outputs.count)")
        }
        let length = (size + count - 1) / count
        return (0..<count).map { min(length, max(0, size - $0 * length)) }
    }
}
