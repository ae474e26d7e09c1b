import History
import Engine
import Journaling
import Market
import Wire

/// What became of a command: the durable record of it, or the reason why it was not taken up. Valid during the call it is passed to.
@safe package struct Answer {
    /// Place in the total order.
    package let sequence: SequenceNumber
    package let record: Record
    package let durability: Durability
    /// Who asked, and what it noted down for itself when it did.
    package let ticket: Ticket
    package let note: UInt64
}

/// A part of the gateway that submits commands and makes answers of what becomes of them.
///
/// Each command gets exactly one of the two calls. Both come while the exchange publishes or submits: they may write to connections and
/// submit further commands, but not ask the exchange; what needs to, goes through `Desk.afterwards`.
package protocol Answerer: AnyObject {
    func answer(_ answer: borrowing Answer)
    /// Not taken up: no trace of it is left, and it may be sent again.
    func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64)
}

/// Whoever follows everything that becomes durable, in order: blotter, execution reports, market data.
package protocol RecordFollower: AnyObject {
    func follow(_ record: borrowing Record, sequence: SequenceNumber)
    /// The next `Blotter.recordsAhead` records will come from here: time to load what they touch. Changes nothing.
    func lookAhead(_ records: RecordReader)
    /// The records of one stretch have all been followed: a good time to send what they led to.
    func endOfBatch(durable: SequenceNumber)
}

extension RecordFollower {
    package func lookAhead(_ records: RecordReader) {}
    package func endOfBatch(durable: SequenceNumber) {}
}
