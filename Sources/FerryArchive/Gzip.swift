internal import CDeflate
package import FerryCore

/// Data compressed by gzip (RFC 1952), as data sets are handed around.
package enum Gzip {
    /// Whether the bytes begin as gzip's do: told by content, because names lie.
    package static func isCompressed(_ file: any ByteSource) throws(FerryError) -> Bool {
        guard file.byteCount >= magic.count else { return false }
        return try file.bytes(0..<magic.count) == magic
    }

    private static let magic: [UInt8] = [0x1f, 0x8b]
    /// A header of 10 bytes, a block of 2 and a trailer of 8.
    private static let leastByteCount = 20

    /// Unpacks the data, its checksum checked.
    ///
    /// - Throws: `malformed` where it is cut short, damaged or of several parts; `limit` where it would grow beyond what an honest
    ///   file does; `io`.
    package static func unpacked(_ file: any ByteSource) throws(FerryError) -> [UInt8] {
        try unpacked(file, ArchiveLimits())
    }

    static func unpacked(_ file: any ByteSource, _ limits: ArchiveLimits) throws(FerryError) -> [UInt8] {
        let compressed = try file.bytes()
        guard compressed.count >= leastByteCount else { throw .damagedGzip(in: file.name) }
        // The size modulo 2³² stands at the end. It is believed as far as the limit goes; libdeflate holds the data against it.
        let size = compressed.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        let growth = compressed.count.multipliedReportingOverflow(by: limits.inflationRatio)
        let limit = min(
            limits.inflatedByteCount, max(limits.inflatedAllowance, growth.overflow ? .max : growth.partialValue))
        guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
            throw FerryError(.internalDefect, "the gzip decoder does not start")
        }
        defer { unsafe libdeflate_free_decompressor(decompressor) }
        var status = LIBDEFLATE_BAD_DATA
        var taken = 0
        // Safety: libdeflate reads `source.count` bytes, writes at most `target.count` and says how many they were.
        let contents = unsafe [UInt8](unsafeUninitializedCapacity: min(size, limit)) { target, count in
            unsafe compressed.withUnsafeBytes { source in
                status = unsafe libdeflate_gzip_decompress_ex(
                    decompressor, source.baseAddress, source.count, target.baseAddress, min(size, limit), &taken, &count)
            }
            if status != LIBDEFLATE_SUCCESS { count = 0 }
        }
        guard status != LIBDEFLATE_INSUFFICIENT_SPACE || size <= limit else {
            throw FerryError(
                .limit, "the gzip data grows beyond what it should hold", expected: "at most \(limit) bytes",
                found: "\(size) bytes from \(compressed.count)", at: Location(file: file.name),
                remedy: "unpack it with gunzip, if you trust it")
        }
        guard status == LIBDEFLATE_SUCCESS, taken == compressed.count else { throw .damagedGzip(in: file.name) }
        return contents
    }

    /// Compresses bytes: the same bytes for the same contents, for no name and no time is written.
    package static func compressed(_ contents: [UInt8]) throws(FerryError) -> [UInt8] {
        guard let compressor = unsafe libdeflate_alloc_compressor(6) else {
            throw FerryError(.internalDefect, "the gzip encoder does not start")
        }
        defer { unsafe libdeflate_free_compressor(compressor) }
        let bound = unsafe libdeflate_gzip_compress_bound(compressor, contents.count)
        // Safety: libdeflate reads `source.count` bytes and writes at most the bound that it told.
        return unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            count = unsafe contents.withUnsafeBytes { source in
                unsafe libdeflate_gzip_compress(compressor, source.baseAddress, source.count, target.baseAddress, bound)
            }
        }
    }
}
