import IO
import Journaling
import Market
import Matching
import Risk
import Wire

/// What was applied and has become as durable as the mode promises. Valid during the call it is passed to.
@safe package struct PublishedBatch: ~Copyable {
    package let first: SequenceNumber
    package let last: SequenceNumber
    package let durability: Durability
    private let bytes: UnsafeRawBufferPointer

    init(first: SequenceNumber, last: SequenceNumber, durability: Durability, bytes: UnsafeRawBufferPointer) {
        self.first = first
        self.last = last
        self.durability = durability
        unsafe self.bytes = bytes
    }

    /// The records `first`…`last` in order, one per command.
    package func records() -> RecordReader { unsafe RecordReader(bytes) }
}

/// Whoever passes on what the exchange did. Called on the engine's loop, inside the exchange: it may neither block nor call it.
package protocol ExchangeListener: AnyObject, Sendable {
    func published(_ batch: borrowing PublishedBatch)
    /// The log failed. What was not published before will never be; the process should end.
    func fenced(_ error: JournalError)
}

/// The sequencer: one total order of commands over all instruments, the ledger and the log.
///
/// It lives on one event loop with the `MatchingEngine` of every instrument. A batch is applied in one turn, without a suspension in
/// between; nothing of it is seen outside before the log has it (`Exchange+Publish.swift`).
package actor Exchange {
    package nonisolated let loop: EventLoop
    package nonisolated let options: EngineOptions
    nonisolated let clock: any IO.Clock

    var sequencer: Sequencer
    /// The deadline a timer has been set for, wall time; `.max` if there is none.
    var tickDeadline = Timestamp.max
    /// When that timer fires, monotonic time; `.max` if none is set.
    var tickTimer = Int64.max
    let wake: WakeUp

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    package init(loop: EventLoop, clock: any IO.Clock = SystemClock(), options: EngineOptions = EngineOptions()) {
        self.loop = loop
        self.clock = clock
        self.options = options
        sequencer = Sequencer(options)
        wake = WakeUp()
    }

    /// Names the one who passes on what becomes durable from now on.
    package func setListener(_ listener: (any ExchangeListener)?) { sequencer.listener = listener }

    // MARK: questions

    package var sequence: SequenceNumber { sequencer.state.sequence }
    package var time: Timestamp { sequencer.state.time }
    package var engines: [MatchingEngine] { sequencer.state.engines }
    package var failure: JournalError? { sequencer.fence }
    package var durability: Durability? { sequencer.journal?.durability }
    package var durableSequence: SequenceNumber { sequencer.journal?.durableSequence ?? sequencer.state.sequence }
    /// The highest sequence on disk, whatever the durability.
    package var syncedSequence: SequenceNumber { sequencer.journal?.syncedSequence ?? sequencer.state.sequence }

    /// The log prepares no segment now.
    package var logIsPrepared: Bool { sequencer.journal?.isPrepared ?? true }

    package func stateHash() -> UInt64 { sequencer.state.stateHash() }

    /// What an order would do if it were the next command. Shows what has been matched, durable or not.
    package func preview(_ order: EnterOrder) -> OrderPreview { sequencer.state.preview(order, at: now()) }

    /// What an account has; nil if there is no such account.
    package func account(_ id: AccountID) -> AccountView? { sequencer.state.view(of: id, at: now()) }

    package func openOrders(of account: AccountID, on symbol: SymbolID = .all) -> [OpenOrder] { sequencer.state.openOrders(of: account, on: symbol) }

    /// Everything open, by instrument.
    package func forEachOpenOrder(_ body: (OpenOrder) -> Void) {
        for symbol in 0..<sequencer.state.instrumentCount {
            sequencer.state.forEachOpenOrder(on: SymbolID(rawValue: UInt16(symbol)), body)
        }
    }

    /// The order an account gave a name to; nil if it is unknown or forgotten, or if no order came of it.
    package func orderID(named name: ClientOrderID, of account: AccountID) -> OrderID? {
        guard name != 0, let known = sequencer.state.clientOrders.find(account, name, at: now()), known.orderID != .none else { return nil }
        return known.orderID
    }

    package func order(_ id: OrderID) -> OpenOrder? {
        sequencer.state.books.contains(id.symbol) ? sequencer.state.books[id.symbol].order(id) : nil
    }

    package func instrument(_ symbol: SymbolID) -> Instrument? { sequencer.state.instrument(symbol) }
    package func phase(of symbol: SymbolID) -> Phase? { sequencer.state.books.contains(symbol) ? sequencer.state.books[symbol].phase : nil }
    package func asset(_ asset: AssetID) -> Asset? { sequencer.state.asset(asset) }
    /// What all balances of an asset add up to, of one that is listed.
    package func deposited(_ asset: AssetID) -> Amount { Amount(units: sequencer.state.ledger.deposited(asset)) }

    /// Looks at everything there is, durable or not.
    package func examine<Result>(_ body: (borrowing ExchangeState) -> Result) -> Result { body(sequencer.state) }

    /// Whether every asset adds up. Reads every balance.
    package func conserves() -> Bool { sequencer.state.ledger.conserves() }

    func now() -> Timestamp {
        #if WALRAS_PLANTED_BUGS
        if PlantedBug.isOn(.timeGoesBack) { return clock.wallNanoseconds }
        #endif
        return max(sequencer.state.time, clock.wallNanoseconds)
    }
}
