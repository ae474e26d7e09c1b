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

    @Test func `the root says where everything is`() throws {
        let venue = try Venue()
        let reply = venue.send(.get, "/")
        #expect(reply.status == 200)
        for (key, path) in [("guide", "/guide.md"), ("openapi", "/openapi.json"), ("docs", "/docs"), ("health", "/health")] {
            #expect(reply[key] == path && venue.send(.get, path).status == 200)
        }
    }

    @Test func `pairs are stale where no price is, or none of the last minute, as prices are`() throws {
        let venue = try Venue()
        func stale() -> ([String]?, Bool?) {
            (venue.send(.get, "/health").json["stale_pairs"] as? [String], venue.send(.get, "/api/v1/market/prices").json["stale"] as? Bool)
        }
        venue.clock.advance(seconds: 60)
        #expect(stale() == ([], false))
        venue.clock.advance(seconds: 1)
        #expect(stale() == (["BTCUSDT", "ETHUSDT"], true))
        let (buyer, seller) = (venue.register("Buyer"), venue.register("Seller"))
        venue.deposit(seller, 1, units: 100_000_000)
        _ = venue.limit(seller, "sell", "0.01", "64500")
        _ = venue.limit(buyer, "buy", "0.01", "64500")
        #expect(stale() == (["ETHUSDT"], false))
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
