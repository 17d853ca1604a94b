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

    /// The names of the arrays in `bytes`; nothing where it is broken, no archive, or holds something else too.
    ///
    /// - Throws: `io`.
    public static func names(in bytes: any ByteSource) throws(FerryError) -> [String]? {
        let start = try bytes.bytes(0..<min(4, bytes.byteCount))
        // The second is what an archive of no arrays begins with, and ends.
        guard start == [0x50, 0x4b, 0x03, 0x04] || start == [0x50, 0x4b, 0x05, 0x06] else { return nil }
        do {
            let members = try ZipArchive(bytes).members
            guard members.allSatisfy({ $0.name.hasSuffix(".npy") }) else { return nil }
            return members.map { String($0.name.dropLast(4)) }
        } catch {
            if error.code == .io { throw error }
            return nil
        }
    }

    /// Whether arrays of these names are a recording: a model's inputs, and the values that it answered.
    public static func isRecording(_ names: [String]) -> Bool {
        names.contains { $0.hasPrefix(inputPrefix) }
            && names.allSatisfy { $0.hasPrefix(inputPrefix) || $0.hasPrefix(valuePrefix) }
    }

    /// What the names of a recording's inputs begin with.
    public static let inputPrefix = "inputs/"
    /// What the names of a recording's values begin with.
    public static let valuePrefix = "values/"

    /// All that an archive cannot hold of these arrays; empty where ``write(_:to:compressed:)`` will succeed.
    public static func problems(writing arrays: [(name: String, source: any TensorSource)]) -> [FerryError] {
        let limits = ArchiveLimits()
        var problems: [FerryError] = []
        if arrays.count > limits.memberCount {
            problems.append(
                FerryError(
                    .unsupported, "an archive does not hold so many arrays", expected: "at most \(limits.memberCount)",
                    found: "\(arrays.count)"))
        }
        for (name, source) in arrays {
            if name.isEmpty || name.hasPrefix("/") || name.contains("\\") || name.contains("\0")
                || name.split(separator: "/").contains("..") || name.utf8.count > limits.nameByteCount - 4
            {
                problems.append(
                    FerryError(
                        .unsupported, "the name '\(name)' cannot be that of an archive's member",
                        expected: "at most \(limits.nameByteCount - 4) bytes that lead to no folder outside",
                        at: Location(path: name)))
            }
            do throws(FerryError) {
                _ = try NPY.header(of: source)
            } catch {
                problems.append(error.at(Location(path: name)))
            }
        }
        return problems
    }

    /// Writes named arrays in windows, the same bytes for the same arrays; the caller commits the file.
    ///
    /// - Parameter compressed: whether the arrays are deflated, as `numpy.savez_compressed` does it.
    /// - Throws: `unsupported` where NumPy has no such element type, `io`.
    public static func write(
        _ arrays: [(name: String, source: any TensorSource)], to file: AtomicFile, compressed: Bool = false
    ) throws(FerryError) {
        var members: [ZipWriter.Member] = []
        for (name, source) in arrays { members.append(try member(name, source, method: compressed ? .deflated : .stored)) }
        try ZipWriter.write(members, to: file)
    }

    /// An array as a member of an archive, for archives that hold other things too.
    ///
    /// - Throws: `unsupported` where NumPy has no such element type.
    package static func member(
        _ name: String, _ source: any TensorSource, method: ZipMember.Method = .stored
    ) throws(FerryError) -> ZipWriter.Member {
        let contents = ArrayContents(name: name, header: try NPY.header(of: source), source: source)
        return ZipWriter.Member(name: name + ".npy", method: method, contents: contents)
    }
}

/// A tensor as the bytes of a `.npy` file.
private struct ArrayContents: ByteSource {
    let name: String
    let header: [UInt8]
    let source: any TensorSource

    var byteCount: Int { header.count + source.byteCount }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let split = max(0, min(destination.byteCount, header.count - offset))
        if split > 0 {
            var start = destination._mutatingExtracting(0..<split)
            try MemoryByteSource(header, name: name).read(at: offset, into: &start)
        }
        guard split < destination.byteCount else { return }
        var rest = destination._mutatingExtracting(split..<destination.byteCount)
        try source.read(at: offset + split - header.count, into: &rest)
    }
}
