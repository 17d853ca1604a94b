internal import FerryCore

/// Section II.A: the superblock.
extension StructureWalk {
    /// The root group's entry, or nothing where the superblock is of a newer version.
    mutating func superblock() throws(FerryError) -> GroupMember? {
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
        guard reader.byteCount >= signature.count, try reader.bytes(at: 0, count: 8) == signature else {
            throw damaged("the file is no HDF5 file", at: 0, expected: "the HDF5 signature")
        }
        let version = try reader.byte(at: 8)
        switch version {
        case 0: try checkEnd(at: 40)
        case 1: try checkEnd(at: 44)
        case 2, 3: try checkEnd(at: 28)
        default: throw damaged("the superblock's version is unknown", at: 8, found: "\(version)")
        }
        guard version == 0 else {
            note("a superblock of version \(version)", at: 8)
            return nil
        }
        try claim(0, 96, "the superblock")
        let versions = try reader.bytes(at: 9, count: 4)
        guard versions.allSatisfy({ $0 == 0 }) else { throw damaged("a version in the superblock is unknown", at: 9) }
        let widths = try reader.bytes(at: 13, count: 3)
        guard widths == [8, 8, 0] else { throw damaged("offsets and lengths are not of 8 bytes", at: 13) }
        guard try reader.integer(at: 20, as: UInt32.self) == 0 else {
            throw damaged("the consistency flags are not zero", at: 20)
        }
        guard try reader.integer(at: 24, as: UInt64.self) == 0 else { throw damaged("the base address is not zero", at: 24) }
        guard try reader.integer(at: 32, as: UInt64.self) == Self.undefined,
            try reader.integer(at: 48, as: UInt64.self) == Self.undefined
        else { throw damaged("the superblock names free space or a driver", at: 32) }
        guard try reader.integer(at: 16, as: UInt16.self) == 4, try reader.integer(at: 18, as: UInt16.self) == 16 else {
            note("trees of another width", at: 16)
            return nil
        }
        let root = try symbolTableEntry(at: 56, name: "")
        guard root.cachedTable != nil else { throw damaged("the root group's symbol table is not named", at: 72) }
        return root
    }

    /// Holds the file's size against the one at `offset`: that is how a file that was cut short is known.
    private mutating func checkEnd(at offset: Int) throws(FerryError) {
        let end = try reader.integer(at: offset, as: UInt64.self)
        guard end == reader.byteCount else {
            throw damaged(
                end > reader.byteCount ? "the file ends too early" : "there are bytes after the end of the HDF5 file",
                at: offset, expected: "\(end) bytes", found: "\(reader.byteCount)")
        }
    }
}
