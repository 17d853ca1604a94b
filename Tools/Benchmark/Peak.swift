internal import ArgumentParser
internal import CFerryKernels
internal import FerryCore

/// The fused multiply-adds that this machine's processors do in a second.
struct Peak: ParsableCommand {
    @Option var threads = 2

    func run() {
        let pool = ThreadPool(threadCount: threads)
        let work = Work()
        let timing = Timing(seconds: 0.5) { pool.run(work, step: 0, partCount: threads) }
        print(#"{"gflops": \#(Double(work.operations * threads) / timing.quantile(0.1) / 1000), "threads": \#(threads)}"#)
    }

    private final class Work: PartwiseWork {
        private let rounds = 100_000
        let operations: Int

        init() { operations = Self.operations(100_000) }

        func run(step: Int, part: Int, worker: Int) { _ = Self.operations(rounds) }

        private static func operations(_ rounds: Int) -> Int {
            var sums = [Float](repeating: 1, count: 16)
            // Safety: a vector has 16 floats at most.
            return unsafe ferry_best_kernels().pointee.peak_operations(rounds, &sums)
        }
    }
}
