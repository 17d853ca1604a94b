internal import CFerryKernels
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where a thread that has work and threads that look for some meet.
final class WorkExchange: @unchecked Sendable {
    // Safety: the three are written by the thread that holds `isTaken` while the gate is closed, and read by those that passed
    // the gate; the gate's exchanges order the one before the other.
    private var work: (any PartwiseWork)?
    private var step = 0
    private var partCount = 0

    private let isTaken = Atomic(false)
    private let nextPart = Atomic(0)
    private let leftCount = Atomic(0)
    /// How many threads joined, in the lowest bits; above, a number that is odd while work is open and grows with each change.
    private let gate = Atomic<UInt64>(0)
    private let isStopped = Atomic(false)
    private let parking = Parking()

    private static let joinedMask: UInt64 = 0xffff
    private static let change: UInt64 = 0x1_0000

    /// Looking out this often, with a pause each time, lasts about as long as waking a thread does.
    private static let spinCount = 2000

    /// Offers work; false where other work is under way.
    func open(_ work: any PartwiseWork, step: Int, partCount: Int) -> Bool {
        guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
        (self.work, self.step, self.partCount) = (work, step, partCount)
        nextPart.store(0, ordering: .relaxed)
        leftCount.store(0, ordering: .relaxed)
        gate.store((gate.load(ordering: .relaxed) & ~Self.joinedMask) &+ Self.change, ordering: .sequentiallyConsistent)
        return true
    }

    /// Wakes those that sleep.
    func wake() { parking.wake() }

    func takeParts(worker: Int) {
        guard let work else { return }
        while true {
            let part = nextPart.wrappingAdd(1, ordering: .relaxed).oldValue
            guard part < partCount else { return }
            work.run(step: step, part: part, worker: worker)
        }
    }

    /// Lets nobody join any more, and waits for those that did.
    func close() {
        let closed = (gate.load(ordering: .relaxed) & ~Self.joinedMask) &+ Self.change
        let joined = Int(gate.exchange(closed, ordering: .acquiringAndReleasing) & Self.joinedMask)
        var spins = 0
        while leftCount.load(ordering: .acquiring) < joined {
            ferry_pause()
            spins += 1
            // On a busy machine the thread that is waited for may need this processor.
            if spins > Self.spinCount { sched_yield() }
        }
        work = nil
        isTaken.store(false, ordering: .releasing)
    }

    /// Takes parts of whatever work is offered, until ``stop()``.
    func work(as worker: Int) {
        var seen: UInt64 = 0
        while let state = awaitChange(from: seen) {
            seen = state & ~Self.joinedMask
            guard join(seen) else { continue }
            takeParts(worker: worker)
            leftCount.wrappingAdd(1, ordering: .releasing)
        }
    }

    /// Ends the threads' ``work(as:)``.
    func stop() {
        isStopped.store(true, ordering: .sequentiallyConsistent)
        parking.wake()
    }

    /// The gate's state once work is open that is not the one in `seen`; nothing after the end.
    private func awaitChange(from seen: UInt64) -> UInt64? {
        var spins = 0
        while true {
            let state = gate.load(ordering: .acquiring)
            if isStopped.load(ordering: .relaxed) { return nil }
            if isNew(state, seen) { return state }
            spins += 1
            if spins < Self.spinCount {
                ferry_pause()
            } else {
                parking.sleep {
                    isStopped.load(ordering: .sequentiallyConsistent) || isNew(gate.load(ordering: .sequentiallyConsistent), seen)
                }
                spins = 0
            }
        }
    }

    private func isNew(_ state: UInt64, _ seen: UInt64) -> Bool {
        state & Self.change != 0 && state & ~Self.joinedMask != seen
    }

    /// Counts this thread in, unless the work in `seen` was closed meanwhile.
    private func join(_ seen: UInt64) -> Bool {
        var state = gate.load(ordering: .relaxed)
        while state & ~Self.joinedMask == seen {
            let (exchanged, original) = gate.compareExchange(
                expected: state, desired: state &+ 1, ordering: .acquiringAndReleasing)
            if exchanged { return true }
            state = original
        }
        return false
    }
}
