import Foundation
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
        #expect(try faults(#"{"a":null}"#, #"{"a":5}"#) == [])
    }
}
