import Engine
import Foundation
import HTTP
import Identity
import IO
import Market
import Risk
import Testing

@testable import Gateway

struct AgentExchangeResetTests {
    @Test func `a reset is a new session with a new wallet, and history stays`() throws {
        let (venue, alpha) = try Venue.traded()
        let open = venue.limit(alpha, "buy", "0.01", "50000")["order_id"]
        let before = venue.send(.get, "/api/v1/account/info", key: alpha.key).json["current_session"] as? [String: String]
        let reply = venue.send(.post, "/api/v1/account/reset", #"{"starting_balance":"500"}"#, key: alpha.key)
        #expect(reply.status == 200 && reply["starting_balance"] == "500.00000000", "\(reply.body)")
        let previous = try #require(reply.json["previous_session"] as? [String: Any])
        #expect(previous["session_id"] as? String == before?["session_id"] && previous["ending_equity"] as? String == "10018.07000000")
        #expect(previous["total_pnl"] as? String == "18.07000000" && previous["duration_days"] as? Int == 0)
        #expect((reply.json["new_session"] as? [String: String])?["session_id"] == reply["session_id"])
        let balance = venue.send(.get, "/api/v1/account/balance", key: alpha.key)
        #expect(balance.json["balances"] as? [[String: String]] == [["asset": "USDT", "available": "500.00000000", "locked": "0.00000000", "total": "500.00000000"]])
        #expect(venue.send(.get, "/api/v1/account/positions", key: alpha.key).json["positions"] as? [String] == [])
        #expect(venue.send(.get, "/api/v1/trade/orders/open", key: alpha.key)["total"] == "0")
        #expect(venue.send(.get, "/api/v1/trade/order/\(open)", key: alpha.key)["status"] == "cancelled")
        #expect(venue.send(.get, "/api/v1/trade/history", key: alpha.key)["total"] == "2")
        #expect(venue.send(.get, "/api/v1/account/pnl", key: alpha.key)["realized_pnl"] == "0.00000000")
        #expect(venue.limit(alpha, "buy", "0.001", "60000").status == 201)
        // Once more, with what it began with the first time.
        #expect(venue.send(.post, "/api/v1/account/reset", "{}", key: alpha.key)["starting_balance"] == "10000.00000000")
        #expect(venue.onLoop { venue.desk.exchange.assumeIsolated { $0.conserves() } })
    }

    @Test(arguments: [(#"{"confirm":false}"#, "confirm"), (#"{"starting_balance":"-1"}"#, "starting_balance"), (#"{"new_starting_balance":"x"}"#, "starting_balance")])
    func `a reset that cannot be is refused by field`(_ body: String, _ field: String) throws {
        let venue = try Venue()
        let reply = venue.send(.post, "/api/v1/account/reset", body, key: venue.register().key)
        #expect(reply.status == 422 && reply.details["field"] as? String == field, "\(reply.body)")
    }

    @Test func `an account's reset is for all its agents, an agent's for itself`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "100")
        let second = venue.send(.post, "/api/v1/agents", #"{"display_name":"Second","starting_balance":"5"}"#, key: alpha.key)
        func cash(_ key: String) -> String { venue.send(.get, "/api/v1/account/portfolio", key: key)["available_cash"] }
        #expect(venue.send(.post, "/api/v1/account/reset", #"{"new_starting_balance":7,"confirm":true}"#, key: second["api_key"]).status == 200)
        #expect(cash(alpha.agentKey) == "100.00000000" && cash(second["api_key"]) == "7.00000000")
        #expect(venue.send(.post, "/api/v1/account/reset", #"{"starting_balance":"9"}"#, key: alpha.key).status == 200)
        #expect(cash(alpha.agentKey) == "9.00000000" && cash(second["api_key"]) == "9.00000000")
    }

    @Test(arguments: ["", "{}", #"{"confirm":true}"#])
    func `without a balance every agent goes back to what it began with`(_ body: String) throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "100")
        let second = venue.send(.post, "/api/v1/agents", #"{"display_name":"Second","starting_balance":"5"}"#, key: alpha.key)
        func cash(_ key: String) -> String { venue.send(.get, "/api/v1/account/portfolio", key: key)["starting_balance"] }
        for balance in ["7", "9"] {
            #expect(venue.send(.post, "/api/v1/account/reset", #"{"starting_balance":"\#(balance)"}"#, key: alpha.key).status == 200)
        }
        #expect(cash(alpha.agentKey) == "9.00000000" && cash(second["api_key"]) == "9.00000000")
        #expect(venue.send(.post, "/api/v1/account/reset", body, key: alpha.key)["starting_balance"] == "100.00000000")
        #expect(cash(alpha.agentKey) == "100.00000000" && cash(second["api_key"]) == "5.00000000")
    }

    private func sessions(_ venue: Venue, _ trader: Venue.Trader) -> [SessionRow] {
        venue.onLoop {
            let agent = venue.facade.members.keys.agent(UUID(trader.agentID)!)!
            return venue.facade.members.keys.sessions(of: agent)
        }
    }

    @Test func `every session is remembered with what it began with`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "100")
        for days in [3, 0, 12] as [Int64] {
            venue.clock.advance(seconds: days * 86_400 + 86_399)
            let reply = venue.send(.post, "/api/v1/account/reset", #"{"new_starting_balance":"\#(days + 1)"}"#, key: alpha.key)
            #expect((reply.json["previous_session"] as? [String: Any])?["duration_days"] as? Int == Int(days), "\(reply.body)")
        }
        let sessions = sessions(venue, alpha)
        #expect(sessions.map(\.startingBalance.units) == [100, 4, 1, 13].map { $0 * 100_000_000 })
        #expect(sessions.map { $0.endedAt != nil } == [true, true, true, false])
        #expect(zip(sessions, sessions.dropFirst()).allSatisfy { $0.endedAt == $1.startedAt })
    }

    @Test func `two at once leave one wallet and nothing in the others`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "100")
        _ = venue.limit(alpha, "buy", "0.0001", "50000")
        let requests = (1...3).map { venue.request(.post, "/api/v1/account/reset", #"{"starting_balance":"\#($0)"}"#, headers: ["x-api-key": alpha.key]) }
        let tickets = requests.map { _ in venue.ticket() }
        venue.onLoop { for (request, ticket) in zip(requests, tickets) { venue.facade.handle(request, ticket, Venue.peer) } }
        for ticket in tickets { #expect(venue.outlet.wait { $0.responses[ticket] }?.status == 200) }
        let rows = sessions(venue, alpha)
        let held = venue.onLoop {
            rows.map { row in venue.desk.ask { $0.account(row.engineAccount) }.0.map { ($0.state, $0.balances.reduce(0) { $0 + $1.total }, $0.openOrders) } }
        }
        #expect(held.count == 4 && held.dropLast().allSatisfy { $0?.0 == .halted && $0?.1 == 0 && $0?.2 == 0 }, "\(held)")
        #expect(held.last??.0 == .active && (held.last??.1 ?? 0) > 0)
    }

    @Test func `one that trades by frames is told to log on anew`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "100")
        let ended = venue.onLoop { Recorder() }
        venue.onLoop { venue.facade.members.walletEnded.append { ended.accounts.append($0) } }
        let before = venue.onLoop { venue.facade.members.keys.engineAccount(of: venue.facade.members.keys.agent(UUID(alpha.agentID)!)!) }
        #expect(venue.send(.post, "/api/v1/account/reset", "{}", key: alpha.key).status == 200)
        #expect(venue.onLoop { ended.accounts } == [before])
    }

    private final class Recorder: @unchecked Sendable { var accounts: [AccountID] = [] }

    @Test func `what a crash left between registry and engine is emptied at the next start`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "1000")
        _ = venue.limit(alpha, "buy", "0.001", "50000")
        let agent = venue.onLoop { venue.facade.members.keys.agent(UUID(alpha.agentID)!)! }
        let old = venue.onLoop { venue.facade.members.keys.engineAccount(of: agent)! }
        // As far as a reset gets when it ends right behind the registry: the new wallet is named, the old one untouched.
        let done = DispatchSemaphore(value: 0)
        venue.loop.schedule(at: .min) {
            venue.facade.members.openWallets([(agent, Amount(units: 700_000_000))]) { _ in done.signal() }
            venue.desk.endTurn()
        }
        done.wait()
        #expect(venue.onLoop { venue.desk.ask { $0.account(old)! }.0.openOrders } == 1)
        venue.onLoop {
            venue.facade.members.reconcile()
            venue.desk.endTurn()
        }
        venue.settle()
        let view = venue.onLoop { venue.desk.ask { $0.account(old)! }.0 }
        #expect(view.state == .halted && view.openOrders == 0 && view.balances.allSatisfy { $0.total == 0 })
        #expect(venue.send(.get, "/api/v1/account/portfolio", key: alpha.key)["total_equity"] == "7.00000000")
    }

