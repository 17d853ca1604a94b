#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension FileByteSource {
    /// Opens a file that another file names: it has to lie beneath that file's folder, for a model must not be able to read
    /// what its user did not give.
    ///
    /// Every component is opened by itself without following symbolic links, and the file has to have one name only, so that no
    /// link, soft or hard, leads out of the folder.
    ///
    /// - Parameters:
    ///   - location: components parted by `/`; `.` is allowed, `..` is not.
    ///   - folder: the folder, a path that is trusted.
    /// - Throws: `malformed` where the location is not of that form, `missingFile` where the file cannot be opened,
    ///   `unsupported` where it is a link.
    package convenience init(_ location: String, beneath folder: String) throws(FerryError) {
        let components = location.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
        guard let name = components.last, !components.contains(where: { $0.isEmpty || $0 == ".." }), !location.utf8.contains(0)
        else {
            throw FerryError(
                .malformed, "the file names another file outside its own folder",
                expected: "a path beneath the folder, without '..'", found: "'\(location)'")
        }
        let path = "\(folder)/\(location)"
        var directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .system(.missingFile, "cannot open the folder of the file", path: path) }
        defer { close(directory) }
        for component in components.dropLast() {
            let next = unsafe openat(directory, String(component), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw .system(.missingFile, "cannot open the folder of the file", path: path) }
            close(directory)
            directory = next
        }
        let descriptor = unsafe openat(directory, String(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw Self.isLink(path, "a symbolic link") }
            throw .system(.missingFile, "cannot open the file", path: path)
        }
        var status = stat()
        if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink != 1 {
            close(descriptor)
            throw Self.isLink(path, "a file with \(status.st_nlink) names")
        }
        try self.init(adopting: descriptor, path: path)
    }

    private static func isLink(_ path: String, _ found: String) -> FerryError {
        FerryError(
            .unsupported, "the file names another file that is a link", expected: "a file with one name", found: found,
            at: Location(file: path), remedy: "put a copy of the file there")
    }
}
