internal import CZip
internal import FerryCore
internal import Synchronization

/// libzip over a `ByteSource`: unpacks members and checks their checksums. One caller at a time.
final class LibzipReader: Sendable {
    @safe private struct Archive: ~Copyable {
        let pointer: OpaquePointer

        init(_ port: ReadPort) throws(FerryError) {
            var failure = unsafe zip_error_t()
            unsafe zip_error_init(&failure)
            defer { unsafe zip_error_fini(&failure) }
            guard let source = unsafe port.makeSource(&failure) else {
                throw unsafe port.error("read the archive", &failure)
            }
            guard let opened = unsafe zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &failure) else {
                unsafe zip_source_free(source)
                throw unsafe port.error("read the archive", &failure)
            }
            unsafe pointer = opened
        }

        deinit { unsafe zip_discard(pointer) }
    }

    private let port: ReadPort
    private let archive: Mutex<Archive>

    /// - Throws: `malformed` where libzip finds the archive inconsistent.
    init(_ bytes: any ByteSource) throws(FerryError) {
        port = ReadPort(bytes)
        archive = Mutex(try Archive(port))
    }

    /// Holds libzip's view of the members against ours: two readers that disagree mean an archive made to deceive one of them.
    func check(_ members: [ZipMember]) throws(FerryError) {
        let agree = archive.withLock { archive in
            guard unsafe zip_get_num_entries(archive.pointer, 0) == members.count else { return false }
            return members.enumerated().allSatisfy { index, member in
                var status = unsafe zip_stat_t()
                guard unsafe zip_stat_index(archive.pointer, UInt64(index), ZIP_FL_ENC_RAW, &status) == 0,
                    let name = unsafe status.name
                else { return false }
                // Safety: libzip ends names with a zero byte.
                return unsafe String(validatingCString: name) == member.name && status.size == member.byteCount
                    && status.comp_size == member.packed.count && status.crc == member.checksum
                    && status.comp_method == member.method.rawValue
            }
        }
        guard agree else {
            throw FerryError(.malformed, "the archive can be read in two ways", at: Location(file: port.bytes.name))
        }
    }

    /// Unpacks a member through `body`, in order, in windows; the checksum is held against the directory's at the end.
    func unpack(
        _ member: ZipMember, index: Int, _ body: (ArraySlice<UInt8>) -> Void
    ) throws(FerryError) {
        try archive.withLock { (archive) throws(FerryError) in
            guard let file = unsafe zip_fopen_index(archive.pointer, UInt64(index), 0) else {
                throw unsafe port.error("open the member", zip_get_error(archive.pointer), member: member.name)
            }
            defer { unsafe zip_fclose(file) }
            var window = [UInt8](repeating: 0, count: min(TensorWindow.byteCount, member.byteCount + 1))
            var total = 0
            while true {
                // Safety: libzip fills at most `count` bytes.
                let count = unsafe window.withUnsafeMutableBytes { unsafe zip_fread(file, $0.baseAddress!, UInt64($0.count)) }
                guard count >= 0 else {
                    throw unsafe port.error("unpack the member", zip_file_get_error(file), member: member.name)
                }
                total += Int(count)
                guard count > 0, total <= member.byteCount else { break }
                body(window[..<Int(count)])
            }
            guard total == member.byteCount else {
                throw FerryError(
                    .malformed, "a member's size is not what the archive says", expected: "\(member.byteCount) bytes",
                    found: "\(total)", at: Location(file: port.bytes.name, path: member.name))
            }
        }
    }
}
