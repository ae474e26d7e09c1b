import Engine
import Foundation
import HTTP
import Testing

@testable import Gateway

struct AgentExchangeAgentTests {
    private func create(_ venue: Venue, _ trader: Venue.Trader, _ body: String = #"{"display_name":"Second"}"#) -> Reply {
        venue.send(.post, "/api/v1/agents", body, key: trader.key)
    }

    @Test func `an agent has a wallet and a key of its own`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let made = create(venue, alpha, ##"{"display_name":"Second","starting_balance":"50","llm_model":"m","framework":"f","strategy_tags":["a","b"],"risk_profile":{"max_open_orders":3},"color":"#12ab34"}"##)
        #expect(made.status == 201 && made["starting_balance"] == "50.00000000" && made["api_key"].count == 72, "\(made.body)")
        #expect(venue.send(.get, "/api/v1/account/portfolio", key: made["api_key"])["total_equity"] == "50.00000000")
        let shown = venue.send(.get, "/api/v1/agents/\(made["agent_id"])", key: alpha.key)
        #expect(shown["id"] == made["agent_id"] && shown["account_id"] == alpha.accountID && shown["llm_model"] == "m" && shown["color"] == "#12ab34")
        #expect(shown.json["strategy_tags"] as? [String] == ["a", "b"] && (shown.json["risk_profile"] as? [String: Int])?["max_open_orders"] == 3)
        #expect(shown["status"] == "active" && made["api_key"].hasPrefix(shown["api_key_preview"].dropLast()))
        #expect(venue.send(.get, "/api/v1/agents/\(made["agent_id"])/risk-profile", key: alpha.key).json["max_open_orders"] as? Int == 3)
    }

