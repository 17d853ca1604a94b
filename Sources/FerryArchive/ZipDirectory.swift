internal import FerryCore

/// A strict reading of a zip archive's directory.
///
/// libzip unpacks the members; this says where they are, and checks what libzip does not: names, flags, that each local header
/// says what the directory says, that nothing overlaps or lies outside the directory's accounts.
///
/// Source: PKWARE APPNOTE 6.3.9, sections 4.3.7 (local header), 4.3.12 (central header), 4.3.14 to 4.3.16 (end records).
struct ZipDirectory {
    private(set) var members: [ZipMember] = []
    private let bytes: any ByteSource
    private let limits: ArchiveLimits

    /// - Throws: `malformed`, `unsupported` for encryption and methods other than stored and deflated, `limit`, `io`.
    init(_ bytes: any ByteSource, limits: ArchiveLimits) throws(FerryError) {
        self.bytes = bytes
        self.limits = limits
        let (region, count) = try locate()
        guard count <= limits.memberCount, region.count <= limits.directoryByteCount else {
            throw FerryError(
                .limit, "the archive has too many members", expected: "at most \(limits.memberCount)", found: "\(count)",
                at: Location(file: bytes.name))
        }
        var fields = ZipFields(try bytes.bytes(region), at: region.lowerBound, in: bytes.name)
        var names: Set<String> = []
        var extents: [Range<Int>] = []
        for _ in 0..<count {
            let entry = try CentralEntry(&fields, limits: limits)
            guard names.insert(entry.name).inserted else {
                throw damaged("the member '\(entry.name)' appears twice", at: entry.offset)
            }
            let packed = try packedRange(of: entry, before: region.lowerBound)
            extents.append(entry.localOffset..<packed.upperBound)
            members.append(
                ZipMember(
                    name: entry.name, method: entry.method, byteCount: entry.byteCount, checksum: entry.checksum, packed: packed))
        }
        guard fields.isAtEnd else { throw damaged("the archive's directory is longer than its members", at: fields.position) }
        extents.sort { $0.lowerBound < $1.lowerBound }
        for (earlier, later) in zip(extents, extents.dropFirst()) where later.lowerBound < earlier.upperBound {
            throw damaged("two members overlap", at: later.lowerBound)
        }
        try checkInflation()
    }

    /// Where the central directory is, and how many members it lists.
    private func locate() throws(FerryError) -> (region: Range<Int>, count: Int) {
        let endStart = bytes.byteCount - 22
        guard endStart >= 0 else { throw damaged("the file is no zip archive", at: 0, found: "\(bytes.byteCount) bytes") }
        var end = ZipFields(try bytes.bytes(endStart..<bytes.byteCount), at: endStart, in: bytes.name)
        // Keras and NumPy write no comment after the record, so that its place is beyond doubt.
        guard try end.long() == 0x0605_4b50 else {
            throw damaged("the archive does not end with its directory", at: endStart)
        }
        let disks = try [end.short(), end.short()]
        let counts = try [end.short(), end.short()]
        let size = try end.long()
        let start = try end.long()
        guard disks == [0, 0], counts[0] == counts[1], try end.short() == 0 else {
            throw damaged("the archive is split, or a comment follows it", at: endStart + 4)
        }
        guard counts[0] != UInt16.max, size != UInt32.max, start != UInt32.max else { return try locateLarge(before: endStart) }
        guard Int(start) + Int(size) == endStart else {
            throw damaged("the archive's directory is not where its end says", at: endStart + 12)
        }
        return (Int(start)..<endStart, Int(counts[0]))
    }

    /// The same from the records of zip64, for archives past 4 GiB.
    private func locateLarge(before endStart: Int) throws(FerryError) -> (region: Range<Int>, count: Int) {
        let locatorStart = endStart - 20
        let recordStart = locatorStart - 56
        guard recordStart >= 0 else { throw damaged("the archive has no zip64 record", at: endStart) }
        var fields = ZipFields(try bytes.bytes(recordStart..<endStart), at: recordStart, in: bytes.name)
        guard try fields.long() == 0x0606_4b50, try fields.wide() == 44 else {
            throw damaged("the archive has no zip64 record", at: recordStart)
        }
        try fields.skip(4)
        let disks = try [fields.long(), fields.long()]
        let counts = try [fields.wide(), fields.wide()]
        let size = try fields.wide()
        let start = try fields.wide()
        guard try fields.long() == 0x0706_4b50, try fields.long() == 0, try fields.wide() == recordStart,
            try fields.long() == 1, disks == [0, 0], counts[0] == counts[1]
        else { throw damaged("the archive's zip64 records disagree", at: locatorStart) }
        guard start <= recordStart, size == recordStart - start else {
            throw damaged("the archive's directory is not where its end says", at: recordStart + 40)
        }
        return (start..<recordStart, counts[0])
    }

    /// The packed bytes of a member, after its local header has been held against the directory.
    private func packedRange(of entry: CentralEntry, before directory: Int) throws(FerryError) -> Range<Int> {
        let start = entry.localOffset
        guard start <= directory - 30 else {
            throw damaged("the member '\(entry.name)' is outside the archive", at: entry.offset)
        }
        var local = ZipFields(try bytes.bytes(start..<start + 30), at: start, in: bytes.name)
        guard try local.long() == 0x0403_4b50 else { throw damaged("the member '\(entry.name)' has no header", at: start) }
        try local.skip(2)
        let flags = try local.short()
        let method = try local.short()
        try local.skip(4)
        let checksum = try local.long()
        let sizes = try [local.long(), local.long()]
        let nameCount = Int(try local.short())
        let extraCount = Int(try local.short())
        let dataStart = start + 30 + nameCount + extraCount
        guard dataStart <= directory, entry.packedByteCount <= directory - dataStart else {
            throw damaged("the member '\(entry.name)' passes the archive's end", at: start)
        }
        var rest = ZipFields(try bytes.bytes(start + 30..<dataStart), at: start + 30, in: bytes.name)
        let name = try rest.bytes(nameCount)
        // A writer that cannot seek leaves sizes and checksum for a record after the data, and bit 3 says so.
        let isDeferred = flags & 8 != 0
        let large = try rest.largeSizes(marking: [sizes[1], sizes[0]])
        let agrees = checksum == entry.checksum && large == [entry.byteCount, entry.packedByteCount]
        guard name == Array(entry.name.utf8), method == entry.method.rawValue, flags == entry.flags,
            agrees || isDeferred && checksum == 0 && large == [0, 0]
        else { throw damaged("the header of the member '\(entry.name)' and the directory disagree", at: start) }
        return dataStart..<dataStart + entry.packedByteCount
    }

    private func checkInflation() throws(FerryError) {
        var total = 0
        for member in members where member.method == .deflated {
            let (sum, overflow) = total.addingReportingOverflow(member.byteCount)
            let allowed = bytes.byteCount.multipliedReportingOverflow(by: limits.inflationRatio).partialValue
            guard !overflow, member.byteCount <= limits.inflatedByteCount, sum <= allowed + limits.inflatedAllowance else {
                throw FerryError(
                    .limit, "the compressed members are far larger than the archive",
                    expected: "at most \(limits.inflationRatio) times its \(bytes.byteCount) bytes",
                    found: "\(member.byteCount) bytes in one", at: Location(file: bytes.name, path: member.name))
            }
            total = sum
        }
    }

    private func damaged(_ problem: String, at offset: Int, found: String? = nil) -> FerryError {
        .damagedZip(problem, at: offset, in: bytes.name, found: found)
    }
}
