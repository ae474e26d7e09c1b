import Foundation
import HTTP
import IO
import Market
import Testing

@testable import Engine
@testable import Gateway
@testable import Identity

/// The admin interface beside the AgentExchange interface of a venue.
private final class AdminVenue: @unchecked Sendable {
    let venue: Venue
    private(set) var admin: AdminInterface!

    static let socket = Peer(door: .admin, address: .unix(""), isEncrypted: false)

    init() throws {
        let venue = try Venue(listings: Array(InstrumentListing.standard.prefix(2)))
        self.venue = venue
        admin = venue.onLoop {
            let facade = venue.facade!
            return AdminInterface(venue.desk, venue.outlet, facade.catalog, facade.members, AdminKey(Array("adm_secret".utf8)), instanceID: 42)
        }
    }

    func send(_ method: HTTPMethod, _ target: String, _ body: String = "", peer: Peer = socket, headers: [String: String] = [:]) -> Reply {
        let request = venue.request(method, target, body, headers: headers)
        let ticket = venue.ticket()
        venue.onLoop { [self] in admin.handle(request, ticket, peer) }
        guard let response = venue.outlet.wait({ $0.responses[ticket] }) else {
            Issue.record("no answer to \(method) \(target)")
            return Reply(status: 0, headers: [:], body: "{}")
        }
        return Venue.reply(response)
    }

    func post(_ target: String, _ body: String) -> Reply { send(.post, target, body) }
}

@Suite struct AdminInterfaceTests {
    @Test func `over TCP only the key opens it, over a Unix socket whoever may connect`() throws {
        let venue = try AdminVenue()
        let local = Peer(door: .admin, address: SocketAddress("127.0.0.1:1")!, isEncrypted: false)
        let remote = Peer(door: .admin, address: SocketAddress("192.0.2.1:1")!, isEncrypted: false)
        #expect(venue.send(.get, "/admin/state").status == 200)
        #expect(venue.send(.get, "/admin/state", peer: local).code == "UNAUTHORIZED")
        for wrong in ["", "adm_secre", "adm_secret2", "adm_Secret"] {
            #expect(venue.send(.get, "/admin/state", peer: local, headers: ["x-admin-key": wrong]).status == 401)
        }
        #expect(venue.send(.get, "/admin/state", peer: local, headers: ["x-admin-key": "adm_secret"]).status == 200)
        #expect(venue.send(.get, "/admin/state", peer: remote, headers: ["x-admin-key": "adm_secret"]).code == "NOT_PRIVATE")
        #expect(venue.send(.get, "/admin/nothing").code == "NOT_FOUND")
        let wrongMethod = venue.send(.delete, "/admin/state")
        #expect(wrongMethod.status == 405 && wrongMethod.details["allow"] as? String == "GET, HEAD, OPTIONS")
    }

