import History
import JSON
import Market

// From when to when there are bars, and where some are missing.
extension AgentExchange {
    /// Gaps in one answer, the latest.
    static let gapsMax = 1_000

    func showDataRange(_ call: Call) {
        historian.imports { [self] result in
            answer(result, call) { imports in showDataRange(imports.series, imports.gaps, call) }
        }
    }

    /// Where the bars of each symbol end. A longer bar that the shortest ones are part of ends when they do, not when it would be full.
    private func ends(_ series: [MarketData.Series]) -> [Timestamp] {
        Dictionary(grouping: series, by: \.symbol).values.flatMap { group in
            let shortest = group.min { $0.length < $1.length }
            return group.map { part in
                if let shortest, part.last <= shortest.last { saturated(shortest.last, plus: shortest.length) } else { saturated(part.last, plus: part.length) }
            }
        }
    }

    private func showDataRange(_ series: [MarketData.Series], _ gaps: [MarketData.Gap], _ call: Call) {
        let own = catalog.instruments.reduce(into: [String: Timestamp]()) { $0[$1.name] = keeper.blotter.firstCandle(of: $1.symbol) }
        let series = series.filter { catalog.find($0.symbol) != nil }
        let marks = catalog.instruments.filter { own[$0.name] != nil }.map { keeper.blotter.mark(of: $0.symbol).time }
        let earliest = (Array(own.values) + series.map(\.first)).min()
        let latest = (marks + ends(series)).max()
        let lengths = own.isEmpty && !series.isEmpty ? Set(series.map(\.length)) : Set(BarSeries.lengths)
        let missing = missing(series, gaps.filter { catalog.find($0.symbol) != nil }, own)
        respond(call) { writer in
            writer.object { writer in
                writer.key("earliest")
                writer.time(earliest)
                writer.key("latest")
                writer.time(latest)
                writer.member("total_pairs", catalog.instruments.count)
                writer.key("intervals_available")
                writer.array { writer in
                    for interval in Self.intervalNames where lengths.contains(Self.intervals[interval] ?? 0) { writer.string(interval) }
                }
                writer.key("data_gaps")
                writer.array { writer in
                    for gap in missing { write(gap, into: &writer) }
                }
            }
        }
    }

    /// Missing bars among imported ones, and between them and the exchange's own; behind the first own one none is missing.
    private func missing(_ series: [MarketData.Series], _ gaps: [MarketData.Gap], _ own: [String: Timestamp]) -> [MarketData.Gap] {
        var missing = gaps
        for (index, first) in series.enumerated() where index == 0 || series[index - 1].symbol != first.symbol {
            // The shortest of the symbol tells most.
            guard let begins = own[first.symbol] else { continue }
            missing.append(.init(symbol: first.symbol, length: first.length, start: saturated(first.last, plus: first.length), end: begins))
        }
        let seen = missing.compactMap { gap -> MarketData.Gap? in
            var gap = gap
            gap.end = min(gap.end, own[gap.symbol] ?? .max)
            return gap.end - gap.start >= gap.length ? gap : nil
        }
        return Array(seen.sorted { ($0.start, $0.symbol, $0.length) < ($1.start, $1.symbol, $1.length) }.suffix(Self.gapsMax))
    }

    private func write(_ gap: MarketData.Gap, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("symbol", gap.symbol)
            writer.member("interval", Self.intervalNames.first { Self.intervals[$0] == gap.length } ?? "")
            writer.key("start")
            writer.time(gap.start)
            writer.key("end")
            writer.time(gap.end)
            writer.member("missing_bars", Int((gap.end - gap.start) / gap.length))
        }
    }

    static let intervalNames = ["1m", "5m", "15m", "1h", "4h", "1d"]
}
