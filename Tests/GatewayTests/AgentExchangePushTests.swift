import Engine
import Foundation
import HTTP
import Market
import Testing

@testable import Gateway

/// A WebSocket of a client.
private final class Feed {
    let venue: Venue
    let ticket: Ticket
    private var channel: (any Channel)?

    /// Nil where the handshake was refused; then `refusal` says why.
    init(_ venue: Venue, _ query: String, headers: [String: String] = [:]) {
        self.venue = venue
        ticket = venue.ticket()
        let request = venue.request(.get, "/ws/v1\(query)", headers: headers, webSocket: true)
        let (ticket, facade) = (ticket, venue.facade!)
        venue.onLoop { facade.handle(request, ticket, Venue.peer) }
        channel = venue.outlet.with { $0.channels[ticket] }
    }

    var refusal: Reply? { venue.outlet.with { $0.responses[ticket] }.map(Venue.reply) }

    func say(_ text: String, isText: Bool = true) {
        let channel = channel
        venue.onLoop {
            let bytes = Array(text.utf8)
            unsafe bytes.withUnsafeBytes { unsafe channel?.received($0, isText: isText) }
        }
    }

    func close() {
        let channel = channel
        venue.onLoop { channel?.closed() }
    }

    /// Everything that came since it was last asked.
    func messages() -> [[String: Any]] {
        venue.settle()
        return venue.outlet.with { contents in
            defer { contents.messages[ticket] = nil }
            return contents.messages[ticket] ?? []
        }.map(object)
    }

    func setQueued(_ bytes: Int) { venue.outlet.with { $0.queued[ticket] = bytes } }
    var endCode: UInt16? { venue.outlet.with { $0.ends[ticket] } }
}

struct AgentExchangePushTests {
    private func market() throws -> (Venue, buyer: Venue.Trader, seller: Venue.Trader) {
        let venue = try Venue()
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        return (venue, buyer, seller)
    }

    private func trade(_ venue: Venue, _ buyer: Venue.Trader, _ seller: Venue.Trader, _ price: String = "64600") {
        _ = venue.limit(seller, "sell", "0.01", price)
        #expect(venue.limit(buyer, "buy", "0.01", price)["status"] == "filled")
    }

    /// Lets the hub's second pass, as its timer would.
    private func pass(_ venue: Venue, seconds: Int64) {
        venue.clock.advance(seconds: seconds)
        venue.onLoop {
            venue.facade.pushes.pass(venue.clock.monotonicNanoseconds)
            venue.desk.handOver()
        }
    }

    @Test func `orders are shown and pushed whatever 64 bits they are called by`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        feed.say(#"{"action":"subscribe","channel":"orders"}"#)
        _ = feed.messages()
        var next = UInt64.random(in: 0...UInt64.max)
        print("seed \(next)")
        var names: [UInt64] = [1 << 61, (1 << 61) + 65, 1 << 63, .max, 42]
        for _ in 0..<100 {
            next = next &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            names.append(next)
        }
        for name in names {
            // An account has only so many orders a minute.
            venue.clock.advance(seconds: 2)
            venue.enter(buyer, name: name)
            let expected = OrderName.text(name)
            let pushed = try #require(feed.messages().first)
            #expect(pushed["client_order_id"] as? String == expected, "\(name)")
            let open = venue.send(.get, "/api/v1/trade/orders/open", key: buyer.key)
            let first = try #require((open.json["orders"] as? [[String: Any]])?.first, "\(open.body)")
            #expect(first["client_order_id"] as? String == expected, "\(name)")
            #expect(venue.send(.delete, "/api/v1/trade/orders/open", key: buyer.key).status == 200)
            _ = feed.messages()
        }
    }

