import Matching
import Risk
import Wire

/// Sizes and limits of an exchange. State must be replayed under the options it was made with, but for `stateHashInterval`.
package struct EngineOptions: Sendable {
    /// Events after which a record takes up nothing more; what is left goes on in `tick` records before any other command.
    /// Keeps a long cascade or auction from making one record, and one turn of the loop, too long. One placement may still pass it.
    package var eventsPerRecordMax = 1 << 12
    /// Orders one "cancel all" takes out; its answer says how many are left.
    package var cancelsPerRecordMax = 1 << 12
    /// Client order ids remembered, 64 bytes each.
    package var clientOrdersMax = ClientOrderIndex.clientOrdersMaxDefault
    /// Records between two state hashes in the log. A hash reads all state: some milliseconds for a hundred megabytes.
    package var stateHashInterval: UInt64 = 1 << 20
    /// Accounts and balances to make room for ahead of time.
    package var accountsExpected = 1 << 10
    package var balancesExpected = 1 << 12

    package init() {}

    /// The most events a record can hold: a record takes up nothing more once it is full, but what it took up last is done whole.
    package var eventsMax: Int { eventsPerRecordMax + 2 * cancelsPerRecordMax + OrderBook.eventsPerPlacementMax }

    /// The largest record there can be, in bytes.
    package var recordBytesMax: Int { RecordWriter.commandBytesMax + eventsMax * RecordWriter.eventBytesMax }

    /// Assets an exchange can list: names and scales are searched in order.
    package static let assetsMax = 1 << 12
}
