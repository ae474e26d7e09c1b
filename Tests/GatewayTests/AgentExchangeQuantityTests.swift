import HTTP
import Market
import Testing

@testable import Gateway

/// Numbers at the ends of what an instrument, or 64 bits, can hold.
struct AgentExchangeQuantityTests {
    @Test func `quantities outside the symbol's limits name them`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        for quantity in ["0.000001", "1e-20", "1e40"] {
            let reply = venue.limit(alpha, "buy", quantity, "62000")
            #expect(reply.status == 400 && reply.code == "INVALID_QUANTITY", "\(quantity): \(reply.body)")
            #expect(reply.details["min_qty"] as? String == "0.00001000")
            #expect(reply.details["max_qty"] != nil && reply.details["quantity"] as? String == quantity)
        }
    }

    @Test(arguments: InstrumentListing.standard.map(\.base)) func `no quantity of any instrument is too much for the one who answers`(_ base: String) throws {
        let venue = try Venue(listings: InstrumentListing.standard)
        let alpha = venue.register()
        let most = venue.order(alpha, #"{"symbol":"\#(base)USDT","side":"buy","type":"market","quantity":"1E-8"}"#)
        #expect(most.code == "INVALID_QUANTITY", "\(most.body)")
        let largest = try #require(most.details["max_qty"] as? String)
        for path in ["/api/v1/trade/order", "/api/v1/trade/preview"] {
            for side in ["buy", "sell"] {
                for quantity in ["0", "1E-20", "1E-8", "0.1", "1", "1E10", "92233720368.54775807", "92233720368.54775808", "1E40", largest] {
                    for rest in [#""type":"market""#, #""type":"limit","price":"0.01""#, #""type":"limit","price":"90000000000""#] {
                        let body = #"{"symbol":"\#(base)USDT","side":"\#(side)","quantity":"\#(quantity)",\#(rest)}"#
                        let reply = venue.send(.post, path, body, key: alpha.key)
                        #expect([200, 201, 400, 403, 422].contains(reply.status), "\(body): \(reply.status) \(reply.body)")
                    }
                }
            }
        }
    }

    @Test func `more than there can be is shown as the most there can be`() throws {
        let venue = try Venue(listings: InstrumentListing.standard)
        let doge = try #require(venue.onLoop { venue.facade.catalog.find("DOGEUSDT") })
        #expect(doge.amount(Quantity(lots: 1 << 47)).text == "92233720368.54775807")
        #expect(doge.amount(Price(ticks: .max)).text == "92233720368.54775807" && doge.amount(Price(ticks: .min)).text == "-92233720368.54775808")
        #expect(doge.instrument.maxQuantity.lots == 92_233_720_368)
    }
}
