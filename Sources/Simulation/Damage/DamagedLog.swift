import Engine
import IO
import Journaling
import Market

/// The log and the snapshots of a small exchange that was cut off without a word, and what is known of every byte.
struct DamagedLog: Sendable {
    /// By path: segments in `data/log`, snapshots in `data/snapshots`.
    let files: [String: [UInt8]]
    let segments: [[LoggedPlace]]
    /// What each frame of records, or state hash, reads as.
    let payloads: [[UInt8]]
    /// Of the state behind the last record.
    let stateHash: UInt64
    let sequence: SequenceNumber
    /// Snapshots, oldest first.
    let snapshots: [SequenceNumber]

    static let segmentBytes = 8 << 10
    /// Segments that are written, the last of them in part: 64 KiB together.
    static let segmentsWritten = 8
    static let logPath = "data/log"

    static func path(_ segment: Int, in log: String = logPath) -> String { "\(log)/000000000\(segment).wal" }

    static func options(saltSeed: UInt64, instanceID: UInt64 = 0xA11CE, _ clock: VirtualClock) -> JournalOptions {
        var options = SimulatedServer.journalOptions(clock, segmentBytes: segmentBytes)
        options.isStepped = false
        options.segmentsAhead = 1
        options.saltSeed = saltSeed
        options.instanceID = instanceID
        return options
    }

    /// - Parameters:
    ///   - saltSeed: another one makes another life of the same log.
    ///   - instanceID: another one makes another log.
    ///   - isClosed: ends it in order, with a mark behind the last record.
    init(seed: UInt64, saltSeed: UInt64 = 0x5EED, instanceID: UInt64 = 0xA11CE, isClosed: Bool = false) throws {
        var (disk, seed, end) = (DamagedDisk(), seed, (UInt64(0), SequenceNumber(0), [SequenceNumber]()))
        while true {
            let life = try DamagedLife(disk, seed: seed, DamagedLog.options(saltSeed: saltSeed, instanceID: instanceID, VirtualClock()))
            end = try life.run(isClosed: isClosed)
            // What fell due at the end may have needed one segment more: then another life, the same for every salt.
            guard disk[Self.path(Self.segmentsWritten + 1)]?.contains(where: { $0 != 0 }) ?? false else { break }
            (disk, seed) = (DamagedDisk(), seed &+ 1_000_003)
        }
        (stateHash, sequence, snapshots) = end
        files = disk.files.filter { !$0.key.hasSuffix("lock") }
        segments = try (1...Self.segmentsWritten).map { try LoggedPlace.all(in: disk[Self.path($0)] ?? []) }
        payloads = try Self.read(disk).map(\.payload)
    }

    /// Every frame that can be read, up to where reading ends.
    static func read(_ storage: any Storage, _ log: String = logPath) throws -> [(sequence: SequenceNumber, payload: [UInt8])] {
        let reader = try JournalReader(log, storage: storage)
        var frames: [(SequenceNumber, [UInt8])] = []
        while let frame = try reader.next() { frames.append((frame.firstSequence, unsafe Array(frame.payload))) }
        return frames
    }
}

/// One exchange that fills a log.
private final class DamagedLife {
    let clock = VirtualClock()
    let loop: EventLoop
    let exchange: Exchange
    let disk: DamagedDisk
    var random: SeededRandom

    init(_ disk: DamagedDisk, seed: UInt64, _ journal: JournalOptions) throws {
        self.disk = disk
        random = SeededRandom(seed, .operation)
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        let exchange = Exchange(loop: loop, clock: clock, options: SimulatedServer.engineOptions)
        (self.loop, self.exchange) = (loop, exchange)
        var options = journal
        options.clock = clock
        let chosen = options
        _ = try exchange.assumeIsolated { exchange in
            try exchange.open(DataDirectory(SimulatedServer.data, storage: disk), options: chosen, replay: SimulatedServer.replayOptions)
        }
    }

