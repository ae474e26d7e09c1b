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
    /// Where records are encoded while there is no log.
    private var scratch = RecordScratch()
    private let stateHashInterval: UInt64

    /// Commands looked at ahead, so that what they will touch is in the cache when their turn comes: first what their ids name, then what that leads to.
    private static var lookahead: Int { 8 }
    private static var secondLook: Int { 4 }

    init(_ options: EngineOptions) {
        state = ExchangeState(options)
        outbox = Outbox(bytes: options.outboxBytesMax)
        stateHashInterval = options.stateHashInterval
    }

    /// Sequences and applies a batch, in order, all of it at one time.
    mutating func run(_ batch: CommandBatch, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let isFull = journal?.spaceIsLow ?? false
        let (commands, touches, fates) = (batch.commands, batch.touches, batch.fates)
        let count = batch.count
        for index in 0..<min(count, Self.lookahead) { state.prefetch(touches[index]) }
        for index in 0..<count {
            if index + Self.lookahead < count { state.prefetch(touches[index + Self.lookahead]) }
            if index + Self.secondLook < count { state.prefetchFurther(touches[index + Self.secondLook]) }
            if isFull, commands[index].needsStorage {
                fates[index].refusal = .storageFull
                continue
            }
            if state.needsTick(at: time) { try tick(at: time, on: proof) }
            try sequence(commands[index], at: time, on: proof)
            fates[index].sequence = state.sequence
        }
        // A cascade goes on at once, not with the next command.
        if state.needsTick(at: time) { try tick(at: time, on: proof) }
    }

    /// Sequences ticks until nothing is due or unfinished.
    @inline(never)
    mutating func tick(at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        while state.needsTick(at: time) { try sequence(.tick, at: time, on: proof) }
    }

    @inline(__always)
    private mutating func sequence(_ command: Command, at time: Timestamp, on proof: borrowing OnLoop) throws(EngineError) {
        let sequence = state.sequence + 1
        state.apply(command, sequence: sequence, time: time, on: proof)
        let publishing = listener != nil
        guard let journal else { return try keepUnlogged(command, sequence) }
        // Room to keep it comes first: waiting for the disk hands over the batch, and half a record must not be in it.
        if publishing { try makeRoomIfNeeded() }
        let space = unsafe journal.space(atLeast: state.recordBytesMax)
        var writer = unsafe RecordWriter(into: space)
        state.encode(command, into: &writer)
        let bytes = writer.bytesWritten
        if publishing { unsafe outbox.append(UnsafeRawBufferPointer(rebasing: space[0..<bytes]), sequence: sequence) }
        journal.endRecord(bytes: bytes, sequence: sequence)
        if sequence % stateHashInterval == 0 { journal.appendStateHash(state.stateHash(), sequence: sequence) }
    }

    /// Without a log there is nothing to wait for.
    private mutating func keepUnlogged(_ command: Command, _ sequence: SequenceNumber) throws(EngineError) {
        guard listener != nil else { return }
        try makeRoomIfNeeded()
        let space = unsafe scratch.space(atLeast: state.recordBytesMax)
        var writer = unsafe RecordWriter(into: space)
        state.encode(command, into: &writer)
        unsafe outbox.append(UnsafeRawBufferPointer(rebasing: space[0..<writer.bytesWritten]), sequence: sequence)
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