    @Test func `a wallet that a crash left without its money gets it at the next start, once; one that was emptied since gets nothing`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "1000")
        let agent = venue.onLoop { venue.facade.members.keys.agent(UUID(alpha.agentID)!)! }
        // As far as a new wallet gets when it ends right behind the registry: named there, and nothing paid in.
        venue.submit(.openAccount(.standard))
        let named = DispatchSemaphore(value: 0)
        let wallet = AccountID(rawValue: venue.onLoop { venue.facade.members.keys.engineAccount(of: agent)!.rawValue } + 1)
        venue.onLoop {
            venue.facade.members.change({ registry throws(IdentityError) in
                try registry.startSessions([NewSession(agent: agent, engineAccount: wallet, startingBalance: Amount(units: 700_000_000))])
            }) { _ in named.signal() }
        }
        named.wait()
        func cash() -> String { venue.send(.get, "/api/v1/account/portfolio", key: alpha.key)["available_cash"] }
        func restart() {
            venue.onLoop {
                venue.facade.members.reconcile()
                venue.desk.endTurn()
            }
            venue.settle()
        }
        #expect(cash() == "0.00000000")
        for _ in 0..<2 {
            restart()
            #expect(cash() == "7.00000000")
        }
        venue.submit(.withdraw(account: wallet, asset: venue.facade.members.quote, amount: Amount(units: 700_000_000)))
        restart()
        #expect(cash() == "0.00000000")
    }
}
