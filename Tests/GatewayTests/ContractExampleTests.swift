import History
import Foundation
import HTTP
import Testing

@testable import Gateway

@Suite struct `The contract's examples` {
    private static let endpoints: [String: Endpoint] = [
        "Price": .price, "Price[] at prices": .prices, "Ticker": .ticker, "Candle[] at candles": .candles, "AccountInfo": .accountInfo,
        "Balance[] at balances": .balance, "Position[] at positions": .positions, "Portfolio": .portfolio, "PnL": .profitAndLoss,
        "reset": .resetAccount, "Performance": .performance, "Snapshot[] at snapshots": .portfolioHistory,
        "LeaderboardEntry[] at rankings": .leaderboard, "Order": .placeOrder, "Trade[] at trades": .tradeHistory,
    ]

    @Test(.enabled(if: Contract.text != nil, "the contract is not beside the package"))
    func `have the shape of what the routes document`() throws {
        let examples = try Contract.examples()
        #expect(Set(examples.map(\.name)) == Set(Self.endpoints.keys))
        for example in examples {
            let endpoint = try #require(Self.endpoints[example.name])
            let documented = try JSONSerialization.jsonObject(with: Data(endpoint.route.answer.example.utf8))
            #expect(Contract.faults(example.json, documented) == [], "\(example.name)")
        }
    }

