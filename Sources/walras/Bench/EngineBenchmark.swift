import Engine
import IO
import Journaling
import Market
import Matching
import Wire

/// Runs a workload through a whole exchange in this process: sequencer, risk chain, funds, book, ledger, log, publication.
struct EngineBenchmark {
    /// Commands handed over at a time: what a busy gateway loop finds in its sockets.
    static let batchDefault = 256
    /// Commands of the latency pass: each waits for its own publication, and a sync takes its time.
    static let latencyCommandsMax = 20_000

    let plan: EngineWorkload
    let durability: Durability
    let batch: Int
    let usesClientIDs: Bool
    /// Where each run's log goes, in a directory of its own.
    let directory: String
    let clock = SystemClock()

    func run(passes: Int, progress: (Int) throws -> Void) async throws -> BenchmarkResult {
        var result = BenchmarkResult()
        result.commands = plan.workload.timed.count
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        let feed = WorkloadFeed(plan, usesClientIDs: usesClientIDs)
        defer { feed.deallocate() }
        try await learn(&result, feed, loop)
        try progress(1)
        for pass in 0..<passes {
            try await time(&result, feed, loop, pass)
            try progress(2 + pass)
        }
        try await measureLatency(&result, feed, loop)
        try progress(passes + 2)
        try await countAllocations(&result, feed, loop)
        return result
    }

    /// Untimed and without a log: which order got which id, and whether the trades are the file's.
    private func learn(_ result: inout BenchmarkResult, _ feed: WorkloadFeed, _ loop: EventLoop) async throws {
        let exchange = Exchange(loop: loop, clock: StandingClock(), options: plan.options)
        let recorder = IDRecorder(plan, feed.ids)
        await exchange.setListener(recorder)
        _ = try await exchange.submit(plan.setUp())
        try await exchange.runOneByOne(plan.workload.records, feed, recorder)
        if let failure = recorder.failure { throw failure }
        let header = plan.workload.header
        result.totals = recorder.totals
        result.match = recorder.totals == TradeTotals(trades: header.trades, volume: header.volume, checksum: header.checksum)
        result.stateHash = await exchange.stateHash()
        for engine in await exchange.engines {
            result.restingOrders += await engine.openOrders
            result.bytesInUse += await engine.bytesInUse
        }
    }

    private func time(_ result: inout BenchmarkResult, _ feed: WorkloadFeed, _ loop: EventLoop, _ pass: Int) async throws {
        let (exchange, counter) = try await prepare(feed, loop, "pass-\(pass)")
        let began = clock.monotonicNanoseconds
        try await exchange.run(feed, through: plan.workload.timed.indices, batch: batch)
        result.nanoseconds.append(clock.monotonicNanoseconds - began)
        if await exchange.stateHash() != result.stateHash { result.match = false }
        if await exchange.sequence != counter.last { result.match = false }
        try await exchange.close()
        try Directory.remove("\(directory)/pass-\(pass)")
    }

    /// From handing over one command to its publication, with nothing else under way.
    private func measureLatency(_ result: inout BenchmarkResult, _ feed: WorkloadFeed, _ loop: EventLoop) async throws {
        let (exchange, _) = try await prepare(feed, loop, "latency")
        var samples = try await exchange.latencies(
            feed, through: plan.workload.timed.indices.prefix(Self.latencyCommandsMax), clock)
        result.latency = LatencyPercentiles(sorting: &samples)
        try await exchange.close()
        try Directory.remove("\(directory)/latency")
    }

    /// An exchange with an empty log, set up and preloaded, whose first segments are ready: zero-filling three at once is a matter of starting.
    func prepare(_ feed: WorkloadFeed, _ loop: EventLoop, _ name: String) async throws -> (Exchange, PublicationCounter) {
        let exchange = Exchange(loop: loop, clock: StandingClock(), options: plan.options)
        var options = JournalOptions()
        options.durability = durability
        try FileStorage().createDirectory("\(directory)/\(name)")
        _ = try await exchange.open(log: "\(directory)/\(name)", storage: FileStorage(), options: options)
        let counter = PublicationCounter()
        await exchange.setListener(counter)
        _ = try await exchange.submit(plan.setUp())
        try await exchange.run(feed, through: plan.workload.preload.indices, batch: batch)
        while await !exchange.logIsPrepared { try await Task.sleep(for: .milliseconds(1)) }
        return (exchange, counter)
    }
}

