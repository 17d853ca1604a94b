internal import CZlib

/// CRC-32 as zip, PNG and Python's `zlib.crc32` compute it.
package struct Checksum: Hashable, Sendable {
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func add(_ bytes: RawSpan) {
        // Safety: zlib reads `count` bytes inside the closure.
        value = unsafe bytes.withUnsafeBytes { bytes in
            UInt32(unsafe crc32_z(UInt(value), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
        }
    }
}
