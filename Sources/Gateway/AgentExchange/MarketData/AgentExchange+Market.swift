import History
import Engine
import JSON
import Market

// Market data (contract §4): from the blotter, so it is durable; the book itself is asked, and shown once what it holds is durable.
extension AgentExchange {
    func market(_ arguments: Arguments, _ call: Call) throws(APIError) {
        switch call.endpoint {
        case .prices: return try showPrices(arguments, call)
        case .tickers: return try showTickers(arguments, call)
        case .pairs: return try showPairs(arguments, call)
        case .dataRange: return showDataRange(call)
        case .indicatorNames: return showIndicatorNames(call)
        default: break
        }
        let listed = try listed(arguments.path(0))
        switch call.endpoint {
        case .price:
            let mark = try mark(listed)
            respond(call) { write(listed, mark, into: &$0) }
        case .ticker:
            let ticker = try ticker(listed)
            guard listed.phase.collects else { return respond(call) { write(ticker, of: listed, into: &$0) } }
            let (auction, sequence) = desk.ask { $0.engines[Int(listed.symbol.rawValue)].assumeIsolated { Self.auction($0) } }
            desk.hold(until: sequence) { [self] in respond(call) { write(ticker, of: listed, auction, into: &$0) } }
        case .candles: try showCandles(arguments, listed, call)
        case .publicTrades:
            let limit = try argument { () throws(ArgumentFault) in try arguments.integer(.tradeLimit) } ?? 0
            let before = try argument { () throws(ArgumentFault) in try arguments.integer(.beforeTrade) }
            historian.trades(of: listed.symbol, before: before.map(UInt64.init), limit: limit) { [self] result in
                answer(result, call) { prints in respond(call) { write(prints, of: listed, into: &$0) } }
            }
        case .orderBook: try showBook(arguments, listed, call)
        default: try showIndicators(arguments, listed, call)
        }
    }

    // MARK: prices

    typealias Mark = (price: Price, time: Timestamp)

    private func mark(_ listed: Catalog.Listed) throws(APIError) -> Mark {
        let mark = keeper.blotter.mark(of: listed.symbol)
        guard !mark.price.isNone else { throw .priceNotAvailable(symbol: listed.name) }
        return mark
    }

