import Engine
import Foundation
import History
import IO
import Journaling
import Market
import Testing

@testable import walras

struct DataCommandTests {
    private static let minutes = """
        open_time,open,high,low,close,volume
        1704067200000,10,12,9,11,1
        1704067260000,11,11,11,11,0
        1704067320000,11,13,11,12.5,2

        """

    @Test func `bars are imported, listed and removed`() async throws {
        try await withDirectory { directory in
            let (file, data) = (directory + "/bars.csv", directory + "/data")
            try write(Array(Self.minutes.utf8), to: file)
            let first = await run("data", "import", file, "--symbol", "btcusdt", "--interval", "1m", "--data", data)
            #expect(first.status == .done && first.output.contains("3 bars of BTCUSDT 1m, 3 of them new"), "\(first)")
            #expect(first.output.contains("from   2024-01-01T00:00:00") && first.output.contains("folded 5 longer bars"))
            let again = await run("data", "import", file, "--symbol", "BTCUSDT", "--interval", "1m", "--data", data, "--json")
            #expect(again.output.contains(#""read":3,"new":0,"#), "\(again)")
            let list = await run("data", "list", "--data", data)
            #expect(list.output.contains("BTCUSDT 1m  3 bars  2024-01-01T00:00:00") && list.output.contains("BTCUSDT 1d  1 bars"), "\(list)")
            #expect(await run("data", "remove", "--symbol", "BTCUSDT", "--data", data, "--json").output == "{\"removed\":8}\n")
            #expect(await run("data", "list", "--data", data).output == "no bars were imported\n")
        }
    }

    @Test func `what cannot be imported is told and leaves nothing`() async throws {
        try await withDirectory { directory in
            let (file, data) = (directory + "/bars.csv", directory + "/data")
            try write(Array((Self.minutes + "1704067380000,11,10,11,12.5,2\n").utf8), to: file)
            let wrong = await run("data", "import", file, "--symbol", "BTCUSDT", "--interval", "1m", "--data", data)
            #expect(wrong.status == .failed && wrong.errors.contains("bars.csv:5: field 'high': it is below the low"), "\(wrong)")
            #expect(await run("data", "list", "--data", data).output == "no bars were imported\n")
            #expect(await run("data", "import", file, "--symbol", "B/U", "--interval", "1m", "--data", data).status == .usage)
            #expect(await run("data", "import", file, "--symbol", "BTCUSDT", "--interval", "2m", "--data", data).status == .usage)
            #expect(await run("data", "import", directory + "/none", "--symbol", "BTCUSDT", "--interval", "1m", "--data", data).status == .failed)
        }
    }

    @Test func `asking what was imported makes nothing`() async throws {
        try await withDirectory { directory in
            #expect(await run("data", "list", "--data", directory).output == "no bars were imported\n")
            #expect(await run("data", "remove", "--symbol", "BTCUSDT", "--data", directory, "--json").output == "{\"removed\":0}\n")
            let missing = await run("data", "list", "--data", directory + "/none")
            #expect(missing.status == .failed && missing.errors.contains("/none: No such file or directory"), "\(missing)")
            let made = try FileStorage().list(directory)
            #expect(made.isEmpty)
        }
    }

    // MARK: a recorded day

    private static let folder = recordedFlow.flatMap {
        FileManager.default.fileExists(atPath: $0 + "/sse600519_20230207_orders.csv.zst") ? $0 : nil
    }

