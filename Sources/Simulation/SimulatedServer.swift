import Engine
import Gateway
import IO
import Journaling
import Market
import Wire

/// One process: from opening its data to its end. The real exchange, desk and sessions; the loop is turned by hand.
final class SimulatedServer {
    let loop: EventLoop
    let exchange: Exchange
    let desk: Desk
    let frames: FrameDesk
    let witness: Witness
    let operators: Operators
    let opening: Exchange.Opening

    static let data = "data"

    /// Small, so that whatever is bounded is met.
    static var engineOptions: EngineOptions {
        var options = EngineOptions()
        options.eventsPerRecordMax = 24
        options.cancelsPerRecordMax = 8
        options.clientOrdersMax = 1 << 12
        options.stateHashInterval = 37
        options.accountsExpected = 8
        options.balancesExpected = 16
        return options
    }

    static func journalOptions(_ clock: VirtualClock, segmentBytes: Int) -> JournalOptions {
        var options = JournalOptions()
        options.usesThreads = false
        options.isStepped = true
        options.clock = clock
        options.segmentBytes = segmentBytes
        options.allowsSmallSegments = true
        options.batchBytes = segmentBytes / 4
        options.batchesMax = 3
        options.instanceID = 0xA11CE
        options.saltSeed = 0x5EED
        return options
    }

    static var replayOptions: Replay.Options {
        var options = Replay.Options()
        options.verifies = true
        options.readsAhead = false
        return options
    }

    /// Bytes of reports that may wait for one client.
    static let outputBytesMax = 8 << 10

    /// - Parameter lists: whether a new exchange is given its instruments and accounts.
    init(_ disk: VirtualDisk, _ clock: VirtualClock, segmentBytes: Int, lists: Bool = true) throws {
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        self.loop = loop
        let exchange = Exchange(loop: loop, clock: clock, options: Self.engineOptions)
        self.exchange = exchange
        do {
            opening = try exchange.assumeIsolated { exchange in
                let opening = try exchange.open(
                    DataDirectory(Self.data, storage: disk), options: Self.journalOptions(clock, segmentBytes: segmentBytes), replay: Self.replayOptions)
                if lists, exchange.instrument(SymbolID(rawValue: 0)) == nil {
                    _ = try exchange.submit(Operation.opening)
                    try exchange.settleLog()
                }
                return opening
            }
        } catch {
            loop.letGo()
            throw error
        }
        let sequence = exchange.assumeIsolated { $0.sequence }
        nonisolated(unsafe) var known: Catalog?
        exchange.assumeIsolated { unsafe known = Catalog($0) }
        guard let catalog = unsafe known else { preconditionFailure("the exchange has a catalog") }
        desk = Desk(exchange, clock: clock, durable: sequence)
        desk.add(catalog)
        witness = Witness()
        desk.add(witness)
        operators = Operators(desk)
        frames = FrameDesk(desk, Reception(desk), catalog, durability: .always, outputBytesMax: Self.outputBytesMax)
        frames.logOn = { attempt in UInt32(attempt.keyID.description).map { .account(AccountID(rawValue: $0)) } ?? .refused(.unknownKey) }
    }

    /// Runs until nothing is left to do now.
    func turn() { loop.turnByHand() }

    /// Ends the process without another word.
    func die() {
        frames.table.letGo()
        desk.dissolve()
        loop.letGo()
    }

    var sequence: SequenceNumber { exchange.assumeIsolated { $0.sequence } }
    var stateHash: UInt64 { exchange.assumeIsolated { $0.stateHash() } }
}

/// Sees every record that leaves.
final class Witness: RecordFollower {
    var see: (Record, SequenceNumber) -> Void = { _, _ in }

    func follow(_ record: borrowing Record, sequence: SequenceNumber) { see(copy record, sequence) }
}

/// Submits what operators do; nobody waits for the answers.
final class Operators: Answerer {
    private let desk: Desk
    private var id: UInt8 = 0

    init(_ desk: Desk) {
        self.desk = desk
        id = desk.add(self)
    }

    func submit(_ command: Command) { desk.submit(command, by: id, Ticket.none) }
    func answer(_ answer: borrowing Answer) {}
    func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) {}
}
