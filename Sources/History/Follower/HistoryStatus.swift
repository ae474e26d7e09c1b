import Market
import Synchronization

/// How far the tables of the history are, for whoever asks on any thread.
package final class HistoryStatus: Sendable {
    package enum State: Equatable, Sendable {
        /// Nobody writes them: the settings say so.
        case off
        /// Being opened: a checkpoint is read, and the log behind it.
        case opening
        case following
        /// They do not go on, and why. Opened again after a while.
        case failed(String)
    }

    package struct Report: Equatable, Sendable {
        package var state: State
        /// Every record up to this one is in the tables; and its time.
        package var sequence: SequenceNumber = 0
        package var time: Timestamp = 0
        /// What was told when the file was opened: that it had to be made anew, and why.
        package var notice: String?
        /// By the monotonic clock: when everything durable was in them last.
        package var caughtUpAt: Int64 = 0

        package init(state: State) { self.state = state }
    }

    private let report: Mutex<Report>

    package init(_ state: State) { report = Mutex(Report(state: state)) }

    package var now: Report { report.withLock { $0 } }

    func update(_ change: (inout Report) -> Void) { report.withLock { change(&$0) } }
}

extension HistoryStatus.Report {
    /// Records that are durable and not in the tables yet.
    package func recordsBehind(_ durable: SequenceNumber) -> UInt64 { durable > sequence ? durable - sequence : 0 }

    /// How old what the tables show is, in nanoseconds: the time from their last record to the last durable one, or, after a quiet spell,
    /// since they were complete.
    package func nanosecondsBehind(_ durable: SequenceNumber, time durableTime: Timestamp, now: Int64) -> Int64 {
        guard durable > sequence else { return 0 }
        return max(0, min(durableTime - time, now - caughtUpAt))
    }
}
