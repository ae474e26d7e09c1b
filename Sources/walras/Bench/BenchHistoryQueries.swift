import History
import IO
import Market

extension Subcommand {
    static let benchHistoryQueries = Subcommand(
        path: ["bench", "history-queries"],
        summary: "Fill a history with made-up orders and trades and measure how long questions take.",
        discussion: """
            Writes ended orders, fills and candles of 1,000 accounts and 8 instruments into history.sqlite, as many as --rows says of each, and then \
            asks what the gateway asks: pages of lists, single orders, candles, each of a random account. Times are those of the reader alone, \
            file in the page cache or not as it happens to be. With --data a file that is there already is used as it is.

            --json prints an array of objects: question, samples, p50, p99, max (microseconds).
            """,
        options: [
            Option(name: "rows", value: .integer(10_000...100_000_000, default: 10_000_000), summary: "Ended orders, and as many fills."),
            Option(name: "samples", value: .integer(10...100_000, default: 1_000), summary: "Times each question is asked."),
            Option(name: "data", value: .text(placeholder: "DIR", default: nil), summary: "Where the file is, and stays. Default: a temporary directory."),
            .json,
        ],
        examples: ["walras bench history-queries", "walras bench history-queries --rows 1000000 --data big --json"]
    ) { invocation in
        let directory = try WorkDirectory(invocation.optionalText("data"), prefix: "walras-history")
        defer { directory.clean() }
        let rows = invocation.integer("rows")
        let bench = HistoryQueriesBenchmark(directory: directory.path, rows: rows, samples: Int(invocation.integer("samples")))
        let results = try bench.run()
        if invocation.flag("json") {
            let values = results.map { result in
                JSONValue.object([
                    ("question", .string(result.question)), ("samples", .integer(Int64(result.samples))), ("p50", .integer(result.p50 / 1000)),
                    ("p99", .integer(result.p99 / 1000)), ("max", .integer(result.max / 1000)),
                ])
            }
            try invocation.print(JSONValue.array(values).text + "\n")
        } else {
            let lines = results.map { result in
                let times = [result.p50, result.p99, result.max].map { String(repeating: " ", count: max(0, 9 - "\($0 / 1000)".count)) + "\($0 / 1000)" }
                return "  \(result.question)\(String(repeating: " ", count: max(1, 44 - result.question.count)))\(times.joined())\n"
            }
            try invocation.print("\(rows) ended orders, \(rows) fills: microseconds, p50, p99, max\n" + lines.joined())
        }
        return .done
    }
}

/// Asks a reader over a large file, and takes the time.
struct HistoryQueriesBenchmark {
    let directory: String
    let rows: Int64
    let samples: Int

    struct Result {
        var question: String
        var samples: Int
        var p50: Int64
        var p99: Int64
        var max: Int64
    }

    func run() throws -> [Result] {
        var progress = Progress("bench history-queries", total: Int(rows))
        try MadeUpHistory(directory: directory, rows: rows).write { try progress.update(Int($0)) }
        try progress.finish()
        return try EventLoop.perform { loop in
            let reader = try HistoryReader(directory: directory, loop: loop)
            return try reader.assumeIsolated { try measure($0) }
        }
    }

    private func measure(_ reader: isolated HistoryReader) throws -> [Result] {
        var random = RandomSource(seed: 7)
        var results: [Result] = []
        let clock = SystemClock()
        func time(_ question: String, _ body: () throws -> Void) throws {
            var times: [Int64] = []
            for _ in 0..<samples {
                let began = clock.monotonicNanoseconds
                try body()
                times.append(clock.monotonicNanoseconds - began)
            }
            times.sort()
            results.append(Result(
                question: question, samples: samples, p50: times[samples / 2], p99: times[min(samples - 1, samples * 99 / 100)], max: times[samples - 1]))
        }
        func account() -> AccountID { AccountID(rawValue: UInt32(1 + random.next() % UInt64(MadeUpHistory.accounts))) }
        let memory = OrdersInMemory(open: [[]], endedThrough: UInt64(rows))
        func orders(_ change: (inout OrderListing) -> Void = { _ in }) throws -> ListingPage<BlotterOrder, OrderKey> {
            var listing = OrderListing(accounts: [account()], limit: 100)
            change(&listing)
            return try reader.orders(listing, memory, at: 0)
        }
        func fills(_ change: (inout FillListing) -> Void = { _ in }) throws -> ListingPage<Fill, FillKey> {
            var listing = FillListing(accounts: [account()], limit: 100)
            change(&listing)
            return try reader.fills(listing, FillsInMemory(through: UInt64(rows)), at: 0)
        }
        let perAccount = Int(rows) / MadeUpHistory.accounts
        try time("orders, first page of 100") { _ = try orders() }
        var keys: [OrderKey] = []
        for _ in 0..<64 { if let key = try orders({ $0.start = .offset(perAccount / 2) }).last { keys.append(key) } }
        try time("orders, a continued page in the middle") {
            let key = keys[Int(random.next() % UInt64(keys.count))]
            _ = try orders { ($0.accounts, $0.start) = ([key.account], .after(key)) }
        }
        try time("orders, offset \(perAccount / 2)") { _ = try orders { $0.start = .offset(perAccount / 2) } }
        try time("orders, one symbol") { _ = try orders { $0.symbol = SymbolID(rawValue: UInt16(random.next() % 8)) } }
        try time("orders, expired (one in 1,000)") { _ = try orders { $0.statuses = .init(.expired) } }
        try time("order by id") {
            _ = try reader.order(MadeUpHistory.orderID(1 + Int64(random.next() % UInt64(rows))), at: 0)
        }
        try time("fills, first page of 100") { _ = try fills() }
        try time("fills, a continued page in the middle") {
            let id = account()
            _ = try fills { ($0.accounts, $0.start) = ([id], .after(FillKey(account: id, number: UInt64(rows) / 2))) }
        }
        try time("fills, offset \(perAccount / 2)") { _ = try fills { $0.start = .offset(perAccount / 2) } }
        try time("fills, one symbol, one side") {
            _ = try fills { ($0.symbol, $0.side) = (SymbolID(rawValue: UInt16(random.next() % 8)), .sell) }
        }
        try time("fills of a trade") { _ = try reader.fills(ofTrade: 1 + random.next() % UInt64(rows / 2), at: 0) }
        try time("public trades before one, 1,000") {
            _ = try reader.trades(of: SymbolID(rawValue: 3), before: UInt64(rows / 4) + random.next() % UInt64(rows / 4), limit: 1_000, at: 0)
        }
        for length in [BarSeries.lengths[0], BarSeries.lengths[3]] {
            try time("candles, 1,000 of \(length / 60_000_000_000) minutes") {
                let last = MadeUpHistory.begin + Timestamp(random.next() % UInt64(MadeUpHistory.minutes)) * Candle.minute
                let question = MadeUpHistory.bars(length, through: last)
                _ = try reader.bars(question, MadeUpHistory.forgotten, at: 0)
            }
        }
        return results
    }
}
