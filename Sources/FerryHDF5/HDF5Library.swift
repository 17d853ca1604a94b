internal import CHDF5
internal import CHDF5Shim
internal import FerryCore
internal import Synchronization

/// The one door to libhdf5: one caller at a time, no plug-ins, nothing printed.
enum HDF5Library {
    private static let gate = Mutex<Void>(())

    /// Runs `body` with the library to itself. `body` must not release the last reference to an open file.
    static func run<Result: Sendable>(_ body: () throws(FerryError) -> Result) throws(FerryError) -> Result {
        try gate.withLock { (_) throws(FerryError) -> Result in
            let settings = unsafe ferry_hdf5_enter()
            defer { unsafe ferry_hdf5_leave(settings) }
            return try body()
        }
    }

    /// What libhdf5 said last, as `function: description`.
    static func lastError() -> String {
        var text = [CChar](repeating: 0, count: 256)
        // Safety: the shim writes at most `count` bytes, the last of them zero.
        return unsafe text.withUnsafeMutableBufferPointer { buffer in
            unsafe ferry_hdf5_last_error(buffer.baseAddress, buffer.count)
            return unsafe String(cString: buffer.baseAddress!)
        }
    }
}

/// An identifier of libhdf5, released at the end of its scope. To be used inside ``HDF5Library/run(_:)`` only.
struct HDF5Handle: ~Copyable {
    let id: hid_t

    /// - Throws: `malformed` where `id` is the library's mark of failure.
    init(_ id: hid_t, job: String, at location: Location) throws(FerryError) {
        guard id >= 0 else { throw .refusedByHDF5(job, reason: HDF5Library.lastError(), at: location) }
        self.id = id
    }

    deinit { H5Idec_ref(id) }
}
