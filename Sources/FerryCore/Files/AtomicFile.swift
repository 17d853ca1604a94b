#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file beside the target. ``commit()`` makes it durable and renames it; a file that is dropped before
/// leaves the target as it was.
public final class AtomicFile {
    /// The target, as the user named it.
    public let path: String
    /// Where the bytes are until ``commit()``: what a verifier reads back.
    public let temporaryPath: String
    public private(set) var byteCount = 0
    private var descriptor: Int32
    private let replacesExisting: Bool
    private var isFinished = false
    /// How much is handed to the device at once.
    private static let writeByteCount = 16 << 20
    private var startedByteCount = 0
    private var companions: [AtomicFile] = []

    /// What the temporary file's name has behind the target's.
    package static var temporarySuffix: String { ".tmp.\(getpid())" }

    /// Creates the temporary file.
    ///
    /// - Parameter replacesExisting: whether the target may exist; if not, its existence is an error now and at commit.
    /// - Throws: `cannotCreate` where the target exists or its folder refuses a file.
    public init(path: String, replacingExisting replacesExisting: Bool = false) throws(FerryError) {
        try Self.check(path, replacingExisting: replacesExisting)
        self.path = path
        self.replacesExisting = replacesExisting
        temporaryPath = path + Self.temporarySuffix
        UnfinishedFiles.add(temporaryPath)
        descriptor = unsafe open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            let error = FerryError.system(.cannotCreate, "cannot create the output", path: path)
            // What is there under the temporary name is not ours to remove.
            isFinished = true
            UnfinishedFiles.remove(temporaryPath)
            throw error
        }
    }

    deinit { abandon() }

    /// - Throws: `cannotCreate` where something has the path that must not be replaced.
    static func check(_ path: String, replacingExisting replacesExisting: Bool) throws(FerryError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFLNK else {
            // Renaming onto a device would replace the device.
            throw FerryError(
                .cannotCreate, "the output is no regular file", expected: "a new file, or one to replace",
                found: kind == S_IFDIR ? "a folder" : "a device, pipe or socket", at: Location(file: path))
        }
        guard replacesExisting else { throw exists(path) }
    }

    /// Appends bytes.
    ///
    /// - Throws: `io` where the device refuses them.
    public func append(_ bytes: RawSpan) throws(FerryError) {
        try WholeWrite.write(bytes, path: path, problem: "cannot write the output") { rest, _ in
            unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        }
        byteCount += bytes.byteCount
        startWriting()
    }

    /// Lets the device write what is there while more is made, so that ``commit()`` waits for the last part only.
    private func startWriting() {
        #if canImport(Glibc) || canImport(Musl)
            guard byteCount - startedByteCount >= Self.writeByteCount else { return }
            // Linux begins to write dirty pages that are declared unneeded, and keeps them until they are written. Failure means
            // nothing: fsync has the last word.
            posix_fadvise(
                descriptor, off_t(startedByteCount), off_t(byteCount - startedByteCount), POSIX_FADV_DONTNEED)
            startedByteCount = byteCount
        #endif
    }

    /// Appends all bytes of a source, in windows.
    ///
    /// - Throws: `io`, and what reading them throws.
    package func append(contentsOf source: some ByteSource) throws(FerryError) {
        for start in stride(from: 0, to: source.byteCount, by: TensorWindow.byteCount) {
            try append(source.bytes(start..<min(source.byteCount, start + TensorWindow.byteCount)))
        }
    }

    public func append(_ bytes: [UInt8]) throws(FerryError) { try unsafe append(bytes.span.bytes) }

    /// Replaces bytes that were appended before; formats whose headers count what follows them need it.
    ///
    /// - Precondition: the range was appended.
    /// - Throws: `io` where the device refuses them.
    public func overwrite(_ bytes: RawSpan, at offset: Int) throws(FerryError) {
        precondition(offset >= 0 && bytes.byteCount <= byteCount - offset)
        try WholeWrite.write(bytes, path: path, problem: "cannot write the output") { rest, done in
            unsafe rest.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + done)) }
        }
    }

    /// Creates a file beside this one that this one refers to: the target's name and then `suffix`.
    ///
    /// ``commit()`` makes it visible first, so that this file never names one that is not there.
    ///
    /// - Throws: as ``init(path:replacingExisting:)``.
    public func addCompanion(suffix: String) throws(FerryError) -> AtomicFile {
        let companion = try AtomicFile(path: path + suffix, replacingExisting: replacesExisting)
        companions.append(companion)
        return companion
    }

    /// Makes the bytes durable under the target's name, after those of its companions.
    ///
    /// - Throws: `io` where the device fails, `cannotCreate` where the target appeared meanwhile; the target is then untouched.
    public func commit() throws(FerryError) { try commit(isDurable: true) }

    /// - Parameter isDurable: whether the device is waited for; without it a power failure may take the file away.
    package func commit(isDurable: Bool) throws(FerryError) {
        for companion in companions { try companion.commit(isDurable: isDurable) }
        do {
            try commitAlone(isDurable: isDurable)
        } catch {
            // Companions that replaced nothing can be taken back.
            if !replacesExisting {
                for companion in companions { unsafe unlink(companion.path) }
            }
            throw error
        }
    }

    private func commitAlone(isDurable: Bool) throws(FerryError) {
        guard !isDurable || fsync(descriptor) == 0 else { throw .system(.io, "cannot write the output", path: path) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0 else { throw .system(.io, "cannot write the output", path: path) }
        try Self.move(temporaryPath, to: path, replacingExisting: replacesExisting)
        isFinished = true
        UnfinishedFiles.remove(temporaryPath)
        if isDurable { Self.syncFolder(of: path) }
    }

    /// Gives a file beside its target the target's name.
    ///
    /// - Throws: `cannotCreate` where that cannot be, or where the target exists and must not be replaced.
    static func move(
        _ temporaryPath: String, to path: String, replacingExisting replacesExisting: Bool
    ) throws(FerryError) {
        if replacesExisting {
            guard unsafe rename(temporaryPath, path) == 0 else {
                throw .system(.cannotCreate, "cannot create the output", path: path)
            }
        } else {
            // A hard link fails where the name is taken, which a rename does not.
            guard unsafe link(temporaryPath, path) == 0 else {
                if errno == EEXIST { throw Self.exists(path) }
                throw .system(.cannotCreate, "cannot create the output", path: path)
            }
            unsafe unlink(temporaryPath)
        }
    }

    /// Removes the temporary file; the target stays as it was.
    public func abandon() {
        for companion in companions { companion.abandon() }
        guard !isFinished else { return }
        isFinished = true
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unsafe unlink(temporaryPath)
        UnfinishedFiles.remove(temporaryPath)
    }

    /// Removes every temporary file of this process: for those who end it on a signal.
    package static func abandonAll() { UnfinishedFiles.removeAll() }

    /// A rename is durable once its folder is. The bytes are in place by then, so a folder that cannot be synced is no failure.
    static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func exists(_ path: String) -> FerryError {
        FerryError(.cannotCreate, "the output exists already", at: Location(file: path), remedy: "give --force to replace it")
    }
}
