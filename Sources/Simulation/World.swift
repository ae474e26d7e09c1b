import Engine
import Gateway
import IO
import Journaling
import Market
import Wire

/// Server, clients, disk, network and clock of one run, in one thread.
///
///     next event → the part it is for → loop's turn → what the server sends → checks
///
/// Whatever is decided by chance is drawn from the seed, in streams of their own for each part.
final class World {
    let plan: Plan
    let clock = VirtualClock()
    let trace: Trace
    let disk: VirtualDisk
    var queue = EventQueue()
    var server: SimulatedServer?
    var clients: [SimulatedClient] = []
    var connections: [Int: VirtualConnection] = [:]
    var shadow = ShadowMarket()
    /// Of every record that left or was recovered, by sequence, from 1.
    var recordHashes: [UInt64] = []
    /// Hashes of the live state, by sequence.
    var stateHashes: [SequenceNumber: UInt64] = [:]
    var statistics = Statistics()
    var violation: String?
    var nextOperation = 0
    var nextConnection = 1
    /// When the log will be worked on next; nil if that is not planned.
    var logWorkAt: Int64?
    /// For a batch, not to pass the time.
    var isLogAtWork = false
    /// Faults are over: what is under way may come to its end.
    var isCalm = false
    let segmentBytes: Int
    /// How slowly the script goes on: in some runs slowly enough for heartbeats and timeouts.
    let tempo: Int64

    var schedule: SeededRandom
    var network: SeededRandom
    var probing: SeededRandom

    /// Events one operation may cost on average before the run counts as stuck.
    static let stepsPerOperationMax = 600

    init(_ plan: Plan) {
        self.plan = plan
        trace = Trace(keepsLines: plan.keepsTrace)
        disk = VirtualDisk(random: SeededRandom(plan.seed, .disk), trace: trace)
        schedule = SeededRandom(plan.seed, .schedule)
        network = SeededRandom(plan.seed, .network)
        probing = SeededRandom(plan.seed, .probe)
        var sizes = SeededRandom(plan.seed, .plan)
        segmentBytes = sizes.pick([16, 24, 32, 64]) << 10
        tempo = sizes.pick([1, 1, 1, 12])
        if plan.faults.contains(.short) { disk.weather.shorts = 60 }
        disk.weather.forgets = plan.faults.contains(.forget)
    }

    var now: Int64 { clock.monotonicNanoseconds }

    func fail(_ checker: String, _ what: @autoclosure () -> String) {
        guard violation == nil else { return }
        violation = "\(checker): \(what())"
        trace.line("VIOLATION \(violation ?? "")")
    }

    func run() -> Outcome {
        for index in 0..<Operation.clientsMax {
            clients.append(SimulatedClient(index: index, seed: plan.seed) { [unowned self] client, bytes in transmit(client, bytes) })
            queue.add(.clientTick(client: index), at: now + Int64(index + 1) * 1_000_000)
        }
        start()
        queue.add(.operation, at: now + 1_000_000)
        queue.add(.mischief, at: now + 5_000_000)
        queue.add(.snapshot, at: now + 20_000_000)
        let stepsMax = 20_000 + plan.commands * Self.stepsPerOperationMax
        while violation == nil, !isOver, statistics.steps < stepsMax { step() }
        if violation == nil, !isOver { fail("liveness", "after \(statistics.steps) steps, \(waiting) answers are missing\(stuck)") }
        if violation == nil { finish() }
        var outcome = Outcome(plan: plan)
        outcome.violations = violation.map { [$0] } ?? []
        outcome.stateHash = server?.stateHash ?? 0
        statistics.records = shadow.sequence
        statistics.trades = shadow.trades.count
        statistics.answered = clients.reduce(0) { $0 + $1.answered }
        statistics.nanoseconds = now
        trace.note(.check, outcome.stateHash, shadow.sequence)
        outcome.traceHash = trace.hash
        outcome.statistics = statistics
        outcome.trace = trace.lines
        server?.die()
        server = nil
        return outcome
    }

    private var stuck: String {
        clients.flatMap { client in client.pending.map { "; client \(client.index), \(client.state): request \($0.number), operation \($0.operation), \($0.body)" } }.joined()
    }

