internal import Ferry

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Standard output or standard error, unbuffered: what is put there is there, and a refusal is noticed at once.
struct StandardStream: Sendable {
    static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
    static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

    private let descriptor: Int32
    private let name: String

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// The width of the terminal in columns; 80 where it does not say.
    var columnCount: Int {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes the text.
    ///
    /// - Throws: `io` where the text is refused. A reader that has gone away ends the process, as it does any filter.
    func put(_ text: String) throws(FerryError) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            // Safety: `done` stays below the count, so the range is inside the array.
            let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress! + done, $0.count - done) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { Interruption.brokenPipe() }
                throw .system(.io, "cannot write", path: name)
            }
            done += count
        }
    }
}
