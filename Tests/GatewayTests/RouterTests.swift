import HTTP
import Testing

@testable import Gateway

private func router(_ routes: [(HTTPMethod, String)]) -> Router {
    Router(routes.map { Route($0.0, $0.1, "", .none, answer: .nothing) })
}

/// Index of the route and its parameters, or what was said instead.
private func ask(_ router: Router, _ method: HTTPMethod, _ path: String) -> String {
    let bytes = Array("x\(path)y".utf8)
    switch router.match(method, bytes, 1..<bytes.count - 1) {
    case .found(let match):
        return (["\(match.route)"] + match.parameters.indices.map { match.parameters[$0] }.filter { !$0.isEmpty }
            .map { String(decoding: bytes[$0], as: UTF8.self) }).joined(separator: " ")
    case .unknownPath: return "unknown"
    case .otherMethods(let methods): return methods.allow
    }
}

struct RouterTests {
    @Test func `a path is found by its segments and its method`() {
        let router = router([(.get, "/health"), (.get, "/api/v1/orders/{id}"), (.delete, "/api/v1/orders/{id}"), (.get, "/")])
        #expect(ask(router, .get, "/health") == "0")
        #expect(ask(router, .get, "/api/v1/orders/42") == "1 42")
        #expect(ask(router, .delete, "/api/v1/orders/42") == "2 42")
        #expect(ask(router, .get, "/") == "3")
    }

    @Test func `what nobody added is unknown`() {
        let router = router([(.get, "/api/v1/orders/{id}")])
        for path in ["/", "", "/api", "/api/v1/orders", "/api/v1/orders//", "/api/v1/orders/1/2", "/Api/v1/orders/1", "api/v1/orders/1", "*"] {
            #expect(ask(router, .get, path) == "unknown", "\(path)")
        }
    }

    @Test func `other methods of a known path are named`() {
        let router = router([(.get, "/a"), (.post, "/a"), (.delete, "/b")])
        #expect(ask(router, .put, "/a") == "GET, HEAD, POST, OPTIONS")
        #expect(ask(router, .get, "/b") == "DELETE, OPTIONS")
    }

    @Test func `HEAD finds what GET would`() {
        let router = router([(.get, "/a"), (.post, "/b")])
        #expect(ask(router, .head, "/a") == "0")
        #expect(ask(router, .head, "/b") == "POST, OPTIONS")
    }

    @Test func `one slash at the end is ignored`() {
        let router = router([(.get, "/a/{x}")])
        #expect(ask(router, .get, "/a/b/") == "0 b")
        #expect(ask(router, .get, "/a/b//") == "unknown")
    }

    @Test func `a literal goes before a parameter, which takes what the literal cannot`() {
        let router = router([
            (.get, "/backtest/{id}/status"), (.get, "/backtest/status/{id}"), (.get, "/agents/{id}"), (.post, "/agents/register"),
            (.get, "/agents/overview"),
        ])
        #expect(ask(router, .get, "/backtest/7/status") == "0 7")
        #expect(ask(router, .get, "/backtest/status/7") == "1 7")
        #expect(ask(router, .get, "/backtest/status/status") == "1 status")
        #expect(ask(router, .get, "/agents/overview") == "4")
        #expect(ask(router, .post, "/agents/register") == "3")
        #expect(ask(router, .get, "/agents/register") == "2 register")
    }

    @Test func `a path of too many segments is unknown`() {
        let router = router([(.get, "/a/{x}")])
        #expect(ask(router, .get, "/a" + String(repeating: "/b", count: 10_000)) == "unknown")
    }
}

struct ArgumentTests {
    private func arguments(_ query: String) -> Arguments {
        let bytes = Array(query.utf8)
        return Arguments(bytes, path: InlineArray(repeating: 0..<0), query: 0..<bytes.count)
    }
    private let limit = Parameter.query("limit", .integer(1...500), absent: "100", aliases: ["max"], "")
    private let name = Parameter.query("name", .text(min: 2, max: 5), required: true, "")

    @Test func `a value is decoded and trimmed`() throws {
        #expect(try arguments("name=a%20b+c").text(name) == "a b c")
        #expect(try arguments("name=+ab%20").text(name) == "ab")
        #expect(try arguments("x=1&name=%C3%A4%C3%B6").text(name) == "äö")
    }

    @Test func `an absent value is the default, a required one a fault`() throws {
        #expect(try arguments("").integer(limit) == 100)
        #expect(try arguments("limit=").integer(limit) == 100)
        #expect(throws: ArgumentFault("name", "is required")) { try arguments("nam=ab").text(name) }
    }

    @Test func `a value may be given twice, under any of its names, if it stays the same`() throws {
        #expect(try arguments("limit=2&max=2").integer(limit) == 2)
        #expect(try arguments("max=&limit=1").integer(limit) == 1)
        #expect(throws: ArgumentFault("limit", "is given twice, with different values")) { try arguments("limit=1&max=2").integer(limit) }
    }

    @Test func `values outside their limits are faults`() {
        #expect(throws: ArgumentFault("limit", "is not within 1…500")) { try arguments("limit=501").integer(limit) }
        #expect(throws: ArgumentFault("limit", "is not an integer")) { try arguments("limit=1.0").integer(limit) }
        #expect(throws: ArgumentFault("name", "has fewer than 2 characters")) { try arguments("name=a").text(name) }
        #expect(throws: ArgumentFault("name", "has more than 5 characters")) { try arguments("name=abcdef").text(name) }
        #expect(throws: ArgumentFault("name", "is not percent-encoded UTF-8")) { try arguments("name=%ff%2").text(name) }
    }

    @Test func `lists are split at commas and counted`() throws {
        let symbols = Parameter.query("s", .list(max: 2), "")
        #expect(try arguments("s=a,%20b,,").list(symbols) == ["a", "b"])
        #expect(throws: ArgumentFault("s", "has more than 2 values")) { try arguments("s=a,b,c").list(symbols) }
    }
}

struct ISOTimeTests {
    @Test func `times with and without fraction and offset`() {
        let noon: Int64 = 1_740_484_800_000_000_000
        #expect(ISOTime.parse("2025-02-25T12:00:00Z") == noon)
        #expect(ISOTime.parse("2025-02-25T12:00:00") == noon)
        #expect(ISOTime.parse("2025-02-25 12:00") == noon)
        #expect(ISOTime.parse("2025-02-25T13:30:00.5+01:30") == noon + 500_000_000)
        #expect(ISOTime.parse("2025-02-25T12:00:00.123456789Z") == noon + 123_456_789)
        #expect(ISOTime.parse("2025-02-25T12:00:00.1234567891Z") == noon + 123_456_789)
        #expect(ISOTime.parse("2025-02-25") == noon - 43_200_000_000_000)
        #expect(ISOTime.parse("1970-01-01T00:00:00Z") == 0)
        #expect(ISOTime.parse("2024-02-29T00:00:00Z") != nil)
    }

    @Test func `what is no time`() {
        for text in ["", "now", "2025-02-29", "2025-13-01", "2025-02-25T24:00:00Z", "2025-02-25T12:00:60Z", "2025-02-25T12:00:00ZZ", "1969-12-31",
            "2025-02-25T12:00:00.Z", "2025-2-25", "9999-01-01", "2025-02-25T12:00:00+1"] {
            #expect(ISOTime.parse(text) == nil, "\(text)")
        }
    }
}
