import Database
import Foundation
import History
import HTTP
import Identity
import IO
import Market
import Synchronization
import Testing
import Webhooks

@testable import Gateway

/// Keeps what would be sent, and says that it was heard.
private final class HearingTransport: WebhookTransport, @unchecked Sendable {
    private let posts = Mutex<[WebhookPost]>([])
    func post(_ post: WebhookPost, then: @escaping (WebhookOutcome) -> Void) {
        posts.withLock { $0.append(post) }
        then(.answered(status: 200))
    }
    func probe(_ url: String, then: @escaping (ProbeOutcome) -> Void) { then(url.contains("inside") ? .refused("private") : .allowed) }
    func close() {}
    var sent: [WebhookPost] { posts.withLock { $0 } }
    func bodies() -> [[String: Any]] { sent.map { object(String(decoding: $0.body, as: UTF8.self)) } }
}

/// A venue whose events are told.
private final class TellingVenue {
    let venue: Venue
    let transport = HearingTransport()
    let history: DatabaseConnection
    let desk: WebhookDesk
    private let loop: EventLoop

    init() throws {
        let venue = try Venue()
        self.venue = venue
        history = try DatabaseConnection(path: venue.directory + "/history.sqlite", migrations: HistorySchema.migrations)
        let loop = try EventLoop(clock: venue.clock)
        try loop.start()
        self.loop = loop
        let places = WebhookSender.Places(directory: venue.directory, history: venue.directory + "/history.sqlite", instanceID: 42)
        let options = WebhookOptions()
        desk = try WebhookDesk(
            venue.desk, venue.facade.members, places, loop: loop, transport: transport,
            terms: [.agentExchange: AgentExchange.webhookTerms(options)], options: options)
        let (facade, desk) = (venue.facade!, desk)
        let failure: (any Error)? = venue.onLoop {
            do {
                try desk.begin([.agentExchange: facade])
                facade.webhooks = desk
            } catch { return error }
            return nil
        }
        if let failure { throw failure }
    }

    deinit { desk.close() }

    /// Writes everything the blotter knows into history, as its follower does.
    func follow() throws {
        try write()
        pass()
    }

