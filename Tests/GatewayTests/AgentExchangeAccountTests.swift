import Engine
import Foundation
import HTTP
import Identity
import Market
import Testing

@testable import Gateway

struct AgentExchangeAccountTests {
    @Test func `account info says what an operator allows, and that a halt stops everything`() throws {
        let venue = try Venue(), alpha = venue.register()
        let account = venue.onLoop { venue.facade.members.keys.engineAccount(of: venue.facade.members.keys.agent(Identity.UUID(alpha.agentID)!)!)! }
        for (state, shown) in [(AccountState.reduceOnly, ("active", "reduce_only", false)), (.halted, ("suspended", "halted", false)), (.active, ("active", "active", true))] {
            venue.submit(.setAccountState(account: account, state: state))
            let info = venue.send(.get, "/api/v1/account/info", key: alpha.key)
            #expect(info["status"] == shown.0 && info["state"] == shown.1 && info.json["is_active"] as? Bool == shown.2, "\(info.body)")
        }
    }

    @Test func `account info names the account, its session and its limits`() throws {
        let venue = try Venue()
        let alpha = venue.register("Alpha", balance: "10000")
        let info = venue.send(.get, "/api/v1/account/info", key: alpha.key)
        #expect(info["account_id"] == alpha.accountID && info["display_name"] == "Alpha" && info["status"] == "active")
        #expect(info.json["is_active"] as? Bool == true && info.json["circuit_breaker_triggered"] as? Bool == false)
        #expect(info["starting_balance"] == "10000.00000000" && !info["api_key"].contains(alpha.key.dropFirst(24)))
        #expect(info.json["risk_profile"] as? [String: Int] == ["max_position_size_pct": 25, "daily_loss_limit_pct": 20, "max_open_orders": 50])
        let session = try #require(info.json["current_session"] as? [String: String])
        #expect(Foundation.UUID(uuidString: session["session_id"] ?? "") != nil && ISOTime.parse(session["started_at"] ?? "") != nil)
    }

