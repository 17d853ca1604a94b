internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Work in parts that may run on any thread, in any order.
package protocol PartwiseWork: AnyObject {
    /// - Parameter worker: tells the threads apart, 0 for the one that asked for the work.
    func run(step: Int, part: Int, worker: Int)
}

/// Threads that share the parts of a piece of work.
///
/// A step of a small model takes microseconds and waking a thread takes tens, so idle threads look out for work for a while
/// before they sleep. Parts are handed out one by one. The thread that asks works too, and never waits for one that has not
/// begun; where the pool is at work already, it does all parts itself, so that pools may be shared and nested.
package final class ThreadPool: Sendable {
    package let threadCount: Int
    private let exchange = WorkExchange()
    private let threads = Mutex<[Thread]>([])

    /// - Parameter threadCount: how many threads work, the one that asks among them. The others start with the first work.
    package init(threadCount: Int) { self.threadCount = max(threadCount, 1) }

    deinit {
        exchange.stop()
        threads.withLock { threads in
            for thread in threads { thread.join() }
        }
    }

    /// One thread for each processor.
    package static let standard = ThreadPool(threadCount: processorCount)

    /// Runs `partCount` parts and returns when all are done.
    package func run(_ work: any PartwiseWork, step: Int, partCount: Int) {
        guard threadCount > 1, partCount > 1, exchange.open(work, step: step, partCount: partCount) else {
            for part in 0..<partCount { work.run(step: step, part: part, worker: 0) }
            return
        }
        startThreads()
        exchange.wake()
        exchange.takeParts(worker: 0)
        exchange.close()
    }

    private func startThreads() {
        threads.withLock { threads in
            while threads.count < threadCount - 1 {
                let worker = threads.count + 1
                guard let thread = Thread({ [exchange] in exchange.work(as: worker) }) else { return }
                threads.append(thread)
            }
        }
    }

    private static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
