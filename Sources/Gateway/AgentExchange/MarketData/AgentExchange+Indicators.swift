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
        let candles = keeper.blotter.candles(of: listed.symbol, Candle.minute, limit: lookback)
        guard let last = candles.last else { throw .noBars(symbol: listed.name) }
        let indicators = Indicators(candles.map { bar($0, listed) })
        respond(call) { writer in
            writer.object { writer in
                writer.member("symbol", listed.name)
                writer.key("timestamp")
                writer.time(last.start)
                writer.member("candles_used", candles.count)
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
    private func bar(_ candle: Candle, _ listed: Catalog.Listed) -> Indicators.Bar {
        func price(_ price: Price) -> Double { Double(price.ticks) * Double(listed.instrument.tickUnits) / Self.whole(listed.quoteScale) }
        let volume = Double(candle.volume.lots) * Double(listed.instrument.lotUnits) / Self.whole(listed.baseScale)
        return Indicators.Bar(high: price(candle.high), low: price(candle.low), close: price(candle.close), volume: volume)
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
