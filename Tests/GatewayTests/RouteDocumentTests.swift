import Foundation
import HTTP
import Testing

@testable import Gateway

struct RouteDocumentTests {
    @Test func `every endpoint has a route of its own, and its example is JSON`() throws {
        var seen: Set<String> = []
        for endpoint in Endpoint.allCases {
            let route = endpoint.route
            #expect(seen.insert("\(route.method) \(route.pattern)").inserted, "\(endpoint)")
            if route.answer.contentType == "application/json", !route.answer.example.isEmpty {
                _ = try JSONSerialization.jsonObject(with: Data(route.answer.example.utf8))
            }
            let named = route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
            #expect(route.parameters.filter { $0.place == .path }.map(\.name) == named, "\(endpoint)")
        }
    }

    @Test func `every code a route names is one the interface knows`() {
        let known = Set(APIError.codes.map(\.code))
        for endpoint in Endpoint.allCases {
            for code in endpoint.route.errors { #expect(known.contains(code), "\(endpoint) names \(code)") }
        }
    }

    @Test func `the OpenAPI description is JSON and names every route once`() throws {
        let bytes = OpenAPIDocument.write(
            OpenAPIDocument.Facts(title: "t", version: "1", summary: "s", errors: APIError.codes), Endpoint.routes)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        #expect(paths.values.reduce(0) { $0 + $1.count } == Endpoint.allCases.count)
        let order = try #require(paths["/api/v1/trade/order"]?["post"] as? [String: Any])
        #expect((order["responses"] as? [String: Any])?.keys.sorted() == ["201", "400", "401", "403", "404", "422", "429", "503"])
        #expect((order["requestBody"] as? [String: Any])?["required"] as? Bool == true)
        #expect((order["parameters"] as? [[String: Any]])?.compactMap { $0["name"] as? String } == ["Idempotency-Key", "X-Agent-Id"])
        for operation in paths.values.flatMap(\.values).compactMap({ $0 as? [String: Any] }) {
            let responses = try #require(operation["responses"] as? [String: [String: Any]])
            let answer = try #require(responses.first { $0.key < "300" })
            let content = (answer.value["content"] as? [String: [String: Any]])?["application/json"]
            #expect(content == nil || content?["example"] == nil || content?["schema"] != nil, "\(operation["operationId"] ?? "")")
        }
        let operations = paths.values.flatMap(\.values).compactMap { ($0 as? [String: Any])?["operationId"] as? String }
        #expect(Set(operations).count == operations.count)
    }

    @Test func `the pages escape what they show`() {
        let route = Route(.get, "/a", "1 < 2 & \"3\"", .none, answer: .json("[]"))
        let page = ReferencePages.html(title: "<t>", introduction: "", [route])
        #expect(page.contains("1 &lt; 2 &amp; &quot;3&quot;"))
        #expect(!page.contains("<t>"))
        #expect(!page.contains("<script"))
    }
}
