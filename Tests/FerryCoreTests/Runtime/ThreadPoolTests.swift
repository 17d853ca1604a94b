import FerryCore
import Synchronization
import Testing

@Suite struct `A thread pool` {
    /// Counts how often each part ran; each part of an outer step may run work of its own on the same pool.
    private final class Counting: PartwiseWork {
        let counts: [Counter]
        let nested: (pool: ThreadPool, work: Counting)?

        final class Counter: Sendable { let value = Atomic(0) }

        init(partCount: Int, nested: (pool: ThreadPool, work: Counting)? = nil) {
            counts = (0..<partCount).map { _ in Counter() }
            self.nested = nested
        }

        func run(step: Int, part: Int, worker: Int) {
            counts[part].value.wrappingAdd(1, ordering: .relaxed)
            if let nested { nested.pool.run(nested.work, step: step, partCount: nested.work.counts.count) }
        }

        var totals: Set<Int> { Set(counts.map { $0.value.load(ordering: .relaxed) }) }
    }

    @Test(arguments: [1, 2, 5])
    func `runs each part of each step once`(threads: Int) {
        let pool = ThreadPool(threadCount: threads)
        for partCount in [1, 2, 3, 64, 1000] {
            let work = Counting(partCount: partCount)
            for step in 0..<200 { pool.run(work, step: step, partCount: partCount) }
            #expect(work.totals == [200], "\(partCount) parts on \(threads) threads")
        }
    }

    @Test func `wakes threads that fell asleep`() async throws {
        let pool = ThreadPool(threadCount: 3)
        let work = Counting(partCount: 8)
        for step in 0..<5 {
            pool.run(work, step: step, partCount: 8)
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(work.totals == [5])
    }

    @Test func `runs work that its own work asks for`() {
        let pool = ThreadPool(threadCount: 4)
        let inner = Counting(partCount: 10)
        let outer = Counting(partCount: 6, nested: (pool, inner))
        for step in 0..<20 { pool.run(outer, step: step, partCount: 6) }
        #expect(outer.totals == [20])
        #expect(inner.totals == [120])
    }

    @Test func `serves several threads at a time`() async {
        let pool = ThreadPool(threadCount: 3)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    let work = Counting(partCount: 16)
                    for step in 0..<300 { pool.run(work, step: step, partCount: 16) }
                    #expect(work.totals == [300])
                }
            }
        }
    }

    @Test func `ends its threads when it is gone`() {
        for _ in 0..<50 {
            let work = Counting(partCount: 4)
            ThreadPool(threadCount: 3).run(work, step: 0, partCount: 4)
            #expect(work.totals == [1])
        }
    }
}
