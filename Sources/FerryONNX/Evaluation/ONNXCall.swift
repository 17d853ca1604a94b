internal import FerryCore

/// One evaluation of a node: its inputs and attributes, and the limits on what it may make.
struct ONNXCall: Sendable {
    let node: ONNXNode
    let inputs: [ONNXArray?]
    let opset: Int
    let constants: [ONNXTensor]
    /// Elements that an array may have.
    let limit: Int

    /// Whether all values are known: otherwise results are without values.
    var isKnown: Bool { inputs.allSatisfy { $0?.isKnown ?? true } }

    /// The input at `index`, or nothing where it is absent.
    func optional(_ index: Int) -> ONNXArray? { index < inputs.count ? inputs[index] : nil }

    /// - Throws: `malformed` where the input is absent.
    func input(_ index: Int) throws(FerryError) -> ONNXArray {
        guard let array = optional(index) else { throw wrong("lacks its input \(index)") }
        return array
    }

    /// - Throws: `malformed` where the input is absent or no floating-point tensor.
    func real(_ index: Int) throws(FerryError) -> ONNXArray {
        let array = try input(index)
        guard array.element.isFloatingPoint else {
            throw wrong(input: index, expected: "floating-point numbers")
        }
        return array
    }

    /// The values of an input of integers; nothing where it is absent.
    ///
    /// - Throws: `malformed` where it holds no integers, `unsupported` where they are unknown.
    func integers(_ index: Int) throws(FerryError) -> [Int]? {
        guard let array = optional(index) else { return nil }
        guard !array.element.isFloatingPoint else { throw wrong(input: index, expected: "integers") }
        try expectKnown(index)
        return array.integers
    }

    /// The values of an input of numbers; nothing where it is absent.
    ///
    /// - Throws: `malformed` where it holds no numbers, `unsupported` where they are unknown.
    func numbers(_ index: Int) throws(FerryError) -> [Double]? {
        guard let array = optional(index) else { return nil }
        guard array.element.isFloatingPoint else { throw wrong(input: index, expected: "floating-point numbers") }
        try expectKnown(index)
        return array.numbers
    }

    private func expectKnown(_ index: Int) throws(FerryError) {
        guard inputs[index]?.isKnown == true else {
            throw FerryError(
                .unsupported, "\(node.opType) depends on the values of its input \(index), which are computed when it runs",
                expected: "a constant")
        }
    }

    /// - Throws: `malformed` where the node has more or fewer inputs.
    func expectInputs(_ counts: ClosedRange<Int>) throws(FerryError) {
        guard counts.contains(inputs.count) else {
            throw wrong("has the wrong number of inputs", expected: "\(counts)", found: "\(inputs.count)")
        }
    }

    /// An axis counted from the start.
    ///
    /// - Throws: `malformed` where there is no such axis.
    func axis(_ axis: Int, rank: Int, field: String = "axis") throws(FerryError) -> Int {
        guard (-rank..<rank).contains(axis) else {
            throw wrong("has a wrong '\(field)'", expected: "one of \(rank) axes", found: "\(axis)")
        }
        return axis < 0 ? axis + rank : axis
    }

    /// Axes counted from the start, none of them twice.
    ///
    /// - Throws: `malformed` where there is no such axis, or one is named twice.
    func axes(_ axes: [Int], rank: Int) throws(FerryError) -> [Int] {
        var counted: [Int] = []
        for axis in axes {
            let axis = try self.axis(axis, rank: rank, field: "axes")
            guard !counted.contains(axis) else { throw wrong("names an axis twice", found: "\(axes)") }
            counted.append(axis)
        }
        return counted
    }

    /// - Throws: `limit` where an array of this shape is too large, `malformed` where a size is negative.
    func check(_ shape: [Int]) throws(FerryError) {
        guard shape.allSatisfy({ $0 >= 0 }), shape.count <= Self.rankLimit else {
            throw wrong("makes no tensor", expected: "sizes of at least 0, and at most \(Self.rankLimit) axes", found: "\(shape)")
        }
        // A size of 0 makes a tensor empty, however large the others are.
        guard let count = shape.map({ max($0, 1) }).checkedElementCount, count <= limit else {
            throw .limit("\(node.opType) makes too large a tensor", limit: "\(limit) elements", found: "\(shape)")
        }
    }

    /// No tensor of a network has more axes.
    static let rankLimit = 32

    func wrong(_ problem: String, expected: String? = nil, found: String? = nil) -> FerryError {
        FerryError(.malformed, "\(node.opType) \(problem)", expected: expected, found: found)
    }

    func wrong(input index: Int, expected: String) -> FerryError {
        let found = optional(index).map { TensorType($0.shape, element: $0.element).description }
        return FerryError(
            .malformed, "\(node.opType) has a wrong input \(index)", expected: expected, found: found,
            at: Location(field: index < node.inputs.count ? node.inputs[index] : nil))
    }

    func unsupported(_ what: String) -> FerryError { FerryError(.unsupported, "\(node.opType) with \(what) is not computed") }
}
