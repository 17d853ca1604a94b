/// Where a value's elements are in an executor's memory.
struct ValuePlace: Sendable {
    enum Region: Hashable, Sendable {
        /// Written by every run.
        case activations
        /// Written once.
        case parameters
    }

    let region: Region
    let range: Range<Int>
    let shape: [Int]

    init(region: Region, start: Int, shape: [Int]) {
        (self.region, self.shape) = (region, shape)
        range = start..<start + shape.elementCount
    }

    var start: Int { range.lowerBound }
}
