package import FerryCore

/// Writes a zip archive of stored members, front to back, as NumPy and Keras write theirs.
///
/// Sizes are zip64's throughout, so that there is one form and no limit at 4 GiB. Times are 1980's first day: the same contents
/// give the same bytes.
///
/// Source: PKWARE APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
package struct StoredZipWriter: ~Copyable {
    private let file: AtomicFile
    private var directory: [UInt8] = []
    private var memberCount = 0

    /// - Precondition: nothing was written to `file`.
    package init(_ file: AtomicFile) { self.file = file }

    /// Appends a member.
    ///
    /// - Parameter produce: hands all of the member's bytes, in order, to its argument; called once for the checksum, which stands
    ///   before the bytes, and once for the bytes.
    /// - Throws: `io`, and what `produce` throws.
    package mutating func add(
        _ name: String, _ produce: ((RawSpan) throws(FerryError) -> Void) throws(FerryError) -> Void
    ) throws(FerryError) {
        var checksum = Checksum()
        var byteCount = 0
        try produce { (bytes) throws(FerryError) in
            checksum.add(bytes)
            byteCount += bytes.byteCount
        }
        let start = file.byteCount
        let name = Array(name.utf8)
        var common = Record()
        // Version 4.5 for zip64; UTF-8 names; stored; 1 January 1980.
        common.short(45, 0x0800, 0, 0, 0x0021)
        common.long(checksum.value, .max, .max)
        common.short(UInt16(name.count))

        var local = Record()
        local.long(0x0403_4b50)
        local.bytes += common.bytes
        local.short(20)
        local.bytes += name
        local.short(1, 16)
        local.wide(byteCount, byteCount)
        try file.append(local.bytes)
        try produce { (bytes) throws(FerryError) in try file.append(bytes) }

        var central = Record()
        central.long(0x0201_4b50)
        central.short(45)
        central.bytes += common.bytes
        central.short(28, 0, 0, 0)
        central.long(0, .max)
        central.bytes += name
        central.short(1, 24)
        central.wide(byteCount, byteCount, start)
        directory += central.bytes
        memberCount += 1
    }

    /// Appends the directory; the caller commits the file.
    ///
    /// - Throws: `io`.
    package consuming func finish() throws(FerryError) {
        let start = file.byteCount
        try file.append(directory)
        var end = Record()
        end.long(0x0606_4b50)
        end.wide(44)
        end.short(45, 45)
        end.long(0, 0)
        end.wide(memberCount, memberCount, directory.count, start)
        end.long(0x0706_4b50, 0)
        end.wide(start + directory.count)
        end.long(1)
        end.long(0x0605_4b50)
        end.short(0, 0, .max, .max)
        end.long(.max, .max)
        end.short(0)
        try file.append(end.bytes)
    }
}

/// Little-endian fields, one after the other.
private struct Record {
    var bytes: [UInt8] = []

    mutating func short(_ values: UInt16...) { for value in values { append(value) } }
    mutating func long(_ values: UInt32...) { for value in values { append(value) } }
    mutating func wide(_ values: Int...) { for value in values { append(UInt64(value)) } }

    private mutating func append(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
