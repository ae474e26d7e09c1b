import Glibc

/// Where threads wait for a condition that other threads make true.
///
/// The state the condition looks at lives elsewhere (atomics, or what only changes inside `withLock`). Whoever changes it
/// calls `notify` afterwards; a waiter cannot miss that, since it looks at the condition while holding the lock.
@safe package final class ThreadGate: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` while no waiter looks at its condition, then wakes every waiter.
    package func withLock<Result>(_ body: () -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        let result = body()
        // Whoever wakes finds the lock free, and need not sleep again for it.
        unsafe pthread_mutex_unlock(mutex)
        unsafe pthread_cond_broadcast(condition)
        return result
    }

    /// Wakes every waiter to look again.
    package func notify() { withLock {} }

    /// Waits until `isReached` answers true. It runs under the lock and must be short.
    package func wait(until isReached: () -> Bool) {
        unsafe pthread_mutex_lock(mutex)
        while !isReached() { unsafe pthread_cond_wait(condition, mutex) }
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Waits until `isReached` answers true or the time is up, and returns its last answer.
    package func wait(milliseconds: Int, until isReached: () -> Bool) -> Bool {
        var deadline = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = deadline.tv_nsec + (milliseconds % 1000) * 1_000_000
        deadline.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !isReached() {
            if unsafe pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT { return isReached() }
        }
        return true
    }
}
