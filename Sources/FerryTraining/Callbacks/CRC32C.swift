/// The checksum of RFC 3720, appendix B.4, which zlib and libdeflate do not have.
enum CRC32C {
    /// As records carry it: turned and moved, so that a checksum of checksums is none.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let checksum = Self.checksum(bytes)
        return (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { rest, byte in table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ rest >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? 0x82f6_3b78 ^ rest >> 1 : rest >> 1 }
    }
}
