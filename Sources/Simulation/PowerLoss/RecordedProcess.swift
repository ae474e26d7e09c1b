import Engine
import IO
import Journaling
import Market
import Wire

/// How an exchange of one recording writes its log.
struct RecordedOptions {
    var segmentBytes: Int
    var batchBytes: Int
    var batchesMax: Int
    var segmentsAhead: Int
    var durability: Durability

    init(_ random: inout SeededRandom) {
        segmentBytes = random.pick([16, 16, 24, 32]) << 10
        // Small ones fill up while another waits for the disk.
        batchBytes = random.pick([256, 1 << 10, 4 << 10])
        batchesMax = 2 + random.below(4)
        segmentsAhead = 1 + random.below(3)
        durability = random.pick([.always, .always, .always, .always, .always, .interval(milliseconds: 20), .none])
    }

    func journal(_ clock: VirtualClock) -> JournalOptions {
        var options = SimulatedServer.journalOptions(clock, segmentBytes: segmentBytes)
        options.batchBytes = batchBytes
        options.batchesMax = batchesMax
        options.segmentsAhead = segmentsAhead
        options.durability = durability
        return options
    }
}

/// One process: the real exchange on its log, which is worked on step by step.
final class RecordedProcess {
    let loop: EventLoop
    let exchange: Exchange
    let opening: Exchange.Opening
    private let witness = RecordWitness()
    private let promisesMore: Bool
    /// As of the last step: it may not be asked in the middle of one.
    private var synced: SequenceNumber = 0

    /// - Parameter see: told of every record that leaves.
    init(_ disk: VirtualDisk, _ clock: VirtualClock, _ options: RecordedOptions, _ see: @escaping (borrowing Record, SequenceNumber) -> Void) throws {
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        let exchange = Exchange(loop: loop, clock: clock, options: SimulatedServer.engineOptions)
        (self.loop, self.exchange) = (loop, exchange)
        promisesMore = options.durability == .always
        let witness = witness
        witness.see = see
        do {
            opening = try exchange.assumeIsolated { exchange in
                let opening = try exchange.open(
                    DataDirectory(SimulatedServer.data, storage: disk), options: options.journal(clock), replay: SimulatedServer.replayOptions)
                exchange.setListener(witness)
                return opening
            }
        } catch {
            loop.letGo()
            throw error
        }
        witness.acknowledged = sequence
        synced = sequence
    }

    var sequence: SequenceNumber { exchange.assumeIsolated { $0.sequence } }
    var stateHash: UInt64 { exchange.assumeIsolated { $0.stateHash() } }

    /// What the world may have been told of; under a durability that promises nothing to anybody, what the log itself calls synced.
    var promised: SequenceNumber { promisesMore ? witness.acknowledged : synced }

    func submit(_ command: Command) throws {
        try exchange.assumeIsolated { exchange in _ = try exchange.submit([command]) }
        noteSynced()
    }

    func submit(_ commands: [Command]) throws { for command in commands { try submit(command) } }

    func settle() throws {
        try exchange.assumeIsolated { try $0.settleLog() }
        noteSynced()
    }

    /// The next piece of work on the log, if there is any.
    func work() {
        exchange.assumeIsolated { if $0.logWorkDue == 0 { $0.workOnLog() } }
        noteSynced()
    }

    /// What the log does when nothing happens.
    func idle() {
        exchange.assumeIsolated { if $0.logWorkDue != nil { $0.workOnLog() } }
        noteSynced()
    }

    func turn() {
        loop.turnByHand()
        noteSynced()
    }

    private func noteSynced() { synced = exchange.assumeIsolated { $0.syncedSequence } }

    /// Ends the process without another word: what the system has stays in its memory.
    func kill() {
        exchange.assumeIsolated { $0.setListener(nil) }
        loop.turnByHand()
        loop.letGo()
    }

    func close() throws {
        try exchange.assumeIsolated { try $0.close() }
        kill()
    }
}

/// Sees every record that leaves, and remembers the last. On the loop of one exchange.
private final class RecordWitness: ExchangeListener, @unchecked Sendable {
    var see: (borrowing Record, SequenceNumber) -> Void = { _, _ in }
    var acknowledged: SequenceNumber = 0

    func published(_ batch: borrowing PublishedBatch) {
        var records = batch.records()
        var sequence = batch.first
        do {
            while let record = try records.next() {
                see(record, sequence)
                sequence += 1
            }
        } catch { preconditionFailure("what is published was just encoded: \(error)") }
        acknowledged = batch.last
    }

    func fenced(_ error: JournalError) { preconditionFailure("a disk that never fails: \(error)") }
}
