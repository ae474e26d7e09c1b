import Foundation
import HTTP
import IO
import Testing

@testable import Gateway

struct TraceLogTests {
    private let directory: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("walras-traces-\(Foundation.UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func lines(_ name: String = "traces.jsonl") throws -> [[String: Any]] {
        try String(contentsOfFile: directory + "/" + name, encoding: .utf8).split(separator: "\n").map { object(String($0)) }
    }

    @Test func `a request with a trace id leaves a line, without secrets`() throws {
        let venue = try Venue(traces: directory + "/traces.jsonl")
        let alpha = venue.register()
        let headers = ["x-trace-id": "step \"7\"", "x-api-key": alpha.key]
        _ = venue.send(.get, "/api/v1/account/balance?token=secret", headers: headers)
        _ = venue.send(.post, "/api/v1/trade/order", #"{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.01","price":"62000"}"#, headers: headers)
        _ = venue.send(.get, "/nowhere", headers: ["x-trace-id": "lost"])
        _ = venue.send(.get, "/api/v1/agents/\(alpha.key)/api-key", headers: ["x-trace-id": alpha.secret])
        venue.settle()
        let lines = try lines()
        #expect(lines.map { $0["path"] as? String } == ["/api/v1/account/balance", "/api/v1/trade/order", "/nowhere", "/api/v1/agents/ak_live_…/api-key"])
        #expect(lines.map { $0["status"] as? Int } == [200, 201, 404, 401] && lines.map { $0["trace_id"] as? String } == ["step \"7\"", "step \"7\"", "lost", "sk_live_…"])
        #expect(lines[0]["account_id"] as? String == alpha.accountID && lines[2]["account_id"] == nil)
        let text = try String(contentsOfFile: directory + "/traces.jsonl", encoding: .utf8)
        #expect(!text.contains(alpha.key.dropFirst(8)) && !text.contains(alpha.secret.dropFirst(8)) && !text.contains("secret"))
    }

    @Test func `a full log takes the place of the one before, and long ids are cut`() throws {
        let path = directory + "/traces.jsonl"
        try Data(count: TraceLog.fileBytesMax - 10).write(to: URL(fileURLWithPath: path))
        let log = try TraceLog(path)
        func trace(_ id: String) {
            var request = HTTPRequest()
            request.bytes = Array("/p\(id)".utf8)
            request.path = 0..<2
            log.begin(request, 2..<request.bytes.count, .none, at: 0)
            log.end(.none, status: 200, at: 5_000, wall: 0)
            log.flush()
        }
        trace("one")
        #expect(try lines().map { $0["trace_id"] as? String } == ["one"])
        #expect(try FileManager.default.attributesOfItem(atPath: path + ".1")[.size] as? Int == TraceLog.fileBytesMax - 10)
        #expect(log.lostCount == 0)
        trace(String(repeating: "x", count: 5_000))
        #expect(try lines().last?["trace_id"] as? String == "xxxxxxxx…")
    }
}
