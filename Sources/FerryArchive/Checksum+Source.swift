internal import CZlib
package import FerryCore
internal import Synchronization

extension Checksum {
    /// Of all bytes of a source, its parts at once on all cores: the weights of a large model are half a gigabyte.
    ///
    /// - Throws: what reading throws.
    package init(of source: any ByteSource) throws(FerryError) {
        let work = SourceChecksum(source)
        ThreadPool.standard.run(work, step: 0, partCount: work.parts.count)
        self = try work.result()
    }

    /// The checksum of these bytes and `count` more of checksum `next`.
    fileprivate func followed(by next: Checksum, of count: Int) -> Checksum {
        Checksum(value: UInt32(crc32_combine(UInt(value), UInt(next.value), count)))
    }
}

private final class SourceChecksum: PartwiseWork {
    /// Shorter parts gain nothing over waking a thread.
    private static let partByteCount = 16 << 20

    private let source: any ByteSource
    let parts: [Range<Int>]
    private let results: Mutex<[Int: Result<Checksum, FerryError>]>

    init(_ source: any ByteSource) {
        self.source = source
        let starts = Array(stride(from: 0, to: max(source.byteCount, 1), by: Self.partByteCount))
        parts = starts.map { $0..<min($0 + Self.partByteCount, source.byteCount) }
        results = Mutex([:])
    }

    func run(step: Int, part: Int, worker: Int) {
        let result = checksum(of: parts[part])
        results.withLock { $0[part] = result }
    }

    private func checksum(of part: Range<Int>) -> Result<Checksum, FerryError> {
        do throws(FerryError) {
            var checksum = Checksum()
            try RegionSource(source, at: part.lowerBound, element: .uint8, shape: [part.count]).forEachWindow {
                (window: RawSpan) throws(FerryError) in checksum.add(window)
            }
            return .success(checksum)
        } catch {
            return .failure(error)
        }
    }

    func result() throws(FerryError) -> Checksum {
        let results = results.withLock { $0 }
        var whole = Checksum()
        for (index, part) in parts.enumerated() {
            guard let result = results[index] else { preconditionFailure("the pool runs every part") }
            whole = whole.followed(by: try result.get(), of: part.count)
        }
        return whole
    }
}
