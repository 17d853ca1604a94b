/// Bytes in memory under a name.
public struct MemoryByteSource: ByteSource {
    public let name: String
    private let contents: [UInt8]

    public init(_ contents: [UInt8], name: String) {
        self.contents = contents
        self.name = name
    }

    public var byteCount: Int { contents.count }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        guard offset >= 0, destination.byteCount <= contents.count - offset else {
            throw FerryError(.malformed, "the data ends too early", at: Location(file: name, path: .byteOffset(offset)))
        }
        // Safety: both ranges hold `destination.byteCount` bytes, the source by the guard above.
        unsafe destination.withUnsafeMutableBytes { target in
            unsafe contents.withUnsafeBytes { source in
                unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + target.count]))
            }
        }
    }
}
