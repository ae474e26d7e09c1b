import IO
import Journaling
import Market
import Matching
import Risk
import Wire

extension Exchange {
    /// Commands looked at ahead, so that what they will touch is in the cache when their turn comes.
    private static let lookahead = 6

    /// Sequences and applies a batch of commands, in order, in one turn.
    ///
    /// Steps 1, 2 and 11 of the path in `Exchange+Apply.swift`. All commands of a batch get one time. Nothing is visible when this
    /// returns; the answers go to the listener once they are durable.
    /// - Throws: `fenced`; what was given no sequence number by then leaves no trace, and what was given one may not either.
    package func submit<Source: CommandSource & ~Copyable>(_ source: inout Source) throws(EngineError) {
        if let fence { throw .fenced(fence) }
        let proof = OnLoop(loop)
        let time = now()
        let isFull = journal?.spaceIsLow ?? false
        let count = source.count
        for index in 0..<min(count, Self.lookahead) { state.prefetch(source[index]) }
        for index in 0..<count {
            if index + Self.lookahead < count { state.prefetch(source[index + Self.lookahead]) }
            let command = source[index]
            if isFull, command.needsStorage {
                source.refused(index, .storageFull)
                continue
            }
            while state.needsTick(at: time) { try sequence(.tick, at: time, on: proof) }
            try sequence(command, at: time, on: proof)
            source.sequenced(index, as: state.sequence)
        }
        // A cascade goes on at once, not with the next command.
        while state.needsTick(at: time) { try sequence(.tick, at: time, on: proof) }
        endTurn()
    }

    /// As above, from anywhere; returns the batch with its sequence numbers.
    package func submit(_ commands: [Command]) throws(EngineError) -> CommandBatch {
        var batch = CommandBatch(commands)
        try submit(&batch)
        return batch
    }

    @inline(__always)
    private func sequence(_ command: Command, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let sequence = state.sequence + 1
        state.apply(command, sequence: sequence, time: time, on: proof)
        if let journal { try append(command, sequence, to: journal) } else if listener != nil { try publishUnlogged(command, sequence) }
    }

    @inline(__always)
    private func append(_ command: Command, _ sequence: SequenceNumber, to journal: Journal) throws(EngineError) {
        // Room to keep it comes first: waiting for the disk hands over the batch, and half a record must not be in it.
        if listener != nil { try makeRoomIfNeeded() }
        let space = unsafe journal.space(atLeast: state.recordBytesMax)
        var writer = unsafe RecordWriter(into: space)
        state.encode(command, into: &writer)
        let bytes = writer.bytesWritten
        if listener != nil { unsafe outbox.append(UnsafeRawBufferPointer(rebasing: space[0..<bytes]), sequence: sequence) }
        journal.endRecord(bytes: bytes, sequence: sequence)
        if sequence % options.stateHashInterval == 0 { journal.appendStateHash(state.stateHash(), sequence: sequence) }
    }

    /// Without a log there is nothing to wait for.
    private func publishUnlogged(_ command: Command, _ sequence: SequenceNumber) throws(EngineError) {
        try makeRoomIfNeeded()
        let space = unsafe scratch.space(atLeast: state.recordBytesMax)
        var writer = unsafe RecordWriter(into: space)
        state.encode(command, into: &writer)
        unsafe outbox.append(UnsafeRawBufferPointer(rebasing: space[0..<writer.bytesWritten]), sequence: sequence)
    }

    /// Where there is no room for the record until the disk has confirmed others, the engine waits for the disk.
    @inline(__always)
    private func makeRoomIfNeeded() throws(EngineError) {
        let bytes = state.recordBytesMax
        if !outbox.hasRoom(bytes) { try makeRoom(bytes) }
    }

    @inline(never)
    private func makeRoom(_ bytes: Int) throws(EngineError) {
        outbox.endStretch()
        let last = outbox.lastSequence
        if let journal, last > 0 {
            do { try journal.waitDurable(through: last) } catch {
                publish()
                throw .fenced(error)
            }
        }
        publish()
        if !outbox.hasRoom(bytes) { outbox.grow(toFit: bytes) }
    }

    /// Lets the log thread have what the turn wrote, and sets the timer for what time will make due.
    private func endTurn() {
        outbox.endStretch()
        journal?.flush()
        publish()
        setTickTimer()
    }

    /// Waits until everything applied so far is as durable as the mode promises, and publishes it. Blocks the loop: for tools, not for serving.
    package func settleLog() throws(EngineError) {
        outbox.endStretch()
        if let journal, fence == nil, state.sequence > 0 {
            journal.flush()
            do { try journal.waitDurable(through: state.sequence) } catch {
                publish()
                throw .fenced(error)
            }
        }
        publish()
        if let fence { throw .fenced(fence) }
    }

    // MARK: time

    /// Lets time pass: sequences a `tick` if anything is due.
    package func tick() throws(EngineError) {
        if let fence { throw .fenced(fence) }
        let proof = OnLoop(loop)
        let time = now()
        while state.needsTick(at: time) { try sequence(.tick, at: time, on: proof) }
        endTurn()
    }

    private func setTickTimer() {
        let deadline = state.nextDeadline
        guard deadline < tickTimer else { return }
        tickTimer = deadline
        let wait = max(0, deadline - clock.wallNanoseconds)
        loop.schedule(at: clock.monotonicNanoseconds + wait) { [weak self] in
            self?.assumeIsolated { $0.tickTimerFired() }
        }
    }

    private func tickTimerFired() {
        tickTimer = .max
        guard fence == nil else { return }
        // A fence raised here has been reported to the listener; nobody waits for this tick.
        do { try tick() } catch { publish() }
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
    /// Starts loading what a command will touch.
    @inline(__always) func prefetch(_ command: Command) {
        switch command {
        case .enterOrder(let order):
            guard books.contains(order.symbol) else { return }
            let terms = listings.terms[Int(order.symbol.rawValue)]
            accounts.prefetch(order.account)
            ledger.prefetch(order.account, terms.baseAsset)
            ledger.prefetch(order.account, terms.quoteAsset)
            if order.clientOrderID != 0 { clientOrders.prefetch(order.account, order.clientOrderID) }
        case .cancelOrder(let cancel):
            if books.contains(cancel.orderID.symbol) { books[cancel.orderID.symbol].prefetch(cancel.orderID) }
            accounts.prefetch(cancel.account)
        case .amendOrder(let amend):
            if books.contains(amend.orderID.symbol) { books[amend.orderID.symbol].prefetch(amend.orderID) }
        case .replaceOrder(let replace):
            if books.contains(replace.orderID.symbol) { books[replace.orderID.symbol].prefetch(replace.orderID) }
            accounts.prefetch(replace.account)
        default: break
        }
    }
}
