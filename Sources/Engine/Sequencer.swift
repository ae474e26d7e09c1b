import IO
import Journaling
import Market
import Matching
import Risk
import Wire

/// State, log and outbox of the exchange as one value, so that a batch takes hold of them once.
struct Sequencer: ~Copyable {
    var state: ExchangeState
    var journal: Journal?
    var outbox: Outbox
    /// While somebody listens, what is logged is kept until it may be published.
    var listener: (any ExchangeListener)?
    /// Why nothing more is acknowledged.
    var fence: JournalError?
    /// What is due has to wait until the disk has space again.
    private(set) var isPostponing = false
    /// Records written since the log and the outbox were last told.
    private var stretch = RecordStretch()
    /// Where records are encoded while there is no log.
    private var scratch = RecordScratch()
    private let stateHashInterval: UInt64
    /// The next sequence that is looked at for a state hash: dividing takes long.
    private var nextStateHash: SequenceNumber = 0
    /// The log's batch was handed over since the last publication that made way for the next.
    private var hasMoved = false

    /// Commands looked at ahead, so that what they will touch is in the cache when their turn comes: first what their ids name, then what that leads to.
    private static var lookahead: Int { 8 }
    private static var secondLook: Int { 4 }
    /// Commands between the steps of the looks at books, where there are many.
    private static var bookStride: Int { 4 }

    init(_ options: EngineOptions) {
        state = ExchangeState(options)
        outbox = Outbox()
        stateHashInterval = options.stateHashInterval
    }

    /// Sequences and applies a batch, in order, all of it at one time.
    mutating func run(_ batch: borrowing CommandBatch, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let isFull = journal?.spaceIsLow ?? false
        let (entries, fates) = (batch.entries, batch.fates)
        let count = batch.count
        let areMany = state.books.areMany
        if areMany { for index in 0..<min(count, 3 * Self.bookStride) { state.prefetchBook(entries[index]) } }
        for index in 0..<min(count, Self.lookahead) { state.prefetch(entries[index]) }
        for index in 0..<count {
            if areMany { lookAtBooks(batch, after: index) }
            if index + Self.lookahead < count { state.prefetch(entries[index + Self.lookahead]) }
            if index + Self.secondLook < count { state.prefetchFurther(entries[index + Self.secondLook]) }
            if isFull, batch.needsStorage(index) || !hasRoom(for: batch, index) {
                fates[index].refusal = .storageFull
                continue
            }
            if state.needsTick(at: time) {
                try tick(at: time, on: proof)
                // Nothing may come in between, so it waits for space with the tick.
                if isPostponing {
                    fates[index].refusal = .storageFull
                    continue
                }
            }
            try sequence(batch, index, at: time, on: proof)
            fates[index].sequence = state.sequence
        }
        // A cascade goes on at once, not with the next command.
        if state.needsTick(at: time) { try tick(at: time, on: proof) }
    }

    /// Starts loading books and the levels of new orders, in steps as their commands come nearer.
    @inline(__always)
    private func lookAtBooks(_ batch: borrowing CommandBatch, after index: Int) {
        let (entries, count, stride) = (batch.entries, batch.count, Self.bookStride)
        if index + 3 * stride < count { state.prefetchBook(entries[index + 3 * stride]) }
        if index + 2 * stride < count { state.prefetchWay(entries[index + 2 * stride], of: batch) }
        if index + stride < count { state.prefetchLevel(entries[index + stride], of: batch) }
    }

    @inline(__always)
    private mutating func sequence(
        _ batch: borrowing CommandBatch, _ index: Int, at time: Timestamp, on proof: borrowing OnLoop
    ) throws(EngineError) {
        let sequence = state.sequence + 1
        let place = Int(batch.entries[index].index)
        switch batch.entries[index].kind {
        case .order:
            let id = state.apply(batch.orders[place], sequence: sequence, time: time)
            if id != .none, state.events.count == 1 {
                try log(sequence, isWhole: true) { $0.acceptedRecord(batch.orders[place], orderID: id, time: time) }
            } else {
                try log(sequence) { $0.command(batch.orders[place], time: time) }
            }
        case .cancel:
            let cancel = batch.entries[index].cancel
            state.apply(cancel, sequence: sequence, time: time)
            if state.events.count == 1, state.events[0].kind == .orderCanceled {
                let event = state.events[0]
                try log(sequence, isWhole: true) { $0.canceledRecord(cancel, event, time: time) }
            } else {
                try log(sequence) { $0.command(.cancelOrder(cancel), time: time) }
            }
        case .other: try self.sequence(batch.others[place], at: time, on: proof)
        }
    }

