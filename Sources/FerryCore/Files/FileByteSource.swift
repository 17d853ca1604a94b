#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A regular file, read with `pread`.
///
/// Not mapped: mapped pages count as memory used, and a file cut short while mapped kills the process.
public final class FileByteSource: ByteSource {
    public let name: String
    public let byteCount: Int
    private let descriptor: Int32

    /// - Throws: `missingFile` where the path is no readable regular file.
    public convenience init(path: String) throws(FerryError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(.missingFile, "cannot open the file", path: path) }
        try self.init(adopting: descriptor, path: path)
    }

    /// Takes over an open descriptor, and closes it whatever happens.
    ///
    /// - Throws: `missingFile` where it is no regular file.
    init(adopting descriptor: Int32, path: String) throws(FerryError) {
        self.descriptor = descriptor
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let error = FerryError.system(.missingFile, "cannot examine the file", path: path)
            close(descriptor)
            throw error
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FerryError(
                .missingFile, "the path is no regular file", expected: "a file",
                found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device, pipe or socket",
                at: Location(file: path))
        }
        name = path
        byteCount = Int(status.st_size)
    }

    deinit { close(descriptor) }

    public func read(at offset: Int, into destination: inout MutableRawSpan) throws(FerryError) {
        var done = 0
        let total = destination.byteCount
        while done < total {
            // Safety: `done` stays below `total`, so the target range is inside the span.
            let count = unsafe destination.withUnsafeMutableBytes { target in
                unsafe pread(descriptor, target.baseAddress! + done, total - done, off_t(offset + done))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(.io, "cannot read the file", path: name)
            }
            guard count > 0 else {
                throw FerryError(
                    .malformed, "the file ends too early", expected: "\(total) bytes", found: "\(done) bytes",
                    at: Location(file: name, path: .byteOffset(offset)))
            }
            done += count
        }
    }
}
