internal import FerryCore

/// Little-endian fields of zip records, one after the other.
struct ZipFields {
    private let contents: [UInt8]
    private let origin: Int
    let file: String
    private var next = 0

    /// - Parameter origin: where `contents` start in the file, for errors.
    init(_ contents: [UInt8], at origin: Int, in file: String) {
        self.contents = contents
        self.origin = origin
        self.file = file
    }

    /// The offset in the file.
    var position: Int { origin + next }
    var isAtEnd: Bool { next == contents.count }

    mutating func bytes(_ count: Int) throws(FerryError) -> [UInt8] {
        guard count <= contents.count - next else { throw damaged("a record of the archive ends too early") }
        defer { next += count }
        return Array(contents[next..<next + count])
    }

    mutating func skip(_ count: Int) throws(FerryError) { _ = try bytes(count) }
    mutating func short() throws(FerryError) -> UInt16 { try integer() }
    mutating func long() throws(FerryError) -> UInt32 { try integer() }

    /// Eight bytes, as a size or offset.
    mutating func wide() throws(FerryError) -> Int {
        let value: UInt64 = try integer()
        guard let size = Int(exactly: value) else { throw damaged("a size in the archive is out of range") }
        return size
    }

    private mutating func integer<Value: FixedWidthInteger>() throws(FerryError) -> Value {
        try bytes(Value.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    /// Reads extra fields to the end and answers `sizes`, those that are all ones replaced by the zip64 field's (section 4.5.3).
    mutating func largeSizes(marking sizes: [UInt32]) throws(FerryError) -> [Int] {
        var result = sizes.map(Int.init)
        var isExtended = false
        while !isAtEnd {
            let kind = try short()
            let count = Int(try short())
            var field = ZipFields(try bytes(count), at: position - count, in: file)
            guard kind == 1 else { continue }
            guard !isExtended else { throw damaged("a member has two zip64 fields") }
            isExtended = true
            for index in sizes.indices where sizes[index] == UInt32.max { result[index] = try field.wide() }
        }
        guard isExtended || !sizes.contains(UInt32.max) else { throw damaged("a member lacks its zip64 field") }
        return result
    }

    func damaged(_ problem: String, found: String? = nil) -> FerryError {
        .damagedZip(problem, at: position, in: file, found: found)
    }
}

/// One record of the central directory.
struct CentralEntry {
    /// Deflate's options, sizes after the data, and names in UTF-8: what may be set.
    private static let knownFlags: UInt16 = 0b1000_0000_1110

    let offset: Int
    let name: String
    let flags: UInt16
    let method: ZipMember.Method
    let checksum: UInt32
    let packedByteCount: Int
    let byteCount: Int
    let localOffset: Int

    init(_ fields: inout ZipFields, limits: ArchiveLimits) throws(FerryError) {
        offset = fields.position
        guard try fields.long() == 0x0201_4b50 else { throw fields.damaged("the archive's directory is broken") }
        try fields.skip(4)
        flags = try fields.short()
        let method = try fields.short()
        try fields.skip(4)
        checksum = try fields.long()
        let packed = try fields.long()
        let unpacked = try fields.long()
        let nameCount = Int(try fields.short())
        let extraCount = Int(try fields.short())
        let commentCount = Int(try fields.short())
        guard try fields.short() == 0 else { throw fields.damaged("the archive is split") }
        try fields.skip(6)
        let local = try fields.long()
        name = try Self.name(try fields.bytes(nameCount), fields: fields, limits: limits)
        var extra = ZipFields(try fields.bytes(extraCount), at: fields.position - extraCount, in: fields.file)
        let sizes = try extra.largeSizes(marking: [unpacked, packed, local])
        try fields.skip(commentCount)
        (byteCount, packedByteCount, localOffset) = (sizes[0], sizes[1], sizes[2])
        guard flags & 1 == 0 else { throw .unsupportedZip("a member is encrypted", member: name, in: fields.file) }
        guard flags & ~Self.knownFlags == 0, let known = ZipMember.Method(rawValue: method) else {
            throw .unsupportedZip("a member is packed by method \(method), flags \(flags)", member: name, in: fields.file)
        }
        self.method = known
        guard known != .stored || packedByteCount == byteCount else {
            throw fields.damaged("the stored member '\(name)' has two sizes", found: "\(packedByteCount) and \(byteCount)")
        }
    }

    private static func name(
        _ bytes: [UInt8], fields: ZipFields, limits: ArchiveLimits
    ) throws(FerryError) -> String {
        guard bytes.count <= limits.nameByteCount else { throw fields.damaged("a member's name is too long") }
        guard !bytes.isEmpty, !bytes.contains(0), let name = String(validating: bytes, as: UTF8.self) else {
            throw fields.damaged("a member's name is no text")
        }
        guard !name.hasPrefix("/"), !name.contains("\\"), !name.split(separator: "/").contains("..") else {
            throw fields.damaged("the member '\(name)' leads outside the archive")
        }
        return name
    }
}
