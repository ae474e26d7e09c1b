import IO
import Market
import Testing

@testable import walras

@Suite struct BookBenchmarkTests {
    @Test(arguments: WorkloadShape.all.map(\.name)) func `the order book makes the trades the generator's own matcher made`(name: String) throws {
        let shape = try #require(WorkloadShape.all.first { $0.name == name })
        for seed in UInt64(1)...3 {
            let workload = try WorkloadGenerator.generate(shape, seed: seed, commands: 5_000, resting: 1_000)
            let result = try BookBenchmark(workload: workload, clock: SystemClock()).run(passes: 1)
            #expect(result.match, "seed \(seed)")
            #expect(result.totals.checksum == workload.header.checksum, "seed \(seed)")
            #expect(result.commands == 5_000 && result.nanoseconds.count == 1 && result.bytesPerRestingOrder > 0)
        }
    }

    @Test func `a workload below and around zero runs as any other`() throws {
        let records = [
            WorkloadRecord(.add, .sell, symbol: 0, id: 1, price: 0, quantity: 5),
            WorkloadRecord(.add, .sell, symbol: 0, id: 2, price: -3, quantity: 5),
            WorkloadRecord(.add, .buy, symbol: 0, id: 3, price: -10, quantity: 4),
            // Takes 5 at -3, then 1 at 0, and rests nothing.
            WorkloadRecord(.market, .buy, symbol: 0, id: 4, price: 0, quantity: 6),
            // Trades as it goes in: 4 at 0 are left, it takes 2.
            WorkloadRecord(.replace, .buy, symbol: 0, id: 3, price: 0, quantity: 2, newID: 5, oldPrice: -10),
            WorkloadRecord(.cancel, .sell, symbol: 0, id: 1, price: 0, quantity: 0),
            // The order is gone: nothing happens.
            WorkloadRecord(.cancel, .sell, symbol: 0, id: 2, price: -3, quantity: 0),
            WorkloadRecord(.replace, .sell, symbol: 0, id: 2, price: -3, quantity: 1, newID: 6, oldPrice: -3),
            WorkloadRecord(.market, .buy, symbol: 0, id: 7, price: 0, quantity: 6),
        ]
        var totals = TradeTotals()
        totals.add(taker: 4, maker: 2, price: -3, quantity: 5)
        totals.add(taker: 4, maker: 1, price: 0, quantity: 1)
        totals.add(taker: 5, maker: 1, price: 0, quantity: 2)
        let header = WorkloadHeader(
            preloadCount: 3, timedCount: 6, symbols: 1, maxID: 7, minPrice: -10, maxPrice: 0, trades: totals.trades, volume: totals.volume,
            checksum: totals.checksum)
        let result = try BookBenchmark(workload: Workload(header: header, records: records), clock: SystemClock()).run(passes: 2)
        #expect(result.totals == totals)
        #expect(result.match)
        #expect(result.restingOrders == 0)
    }

    @Test func `bench book exits 1 when the file announces other trades, and says so`() async throws {
        var workload = try WorkloadGenerator.generate(.base, seed: 1, commands: 500, resting: 100)
        for damage in 0..<4 {
            var damaged = workload
            if damage == 1 { damaged.header.trades += 1 }
            if damage == 2 { damaged.header.volume += 1 }
            if damage == 3 { damaged.header.checksum ^= 1 }
            let result = try BookBenchmark(workload: damaged, clock: SystemClock()).run(passes: 1)
            #expect(result.match == (damage == 0))
            #expect(result.text("w", damaged.header).contains("DIFFERENT") == (damage != 0))
        }
        workload.header.checksum ^= 1
        let wrong = workload
        try await withDirectory { directory in
            try wrong.write(to: directory + "/w")
            let (status, output, _) = await run("bench", "book", "--workload", directory + "/w", "--passes", "1", "--json")
            #expect(status == .failed)
            #expect(output.contains("\"match\":false"))
        }
    }

    @Test func `the JSON report has exactly the keys it promises`() throws {
        let workload = try WorkloadGenerator.generate(.base, seed: 1, commands: 200, resting: 100)
        let result = try BookBenchmark(workload: workload, clock: SystemClock()).run(passes: 1)
        #expect(result.members("w").map(\.0) == [
            "workload", "commands", "nsPerCommand", "trades", "volume", "checksum", "match", "p50", "p99", "p999", "p9999", "max",
            "bytesPerRestingOrder", "allocationsPerCommand",
        ])
    }

    @Test func `percentiles go by nearest rank`() {
        var samples = (1...10_000).map { UInt32($0) }.shuffled()
        let percentiles = LatencyPercentiles(sorting: &samples)
        #expect(percentiles.p50 == 5_000 && percentiles.p99 == 9_900 && percentiles.p999 == 9_990)
        #expect(percentiles.p9999 == 9_999 && percentiles.max == 10_000)
        var one: [UInt32] = [7]
        #expect(LatencyPercentiles(sorting: &one).p50 == 7)
        #expect(median([5, 1, 9]) == 5)
        #expect(median([4, 2]) == 2)
        #expect(median([]) == 0)
    }

    @Test func `generate and bench understand each other`() async throws {
        try await withDirectory { directory in
            let path = directory + "/w"
            let generated = await run("bench", "generate", "multi", path, "--commands", "2000", "--resting", "1000", "--seed", "3")
            #expect(generated.status == .done)
            let (status, output, _) = await run("bench", "book", "--workload", path, "--passes", "1")
            #expect(status == .done)
            #expect(output.contains("as the file announces"))
            let missing = await run("bench", "book", "--workload", path + ".none")
            #expect(missing.status == .failed)
            #expect(missing.errors.contains(path + ".none"))
        }
    }
}
