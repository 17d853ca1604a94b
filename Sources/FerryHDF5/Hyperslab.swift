internal import FerryCore

/// A box of a tensor's elements: what HDF5 reads at once.
struct Hyperslab: Hashable {
    /// The first index on each axis.
    var start: [Int]
    /// The number of indices on each axis.
    var count: [Int]

    /// The boxes whose elements, one box after the other, are the elements `range` of a tensor in row-major order.
    ///
    /// A part of a row at the start, whole rows, a part of a row at the end, and so on within the parts: at most two boxes per axis.
    /// - Precondition: `range` lies within the tensor, and no axis is empty.
    static func covering(_ range: Range<Int>, of shape: [Int]) -> [Hyperslab] {
        guard !range.isEmpty else { return [] }
        guard let rows = shape.first else { return [Hyperslab(start: [], count: [])] }
        let inner = Array(shape.dropFirst())
        let rowCount = inner.elementCount
        precondition(range.lowerBound >= 0 && range.upperBound <= rows * rowCount)
        guard rowCount > 1 else {
            return [
                Hyperslab(start: [range.lowerBound] + inner.map { _ in 0 }, count: [range.count] + inner.map { _ in 1 })
            ]
        }
        func part(_ part: Range<Int>) -> [Hyperslab] {
            guard !part.isEmpty else { return [] }
            let row = part.lowerBound / rowCount
            return covering(part.lowerBound - row * rowCount..<part.upperBound - row * rowCount, of: inner).map {
                Hyperslab(start: [row] + $0.start, count: [1] + $0.count)
            }
        }
        let firstWhole = (range.lowerBound + rowCount - 1) / rowCount
        let endWhole = range.upperBound / rowCount
        // Both ends within one row.
        guard firstWhole <= endWhole else { return part(range) }
        let whole = Hyperslab(start: [firstWhole] + inner.map { _ in 0 }, count: [endWhole - firstWhole] + inner)
        return part(range.lowerBound..<firstWhole * rowCount) + (firstWhole < endWhole ? [whole] : [])
            + part(endWhole * rowCount..<range.upperBound)
    }
}
