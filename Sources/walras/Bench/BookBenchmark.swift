import CAllocations
import IO
import Market

/// Runs a workload through the order book: once to check its trades, several times for time, and once more each for latency and memory.
struct BookBenchmark {
    let workload: Workload
    let clock: any Clock

    func run(passes: Int, progress: (Int) throws -> Void = { _ in }) rethrows -> BenchmarkResult {
        var result = BenchmarkResult()
        result.commands = workload.timed.count
        let commands = BookCommands(count: workload.records.count)
        check(&result, commands)
        try progress(1)
        for pass in 0..<passes {
            time(commands, &result)
            try progress(2 + pass)
        }
        measureLatency(commands, &result)
        try progress(passes + 2)
        countAllocations(&result)
        return result
    }

    /// Untimed: maps the order ids of every trade back to workload ids, for the checksum.
    /// Writes down the commands with the ids that the books gave: they will give the same ones to the same commands again.
    private func check(_ result: inout BenchmarkResult, _ commands: borrowing BookCommands) {
        var run = BookRun(workload.header)
        /// Workload ids by symbol and slot; a slot's entry is overwritten when the slot names another order.
        var owners = [[UInt32]](repeating: [], count: Int(workload.header.symbols))
        var totals = TradeTotals()
        var index = 0
        run.runEach(workload.records.span) { record, command, entered, events in
            commands[index] = command
            index += 1
            let taker = record.operation == .replace ? record.newID : record.id
            for index in 0..<events.count where events[index].kind == .trade {
                let trade = events[index]
                let maker = owners[Int(trade.symbol.rawValue)][Int(trade.otherID.slot)]
                totals.add(
                    taker: taker, maker: maker, price: Int32(trade.price.ticks), quantity: UInt32(trade.quantity.lots))
            }
            guard entered != .none else { return }
            let symbol = Int(record.symbol)
            let slot = Int(entered.slot)
            while owners[symbol].count <= slot { owners[symbol].append(0) }
            owners[symbol][slot] = taker
        }
        let header = workload.header
        result.totals = totals
        result.match = totals == TradeTotals(trades: header.trades, volume: header.volume, checksum: header.checksum)
        result.restingOrders = run.restingOrders
        result.bytesInUse = run.bytesInUse
    }

    private func time(_ commands: borrowing BookCommands, _ result: inout BenchmarkResult) {
        var run = BookRun(workload.header)
        let preloaded = workload.preload.count
        run.run(commands, 0..<preloaded) { _ in }
        var tally = TradeTally()
        let began = clock.monotonicNanoseconds
        run.run(commands, preloaded..<commands.count) { tally.add($0) }
        result.nanoseconds.append(clock.monotonicNanoseconds - began)
        if UInt64(tally.trades) != result.totals.trades || UInt64(tally.volume) != result.totals.volume { result.match = false }
    }

    /// One clock read after each command; a sample is the time since the read before it, that read included.
    private func measureLatency(_ commands: borrowing BookCommands, _ result: inout BenchmarkResult) {
        var run = BookRun(workload.header)
        let preloaded = workload.preload.count
        run.run(commands, 0..<preloaded) { _ in }
        let clock = SystemClock()
        var samples = [UInt32](repeating: 0, count: commands.count - preloaded)
        var last = clock.monotonicNanoseconds
        for index in preloaded..<commands.count {
            run.apply(commands, index)
            run.clearEvents()
            let now = clock.monotonicNanoseconds
            samples[index - preloaded] = UInt32(clamping: now - last)
            last = now
        }
        result.latency = LatencyPercentiles(sorting: &samples)
    }

    /// Counts requests for memory in a steady state: runs through the same books until one needs nothing more.
    ///
    /// Tables that grow to a bound, such as the touch history of a quiet book, take several runs to reach it; what is still requested in the
    /// last of `warmRunsMax` runs is no growth but a cost of commands.
    private func countAllocations(_ result: inout BenchmarkResult) {
        guard walras_counts_allocations() else { return }
        var run = BookRun(workload.header)
        run.runEach(workload.records.span) { _, _, _, _ in }
        for _ in 0..<Self.warmRunsMax {
            run.cancelAll()
            run.runEach(workload.preload.span) { _, _, _, _ in }
            let before = walras_allocation_count()
            run.runEach(workload.timed.span) { _, _, _, _ in }
            let requests = walras_allocation_count() - before
            result.allocations = requests
            if requests == 0 { return }
        }
    }

    private static let warmRunsMax = 32
}

/// Nanoseconds that so many of the commands did not exceed, by nearest rank.
struct LatencyPercentiles: Equatable {
    var p50: UInt32 = 0
    var p99: UInt32 = 0
    var p999: UInt32 = 0
    var p9999: UInt32 = 0
    var max: UInt32 = 0

    init() {}

    init(sorting samples: inout [UInt32]) {
        guard !samples.isEmpty else { return }
        samples.sort()
        /// The smallest sample that at least `part` of 10,000 samples do not exceed.
        func percentile(_ part: Int) -> UInt32 { samples[(samples.count * part + 9_999) / 10_000 - 1] }
        p50 = percentile(5_000)
        p99 = percentile(9_900)
        p999 = percentile(9_990)
        p9999 = percentile(9_999)
        max = samples[samples.count - 1]
    }
}

/// The middle value; the lower of the two for an even count, 0 for none.
func median(_ values: [Int64]) -> Int64 {
    values.isEmpty ? 0 : values.sorted()[(values.count - 1) / 2]
}
