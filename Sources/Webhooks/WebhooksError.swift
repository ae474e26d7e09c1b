import Database
import IO
import Security

/// Why a hook could not be made, changed or found, or nothing could be delivered.
package enum WebhooksError: Error, Equatable, CustomStringConvertible {
    case database(file: String, DatabaseError)
    case security(SecurityError)
    case file(IOError)
    case storage(StorageError)
    /// libcurl refused what it never should; the operation and its words.
    case library(operation: String, message: String)
    /// No address deliveries may go to; the reason continues a sentence about it.
    case url(String)
    /// The account, or the whole table, has its maximum of hooks.
    case tooMany(max: Int)
    case unknown
    /// The hook is another account's, or another agent's.
    case foreign
    case inactive
    /// Too many addresses are being looked up; nothing was changed, and it may be tried again.
    case busy
    /// The hooks belong to another log than the one that was opened.
    case otherInstance(hooks: UInt64, log: UInt64)

    package var description: String {
        switch self {
        case .database(let file, let error): "\(file): \(error)"
        case .security(let error): "\(error)"
        case .file(let error): "\(error)"
        case .storage(let error): "\(error)"
        case .library(let operation, let message): "webhooks: \(operation): \(message)"
        case .url(let reason): "url \(reason)"
        case .tooMany(let max): "url: at most \(max) webhooks"
        case .unknown: "no such webhook"
        case .foreign: "the webhook belongs to somebody else"
        case .inactive: "the webhook is not active"
        case .busy: "webhooks: too many addresses are being looked up"
        case .otherInstance(let hooks, let log):
            "the webhooks belong to the log with instance \(String(hooks, radix: 16)), not to \(String(log, radix: 16))"
        }
    }
}