    func run(isClosed: Bool) throws -> (UInt64, SequenceNumber, [SequenceNumber]) {
        try exchange.assumeIsolated { exchange in
            _ = try exchange.submit(Operation.opening)
            try exchange.settleLog()
        }
        var snapshots: [SequenceNumber] = []
        var name: ClientOrderID = 1
        while !isFull {
            let commands = (0...random.below(6)).compactMap { _ in command(&name) }
            try exchange.assumeIsolated { exchange in
                _ = try exchange.submit(commands)
                try exchange.settleLog()
            }
            loop.turnByHand()
            clock.advance(to: clock.monotonicNanoseconds + random.from(1_000, to: 3_000_000))
            if snapshots.count < 2, disk[DamagedLog.path(3 + 2 * snapshots.count)]?.prefix(8).contains(where: { $0 != 0 }) ?? false {
                snapshots.append(try snapshot())
            }
        }
        // What is due by now belongs to it, too, and what that leads to.
        repeat {
            loop.turnByHand()
            try exchange.assumeIsolated { try $0.settleLog() }
        } while loop.nextDeadline.map { $0 <= clock.monotonicNanoseconds } ?? false
        let end = exchange.assumeIsolated { ($0.stateHash(), $0.sequence) }
        if isClosed { try exchange.assumeIsolated { try $0.close() } }
        loop.turnByHand()
        loop.letGo()
        return (end.0, end.1, snapshots)
    }

    /// The last segment is written to half or more; a batch later it still has room.
    private var isFull: Bool {
        guard let last = disk[DamagedLog.path(DamagedLog.segmentsWritten)] else { return false }
        return last[(DamagedLog.segmentBytes / 2)...].contains { $0 != 0 }
    }

    private func command(_ name: inout ClientOrderID) -> Command? {
        let operation = Operation(&random, name: name, time: clock.wallNanoseconds)
        name += 1
        let account = AccountID(rawValue: UInt32(1 + random.below(Int(Operation.accountsMax))))
        switch operation {
        case .enter(var order):
            order.account = account
            return .enterOrder(order)
        case .cancelAll(let symbol): return .cancelAll(CancelAll(account: account, symbol: symbol))
        case .administer(let command): return command
        case .cancel, .amend, .replace, .repeatNamed, .ask, .follow: return nil
        }
    }

    private func snapshot() throws -> SequenceNumber {
        var options = DataDirectory.RecallOptions()
        options.durableOnly = true
        options.replay = SimulatedServer.replayOptions
        let directory = DataDirectory(SimulatedServer.data, storage: disk)
        let recalled = try directory.recall(options, engine: SimulatedServer.engineOptions, on: OnLoop(loop))
        _ = try recalled.state.writeSnapshot(to: directory, instanceID: recalled.instanceID, chain: recalled.chain, on: OnLoop(loop))
        return recalled.state.sequence
    }
}

/// A frame, or a segment's header, as the bytes atop `Journaling/Format.swift` say; read here once more, by other code.
struct LoggedPlace: Sendable {
    /// Bytes of its segment.
    let range: Range<Int>
    /// Those that mean anything: without the padding.
    let meant: Range<Int>
    /// Says that all before it was on disk.
    let isAfterSync: Bool
    let durable: SequenceNumber
    /// What somebody must have called durable for this place to have been on disk.
    let needed: SequenceNumber
    /// Whether a reader hands it on: records and state hashes.
    let isRead: Bool

    static func all(in bytes: [UInt8]) throws -> [LoggedPlace] {
        func number(_ offset: Int, _ width: Int) -> UInt64 { (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) } }
        var places = [LoggedPlace(range: 0..<64, meant: 0..<64, isAfterSync: bytes[56] & 2 != 0, durable: 0, needed: number(32, 8), isRead: false)]
        var offset = 64
        while offset + 64 <= bytes.count, bytes[offset..<(offset + 4)].elementsEqual("WFRM".utf8) {
            let stored = Int(number(offset + 8, 4))
            let end = offset + 64 + (stored + 7) / 8 * 8
            places.append(LoggedPlace(
                range: offset..<end, meant: offset..<(offset + 64 + stored), isAfterSync: bytes[offset + 5] & 2 != 0, durable: number(offset + 32, 8),
                needed: number(offset + 24, 8) + max(1, number(offset + 16, 4)) - 1, isRead: bytes[offset + 4] <= 2))
            offset = end
        }
        return places
    }
}
