/// NumPy's broadcasting: shapes are aligned at the end, and an axis of size 1 or none repeats.
enum Broadcast {
    /// The common shape; nothing where two sizes contradict.
    static func shape(_ shapes: [[Dimension]]) -> [Dimension]? {
        let rank = shapes.map(\.count).max() ?? 0
        var common = [Dimension](repeating: 1, count: rank)
        for shape in shapes {
            for (axis, dimension) in zip(rank - shape.count..<rank, shape) where dimension != 1 {
                guard common[axis] == 1 || common[axis] == dimension else { return nil }
                common[axis] = dimension
            }
        }
        return common
    }

    /// Row-major strides that step through a tensor of shape `shape` along the axes of `output`; 0 where it repeats.
    static func strides(of shape: [Int], in output: [Int]) -> [Int] {
        let padded = [Int](repeating: 1, count: output.count - shape.count) + shape
        return zip(padded, padded.rowMajorStrides).map { size, stride in size == 1 ? 0 : stride }
    }
}