    @Test func `a key whose wallet cannot be paid is refused`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "1000")
        let key = #"{"account_id":"\#(trader.accountID)","display_name":"More","starting_balance":"92233720368"}"#
        let reply = venue.post("/admin/keys", key)
        #expect(reply.status == 422 && reply.details["field"] as? String == "starting_balance" && reply.body.contains("92233719368.54775807 USDT left"), "\(reply.body)")
        #expect(venue.post("/admin/keys", #"{"account_id":"\#(trader.accountID)","display_name":"More"}"#).status == 201)
    }

    @Test func `a deposit is a command in the log, and shows in the wallet at once`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "1000")
        let before = venue.send(.get, "/admin/state")
        let reply = venue.post("/admin/accounts/\(trader.agentID)/deposit", #"{"asset":"btc","amount":"0.5"}"#)
        #expect(reply.status == 200 && reply["available"] == "0.50000000" && reply["amount"] == "0.5", "\(reply.body)")
        let after = venue.send(.get, "/admin/state")
        #expect(after.json["sequence"] as? Int == (before.json["sequence"] as? Int).map { $0 + 1 })
        #expect(after["state_hash"] != before["state_hash"])
        // The account's id names its first agent's wallet, as its number does.
        for name in [trader.accountID, reply["account_id"]] {
            let wallet = venue.send(.get, "/admin/accounts/\(name)")
            #expect(wallet["agent_id"] == trader.agentID && wallet["state"] == "active", "\(wallet.body)")
            #expect(wallet.body.contains(#"{"asset":"BTC","available":"0.50000000","locked":"0.00000000"}"#))
        }
        let withdrawn = venue.post("/admin/accounts/\(trader.agentID)/withdraw", #"{"asset":"BTC","amount":0.25}"#)
        #expect(withdrawn["available"] == "0.25000000" && withdrawn["amount"] == "-0.25")
    }

    @Test func `every fault is named with its field`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "1000")
        let wallet = "/admin/accounts/\(trader.agentID)"
        let faults: [(reply: Reply, status: Int, field: String)] = [
            (venue.post("\(wallet)/deposit", "{}"), 422, "asset"),
            (venue.post("\(wallet)/deposit", #"{"asset":"XYZ","amount":1}"#), 422, "asset"),
            (venue.post("\(wallet)/deposit", #"{"asset":"USDT"}"#), 422, "amount"),
            (venue.post("\(wallet)/deposit", #"{"asset":"USDT","amount":"-1"}"#), 422, "amount"),
            (venue.post("\(wallet)/deposit", #"{"asset":"USDT","amount":"99999999999"}"#), 422, "amount"),
            (venue.post("\(wallet)/withdraw", #"{"asset":"USDT","amount":"1001"}"#), 409, "amount"),
            (venue.post("\(wallet)/deposit", #"{"asset""#), 422, "body"),
            (venue.post("\(wallet)/state", #"{"state":"asleep"}"#), 422, "state"),
            (venue.post("\(wallet)/state", "{}"), 422, "state"),
            (venue.post("\(wallet)/risk-profile", #"{"max_order_size_pct":101}"#), 422, "max_order_size_pct"),
            (venue.post("\(wallet)/risk-profile", #"{"min_order_size_usd":"-1"}"#), 422, "min_order_size_usd"),
            (venue.post("/admin/accounts/4711/deposit", #"{"asset":"USDT","amount":1}"#), 409, "account_id"),
            (venue.send(.get, "/admin/accounts/4711"), 404, "account_id"),
            (venue.send(.get, "/admin/accounts/0"), 404, "account_id"),
            (venue.send(.get, "/admin/accounts/nobody"), 404, "account_id"),
            (venue.post("/admin/instruments/XYZUSDT/phase", #"{"phase":"halted"}"#), 404, "symbol"),
            (venue.post("/admin/instruments/BTCUSDT/phase", #"{"phase":"asleep"}"#), 422, "phase"),
            (venue.post("/admin/instruments", #"{"base":"TON"}"#), 422, "tick_size"),
            (venue.post("/admin/instruments", #"{"base":"A B","tick_size":1,"lot_size":1,"max_price":9}"#), 422, "base"),
            (venue.post("/admin/instruments", #"{"base":"TON","tick_size":"0.00001","lot_size":"0.00001","max_price":9}"#), 422, "tick_size"),
            (venue.post("/admin/keys", #"{"display_name":"x"}"#), 422, "account_id"),
            (venue.post("/admin/keys/nobody/revoke", ""), 404, "id"),
        ]
        for (index, fault) in faults.enumerated() {
            #expect(fault.reply.status == fault.status && fault.reply.details["field"] as? String == fault.field, "\(index): \(fault.reply.body)")
        }
    }

    @Test func `halting a wallet cancels its orders, and it trades again once active`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "100000")
        let wallet = "/admin/accounts/\(trader.agentID)"
        #expect(venue.venue.limit(trader, "buy", "0.01", "62000").status == 201)
        #expect(venue.send(.get, wallet).json["open_orders"] as? Int == 1)
        #expect(venue.post("\(wallet)/state", #"{"state":"halted"}"#)["state"] == "halted")
        let halted = venue.send(.get, wallet)
        #expect(halted.json["open_orders"] as? Int == 0 && halted["state"] == "halted")
        #expect(venue.venue.limit(trader, "buy", "0.01", "62000").status == 403)
        #expect(venue.post("\(wallet)/state", #"{"state":"active"}"#).status == 200)
        #expect(venue.venue.limit(trader, "buy", "0.01", "62000").status == 201)
    }

    @Test func `limits that are named change, the others stay, and a reset keeps them`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "100000")
        let wallet = "/admin/accounts/\(trader.agentID)"
        let reply = venue.post("\(wallet)/risk-profile", #"{"max_open_orders":1,"min_order_size_usd":"2.5","order_rate_limit":0}"#)
        let profile = try #require(reply.json["risk_profile"] as? [String: Any])
        #expect(profile["max_open_orders"] as? Int == 1 && profile["min_order_size_usd"] as? String == "2.5")
        #expect(profile["order_rate_limit"] as? Int == 0 && profile["max_position_size_pct"] as? Int == 25)
        #expect(venue.venue.limit(trader, "buy", "0.01", "62000").status == 201)
        #expect(venue.venue.limit(trader, "buy", "0.01", "62000").status == 400)
        #expect(venue.venue.send(.post, "/api/v1/agents/\(trader.agentID)/reset", key: trader.key).status == 200)
        let anew = venue.send(.get, wallet)
        #expect((anew.json["risk_profile"] as? [String: Any])?["max_open_orders"] as? Int == 1, "\(anew.body)")
    }

    @Test func `an instrument is listed with its assets, halted, and resumed`() throws {
        let venue = try AdminVenue()
        let listing = #"{"base":"ton","tick_size":"0.001","lot_size":"0.01","max_price":"10000","reference_price":"5.5","taker_fee_ppm":500}"#
        let reply = venue.post("/admin/instruments", listing)
        #expect(reply.status == 201 && reply["symbol"] == "TONUSDT" && reply["phase"] == "continuous", "\(reply.body)")
        #expect(reply["tick_size"] == "0.001" && reply["reference_price"] == "5.5" && reply.json["taker_fee_ppm"] as? Int == 500)
        #expect(venue.post("/admin/instruments", listing).code == "CONFLICT")
        let trader = venue.venue.register(balance: "100000")
        let order = #"{"symbol":"TONUSDT","side":"buy","type":"limit","quantity":"10","price":"5.4"}"#
        #expect(venue.post("/admin/instruments/tonusdt/phase", #"{"phase":"halted"}"#)["phase"] == "halted")
        #expect(venue.post("/admin/instruments/TONUSDT/phase", #"{"phase":"halted"}"#).code == "CONFLICT")
        #expect(venue.venue.order(trader, order).details["reason"] as? String == "instrument_halted")
        #expect(venue.post("/admin/instruments/TONUSDT/phase", #"{"phase":"continuous"}"#).status == 200)
        #expect(venue.venue.order(trader, order).status == 201)
        let all = venue.send(.get, "/admin/instruments").body
        #expect(all.contains("BTCUSDT") && all.contains("TONUSDT"))
    }

    @Test func `a pause for volatility shows wherever the phase does`() throws {
        let venue = try AdminVenue()
        #expect(venue.post("/admin/instruments", #"{"base":"ton","tick_size":"0.01","lot_size":"0.01","max_price":"1000","pause_ppm":50000}"#).status == 201)
        let (buyer, seller) = (venue.venue.register(balance: "100000"), venue.venue.register(balance: "100000"))
        _ = venue.post("/admin/accounts/\(seller.agentID)/deposit", #"{"asset":"TON","amount":"10"}"#)
        for price in ["100", "90"] {
            for (trader, side) in [(buyer, "buy"), (seller, "sell")] {
                let order = #"{"symbol":"TONUSDT","side":"\#(side)","type":"limit","quantity":"1","price":"\#(price)"}"#
                #expect(venue.venue.order(trader, order).status == 201)
            }
        }
        for path in ["orderbook", "price"] {
            #expect(venue.venue.send(.get, "/api/v1/market/\(path)/TONUSDT")["phase"] == "volatilityAuction", "\(path)")
        }
        #expect(venue.venue.send(.get, "/api/v1/market/pairs").body.contains(#""phase":"volatilityAuction""#))
    }

    @Test func `a wallet that an operator halted or restricted is not reset by its owner`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "100000")
        for state in ["halted", "reduce_only"] {
            #expect(venue.post("/admin/accounts/\(trader.agentID)/state", #"{"state":"\#(state)"}"#).status == 200)
            for path in ["account/reset", "agents/\(trader.agentID)/reset"] {
                let reply = venue.venue.send(.post, "/api/v1/\(path)", "{}", key: trader.key)
                #expect(reply.status == 403 && reply.code == "PERMISSION_DENIED", "\(path): \(reply.body)")
            }
            #expect(venue.send(.get, "/admin/accounts/\(trader.agentID)")["state"] == state)
        }
        #expect(venue.post("/admin/accounts/\(trader.agentID)/state", #"{"state":"active"}"#).status == 200)
        #expect(venue.venue.send(.post, "/api/v1/account/reset", "{}", key: trader.key).status == 200)
    }

    @Test func `an auction that a phase ends is told with price and volume`() throws {
        let venue = try AdminVenue()
        let (buyer, seller) = (venue.venue.register(balance: "100000"), venue.venue.register(balance: "100000"))
        _ = venue.post("/admin/accounts/\(seller.agentID)/deposit", #"{"asset":"BTC","amount":"1"}"#)
        #expect(venue.post("/admin/instruments/BTCUSDT/phase", #"{"phase":"pre_open"}"#).status == 200)
        #expect(venue.venue.limit(buyer, "buy", "0.02", "62000").status == 201)
        #expect(venue.venue.limit(seller, "sell", "0.01", "62000").status == 201)
        let reply = venue.post("/admin/instruments/BTCUSDT/phase", #"{"phase":"continuous"}"#)
        #expect(reply["auction_price"] == "62000.00000000" && reply["auction_volume"] == "0.01000000", "\(reply.body)")
    }

    @Test func `keys are made, replaced, voided, and an account suspended and let in again`() throws {
        let venue = try AdminVenue()
        let trader = venue.venue.register(balance: "1000")
        func balance(_ key: String) -> Int { venue.venue.send(.get, "/api/v1/account/balance", key: key).status }
        let made = venue.post("/admin/keys", #"{"account_id":"\#(trader.accountID)","display_name":"Beta","starting_balance":"77"}"#)
        #expect(made.status == 201 && balance(made["api_key"]) == 200, "\(made.body)")
        let agent = made["agent_id"]
        #expect(venue.send(.get, "/admin/accounts/\(agent)")["equity"] == "77.00000000")
        let other = venue.post("/admin/keys/\(agent)/regenerate", "")
        #expect(other.status == 200 && balance(made["api_key"]) == 401 && balance(other["api_key"]) == 200)
        #expect(venue.post("/admin/keys/\(agent)/revoke", "")["status"] == "revoked")
        #expect(balance(other["api_key"]) == 401 && balance(trader.key) == 200)
        #expect(venue.post("/admin/keys/\(agent)/restore", "").code == "CONFLICT")
        #expect(venue.post("/admin/keys/\(trader.accountID)/revoke", "").status == 200)
        #expect(balance(trader.key) == 403 && balance(trader.agentKey) == 403)
        #expect(venue.post("/admin/keys/\(trader.accountID)/restore", "")["status"] == "active")
        #expect(balance(trader.key) == 200)
        #expect(venue.post("/admin/keys/\(trader.accountID)/regenerate", "").code == "CONFLICT")
    }

    @Test func `what is described is what is served, and the examples have the keys of the answers`() throws {
        let venue = try AdminVenue()
        let description = venue.send(.get, "/openapi.json").json
        let paths = try #require(description["paths"] as? [String: [String: Any]])
        #expect(paths.values.reduce(0) { $0 + $1.count } == AdminEndpoint.allCases.count)
        let trader = venue.venue.register(balance: "1000")
        for (example, reply) in [
            (AdminExample.state, venue.send(.get, "/admin/state")), (AdminExample.account, venue.send(.get, "/admin/accounts/\(trader.agentID)")),
        ] { #expect(Set(object(example).keys) == Set(reply.json.keys)) }
        let listed = try #require(try JSONSerialization.jsonObject(with: Data(venue.send(.get, "/admin/instruments").body.utf8)) as? [[String: Any]])
        #expect(Set(object(AdminExample.instrument).keys) == Set(listed[0].keys))
        #expect(venue.send(.get, "/metrics").body.contains("walras_durable_sequence "))
    }

    @Test func `the key is made once, for its owner alone, and read again`() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("admin-\(Foundation.UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(atPath: directory) } catch { Issue.record("\(error)") } }
        let path = "\(directory)/admin.key"
        _ = try AdminKey.open(directory: directory)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let again = try AdminKey.open(directory: directory)
        #expect(again.equals(Array(text.dropLast().utf8)[...]) && !again.equals(Array(text.utf8)[...]))
        try PrivateFile.write(path, [])
        #expect(throws: GatewayError.adminKey(path)) { try AdminKey.open(directory: directory) }
    }
}