    @Test(.enabled(if: Contract.text != nil, "the contract is not beside the package"))
    func `have the shape of what is answered after some trading`() throws {
        let venue = try Venue()
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100 * 100_000_000)
        // Some that fill, one that is half done, one that waits, and a sell that realises something.
        for (who, side, quantity, price) in [
            (seller, "sell", "0.05", "64500"), (buyer, "buy", "0.02", "64500"), (buyer, "buy", "0.01", "64400"), (seller, "sell", "0.005", "64400"),
            (buyer, "buy", "0.01", "60000"), (buyer, "sell", "0.005", "64300"),
        ] {
            let reply = venue.limit(who, side, quantity, price)
            #expect(reply.status == 201, "\(reply.body)")
        }
        venue.clock.advance(seconds: 2 * 3_600)
        let last = venue.order(buyer, #"{"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"0.001"}"#)
        #expect(last["status"] == "filled", "\(last.body)")
        let account = "/api/v1/account", market = "/api/v1/market"
        let answers: [String: [Reply]] = [
            "Order": [last] + (["", "/open"].map { venue.send(.get, "/api/v1/trade/orders\($0)", key: buyer.key) }).map(first("orders")),
            "Trade[] at trades": [venue.send(.get, "/api/v1/trade/history", key: buyer.key)],
            "Price": [venue.send(.get, market + "/price/btcusdt")],
            "Price[] at prices": [venue.send(.get, market + "/prices?symbols=BTCUSDT")],
            "Ticker": [venue.send(.get, market + "/ticker/BTCUSDT")],
            "Candle[] at candles": ["1m", "1h"].map { venue.send(.get, market + "/candles/BTCUSDT?interval=\($0)&limit=1") },
            "AccountInfo": [venue.send(.get, account + "/info", key: buyer.key)],
            "Balance[] at balances": [venue.send(.get, account + "/balance", key: buyer.key)],
            "Position[] at positions": [venue.send(.get, account + "/positions", key: buyer.key)],
            "Portfolio": [venue.send(.get, account + "/portfolio", key: buyer.key)],
            "PnL": ["all", "1d"].map { venue.send(.get, account + "/pnl?period=\($0)", key: buyer.key) },
            "Performance": [venue.send(.get, "/api/v1/analytics/performance?period=all", key: buyer.key)],
            "Snapshot[] at snapshots": ["1m", "1h"].map { venue.send(.get, "/api/v1/analytics/portfolio/history?interval=\($0)", key: buyer.key) },
            "LeaderboardEntry[] at rankings": [venue.send(.get, "/api/v1/analytics/leaderboard?period=all&limit=5", key: buyer.key)],
            "reset": [venue.send(.post, account + "/reset", "{}", key: buyer.key)],
        ]
        let examples = try Contract.examples()
        #expect(Set(answers.keys) == Set(examples.map(\.name)))
        for example in examples {
            for reply in answers[example.name] ?? [] {
                #expect((200...201).contains(reply.status), "\(example.name): \(reply.body)")
                #expect(Contract.faults(example.json, reply.json) == [], "\(example.name): \(reply.body)")
                // A list that is empty has no shape.
                for (key, value) in reply.json where key != "data_gaps" { #expect((value as? [Any])?.isEmpty != true, "\(example.name): \(key)") }
            }
        }
    }

    @Test(.enabled(if: Contract.text != nil, "the contract is not beside the package"))
    func `within each other have their shapes too, and nothing that must not be is null`() throws {
        let venue = try Venue()
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100_000_000)
        _ = venue.limit(seller, "sell", "0.05", "64500")
        #expect(venue.limit(buyer, "buy", "0.02", "64500")["status"] == "filled")
        let examples = try Contract.examples()
        let position = try #require(((examples.first { $0.name == "Position[] at positions" }?.json as? [String: Any])?["positions"] as? [Any])?.first)
        let portfolio = venue.send(.get, "/api/v1/account/portfolio", key: buyer.key)
        #expect(Contract.faults([position], portfolio.json["positions"] ?? "") == [], "\(portfolio.body)")
        for path in ["/account/info", "/account/balance", "/account/positions", "/account/portfolio", "/account/pnl", "/analytics/performance"] {
            for key in [buyer.key, buyer.agentKey, venue.register("Idle").key] {
                let reply = venue.send(.get, "/api/v1" + path, key: key)
                #expect(reply.status == 200 && !reply.body.contains("null"), "\(path): \(reply.body)")
            }
        }
        // What the contract lists without an example.
        let returns = (1...10).map { "0.00\($0)" }.joined(separator: ",")
        for (reply, expected) in [
            (venue.send(.put, "/api/v1/account/risk-profile", #"{"max_position_size_pct":30,"daily_loss_limit_pct":10,"max_open_orders":2}"#, key: buyer.key),
                #"{"max_position_size_pct":1,"daily_loss_limit_pct":1,"max_open_orders":1}"#),
            (venue.send(.post, "/api/v1/account/mode", #"{"mode":"live","strategy_label":"a"}"#, key: buyer.key),
                #"{"mode":"live","active_strategy_label":"a","active_backtests":0,"total_backtests_completed":0}"#),
            (venue.send(.post, "/api/v1/metrics/deflated-sharpe", #"{"returns":[\#(returns)],"num_trials":3}"#, key: buyer.key), #"""
                {"observed_sharpe":1.5,"expected_max_sharpe":1.5,"deflated_sharpe":1.5,"p_value":0.5,"is_significant":true,"num_trials":3,\#
                "num_returns":10,"skewness":0.5,"kurtosis":0.5}
                """#),
            (venue.send(.post, "/api/v1/agents/\(buyer.agentID)/reset", "", key: buyer.key), ##"""
                {"id":"990e8400-e29b-41d4-a716-446655440009","account_id":"550e8400-e29b-41d4-a716-446655440000","display_name":"A",\##
                "api_key_preview":"…","starting_balance":"1.0","llm_model":null,"framework":null,"strategy_tags":[],"risk_profile":{},"avatar_url":null,\##
                "color":null,"status":"active","created_at":"2026-02-25T10:00:00.000Z","updated_at":"2026-02-25T10:00:00.000Z"}
                """##),
        ] { #expect(try faults(expected, reply.body) == [], "\(reply.body)") }
    }

    /// The first element of a list in the reply, as if it were one.
    private func first(_ key: String) -> (Reply) -> Reply {
        { reply in
            guard let element = (reply.json[key] as? [Any])?.first, JSONSerialization.isValidJSONObject(element) else { return reply }
            do {
                let data = try JSONSerialization.data(withJSONObject: element)
                return Reply(status: reply.status, headers: reply.headers, body: String(decoding: data, as: UTF8.self))
            } catch {
                Issue.record("\(error)")
                return reply
            }
        }
    }

    private func faults(_ expected: String, _ actual: String) throws -> [String] {
        func parse(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        return Contract.faults(try parse(expected), try parse(actual))
    }

    @Test func `are not met by a missing key or another kind of value`() throws {
        #expect(try faults(#"{"a":"1.50","b":[{"c":1}]}"#, #"{"a":"7","b":[{"c":2,"d":3}],"e":null}"#) == [])
        #expect(try faults(#"{"a":"1.50"}"#, #"{"b":"1.50"}"#) == [".a is missing"])
        #expect(try faults(#"{"a":"1.50"}"#, #"{"a":1.5}"#) == [".a is a number, not a decimal"])
        #expect(try faults(#"{"a":"1.50"}"#, #"{"a":"1E-8"}"#) == [".a is a text, not a decimal"])
        #expect(try faults(#"{"a":1}"#, #"{"a":"1"}"#) == [".a is a decimal, not an integer"])
        #expect(try faults(#"{"a":true}"#, #"{"a":1}"#) == [".a is an integer, not a boolean"])
        #expect(try faults(#"{"a":[{"c":1}]}"#, #"{"a":[{"d":1}]}"#) == [".a[].c is missing"])
        #expect(try faults(#"{"a":"2026-02-25T10:00:00Z"}"#, #"{"a":"2026-02-25T10:00:00.1234Z"}"#) == [".a is a text, not a time"])
        #expect(try faults(#"{"a":"2026-02-25T10:00:00Z"}"#, #"{"a":"2026-02-25T10:00:00.123Z"}"#) == [])
        #expect(try faults(#"{"a":0.5}"#, #"{"a":1}"#) == [])
        #expect(try faults(#"{"a":null}"#, #"{"a":5}"#) == [])
    }
}
