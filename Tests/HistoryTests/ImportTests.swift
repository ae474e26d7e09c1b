import Foundation
import Market
import Testing

@testable import Database
@testable import History

@Suite struct ImportTests {
    private static let minute = Candle.minute
    /// 2024-01-01T00:00:00Z.
    private static let begin: Timestamp = 1_704_067_200_000_000_000

    private func read(_ text: String, _ length: Timestamp = minute) throws -> [Bar] {
        try withHistoryDirectory { directory in
            let path = directory + "/bars"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            var bars: [Bar] = []
            let file = BarFile(path: path, length: length) { $0 == "2024-01-01T00:00:00Z" ? Self.begin : $0 == "2024-01-01T00:01:00Z" ? Self.begin + Self.minute : nil }
            let rows = try file.forEach { bars.append($0) }
            #expect(rows == bars.count)
            return bars
        }
    }

    private func fault(_ text: String, _ length: Timestamp = minute) -> String {
        do {
            _ = try read(text, length)
            return "nothing is wrong"
        } catch { return "\(error)".replacing(#/^.*/bars/#, with: "bars") }
    }

    private static let first = Bar(
        start: begin, open: 4_200_000_000_000, high: 4_210_000_000_000, low: 4_190_050_000_000, close: 4_205_000_000_000, volume: 150_000_000,
        quoteVolume: 6_300_000_000_000, trades: 12)
    private static let second = Bar(
        start: begin + minute, open: 4_205_000_000_000, high: 4_205_000_000_000, low: 4_205_000_000_000, close: 4_205_000_000_000, volume: 0,
        quoteVolume: 0, trades: 0)

    @Test(arguments: [
        "1704067200000,42000.0,42100,41900.5,42050,1.5,1704067259999,63000,12,0,0,0\n1704067260000,42050,42050,42050,42050,0,1704067319999,0,0,0,0,0\n",
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\r\n1704067200000000,42000,42100,41900.5,42050,1.5,1704067259999999,63000,12,0,0,0\r\n1704067260000000,42050,42050,42050,42050,0,1704067319999999,0,0,0,0,0\r\n",
        "\u{FEFF}Close,Open,\"High\", Low ,Volume,Timestamp,quote_volume,trades\n42050,42000,42100,41900.5,1.5,1704067200,63000,12\n\n42050,42050,42050,42050,0,1704067260,0,0",
        #"[[1704067200000,"42000.0","42100","41900.5","42050","1.5",1704067259999,"63000",12,"0","0","0"],[1704067260000,"42050","42050","42050","42050","0",1704067319999,"0",0,"0","0","0"]]"#,
        "[ {\"time\":\"2024-01-01T00:00:00Z\",\"open\":42000,\"high\":42100,\"low\":4.19005E4,\"close\":42050,\"volume\":1.5,\"quote_volume\":\"63000\",\"trade_count\":12},\n{\"open_time\":\"2024-01-01T00:01:00Z\",\"open\":\"42050\",\"high\":\"42050\",\"low\":\"42050\",\"close\":\"42050\",\"volume\":\"0\",\"symbol\":\"[BTC\"} ]",
        "[1704067200000,42000,42100,41900.5,42050,1.5,null,63000,12]\n[1704067260000,42050,42050,42050,42050,0]\n",
        "{\"t\":1704067200000,\"o\":\"42000\",\"h\":\"42100\",\"l\":\"41900.5\",\"c\":\"42050\",\"v\":\"1.5\",\"n\":12,\"quoteVolume\":63000}\n{\"t\":1704067260000,\"o\":\"42050\",\"h\":\"42050\",\"l\":\"42050\",\"c\":\"42050\",\"v\":\"0\"}",
    ]) func `every layout says the same`(_ text: String) throws {
        #expect(try read(text) == [Self.first, Self.second])
    }

    @Test func `what cannot be right is refused with line and field`() {
        let row = "1704067200000,42000,42100,41900,42050,1.5\n"
        func second(_ row: String) -> String { fault("1704067200000,42000,42100,41900,42050,1.5\n" + row) }
        #expect(second("1704067260000,42000,41000,41900,42050,1.5") == "bars:2: field 'high': it is below the low")
        #expect(second("1704067260000,42000,42010,41900,42050,1.5") == "bars:2: field 'high': it is below the open or the close")
        #expect(second("1704067260000,42000,42100,42010,42050,1.5") == "bars:2: field 'low': it is above the open or the close")
        #expect(second("1704067260000,0,42100,41900,42050,1.5") == "bars:2: field 'open': a price has to be above 0")
        #expect(second("1704067260000,42000,42100,41900,-1,1.5") == "bars:2: field 'close': a price has to be above 0")
        #expect(second("1704067260000,42000,42100,41900,42050,-1.5") == "bars:2: field 'volume': it is below 0")
        #expect(second("1704067261000,42000,42100,41900,42050,1.5") == "bars:2: field 'open_time': no bar of 1m begins then")
        #expect(second(row) == "bars:2: field 'open_time': the row before has the same")
        #expect(second("1704067140000,42000,42100,41900,42050,1.5") == "bars:2: field 'open_time': it is earlier than the row before; sort the file by time")
        #expect(second("soon,42000,42100,41900,42050,1.5") == "bars:2: field 'open_time': 'soon' is no time")
        for time in ["99999999999", "9999999999960", "99999999999999", "9300000000000000", "9223286400000000000"] {
            #expect(second("\(time),1,1,1,1,1") == "bars:2: field 'open_time': '\(time)' is no time")
        }
        #expect(second("1704067260000,42000,42100,41900,4x,1.5") == "bars:2: field 'close': '4x' is not a decimal number (byte 1)")
        #expect(second("1704067260000,42000,42100,41900,42050,99999999999999") == "bars:2: field 'volume': '99999999999999' is too large")
        #expect(second("1704067260000,42000,42100,41900,42050") == "bars:2: 5 columns, and the first line has 6")
        #expect(fault("time,open,high,low,close\n") == "bars:1: field 'volume': no column has that name")
        #expect(fault("") == "bars: there are no bars in it")
        #expect(fault("[]") == "bars: there are no bars in it")
        #expect(fault("[[1704067200000,1,1,1,1,1]") == "bars:1: the text ends within a value")
        #expect(fault("[[1704067200000,1,1,1,1,1]] 5") == "bars:1: more follows behind the end of the array")
        #expect(fault("[[1704067200000,1,1,1,1,1],\n[17040672]0000]]").hasPrefix("bars:2: "))
        #expect(fault("[[1704067200000,1,1,1,1,1],\n7]") == "bars:2: a row is an array or an object")
        #expect(fault("[[1704067200000,1,1,1,1]]") == "bars:1: field 'volume': missing")
        #expect(fault("[" + String(repeating: "[", count: BarFile.rowBytesMax + 2)) == "bars:1: a row has more than 65536 bytes")
        let fives = (0..<3).map { "\(1_704_067_200_000 + $0 * 300_000),1,1,1,1,1\n" }.joined()
        #expect(fault(fives) == "bars: field 'open_time': the bars are 5m apart, not 1m" && fault(fives, 5 * Self.minute) == "nothing is wrong")
        #expect(fault("1704067200000,1,1,1,1,1,1704067499999\n") == "bars:1: field 'close_time': the bar is not 1m long")
    }

    // MARK: the file

    private func bars(_ range: Range<Int64>, _ length: Timestamp = minute) -> [Bar] {
        range.map { number in
            let price = 1_000_000_000 + number * 100_000_000
            return Bar(
                start: Self.begin + number * length, open: price, high: price + 50, low: price - 50, close: price + 10, volume: 5, quoteVolume: 7, trades: 2)
        }
    }

    private func put(_ data: MarketData, _ bars: [Bar], _ length: Timestamp = minute) throws -> BarImport.Outcome {
        try BarImport.run(into: data, symbol: "BTCUSDT", length: length) { take in for bar in bars { try take(bar) } }
    }

    private func stored(_ data: MarketData, _ length: Timestamp) throws -> [Bar] {
        try data.connection.query(
            "SELECT \(MarketData.barColumns) FROM bar WHERE length = ? ORDER BY start", [.integer(length / 1_000_000_000)]
        ) { row throws(DatabaseError) in Bar(row: row) }
    }

    @Test func `a file imported twice changes nothing, and longer bars are folded up`() throws {
        try withHistoryDirectory { directory in
            let data = try MarketData(directory: directory)
            let minutes = bars(0..<130)
            let outcome = try put(data, minutes)
            #expect(outcome.read == 130 && outcome.new == 130 && outcome.first == Self.begin && outcome.last == Self.begin + 129 * Self.minute)
            #expect(outcome.folded == 26 + 9 + 3 + 1 + 1)
            let before = try BarSeries.lengths.map { try stored(data, $0) }
            #expect(try put(data, minutes).new == 0)
            #expect(try BarSeries.lengths.map { try stored(data, $0) } == before)
            #expect(before[0] == minutes)
            let hour = before[3][1]
            #expect(hour.start == Self.begin + Candle.hour && hour.open == minutes[60].open && hour.close == minutes[119].close)
            #expect(hour.high == minutes[119].high && hour.low == minutes[60].low && hour.volume == 300 && hour.trades == 120)
            // A later file goes on within the same hour.
            #expect(try put(data, bars(120..<180)).new == 50)
            #expect(try stored(data, Candle.hour)[2].close == bars(179..<180)[0].close)
            #expect(try data.series().map(\.bars) == [180, 36, 12, 3, 1, 1] && data.series().map(\.isFolded) == [false, true, true, true, true, true])
        }
    }

    @Test func `a bar imported as it is goes before a folded one, whichever came first`() throws {
        try withHistoryDirectory { directory in
            let data = try MarketData(directory: directory)
            let hours = bars(0..<2, Candle.hour)
            _ = try put(data, hours, Candle.hour)
            _ = try put(data, bars(0..<60))
            #expect(try stored(data, Candle.hour) == hours)
            #expect(try data.remove("BTCUSDT", length: Self.minute) == 60 + 12 + 4 + 1 + 1)
            #expect(try stored(data, Candle.hour) == hours && stored(data, Self.minute).isEmpty)
            #expect(try data.remove("BTCUSDT", length: nil) == 2)
            #expect(try data.series().isEmpty)
        }
    }

    @Test func `gaps are what is missing between bars`() throws {
        try withHistoryDirectory { directory in
            let data = try MarketData(directory: directory)
            _ = try put(data, bars(0..<10) + bars(15..<20) + bars(21..<22))
            let gaps = try data.gaps().map { [($0.start - Self.begin) / Self.minute, ($0.end - Self.begin) / Self.minute] }
            #expect(gaps == [[10, 15], [20, 21]])
            _ = try put(data, bars(10..<15))
            #expect(try data.gaps().count == 1)
        }
    }

    @Test func `an import that fails leaves nothing`() throws {
        struct Enough: Error {}
        try withHistoryDirectory { directory in
            let data = try MarketData(directory: directory)
            #expect(throws: Enough.self) {
                try BarImport.run(into: data, symbol: "BTCUSDT", length: Self.minute) { take in
                    for bar in bars(0..<5) { try take(bar) }
                    throw Enough()
                }
            }
            #expect(try stored(data, Self.minute).isEmpty)
        }
    }
}
