#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A thread of the operating system that runs one function.
struct Thread: @unchecked Sendable {
    private let handle: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// - Returns: nothing where the system has no thread left.
    init?(_ run: @escaping @Sendable () -> Void) {
        // Safety: the new thread takes the reference over; where there is none, it is given back.
        let body = unsafe Unmanaged.passRetained(Body(run))
        #if canImport(Darwin)
            var created: pthread_t?
            let status = unsafe pthread_create(&created, nil, { Thread.main($0) }, body.toOpaque())
        #else
            var created = pthread_t()
            let status = unsafe pthread_create(&created, nil, { unsafe Thread.main($0!) }, body.toOpaque())
        #endif
        guard status == 0 else {
            unsafe body.release()
            return nil
        }
        #if canImport(Darwin)
            guard let created else { return nil }
        #endif
        handle = created
    }

    func join() { pthread_join(handle, nil) }

    private static func main(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let body = unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        body.run()
        return nil
    }
}
