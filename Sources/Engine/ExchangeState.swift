import IO
import Market
import Matching
import Risk
import Synchronization

/// Everything the exchange remembers, and nothing of how it got here: command in, events out.
///
/// `apply` is the only thing that changes it, and depends on nothing but this state, the command, its sequence number and its time.
/// The live exchange and a replay run the same code. It belongs to one event loop: the books are reached without a hop.
package struct ExchangeState: ~Copyable {
    struct Header: BitwiseCopyable {
        /// Of the last command applied.
        var sequence: SequenceNumber = 0
        var time: Timestamp = 0
        /// Trades so far; the last one's id.
        var trades: UInt64 = 0
        /// 1 while follow-ups of a finished command, or the rest of a change of phase, wait for the next record.
        var cascades: UInt32 = 0
        /// Halted accounts whose orders are not all cancelled yet.
        var sweeps: UInt32 = 0
    }

    /// Fees of one trade of the record at hand.
    struct TradeFees: BitwiseCopyable {
        var taker: Int64
        var maker: Int64
    }

    /// Pins the state to its address. Without a member that lives in memory, every call of a non-mutating method copies all of `self`:
    /// eight times 700 bytes per order.
    private let pin = Atomic<UInt8>(0)

    let options: EngineOptions
    var header = Header()
    var assets: Arena<StoredAsset>
    var instruments: Arena<StoredInstrument>
    var breakers: Arena<Breaker>
    /// Accounts being swept, `header.sweeps` of them.
    var sweeping: Arena<UInt32>
    var ledger: Ledger
    var accounts: Accounts
    var listings: Listings
    var orderIndex: OpenOrderIndex
    var clientOrders: ClientOrderIndex
    var expiries: ExpiryQueue
    package private(set) var engines: [MatchingEngine] = []
    var books = Books()

    /// Derived: the earliest end of a pause.
    var nextPauseEnd = Timestamp.max

    // Of the record at hand; no state.
    package var events: EventBuffer
    var fees: Arena<TradeFees>
    var feeCount = 0
    var scratch: Arena<OrderID>

    package init(_ options: EngineOptions = EngineOptions()) {
        self.options = options
        assets = Arena()
        instruments = Arena()
        breakers = Arena()
        sweeping = Arena()
        ledger = Ledger(capacity: options.balancesExpected)
        accounts = Accounts(capacity: options.accountsExpected)
        listings = Listings()
        orderIndex = OpenOrderIndex(capacity: options.accountsExpected)
        clientOrders = ClientOrderIndex(clientOrdersMax: options.clientOrdersMax)
        expiries = ExpiryQueue()
        events = EventBuffer()
        fees = Arena(count: 1 << 10)
        scratch = Arena(count: 1 << 8)
    }

    deinit {
        assets.deallocate()
        instruments.deallocate()
        breakers.deallocate()
        sweeping.deallocate()
        fees.deallocate()
        scratch.deallocate()
        books.deallocate()
    }

    package var sequence: SequenceNumber { header.sequence }
    package var time: Timestamp { header.time }

    /// Opens the book of the next symbol.
    mutating func openBook(_ instrument: Instrument, on proof: borrowing OnLoop) {
        let symbol = SymbolID(rawValue: UInt16(engines.count))
        let engine = MatchingEngine(symbol: symbol, instrument: instrument, loop: proof.loop)
        engines.append(engine)
        unsafe books.append(engine.book(proof))
    }

    // MARK: answers

    @inline(__always) mutating func reject(
        _ reason: RejectReason, account: AccountID, symbol: SymbolID = SymbolID(rawValue: 0), side: Side = .buy, orderID: OrderID = .none
    ) {
        events.append(Event(
            .orderRejected, reason: reason.rawValue, side: side, symbol: symbol, account: account, orderID: orderID))
    }

    /// The first due moment of anything that happens by itself.
    @inline(__always) var nextDeadline: Timestamp { min(expiries.nextTime, nextPauseEnd) }

    /// Whether a `tick` has to come before any other command at `time`.
    @inline(__always) package func needsTick(at time: Timestamp) -> Bool {
        nextDeadline <= time || isUnfinished
    }

    /// Whether the last command goes on in further records.
    @inline(__always) var isUnfinished: Bool { header.cascades | header.sweeps != 0 }
}
