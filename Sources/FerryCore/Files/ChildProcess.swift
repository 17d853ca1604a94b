#if canImport(Glibc)
    // `environ` is a variable that C may change; nothing in Ferry does.
    @unsafe @preconcurrency internal import Glibc
#elseif canImport(Musl)
    @unsafe @preconcurrency internal import Musl
#else
    @unsafe @preconcurrency internal import Darwin
#endif

/// Another program that runs beside this one, with what it writes on standard output to be read.
///
/// It ends when this process does: its output then has no reader.
package final class ChildProcess {
    /// How it ended.
    package struct Outcome: Sendable {
        /// The exit status; 128 and the number of the signal that ended it.
        package let status: Int32
        /// What it wrote on standard error.
        package let message: String
    }

    private let name: String
    private var identifier: pid_t = 0
    private let output: Int32
    private let errors: Int32
    private var isFinished = false

    /// Starts a program.
    ///
    /// - Parameter name: sought in the folders of `PATH`.
    /// - Throws: `io` where it cannot be started.
    package init(_ name: String, _ arguments: [String]) throws(FerryError) {
        self.name = name
        let outputPipe = try Self.pipe()
        let errorPipe: (read: Int32, write: Int32)
        do {
            errorPipe = try Self.pipe()
        } catch {
            for descriptor in [outputPipe.read, outputPipe.write] { close(descriptor) }
            throw error
        }
        (output, errors) = (outputPipe.read, errorPipe.read)
        defer { for descriptor in [outputPipe.write, errorPipe.write] { close(descriptor) } }
        let status = Self.spawn([name] + arguments, output: outputPipe.write, errors: errorPipe.write, &identifier)
        guard status == 0 else {
            isFinished = true
            errno = status
            throw .system(.io, "cannot start the program '\(name)'", path: nil)
        }
    }

    deinit {
        close(output)
        close(errors)
        guard !isFinished else { return }
        kill(identifier, SIGTERM)
        var status: Int32 = 0
        unsafe waitpid(identifier, &status, 0)
    }

    /// Reads what comes next.
    ///
    /// - Returns: how many bytes there are now at the start of `buffer`; 0 where no more will come.
    /// - Throws: `io`.
    package func read(into buffer: inout [UInt8]) throws(FerryError) -> Int {
        while true {
            // Safety: the system writes at most as many bytes as the buffer has.
            let count = unsafe buffer.withUnsafeMutableBytes { target in
                unsafe self.read(output, target)
            }
            guard count < 0 else { return count }
            guard errno == EINTR else { throw .system(.io, "cannot read what '\(name)' writes", path: nil) }
        }
    }

    /// Waits for its end.
    package func finish() -> Outcome {
        var message: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            // Safety: the system writes at most as many bytes as the buffer has.
            let count = unsafe buffer.withUnsafeMutableBytes { target in unsafe self.read(errors, target) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            message += buffer[..<count]
        }
        var status: Int32 = 0
        while unsafe waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        isFinished = true
        // The macros of <sys/wait.h>, which Swift does not see: the low seven bits name the signal, the next eight are the status.
        let signal = status & 0x7f
        return Outcome(
            status: signal == 0 ? status >> 8 & 0xff : 128 + signal, message: String(decoding: message, as: UTF8.self))
    }

    private func read(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.read(descriptor, target.baseAddress, target.count)
        #elseif canImport(Musl)
            unsafe Musl.read(descriptor, target.baseAddress, target.count)
        #else
            unsafe Darwin.read(descriptor, target.baseAddress, target.count)
        #endif
    }

    private static func pipe() throws(FerryError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
            let status = unsafe Glibc.pipe(&ends)
        #elseif canImport(Musl)
            let status = unsafe Musl.pipe(&ends)
        #else
            let status = unsafe Darwin.pipe(&ends)
        #endif
        guard status == 0 else { throw .system(.io, "cannot make a pipe", path: nil) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// - Returns: 0, or the number of the error.
    private static func spawn(
        _ arguments: [String], output: Int32, errors: Int32, _ identifier: inout pid_t
    ) -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = unsafe posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        // Signals that this process blocks or ignores for its own reasons are not the child's affair.
        var (blocked, restored) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&blocked)
        unsafe sigemptyset(&restored)
        for signal in [SIGPIPE, SIGXFSZ] { unsafe sigaddset(&restored, signal) }
        unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
        unsafe posix_spawnattr_setsigdefault(&attributes, &restored)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // Safety: the strings are copied by the system before the call returns, and the array ends with a null pointer.
        var pointers: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe pointers.indices { unsafe free(pointers[index]) }
        }
        return unsafe posix_spawnp(&identifier, arguments[0], &actions, &attributes, &pointers, environ)
    }
}
