internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where threads sleep until they are woken.
@safe final class Parking: @unchecked Sendable {
    // Safety: allocated once, so that the lock and the condition keep their addresses as the system asks.
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let sleeperCount = Atomic(0)

    init() {
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(lock)
        unsafe condition.deallocate()
        unsafe lock.deallocate()
    }

    /// Sleeps until somebody calls ``wake()``, or not at all where `isOver` holds.
    ///
    /// The sleeper counts itself before it asks, and who wakes changes the state before it counts, so one of them sees the other.
    func sleep(unless isOver: () -> Bool) {
        unsafe pthread_mutex_lock(lock)
        sleeperCount.wrappingAdd(1, ordering: .sequentiallyConsistent)
        if !isOver() { unsafe pthread_cond_wait(condition, lock) }
        sleeperCount.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        unsafe pthread_mutex_unlock(lock)
    }

    /// Wakes all sleepers; costs next to nothing where there are none.
    func wake() {
        guard sleeperCount.load(ordering: .sequentiallyConsistent) > 0 else { return }
        unsafe pthread_mutex_lock(lock)
        unsafe pthread_cond_broadcast(condition)
        unsafe pthread_mutex_unlock(lock)
    }
}
