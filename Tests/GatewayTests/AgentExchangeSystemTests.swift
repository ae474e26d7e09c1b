import Foundation
import HTTP
import Testing

@testable import Gateway

struct AgentExchangeSystemTests {
    @Test func `health names the durability and the sequence`() throws {
        let venue = try Venue()
        let reply = venue.send(.get, "/health")
        #expect(reply.status == 200 && reply["status"] == "ok" && reply["durability"] == "none")
        #expect(reply.json["total_pairs"] as? Int == 2 && reply.json["stale_pairs"] as? [String] == [])
        #expect(reply.json["sequence"] as? Int == reply.json["durable_sequence"] as? Int)
    }

    @Test func `metrics are in Prometheus' text format`() throws {
        let venue = try Venue()
        _ = venue.limit(venue.register(), "buy", "0.01", "62000")
        let lines = venue.send(.get, "/metrics").body.split(separator: "\n")
        #expect(lines.contains("walras_orders_total 1") && lines.contains("walras_responses_total{status=\"2xx\"} 2"))
        for line in lines where !line.hasPrefix("#") { #expect(line.wholeMatch(of: #/walras_\w+(\{\w+="[\w.+]+"(,\w+="\w+")?\})? \d+(\.\d+)?/#) != nil, "\(line)") }
    }

    @Test(arguments: ["/openapi.json", "/llms.txt", "/guide.md", "/docs", "/redoc"]) func `documents are served to anybody`(_ path: String) throws {
        let venue = try Venue()
        let reply = venue.send(.get, path)
        #expect(reply.status == 200 && reply.body.count > 2_000)
        #expect(reply.body.contains("/api/v1/trade/order"))
    }

    @Test func `the description names the errors' codes`() throws {
        let venue = try Venue()
        let document = venue.send(.get, "/openapi.json").json
        let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: Any]
        #expect(schemas?["Error"] != nil)
        #expect((document["paths"] as? [String: Any])?["/api/v1/market/candles/{symbol}"] != nil)
    }

    @Test func `the guide names the symbols there are`() throws {
        let venue = try Venue()
        #expect(venue.send(.get, "/guide.md").body.contains("BTCUSDT, ETHUSDT"))
    }
}
