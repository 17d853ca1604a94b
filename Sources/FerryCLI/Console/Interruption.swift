internal import Ferry
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Ends the process on a signal, without leaving a part of a file behind.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    /// Of a process that an interruption ended in order.
    static let exitStatus = 128 + SIGINT
    private static let request = Mutex<(@Sendable () -> Void)?>(nil)

    /// Has the first signal ask for an orderly end; the second one ends the process as ever.
    static func onFirstSignal(_ ask: @escaping @Sendable () -> Void) { request.withLock { $0 = ask } }

    /// Makes signals end the process in an orderly way; called before there is a second thread.
    ///
    /// A thread waits for them instead of a handler, because a handler may neither lock nor allocate.
    static func prepare() {
        // A closed pipe and a file-size limit then show as failed writes, which are reported.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        var awaited = signalSet(signals.filter { !isIgnored($0) })
        unsafe pthread_sigmask(SIG_BLOCK, &awaited, nil)
        var thread = pthread_t()
        unsafe pthread_create(
            &thread, nil,
            { _ in
                Interruption.wait()
                return nil
            }, nil)
    }

    /// Ends the process as the reader of its output that has gone away expects it.
    static func brokenPipe() -> Never {
        AtomicFile.abandonAll()
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }

    private static func wait() {
        var awaited = signalSet(signals)
        var number: Int32 = 0
        repeat {
            guard unsafe sigwait(&awaited, &number) == 0 else { return }
        } while takesRequest()
        AtomicFile.abandonAll()
        _exit(128 + number)
    }

    /// Whether somebody was asked to end.
    private static func takesRequest() -> Bool {
        let ask = request.withLock { request in
            defer { request = nil }
            return request
        }
        ask?()
        return ask != nil
    }

    private static func signalSet(_ signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in signals { unsafe sigaddset(&set, number) }
        return set
    }

    /// Whether the parent wants the signal ignored, as nohup does.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        // Safety: both are function pointers or the small integers that stand for them; only their bits are compared.
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