    private func write(_ listed: Catalog.Listed, _ mark: Mark, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("symbol", listed.name)
            writer.key("price")
            writer.decimal(listed.amount(mark.price))
            writer.key("timestamp")
            writer.time(mark.time)
            writer.member("phase", "\(listed.phase)")
        }
    }

    /// Those a query names, in its order, without what nobody lists; all if it names none.
    private func named(_ arguments: Arguments) throws(APIError) -> [Catalog.Listed] {
        guard let names = try argument({ () throws(ArgumentFault) in try arguments.list(.symbols) }) else { return catalog.instruments }
        return names.compactMap { catalog.find($0) }
    }

    private func showPrices(_ arguments: Arguments, _ call: Call) throws(APIError) {
        let isMap = try argument({ () throws(ArgumentFault) in try arguments.choice(.priceFormat) }) == "map"
        let marks = try named(arguments).map { ($0, keeper.blotter.mark(of: $0.symbol)) }.filter { !$0.1.price.isNone }
        let time = now
        let newest = marks.map(\.1.time).max()
        func writeMap(_ writer: inout JSONWriter) {
            writer.object { writer in
                for (listed, mark) in marks {
                    writer.key(listed.name)
                    writer.decimal(listed.amount(mark.price))
                }
            }
        }
        respond(call) { writer in
            writer.object { writer in
                writer.key("prices")
                if isMap {
                    writeMap(&writer)
                } else {
                    writer.array { writer in
                        for (listed, mark) in marks { write(listed, mark, into: &writer) }
                    }
                }
                writer.key("price_map")
                writeMap(&writer)
                writer.key("timestamp")
                writer.time(time)
                writer.member("count", marks.count)
                writer.key("stale")
                writer.bool(isStale(newest, at: time))
                writer.key("data_age_seconds")
                if let newest { writer.decimalNumber(units: max(0, time - newest) / 1_000_000, scale: 3, trimmed: true) } else { writer.null() }
            }
        }
    }

    /// A price is stale when it is older, in nanoseconds.
    private static let staleAfter: Timestamp = 60_000_000_000

    /// No price is stale as well.
    func isStale(_ price: Timestamp?, at time: Timestamp) -> Bool { price.map { time - $0 > Self.staleAfter } ?? true }

    // MARK: the last 24 hours

    /// Before the first trade everything is the reference price.
    private func ticker(_ listed: Catalog.Listed) throws(APIError) -> Ticker {
        if let ticker = keeper.blotter.ticker(of: listed.symbol, at: now) { return ticker }
        let mark = try mark(listed)
        return Ticker(
            open: mark.price, high: mark.price, low: mark.price, close: mark.price, volume: .zero, quoteVolume: .zero, trades: 0, time: mark.time)
    }

    private func write(_ ticker: Ticker, of listed: Catalog.Listed, _ auction: AuctionProspect? = nil, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("symbol", listed.name)
            for (key, price) in [("open", ticker.open), ("high", ticker.high), ("low", ticker.low), ("close", ticker.close)] as [(StaticString, Price)] {
                writer.key(key)
                writer.decimal(listed.amount(price))
            }
            writer.key("volume")
            writer.decimal(listed.amount(ticker.volume))
            writer.key("quote_volume")
            writer.decimal(units: ticker.quoteVolume.units, scale: listed.quoteScale)
            let change = ticker.close.ticks - ticker.open.ticks
            writer.key("change")
            writer.decimal(listed.amount(Price(ticks: change)))
            writer.key("change_pct")
            writer.decimal(.ratio(change, of: ticker.open.ticks, percent: true, scale: 4))
            writer.member("trade_count", Int(ticker.trades))
            writer.key("timestamp")
            writer.time(ticker.time)
            writer.member("phase", "\(listed.phase)")
            write(auction, of: listed, into: &writer)
        }
    }

    private func showTickers(_ arguments: Arguments, _ call: Call) throws(APIError) {
        var tickers: [(Catalog.Listed, Ticker)] = []
        for listed in try named(arguments).prefix(Self.tickersMax) {
            // Without a price there is nothing to show: left out, like a symbol nobody lists.
            guard !keeper.blotter.mark(of: listed.symbol).price.isNone else { continue }
            tickers.append((listed, try ticker(listed)))
        }
        respond(call) { writer in
            writer.object { writer in
                writer.key("tickers")
                writer.object { writer in
                    for (listed, ticker) in tickers {
                        writer.key(listed.name)
                        write(ticker, of: listed, into: &writer)
                    }
                }
                writer.member("count", tickers.count)
                writer.key("timestamp")
                writer.time(now)
            }
        }
    }

    /// Tickers in one answer.
    private static let tickersMax = 100

    // MARK: bars and trades

    static let intervals: [String: Timestamp] = [
        "1m": Candle.minute, "5m": 5 * Candle.minute, "15m": 15 * Candle.minute, "1h": Candle.hour, "4h": 4 * Candle.hour, "1d": Candle.day,
    ]

    private func showCandles(_ arguments: Arguments, _ listed: Catalog.Listed, _ call: Call) throws(APIError) {
        let (interval, limit, start, end) = try argument { () throws(ArgumentFault) in
            (try arguments.choice(.interval) ?? "1h", try arguments.integer(.candleLimit) ?? 100, try arguments.timestamp(.startTime),
                try arguments.timestamp(.endTime))
        }
        let range = (start ?? .min, end ?? .max)
        guard range.0 <= range.1 else { throw .validation("end_time", "lies before start_time") }
        let question = bars(of: listed, Self.intervals[interval] ?? Candle.hour, in: range.0...range.1, limit: limit)
        historian.bars(question) { [self] result in
            answer(result, call) { bars in
                respond(call) { writer in
                    writer.object { writer in
                        writer.member("symbol", listed.name)
                        writer.member("interval", interval)
                        writer.member("count", bars.count)
                        writer.key("candles")
                        writer.array { writer in
                            for bar in bars { write(bar, of: listed, into: &writer) }
                        }
                    }
                }
            }
        }
    }

    /// The question for bars up to now, or to the last trade if that has a later time.
    func bars(of listed: Catalog.Listed, _ length: Timestamp, in range: ClosedRange<Timestamp> = .min ... .max, limit: Int) -> BarQuestion {
        BarQuestion(
            listed.symbol, listed.instrument, baseScale: listed.baseScale, quoteScale: listed.quoteScale, length: length, in: range,
            now: max(now, keeper.blotter.mark(of: listed.symbol).time), limit: limit)
    }

    private func write(_ candle: Bar, of listed: Catalog.Listed, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("time")
            writer.time(candle.start)
            writer.key("open_time")
            writer.time(candle.start)
            writeBar(candle, of: listed, into: &writer)
            writer.member("trade_count", Int(candle.trades))
        }
    }

    func writeBar(_ bar: Bar, of listed: Catalog.Listed, into writer: inout JSONWriter) {
        for (key, units) in [("open", bar.open), ("high", bar.high), ("low", bar.low), ("close", bar.close)] as [(StaticString, Int64)] {
            writer.key(key)
            writer.decimal(units: units, scale: listed.quoteScale)
        }
        writer.key("volume")
        writer.decimal(units: bar.volume, scale: listed.baseScale)
    }

    private func write(_ prints: [Print], of listed: Catalog.Listed, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("symbol", listed.name)
            writer.key("trades")
            writer.array { writer in
                for print in prints {
                    writer.object { writer in
                        writer.key("trade_id")
                        writer.integer(print.tradeID)
                        writer.key("price")
                        writer.decimal(listed.amount(print.price))
                        writer.key("quantity")
                        writer.decimal(listed.amount(print.quantity))
                        writer.key("side")
                        writer.string(print.side.wireName)
                        for key in ["executed_at", "time"] as [StaticString] {
                            writer.key(key)
                            writer.time(print.time)
                        }
                        writer.key("is_buyer_maker")
                        writer.bool(print.side == .sell)
                    }
                }
            }
        }
    }

    // MARK: the book

    typealias AuctionProspect = (price: Price, volume: Quantity)

    /// What the auction would be now; nil unless orders are collected for one.
    static func auction(_ engine: isolated MatchingEngine) -> AuctionProspect? { engine.phase.collects ? engine.indicativeAuction() : nil }

    func write(_ auction: AuctionProspect?, of listed: Catalog.Listed, into writer: inout JSONWriter) {
        guard let auction else { return }
        writer.key("indicative_price")
        writer.decimal(auction.price, listed)
        writer.key("indicative_volume")
        writer.decimal(listed.amount(auction.volume))
    }

    private func showBook(_ arguments: Arguments, _ listed: Catalog.Listed, _ call: Call) throws(APIError) {
        let depth = try argument { () throws(ArgumentFault) in try arguments.integer(.depth) } ?? 10
        let place = Int(listed.symbol.rawValue)
        let ((sides, phase, auction), sequence) = desk.ask { exchange in
            exchange.engines[place].assumeIsolated { engine in
                ((bids: engine.levels(.buy, max: depth), asks: engine.levels(.sell, max: depth)), engine.phase, Self.auction(engine))
            }
        }
        let time = now
        desk.hold(until: sequence) { [self] in
            respond(call) { writer in
                writer.object { writer in
                    writer.member("symbol", listed.name)
                    for (key, levels) in [("bids", sides.bids), ("asks", sides.asks)] as [(StaticString, [(price: Price, quantity: Quantity)])] {
                        writer.key(key)
                        writer.array { writer in
                            for level in levels {
                                writer.array { writer in
                                    writer.decimal(listed.amount(level.price))
                                    writer.decimal(listed.amount(level.quantity))
                                }
                            }
                        }
                    }
                    writer.member("phase", "\(phase)")
                    write(auction, of: listed, into: &writer)
                    writer.key("sequence")
                    writer.integer(sequence)
                    writer.key("timestamp")
                    writer.time(time)
                }
            }
        }
    }
}