    @Test(arguments: [("{}", "display_name"), (#"{"display_name":"x","color":"blue"}"#, "color"), (#"{"display_name":"x","strategy_tags":"a"}"#, "strategy_tags"),
        (#"{"display_name":"x","risk_profile":[]}"#, "risk_profile"), (#"{"display_name":"x","risk_profile":{"max_open_orders":0}}"#, "max_open_orders")])
    func `an agent that cannot be is refused by field`(_ body: String, _ field: String) throws {
        let venue = try Venue()
        let reply = create(venue, venue.register(), body)
        #expect(reply.status == 422 && reply.details["field"] as? String == field, "\(reply.body)")
    }

    @Test func `agents are listed oldest first, archived ones when asked for`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let ids = [alpha.agentID] + (0..<3).map { create(venue, alpha, #"{"display_name":"A\#($0)"}"#)["agent_id"] }
        func list(_ query: String) -> [String] {
            (venue.send(.get, "/api/v1/agents\(query)", key: alpha.key).json["agents"] as? [[String: Any]] ?? []).map { $0["id"] as? String ?? "" }
        }
        #expect(list("") == ids && list("?limit=2&offset=1") == [ids[1], ids[2]])
        let archived = venue.send(.post, "/api/v1/agents/\(ids[1])/archive", key: alpha.key)
        #expect(archived["status"] == "archived")
        #expect(list("") == [ids[0], ids[2], ids[3]] && list("?include_archived=true") == ids && list("/overview") == [ids[0], ids[2], ids[3]])
        #expect(venue.send(.get, "/api/v1/agents", key: alpha.key).json["total"] as? Int == 3)
    }

    @Test func `an archived agent's key opens nothing, and its orders are gone`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let made = create(venue, alpha)
        let key = made["api_key"]
        let order = venue.send(.post, "/api/v1/trade/order", #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"60000"}"#, key: key)
        #expect(order.status == 201)
        _ = venue.send(.post, "/api/v1/agents/\(made["agent_id"])/archive", key: alpha.key)
        #expect(venue.send(.get, "/api/v1/account/info", key: key).code == "INVALID_API_KEY")
        let chosen = venue.send(.get, "/api/v1/account/info", key: alpha.key, headers: ["x-agent-id": made["agent_id"]])
        #expect(chosen.status == 401 && chosen.code == "INVALID_API_KEY", "\(chosen.body)")
        #expect(venue.send(.get, "/api/v1/market/orderbook/BTCUSDT").json["bids"] as? [[String]] == [])
        #expect(venue.onLoop { venue.desk.exchange.assumeIsolated { $0.conserves() } })
    }

    @Test func `an update changes what it names`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let path = "/api/v1/agents/\(alpha.agentID)"
        let reply = venue.send(.put, path, #"{"framework":"f2","avatar_url":"https://a/b.png"}"#, key: alpha.key)
        #expect(reply["framework"] == "f2" && reply["display_name"] == "Alpha" && reply["avatar_url"] == "https://a/b.png")
        #expect(venue.send(.put, path, #"{"display_name":"New"}"#, key: alpha.key)["display_name"] == "New")
        let limits = venue.send(.put, "\(path)/risk-profile", #"{"max_open_orders":1}"#, key: alpha.key)
        #expect(limits.json as? [String: Int] == ["max_position_size_pct": 25, "daily_loss_limit_pct": 20, "max_open_orders": 1])
        #expect(venue.limit(alpha, "buy", "0.01", "62000").status == 201)
        #expect(venue.limit(alpha, "buy", "0.01", "62000").details["reason"] as? String == "max_open_orders_exceeded")
    }

    @Test func `a clone has its profile, a reset wallet its balance`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "70")
        let copy = venue.send(.post, "/api/v1/agents/\(alpha.agentID)/clone", key: alpha.key)
        #expect(copy.status == 201 && copy["display_name"] == "Copy of Alpha" && copy["starting_balance"] == "70.00000000")
        #expect(venue.send(.post, "/api/v1/agents/\(alpha.agentID)/clone?new_name=Twin", key: alpha.key)["display_name"] == "Twin")
        let session = venue.send(.get, "/api/v1/account/info", key: copy["api_key"]).json["current_session"] as? [String: String]
        #expect(venue.send(.post, "/api/v1/agents/\(copy["agent_id"])/reset", key: alpha.key)["id"] == copy["agent_id"])
        let after = venue.send(.get, "/api/v1/account/info", key: copy["api_key"]).json["current_session"] as? [String: String]
        #expect(session?["session_id"] != after?["session_id"])
    }

    @Test func `a key is shown once and can be replaced`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let path = "/api/v1/agents/\(alpha.agentID)"
        #expect(alpha.agentKey.hasPrefix(venue.send(.get, "\(path)/api-key", key: alpha.key)["api_key"].dropLast()))
        let key = venue.send(.post, "\(path)/regenerate-key", key: alpha.key)["api_key"]
        #expect(venue.send(.get, "/api/v1/account/info", key: key)["agent_id"] == alpha.agentID)
        #expect(venue.send(.get, "/api/v1/account/info", key: alpha.agentKey).status == 401)
    }

    @Test func `a deleted agent is gone with its key`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let made = create(venue, alpha)
        let reply = venue.send(.delete, "/api/v1/agents/\(made["agent_id"])", key: alpha.key)
        #expect(reply.status == 204 && reply.body.isEmpty)
        #expect(venue.send(.get, "/api/v1/agents/\(made["agent_id"])", key: alpha.key).code == "AGENT_NOT_FOUND")
        #expect(venue.send(.get, "/api/v1/account/info", key: made["api_key"]).status == 401)
    }

    @Test func `an agent without agents cannot act`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        _ = venue.send(.delete, "/api/v1/agents/\(alpha.agentID)", key: alpha.key)
        #expect(venue.send(.get, "/api/v1/account/info", key: alpha.key).code == "AGENT_NOT_FOUND")
    }

    @Test func `the skill page is Markdown and shows no whole key`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let page = venue.send(.get, "/api/v1/agents/\(alpha.agentID)/skill.md", key: alpha.key)
        #expect(page.body.hasPrefix("# Alpha") && !page.body.contains(alpha.agentKey.dropFirst(24)))
    }

    @Test func `agents are the account's own business`() throws {
        let venue = try Venue()
        let (alpha, beta) = (venue.register(), venue.register("Beta"))
        #expect(venue.send(.get, "/api/v1/agents", key: alpha.agentKey).code == "PERMISSION_DENIED")
        let foreign = venue.send(.get, "/api/v1/agents/\(beta.agentID)", key: alpha.key)
        #expect(foreign.status == 403 && foreign.code == "PERMISSION_DENIED")
        // What is no id might be a key in the wrong place, and is not said again.
        for (id, told) in [("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"), ("x", "")] {
            let reply = venue.send(.get, "/api/v1/agents/\(id)", key: alpha.key)
            #expect(reply.status == 404 && reply.code == "AGENT_NOT_FOUND" && reply.details["agent_id"] as? String == told)
        }
    }
}
