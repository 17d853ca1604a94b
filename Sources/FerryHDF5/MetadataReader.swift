internal import FerryCore

/// Little-endian fields at offsets, read in pages that are kept: a file of 500 MiB of weights holds a few hundred KiB of structure.
struct MetadataReader {
    private static let pageByteCount = 4096

    let source: any ByteSource
    let byteCount: Int
    private let limit: Int
    private var pages: [Int: [UInt8]] = [:]
    // The page of the last access: most fields follow one another.
    private var page: [UInt8] = []
    private var pageStart = 0

    init(_ source: any ByteSource, limit: Int) {
        self.source = source
        self.limit = limit
        byteCount = source.byteCount
    }

    /// The unsigned integer at `offset`.
    ///
    /// - Throws: `malformed` where it passes the end.
    mutating func integer<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type = Value.self) throws(FerryError) -> Value
    {
        let width = Value.bitWidth / 8
        try require(offset, width, "a field")
        try turn(to: offset)
        var value: Value = 0
        if offset - pageStart + width <= page.count {
            for place in (offset - pageStart..<offset - pageStart + width).reversed() { value = value << 8 | Value(page[place]) }
        } else {
            for place in (offset..<offset + width).reversed() {
                try turn(to: place)
                value = value << 8 | Value(page[place - pageStart])
            }
        }
        return value
    }

    mutating func byte(at offset: Int) throws(FerryError) -> UInt8 { try integer(at: offset) }

    mutating func bytes(at offset: Int, count: Int) throws(FerryError) -> [UInt8] {
        try require(offset, count, "a field")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            try turn(to: offset + bytes.count)
            let start = offset + bytes.count - pageStart
            bytes += page[start..<min(page.count, start + count - bytes.count)]
        }
        return bytes
    }

    /// The bytes from `offset` up to the first zero byte before `end`, or nothing where there is none.
    mutating func bytesToZero(at offset: Int, before end: Int) throws(FerryError) -> [UInt8]? {
        try require(offset, end - offset, "a name")
        var bytes: [UInt8] = []
        var position = offset
        while position < end {
            try turn(to: position)
            let rest = page[(position - pageStart)..<min(page.count, end - pageStart)]
            if let zero = rest.firstIndex(of: 0) { return bytes + rest[..<zero] }
            bytes += rest
            position += rest.count
        }
        return nil
    }

    /// - Throws: `malformed` where `count` bytes from `offset` on pass the end.
    func require(_ offset: Int, _ count: Int, _ what: String) throws(FerryError) {
        guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
            throw .damagedHDF5(
                "\(what) passes the end of the file", at: offset, in: source.name, expected: "\(count) bytes",
                found: "\(max(0, byteCount - offset))")
        }
    }

    /// Makes the page that holds `offset` the current one.
    private mutating func turn(to offset: Int) throws(FerryError) {
        guard offset < pageStart || offset >= pageStart + page.count else { return }
        let start = offset / Self.pageByteCount * Self.pageByteCount
        if let known = pages[start] {
            page = known
        } else {
            guard (pages.count + 1) * Self.pageByteCount <= limit else {
                throw .limitHDF5(
                    "the file's structure takes too many bytes",
                    at: Location(file: source.name, path: .byteOffset(offset)), limit: limit)
            }
            page = try source.bytes(start..<min(start + Self.pageByteCount, byteCount))
            pages[start] = page
        }
        pageStart = start
    }

    /// The file, with all that was read through this reader as it was then.
    var checkedBytes: CheckedBytes { CheckedBytes(source: source, pages: pages, pageByteCount: Self.pageByteCount) }
}

/// A file whose checked pages no longer change: what libhdf5 gets is what the walk saw, whatever happens to the file meanwhile.
struct CheckedBytes: ByteSource {
    fileprivate let source: any ByteSource
    fileprivate let pages: [Int: [UInt8]]
    fileprivate let pageByteCount: Int

    var name: String { source.name }
    var byteCount: Int { source.byteCount }

    func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        let count = destination.byteCount
        var done = 0
        while done < count {
            let position = offset + done
            let start = position / pageByteCount * pageByteCount
            let length = min(count - done, start + pageByteCount - position)
            var target = destination._mutatingExtracting(done..<done + length)
            if let page = pages[start] {
                // Safety: copyBytes checks that the slice, of `length` bytes, fits.
                unsafe target.withUnsafeMutableBytes {
                    unsafe $0.copyBytes(from: page[position - start..<position - start + length])
                }
            } else {
                try source.read(at: position, into: &target)
            }
            done += length
        }
    }
}
