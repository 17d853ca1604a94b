/// A range cut into parts of equal size, the last one smaller.
struct Cut: Hashable, Sendable {
    let total: Int
    let size: Int

    /// - Parameters:
    ///   - parts: how many parts there should be.
    ///   - quantum: what the size of a part is a multiple of.
    init(_ total: Int, parts: Int, quantum: Int = 1) {
        self.total = total
        let units = (total + quantum - 1) / max(quantum, 1)
        size = max(1, (units + max(parts, 1) - 1) / max(parts, 1)) * max(quantum, 1)
    }

    /// Parts that are worth being handed to a thread of their own.
    ///
    /// - Parameter operations: what one element costs, in floating-point operations.
    init(_ total: Int, operations: Int, quantum: Int = 1) {
        self.init(total, parts: Cut.parts(for: total * max(operations, 1)), quantum: quantum)
    }

    var count: Int { (total + size - 1) / size }

    subscript(part: Int) -> Range<Int> { part * size..<min(total, (part + 1) * size) }

    /// How many parts so many floating-point operations are worth: handing one out costs a fraction of a microsecond, and more
    /// than 64 balance no better.
    static func parts(for operations: Int) -> Int { min(max(operations >> 18, 1), 64) }
}
