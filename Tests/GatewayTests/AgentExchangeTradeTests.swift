import Foundation
import HTTP
import Market
import Testing

@testable import Gateway

struct AgentExchangeTradeTests {
    @Test func `a registered account trades at once with its key`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        let reply = venue.limit(alpha, "buy", "0.01", "62000")
        #expect(reply.status == 201, "\(reply.body)")
        #expect(reply["status"] == "pending")
        #expect(reply["locked_amount"] == "620.62000000")
        #expect(reply["price"] == "62000.00000000")
        #expect(reply["quantity"] == "0.01000000")
        let shown = venue.send(.get, "/api/v1/trade/order/\(reply["order_id"])", key: alpha.key)
        #expect(shown.status == 200 && shown.body == reply.body)
    }
}
