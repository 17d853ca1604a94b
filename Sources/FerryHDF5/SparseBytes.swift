/// Bytes at any offsets, kept in pages; zeros where nothing was written.
struct SparseBytes: Sendable {
    private static let pageByteCount = 4096
    private var pages: [Int: [UInt8]] = [:]

    mutating func write(_ bytes: RawSpan, at offset: Int) {
        for part in Self.parts(offset, bytes.byteCount) {
            let source = bytes.extracting(part.bytes)
            // Safety: copyBytes checks that the part fits, and a part lies within its page.
            unsafe source.withUnsafeBytes { source in
                unsafe pages[part.page, default: [UInt8](repeating: 0, count: Self.pageByteCount)].withUnsafeMutableBytes {
                    unsafe UnsafeMutableRawBufferPointer(rebasing: $0[part.start..<part.start + source.count]).copyBytes(
                        from: source)
                }
            }
        }
    }

    func read(at offset: Int, into destination: inout MutableRawSpan) {
        for part in Self.parts(offset, destination.byteCount) {
            var target = destination._mutatingExtracting(part.bytes)
            let page = pages[part.page] ?? [UInt8](repeating: 0, count: Self.pageByteCount)
            // Safety: copyBytes checks that the part fits.
            unsafe target.withUnsafeMutableBytes {
                unsafe $0.copyBytes(from: page[part.start..<part.start + part.bytes.count])
            }
        }
    }

    /// How a range falls on pages: which page, where in it, and which of the range's bytes.
    private static func parts(_ offset: Int, _ count: Int) -> [(page: Int, start: Int, bytes: Range<Int>)] {
        var parts: [(page: Int, start: Int, bytes: Range<Int>)] = []
        var done = 0
        while done < count {
            let (page, start) = (offset + done).quotientAndRemainder(dividingBy: pageByteCount)
            let next = min(count, done + pageByteCount - start)
            parts.append((page, start, done..<next))
            done = next
        }
        return parts
    }
}
