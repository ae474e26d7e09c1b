import HTTP
import Engine
import Foundation
import History
import IO
import Market
import Synchronization
import Testing

@testable import Gateway

/// What a desk asks behind its memory, with tables that are as the test says.
struct HistorianTests {
    private static let beyondMemory = Blotter.lookedAtMax + 52

    /// A venue whose trader has more ended orders than memory looks at.
    private func venue(catchUp: Historian.CatchUp?) throws -> (Venue, Venue.Trader) {
        let venue = try Venue(catchUp: catchUp)
        let trader = venue.register()
        for index in 0..<Self.beyondMemory {
            if index % 50 == 0 { venue.clock.advance(seconds: 60) }
            let order = venue.order(
                trader, #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.001","price":"60000","timeInForce":"IOC"}"#)
            #expect(order.status == 201, "\(order.body)")
        }
        return (venue, trader)
    }

    @Test func `what memory holds is answered though the tables are behind, the rest is not`() throws {
        let asked = Mutex<[SequenceNumber]>([])
        let (venue, trader) = try venue { sequence in
            asked.withLock { $0.append(sequence) }
            return false
        }
        let first = venue.send(.get, "/api/v1/trade/orders?limit=500", key: trader.key)
        #expect(first.status == 200 && first.json["total"] as? Int == Self.beyondMemory && (first.json["orders"] as? [Any])?.count == 500)
        #expect(asked.withLock { $0 } == [])
        for query in ["?limit=500&offset=1900", "?status=filled", "?symbol=ETHUSDT"] {
            let reply = venue.send(.get, "/api/v1/trade/orders\(query)", key: trader.key)
            #expect(reply.status == 503 && reply.code == "SERVICE_UNAVAILABLE" && reply.details["reason"] as? String == "history_behind", "\(query): \(reply.body)")
        }
        #expect(asked.withLock { $0.count } == 3)
        #expect(venue.send(.get, "/api/v1/trade/orders/open", key: trader.key).json["total"] as? Int == 0)
        #expect(venue.send(.get, "/api/v1/trade/history", key: trader.key).json["total"] as? Int == 0)
    }

    @Test func `a continued listing goes on behind its last order, whatever came meanwhile`() throws {
        let venue = try Venue()
        let trader = venue.register()
        func enter() -> String { venue.limit(trader, "buy", "0.001", "60000")["order_id"] }
        let ids = (0..<6).map { _ in enter() }
        func page(_ offset: Int) -> [String] {
            let reply = venue.send(.get, "/api/v1/trade/orders?limit=2&offset=\(offset)", key: trader.key)
            return (reply.json["orders"] as? [[String: Any]] ?? []).compactMap { $0["order_id"] as? String }
        }
        #expect(page(0) == [ids[5], ids[4]])
        let late = enter()
        #expect(page(2) == [ids[3], ids[2]])
        #expect(page(4) == [ids[1], ids[0]])
        // Whoever comes back later, or begins in the middle, counts from the newest.
        venue.clock.advance(seconds: 61)
        #expect(page(2) == [ids[4], ids[3]])
        #expect(page(0) == [late, ids[5]])
    }

    @Test func `places of listings are forgotten, the oldest first`() {
        var table = CursorTable<Int>()
        func question(_ number: Int) -> CursorTable<Int>.Question { .init([AccountID(rawValue: UInt32(number))], .all, 0) }
        let more = 2 * CursorTable<Int>.placesMax + 10
        for number in 0..<more { table.note(number, question(number), 100, at: Int64(number)) }
        func resumed(_ number: Int) -> ListingStart<Int> {
            var start = ListingStart<Int>.offset(100)
            _ = table.resume(&start, question(number), at: Int64(more))
            return start
        }
        #expect(resumed(more - 1) == .after(more - 1) && resumed(more - CursorTable<Int>.placesMax) == .after(more - CursorTable<Int>.placesMax))
        #expect(resumed(more - CursorTable<Int>.placesMax - 1) == .offset(100))
    }

    @Test func `imported bars are shown before trading starts and beside it, and gaps are told`() throws {
        let venue = try Venue(catchUp: { _ in true })
        let minute = Candle.minute
        let begin = venue.clock.wallNanoseconds / Candle.day * Candle.day - Candle.day
        let data = try MarketData(directory: venue.directory)
        _ = try BarImport.run(into: data, symbol: "BTCUSDT", length: minute) { take in
            for index in 0..<120 where !(30..<40).contains(index) {
                let price = Int64(60_000 + index) * 100_000_000
                var bar = Bar(flat: price, at: begin + Int64(index) * minute)
                bar.volume = 100_000_000
                try take(bar)
            }
        }
        func bars(_ query: String) -> [[String: Any]] {
            venue.send(.get, "/api/v1/market/candles/BTCUSDT?\(query)").json["candles"] as? [[String: Any]] ?? []
        }
        #expect(bars("interval=1m&limit=1000").count == 110)
        let hours = bars("interval=1h")
        #expect(hours.map { $0["close"] as? String } == ["60059.00000000", "60119.00000000"] && hours[0]["volume"] as? String == "50.00000000")
        #expect(venue.send(.get, "/api/v1/market/indicators/BTCUSDT?indicators=price").json["candles_used"] as? Int == 110)
        let range = venue.send(.get, "/api/v1/market/data-range")
        #expect(range["earliest"] == ISOTime.string(begin) && range["latest"] == ISOTime.string(begin + 120 * minute))
        let gaps = try #require(range.json["data_gaps"] as? [[String: Any]])
        #expect(gaps.count == 1 && gaps[0]["missing_bars"] as? Int == 10 && gaps[0]["start"] as? String == ISOTime.string(begin + 30 * minute))
        #expect(gaps[0]["symbol"] as? String == "BTCUSDT" && gaps[0]["interval"] as? String == "1m")
        // The first own trade: its bar follows the imported ones, and what lies between is missing.
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        _ = venue.limit(seller, "sell", "0.01", "64500")
        _ = venue.limit(buyer, "buy", "0.01", "64500")
        venue.clock.advance(seconds: 120)
        let closes = bars("interval=1m&limit=4").map { $0["close"] as? String }
        #expect(closes == ["60119.00000000", "64500.00000000", "64500.00000000", "64500.00000000"])
        #expect(bars("interval=1m&limit=2").map { $0["trade_count"] as? Int } == [0, 0])
        let after = try #require(venue.send(.get, "/api/v1/market/data-range").json["data_gaps"] as? [[String: Any]])
        #expect(after.count == 2 && after[1]["start"] as? String == ISOTime.string(begin + 120 * minute))
    }
}
