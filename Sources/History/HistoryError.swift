import Journaling
import Wire

/// Why what happened could not be read or kept.
package enum HistoryError: Error, Equatable, CustomStringConvertible {
    /// The log could not be read.
    case journal(JournalError)
    /// The log begins later than what is known of it ends.
    case logGap(expected: UInt64, found: UInt64)
    /// What is no record, where the log should have one.
    case record(sequence: UInt64, WireError)

    package var description: String {
        switch self {
        case .journal(let error): "\(error)"
        case .logGap(let expected, let found): "the log begins at \(found), and \(expected) is needed"
        case .record(let sequence, let error): "record \(sequence): \(error)"
        }
    }
}
