#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Floats that end where a page without access begins, with canaries before them: reading or writing past the end ends the
/// process, and what was written before the start shows.
@safe final class GuardedFloats {
    let start: UnsafeMutablePointer<Float>
    let count: Int
    private let pages: UnsafeMutableRawPointer
    private let byteCount: Int
    private static let canaryCount = 64
    private static let canary = Float(bitPattern: 0x7fc0_dead)

    init(_ elements: [Float]) {
        let pageSize = Int(getpagesize())
        count = elements.count
        let needed = (count + Self.canaryCount) * MemoryLayout<Float>.stride
        byteCount = (needed + pageSize - 1) / pageSize * pageSize + pageSize
        let mapped = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { preconditionFailure("no memory") }
        unsafe pages = mapped
        let end = unsafe mapped + byteCount - pageSize
        precondition(unsafe mprotect(end, pageSize, PROT_NONE) == 0)
        unsafe start = end.assumingMemoryBound(to: Float.self) - count
        for index in 0..<Self.canaryCount { unsafe start[index - Self.canaryCount] = Self.canary }
        for (index, element) in elements.enumerated() { unsafe start[index] = element }
    }

    /// Not a number in every place: whoever reads it before writing spreads it.
    convenience init(unwritten count: Int) { self.init([Float](repeating: .nan, count: count)) }

    deinit { unsafe munmap(pages, byteCount) }

    var elements: [Float] { (0..<count).map { unsafe start[$0] } }

    var isIntactBefore: Bool {
        (1...Self.canaryCount).allSatisfy { unsafe start[-$0].bitPattern == Self.canary.bitPattern }
    }
}
