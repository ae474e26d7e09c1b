import Market
import Synchronization

/// What the sender has done and has left to do, for whoever shows it; from any thread.
package final class WebhookStatus: Sendable {
    package struct Counters: Sendable, Equatable {
        package var hooks = 0
        /// Waiting or on their way.
        package var queued = 0
        package var underWay = 0
        /// Attempts that were answered with success, that were not, and that repeated an earlier one.
        package var delivered: UInt64 = 0
        package var failedAttempts: UInt64 = 0
        package var retries: UInt64 = 0
        /// Events given up after the last retry, and hooks that were made inactive for it.
        package var givenUp: UInt64 = 0
        package var disabled: UInt64 = 0
        /// Events nobody tried to deliver: too many waited, or their hook became inactive.
        package var dropped: UInt64 = 0
        /// Failures of our own disk, the last of them, and when that was.
        package var errors: UInt64 = 0
        package var lastError: WebhooksError?
        package var lastErrorAt: Timestamp = 0
    }

    private let state = Mutex(Counters())

    package var counters: Counters { state.withLock { $0 } }
    func change(_ body: (inout Counters) -> Void) { state.withLock { body(&$0) } }
}
