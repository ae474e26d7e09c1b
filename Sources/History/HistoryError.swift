import Database
import IO
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

    /// What a checkpoint or an image of a blotter is not.
    case image(String)
    /// SQLite refused, on a file.
    case database(path: String, DatabaseError)
    /// The file cannot be used, and why.
    case unusable(path: String, what: String)
    /// Its files could not be renamed, removed or looked at.
    case storage(StorageError)
    /// A thread or timer could not be had.
    case io(IOError)
    /// An exchange has the directory open.
    case isLive(directory: String)

    /// A row of a file of bars; line 0 and an empty field where none is meant.
    case row(path: String, line: Int, field: String, what: String)
    /// The tables do not hold everything up to this record yet.
    case behind(UInt64)

    package var description: String {
        switch self {
        case .journal(let error): "\(error)"
        case .logGap(let expected, let found): "the log begins at \(found), and \(expected) is needed"
        case .record(let sequence, let error): "record \(sequence): \(error)"
        case .image(let what): "checkpoint of the history: \(what)"
        case .database(let path, let error): "\(path): \(error)"
        case .unusable(let path, let what): "\(path): \(what)"
        case .storage(let error): "\(error)"
        case .io(let error): "\(error)"
        case .row(let path, let line, let field, let what):
            "\(path)\(line == 0 ? "" : ":\(line)"): \(field.isEmpty ? "" : "field '\(field)': ")\(what)"
        case .behind(let sequence): "the tables of the history do not reach to record \(sequence) yet"
        case .isLive(let directory): "\(directory) is open in a running exchange"
        }
    }
}
