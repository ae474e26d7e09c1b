import IO
import Journaling
import Wire

/// Why the gateway could not start or go on.
package enum GatewayError: Error, Equatable {
    case io(IOError)
    /// The log could not be read.
    case journal(JournalError)
    /// The log begins later than what is known of it ends.
    case logGap(expected: UInt64, found: UInt64)
    /// What is no record, where the log or the exchange should have one.
    case record(sequence: UInt64, WireError)
}
