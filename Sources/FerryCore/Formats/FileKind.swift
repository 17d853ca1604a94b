/// Says what a file looks like that no format claims.
package enum FileKind {
    private static let signatures: [(bytes: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4e, 0x47], "a PNG picture"),
        ([0xff, 0xd8, 0xff], "a JPEG picture"),
        ([0x50, 0x4b, 0x03, 0x04], "a zip archive"),
        ([0x50, 0x4b, 0x05, 0x06], "an empty zip archive"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file without a model"),
        ([0x1f, 0x8b], "gzip data"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF document"),
        ([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], "a NumPy array"),
    ]

    /// A phrase such as `a PNG picture`, `text` or `an empty file`.
    package static func describe(_ file: any ByteSource) throws(FerryError) -> String {
        guard file.byteCount > 0 else { return "an empty file" }
        let start = try file.bytes(0..<min(512, file.byteCount))
        if let known = signatures.first(where: { start.starts(with: $0.bytes) }) { return known.name }
        let isText = start.allSatisfy { $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) }
        return isText ? "text" : "unknown binary data"
    }
}
