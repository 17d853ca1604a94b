#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension FerryError {
    /// A failed system call, with the system's own words for `errno`.
    package static func system(_ code: Code, _ problem: String, path: String?, remedy: String? = nil) -> FerryError {
        let number = errno
        // Safety: strerror returns a NUL-terminated string that is copied at once.
        let reason = unsafe String(cString: strerror(number))
        return FerryError(code, "\(problem): \(reason)", at: Location(file: path), remedy: remedy)
    }
}
