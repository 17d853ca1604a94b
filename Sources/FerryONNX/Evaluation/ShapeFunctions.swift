internal import FerryCore

/// Operators that tell a shape, or give elements another shape and leave them in their order.
enum ShapeFunctions {
    static let table: [String: ONNXDefinition] = [
        "Shape": .init(shape), "Size": .init(size), "Reshape": .init(reshape), "Flatten": .init(flatten),
        "Squeeze": .init(squeeze), "Unsqueeze": .init(unsqueeze),
        "Identity": .init(identity), "Dropout": .init(dropout),
    ]

    @Sendable private static func shape(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        let start = try bound("start", default: 0, rank: x.rank, call)
        let end = try bound("end", default: x.rank, rank: x.rank, call)
        let sizes = start < end ? Array(x.shape[start..<end]) : []
        return [ONNXArray(shape: [sizes.count], integers: sizes)]
    }

    /// A bound of a range of axes, which is moved into 0 to the rank where it is outside.
    private static func bound(
        _ attribute: String, default standard: Int, rank: Int, _ call: ONNXCall
    ) throws(FerryError) -> Int {
        let value = try call.node.integer(attribute, default: standard)
        return min(max(value < 0 ? value + rank : value, 0), rank)
    }

    @Sendable private static func size(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        [ONNXArray(shape: [], integers: [try call.input(0).count])]
    }

    @Sendable private static func reshape(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let target = try call.integers(1) else { throw call.wrong("lacks its shape") }
        guard call.optional(1)?.rank == 1 else { throw call.wrong(input: 1, expected: "a list of sizes") }
        let allowsZero = try call.node.integer("allowzero", default: 0) != 0
        var sizes: [Int] = []
        for (axis, size) in target.enumerated() {
            guard size == 0, !allowsZero else {
                sizes.append(size)
                continue
            }
            guard axis < x.rank else { throw call.wrong("copies an axis that its input does not have", found: "\(target)") }
            sizes.append(x.shape[axis])
        }
        return [x.reshaped(to: try infer(sizes, count: x.count, asked: target, call))]
    }

    /// Puts in place of -1 what is left of `count` elements.
    private static func infer(_ sizes: [Int], count: Int, asked: [Int], _ call: ONNXCall) throws(FerryError) -> [Int] {
        let open = sizes.indices.filter { sizes[$0] == -1 }
        var shape = sizes
        if let axis = open.first {
            let rest = sizes.enumerated().filter { $0.offset != axis }.map(\.element)
            guard open.count == 1, let product = rest.checkedElementCount, product > 0, count % product == 0 else {
                throw call.wrong("cannot tell the size of an axis", expected: "\(count) elements", found: "\(asked)")
            }
            shape[axis] = count / product
        }
        try call.check(shape)
        guard shape.elementCount == count else {
            throw call.wrong("asks for another number of elements", expected: "\(count)", found: "\(asked)")
        }
        return shape
    }

    @Sendable private static func flatten(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        let axis = try call.node.integer("axis", default: 1)
        guard (-x.rank...x.rank).contains(axis) else {
            throw .attribute("axis", of: call.node, expected: "one of \(x.rank) axes")
        }
        let cut = axis < 0 ? axis + x.rank : axis
        return [x.reshaped(to: [Array(x.shape[..<cut]).elementCount, Array(x.shape[cut...]).elementCount])]
    }

    @Sendable private static func squeeze(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        let ones = x.shape.indices.filter { x.shape[$0] == 1 }
        let axes = try call.integers(1).map { (axes) throws(FerryError) in try call.axes(axes, rank: x.rank) } ?? ones
        guard axes.allSatisfy(ones.contains) else {
            throw call.wrong("removes an axis that is not of size 1", found: "axes \(axes) of \(x.shape)")
        }
        return [x.reshaped(to: x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] })]
    }

    @Sendable private static func unsqueeze(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.input(0)
        guard let asked = try call.integers(1) else { throw call.wrong("lacks its axes") }
        guard asked.count <= ONNXCall.rankLimit else { throw call.wrong(input: 1, expected: "a few axes") }
        let rank = x.rank + asked.count
        let axes = try call.axes(asked, rank: rank)
        var sizes = x.shape[...]
        let shape = (0..<rank).map { axes.contains($0) ? 1 : sizes.removeFirst() }
        try call.check(shape)
        return [x.reshaped(to: shape)]
    }

    @Sendable private static func identity(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] { [try call.input(0)] }

    /// At inference, which is all that is not random, and in training at a rate of 0.
    @Sendable private static func dropout(_ call: ONNXCall) throws(FerryError) -> [ONNXArray] {
        let x = try call.real(0)
        let isTraining = try call.integers(2)?.first == 1
        let ratio = isTraining ? try call.numbers(1)?.first ?? 0.5 : 0
        guard ratio == 0 else { throw call.unsupported("training mode, whose mask is random,") }
        guard call.node.outputs.count > 1 else { return [x] }
        return [x, try call.integers(.bool, x.shape) { [Int](repeating: 1, count: x.count) }]
    }
}
