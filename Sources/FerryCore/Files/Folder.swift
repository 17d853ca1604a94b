#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A folder's entries. (Foundation, which lists folders too, is half of a small tool's start-up.)
package enum Folder {
    package enum Kind: Hashable, Sendable {
        case file, folder, other
    }

    /// What a path leads to, links followed; nothing where nothing is there or can be looked at.
    package static func kind(of path: String) -> Kind? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        default: .other
        }
    }

    /// The entries' names, sorted; those that begin with a dot are left out.
    ///
    /// - Throws: `missingFile` where the path is no folder that can be read, `malformed` where a name is not UTF-8.
    package static func names(in path: String) throws(FerryError) -> [String] {
        guard let directory = unsafe opendir(path) else {
            throw .system(.missingFile, "cannot open the folder", path: path)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            // Safety: the system ends names with a zero inside of the entry, which lives until the next call.
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name else {
                throw FerryError(.malformed, "a name in the folder is not UTF-8", at: Location(file: path))
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder where there is none.
    ///
    /// - Throws: `cannotCreate`.
    package static func make(_ path: String) throws(FerryError) {
        if unsafe mkdir(path, 0o777) != 0, errno != EEXIST || kind(of: path) != .folder {
            throw .system(.cannotCreate, "cannot make the folder", path: path)
        }
    }
}