    /// Minutes of the trades the exchange printed, at the times of the orders that caused them: computed from the files alone.
    private func printed(_ folder: String) throws -> (bars: [Bar], trades: Int64, volume: Int64) {
        var times: [Int64: Int64] = [:]
        var orders = try OrderFile(path: folder + "/sse600519_20230207_orders.csv.zst")
        while let row = try orders.nextOrder() { times[row.sequence] = row.time }
        let midnight: Timestamp = 1_675_728_000_000_000_000
        var (bars, count, volume): ([Bar], Int64, Int64) = ([], 0, 0)
        var trades = try OrderFile(path: folder + "/sse600519_20230207_trades.csv.zst")
        while let row = try trades.nextTrade() {
            let time = midnight + (try #require(times[row.sequence]))
            let (start, price) = (time / Candle.minute * Candle.minute, row.price * 100_000)
            (count, volume) = (count + 1, volume + row.quantity)
            if bars.last?.start != start { bars.append(Bar(flat: price, at: start)) }
            let last = bars.count - 1
            bars[last].high = max(bars[last].high, price)
            bars[last].low = min(bars[last].low, price)
            bars[last].close = price
            bars[last].volume += row.quantity * 100_000_000
            bars[last].quoteVolume += price * row.quantity
            bars[last].trades += 1
        }
        return (bars, count, volume)
    }

    @Test(.enabled(if: folder != nil)) func `the bars of a recorded day are those of the trades its exchange printed`() async throws {
        let folder = try #require(Self.folder)
        let expected = try printed(folder)
        #expect(expected.trades == 18_685 && expected.bars.count > 200)
        try await withDirectory { directory in
            let orders = folder + "/sse600519_20230207_orders.csv.zst"
            let answer = await run("data", "import", orders, "--symbol", "SSE600519", "--interval", "1m", "--data", directory + "/data", "--json")
            #expect(answer.status == .done && answer.output.contains("\"read\":\(expected.bars.count),"), "\(answer)")
            let data = try MarketData(directory: directory + "/data")
            func question(_ instrument: Instrument, _ baseScale: Int, _ quoteScale: Int, _ length: Timestamp = Candle.minute) -> BarQuestion {
                BarQuestion(
                    SymbolID(rawValue: 0), instrument, baseScale: baseScale, quoteScale: quoteScale, length: length, in: .min ... .max,
                    now: expected.bars[expected.bars.count - 1].start, limit: BarSeries.barsMax)
            }
            var instrument = Instrument(
                name: try #require(Name("SSE600519")), baseAsset: AssetID(rawValue: 0), quoteAsset: AssetID(rawValue: 1), tickUnits: 10, lotUnits: 1,
                notionalUnits: 10, minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1 << 30))
            instrument.phase = .continuous
            #expect(try data.bars(question(instrument, 8, 8)) == expected.bars)
            let day = try #require(try data.bars(question(instrument, 8, 8, Candle.day)).first)
            #expect(day.trades == expected.trades && day.volume == expected.volume * 100_000_000)

            // The same through the whole exchange, its log, and what reads it: by memory and by tables.
            #expect(await run("run", orders, "--data", directory + "/day", "--durability", "none").status == .done)
            #expect(await run("rebuild", directory + "/day").status == .done)
            var blotter = Blotter()
            try blotter.apply(JournalReader(DataDirectory(directory + "/day").log, storage: FileStorage()))
            let first = blotter.instrument(SymbolID(rawValue: 0))
            let listed = try #require(first)
            let own = question(listed, 0, 3)
            let remembered = blotter.bars(own).filter { $0.trades > 0 }
            #expect(remembered == expected.bars.map { $0.unscaled })
            var forgotten = CandlesInMemory()
            forgotten.sureFrom = .max
            let sequence = blotter.sequence
            let stored = try EventLoop.perform { [forgotten] loop in
                let reader = try HistoryReader(directory: directory + "/day", loop: loop)
                return try reader.assumeIsolated { try $0.bars(own, forgotten, at: sequence) }
            }
            // The last minute is complete when a later one begins.
            #expect(stored.filter { $0.trades > 0 } == expected.bars.dropLast().map { $0.unscaled })
        }
    }
}

extension Bar {
    /// From units of 10^-8 to whole shares and thousandths.
    fileprivate var unscaled: Bar {
        Bar(
            start: start, open: open / 100_000, high: high / 100_000, low: low / 100_000, close: close / 100_000, volume: volume / 100_000_000,
            quoteVolume: quoteVolume / 100_000, trades: trades)
    }
}