    @Test func `a handshake without a good credential is refused with 401`() throws {
        let (venue, buyer, _) = try market()
        for query in ["", "?api_key=nonsense", "?token=a.b.c"] { #expect(Feed(venue, query).refusal?.status == 401, "\(query)") }
        #expect(Feed(venue, "?api_key=\(buyer.key)").refusal == nil && Feed(venue, "?api_key=\(buyer.agentKey)").refusal == nil)
        let token = venue.send(.post, "/api/v1/auth/login", #"{"api_key":"\#(buyer.key)","api_secret":"\#(buyer.secret)"}"#)["token"]
        #expect(Feed(venue, "?token=\(token)").refusal == nil)
        let plain = venue.send(.get, "/ws/v1?api_key=\(buyer.key)")
        #expect(plain.status == 426 && plain.headers["upgrade"] == "websocket" && plain.code == "UPGRADE_REQUIRED")
        venue.suspend(buyer)
        #expect(Feed(venue, "?api_key=\(buyer.key)").refusal?.status == 403)
    }

    @Test func `both ways of naming a channel are understood and acknowledged`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        for (message, key, name) in [
            (#"{"action":"subscribe","channel":"ticker:BTCUSDT"}"#, "subscription", "ticker:BTCUSDT"),
            (#"{"action":"subscribe","channel":"ticker:all"}"#, "subscription", "ticker:all"),
            (#"{"action":"subscribe","channel":"candles:ETHUSDT:15m"}"#, "subscription", "candles:ETHUSDT:15m"),
            (#"{"action":"subscribe","channel":"orders"}"#, "subscription", "orders"),
            (#"{"action":"subscribe","channel":"ticker","symbol":"ethusdt"}"#, "channel", "ticker"),
            (#"{"action":"subscribe","channel":"candles","symbol":"BTCUSDT","interval":"1d"}"#, "channel", "candles"),
            (#"{"action":"subscribe","channel":"ticker_all"}"#, "channel", "ticker_all"),
        ] {
            feed.say(message)
            let reply = try #require(feed.messages().first)
            #expect(reply["type"] as? String == "subscribed" && reply[key] as? String == name, "\(reply)")
            #expect(reply.count == 2)
        }
        feed.say(#"{"action":"unsubscribe","channel":"ticker:BTCUSDT"}"#)
        #expect(feed.messages().first?["type"] as? String == "unsubscribed")
    }

    @Test func `what is no message or no channel is an error, and the connection stays`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        for (message, code) in [
            ("{", "UNKNOWN_ACTION"), (#"{"action":"dance"}"#, "UNKNOWN_ACTION"), ("{}", "UNKNOWN_ACTION"), (#"{"action":"subscribe"}"#, "INVALID_CHANNEL"),
            (#"{"action":"subscribe","channel":"ticker:NOPE"}"#, "INVALID_CHANNEL"), (#"{"action":"subscribe","channel":"candles:BTCUSDT:2m"}"#, "INVALID_CHANNEL"),
            (#"{"action":"subscribe","channel":"battle","battle_id":"1"}"#, "INVALID_CHANNEL"), (#"{"action":"unsubscribe","channel":"x"}"#, "INVALID_CHANNEL"),
        ] {
            feed.say(message)
            let reply = try #require(feed.messages().first)
            #expect(reply["type"] as? String == "error" && reply["code"] as? String == code && reply["message"] is String, "\(message)")
        }
        feed.say("binary", isText: false)
        #expect(feed.messages().first?["code"] as? String == "UNKNOWN_ACTION")
        #expect(feed.endCode == nil)
    }

    @Test func `a connection has ten subscriptions, and again is none more`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        let channels = ["ticker:BTCUSDT", "ticker:ETHUSDT", "ticker:all", "orders"] + ["1m", "5m", "15m", "1h", "4h", "1d"].map { "candles:BTCUSDT:\($0)" }
        for channel in channels + ["orders"] { feed.say(#"{"action":"subscribe","channel":"\#(channel)"}"#) }
        #expect(feed.messages().allSatisfy { $0["type"] as? String == "subscribed" })
        feed.say(#"{"action":"subscribe","channel":"portfolio"}"#)
        #expect(feed.messages().first?["code"] as? String == "SUBSCRIPTION_LIMIT")
        feed.say(#"{"action":"unsubscribe","channel":"orders"}"#)
        feed.say(#"{"action":"subscribe","channel":"portfolio"}"#)
        #expect(feed.messages().map { $0["type"] as? String } == ["unsubscribed", "subscribed"])
    }

    @Test func `a tick comes once, under its symbol if that was asked for`() throws {
        let (venue, buyer, seller) = try market()
        let (both, all, field) = (Feed(venue, "?api_key=\(buyer.key)"), Feed(venue, "?api_key=\(buyer.key)"), Feed(venue, "?api_key=\(buyer.key)"))
        both.say(#"{"action":"subscribe","channel":"ticker:BTCUSDT"}"#)
        both.say(#"{"action":"subscribe","channel":"ticker:all"}"#)
        all.say(#"{"action":"subscribe","channel":"ticker:all"}"#)
        field.say(#"{"action":"subscribe","channel":"ticker","symbol":"BTCUSDT"}"#)
        for feed in [both, all, field] { _ = feed.messages() }
        trade(venue, buyer, seller)
        for (feed, channel) in [(both, "ticker:BTCUSDT"), (all, "ticker:all"), (field, "ticker")] {
            let messages = feed.messages()
            #expect(messages.count == 1, "\(channel)")
            let tick = try #require(messages.first)
            #expect(tick["type"] as? String == "ticker" && tick["channel"] as? String == channel && tick["symbol"] as? String == "BTCUSDT")
            #expect(tick["price"] as? String == "64600.00000000" && tick["quantity"] as? String == "0.01000000" && tick["is_buyer_maker"] as? Bool == false)
            #expect((tick["data"] as? [String: Any])?["price"] as? String == "64600.00000000")
        }
        all.close()
        both.say(#"{"action":"unsubscribe","channel":"ticker:BTCUSDT"}"#)
        _ = both.messages()
        trade(venue, buyer, seller)
        #expect(both.messages().first?["channel"] as? String == "ticker:all" && all.messages().isEmpty)
    }

    @Test func `a slow reader gets the last tick once it reads`() throws {
        let (venue, buyer, seller) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        feed.say(#"{"action":"subscribe","channel":"ticker:BTCUSDT"}"#)
        _ = feed.messages()
        feed.setQueued(PushHub.quotesQueuedMax + 1)
        for price in 64_601...64_605 { trade(venue, buyer, seller, "\(price)") }
        #expect(feed.messages().isEmpty)
        feed.setQueued(0)
        pass(venue, seconds: 1)
        #expect(feed.messages().map { $0["price"] as? String } == ["64605.00000000"])
    }

    @Test func `while orders are collected the ticker says how the auction stands, once a second`() throws {
        let (venue, buyer, seller) = try market()
        trade(venue, buyer, seller)
        let feeds = ["ticker:BTCUSDT", "ticker:all"].map { channel in
            let feed = Feed(venue, "?api_key=\(buyer.key)")
            feed.say(#"{"action":"subscribe","channel":"\#(channel)"}"#)
            _ = feed.messages()
            return feed
        }
        func told() -> [[[String?]]] {
            feeds.map { feed in
                feed.messages().map { message in
                    #expect(message["type"] as? String == "ticker" && (message["data"] as? [String: Any])?["phase"] as? String == message["phase"] as? String)
                    return ["price", "quantity", "phase", "indicative_price", "indicative_volume"].map { key in message[key].map { $0 is NSNull ? "null" : "\($0)" } }
                }
            }
        }
        venue.submit(.setPhase(symbol: SymbolID(rawValue: 0), phase: .preOpen))
        pass(venue, seconds: 1)
        let still = ["64600.00000000", "0.00000000"]
        #expect(told() == Array(repeating: [still + ["preOpen", "null", "0.00000000"]], count: 2))
        _ = venue.limit(buyer, "buy", "0.02", "64700")
        _ = venue.limit(seller, "sell", "0.01", "64500")
        #expect(told() == [[], []])
        pass(venue, seconds: 1)
        let crossed = still + ["preOpen", "64700.00000000", "0.01000000"]
        #expect(told() == Array(repeating: [crossed], count: 2))
        pass(venue, seconds: 1)
        #expect(told() == [[], []])
        // Who comes later is told too.
        feeds[1].say(#"{"action":"subscribe","channel":"ticker_all"}"#)
        let late = Feed(venue, "?api_key=\(seller.key)")
        late.say(#"{"action":"subscribe","channel":"ticker:BTCUSDT"}"#)
        _ = [late.messages(), feeds[1].messages()]
        pass(venue, seconds: 1)
        #expect(late.messages().first?["indicative_price"] as? String == "64700.00000000")
        #expect(told() == Array(repeating: [crossed], count: 2))
        venue.submit(.setPhase(symbol: SymbolID(rawValue: 0), phase: .continuous))
        pass(venue, seconds: 1)
        let after = [["64700.00000000", "0.01000000", nil, nil, nil], ["64700.00000000", "0.00000000", "continuous", nil, nil]]
        #expect(told() == Array(repeating: after, count: 2))
    }

    @Test func `a bracket's updates say where its exits are to enter`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        feed.say(#"{"action":"subscribe","channel":"orders"}"#)
        _ = feed.messages()
        let exits = ["takeProfitPrice": "66000.00000000", "stopLossPrice": "61000.00000000", "stopLossLimitPrice": "60900.00000000"]
        let asked = exits.map { #""\#($0)":"\#($1)""# }.joined(separator: ",")
        let entry = #""symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"62000""#
        #expect(venue.order(buyer, "{\(entry),\(asked)}").status == 201)
        #expect(venue.order(buyer, "{\(entry)}").status == 201)
        let updates = feed.messages()
        #expect(updates.map { update in exits.keys.map { update[$0] as? String } } == [exits.keys.map { exits[$0] }, [nil, nil, nil]])
        #expect((updates.first?["data"] as? [String: Any])?["stopLossPrice"] as? String == "61000.00000000")
    }

    @Test func `a bar is pushed as it grows and when it is over`() throws {
        let (venue, buyer, seller) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        feed.say(#"{"action":"subscribe","channel":"candles:BTCUSDT:1m"}"#)
        _ = feed.messages()
        trade(venue, buyer, seller, "64600")
        trade(venue, buyer, seller, "64610")
        let growing = feed.messages()
        #expect(growing.map { $0["close"] as? String } == ["64600.00000000", "64610.00000000"])
        #expect(growing.allSatisfy { $0["is_closed"] as? Bool == false && $0["interval"] as? String == "1m" && $0["channel"] as? String == "candles:BTCUSDT:1m" })
        pass(venue, seconds: 61)
        let over = try #require(feed.messages().first { $0["type"] as? String == "candle" })
        #expect(over["is_closed"] as? Bool == true && over["close"] as? String == "64610.00000000" && (over["data"] as? [String: Any])?["open"] as? String == "64600.00000000")
        trade(venue, buyer, seller, "64620")
        #expect(feed.messages().map { $0["is_closed"] as? Bool } == [false])
        // Nothing trades: bars go on, flat.
        pass(venue, seconds: 121)
        let flat = feed.messages().filter { $0["type"] as? String == "candle" }
        #expect(flat.map { $0["is_closed"] as? Bool } == [true, true] && flat.map { $0["close"] as? String } == ["64620.00000000", "64620.00000000"])
        #expect(flat[1]["open"] as? String == "64620.00000000" && flat[1]["volume"] as? String == "0.00000000")
    }

    @Test func `orders are private to their agent, and to its account`() throws {
        let (venue, buyer, seller) = try market()
        let (agent, account, other) = (Feed(venue, "?api_key=\(buyer.agentKey)"), Feed(venue, "?api_key=\(buyer.key)"), Feed(venue, "?api_key=\(seller.key)"))
        for feed in [agent, account, other] {
            feed.say(#"{"action":"subscribe","channel":"orders"}"#)
            _ = feed.messages()
        }
        let id = venue.limit(buyer, "buy", "0.01", "62000")["order_id"]
        for feed in [agent, account] {
            let update = try #require(feed.messages().first)
            #expect(update["type"] as? String == "order_update" && update["channel"] as? String == "orders" && update["order_id"] as? String == id)
            #expect(update["order_type"] as? String == "limit" && update["status"] as? String == "pending" && update["price"] as? String == "62000.00000000")
            let data = try #require(update["data"] as? [String: Any])
            #expect(data["type"] as? String == "limit" && data["order_type"] == nil && update["filled_at"] == nil && update["executed_price"] == nil)
        }
        #expect(other.messages().isEmpty)
        _ = venue.send(.delete, "/api/v1/trade/order/\(id)", key: buyer.key)
        #expect(agent.messages().first?["cancelled_at"] is String)
        _ = account.messages()
        trade(venue, buyer, seller)
        #expect(agent.messages().last?["status"] as? String == "filled")
        #expect(other.messages().map { $0["status"] as? String } == ["pending", "filled"])
    }

    @Test func `who does not read private events is let go`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        feed.say(#"{"action":"subscribe","channel":"orders"}"#)
        feed.setQueued(PushHub.eventsQueuedMax + 1)
        _ = venue.limit(buyer, "buy", "0.01", "62000")
        #expect(feed.endCode == 1008)
    }

    @Test func `a pass over many connections lets others have their turn in between`() throws {
        let (venue, buyer, _) = try market()
        let feeds = (0..<2 * PushHub.messagesPerTurnMax + 1).map { _ in Feed(venue, "?api_key=\(buyer.key)") }
        for feed in feeds {
            feed.say(#"{"action":"subscribe","channel":"portfolio"}"#)
            _ = feed.messages()
        }
        let tickets = feeds.map(\.ticket)
        venue.clock.advance(seconds: 5)
        venue.onLoop {
            venue.facade.pushes.pass(venue.clock.monotonicNanoseconds)
            venue.desk.handOver()
            let told = venue.outlet.with { contents in tickets.count { contents.messages[$0] != nil } }
            #expect(told == PushHub.messagesPerTurnMax)
        }
        // Three turns are enough for all, if they come.
        for _ in feeds { venue.settle() }
        for feed in feeds { #expect(feed.messages().count == 1) }
    }

    @Test func `the portfolio comes every five seconds`() throws {
        let (venue, buyer, _) = try market()
        let feed = Feed(venue, "?api_key=\(buyer.key)")
        feed.say(#"{"action":"subscribe","channel":"portfolio"}"#)
        _ = feed.messages()
        pass(venue, seconds: 5)
        let push = try #require(feed.messages().first)
        #expect(push["type"] as? String == "portfolio" && push["total_equity"] as? String == "1000000.00000000" && push["total_value"] as? String == "1000000.00000000")
        #expect((push["data"] as? [String: Any])?["available_cash"] as? String == "1000000.00000000")
        pass(venue, seconds: 1)
        #expect(feed.messages().isEmpty)
        pass(venue, seconds: 4)
        #expect(feed.messages().count == 1)
    }

    @Test func `who answers no ping is let go`() throws {
        let (venue, buyer, _) = try market()
        let (awake, asleep) = (Feed(venue, "?api_key=\(buyer.key)"), Feed(venue, "?api_key=\(buyer.key)"))
        pass(venue, seconds: 29)
        #expect(awake.messages().isEmpty)
        pass(venue, seconds: 1)
        for feed in [awake, asleep] { #expect(feed.messages().map { $0["type"] as? String } == ["ping"]) }
        awake.say(#"{"type":"pong"}"#)
        pass(venue, seconds: 11)
        #expect(awake.endCode == nil && asleep.endCode == 1001)
        pass(venue, seconds: 19)
        #expect(awake.messages().map { $0["type"] as? String } == ["ping"])
        awake.say(#"{"action":"pong"}"#)
        pass(venue, seconds: 11)
        #expect(awake.endCode == nil)
    }

    @Test func `a connection ends with the key that opened it`() throws {
        let (venue, buyer, seller) = try market()
        let (agent, account, other) = (Feed(venue, "?api_key=\(buyer.agentKey)"), Feed(venue, "?api_key=\(buyer.key)"), Feed(venue, "?api_key=\(seller.key)"))
        _ = venue.send(.post, "/api/v1/agents/\(buyer.agentID)/regenerate-key", key: buyer.key)
        #expect(agent.endCode == 1008 && account.endCode == nil)
        venue.suspend(buyer)
        #expect(account.endCode == 1008 && other.endCode == nil)
    }
}
