internal import FerryCore

extension ONNXCall {
    /// An array of floating-point numbers, computed where all inputs are known.
    ///
    /// - Throws: `limit` where it is too large, before `body` runs.
    func numbers(
        _ element: ElementType, _ shape: [Int], _ body: () throws(FerryError) -> [Double]
    ) throws(FerryError) -> ONNXArray {
        try check(shape)
        guard isKnown else { return ONNXArray(element, shape: shape) }
        return ONNXArray(element, shape: shape, numbers: try body())
    }

    /// An array of integers, computed where all inputs are known.
    ///
    /// - Throws: `limit` where it is too large, before `body` runs; `malformed` where an integer does not fit its type.
    func integers(
        _ element: ElementType, _ shape: [Int], _ body: () throws(FerryError) -> [Int]
    ) throws(FerryError) -> ONNXArray {
        try check(shape)
        guard isKnown else { return ONNXArray(element, shape: shape) }
        let integers = try body()
        guard let range = element.integerRange, integers.allSatisfy(range.contains) else {
            throw wrong("computes an integer that \(element.rawValue) does not hold")
        }
        return ONNXArray(element, shape: shape, integers: integers)
    }

    /// An array whose elements are elements of `source`, by their place there; a negative place is `fill`.
    ///
    /// - Throws: `limit` where it is too large, before `places` are computed.
    func picking(
        _ source: ONNXArray, _ shape: [Int], fill: ONNXArray? = nil, _ places: () throws(FerryError) -> [Int]
    ) throws(FerryError) -> ONNXArray {
        try check(shape)
        guard source.isKnown, fill?.isKnown ?? true else { return ONNXArray(source.element, shape: shape) }
        switch source.values {
        case .unknown: return ONNXArray(source.element, shape: shape)
        case .numbers(let numbers):
            let filling = fill?.numbers.first ?? 0
            return ONNXArray(source.element, shape: shape, numbers: try places().map { $0 < 0 ? filling : numbers[$0] })
        case .integers(let integers):
            let filling = fill?.integers.first ?? 0
            return ONNXArray(source.element, shape: shape, integers: try places().map { $0 < 0 ? filling : integers[$0] })
        }
    }

    /// The shape that shapes broadcast to, as NumPy has it.
    ///
    /// - Throws: `malformed` where they do not fit.
    func broadcast(_ shapes: [[Int]]) throws(FerryError) -> [Int] {
        let rank = shapes.map(\.count).max() ?? 0
        var sizes = [Int](repeating: 1, count: rank)
        for shape in shapes {
            for (axis, size) in zip(rank - shape.count..<rank, shape) where size != 1 {
                guard sizes[axis] == 1 || sizes[axis] == size else {
                    throw wrong(
                        "has inputs whose shapes do not fit each other", found: shapes.map { "\($0)" }.joined(separator: " "))
                }
                sizes[axis] = size
            }
        }
        return sizes
    }

    /// - Throws: `malformed` where the inputs are of different types.
    func expectOneType(_ arrays: [ONNXArray]) throws(FerryError) {
        guard arrays.allSatisfy({ $0.element == arrays[0].element }) else {
            throw wrong("has inputs of different types", found: arrays.map(\.element.rawValue).joined(separator: ", "))
        }
    }
}

extension ONNXArray {
    /// Where the elements of this array lie for each element of `target`, to which it broadcasts.
    func places(broadcastTo target: [Int]) -> [Int] {
        Array(StridedOffsets(shape: target, strides: Self.strides(of: shape, in: target)))
    }

    /// Strides of a tensor of shape `shape` along the axes of `target`: 0 where it is repeated.
    static func strides(of shape: [Int], in target: [Int]) -> [Int] {
        let own = zip(shape, shape.rowMajorStrides).map { $0 == 1 ? 0 : $1 }
        return [Int](repeating: 0, count: target.count - shape.count) + own
    }
}