    func write() throws {
        let (orders, fills): ([BlotterOrder], [(AccountID, Fill)]) = venue.onLoop { [venue] in
            var orders: [BlotterOrder] = []
            var fills: [(AccountID, Fill)] = []
            for account in 1...8 as ClosedRange<UInt32> {
                orders += venue.keeper.blotter.orders(OrderQuestion(account: AccountID(rawValue: account), limit: 100)).elements.filter { !$0.isOpen }
                venue.keeper.blotter.forEachFill(of: AccountID(rawValue: account)) { fill in
                    fills.append((AccountID(rawValue: account), fill))
                    return true
                }
            }
            return (orders, fills)
        }
        try history.transaction { () throws(DatabaseError) in
            for (number, order) in orders.sorted(by: { ($0.updatedAt, $0.sequence) < ($1.updatedAt, $1.sequence) }).enumerated() {
                let integers: [Int64] = [
                    Int64(number + 1), Int64(order.account.rawValue), Int64(order.sequence), Int64(bitPattern: order.orderID.rawValue),
                    Int64(bitPattern: order.clientOrderID), Int64(order.side.rawValue), Int64(order.type.rawValue), 0, 0, 0, 0, order.price.ticks, 0,
                    order.quantity.lots, order.filled.lots, order.gross.units, order.fees.units, Int64(order.status.rawValue), Int64(order.reason.rawValue),
                    order.createdAt, order.updatedAt,
                ]
                try history.run(
                    "INSERT OR IGNORE INTO ended_order VALUES (\(Array(repeating: "?", count: 21).joined(separator: ",")), NULL)",
                    integers.map(DatabaseValue.integer))
            }
            for (number, (account, fill)) in fills.sorted(by: { ($0.1.tradeID, $0.0.rawValue) < ($1.1.tradeID, $1.0.rawValue) }).enumerated() {
                let integers: [DatabaseValue] = [
                    Int64(number + 1), Int64(account.rawValue), Int64(fill.tradeID), Int64(bitPattern: fill.orderID.rawValue), Int64(fill.side.rawValue),
                    Int64(fill.liquidity.rawValue), fill.price.ticks, fill.quantity.lots, fill.gross.units, fill.fee.units,
                ].map(DatabaseValue.integer)
                try history.run(
                    "INSERT OR IGNORE INTO fill VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    integers + [.integer(orNull: fill.realised?.units), .integer(fill.time)])
            }
        }
    }

    /// Lets the sender look, and deliver.
    func pass() {
        venue.clock.advance(seconds: 1)
        // From one loop to the other and back, for each part that is read.
        for _ in 0..<20 {
            loop.performAndWait {}
            venue.settle()
        }
    }

    func create(_ key: String, _ events: [String], url: String = "https://example.com/hook") -> Reply {
        let names = events.map { "\"\($0)\"" }.joined(separator: ",")
        return venue.send(.post, "/api/v1/webhooks", #"{"url":"\#(url)","events":[\#(names)]}"#, key: key)
    }
}

@Suite struct `Webhooks of AgentExchange` {
    @Test func `answer with the documented keys`() throws {
        let telling = try TellingVenue(), trader = telling.venue.register()
        let made = telling.create(trader.key, ["order.filled"])
        #expect(made.status == 201, "\(made.body)")
        let id = made["id"], path = "/api/v1/webhooks/\(made["id"])"
        let replies: [(Endpoint, Reply)] = [
            (.createWebhook, made), (.webhooks, telling.venue.send(.get, "/api/v1/webhooks", key: trader.key)),
            (.webhook, telling.venue.send(.get, path, key: trader.key)),
            (.updateWebhook, telling.venue.send(.put, path, #"{"description":"x","active":true}"#, key: trader.key)),
            (.testWebhook, telling.venue.send(.post, path + "/test", key: trader.key)),
        ]
        for (endpoint, reply) in replies {
            #expect((200...201).contains(reply.status), "\(reply.body)")
            #expect(Set(reply.json.keys) == Set(object(endpoint.route.answer.example).keys), "\(endpoint)")
        }
        #expect(telling.venue.send(.delete, path, key: trader.key).status == 204)
        let gone = telling.venue.send(.get, path, key: trader.key)
        #expect(gone.status == 404 && gone.code == "WEBHOOK_NOT_FOUND" && gone.details["webhook_id"] as? String == id)
        #expect(telling.venue.send(.get, "/api/v1/webhooks/none", key: trader.key).code == "WEBHOOK_NOT_FOUND")
    }

    @Test func `take the events there are, each once, and no others`() throws {
        let telling = try TellingVenue(), trader = telling.venue.register()
        for name in AgentExchange.webhookEvents { #expect(telling.create(trader.key, [name]).status == 201, "\(name)") }
        for name in ["order.cancelled", "webhook.test", "", "ORDER.FILLED"] {
            let reply = telling.create(trader.key, ["order.filled", name])
            #expect(reply.status == 422 && reply.details["field"] as? String == "events", "\(name): \(reply.body)")
        }
        let doubled = telling.create(trader.key, ["order.filled", "order.filled"])
        #expect(doubled.json["events"] as? [String] == ["order.filled"])
    }

    @Test func `are refused for addresses inside`() throws {
        let telling = try TellingVenue(), trader = telling.venue.register()
        for url in ["https://inside.example.com/", "http://example.com/", "https://10.0.0.1/"] {
            let reply = telling.create(trader.key, ["order.filled"], url: url)
            #expect(reply.status == 422 && reply.details["field"] as? String == "url", "\(reply.body)")
        }
    }

    @Test func `are told of orders and fills by the ids and decimals of the answers`() throws {
        let telling = try TellingVenue(), venue = telling.venue
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        let secret = telling.create(buyer.key, ["order.filled", "order.canceled", "position.updated"])["secret"]
        #expect(secret.hasPrefix("whsec_"))
        _ = venue.limit(seller, "sell", "0.05", "64500")
        let bought = venue.limit(buyer, "buy", "0.02", "64500")
        let resting = venue.limit(buyer, "buy", "0.01", "60000")
        venue.clock.advance(seconds: 1)
        #expect(venue.send(.delete, "/api/v1/trade/order/\(resting["order_id"])", key: buyer.key).status == 200)
        try telling.follow()
        let bodies = telling.transport.bodies()
        #expect(bodies.map { $0["event"] as? String } == ["order.filled", "position.updated", "order.canceled"])
        for (body, order, keys) in [
            (bodies[0], bought, ["order_id", "symbol", "side", "type", "status", "quantity", "price", "executed_price", "executed_quantity", "fee"]),
            (bodies[2], resting, ["order_id", "symbol", "side", "type", "quantity", "price"]),
        ] {
            for key in keys { #expect(body[key] as? String == order[key], "\(key): \(body)") }
        }
        #expect(bodies[0]["account_id"] as? String == buyer.accountID && bodies[0]["agent_id"] as? String == buyer.agentID)
        #expect(bodies[2]["status"] as? String == "cancelled" && bodies[2]["cancel_reason"] as? String == "by_owner")
        #expect(bodies[1]["quantity"] as? String == "0.02000000" && bodies[1]["fill_price"] as? String == "64500.00000000")
        #expect(bodies[1]["realized_pnl"] is NSNull)
        #expect(bodies[1]["order_id"] as? String == bought["order_id"])
        for (body, sent) in zip(bodies, telling.transport.sent) {
            let id = WebhookEventID.make(instance: 42, body["event"] as? String ?? "", number: 0)
            #expect(UUID(body["event_id"] as? String ?? "") != nil && body["event_id"] as? String != id.description)
            let headers = Dictionary(uniqueKeysWithValues: sent.headers.map { ($0.name, $0.value) })
            #expect(headers["X-Webhook-Id"] == body["event_id"] as? String && headers["X-Webhook-Event"] == body["event"] as? String)
            #expect(headers["X-TradeReady-Signature"] == "sha256=" + (headers["X-Webhook-Signature"] ?? ""))
        }
    }

    @Test func `are told of orders with names that are no text`() throws {
        let telling = try TellingVenue(), venue = telling.venue
        let buyer = venue.register("Buyer")
        _ = telling.create(buyer.key, ["order.canceled"])
        for name in [(1 << 61) + 65, .max, 7] as [UInt64] {
            venue.enter(buyer, name: name)
            #expect(venue.send(.delete, "/api/v1/trade/orders/open", key: buyer.key).status == 200)
        }
        try telling.follow()
        #expect(Set(telling.transport.bodies().map { $0["client_order_id"] as? String }) == ["2305843009213694017", "\(UInt64.max)", "7"])
    }

    @Test func `of an agent hear of that agent, and end with it`() throws {
        let telling = try TellingVenue(), venue = telling.venue
        let trader = venue.register()
        let second = venue.send(.post, "/api/v1/agents", #"{"display_name":"Second"}"#, key: trader.key)
        let made = telling.create(second["api_key"], ["order.canceled"])
        #expect(made.status == 201, "\(made.body)")
        for key in [trader.agentKey, second["api_key"]] {
            let order = venue.send(.post, "/api/v1/trade/order", #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"60000"}"#, key: key)
            #expect(venue.send(.delete, "/api/v1/trade/order/\(order["order_id"])", key: key).status == 200)
        }
        try telling.follow()
        #expect(telling.transport.bodies().map { $0["agent_id"] as? String } == [second["agent_id"]])
        #expect(venue.send(.get, "/api/v1/webhooks/\(made["id"])", key: trader.agentKey).status == 403)
        #expect(venue.send(.delete, "/api/v1/agents/\(second["agent_id"])", key: trader.key).status == 204)
        #expect(venue.send(.get, "/api/v1/webhooks/\(made["id"])", key: trader.key).status == 404)
    }

    @Test func `of the account hear what an agent did before it was deleted`() throws {
        let telling = try TellingVenue(), venue = telling.venue
        let trader = venue.register()
        let second = venue.send(.post, "/api/v1/agents", #"{"display_name":"Second"}"#, key: trader.key)
        _ = telling.create(trader.key, ["order.canceled"])
        let body = #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"60000"}"#
        let order = venue.send(.post, "/api/v1/trade/order", body, key: second["api_key"])
        #expect(venue.send(.delete, "/api/v1/trade/order/\(order["order_id"])", key: second["api_key"]).status == 200)
        try telling.write()
        #expect(venue.send(.delete, "/api/v1/agents/\(second["agent_id"])", key: trader.key).status == 204)
        telling.pass()
        #expect(telling.transport.bodies().map { $0["order_id"] as? String } == [order["order_id"]])
    }

    @Test func `hear that a wallet was halted, not that a session ended`() throws {
        let telling = try TellingVenue(), venue = telling.venue
        let trader = venue.register()
        _ = telling.create(trader.key, ["account.halted"])
        func account() -> AccountID { venue.onLoop { venue.facade.members.keys.engineAccount(of: venue.facade.members.keys.agent(UUID(trader.agentID)!)!)! } }
        let old = account()
        #expect(venue.send(.post, "/api/v1/account/reset", "{}", key: trader.key).status == 200)
        let new = account()
        let archived = venue.send(.post, "/api/v1/agents", #"{"display_name":"Second"}"#, key: trader.key)["agent_id"]
        let last = venue.onLoop { venue.facade.members.keys.engineAccount(of: venue.facade.members.keys.agent(UUID(archived)!)!)! }
        #expect(venue.send(.post, "/api/v1/agents/\(archived)/archive", key: trader.key).status == 200)
        for (number, (account, state)) in [(old, 2), (new, 1), (new, 2), (new, 0), (last, 2)].enumerated() {
            try telling.history.run(
                "INSERT INTO account_event VALUES (?, ?, ?, ?, 0, ?)",
                [Int64(number + 1), Int64(number + 1), Int64(account.rawValue), Int64(state), venue.clock.wallNanoseconds].map(DatabaseValue.integer))
        }
        try telling.follow()
        let bodies = telling.transport.bodies()
        #expect(bodies.count == 1 && bodies.first?["state"] as? String == "halted" && bodies.first?["event"] as? String == "account.halted")
    }

    @Test func `are unavailable where nobody delivers any`() throws {
        let venue = try Venue(), trader = venue.register()
        let reply = venue.send(.get, "/api/v1/webhooks", key: trader.key)
        #expect(reply.status == 503 && reply.code == "SERVICE_UNAVAILABLE")
        #expect(venue.send(.get, "/api/v1/webhooks").status == 401)
    }
}
