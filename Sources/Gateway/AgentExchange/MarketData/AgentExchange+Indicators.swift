import History
import JSON
import Market

extension AgentExchange {
    func showIndicators(_ arguments: Arguments, _ listed: Catalog.Listed, _ call: Call) throws(APIError) {
        let (names, lookback) = try argument { () throws(ArgumentFault) in
            (try arguments.list(.indicatorList), try arguments.integer(.lookback) ?? 200)
        }
        let kinds: [Indicators.Kind]
        if let names {
            for name in names where !Indicators.all.contains(where: { $0.name == name }) { throw .invalidSymbol(name) }
            kinds = Indicators.all.filter { names.contains($0.name) }
        } else {
            kinds = Indicators.all
        }
        historian.bars(bars(of: listed, Candle.minute, limit: lookback)) { [self] result in
            answer(result, call) { bars throws(APIError) in
                guard !bars.isEmpty else { throw .noBars(symbol: listed.name) }
                show(kinds, of: bars, listed, lookback, call)
            }
        }
    }

    private func show(_ kinds: [Indicators.Kind], of bars: [Bar], _ listed: Catalog.Listed, _ lookback: Int, _ call: Call) {
        let indicators = Indicators(bars.map { bar($0, listed) })
        let last = bars[bars.count - 1]
        respond(call) { writer in
            writer.object { writer in
                writer.member("symbol", listed.name)
                writer.key("timestamp")
                writer.time(last.start)
                writer.member("candles_used", bars.count)
                writer.member("lookback", lookback)
                writer.key("indicators")
                writer.object { writer in
                    for kind in kinds {
                        guard let value = kind.compute(indicators), value.magnitude < 1e10 else { continue }
                        writer.key(kind.name)
                        writer.decimalNumber(units: Int64((value * 1e8).rounded()), scale: 8, trimmed: true)
                    }
                }
            }
        }
    }

    /// A bar in whole units, as floating point: for statistics alone.
    private func bar(_ bar: Bar, _ listed: Catalog.Listed) -> Indicators.Bar {
        func price(_ units: Int64) -> Double { Double(units) / Self.whole(listed.quoteScale) }
        return Indicators.Bar(
            high: price(bar.high), low: price(bar.low), close: price(bar.close), volume: Double(bar.volume) / Self.whole(listed.baseScale))
    }

    private static func whole(_ scale: Int) -> Double { (0..<scale).reduce(1) { whole, _ in whole * 10 } }

    func showIndicatorNames(_ call: Call) {
        respond(call) { writer in
            writer.object { writer in
                writer.key("indicators")
                writer.array { writer in
                    for kind in Indicators.all { writer.string(kind.name) }
                }
                writer.key("details")
                writer.array { writer in
                    for kind in Indicators.all {
                        writer.object { writer in
                            writer.member("name", kind.name)
                            writer.member("label", kind.label)
                            writer.key("params")
                            writer.object { writer in
                                for (name, value) in kind.parameters {
                                    writer.key(name)
                                    writer.integer(value)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
