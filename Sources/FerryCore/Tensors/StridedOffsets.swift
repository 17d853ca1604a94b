/// The offsets of a tensor's elements, row-major over `shape` and `strides` apart: a permuted, repeated or partial view.
package struct StridedOffsets: Sequence, IteratorProtocol {
    private let shape: [Int]
    private let strides: [Int]
    private var index: [Int]
    private var offset = 0
    private var rest: Int

    /// - Precondition: `shape` and `strides` have a number for each axis.
    package init(shape: [Int], strides: [Int]) {
        precondition(shape.count == strides.count)
        self.shape = shape
        self.strides = strides
        index = [Int](repeating: 0, count: shape.count)
        rest = shape.elementCount
    }

    package var underestimatedCount: Int { rest }

    package mutating func next() -> Int? {
        guard rest > 0 else { return nil }
        rest -= 1
        let current = offset
        for axis in shape.indices.reversed() {
            index[axis] += 1
            offset += strides[axis]
            guard index[axis] == shape[axis] else { break }
            index[axis] = 0
            offset -= shape[axis] * strides[axis]
        }
        return current
    }
}
