import IO
import Journaling
import Market
import Synchronization

extension Sequencer {
    /// The barrier: the one place where anything the exchange did leaves it.
    ///
    /// A stretch of records goes out when the log says that its last record is as durable as the mode promises, and not before; in order,
    /// and each once. Like an fsync before the reply: matching may run ahead of the disk, but nobody can tell.
    mutating func publish() {
        let durable: SequenceNumber
        if let journal {
            // The log never takes a number back: what it confirmed before it failed may still go out.
            #if WALRAS_PLANTED_BUGS
            durable = PlantedBug.isOn(.publishBeforeDurable) ? state.sequence : journal.durableSequence
            #else
            durable = journal.durableSequence
            #endif
            if fence == nil, let failure = journal.failure {
                fence = failure
                listener?.fenced(failure)
            }
        } else {
            durable = state.sequence
        }
        // What nobody listens to is gone: its memory will be written again.
        guard let listener else { return outbox.release(through: durable) { _ in } }
        let durability = journal?.durability ?? .none
        outbox.release(through: durable) { stretch in
            let batch = unsafe PublishedBatch(first: stretch.first, last: stretch.last, durability: durability, bytes: stretch.bytes)
            listener.published(batch)
        }
    }
}

extension Exchange {
    /// The log thread has committed something, or failed.
    func committed() {
        wake.isPending.store(false, ordering: .releasing)
        // What filled up meanwhile goes first: the disk works while its predecessor is published.
        if sequencer.fence == nil { sequencer.journal?.flush(mayWait: false) }
        sequencer.publish()
    }
}

extension Exchange {
    /// Milliseconds until `workOnLog` has something to do; nil if nothing waits for it.
    package var logWorkDue: Int? { sequencer.journal?.workDue }

    /// The next piece of work on a log that is `isStepped`. What becomes durable by it is published in the loop's next turn.
    package func workOnLog() { sequencer.journal?.work() }
}

/// One wake-up of the engine at a time, however often the log thread commits.
final class WakeUp: Sendable {
    let isPending = Atomic(false)
    let exchange = Mutex<WeakExchange>(WeakExchange())

    struct WeakExchange: Sendable {
        weak var value: Exchange?
    }

    /// On the log thread.
    func signal(_ loop: EventLoop) {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let exchange = exchange.withLock { $0.value }
        loop.schedule(at: .min) { exchange?.assumeIsolated { $0.committed() } }
    }
}
