#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file that arrives in pieces, over several runs if need be: they gather in `PATH.part`, which gets its name when it is whole.
package final class PartialFile {
    /// The target, as the user named it.
    package let path: String
    /// Where the pieces are.
    package let partialPath: String
    package private(set) var byteCount: Int
    private let replacesExisting: Bool
    private let descriptor: Int32
    /// Whether the file at the path is this one's to remove.
    private var isOwned = false

    /// Opens what has arrived so far, or begins.
    ///
    /// - Throws: `cannotCreate` where the target exists, the folder refuses a file, or another process is at the same file.
    package init(path: String, replacingExisting replacesExisting: Bool) throws(FerryError) {
        try AtomicFile.check(path, replacingExisting: replacesExisting)
        (self.path, self.replacesExisting) = (path, replacesExisting)
        partialPath = path + ".part"
        byteCount = 0
        descriptor = unsafe open(partialPath, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
        guard descriptor >= 0 else { throw .system(.cannotCreate, "cannot create the file", path: partialPath) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FerryError(
                .cannotCreate, "what has the name of a partial file is none", expected: "a file, or nothing",
                at: Location(file: partialPath), remedy: "move it elsewhere")
        }
        // The lock goes with the descriptor, whatever ends the process.
        // Another process may have given the file its name between the two calls.
        var named = stat()
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe lstat(partialPath, &named) == 0, named.st_ino == status.st_ino
        else {
            throw FerryError(
                .cannotCreate, "another process is fetching the same file", at: Location(file: partialPath),
                remedy: "wait until it has ended")
        }
        byteCount = Int(status.st_size)
        isOwned = true
    }

    deinit {
        guard descriptor >= 0 else { return }
        // Where nothing arrived there is nothing to go on with.
        if byteCount == 0, isOwned { unsafe unlink(partialPath) }
        close(descriptor)
    }

    /// Appends a piece.
    ///
    /// - Throws: `io` where the device refuses it.
    package func append(_ bytes: RawSpan) throws(FerryError) {
        try WholeWrite.write(bytes, path: partialPath, problem: "cannot write the file") { rest, _ in
            let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            byteCount += max(count, 0)
            return count
        }
    }

    /// Begins anew.
    ///
    /// - Throws: `io`.
    package func removeAll() throws(FerryError) {
        guard ftruncate(descriptor, 0) == 0 else { throw .system(.io, "cannot write the file", path: partialPath) }
        byteCount = 0
    }

    /// Makes what arrived durable under the target's name.
    ///
    /// - Throws: `io` where the device fails, `cannotCreate` where the target appeared meanwhile.
    package func commit() throws(FerryError) {
        guard fsync(descriptor) == 0 else { throw .system(.io, "cannot write the file", path: partialPath) }
        try AtomicFile.move(partialPath, to: path, replacingExisting: replacesExisting)
        isOwned = false
        AtomicFile.syncFolder(of: path)
    }
}
