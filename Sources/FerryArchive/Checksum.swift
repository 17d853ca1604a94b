internal import CDeflate

/// CRC-32 as zip, PNG and Python's `zlib.crc32` compute it.
package struct Checksum: Hashable, Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    init(value: UInt32) { self.value = value }

    package mutating func add(_ bytes: RawSpan) {
        // No bytes may have no address, which libdeflate takes for a request to start anew.
        guard bytes.byteCount > 0 else { return }
        // Safety: libdeflate reads `count` bytes inside the closure.
        value = unsafe bytes.withUnsafeBytes { bytes in unsafe libdeflate_crc32(value, bytes.baseAddress, bytes.count) }
    }
}
