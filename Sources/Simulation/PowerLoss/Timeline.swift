import Engine
import IO
import Market
import Wire

/// What each record was, and which state it led to.
final class Timeline {
    /// Hash of each record, from the first.
    private(set) var records: [UInt64]
    /// Hash of the state behind a record.
    private(set) var states: [SequenceNumber: UInt64]

    init() { (records, states) = ([], [:]) }

    /// The same up to a record, for a life that goes on differently.
    init(_ other: Timeline, through sequence: SequenceNumber) {
        records = Array(other.records.prefix(Int(sequence)))
        states = other.states.filter { $0.key <= sequence }
    }

    var last: SequenceNumber { UInt64(records.count) }

    func note(_ record: borrowing Record, _ sequence: SequenceNumber) {
        precondition(sequence == last + 1, "records are noted in order")
        records.append(World.hash(copy record))
    }

    func note(state: UInt64, behind sequence: SequenceNumber) { states[sequence] = state }

    /// What is wrong with a record that was read; nil if it is the one that was written.
    func fault(_ record: Record, _ sequence: SequenceNumber) -> String? {
        guard (1...last).contains(sequence) else { return "record \(sequence) is read, and nobody wrote it: the last was \(last)" }
        return World.hash(record) == records[Int(sequence) - 1] ? nil : "record \(sequence) is not the one that was written"
    }
}

/// Applies every record once more, beside the exchange and without a log, so that the state behind each is known.
final class ReferenceState {
    private let loop: EventLoop
    private var state: ExchangeState

    init(_ clock: VirtualClock) throws {
        loop = try EventLoop(clock: clock)
        loop.takeInHand()
        state = ExchangeState(SimulatedServer.engineOptions)
    }

    func apply(_ record: borrowing Record, _ sequence: SequenceNumber) -> UInt64 {
        state.apply(record.command, sequence: sequence, time: record.time, on: OnLoop(loop))
        return state.stateHash()
    }

    func letGo() { loop.letGo() }
}
