internal import CZip
internal import FerryCore

/// What libzip writes to: an `AtomicFile` behind the callback of `zip_source_function`. It looks empty to libzip.
final class WritePort {
    private let file: AtomicFile
    private var position = 0
    /// What went wrong with the file: libzip would only say that writing failed.
    private(set) var failure: FerryError?

    init(_ file: AtomicFile) { self.file = file }

    /// A libzip source that keeps this port alive until libzip frees it.
    func makeSource(_ failure: UnsafeMutablePointer<zip_error_t>) -> OpaquePointer? {
        let context = unsafe Unmanaged.passRetained(self)
        let source = unsafe zip_source_function_create(
            { context, data, length, command in
                // Safety: libzip passes back the port, and `length` bytes that belong to the command.
                let port = unsafe Unmanaged<WritePort>.fromOpaque(context!).takeUnretainedValue()
                return unsafe port.answer(command, UnsafeMutableRawBufferPointer(start: data, count: Int(length)))
            }, context.toOpaque(), failure)
        if unsafe source == nil { unsafe context.release() }
        return unsafe source
    }

    private static let commands: Int64 = [
        ZIP_SOURCE_SUPPORTS, ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
        ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE,
        ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_REMOVE,
    ].reduce(0) { $0 | 1 << Int64($1.rawValue) }

    private func answer(_ command: zip_source_cmd_t, _ data: UnsafeMutableRawBufferPointer) -> Int64 {
        switch command {
        case ZIP_SOURCE_SUPPORTS: return Self.commands
        case ZIP_SOURCE_STAT:
            guard let status = unsafe data.baseAddress?.assumingMemoryBound(to: zip_stat_t.self) else { return -1 }
            unsafe zip_stat_init(status)
            unsafe status.pointee.size = 0
            unsafe status.pointee.valid |= UInt64(ZIP_STAT_SIZE)
            return Int64(unsafe MemoryLayout<zip_stat_t>.size)
        case ZIP_SOURCE_ERROR:
            var failure = unsafe zip_error_t()
            unsafe zip_error_init_with_code(&failure, ZIP_ER_WRITE)
            return unsafe zip_error_to_data(&failure, data.baseAddress!, UInt64(data.count))
        case ZIP_SOURCE_WRITE: return unsafe write(UnsafeRawBufferPointer(data))
        case ZIP_SOURCE_SEEK_WRITE: return unsafe seek(data)
        case ZIP_SOURCE_TELL_WRITE: return Int64(position)
        case ZIP_SOURCE_FREE:
            // Safety: balances the retain in `makeSource`; libzip sends nothing after this.
            unsafe Unmanaged.passUnretained(self).release()
            return 0
        case ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_REMOVE, ZIP_SOURCE_OPEN,
            ZIP_SOURCE_CLOSE:
            return 0
        default: return -1
        }
    }

    /// Libzip goes back to fill in a header once it knows what follows it.
    private func write(_ data: UnsafeRawBufferPointer) -> Int64 {
        do throws(FerryError) {
            let known = min(data.count, file.byteCount - position)
            // Safety: both parts lie within the `data.count` bytes that libzip lends for this call.
            if known > 0 { try file.overwrite(unsafe RawSpan(_unsafeBytes: data[..<known]), at: position) }
            if known < data.count { try file.append(unsafe RawSpan(_unsafeBytes: data[known...])) }
            position += data.count
            return Int64(data.count)
        } catch {
            failure = error
            return -1
        }
    }

    private func seek(_ data: UnsafeMutableRawBufferPointer) -> Int64 {
        let target = unsafe zip_source_seek_compute_offset(
            UInt64(position), UInt64(file.byteCount), data.baseAddress!, UInt64(data.count), nil)
        guard 0...Int64(file.byteCount) ~= target else { return -1 }
        position = Int(target)
        return 0
    }
}
