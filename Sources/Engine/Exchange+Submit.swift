import IO
import Journaling
import Market
import Matching
import Risk
import Wire

extension Exchange {
    /// Sequences and applies a batch of commands, in order, in one turn.
    ///
    /// Steps 1, 2 and 11 of the path in `Exchange+Apply.swift`. All commands of a batch get one time. Nothing is visible when this
    /// returns; the answers go to the listener once they are durable.
    /// - Throws: `fenced`; what was given no sequence number by then leaves no trace, and what was given one may not either.
    package func submit(_ batch: borrowing CommandBatch) throws(EngineError) {
        if let fence = sequencer.fence { throw .fenced(fence) }
        try sequencer.run(batch, at: now(), on: OnLoop(loop))
        endTurn()
    }

    /// As above, from anywhere.
    package func submit(_ commands: [Command]) throws(EngineError) -> CommandBatch {
        let batch = CommandBatch(commands)
        try submit(batch)
        return batch
    }

    /// Lets the log thread have what the turn wrote, and sets the timer for what time will make due.
    private func endTurn() {
        sequencer.endStretch()
        sequencer.journal?.flush()
        sequencer.publish()
        setTickTimer()
    }

    /// Waits until everything applied so far is as durable as the mode promises, and publishes it. Blocks the loop: for tools, not for serving.
    package func settleLog() throws(EngineError) {
        sequencer.endStretch()
        if let journal = sequencer.journal, sequencer.fence == nil, sequencer.state.sequence > 0 {
            journal.flush()
            do { try journal.waitDurable(through: sequencer.state.sequence) } catch {
                sequencer.publish()
                throw .fenced(error)
            }
        }
        sequencer.publish()
        if let fence = sequencer.fence { throw .fenced(fence) }
    }

    // MARK: time

    /// Lets time pass: sequences a `tick` if anything is due.
    package func tick() throws(EngineError) {
        if let fence = sequencer.fence { throw .fenced(fence) }
        try sequencer.tick(at: now(), on: OnLoop(loop))
        endTurn()
    }

    /// A timer at the latest this far ahead, in nanoseconds: whoever names the year 2200, or steps the wall clock, waits no longer to be looked at.
    static let tickWaitMax: Int64 = 1_000_000_000
    /// On a full disk, what is due is tried again after this long.
    static let postponedWait: Int64 = 100_000_000
    /// A timer may be this late. Timers are not taken back, and clients choose the deadlines: so no more than `tickWaitMax / tickSlack` wait.
    static let tickSlack: Int64 = 1_000_000

    /// Sees to it that the loop lets time pass when something is due, or at once if a restart found something unfinished.
    func setTickTimer() {
        let deadline = sequencer.state.isUnfinished ? sequencer.state.time : sequencer.state.nextDeadline
        guard deadline < tickDeadline else { return }
        tickDeadline = deadline
        let now = clock.monotonicNanoseconds
        let wait = sequencer.isPostponing ? Self.postponedWait : deadline - clock.wallNanoseconds
        let due = now + min(max(0, wait), Self.tickWaitMax)
        guard tickTimer == .max || due <= tickTimer - Self.tickSlack else { return }
        tickTimer = due
        loop.schedule(at: due) { [weak self] in
            self?.assumeIsolated { $0.tickTimerFired(due) }
        }
    }

    private func tickTimerFired(_ due: Int64) {
        // An earlier one has taken its place.
        guard due == tickTimer else { return }
        tickTimer = .max
        tickDeadline = .max
        guard sequencer.fence == nil else { return }
        // A fence raised here has been reported to the listener; nobody waits for this tick.
        do { try tick() } catch { sequencer.publish() }
    }
}

extension CommandBatch {
    func needsStorage(_ index: Int) -> Bool {
        switch entries[index].kind {
        case .order: true
        case .cancel: false
        case .other: others[entries[index].index].needsStorage
        }
    }
}

extension Command {
    /// Whether it may be put off when the disk is nearly full. What reduces risk may not: the reserve is kept for it.
    var needsStorage: Bool {
        switch self {
        case .enterOrder, .replaceOrder, .addAsset, .addInstrument, .openAccount, .deposit: true
        case .cancelOrder, .amendOrder, .cancelAll, .tick, .withdraw, .setPhase, .setRiskProfile, .setAccountState: false
        }
    }
}

extension ExchangeState {
    /// Where there are many books: starts loading the one a command is for, and what is known of its instrument.
    @inline(__always) func prefetchBook(_ entry: CommandBatch.Entry) {
        let symbol = entry.book
        guard books.contains(symbol) else { return }
        books.prefetch(symbol)
        listings.terms.prefetch(UInt32(symbol.rawValue))
        breakers.prefetch(UInt32(symbol.rawValue))
    }

    /// Then the way of a new order to its level, and the slot it will get; then the level.
    @inline(__always) func prefetchWay(_ entry: CommandBatch.Entry, of batch: borrowing CommandBatch) {
        guard entry.kind == .order, books.contains(entry.symbol) else { return }
        let order = Int(entry.index)
        books[entry.symbol].prefetchWay(batch.orders[order].price, batch.orders[order].side)
    }

    @inline(__always) func prefetchLevel(_ entry: CommandBatch.Entry, of batch: borrowing CommandBatch) {
        guard entry.kind == .order, books.contains(entry.symbol) else { return }
        let order = Int(entry.index)
        books[entry.symbol].prefetch(batch.orders[order].price, batch.orders[order].side)
    }

    /// Starts loading what a command names.
    @inline(__always) func prefetch(_ entry: CommandBatch.Entry) {
        accounts.prefetch(entry.account)
        if entry.orderID != .none {
            if books.contains(entry.orderID.symbol) { books[entry.orderID.symbol].prefetch(entry.orderID) }
        } else if books.contains(entry.symbol) {
            let terms = listings.terms[Int(entry.symbol.rawValue)]
            ledger.prefetch(entry.account, terms.baseAsset)
            ledger.prefetch(entry.account, terms.quoteAsset)
            if entry.clientOrderID != 0 { clientOrders.prefetch(entry.account, entry.clientOrderID) }
        }
    }

    /// Starts loading what that leads to, once it has arrived.
    @inline(__always) func prefetchFurther(_ entry: CommandBatch.Entry) {
        if entry.orderID != .none {
            guard books.contains(entry.orderID.symbol) else { return }
            books[entry.orderID.symbol].prefetchNeighbours(entry.orderID)
            // Which side it is on is not known here; a wrong guess is harmless.
            let terms = listings.terms[Int(entry.orderID.symbol.rawValue)]
            ledger.prefetch(entry.account, terms.baseAsset)
            ledger.prefetch(entry.account, terms.quoteAsset)
        } else if accounts.contains(entry.account) {
            orderIndex.prefetch(accounts[entry.account])
        }
    }
}
