internal import CZip
package import FerryCore

/// Writes zip archives through libzip: members in order, times of 1980's first day, so that the same contents give the same bytes.
package enum ZipWriter {
    package struct Member: Sendable {
        package let name: String
        package let method: ZipMember.Method
        package let contents: any ByteSource

        package init(name: String, method: ZipMember.Method, contents: any ByteSource) {
            self.name = name
            self.method = method
            self.contents = contents
        }
    }

    /// Writes a whole archive, each member's contents in windows; the caller commits the file.
    ///
    /// - Precondition: nothing was written to `file`, and no two names are equal.
    /// - Throws: `io`, and what reading the contents throws.
    package static func write(_ members: [Member], to file: AtomicFile) throws(FerryError) {
        // libzip writes nothing at all then, which is no archive.
        guard !members.isEmpty else { return try file.append([0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18)) }
        var failure = unsafe zip_error_t()
        unsafe zip_error_init(&failure)
        defer { unsafe zip_error_fini(&failure) }
        let port = WritePort(file)
        guard let target = unsafe port.makeSource(&failure) else { throw unsafe error(&failure, file: file) }
        guard let archive = unsafe zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &failure) else {
            unsafe zip_source_free(target)
            throw unsafe error(&failure, file: file)
        }
        var contents: [ReadPort] = []
        do throws(FerryError) {
            for member in members {
                let port = ReadPort(member.contents)
                contents.append(port)
                try unsafe add(member, from: port, to: archive, file: file)
            }
        } catch {
            unsafe zip_discard(archive)
            throw error
        }
        // Closing is what reads the contents and writes the archive.
        guard unsafe zip_close(archive) == 0 else {
            let described = unsafe error(zip_get_error(archive), file: file)
            unsafe zip_discard(archive)
            throw port.failure ?? contents.lazy.compactMap(\.failure).first ?? described
        }
    }

    private static func add(
        _ member: Member, from port: ReadPort, to archive: OpaquePointer, file: AtomicFile
    ) throws(FerryError) {
        var failure = unsafe zip_error_t()
        unsafe zip_error_init(&failure)
        defer { unsafe zip_error_fini(&failure) }
        guard let source = unsafe port.makeSource(&failure) else { throw unsafe error(&failure, file: file) }
        let index = unsafe zip_file_add(archive, member.name, source, ZIP_FL_ENC_UTF_8)
        guard index >= 0 else {
            unsafe zip_source_free(source)
            throw unsafe error(zip_get_error(archive), file: file)
        }
        let place = zip_uint64_t(index)
        // 0x0021 is 1 January 1980, the first day that zip knows.
        guard unsafe zip_set_file_compression(archive, place, zip_int32_t(member.method.rawValue), 0) == 0,
            unsafe zip_file_set_dostime(archive, place, 0, 0x0021, 0) == 0
        else { throw unsafe error(zip_get_error(archive), file: file) }
    }

    private static func error(_ failure: UnsafeMutablePointer<zip_error_t>, file: AtomicFile) -> FerryError {
        // Safety: libzip ends its texts with a zero byte.
        let reason = unsafe String(cString: zip_error_strerror(failure))
        return FerryError(.io, "libzip cannot write the archive: \(reason.lowercased())", at: Location(file: file.path))
    }
}
