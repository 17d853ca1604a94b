package import FerryCore

/// A zip archive, read in place: nothing is ever unpacked to disk.
package final class ZipArchive: Sendable {
    package let members: [ZipMember]
    private let bytes: any ByteSource
    private let reader: LibzipReader

    /// Reads the archive's directory and checks it.
    ///
    /// - Throws: `malformed` where it is broken, holds a name twice or one that leads outside; `unsupported` for encryption and methods
    ///   other than stored and deflated; `limit`; `io`.
    package init(_ bytes: any ByteSource) throws(FerryError) {
        members = try ZipDirectory(bytes, limits: ArchiveLimits()).members
        reader = try LibzipReader(bytes)
        try reader.check(members)
        self.bytes = bytes
    }

    /// The bytes of a member, their checksum checked, or nothing where there is none of this name.
    ///
    /// A stored member is read where it lies; a deflated one is unpacked into memory, again at each call.
    ///
    /// - Throws: `malformed` where the bytes do not unpack to the size and checksum that the archive says; `io`.
    package func member(named name: String) throws(FerryError) -> (any ByteSource)? {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return nil }
        let member = members[index]
        let label = "\(bytes.name):\(name)"
        switch member.method {
        case .stored:
            let contents = SubrangeSource(bytes, range: member.packed, name: label)
            try check(contents, against: member)
            return contents
        case .deflated:
            var contents: [UInt8] = []
            contents.reserveCapacity(member.byteCount)
            try reader.unpack(member, index: index) { contents += $0 }
            return MemoryByteSource(contents, name: label)
        }
    }

    /// libdeflate's checksum is several times faster than the one that libzip would compute, and weights are large.
    private func check(_ contents: SubrangeSource, against member: ZipMember) throws(FerryError) {
        let checksum = try Checksum(of: contents)
        guard checksum.value == member.checksum else {
            throw FerryError(
                .malformed, "a member's bytes are not those that were written", expected: "the checksum \(member.checksum)",
                found: "\(checksum.value)", at: Location(file: bytes.name, path: member.name))
        }
    }
}
