#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Hands all of some bytes to a system call that may take a part of them at a time, or be interrupted.
enum WholeWrite {
    /// - Parameter write: takes the bytes that are left and how many went before; answers how many it took, negative with `errno`.
    /// - Throws: `io` with `problem` where the device refuses them.
    static func write(
        _ bytes: RawSpan, path: String, problem: String, by write: (_ rest: RawSpan, _ done: Int) -> Int
    ) throws(FerryError) {
        var done = 0
        while done < bytes.byteCount {
            let count = write(bytes.extracting(done...), done)
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(.io, problem, path: path)
            }
            done += count
        }
    }
}