    /// Sequences ticks until nothing is due or unfinished.
    @inline(never)
    mutating func tick(at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        isPostponing = false
        while state.needsTick(at: time) {
            if let journal, journal.spaceIsLow, !hasRoom(state.options.recordBytesMax) {
                isPostponing = true
                return
            }
            try sequence(.tick, at: time, on: proof)
        }
    }

    /// Whether the reserve on a full disk still holds what reduces risk; past its end lies the fence.
    @inline(never)
    private mutating func hasRoom(for batch: borrowing CommandBatch, _ index: Int) -> Bool {
        var events = Self.eventsOfSmallCommand
        if batch.entries[index].kind == .other {
            switch batch.others[Int(batch.entries[index].index)] {
            case .cancelAll(let command) where state.accounts.contains(command.account):
                events += 2 * min(Int(state.accounts[command.account].openOrders), state.options.cancelsPerRecordMax)
            case .setPhase: events = state.options.eventsMax
            default: break
            }
        }
        return hasRoom(RecordWriter.commandBytesMax + events * RecordWriter.eventBytesMax)
    }

    private mutating func hasRoom(_ bytes: Int) -> Bool {
        // The log counts what it was told of.
        endStretch()
        return journal?.hasRoom(forRecord: bytes) ?? true
    }

    /// More than any command has that cancels one order or changes one account.
    private static var eventsOfSmallCommand: Int { 16 }

    @inline(never)
    private mutating func sequence(_ command: Command, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let sequence = state.sequence + 1
        state.apply(command, sequence: sequence, time: time, on: proof)
        try log(sequence) { $0.command(command, time: time) }
    }

    /// Writes the record of the command just applied straight into the log's memory, where it stays until it may be published.
    ///
    /// - Parameter isWhole: `write` writes the events too.
    @inline(__always)
    private mutating func log(
        _ sequence: SequenceNumber, isWhole: Bool = false, _ write: (inout RecordWriter) -> Void
    ) throws(EngineError) {
        if stretch.bytesLeft < state.recordBytesMax { guard try makeRoom(state.recordBytesMax) else { return } }
        var writer = unsafe RecordWriter(into: stretch.room)
        write(&writer)
        if !isWhole { state.encodeEvents(into: &writer) }
        stretch.endRecord(bytes: writer.bytesWritten, sequence: sequence)
        if sequence >= nextStateHash { logStateHash(sequence) }
    }

    @inline(never)
    private mutating func logStateHash(_ sequence: SequenceNumber) {
        nextStateHash = (sequence / stateHashInterval + 1) * stateHashInterval
        guard let journal, sequence % stateHashInterval == 0 else { return }
        endStretch()
        journal.appendStateHash(state.stateHash(), sequence: sequence)
        #if WALRAS_PLANTED_BUGS
        if PlantedBug.isOn(.publishAtStateHash) {
            // Waits, lest it depends on how quick the disk is. What failed is told by `publish`, too.
            do { try journal.waitDurable(through: sequence) } catch { return publish() }
            return publish()
        }
        #endif
        // What lies in the memory that is written next goes out before that, not now: nobody knows the number of this very command yet.
        hasMoved = true
    }

    /// Ends the stretch of records at hand: the log and the outbox learn of them.
    mutating func endStretch() {
        let (first, last) = (stretch.first, stretch.last)
        let bytes = unsafe stretch.take()
        guard unsafe !bytes.isEmpty else { return }
        journal?.endRecords(bytes: bytes.count, from: first, through: last)
        if listener != nil { unsafe outbox.append(Outbox.Stretch(first: first, last: last, bytes: bytes)) }
    }

    /// Begins a stretch with room for a record. Where the log's memory is full, the engine waits for the disk, and publishes what lies
    /// in the memory that is written next.
    /// - Returns: false if nobody wants to know.
    @inline(never)
    private mutating func makeRoom(_ bytes: Int) throws(EngineError) -> Bool {
        endStretch()
        guard let journal else {
            // Without a log there is nothing to wait for, but the barrier is the same.
            publish()
            guard listener != nil else { return false }
            unsafe stretch.begin(in: scratch.space(atLeast: bytes))
            return true
        }
        if outbox.isFull {
            do { try journal.waitDurable(through: outbox.lastSequence) } catch {
                publish()
                throw .fenced(error)
            }
            publish()
        }
        if journal.makeWay(for: bytes) || hasMoved {
            hasMoved = false
            publish()
            if let fence { throw .fenced(fence) }
        }
        unsafe stretch.begin(in: journal.space(atLeast: bytes))
        return true
    }
}
