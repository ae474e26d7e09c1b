import Engine
import IO
import Journaling
import Market
import Matching
import Wire

/// A life of one exchange on a disk that never fails, with everything that reaches the disk: commands, rolls, snapshots, pruning, restarts.
final class RecordedLife {
    private(set) var recording: Recording
    let timeline = Timeline()
    let options: RecordedOptions
    let clock = VirtualClock()
    private(set) var snapshots = 0
    private(set) var pruned = 0
    private(set) var restarts = 0

    private let disk: VirtualDisk
    private var random: SeededRandom
    private var process: RecordedProcess?
    private let reference: ReferenceState
    /// What has been promised; while a process starts, what the one before it had.
    private var promised: SequenceNumber = 0
    /// The follower, another process, is at work.
    private var isFollowing = false
    private var nextName: ClientOrderID = 1

    init(seed: UInt64) throws {
        random = SeededRandom(seed, .plan, 1)
        options = RecordedOptions(&random)
        let trace = Trace(keepsLines: false)
        disk = VirtualDisk(random: SeededRandom(seed, .disk, 1), trace: trace)
        recording = Recording(base: VirtualDisk(random: SeededRandom(seed), trace: trace))
        reference = try ReferenceState(clock)
    }

    /// Lives through so many moments, and ends in order.
    func live(_ moments: Int) throws {
        disk.onOperation = { [unowned self] operation in record(operation) }
        disk.meanwhile = { [unowned self] in interfere() }
        defer { reference.letGo() }
        try start()
        try process?.submit(Operation.opening)
        var moment = 0
        while moment < moments, recording.entries.count < Recording.entriesMax / 2 {
            try happen()
            moment += 1
        }
        try process?.settle()
        try process?.close()
        process = nil
        recording.acknowledged = timeline.last
    }

    private func record(_ operation: DiskOperation) {
        if let process { promised = max(promised, process.promised) }
        recording.entries.append(Recording.Entry(operation: operation, acknowledged: promised))
    }

    /// While the follower works, the exchange does not stand still.
    private func interfere() {
        guard isFollowing, random.chance(300) else { return }
        isFollowing = false
        defer { isFollowing = true }
        do { try trade() } catch { preconditionFailure("a disk that never fails: \(error)") }
        process?.work()
        process?.turn()
    }

    private func see(_ record: borrowing Record, _ sequence: SequenceNumber) {
        timeline.note(record, sequence)
        timeline.note(state: reference.apply(record, sequence), behind: sequence)
    }

    // MARK: what happens

    private func happen() throws {
        clock.advance(to: clock.monotonicNanoseconds + random.from(1_000, to: random.chance(50) ? 30_000_000 : 200_000))
        switch random.below(1000) {
        case 0..<560: for _ in 0..<(random.chance(200) ? 1 + random.below(12) : 1) { try trade() }
        case 560..<880: process?.work()
        case 880..<955: process?.turn()
        case 955..<970: process?.idle()
        case 970..<990: try follow()
        case 990..<996: try restart(inOrder: false)
        default: try restart(inOrder: true)
        }
        if random.chance(400) { process?.turn() }
    }

    private func trade() throws {
        guard let process else { return }
        let command = Self.command(&random, nextName, on: process, at: clock.wallNanoseconds)
        nextName += 1
        try process.submit(command)
    }

    /// Something to do, of whatever can be done.
    static func command(_ random: inout SeededRandom, _ name: ClientOrderID, on process: RecordedProcess, at time: Timestamp) -> Command {
        let account = AccountID(rawValue: UInt32(1 + random.below(Int(Operation.accountsMax))))
        let open = process.exchange.assumeIsolated { $0.openOrders(of: account) }
        let operation = Operation(&random, name: name, time: time)
        switch operation {
        case .enter(var order):
            order.account = account
            return .enterOrder(order)
        case .cancel(let pick, _) where !open.isEmpty: return .cancelOrder(CancelOrder(account: account, orderID: open[pick % open.count].orderID))
        case .amend(let pick, let quantity) where !open.isEmpty:
            return .amendOrder(AmendOrder(account: account, orderID: open[pick % open.count].orderID, quantity: Quantity(lots: quantity)))
        case .replace(let pick, let price, let quantity, _) where !open.isEmpty:
            return .replaceOrder(ReplaceOrder(
                account: account, orderID: open[pick % open.count].orderID, price: Price(ticks: price), quantity: Quantity(lots: quantity)))
        case .cancelAll(let symbol): return .cancelAll(CancelAll(account: account, symbol: symbol))
        case .administer(let command): return command
        default: return .deposit(account: account, asset: AssetID(rawValue: 0), amount: Amount(units: 1_000_000))
        }
    }

    // MARK: processes

    private func start() throws {
        let started = try RecordedProcess(disk, clock, options) { [unowned self] record, sequence in see(record, sequence) }
        process = started
        // What the last process had not published is known by now.
        let known = timeline.last
        try CrashCheck.readLog(on: disk, after: known) { record, sequence in if sequence > known { see(record, sequence) } }
        guard timeline.last == started.sequence else {
            throw PowerLossViolation("a restart finds record \(started.sequence), the log ends with \(timeline.last)")
        }
    }

    private func restart(inOrder: Bool) throws {
        guard let process else { return }
        restarts += 1
        if inOrder { try process.close() } else { process.kill() }
        self.process = nil
        disk.switchOn()
        try start()
    }

    /// Another process takes a snapshot, and prunes what it replaces.
    private func follow() throws {
        process?.turn()
        let directory = DataDirectory(SimulatedServer.data, storage: disk)
        // Nothing may have been written yet.
        guard try directory.identity() != nil else { return }
        isFollowing = true
        defer { isFollowing = false }
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        defer { loop.letGo() }
        let lock = try directory.snapshots.lock()
        defer { withExtendedLifetime(lock) {} }
        var recall = DataDirectory.RecallOptions()
        recall.durableOnly = true
        recall.replay = SimulatedServer.replayOptions
        let proof = OnLoop(loop)
        let recalled = try directory.recall(recall, engine: SimulatedServer.engineOptions, on: proof)
        guard recalled.state.sequence > recalled.snapshot?.sequence ?? 0 else { return }
        _ = try recalled.state.writeSnapshot(to: directory, instanceID: recalled.instanceID, chain: recalled.chain, on: proof)
        try disk.syncDirectory(directory.path)
        snapshots += 1
        pruned += try directory.snapshots.prune(log: directory.log, instanceID: recalled.instanceID).segments.count
    }
}
