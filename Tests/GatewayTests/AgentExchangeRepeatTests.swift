import Foundation
import HTTP
import Market
import Testing

@testable import Gateway

/// Orders that are sent again, under a `client_order_id`, an `Idempotency-Key`, or both.
struct AgentExchangeRepeatTests {
    private let venue: Venue
    private let (alpha, seller): (Venue.Trader, Venue.Trader)

    init() throws {
        venue = try Venue()
        alpha = venue.register("Alpha")
        seller = venue.register("Seller")
        venue.deposit(seller, 1, units: 100 * 100_000_000)
    }

    private func body(_ fields: String = "", quantity: String = "0.01") -> String {
        #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"\#(quantity)","price":"62000"\#(fields)}"#
    }

    private func order(_ body: String, key: String? = nil) -> Reply {
        venue.send(.post, "/api/v1/trade/order", body, key: alpha.key, headers: key.map { ["idempotency-key": $0] } ?? [:])
    }

    private var orderCount: String { venue.send(.get, "/api/v1/trade/orders", key: alpha.key)["total"] }

    private func isRepeat(_ reply: Reply) -> Bool { reply.headers["idempotent-replayed"] == "true" }

    @Test(arguments: ["7", "my-order_1", "550e8400-e29b-41d4-a716-446655440000"])
    func `a repeat under the same name returns the first result`(_ name: String) {
        let first = order(body(#","client_order_id":"\#(name)""#))
        #expect(first.status == 201 && first["client_order_id"] == name && !isRepeat(first))
        let again = order(body(#","newClientOrderId":"\#(name)""#))
        #expect(again.status == 201 && again.body == first.body && isRepeat(again))
        let other = order(body(#","client_order_id":"\#(name)""#, quantity: "0.02"))
        #expect(other.status == 400 && other.code == "ORDER_REJECTED" && other.details["reason"] as? String == "duplicate_client_order_id")
        #expect(orderCount == "1")
    }

    @Test func `a key names an order that names itself not`() {
        let first = order(body(), key: "retry-4711-of-today")
        #expect(first.status == 201 && first["client_order_id"] == "retry-4711-of-today")
        let again = order(body(), key: "retry-4711-of-today")
        #expect(again.status == 201 && again.body == first.body && isRepeat(again))
        let other = order(body(quantity: "0.02"), key: "retry-4711-of-today")
        #expect(other.status == 422 && other.details["field"] as? String == "Idempotency-Key", "\(other.body)")
        #expect(orderCount == "1")
    }

    @Test func `a key beside a client order id is good for that one alone`() {
        let first = order(body(#","client_order_id":"mine""#), key: "k-1")
        #expect(first.status == 201 && first["client_order_id"] == "mine")
        #expect(order(body(#","client_order_id":"mine""#), key: "k-1").body == first.body)
        // Without the key the name is still the name.
        #expect(order(body(#","client_order_id":"mine""#)).body == first.body)
        for fields in [#","client_order_id":"other""#, ""] {
            let other = order(body(fields), key: "k-1")
            #expect(other.status == 422 && other.details["field"] as? String == "Idempotency-Key", "\(other.body)")
        }
        // Another key may come with the same order.
        #expect(order(body(#","client_order_id":"mine""#), key: "k-2").body == first.body)
        #expect(orderCount == "1")
    }

    @Test func `a key that named an order itself seals no other name`() {
        let first = order(body(), key: "k-1")
        #expect(order(body(#","client_order_id":"mine""#), key: "k-1").code == "VALIDATION_ERROR")
        // What is remembered of keys may be lost; the log has the names.
        venue.onLoop { [venue] in venue.facade.repeats = RepeatBook() }
        #expect(order(body(#","client_order_id":"mine""#), key: "k-1").code == "VALIDATION_ERROR")
        #expect(order(body(), key: "k-1").body == first.body)
        #expect(orderCount == "1")
    }

    @Test func `keys are an account's own`() {
        #expect(order(body(), key: "shared").status == 201)
        let reply = venue.send(.post, "/api/v1/trade/order", body(), key: venue.register("Beta").key, headers: ["idempotency-key": "shared"])
        #expect(reply.status == 201 && !isRepeat(reply))
    }

    @Test func `the first result stays as it was, whatever became of the order`() {
        _ = venue.limit(seller, "sell", "0.004", "62000")
        let first = order(body(), key: "k")
        #expect(first["status"] == "partially_filled" && first["executed_quantity"] == "0.00400000", "\(first.body)")
        for seconds in [0, 5] as [Int64] {
            venue.clock.advance(seconds: seconds)
            _ = venue.limit(seller, "sell", "0.003", "61000")
            let again = order(body(), key: "k")
            #expect(again.status == 201 && again.body == first.body, "\(again.body)")
        }
        let shown = venue.send(.get, "/api/v1/trade/order/\(first["order_id"])", key: alpha.key)
        #expect(shown["status"] == "filled" && shown["executed_quantity"] == "0.01000000")
    }

    @Test func `an order that was canceled since shows as it entered, one that ended at once as it ended`() {
        let (market, ioc) = (body(#","timeInForce":"IOC","client_order_id":"ioc""#), #"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"0.01"}"#)
        _ = venue.limit(seller, "sell", "0.004", "62000")
        let entered = order(market, key: "a")
        #expect(entered["status"] == "cancelled" && entered["executed_quantity"] == "0.00400000", "\(entered.body)")
        _ = venue.limit(seller, "sell", "0.05", "62000")
        let filled = order(ioc, key: "b")
        #expect(filled["status"] == "filled", "\(filled.body)")
        venue.clock.advance(seconds: 5)
        #expect(venue.send(.delete, "/api/v1/trade/order/\(filled["order_id"])", key: alpha.key).code == "ORDER_NOT_CANCELLABLE")
        let waiting = order(#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"50000"}"#, key: "c")
        #expect(venue.send(.delete, "/api/v1/trade/order/\(waiting["order_id"])", key: alpha.key).status == 200)
        #expect(order(#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"50000"}"#, key: "c").body == waiting.body)
        #expect(order(market, key: "a").body == entered.body && order(ioc, key: "b").body == filled.body)
    }

    @Test func `a rejection is the result as well, with the numbers of then`() {
        let body = #"{"symbol":"BTCUSDT","side":"sell","type":"market","quantity":"1"}"#
        #expect(venue.limit(venue.register("Beta"), "buy", "1", "62000").status == 201)
        let first = order(body, key: "r")
        #expect(first.status == 400 && first.code == "INSUFFICIENT_BALANCE" && first.details["available"] as? String == "0.00000000", "\(first.body)")
        venue.deposit(alpha, 1, units: 50_000_000)
        let again = order(body, key: "r")
        #expect(again.status == 400 && again.body == first.body && isRepeat(again))
        // Without the memory of the words, which a restart loses, the reason is the same and its numbers are of now.
        venue.onLoop { [venue] in venue.facade.repeats = RepeatBook() }
        let reworded = order(body, key: "r")
        #expect(reworded.status == 400 && reworded.code == first.code && reworded.details["available"] as? String == "0.50000000", "\(reworded.body)")
    }

    @Test func `what never reached the book may be sent again under its key`() {
        let bad = order(#"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01"}"#, key: "k")
        #expect(bad.status == 422)
        // Nor does it tie the key to a name.
        let trailing = order(#"{"symbol":"NOPE","side":"sell","type":"trailing_stop","quantity":"0.01","trailingDelta":100,"client_order_id":"t"}"#, key: "k")
        #expect(trailing.code == "INVALID_SYMBOL" && order(body(), key: "k").status == 201)
    }

    @Test func `a key is as long as it may be, and no longer`() {
        let key = String(repeating: "k", count: 255)
        #expect(order(body(), key: key).status == 201 && isRepeat(order(body(), key: key)))
        #expect(order(body(), key: key + "k").details["field"] as? String == "Idempotency-Key")
    }

    @Test func `a day later the name is new`() {
        let first = order(body(#","client_order_id":"mine""#), key: "k")
        venue.clock.advance(seconds: 86_401)
        let next = order(body(#","client_order_id":"other""#), key: "k")
        #expect(next.status == 201 && next["order_id"] != first["order_id"], "\(next.body)")
    }
}

struct RecentTests {
    @Test func `the oldest is forgotten first, and what comes again stays what it was`() {
        var recent = Recent<Int, String>(max: 2)
        recent.insert(1, "one")
        recent.insert(1, "eins")
        recent.insert(2, "two")
        #expect(recent[1] == "one")
        recent.insert(3, "three")
        #expect(recent[1] == nil && recent[2] == "two" && recent[3] == "three")
        recent.remove(2)
        recent.insert(2, "zwei")
        #expect(recent[2] == "zwei" && recent[3] == "three")
        recent.insert(4, "four")
        #expect(recent[3] == nil && recent[2] == "zwei" && recent[4] == "four")
    }
}
