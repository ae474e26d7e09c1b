import Engine
import IO
import Market

extension EngineBenchmark {
    /// Counts requests for memory in a steady state: runs the same commands through the same exchange, log included, until a run needs nothing more.
    ///
    /// Orders get other ids in every run. An exchange without a log, which is asked everything first, says which.
    /// What is still requested in the last of `warmRunsMax` runs is no growth but a cost of commands.
    func countAllocations(_ result: inout BenchmarkResult, _ feed: WorkloadFeed, _ loop: EventLoop) async throws {
        guard AllocationCount.isKept else { return }
        let scout = Exchange(loop: loop, clock: StandingClock(), options: plan.options)
        let recorder = IDRecorder(plan, feed.ids)
        await scout.setListener(recorder)
        _ = try await scout.submit(plan.setUp())
        try await scout.runOneByOne(plan.workload.records, feed, recorder)
        let (exchange, _) = try await prepare(feed, loop, "allocations")
        try await exchange.run(feed, through: plan.workload.timed.indices, batch: batch)
        for round in 1...Self.warmRunsMax {
            recorder.record = nil
            var feed = feed
            feed.round = UInt64(round)
            for exchange in [scout, exchange] where try await !exchange.cancelAll(plan.accountCount) { result.match = false }
            try await scout.runOneByOne(plan.workload.records, feed, recorder)
            try await exchange.run(feed, through: plan.workload.preload.indices, batch: batch)
            result.allocations = try await exchange.allocations(feed, through: plan.workload.timed.indices, batch: batch)
            if result.allocations == 0 { break }
        }
        if await scout.stateHash() != exchange.stateHash() { result.match = false }
        try await exchange.close()
        try Directory.remove("\(directory)/allocations")
    }

    private static let warmRunsMax = 32
}

extension Exchange {
    /// Requests for memory that this thread makes for a stretch of the workload.
    fileprivate func allocations(_ feed: WorkloadFeed, through range: Range<Int>, batch size: Int) throws(EngineError) -> UInt64 {
        var batch = CommandBatch(capacity: size)
        // As large as it may become, whatever its commands are.
        for _ in 0..<size { batch.append(Command.tick) }
        let before = AllocationCount.ofThisThread
        try run(feed, through: range, batch: size, in: &batch)
        return AllocationCount.ofThisThread - before
    }

    /// False if orders stay open, as on a full disk.
    fileprivate func cancelAll(_ accounts: Int) throws(EngineError) -> Bool {
        let everybody = (1...UInt32(accounts)).map { Command.cancelAll(CancelAll(account: AccountID(rawValue: $0))) }
        var (left, before) = (0, Int.max)
        repeat {
            _ = try submit(everybody)
            try settleLog()
            (left, before) = (0, left == 0 ? .max : left)
            forEachOpenOrder { _ in left += 1 }
        } while left > 0 && left < before
        return left == 0
    }
}
