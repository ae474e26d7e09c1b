import HTTP
import Testing

@testable import Gateway
@testable import HTTP

struct ProtocolFaultTests {
    private func request(origin: String) -> HTTPRequest {
        var request = HTTPRequest()
        request.bytes = Array("origin\(origin)".utf8)
        #expect(request.add(name: 0..<6, value: 6..<request.bytes.count) == nil)
        return request
    }

    @Test func `what HTTP refuses has the envelope of everything else, readable by pages of allowed origins`() {
        let refusals = ProtocolFault.refusals(CrossOrigin(["https://a.example"]))
        let reply = Venue.reply(refusals(413, "the body is too long", request(origin: "https://a.example")))
        #expect(reply.status == 413 && reply.body == #"{"error":{"code":"PAYLOAD_TOO_LARGE","message":"The body is too long."}}"#)
        #expect(reply.headers["access-control-allow-origin"] == "https://a.example")
        #expect(Venue.reply(refusals(400, "no host", request(origin: "https://b.example"))).headers == [:])
    }

    @Test func `a name that is empty is not repeated`() {
        for error in [APIError.agentNotFound(agentID: ""), .orderNotFound(orderID: ""), .invalidSymbol(""), .invalidOrderType(""), .webhookNotFound(webhookID: "")] {
            #expect(error.message.hasPrefix("There is no such "), "\(error.message)")
        }
    }

    @Test func `a packed body is refused for being packed`() throws {
        let venue = try Venue()
        let alpha = venue.register()
        for path in ["/api/v1/trade/order", "/api/v1/account/reset"] {
            let reply = venue.send(.post, path, "\u{1f}packed", key: alpha.key, headers: ["content-encoding": "gzip"])
            #expect(reply.status == 415 && reply.code == "UNSUPPORTED_MEDIA_TYPE", "\(reply.body)")
        }
    }

    @Test func `indicators without bars say what is missing`() throws {
        let reply = try Venue().send(.get, "/api/v1/market/indicators/BTCUSDT")
        #expect(reply.status == 503 && reply.code == "SERVICE_UNAVAILABLE" && reply.details["reason"] as? String == "no_bars")
        #expect(((reply.json["error"] as? [String: Any])?["message"] as? String)?.contains("no one-minute bars of BTCUSDT") == true)
    }
}
