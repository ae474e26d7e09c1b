import Database
import Engine
import Foundation
import HTTP
import IO
import Market
import Synchronization
import Testing

@testable import Gateway
@testable import History

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

    /// Ended orders that memory holds in some tests.
    private static let remembered = 16
    private static var smallMemory: Blotter.Limits {
        var limits = Blotter.Limits()
        limits.endedOrdersMax = remembered
        return limits
    }

    /// Enters an order and cancels it.
    private func end(_ venue: Venue, _ trader: Venue.Trader) -> String {
        let id = venue.limit(trader, "buy", "0.001", "60000")["order_id"]
        #expect(cancel(id, venue, trader).status == 200)
        return id
    }

    private func cancel(_ id: String, _ venue: Venue, _ trader: Venue.Trader) -> Reply { venue.send(.delete, "/api/v1/trade/order/\(id)", key: trader.key) }

    @Test func `why a forgotten order cannot be canceled is told by tables that are behind, if they hold what memory has forgotten`() throws {
        let asked = Mutex<[SequenceNumber]>([])
        let venue = try Venue(memory: Self.smallMemory) { sequence in
            asked.withLock { $0.append(sequence) }
            return false
        }
        let (trader, other) = (venue.register(), venue.register("Other"))
        let first = end(venue, trader)
        // The tables know the first order that ended, and then stand still.
        let store = try HistoryStore(path: HistoryStore.path(in: venue.directory), instanceID: 42)
        let entry = venue.onLoop { venue.keeper.blotter.archive.entries[venue.keeper.blotter.archive.entry(ofEnded: 1)] }
        try store.beginTransaction()
        try store.lift { () throws(DatabaseError) in try store.rows.insert(entry, nil, number: 1) }
        try store.endTransaction(at: 1, time: entry.updatedAt)
        for _ in 0..<Self.remembered { _ = end(venue, trader) }
        let known = cancel(first, venue, trader)
        #expect(known.status == 400 && known.code == "ORDER_NOT_CANCELLABLE", "\(known.body)")
        #expect(cancel(first, venue, other).code == "ORDER_NOT_FOUND")
        #expect(asked.withLock { $0 } == [])
        // Of the second they know nothing yet: nobody may say that there was none.
        _ = end(venue, trader)
        let unknown = cancel(first, venue, trader)
        #expect(unknown.status == 503 && unknown.details["reason"] as? String == "history_behind", "\(unknown.body)")
        #expect(asked.withLock { $0.count } == 1)
    }

    @Test func `who asks tables that stand still is answered in time, and once`() throws {
        let standing = Mutex<[CheckedContinuation<Void, Never>]>([])
        let venue = try Venue(memory: Self.smallMemory) { _ in
            await withCheckedContinuation { continuation in standing.withLock { $0.append(continuation) } }
            return false
        }
        let trader = venue.register()
        let first = end(venue, trader)
        for _ in 0..<Self.remembered { _ = end(venue, trader) }
        let request = venue.request(.delete, "/api/v1/trade/order/\(first)", headers: ["x-api-key": trader.key])
        let ticket = venue.ticket()
        venue.onLoop { venue.facade.handle(request, ticket, Venue.peer) }
        for _ in 0..<100 where standing.withLock({ $0.isEmpty }) { venue.settle() }
        #expect(standing.withLock { $0.count } == 1)
        venue.onLoop { venue.facade.historian.look() }
        #expect(venue.outlet.with { $0.responses[ticket] } == nil)
        venue.clock.advance(seconds: Historian.patienceNanoseconds / 1_000_000_000)
        venue.onLoop { venue.facade.historian.look() }
        let reply = try #require(venue.outlet.with { $0.responses[ticket] }.map(Venue.reply))
        #expect(reply.status == 503 && reply.details["reason"] as? String == "history_behind", "\(reply.body)")
        // What comes late is nobody's; the outlet counts answers.
        for continuation in standing.withLock({ $0 }) { continuation.resume() }
        for _ in 0..<10 { venue.settle() }
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
