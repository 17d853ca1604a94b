internal import FerryArchive
internal import FerryCore

extension PublishedData.File {
    /// Holds a file's contents, unpacked where they are packed, against the checksum.
    ///
    /// - Throws: `malformed` where they are others, and what unpacking throws.
    func check(_ path: String) throws(FerryError) {
        let file = try FileByteSource(path: path)
        let contents = try Gzip.isCompressed(file) ? Gzip.unpacked(file) : file.bytes()
        let found = SHA256.hexadecimal(contents)
        guard found == sha256 else {
            throw FerryError(
                .malformed, "the file's contents are not those that were published", expected: "SHA-256 \(sha256)",
                found: contents.count == byteCount ? found : "\(found), of \(contents.count) bytes instead of \(byteCount)",
                at: Location(file: path))
        }
    }

    /// What no mirror's file passes: incompressible data takes a little more packed.
    var byteCountLimit: Int { byteCount + byteCount / 100 + 1000 }
}
