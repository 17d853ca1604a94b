public import FerryCore

/// NumPy's `.npz`: named arrays in a zip archive.
public enum NPZ {
    /// The arrays in `bytes` by their names, in the archive's order. Stored ones are read where they lie, compressed ones unpacked.
    ///
    /// - Throws: `malformed` where the archive or a member is broken, or a member is no array; `unsupported`; `limit`; `io`.
    public static func read(_ bytes: any ByteSource) throws(FerryError) -> [(name: String, source: any TensorSource)] {
        let archive = try ZipArchive(bytes)
        var arrays: [(name: String, source: any TensorSource)] = []
        for member in archive.members {
            guard member.name.hasSuffix(".npy"), let contents = try archive.member(named: member.name) else {
                throw FerryError(
                    .malformed, "the archive holds something else than arrays", expected: "names that end in .npy",
                    found: "'\(member.name)'", at: Location(file: bytes.name, path: member.name))
            }
            arrays.append((String(member.name.dropLast(4)), try NPY.read(contents)))
        }
        return arrays
    }

    /// Writes named arrays, uncompressed, in windows; the caller commits the file.
    ///
    /// - Throws: `unsupported` where NumPy has no such element type, `io`.
    public static func write(
        _ arrays: [(name: String, source: any TensorSource)], to file: AtomicFile
    ) throws(FerryError) {
        var writer = StoredZipWriter(file)
        for (name, source) in arrays {
            let header = try NPY.header(of: source)
            try writer.add(name + ".npy") { (append) throws(FerryError) in
                try unsafe append(header.span.bytes)
                try source.forEachWindow(append)
            }
        }
        try writer.finish()
    }
}