    @Test func `balances, positions and portfolio agree`() throws {
        let (venue, alpha) = try Venue.traded()
        _ = venue.limit(alpha, "buy", "0.01", "50000")
        let balance = venue.send(.get, "/api/v1/account/balance", key: alpha.key)
        // 10000 - 1281.28 + 649.35, of which 500.5 are locked.
        #expect(balance.json["balances"] as? [[String: String]] == [
            ["asset": "BTC", "available": "0.01000000", "locked": "0.00000000", "total": "0.01000000"],
            ["asset": "USDT", "available": "8867.57000000", "locked": "500.50000000", "total": "9368.07000000"],
        ])
        #expect(balance["total_equity_usdt"] == "10018.07000000")
        let positions = venue.send(.get, "/api/v1/account/positions", key: alpha.key)
        let position = try #require((positions.json["positions"] as? [[String: String]])?.first)
        #expect(position["avg_entry_price"] == "64064.00000000" && position["current_price"] == "65000.00000000" && position["market_value"] == "650.00000000")
        #expect(position["unrealized_pnl"] == "9.36000000" && position["unrealized_pnl_pct"] == "1.46103896" && position["asset"] == "BTC")
        #expect(positions["total_unrealized_pnl"] == "9.36000000")
        let portfolio = venue.send(.get, "/api/v1/account/portfolio", key: alpha.key)
        #expect(portfolio["total_equity"] == "10018.07000000" && portfolio["available_cash"] == "8867.57000000" && portfolio["locked_cash"] == "500.50000000")
        // Sold at 65000 what cost 64064, less a fee of 0.65.
        #expect(portfolio["realized_pnl"] == "8.71000000" && portfolio["total_pnl"] == "18.07000000" && portfolio["roi_pct"] == "0.18070000")
        #expect(portfolio.json["position_count"] as? Int == 1 && (portfolio.json["positions"] as? [Any])?.count == 1)
    }

    @Test func `profit is told by period and symbol`() throws {
        let (venue, alpha) = try Venue.traded()
        for period in ["all", "1d"] {
            let profit = venue.send(.get, "/api/v1/account/pnl?period=\(period)", key: alpha.key)
            #expect(profit["period"] == period && profit["realized_pnl"] == "8.71000000" && profit["total_realized"] == "8.71000000")
            #expect(profit["fees_paid"] == "1.93000000" && profit["net_pnl"] == "16.14000000" && profit["win_rate"] == "100.00", "\(profit.body)")
            #expect(profit.json["winning_trades"] as? Int == 1 && profit.json["losing_trades"] as? Int == 0)
            #expect(profit.json["by_symbol"] as? [[String: String]] == [["symbol": "BTCUSDT", "realized": "8.71000000", "unrealized": "9.36000000"]])
        }
        venue.clock.advance(seconds: 2 * 86_400)
        let old = venue.send(.get, "/api/v1/account/pnl?period=1d", key: alpha.key)
        #expect(old["realized_pnl"] == "0.00000000" && old["unrealized_pnl"] == "9.36000000")
        #expect(venue.send(.get, "/api/v1/account/pnl?period=2d", key: alpha.key).details["field"] as? String == "period")
    }

    @Test func `performance of closed trades, and zeros without any`() throws {
        let (venue, alpha) = try Venue.traded()
        let reply = venue.send(.get, "/api/v1/analytics/performance?period=7d", key: alpha.key)
        #expect(reply.json["total_trades"] as? Int == 1 && reply["win_rate"] == "100.00000000" && reply["avg_win"] == "8.71000000")
        #expect(reply["profit_factor"] == "0.00000000" && reply["best_trade"] == "8.71000000" && reply["worst_trade"] == "8.71000000")
        #expect(reply.json["current_streak"] as? Int == 1 && reply["avg_trades_per_day"] == "0.14285714")
        let fresh = venue.send(.get, "/api/v1/analytics/performance", key: venue.register("Fresh").key)
        for key in ["sharpe_ratio", "sortino_ratio", "max_drawdown_pct", "win_rate", "profit_factor", "avg_win", "avg_loss", "best_trade", "worst_trade"] {
            #expect(fresh[key] == "0.00000000", "\(key)")
        }
        #expect(fresh.json["max_drawdown_duration_days"] as? Int == 0 && fresh.json["current_streak"] as? Int == 0)
    }

    @Test func `history begins with the present and goes on by the interval`() throws {
        let (venue, alpha) = try Venue.traded()
        let first = venue.send(.get, "/api/v1/analytics/portfolio/history?interval=1h&limit=168", key: alpha.key)
        let point = try #require((first.json["snapshots"] as? [[String: String]])?.first)
        #expect(point["total_equity"] == "10018.07000000" && point["equity"] == point["total_equity"] && point["time"] == point["timestamp"])
        venue.clock.advance(seconds: 3 * 3_600)
        let later = venue.send(.get, "/api/v1/analytics/portfolio/history?interval=1h", key: alpha.key)
        #expect((later.json["snapshots"] as? [[String: String]])?.count == 3 && later["interval"] == "1h" && later["account_id"] == alpha.accountID, "\(later.body)")
    }

    @Test func `the leaderboard ranks accounts that closed a trade`() throws {
        let (venue, alpha) = try Venue.traded()
        let reply = venue.send(.get, "/api/v1/analytics/leaderboard?period=all&limit=10", key: alpha.key)
        let rankings = try #require(reply.json["rankings"] as? [[String: Any]])
        #expect(rankings.count == 2 && rankings.map { $0["rank"] as? Int } == [1, 2], "\(reply.body)")
        let own = try #require(rankings.first { $0["account_id"] as? String == alpha.accountID })
        #expect(own["display_name"] as? String == "Alpha" && own["total_trades"] as? Int == 1 && own["win_rate"] as? String == "100.00000000")
        #expect(own["roi_pct"] as? String == "0.18070000")
    }

    @Test func `limits are set for the account or the agent, and hold`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let limits = ["max_position_size_pct": 30, "daily_loss_limit_pct": 10, "max_open_orders": 2]
        let reply = venue.send(.put, "/api/v1/account/risk-profile", #"{"max_position_size_pct":30,"daily_loss_limit_pct":10,"max_open_orders":2}"#, key: alpha.key)
        #expect(reply.json as? [String: Int] == limits)
        #expect(venue.send(.get, "/api/v1/account/info", key: alpha.agentKey).json["risk_profile"] as? [String: Int] == limits)
        let own = venue.send(.put, "/api/v1/account/risk-profile", #"{"max_position_size_pct":40,"daily_loss_limit_pct":10,"max_open_orders":2}"#, key: alpha.agentKey)
        #expect(own.json["max_position_size_pct"] as? Int == 40)
        for body in [#"{"max_position_size_pct":30}"#, #"{"max_position_size_pct":101,"daily_loss_limit_pct":10,"max_open_orders":2}"#,
            #"{"max_position_size_pct":30.5,"daily_loss_limit_pct":10,"max_open_orders":2}"#] {
            #expect(venue.send(.put, "/api/v1/account/risk-profile", body, key: alpha.key).code == "VALIDATION_ERROR")
        }
    }

    @Test func `limits that are off show as the largest there are`() throws {
        var settings = AgentExchangeSettings()
        settings.hasNoLimits = true
        settings.terms.risk = .unlimited
        let venue = try Venue(settings: settings)
        let info = venue.send(.get, "/api/v1/account/info", key: venue.register().key)
        #expect(info.json["risk_profile"] as? [String: Int] == ["max_position_size_pct": 100, "daily_loss_limit_pct": 100, "max_open_orders": 1_000_000])
    }

    @Test func `a deflated Sharpe ratio is numbers out of numbers`() throws {
        let venue = try Venue()
        let key = venue.register().key
        func post(_ body: String) -> Reply { venue.send(.post, "/api/v1/metrics/deflated-sharpe", body, key: key) }
        let reply = post(#"{"returns":[0,0,0,1e-1,0,0,0,0,0,0],"num_trials":1,"annualization_factor":1}"#)
        // A third; 8/3 and 46/9 by hand.
        #expect(reply.json["observed_sharpe"] as? Double == 0.33333333333333337 && reply.json["expected_max_sharpe"] as? Double == 0, "\(reply.body)")
        #expect(abs((reply.json["p_value"] as? Double ?? 0) - 0.98681434375572) < 1e-9 && reply.json["is_significant"] as? Bool == true)
        #expect(reply.json["num_returns"] as? Int == 10 && reply.json["num_trials"] as? Int == 1)
        let many = Array(repeating: "0.001,-0.002", count: 5_000).joined(separator: ",")
        #expect(post(#"{"returns":[\#(many)],"num_trials":100000}"#).json["num_returns"] as? Int == 10_000)
        let ten = "0,1,2,3,4,5,6,7,8,9"
        for (body, field) in [
            (#"{"returns":[1,2,3,4,5,6,7,8,9],"num_trials":1}"#, "returns"), (#"{"returns":[\#(many),1],"num_trials":1}"#, "returns"),
            (#"{"returns":[\#(ten),"1"],"num_trials":1}"#, "returns"), (#"{"returns":[\#(ten),1e400],"num_trials":1}"#, "returns"),
            (#"{"returns":[\#(ten),null],"num_trials":1}"#, "returns"), (#"{"returns":[\#(ten),NaN],"num_trials":1}"#, "body"),
            (#"{"returns":{},"num_trials":1}"#, "returns"), (#"{"num_trials":1}"#, "returns"), (#"{"returns":[\#(ten)]}"#, "num_trials"),
            (#"{"returns":[\#(ten)],"num_trials":0}"#, "num_trials"), (#"{"returns":[\#(ten)],"num_trials":100001}"#, "num_trials"),
            (#"{"returns":[\#(ten)],"num_trials":1.5}"#, "num_trials"),
            (#"{"returns":[\#(ten)],"num_trials":1,"annualization_factor":525601}"#, "annualization_factor"),
        ] {
            let refused = post(body)
            #expect(refused.status == 422 && refused.details["field"] as? String == field, "\(body.suffix(60)): \(refused.body)")
        }
        #expect(venue.send(.post, "/api/v1/metrics/deflated-sharpe", #"{"returns":[\#(ten)],"num_trials":1}"#).status == 401)
    }

    @Test func `the mode is what it was set to`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        #expect(venue.send(.get, "/api/v1/account/mode", key: alpha.key)["mode"] == "live")
        let reply = venue.send(.post, "/api/v1/account/mode", #"{"mode":"backtest","strategy_label":"v2"}"#, key: alpha.key)
        #expect(reply["mode"] == "backtest" && reply["active_strategy_label"] == "v2" && reply.json["active_backtests"] as? Int == 0)
        #expect(venue.send(.post, "/api/v1/account/mode", #"{"mode":"dream"}"#, key: alpha.key).details["field"] as? String == "mode")
    }
}
