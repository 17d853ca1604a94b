import FerryArchive
import FerryCore
import Testing

@Suite struct `A checksum` {
    @Test func `is the CRC-32 that everybody computes`() throws {
        #expect(try Checksum(of: MemoryByteSource(Array("123456789".utf8), name: "check")).value == 0xcbf4_3926)
    }

    @Test(arguments: [0, 1, (16 << 20) - 1, 16 << 20, (16 << 20) + 1, 40 << 20])
    func `of a source in parts is that of its bytes in order`(byteCount: Int) throws {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        for index in stride(from: 0, to: byteCount, by: 97) { bytes[index] = UInt8(truncatingIfNeeded: index >> 5 ^ index) }
        var whole = Checksum()
        unsafe whole.add(bytes.span.bytes)
        #expect(try Checksum(of: MemoryByteSource(bytes, name: "bytes")) == whole)
    }
}
