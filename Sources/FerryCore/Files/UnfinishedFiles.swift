internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The temporary files that this process has to remove before it ends, whatever ends it.
enum UnfinishedFiles {
    private static let paths = Mutex<Set<String>>([])

    static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

    static func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

    /// Unlinks them all.
    static func removeAll() {
        paths.withLock { paths in
            for path in paths { unsafe unlink(path) }
            paths = []
        }
    }
}
