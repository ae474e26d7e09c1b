import History
import Market
import Wire

/// The one blotter of a desk, fed by what becomes durable.
package final class BlotterKeeper: RecordFollower {
    package var blotter: Blotter
    /// What writes down more than the blotter remembers, behind the log; told how far that is durable.
    package var history: HistoryFollower?

    package init(_ blotter: consuming Blotter) { self.blotter = blotter }

    package func lookAhead(_ records: RecordReader) { blotter.prefetch(records) }

    package func endOfBatch(durable: SequenceNumber) { history?.kick(durable) }

    package func follow(_ record: borrowing Record, sequence: SequenceNumber) {
        do { try blotter.apply(copy record, sequence: sequence) } catch {
            preconditionFailure("the exchange published a record nobody can read: \(error)")
        }
    }
}
