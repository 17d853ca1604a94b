extension LayerNormalization {
    /// The elements of a tensor that are normalised together.
    struct Groups: Sendable {
        /// Elements of a group.
        let size: Int
        let count: Int
        /// Where they are, from the first one on; empty where they lie one behind the other.
        let offsets: [UInt32]
        /// The first ones of all groups; empty where groups lie one behind the other.
        private let starts: [Int]

        init(axes: [Int], of shape: [Int]) {
            let normalised = axes.map { $0 + shape.count }
            size = normalised.reduce(1) { $0 * shape[$1] }
            count = shape.elementCount / max(size, 1)
            let isTrailing = normalised == Array(shape.count - normalised.count..<shape.count)
            offsets = isTrailing ? [] : Self.positions(shape, normalised).map(UInt32.init)
            starts = isTrailing ? [] : Self.positions(shape, shape.indices.filter { !normalised.contains($0) })
        }

        func start(of group: Int) -> Int { starts.isEmpty ? group * size : starts[group] }

        /// Where the elements are that differ along `axes` alone, in row-major order.
        private static func positions(_ shape: [Int], _ axes: [Int]) -> [Int] {
            let strides = shape.rowMajorStrides
            return axes.reduce([0]) { positions, axis in
                positions.flatMap { position in (0..<shape[axis]).map { position + $0 * strides[axis] } }
            }
        }
    }
}
