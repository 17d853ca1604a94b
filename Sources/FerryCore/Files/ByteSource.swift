/// Bytes at offsets: a file, a member of an archive, or memory.
public protocol ByteSource: Sendable {
    /// What errors call it: the path as the user gave it.
    var name: String { get }
    var byteCount: Int { get }

    /// Fills `destination` with the bytes from `offset` on.
    ///
    /// - Throws: `malformed` where fewer bytes are there, `io` where reading fails.
    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError)
}

extension ByteSource {
    /// The bytes of `range`, in memory.
    ///
    /// - Throws: `malformed` where the range passes the end, `io` where reading fails.
    public func bytes(_ range: Range<Int>) throws(FerryError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= byteCount else {
            throw FerryError(
                .malformed, "the file ends too early", expected: "bytes up to \(range.upperBound)",
                found: "\(byteCount) bytes", at: Location(file: name, path: .byteOffset(range.lowerBound)))
        }
        var bytes = [UInt8](repeating: 0, count: range.count)
        var span = bytes.mutableSpan
        // Safety: every byte pattern is a valid UInt8.
        var destination = unsafe span.mutableBytes
        try read(at: range.lowerBound, into: &destination)
        return bytes
    }

    /// Everything, in memory.
    public func bytes() throws(FerryError) -> [UInt8] { try bytes(0..<byteCount) }
}

extension String {
    /// A byte offset as locations print it: `@0x1f0`.
    package static func byteOffset(_ offset: Int) -> String { "@0x" + String(offset, radix: 16) }
}
