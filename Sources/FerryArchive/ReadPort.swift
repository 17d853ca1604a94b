internal import CZip
internal import FerryCore
internal import Synchronization

/// What libzip reads from: a `ByteSource` behind the callback of `zip_source_function`.
final class ReadPort: Sendable {
    private struct State {
        var position = 0
        /// The bytes from `windowStart` on: libzip asks for little at a time, which costs a source of permuted weights dearly.
        var window: [UInt8] = []
        var windowStart = 0
        /// What went wrong in the byte source: libzip would only say that a read failed.
        var failure: FerryError?
    }

    let bytes: any ByteSource
    private let state = Mutex(State())
    var failure: FerryError? { state.withLock { $0.failure } }

    init(_ bytes: any ByteSource) { self.bytes = bytes }

    /// A libzip source that keeps this port alive until libzip frees it.
    func makeSource(_ failure: UnsafeMutablePointer<zip_error_t>) -> OpaquePointer? {
        let context = unsafe Unmanaged.passRetained(self)
        let source = unsafe zip_source_function_create(
            { context, data, length, command in
                // Safety: libzip passes back the port, and `length` bytes that belong to the command.
                let port = unsafe Unmanaged<ReadPort>.fromOpaque(context!).takeUnretainedValue()
                return unsafe port.answer(command, UnsafeMutableRawBufferPointer(start: data, count: Int(length)))
            }, context.toOpaque(), failure)
        if unsafe source == nil { unsafe context.release() }
        return unsafe source
    }

    /// The error of the byte source where there was one, else libzip's.
    func error(_ job: String, _ failure: UnsafeMutablePointer<zip_error_t>, member: String? = nil) -> FerryError {
        // Safety: libzip ends its texts with a zero byte.
        let reason = unsafe String(cString: zip_error_strerror(failure))
        return self.failure ?? .refusedByLibzip(job, reason: reason.lowercased(), member: member, in: bytes.name)
    }

    private func answer(_ command: zip_source_cmd_t, _ data: UnsafeMutableRawBufferPointer) -> Int64 {
        switch command {
        case ZIP_SOURCE_SUPPORTS: return Self.commands
        case ZIP_SOURCE_OPEN:
            state.withLock { $0.position = 0 }
            return 0
        case ZIP_SOURCE_CLOSE: return 0
        case ZIP_SOURCE_TELL: return Int64(state.withLock { $0.position })
        case ZIP_SOURCE_READ: return unsafe read(into: data)
        case ZIP_SOURCE_SEEK: return unsafe seek(data)
        case ZIP_SOURCE_STAT:
            guard let status = unsafe data.baseAddress?.assumingMemoryBound(to: zip_stat_t.self) else { return -1 }
            unsafe zip_stat_init(status)
            unsafe status.pointee.size = UInt64(bytes.byteCount)
            unsafe status.pointee.valid |= UInt64(ZIP_STAT_SIZE)
            return Int64(unsafe MemoryLayout<zip_stat_t>.size)
        case ZIP_SOURCE_ERROR:
            var failure = unsafe zip_error_t()
            unsafe zip_error_init_with_code(&failure, ZIP_ER_READ)
            return unsafe zip_error_to_data(&failure, data.baseAddress!, UInt64(data.count))
        case ZIP_SOURCE_FREE:
            // Safety: balances the retain in `makeSource`; libzip sends nothing after this.
            unsafe Unmanaged.passUnretained(self).release()
            return 0
        default: return -1
        }
    }

    private static let commands: Int64 = [
        ZIP_SOURCE_SUPPORTS, ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
        ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
    ].reduce(0) { $0 | 1 << Int64($1.rawValue) }

    private func read(into data: UnsafeMutableRawBufferPointer) -> Int64 {
        state.withLock { state in
            let count = min(data.count, bytes.byteCount - state.position)
            var done = 0
            do throws(FerryError) {
                while done < count {
                    let window = try window(at: state.position, &state)
                    let part = min(count - done, window.count)
                    // Safety: libzip gave `data.count` bytes to fill, and `done + part` is at most `count`.
                    unsafe UnsafeMutableRawBufferPointer(rebasing: data[done..<done + part]).copyBytes(from: window.prefix(part))
                    done += part
                    state.position += part
                }
            } catch {
                state.failure = error
                return -1
            }
            return Int64(done)
        }
    }

    /// The bytes that are at hand from `position` on; read where there are none.
    private func window(at position: Int, _ state: inout State) throws(FerryError) -> ArraySlice<UInt8> {
        if !(state.windowStart..<state.windowStart + state.window.count).contains(position) {
            state.window = try bytes.bytes(position..<min(position + TensorWindow.byteCount, bytes.byteCount))
            state.windowStart = position
        }
        return state.window[(position - state.windowStart)...]
    }

    private func seek(_ data: UnsafeMutableRawBufferPointer) -> Int64 {
        let position = state.withLock { $0.position }
        let target = unsafe zip_source_seek_compute_offset(
            UInt64(position), UInt64(bytes.byteCount), data.baseAddress!, UInt64(data.count), nil)
        guard 0...Int64(bytes.byteCount) ~= target else { return -1 }
        state.withLock { $0.position = Int(target) }
        return 0
    }
}
