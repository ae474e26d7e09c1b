import Engine
import IO
import Journaling
import Market
import Testing

@testable import Database
@testable import History

@Suite struct BarSeriesTests {
    private static let minute = Candle.minute

    private func question(_ length: Timestamp = minute, in range: ClosedRange<Timestamp> = 0 ... .max, now: Timestamp, limit: Int) -> BarQuestion {
        var instrument = Instrument(
            name: HistoryMarket.name("BTCUSDT"), baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1_000_000, lotUnits: 10_000,
            notionalUnits: 100, minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1_000_000))
        instrument.phase = .continuous
        return BarQuestion(SymbolID(rawValue: 0), instrument, baseScale: 8, quoteScale: 8, length: length, in: range, now: now, limit: limit)
    }

    private func candle(_ minute: Int64, _ ticks: Int64) -> Candle {
        Candle(start: minute * Self.minute, price: Price(ticks: ticks), quantity: Quantity(lots: 1), gross: 100)
    }

    private func imported(_ minute: Int64, _ close: Int64) -> Bar {
        var bar = Bar(flat: close, at: minute * Self.minute)
        bar.trades = 7
        return bar
    }

    private func closes(_ bars: [Bar]) -> [[Int64]] { bars.map { [$0.start / Self.minute, $0.close / 1_000_000, $0.trades] } }

    @Test func `a stretch without trades is flat at the close before, up to now`() {
        let bars = BarSeries.assemble(
            question(now: 15 * Self.minute, limit: 10), own: [candle(11, 500), candle(13, 510)], before: nil, firstOwn: 11 * Self.minute, imported: [])
        #expect(closes(bars) == [[11, 500, 1], [12, 500, 0], [13, 510, 1], [14, 510, 0], [15, 510, 0]])
        #expect(bars[1].volume == 0 && bars[1].open == bars[1].high && bars[1].low == bars[1].close)
    }

    @Test func `the newest of a range are answered, and the grid begins with the close before it`() {
        let bars = BarSeries.assemble(
            question(in: 0...14 * Self.minute + 5, now: 20 * Self.minute, limit: 3), own: [candle(13, 510)], before: 500_000_000,
            firstOwn: 2 * Self.minute, imported: [])
        #expect(closes(bars) == [[12, 500, 0], [13, 510, 1], [14, 510, 0]])
        #expect(BarSeries.assemble(question(in: 30 * Self.minute ... .max, now: 20 * Self.minute, limit: 3), own: [], before: 5, firstOwn: 0, imported: []).isEmpty)
        let aligned = question(in: 61 * 1_000_000_000...150 * 1_000_000_000, now: .max, limit: 3)
        #expect(aligned.first == 2 * Self.minute && aligned.last == 2 * Self.minute)
    }

    @Test func `imported bars stand where there is no own one, and before the first own bar nothing is made up`() {
        let bars = BarSeries.assemble(
            question(now: 14 * Self.minute, limit: 10), own: [candle(11, 500), candle(13, 510)], before: nil, firstOwn: 11 * Self.minute,
            imported: [imported(5, 1_000_000), imported(8, 2_000_000), imported(11, 3_000_000), imported(12, 4_000_000)])
        #expect(closes(bars) == [[5, 1, 7], [8, 2, 7], [11, 500, 1], [12, 4, 7], [13, 510, 1], [14, 510, 0]])
        let limited = BarSeries.assemble(
            question(now: 12 * Self.minute, limit: 3), own: [candle(11, 500)], before: nil, firstOwn: 11 * Self.minute,
            imported: [imported(5, 1_000_000), imported(8, 2_000_000)])
        #expect(closes(limited) == [[8, 2, 7], [11, 500, 1], [12, 500, 0]])
        let before = BarSeries.assemble(question(now: 12 * Self.minute, limit: 3), own: [], before: nil, firstOwn: nil, imported: [imported(5, 1_000_000)])
        #expect(closes(before) == [[5, 1, 7]])
    }

    @Test func `bars are alike whether memory or tables hold them`() throws {
        try withHistoryDirectory { directory in
            // A trade every few minutes for weeks: far more minutes than a tape remembers.
            let seed: UInt64 = 41
            let last = try HistoryMarket(accounts: 3, commands: 24_000, seed: seed, secondsMax: 300).write(to: directory)
            let opening = try HistoryOpening(
                DataDirectory(directory), instanceID: HistoryMarket.instanceID, through: last, retention: HistoryRetention(), isDamaged: false)
            _ = try opening.projection.follow(opening.log, through: last)
            try opening.projection.commit()
            var blotter = Blotter()
            try blotter.apply(JournalReader(DataDirectory(directory).log, storage: FileStorage()), through: last)
            // Independently: every trade of the tables folded by hand.
            let path = HistoryStore.path(in: directory)
            let tables = try HistoryTables(path)
            var prints = try tables.trades(of: SymbolID(rawValue: 0), before: .max >> 1, limit: .max)
            prints.reverse()
            var random = HistoryRandom(seed: seed)
            var fromTables = 0
            try EventLoop.perform { loop in
                let reader = try HistoryReader(directory: directory, loop: loop)
                for round in 0..<200 {
                    let length = BarSeries.lengths[Int.random(in: 0..<6, using: &random)]
                    let end = Timestamp.random(in: prints[0].time...blotter.time + 10 * length, using: &random)
                    let start = Bool.random(using: &random) ? .min : max(0, end - Timestamp.random(in: 0...500, using: &random) * length)
                    let question = question(length, in: start...end, now: blotter.time, limit: .random(in: 1...300, using: &random))
                    let memory = blotter.candles(for: question)
                    if !memory.isEnough(for: question) { fromTables += 1 }
                    let bars = try reader.assumeIsolated { try $0.bars(question, memory, at: last) }
                    #expect(bars == folded(prints, question), "seed \(seed), round \(round): \(length / Self.minute) minutes, \(start) to \(end)")
                }
            }
            #expect(fromTables > 20, "\(fromTables)")
        }
    }

    private func folded(_ prints: [Print], _ question: BarQuestion) -> [Bar] {
        var bars: [Bar] = []
        for print in prints where print.time / question.length * question.length <= question.last {
            let start = print.time / question.length * question.length
            while let last = bars.last, last.start + question.length < start { bars.append(Bar(flat: last.close, at: last.start + question.length)) }
            var bar = Bar(flat: print.price.ticks * 1_000_000, at: start)
            (bar.volume, bar.quoteVolume, bar.trades) = (print.quantity.lots * 10_000, print.price.ticks * print.quantity.lots * 100, 1)
            if bars.last?.start == start { bars[bars.count - 1].add(bar) } else { bars.append(bar) }
        }
        while let last = bars.last, last.start < question.last { bars.append(Bar(flat: last.close, at: last.start + question.length)) }
        return Array(bars.filter { $0.start >= question.first }.suffix(question.limit))
    }
}
