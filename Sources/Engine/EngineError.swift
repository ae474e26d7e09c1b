import Journaling
import Market
import Wire

package enum EngineError: Error, Sendable, CustomStringConvertible {
    /// The log failed; nothing more will ever be acknowledged.
    case fenced(JournalError)
    case journal(JournalError)
    /// A record of the log cannot be decoded.
    case record(sequence: SequenceNumber, WireError)
    /// Applying a command again caused other events than the log holds.
    case diverged(sequence: SequenceNumber, logged: String, applied: String)
    /// The state after this record is not what it was when the log was written.
    case stateHash(sequence: SequenceNumber, logged: UInt64, applied: UInt64)
    /// The log does not go on where the state stands.
    case gap(expected: SequenceNumber, found: SequenceNumber)
    /// There is no log, though one is needed: snapshots alone do not say what came after them.
    case logMissing(directory: String)
    /// The state at a sequence can no longer be made: no usable snapshot is old enough, and the log begins later.
    case sequenceGone(SequenceNumber, logBegins: SequenceNumber, rejected: [JournalError])
    /// The log ends before the sequence asked for.
    case sequenceAhead(SequenceNumber, last: SequenceNumber)

    package var description: String {
        switch self {
        case .fenced(let error): "the log failed, nothing more is acknowledged: \(error)"
        case .journal(let error): error.description
        case .record(let sequence, let error): "record \(sequence): \(error)"
        case .diverged(let sequence, let logged, let applied): "record \(sequence): the log says \(logged), applying it again says \(applied)"
        case .stateHash(let sequence, let logged, let applied):
            "after record \(sequence): the log says the state's hash is \(String(logged, radix: 16)), it is \(String(applied, radix: 16))"
        case .gap(let expected, let found): "the log goes on with record \(found), expected \(expected)"
        case .logMissing(let directory): "\(directory): there is no log"
        case .sequenceGone(let sequence, let first, let rejected):
            "sequence \(sequence) can no longer be reached: the log begins with record \(first), and no usable snapshot is that old"
                + rejected.map { "\n  passed over: \($0)" }.joined()
        case .sequenceAhead(let sequence, let last): "the log ends with record \(last), before \(sequence)"
        }
    }
}
