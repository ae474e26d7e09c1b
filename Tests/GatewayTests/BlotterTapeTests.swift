import IO
import Market
import Testing

@testable import Gateway
@testable import History

@Suite struct `The tape` {
    private func print(_ id: UInt64, _ ticks: Int64, _ lots: Int64, at time: Timestamp) -> Print {
        Print(tradeID: id, price: Price(ticks: ticks), quantity: Quantity(lots: lots), time: time, side: .buy, isAuction: false)
    }

    /// Random trades over a few days, now and then with hours of silence.
    private func trades(seed: UInt64, _ count: Int) -> [Print] {
        var random = BlotterRandom(seed: seed)
        var time = Bazaar.noon
        return (1...count).map { id in
            time += Int64.random(in: 0...90 * Bazaar.second, using: &random)
            if Int.random(in: 0..<400, using: &random) == 0 { time += Int64.random(in: 0...3 * Candle.hour, using: &random) }
            return print(UInt64(id), Int64.random(in: 900...1_100, using: &random), Int64.random(in: 1...50, using: &random), at: time)
        }
    }

    private func candle(_ trades: some BidirectionalCollection<Print>, start: Timestamp) -> Candle? {
        guard let first = trades.first, let last = trades.last else { return nil }
        var candle = Candle(start: start, price: first.price, quantity: .zero, gross: 0)
        candle.close = last.price
        candle.high = trades.map(\.price).max() ?? .none
        candle.low = trades.map(\.price).min() ?? .none
        candle.volume.lots = trades.reduce(0) { $0 + $1.quantity.lots }
        candle.quoteVolume.units = trades.reduce(0) { $0 + $1.price.ticks * $1.quantity.lots * 100 }
        candle.trades = Int64(trades.count)
        return candle
    }

    @Test(arguments: [3, 4] as [UInt64])
    func `ticker and candles are what all trades add up to`(seed: UInt64) {
        Swift.print("seed", seed)
        var tape = Tape(Bazaar.pair("BTCUSDT", Bazaar.btc, Bazaar.usdt), listedAt: 0)
        defer { tape.deallocate() }
        let all = trades(seed: seed, 6_000)
        #expect(tape.ticker(at: Bazaar.noon) == nil)
        for (index, trade) in all.enumerated() {
            tape.trade(trade, gross: trade.price.ticks * trade.quantity.lots * 100)
            guard index % 97 == 0 || index == all.count - 1 else { continue }
            let now = trade.time + (index % 2 == 0 ? 0 : 7 * Bazaar.second)
            let from = (now - Candle.day) / Candle.minute * Candle.minute
            let expected = candle(all[...index].filter { $0.time >= from }, start: 0)
            let ticker = tape.ticker(at: now)
            #expect(ticker?.open == expected?.open && ticker?.high == expected?.high && ticker?.low == expected?.low)
            #expect(ticker?.close == expected?.close && ticker?.volume == expected?.volume && ticker?.trades == expected?.trades)
            #expect(ticker?.quoteVolume == expected?.quoteVolume)
        }
        for length in [1, 5, 15, 60, 240, 1_440].map({ $0 * Candle.minute }) {
            let groups = Dictionary(grouping: all) { $0.time / length * length }
            let expected = groups.keys.sorted().map { candle(groups[$0] ?? [], start: $0) }
            let found = tape.candles(length, in: .min ... .max, max: 40)
            #expect(found.map(Optional.some) == Array(expected.suffix(found.count)))
            #expect(found.count == min(40, expected.count))
            // A range cuts the list; both its ends are inclusive.
            if found.count > 4 {
                let part = tape.candles(length, in: found[1].start...found[3].start, max: 40)
                #expect(part == Array(found[1...3]))
            }
        }
    }

    @Test func `after a day of silence the ticker has the last price and no volume`() {
        var tape = Tape(Bazaar.pair("BTCUSDT", Bazaar.btc, Bazaar.usdt), listedAt: 0)
        defer { tape.deallocate() }
        tape.trade(print(1, 1_234, 5, at: Bazaar.noon), gross: 1)
        let ticker = tape.ticker(at: Bazaar.noon + 2 * Candle.day)
        #expect(ticker == Ticker(
            open: Price(ticks: 1_234), high: Price(ticks: 1_234), low: Price(ticks: 1_234), close: Price(ticks: 1_234), volume: .zero,
            quoteVolume: .zero, trades: 0, time: Bazaar.noon))
    }

    @Test func `keeps the last thousand public trades, and a day of minutes that all had trades`() {
        var tape = Tape(Bazaar.pair("BTCUSDT", Bazaar.btc, Bazaar.usdt), listedAt: 0)
        defer { tape.deallocate() }
        for id in 1...3_000 { tape.trade(print(UInt64(id), Int64(id), 1, at: Bazaar.noon + Int64(id) * Candle.minute), gross: 1) }
        var found: [UInt64] = []
        tape.forEachPrint(max: 5_000) { found.append($0.tradeID) }
        #expect(found == (2_001...3_000).reversed())
        found = []
        tape.forEachPrint(max: 3) { found.append($0.tradeID) }
        #expect(found == [3_000, 2_999, 2_998])
        #expect(tape.candles(Candle.minute, in: .min ... .max, max: 5_000).count == Tape.minutesMax)
        #expect(tape.ticker(at: Bazaar.noon + 3_000 * Candle.minute)?.trades == 1_441)
        #expect(tape.candles(Candle.hour, in: .min ... .max, max: 5_000).reduce(0) { $0 + $1.trades } == 3_000)
    }
}
