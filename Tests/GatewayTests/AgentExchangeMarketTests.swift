import Foundation
import HTTP
import Market
import Testing

@testable import Gateway

struct AgentExchangeMarketTests {
    /// A market with a trade a minute at these prices, and a minute of rest unless it `goesOn`.
    private func market(_ prices: [Int], goesOn: Bool = false) throws -> Venue {
        let venue = try Venue()
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        for price in prices {
            #expect(venue.limit(seller, "sell", "0.01", "\(price)").status == 201)
            #expect(venue.limit(buyer, "buy", "0.01", "\(price)")["status"] == "filled")
            if !goesOn || price != prices.last { venue.clock.advance(seconds: 60) }
        }
        return venue
    }

    @Test func `the price is the last trade's, before it the reference`() throws {
        #expect(try market([]).send(.get, "/api/v1/market/price/btcusdt")["price"] == "64500.00000000")
        let reply = try market([64_600]).send(.get, "/api/v1/market/price/BTCUSDT")
        #expect(reply["price"] == "64600.00000000" && reply["symbol"] == "BTCUSDT" && ISOTime.parse(reply["timestamp"]) != nil)
    }

    @Test func `a symbol without any price says so`() throws {
        var listing = InstrumentListing.standard[0]
        listing.referencePrice = nil
        let venue = try Venue(listings: [listing])
        let reply = venue.send(.get, "/api/v1/market/price/BTCUSDT")
        #expect(reply.status == 503 && reply.code == "PRICE_NOT_AVAILABLE" && reply.details["symbol"] as? String == "BTCUSDT")
        #expect(reply.headers["retry-after"] == "1")
        #expect(venue.send(.get, "/api/v1/market/ticker/BTCUSDT").code == "PRICE_NOT_AVAILABLE")
        #expect(venue.send(.get, "/api/v1/market/prices").json["count"] as? Int == 0)
        #expect(venue.send(.get, "/api/v1/market/tickers").json["count"] as? Int == 0)
        #expect(venue.send(.get, "/health").json["stale_pairs"] as? [String] == ["BTCUSDT"])
    }

    @Test(arguments: ["price", "ticker", "candles", "trades", "orderbook", "indicators"]) func `a symbol nobody lists`(_ kind: String) throws {
        let venue = try Venue()
        let reply = venue.send(.get, "/api/v1/market/\(kind)/NOPE")
        #expect(reply.status == 400 && reply.code == "INVALID_SYMBOL" && reply.details["symbol"] as? String == "NOPE")
    }

