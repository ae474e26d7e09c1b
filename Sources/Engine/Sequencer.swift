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
    /// Where records are encoded while there is no log.
    private var scratch = RecordScratch()
    private let stateHashInterval: UInt64

    /// Commands looked at ahead, so that what they will touch is in the cache when their turn comes: first what their ids name, then what that leads to.
    private static var lookahead: Int { 8 }
    private static var secondLook: Int { 4 }
    /// Commands between the steps of the looks at books, where there are many.
    private static var bookStride: Int { 4 }

    init(_ options: EngineOptions) {
        state = ExchangeState(options)
        outbox = Outbox(bytes: options.outboxBytesMax)
        stateHashInterval = options.stateHashInterval
    }

    /// Sequences and applies a batch, in order, all of it at one time.
    mutating func run(_ batch: borrowing CommandBatch, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let isFull = journal?.spaceIsLow ?? false
        let (entries, fates, journal) = (batch.entries, batch.fates, journal)
        let count = batch.count
        let areMany = state.books.areMany
        if areMany { for index in 0..<min(count, 4 * Self.bookStride) { state.prefetchBook(entries[index]) } }
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
            try sequence(batch, index, at: time, to: journal, on: proof)
            fates[index].sequence = state.sequence
        }
        // A cascade goes on at once, not with the next command.
        if state.needsTick(at: time) { try tick(at: time, on: proof) }
    }

    /// Starts loading books, their ladders, and the levels of new orders, in steps as their commands come nearer.
    @inline(__always)
    private func lookAtBooks(_ batch: borrowing CommandBatch, after index: Int) {
        let (entries, count, stride) = (batch.entries, batch.count, Self.bookStride)
        if index + 4 * stride < count { state.prefetchBook(entries[index + 4 * stride]) }
        if index + 3 * stride < count { state.prefetchLadders(entries[index + 3 * stride]) }
        if index + 2 * stride < count { state.prefetchWay(entries[index + 2 * stride], of: batch) }
        if index + stride < count { state.prefetchLevel(entries[index + stride], of: batch) }
    }

    @inline(__always)
    private mutating func sequence(
        _ batch: borrowing CommandBatch, _ index: Int, at time: Timestamp, to journal: Journal?, on proof: borrowing OnLoop
    ) throws(EngineError) {
        let sequence = state.sequence + 1
        let place = Int(batch.entries[index].index)
        switch batch.entries[index].kind {
        case .order:
            state.apply(batch.orders[place], sequence: sequence, time: time)
            try log(sequence, to: journal) { $0.command(batch.orders[place], time: time) }
        case .cancel:
            let cancel = batch.entries[index].cancel
            state.apply(cancel, sequence: sequence, time: time)
            try log(sequence, to: journal) { $0.command(.cancelOrder(cancel), time: time) }
        case .other: try self.sequence(batch.others[place], at: time, on: proof)
        }
    }

    /// Sequences ticks until nothing is due or unfinished.
    @inline(never)
    mutating func tick(at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        isPostponing = false
        while state.needsTick(at: time) {
            if let journal, !journal.hasRoom(forRecord: state.options.recordBytesMax) {
                isPostponing = true
                return
            }
            try sequence(.tick, at: time, on: proof)
        }
    }

    /// Whether the reserve on a full disk still holds what reduces risk; past its end lies the fence.
    @inline(never)
    private func hasRoom(for batch: borrowing CommandBatch, _ index: Int) -> Bool {
        guard let journal else { return true }
        var events = Self.eventsOfSmallCommand
        if batch.entries[index].kind == .other {
            switch batch.others[Int(batch.entries[index].index)] {
            case .cancelAll(let command) where state.accounts.contains(command.account):
                events += 2 * min(Int(state.accounts[command.account].openOrders), state.options.cancelsPerRecordMax)
            case .setPhase: events = state.options.eventsMax
            default: break
            }
        }
        return journal.hasRoom(forRecord: RecordWriter.commandBytesMax + events * RecordWriter.eventBytesMax)
    }

    /// More than any command has that cancels one order or changes one account.
    private static var eventsOfSmallCommand: Int { 16 }

    @inline(never)
    private mutating func sequence(_ command: Command, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let sequence = state.sequence + 1
        state.apply(command, sequence: sequence, time: time, on: proof)
        try log(sequence, to: journal) { $0.command(command, time: time) }
    }

    /// Writes the record of the command just applied, straight into the log's memory, and keeps a copy until it may be published.
    ///
    /// The log comes as an argument, so that a batch counts its references to it once.
    @inline(__always)
    private mutating func log(_ sequence: SequenceNumber, to journal: Journal?, _ writeCommand: (inout RecordWriter) -> Void) throws(EngineError) {
        let publishing = listener != nil
        // Before its memory is written again, or handed over with the batch.
        outbox.copyLast()
        // Room to keep it comes first: waiting for the disk hands over the batch, and half a record must not be in it.
        if publishing { try makeRoomIfNeeded() }
        guard let journal else {
            // Without a log there is nothing to wait for, but the barrier is the same.
            guard publishing else { return }
            let record = unsafe write(into: scratch.space(atLeast: state.recordBytesMax), writeCommand)
            return unsafe outbox.append(record, sequence: sequence)
        }
        let record = unsafe write(into: journal.space(atLeast: state.recordBytesMax), writeCommand)
        if publishing { unsafe outbox.append(record, sequence: sequence) }
        journal.endRecord(bytes: record.count, sequence: sequence)
        if sequence % stateHashInterval == 0 {
            outbox.copyLast()
            journal.appendStateHash(state.stateHash(), sequence: sequence)
        }
    }

    @inline(__always)
    private func write(into space: UnsafeMutableRawBufferPointer, _ writeCommand: (inout RecordWriter) -> Void) -> UnsafeRawBufferPointer {
        var writer = unsafe RecordWriter(into: space)
        writeCommand(&writer)
        state.encodeEvents(into: &writer)
        return unsafe UnsafeRawBufferPointer(rebasing: space[0..<writer.bytesWritten])
    }

    @inline(__always)
    private mutating func makeRoomIfNeeded() throws(EngineError) {
        if !outbox.hasRoom(state.recordBytesMax) { try makeRoom() }
    }

    /// Publishes what may be published; where the disk has not confirmed it yet, the engine waits for the disk.
    @inline(never)
    private mutating func makeRoom() throws(EngineError) {
        outbox.endStretch()
        if let journal, outbox.lastSequence > 0 {
            do { try journal.waitDurable(through: outbox.lastSequence) } catch {
                publish()
                throw .fenced(error)
            }
        }
        publish()
        if !outbox.hasRoom(state.recordBytesMax) { outbox.grow(toFit: state.recordBytesMax) }
    }
}
