/// Technical indicators over bars, oldest first (contract §7.4). Statistics for readers: no money is computed from them.
struct Indicators {
    struct Bar {
        var high: Double
        var low: Double
        var close: Double
        var volume: Double
    }

    struct Kind: Sendable {
        let name: String
        let label: String
        let parameters: [(String, Int)]
        let compute: @Sendable (Indicators) -> Double?
    }

    private let bars: [Bar]
    private let closes: [Double]

    init(_ bars: [Bar]) {
        self.bars = bars
        closes = bars.map(\.close)
    }

    /// By name.
    static let all: [Kind] = [
        Kind(name: "adx_14", label: "Average directional index, 14 bars", parameters: [("period", 14)]) { $0.averageDirection(14) },
        Kind(name: "atr_14", label: "Average true range, 14 bars", parameters: [("period", 14)]) { $0.averageTrueRange(14) },
        Kind(name: "bb_lower", label: "Lower Bollinger band, 20 bars, 2 deviations", parameters: [("period", 20), ("deviations", 2)]) { $0.band(20, -2) },
        Kind(name: "bb_mid", label: "Middle Bollinger band, 20 bars", parameters: [("period", 20)]) { $0.band(20, 0) },
        Kind(name: "bb_upper", label: "Upper Bollinger band, 20 bars, 2 deviations", parameters: [("period", 20), ("deviations", 2)]) { $0.band(20, 2) },
        Kind(name: "ema_12", label: "Exponential moving average, 12 bars", parameters: [("period", 12)]) { exponential($0.closes, 12).last },
        Kind(name: "ema_26", label: "Exponential moving average, 26 bars", parameters: [("period", 26)]) { exponential($0.closes, 26).last },
        Kind(name: "macd_hist", label: "MACD histogram", parameters: macdParameters) { $0.macd()?.histogram },
        Kind(name: "macd_line", label: "MACD line", parameters: macdParameters) { $0.macd()?.line },
        Kind(name: "macd_signal", label: "MACD signal", parameters: macdParameters) { $0.macd()?.signal },
        Kind(name: "price", label: "Last close", parameters: []) { $0.closes.last },
        Kind(name: "rsi_14", label: "Relative strength index, 14 bars", parameters: [("period", 14)]) { $0.relativeStrength(14) },
        Kind(name: "sma_20", label: "Simple moving average, 20 bars", parameters: [("period", 20)]) { mean($0.closes.suffix(20), 20) },
        Kind(name: "sma_50", label: "Simple moving average, 50 bars", parameters: [("period", 50)]) { mean($0.closes.suffix(50), 50) },
        Kind(name: "volume_ma_20", label: "Average volume, 20 bars", parameters: [("period", 20)]) { mean($0.bars.suffix(20).map(\.volume)[...], 20) },
    ]
    private static let macdParameters = [("fast", 12), ("slow", 26), ("signal", 9)]

    // MARK: averages

    /// Nil for fewer than `count` values.
    private static func mean(_ values: ArraySlice<Double>, _ count: Int) -> Double? {
        values.count < count ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// From the mean of the first `period` values on; empty for fewer.
    private static func exponential(_ values: [Double], _ period: Int) -> [Double] {
        guard let first = mean(values.prefix(period), period) else { return [] }
        let weight = 2 / Double(period + 1)
        return values.dropFirst(period).reduce(into: [first]) { series, value in
            series.append((value - series[series.count - 1]) * weight + series[series.count - 1])
        }
    }

    private func macd() -> (line: Double, signal: Double?, histogram: Double?)? {
        let (fast, slow) = (Self.exponential(closes, 12), Self.exponential(closes, 26))
        guard !slow.isEmpty else { return nil }
        let lines = zip(fast.suffix(slow.count), slow).map { $0 - $1 }
        let signal = Self.exponential(lines, 9).last
        return (lines[lines.count - 1], signal, signal.map { lines[lines.count - 1] - $0 })
    }

    /// The mean of the last closes, and so many population deviations.
    private func band(_ period: Int, _ deviations: Double) -> Double? {
        let last = closes.suffix(period)
        guard let mean = Self.mean(last, period) else { return nil }
        let variance = last.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(period)
        return mean + deviations * variance.squareRoot()
    }

    // MARK: Wilder's (New Concepts in Technical Trading Systems, 1978)

    /// The mean of the first `period` values, then each value with a weight of 1/period; empty for fewer.
    private static func smoothed(_ values: [Double], _ period: Int) -> [Double] {
        guard let first = mean(values.prefix(period), period) else { return [] }
        return values.dropFirst(period).reduce(into: [first]) { series, value in
            series.append((series[series.count - 1] * Double(period - 1) + value) / Double(period))
        }
    }

    private func relativeStrength(_ period: Int) -> Double? {
        let changes = zip(closes.dropFirst(), closes).map { $0 - $1 }
        guard let gain = Self.smoothed(changes.map { max($0, 0) }, period).last, let loss = Self.smoothed(changes.map { max(-$0, 0) }, period).last
        else { return nil }
        return loss == 0 ? 100 : 100 - 100 / (1 + gain / loss)
    }

    private var trueRanges: [Double] {
        zip(bars.dropFirst(), bars).map { bar, before in
            max(bar.high - bar.low, max(abs(bar.high - before.close), abs(bar.low - before.close)))
        }
    }

    private func averageTrueRange(_ period: Int) -> Double? { Self.smoothed(trueRanges, period).last }

    /// The mean of the last `period` values of DX.
    private func averageDirection(_ period: Int) -> Double? {
        var (ups, downs): ([Double], [Double]) = ([], [])
        for (bar, before) in zip(bars.dropFirst(), bars) {
            let (up, down) = (bar.high - before.high, before.low - bar.low)
            ups.append(up > down && up > 0 ? up : 0)
            downs.append(down > up && down > 0 ? down : 0)
        }
        let ranges = Self.smoothed(trueRanges, period)
        let directions = zip(ranges, zip(Self.smoothed(ups, period), Self.smoothed(downs, period))).map { range, moves in
            guard range > 0, moves.0 + moves.1 > 0 else { return 0.0 }
            return 100 * abs(moves.0 - moves.1) / (moves.0 + moves.1)
        }
        return Self.mean(directions.suffix(period), period)
    }
}