    @Test func `market data names the phase, and a halted pair goes on answering`() throws {
        let venue = try market([64_600])
        let paths = ["price/BTCUSDT", "ticker/BTCUSDT", "orderbook/BTCUSDT"].map { "/api/v1/market/\($0)" }
        for path in paths { #expect(venue.send(.get, path)["phase"] == "continuous", "\(path)") }
        venue.submit(.setPhase(symbol: SymbolID(rawValue: 0), phase: .halted))
        for path in paths {
            let reply = venue.send(.get, path)
            #expect(reply.status == 200 && reply["phase"] == "halted", "\(path): \(reply.body)")
        }
        let prices = try #require(venue.send(.get, "/api/v1/market/prices").json["prices"] as? [[String: String]])
        #expect(prices.map { $0["phase"] } == ["halted", "continuous"])
        let pairs = try #require(venue.send(.get, "/api/v1/market/pairs").json["pairs"] as? [[String: Any]])
        #expect(pairs.map { $0["phase"] as? String } == ["halted", "continuous"] && pairs.map { $0["status"] as? String } == ["inactive", "active"])
        #expect(venue.send(.get, "/health").json["halted_pairs"] as? [String] == ["BTCUSDT"])
        let refused = venue.limit(venue.register("Late"), "buy", "0.01", "64000")
        #expect(refused.code == "ORDER_REJECTED" && refused.details["reason"] as? String == "instrument_halted")
    }

    @Test func `prices are a list and a map, or two maps`() throws {
        let venue = try market([64_600])
        let reply = venue.send(.get, "/api/v1/market/prices")
        let list = try #require(reply.json["prices"] as? [[String: String]])
        #expect(list.map { $0["symbol"] } == ["BTCUSDT", "ETHUSDT"])
        #expect(reply.json["price_map"] as? [String: String] == ["BTCUSDT": "64600.00000000", "ETHUSDT": "3420.00000000"])
        #expect(reply.json["count"] as? Int == 2 && reply.json["stale"] as? Bool == false && reply.json["data_age_seconds"] as? Int == 60)
        let map = venue.send(.get, "/api/v1/market/prices?format=map&symbols=ETHUSDT,%20NOPE")
        #expect(map.json["prices"] as? [String: String] == ["ETHUSDT": "3420.00000000"] && map.json["count"] as? Int == 1)
        #expect(venue.send(.get, "/api/v1/market/prices?format=xml").details["field"] as? String == "format")
    }

    @Test func `a ticker covers a day`() throws {
        let reply = try market([64_000, 65_000, 63_000, 64_640]).send(.get, "/api/v1/market/ticker/BTCUSDT")
        #expect(reply["open"] == "64000.00000000" && reply["high"] == "65000.00000000" && reply["low"] == "63000.00000000")
        #expect(reply["close"] == "64640.00000000" && reply["change"] == "640.00000000" && reply["change_pct"] == "1.0000")
        #expect(reply["volume"] == "0.04000000" && reply["quote_volume"] == "2566.40000000" && reply.json["trade_count"] as? Int == 4)
        let tickers = try market([64_000]).send(.get, "/api/v1/market/tickers?symbols=BTCUSDT,NOPE")
        #expect((tickers.json["tickers"] as? [String: [String: Any]])?["BTCUSDT"]?["close"] as? String == "64000.00000000")
    }

    @Test func `bars come oldest first, the newest so many of a range`() throws {
        let venue = try market([64_000, 65_000, 63_000], goesOn: true)
        func bars(_ query: String) -> [[String: Any]] { venue.send(.get, "/api/v1/market/candles/BTCUSDT\(query)").json["candles"] as? [[String: Any]] ?? [] }
        #expect(bars("?interval=1m").map { $0["open"] as? String } == ["64000.00000000", "65000.00000000", "63000.00000000"])
        #expect(bars("?interval=1m&limit=2").map { $0["close"] as? String } == ["65000.00000000", "63000.00000000"])
        let hour = try #require(bars("").first)
        #expect(hour["high"] as? String == "65000.00000000" && hour["volume"] as? String == "0.03000000" && hour["trade_count"] as? Int == 3)
        #expect(hour["time"] as? String == hour["open_time"] as? String)
        let second = try #require(bars("?interval=1m")[1]["time"] as? String)
        #expect(bars("?interval=1m&start_time=\(second)&end_time=\(second)").count == 1)
        for query in ["?interval=2m", "?limit=1001", "?start_time=soon", "?start_time=2026-01-02&end_time=2026-01-01"] {
            #expect(venue.send(.get, "/api/v1/market/candles/BTCUSDT\(query)").code == "VALIDATION_ERROR", "\(query)")
        }
    }

    @Test func `where nothing traded a bar is flat at the close before`() throws {
        let venue = try market([64_000])
        venue.clock.advance(seconds: 60)
        let reply = venue.send(.get, "/api/v1/market/candles/BTCUSDT?interval=1m")
        let bars = try #require(reply.json["candles"] as? [[String: Any]])
        #expect(reply.json["count"] as? Int == 3 && bars.map { $0["trade_count"] as? Int } == [1, 0, 0])
        for key in ["open", "high", "low", "close"] { #expect(bars[2][key] as? String == "64000.00000000") }
        #expect(bars[2]["volume"] as? String == "0.00000000")
        #expect(venue.send(.get, "/api/v1/market/candles/ETHUSDT?interval=1m").json["count"] as? Int == 0)
    }

    @Test func `public trades are paged by their ids`() throws {
        let venue = try market([64_000, 65_000, 63_000])
        let reply = venue.send(.get, "/api/v1/market/trades/BTCUSDT?before=3&limit=1")
        #expect((reply.json["trades"] as? [[String: Any]])?.map { $0["trade_id"] as? Int } == [2])
        #expect(venue.send(.get, "/api/v1/market/trades/BTCUSDT?before=0").details["field"] as? String == "before")
    }

    @Test func `public trades come newest first with the taker's side`() throws {
        let reply = try market([64_000, 65_000]).send(.get, "/api/v1/market/trades/BTCUSDT?limit=1")
        let trade = try #require((reply.json["trades"] as? [[String: Any]])?.first)
        #expect(trade["price"] as? String == "65000.00000000" && trade["side"] as? String == "buy" && trade["is_buyer_maker"] as? Bool == false)
        #expect(trade["trade_id"] as? Int == 2 && trade["executed_at"] as? String == trade["time"] as? String)
    }

    @Test func `the book shows its best levels first`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        for price in [61_000, 62_000, 62_000, 60_000] { _ = venue.limit(alpha, "buy", "0.01", "\(price)") }
        let reply = venue.send(.get, "/api/v1/market/orderbook/BTCUSDT?limit=2")
        #expect(reply.json["bids"] as? [[String]] == [["62000.00000000", "0.02000000"], ["61000.00000000", "0.01000000"]])
        #expect((reply.json["asks"] as? [[String]])?.isEmpty == true && reply.json["sequence"] as? Int != nil)
        #expect(venue.send(.get, "/api/v1/market/orderbook/BTCUSDT?depth=101").details["field"] as? String == "depth")
    }

    @Test func `while orders are collected, book and ticker say how the auction stands`() throws {
        let venue = try market([64_600])
        let paths = ["ticker/BTCUSDT", "orderbook/BTCUSDT"].map { "/api/v1/market/\($0)" }
        func auctions() -> [[String?]] {
            paths.map { path in
                let body = venue.send(.get, path).json
                return ["phase", "indicative_price", "indicative_volume"].map { body[$0].map { $0 is NSNull ? "null" : "\($0)" } }
            }
        }
        #expect(auctions() == Array(repeating: ["continuous", nil, nil], count: 2))
        venue.submit(.setPhase(symbol: SymbolID(rawValue: 0), phase: .preOpen))
        #expect(auctions() == Array(repeating: ["preOpen", "null", "0.00000000"], count: 2))
        let (buyer, seller) = (venue.register("Early"), venue.register("Other"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        _ = venue.limit(buyer, "buy", "0.02", "64700")
        _ = venue.limit(seller, "sell", "0.01", "64500")
        #expect(auctions() == Array(repeating: ["preOpen", "64700.00000000", "0.01000000"], count: 2))
        venue.submit(.setPhase(symbol: SymbolID(rawValue: 0), phase: .continuous))
        #expect(auctions() == Array(repeating: ["continuous", nil, nil], count: 2))
        #expect(venue.send(.get, paths[0])["close"] == "64700.00000000")
    }

    @Test func `pairs say their steps`() throws {
        let venue = try Venue()
        let reply = venue.send(.get, "/api/v1/market/pairs?quote_asset=usdt&status=active&exchange=any")
        let pairs = try #require(reply.json["pairs"] as? [[String: Any]])
        #expect(pairs.map { $0["symbol"] as? String } == ["BTCUSDT", "ETHUSDT"] && reply.json["total"] as? Int == 2)
        #expect(pairs[0]["step_size"] as? String == "0.00001000" && pairs[0]["tick_size"] as? String == "0.01000000" && pairs[0]["has_price"] as? Bool == true)
        #expect(venue.send(.get, "/api/v1/market/pairs?status=inactive").json["total"] as? Int == 0)
        #expect(venue.send(.get, "/api/v1/market/pairs?quote_asset=EUR").json["total"] as? Int == 0)
    }

    @Test func `the range of data begins with the first trade`() throws {
        let empty = try market([]).send(.get, "/api/v1/market/data-range")
        #expect(empty.json["earliest"] is NSNull && empty.json["latest"] is NSNull && empty.json["total_pairs"] as? Int == 2)
        let reply = try market([64_000]).send(.get, "/api/v1/market/data-range")
        #expect(ISOTime.parse(reply["earliest"]) != nil && ISOTime.parse(reply["latest"]) != nil)
    }

    @Test func `indicators need bars, and each as many as it looks at`() throws {
        let empty = try market([]).send(.get, "/api/v1/market/indicators/BTCUSDT")
        #expect(empty.status == 503 && empty.code == "SERVICE_UNAVAILABLE")
        let venue = try market((0..<25).map { 64_000 + $0 * 10 }, goesOn: true)
        let reply = venue.send(.get, "/api/v1/market/indicators/BTCUSDT?lookback=50")
        let values = try #require(reply.json["indicators"] as? [String: Double])
        #expect(reply.json["candles_used"] as? Int == 25 && reply.json["lookback"] as? Int == 50)
        #expect(values["price"] == 64_240 && values["sma_20"] == 64_145 && values["rsi_14"] == 100 && values["atr_14"] == 10)
        #expect(values["sma_50"] == nil && values["macd_line"] == nil && values["adx_14"] == nil)
        #expect(values["volume_ma_20"] == 0.01 && values["bb_mid"] == 64_145)
        let one = venue.send(.get, "/api/v1/market/indicators/BTCUSDT?indicators=rsi_14,%20price")
        #expect((one.json["indicators"] as? [String: Double])?.keys.sorted() == ["price", "rsi_14"])
        #expect(venue.send(.get, "/api/v1/market/indicators/BTCUSDT?indicators=magic").code == "INVALID_SYMBOL")
        #expect(venue.send(.get, "/api/v1/market/indicators/BTCUSDT?lookback=13").code == "VALIDATION_ERROR")
        let names = venue.send(.get, "/api/v1/market/indicators/available")
        let list = try #require(names.json["indicators"] as? [String])
        #expect(list == list.sorted() && list.count == 15 && (names.json["details"] as? [[String: Any]])?.count == 15)
    }
}

struct IndicatorTests {
    private func value(_ name: String, _ closes: [Double]) -> Double? {
        let bars = closes.map { Indicators.Bar(high: $0 + 1, low: $0 - 1, close: $0, volume: 2) }
        return Indicators.all.first { $0.name == name }?.compute(Indicators(bars))
    }

    @Test func `averages of a constant are the constant`() {
        let closes = Array(repeating: 5.0, count: 60)
        for name in ["sma_20", "sma_50", "ema_12", "ema_26", "bb_upper", "bb_mid", "bb_lower", "price"] { #expect(value(name, closes) == 5, "\(name)") }
        for name in ["macd_line", "macd_signal", "macd_hist", "adx_14"] { #expect(value(name, closes) == 0, "\(name)") }
        #expect(value("atr_14", closes) == 2 && value("volume_ma_20", closes) == 2 && value("rsi_14", closes) == 100)
    }

    @Test func `a rise and fall in turn has a strength of about a half`() throws {
        let closes = (0..<41).map { $0 % 2 == 0 ? 10.0 : 11.0 }
        let strength = try #require(value("rsi_14", closes))
        #expect(abs(strength - 50) < 5)
        let band = try #require(value("bb_upper", closes))
        #expect(abs(band - (10.5 + 2 * 0.5)) < 1e-9)
    }

    @Test func `a straight rise is all direction`() throws {
        let closes = (0..<60).map(Double.init)
        #expect(try #require(value("adx_14", closes)) == 100)
        #expect(abs(try #require(value("macd_line", closes)) - 7) < 1e-9)
    }
}
