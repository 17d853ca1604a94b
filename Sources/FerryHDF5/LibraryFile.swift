internal import CHDF5
internal import CHDF5Shim
internal import FerryCore
internal import Synchronization

/// A file that libhdf5 reads through a `ByteSource`; opened at its first use.
final class LibraryFile: Sendable {
    /// What the driver's callback reads from, and what went wrong there: libhdf5 would only say that a read failed.
    private final class Port: Sendable {
        let bytes: any ByteSource
        let failure = Mutex<FerryError?>(nil)

        init(_ bytes: any ByteSource) { self.bytes = bytes }
    }

    private struct Identifiers {
        var file: hid_t = -1
        // The dataset that was read last: it keeps its unpacked chunks while it stays open, and one dataset's are enough.
        var dataset: hid_t = -1
        var datasetAddress = -1
    }

    private let port: Port
    private let identifiers = Mutex(Identifiers())
    var bytes: any ByteSource { port.bytes }
    var name: String { port.bytes.name }

    init(_ bytes: any ByteSource) { port = Port(bytes) }

    deinit {
        let file = identifiers.withLock { $0.file }
        guard file >= 0 else { return }
        // The driver's class asks for a strong close: what is open in the file goes with it.
        _ = try? HDF5Library.run { H5Fclose(file) }
    }

    /// Runs `body` with the open file's identifier and the library to itself.
    ///
    /// - Throws: what `body` throws; where reading the bytes was the cause, that.
    func run<Result: Sendable>(_ body: (hid_t) throws(FerryError) -> Result) throws(FerryError) -> Result {
        try HDF5Library.run { () throws(FerryError) -> Result in
            do throws(FerryError) {
                return try body(try open())
            } catch {
                throw port.failure.withLock { failure in
                    defer { failure = nil }
                    return failure ?? error
                }
            }
        }
    }

    private func open() throws(FerryError) -> hid_t {
        try identifiers.withLock { (known) throws(FerryError) -> hid_t in
            guard known.file < 0 else { return known.file }
            // Safety: the port lives as long as this object, which closes the file before it goes.
            var bytes = unsafe ferry_hdf5_bytes(
                context: Unmanaged.passUnretained(port).toOpaque(), byte_count: UInt64(port.bytes.byteCount),
                read: { context, offset, target, count in
                    unsafe LibraryFile.read(context, at: offset, into: UnsafeMutableRawBufferPointer(start: target, count: count))
                })
            let opened = unsafe ferry_hdf5_open(&bytes)
            guard opened >= 0 else {
                throw .refusedByHDF5(
                    "open the file", reason: HDF5Library.lastError(), at: Location(file: name, path: .byteOffset(0)))
            }
            known.file = opened
            return opened
        }
    }

    /// The open dataset whose header is at `address`. To be called within ``run(_:)``.
    func open(datasetAt address: Int, in file: hid_t, at location: Location) throws(FerryError) -> hid_t {
        try identifiers.withLock { (known) throws(FerryError) -> hid_t in
            guard known.datasetAddress != address else { return known.dataset }
            if known.dataset >= 0 { H5Idec_ref(known.dataset) }
            (known.dataset, known.datasetAddress) = (-1, -1)
            let opened = H5Oopen_by_addr(file, haddr_t(address))
            guard opened >= 0 else {
                throw .refusedByHDF5("open the dataset", reason: HDF5Library.lastError(), at: location)
            }
            (known.dataset, known.datasetAddress) = (opened, address)
            return opened
        }
    }

    /// The driver's callback: the range lies within the bytes, as the driver checked.
    private static func read(_ context: UnsafeMutableRawPointer?, at offset: UInt64, into target: UnsafeMutableRawBufferPointer)
        -> Int32
    {
        // Safety: `context` is the port that `open` passed.
        let port = unsafe Unmanaged<Port>.fromOpaque(context!).takeUnretainedValue()
        do throws(FerryError) {
            // Safety: libhdf5 gave `target.count` bytes to fill.
            var destination = unsafe MutableRawSpan(_unsafeBytes: target)
            try port.bytes.read(at: Int(offset), into: &destination)
            return 0
        } catch {
            port.failure.withLock { if $0 == nil { $0 = error } }
            return -1
        }
    }
}
