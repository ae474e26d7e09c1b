import JSON
import Market

/// What a row of a file of bars may have.
enum BarField: Int, CaseIterable {
    case time, open, high, low, close, volume, closeTime, quoteVolume, trades

    /// Where it stands in a row without names: the common layout of exchanges' candles.
    static let positions = 9
    /// Rows have to have these.
    static let required: [BarField] = [.time, .open, .high, .low, .close, .volume]

    var name: String {
        switch self {
        case .time: "open_time"
        case .closeTime: "close_time"
        case .quoteVolume: "quote_volume"
        default: "\(self)"
        }
    }

    /// The field of a column's name, whatever its case, blanks and underscores; nil for one that says nothing about a bar.
    init?(named text: String) {
        switch text.lowercased().filter({ $0.isLetter || $0.isNumber }) {
        case "time", "opentime", "timestamp", "date", "datetime", "start", "starttime", "t": self = .time
        case "open", "o", "openprice": self = .open
        case "high", "h", "highprice": self = .high
        case "low", "l", "lowprice": self = .low
        case "close", "c", "closeprice": self = .close
        case "volume", "v", "vol", "basevolume": self = .volume
        case "closetime", "endtime": self = .closeTime
        case "quotevolume", "quoteassetvolume", "turnover": self = .quoteVolume
        case "trades", "count", "tradecount", "numberoftrades", "n": self = .trades
        default: return nil
        }
    }
}

/// Makes bars of rows, and refuses those that cannot be right.
struct BarChecker {
    private let path: String
    private let length: Timestamp
    private let parseTime: (String) -> Timestamp?
    private var last: Timestamp?
    /// Distance of the closest two rows.
    private var closest: Timestamp = .max

    /// - Parameter parseTime: nanoseconds since 1970 of a date as text; nil if it is none.
    init(path: String, length: Timestamp, parseTime: @escaping (String) -> Timestamp?) {
        (self.path, self.length, self.parseTime) = (path, length, parseTime)
    }

    /// The bar of a row, the next one of the file.
    /// - Parameter fields: by `BarField`; nil where the row has none.
    mutating func bar(_ row: [ArraySlice<UInt8>?], line: Int) throws(HistoryError) -> Bar {
        // In JSON, null says that there is none.
        let fields = row.map { $0.map { $0.elementsEqual("null".utf8) } == true ? nil : $0 }
        let start = try time(.time, fields, line)
        var bar = Bar(
            start: start, open: try price(.open, fields, line), high: try price(.high, fields, line), low: try price(.low, fields, line),
            close: try price(.close, fields, line), volume: try amount(.volume, fields, line), quoteVolume: 0, trades: 0)
        if let text = fields[BarField.quoteVolume.rawValue], !text.isEmpty { bar.quoteVolume = try amount(.quoteVolume, fields, line) }
        if let text = fields[BarField.trades.rawValue], !text.isEmpty {
            bar.trades = try units(.trades, fields, line, scale: 0)
            guard bar.trades >= 0 else { throw fault(.trades, line, "\(bar.trades) is below 0") }
        }
        guard bar.high >= bar.low else { throw fault(.high, line, "it is below the low") }
        guard bar.high >= max(bar.open, bar.close) else { throw fault(.high, line, "it is below the open or the close") }
        guard bar.low <= min(bar.open, bar.close) else { throw fault(.low, line, "it is above the open or the close") }
        guard start % length == 0 else { throw fault(.time, line, "no bar of \(Self.name(of: length)) begins then") }
        if let last {
            guard start > last else { throw fault(.time, line, start == last ? "the row before has the same" : "it is earlier than the row before; sort the file by time") }
            closest = min(closest, start - last)
        }
        if let text = fields[BarField.closeTime.rawValue], !text.isEmpty {
            // Exchanges give the last moment of the bar, in whatever unit they count.
            let end = try time(.closeTime, fields, line)
            guard end > start, end - start <= length, end - start > length - 2 * Self.second else {
                throw fault(.closeTime, line, "the bar is not \(Self.name(of: length)) long")
            }
        }
        last = start
        return bar
    }

    /// After the last row.
    func finish(rows: Int) throws(HistoryError) {
        guard rows > 0 else { throw .row(path: path, line: 0, field: "", what: "there are no bars in it") }
        guard rows < 3 || closest == length || !BarSeries.lengths.contains(closest) else {
            throw .row(
                path: path, line: 0, field: BarField.time.name,
                what: "the bars are \(Self.name(of: closest)) apart, not \(Self.name(of: length))")
        }
    }

    func fault(_ field: BarField, _ line: Int, _ what: String) -> HistoryError { .row(path: path, line: line, field: field.name, what: what) }

    static func name(of length: Timestamp) -> String {
        let minutes = length / Candle.minute
        return minutes % 1_440 == 0 ? "\(minutes / 1_440)d" : minutes % 60 == 0 ? "\(minutes / 60)h" : "\(minutes)m"
    }

    // MARK: numbers

    private static let second: Timestamp = 1_000_000_000

    private func text(_ field: BarField, _ fields: [ArraySlice<UInt8>?], _ line: Int) throws(HistoryError) -> ArraySlice<UInt8> {
        guard let text = fields[field.rawValue], !text.isEmpty else { throw fault(field, line, "missing") }
        return text
    }

    private func units(_ field: BarField, _ fields: [ArraySlice<UInt8>?], _ line: Int, scale: Int) throws(HistoryError) -> Int64 {
        let text = try text(field, fields, line)
        do { return try unsafe text.withUnsafeBytes { bytes throws(DecimalError) in try unsafe ScaledDecimal.parse(bytes, scale: scale, rounding: .halfEven) } } catch {
            throw fault(field, line, "'\(String(decoding: text.prefix(40), as: UTF8.self))' \(error)")
        }
    }

    private func price(_ field: BarField, _ fields: [ArraySlice<UInt8>?], _ line: Int) throws(HistoryError) -> Int64 {
        let units = try units(field, fields, line, scale: MarketData.scale)
        guard units > 0 else { throw fault(field, line, "a price has to be above 0") }
        return units
    }

    private func amount(_ field: BarField, _ fields: [ArraySlice<UInt8>?], _ line: Int) throws(HistoryError) -> Int64 {
        let units = try units(field, fields, line, scale: MarketData.scale)
        guard units >= 0 else { throw fault(field, line, "it is below 0") }
        return units
    }

    /// A whole number of seconds, milli-, micro- or nanoseconds since 1970, told apart by its size; or a date.
    private func time(_ field: BarField, _ fields: [ArraySlice<UInt8>?], _ line: Int) throws(HistoryError) -> Timestamp {
        let text = try text(field, fields, line)
        let isNumber = text.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber else {
            let date = String(decoding: text, as: UTF8.self)
            guard let time = parseTime(date), time < Self.timesEnd else { throw fault(field, line, "'\(date.prefix(40))' is no time") }
            return time
        }
        let number = try units(field, fields, line, scale: 0)
        // Of the years 1973 to 2286, each unit has numbers of its own.
        let unit: Int64 = switch number {
        case ..<100_000_000_000: Self.second
        case ..<100_000_000_000_000: 1_000_000
        case ..<100_000_000_000_000_000: 1_000
        default: 1
        }
        let (time, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, time < Self.timesEnd else { throw fault(field, line, "'\(number)' is no time") }
        return time
    }

    /// The year 2261: what comes later is near the end of 64 bits.
    private static let timesEnd: Timestamp = 9_183_110_400_000_000_000
}