    var waiting: Int { clients.reduce(0) { $0 + $1.pending.count } }
    private var isOver: Bool { nextOperation >= plan.commands && waiting == 0 && server != nil && isCalm && isQuiet }
    /// Nothing waits for the disk.
    private var isQuiet: Bool { server.map { $0.sequence == shadow.sequence } ?? false }

    // MARK: one step

    private func step() {
        statistics.steps += 1
        let timer = server?.loop.nextDeadline ?? .max
        guard let next = queue.nextTime else { return fail("liveness", "nothing is left to happen") }
        if timer < next {
            clock.advance(to: timer)
        } else {
            clock.advance(to: next)
            // What happens at once is seen at once, now and then.
            repeat { handle(queue.removeFirst().event) } while queue.nextTime.map { $0 <= now } ?? false
        }
        settle()
    }

    /// Lets the server take its turn, and passes on what it has to say.
    func settle() {
        guard let server else { return }
        if !disk.isOff { server.turn() }
        if disk.isOff { return crash(losesPower: true) }
        collect(server)
        if server.desk.failure != nil {
            statistics.fences += 1
            return crash(losesPower: false)
        }
        scheduleLogWork(server)
        check(server)
    }

    private func handle(_ event: EventQueue.Event) {
        trace.note(.step, UInt64(bitPattern: now), eventNumber(event))
        switch event {
        case .operation: operate()
        case .toServer(let number, let bytes): deliverToServer(number, bytes)
        case .toClient(let number): deliverToClient(number)
        case .connect(let client): connect(clients[client])
        case .hangUp(let number): hangUp(number)
        case .hangUpServer(let number): hangUpServer(number)
        case .clientTick(let client): tick(clients[client])
        case .logWork: workOnLog()
        case .start: start()
        case .snapshot: snapshot()
        case .mischief: mischief()
        case .diskHasRoom: disk.weather.bytesMax = .max
        }
    }

    private func eventNumber(_ event: EventQueue.Event) -> UInt64 {
        switch event {
        case .operation: 1
        case .toServer: 2
        case .toClient: 3
        case .connect: 4
        case .hangUp: 5
        case .hangUpServer: 6
        case .clientTick: 7
        case .logWork: 8
        case .start: 9
        case .snapshot: 10
        case .mischief: 11
        case .diskHasRoom: 12
        }
    }

    // MARK: the script

    private func operate() {
        while nextOperation < plan.commands, plan.skipped.contains(nextOperation) { nextOperation += 1 }
        guard nextOperation < plan.commands else { return calmDown() }
        var random = SeededRandom(plan.seed, .operation, nextOperation)
        let client = clients[random.below(clients.count)]
        let operation = Operation(&random, name: SimulatedClient.name(of: nextOperation), time: clock.wallNanoseconds)
        trace.line("\(stamp) operation \(nextOperation), client \(client.index): \(operation)")
        if case .administer(let command) = operation { server?.operators.submit(command) } else { client.begin(operation, nextOperation) }
        nextOperation += 1
        // Mostly in bursts.
        let pause = random.chance(700) ? random.from(0, to: 60_000) : random.from(100_000, to: 8_000_000)
        queue.add(.operation, at: now + pause * tempo)
    }

    /// The script is over, and so are the faults: everything can be answered now.
    private func calmDown() {
        isCalm = true
        disk.weather.errors = 0
        disk.weather.bytesMax = .max
    }

    var stamp: String { "\((now - 1_000_000_000) / 1000) µs" }

    // MARK: the log

    private func workOnLog() {
        // An earlier time has taken its place.
        guard logWorkAt == now else { return }
        logWorkAt = nil
        isLogAtWork = false
        server?.exchange.assumeIsolated { $0.workOnLog() }
    }

    private func scheduleLogWork(_ server: SimulatedServer) {
        guard let due = server.exchange.assumeIsolated({ $0.logWorkDue }) else { return }
        // Idle work gives way to work.
        if due == 0 ? isLogAtWork : logWorkAt != nil { return }
        isLogAtWork = due == 0
        var delay = due == 0 ? schedule.from(20_000, to: 120_000) : Int64(due) * 1_000_000
        if due == 0, plan.faults.contains(.delay), schedule.chance(30) { delay = schedule.from(1_000_000, to: 40_000_000) }
        logWorkAt = now + delay
        queue.add(.logWork, at: now + delay)
    }
}