extension Exchange {
    /// How many records ahead of the command being made its table entries are fetched.
    private static let lookahead = 32

    /// Submits a stretch of the workload in batches, and returns when all of it is published.
    func run(_ feed: WorkloadFeed, through range: Range<Int>, batch size: Int) throws(EngineError) {
        var batch = CommandBatch(capacity: size)
        try run(feed, through: range, batch: size, in: &batch)
    }

    func run(_ feed: WorkloadFeed, through range: Range<Int>, batch size: Int, in batch: inout CommandBatch) throws(EngineError) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(start + size, range.upperBound)
            batch.removeAll()
            for index in start..<end {
                feed.prefetch(index + Self.lookahead)
                feed.append(index, to: &batch)
            }
            try submit(batch)
            start = end
        }
        try settleLog()
    }

    func runOneByOne(_ records: [WorkloadRecord], _ feed: WorkloadFeed, _ recorder: IDRecorder) throws(EngineError) {
        var batch = CommandBatch(capacity: 1)
        for index in records.indices {
            batch.removeAll()
            feed.append(index, to: &batch)
            recorder.record = records[index]
            try submit(batch)
        }
    }

    fileprivate func latencies(_ feed: WorkloadFeed, through range: Range<Int>, _ clock: SystemClock) throws(EngineError) -> [UInt32] {
        var batch = CommandBatch(capacity: 1)
        var samples: [UInt32] = []
        samples.reserveCapacity(range.count)
        for index in range {
            batch.removeAll()
            feed.append(index, to: &batch)
            let began = clock.monotonicNanoseconds
            try submit(batch)
            try settleLog()
            samples.append(UInt32(clamping: clock.monotonicNanoseconds - began))
        }
        return samples
    }
}

/// A wall clock that stands still, so that every pass makes the same state; the monotonic one runs.
struct StandingClock: Clock {
    var monotonicNanoseconds: Int64 { SystemClock().monotonicNanoseconds }
    /// 2026-01-01T12:00:00Z.
    var wallNanoseconds: Int64 { 1_767_268_800_000_000_000 }
}

/// Stands where a gateway stands, and only counts.
final class PublicationCounter: ExchangeListener, @unchecked Sendable {
    /// Touched on the engine's loop, and read when it rests.
    private(set) var last: SequenceNumber = 0
    func published(_ batch: borrowing PublishedBatch) { last = batch.last }
    func fenced(_ error: JournalError) {}
}

/// Notes the id of every order that enters, and adds up the trades in the file's own ids.
final class IDRecorder: ExchangeListener, @unchecked Sendable {
    private let plan: EngineWorkload
    private let ids: Arena<OrderID>
    /// Workload ids by symbol and slot.
    private var owners: [[UInt32]]
    /// The command under way; nil during set-up.
    var record: WorkloadRecord?
    private(set) var totals = TradeTotals()
    private(set) var failure: (any Error)?

    init(_ plan: EngineWorkload, _ ids: Arena<OrderID>) {
        self.plan = plan
        self.ids = ids
        owners = [[UInt32]](repeating: [], count: Int(plan.workload.header.symbols))
    }

    func fenced(_ error: JournalError) { failure = error }

    func published(_ batch: borrowing PublishedBatch) {
        guard let record else { return }
        do {
            var records = batch.records()
            while let published = try records.next() {
                var events = published.events()
                while let event = try events.next() { note(event.event, record) }
            }
        } catch { failure = error }
    }

    private func note(_ event: Event, _ record: WorkloadRecord) {
        switch event.kind {
        case .orderAccepted, .orderReplaced:
            let id = record.operation == .replace ? record.newID : record.id
            ids[id] = event.orderID
            let (symbol, slot) = (Int(event.symbol.rawValue), Int(event.orderID.slot))
            while owners[symbol].count <= slot { owners[symbol].append(0) }
            owners[symbol][slot] = id
        case .trade:
            let (symbol, price) = (Int(event.symbol.rawValue), event.price.ticks - plan.priceShift)
            totals.add(
                taker: owners[symbol][Int(event.orderID.slot)], maker: owners[symbol][Int(event.otherID.slot)], price: Int32(price),
                quantity: UInt32(event.quantity.lots))
        default: break
        }
    }
}
