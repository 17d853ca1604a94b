/// Floats outside of Swift's arrays, aligned to cache lines, with arbitrary contents at first.
@safe struct FloatBuffer: ~Copyable {
    let start: UnsafeMutablePointer<Float>
    let count: Int

    /// Elements of a cache line, at which each tensor in an executor's memory starts.
    private static let alignment = 16

    init(count: Int) {
        self.count = count
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: Self.alignment * MemoryLayout<Float>.stride)
        unsafe start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    }

    deinit { unsafe start.deallocate() }

    /// `count` rounded up to whole cache lines.
    static func aligned(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

    /// Sets all elements to 0.
    func clear() { unsafe start.update(repeating: 0, count: count) }

    /// Calls `body` with some of the elements.
    func withElements<Failure: Error>(
        _ range: Range<Int>, _ body: (inout MutableSpan<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        precondition(range.upperBound <= count)
        // Safety: checked above; the span does not outlive the call.
        var span = unsafe MutableSpan(_unsafeStart: start + range.lowerBound, count: range.count)
        try body(&span)
    }
}
