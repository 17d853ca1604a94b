/// Where a value's elements are in an executor's memory.
struct ValuePlace: Sendable {
    enum Region: Hashable, Sendable {
        /// Written by every run.
        case activations
        /// Written once.
        case parameters
    }

    let region: Region
    let start: Int
    let shape: [Int]

    var range: Range<Int> { start..<start + shape.elementCount }
}
