import IO
import Synchronization
import Testing

@testable import Webhooks

@Suite struct `Deliveries over libcurl` {
    /// Runs posts through a transport of its own and waits for all their outcomes.
    private func outcomes(_ posts: [WebhookPost], allowsLocal: Bool = true) throws -> [WebhookOutcome] {
        try with(allowsLocal: allowsLocal) { transport, done in
            for post in posts { transport.post(post) { done($0) } }
            return posts.count
        }
    }

    private func with<Outcome: Sendable>(allowsLocal: Bool, _ body: @escaping @Sendable (CurlTransport, @escaping (Outcome) -> Void) -> Int) throws -> [Outcome] {
        let loop = try EventLoop()
        try loop.start()
        defer {
            loop.stop()
            loop.join()
        }
        let transport = try CurlTransport(loop, allowsLocal: allowsLocal)
        let gate = ThreadGate(), ended = Mutex<[Outcome]>([])
        let count = loop.performAndWait {
            body(transport) { outcome in
                ended.withLock { $0.append(outcome) }
                gate.notify()
            }
        }
        gate.wait { ended.withLock { $0.count == count } }
        loop.performAndWait { transport.close() }
        return ended.withLock { $0 }
    }

    private func post(_ url: String, _ body: String = "{}") -> WebhookPost {
        WebhookPost(url: url, headers: [("X-Webhook-Event", "a"), ("X-Webhook-Signature", "00ff")], body: Array(body.utf8))
    }

    @Test func `carry headers and body as they are`() throws {
        let server = try TinyServer(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        defer { server.stop() }
        #expect(try outcomes([post(server.url, #"{"a":"é"}"#)]) == [.answered(status: 204)])
        let request = try #require(server.read.first)
        #expect(request.hasPrefix("POST /hook HTTP/1.1\r\n"))
        for line in ["Content-Type: application/json", "X-Webhook-Event: a", "X-Webhook-Signature: 00ff", "Content-Length: 10"] {
            #expect(request.contains("\r\n\(line)\r\n"), "\(line)")
        }
        #expect(request.hasSuffix("\r\n\r\n{\"a\":\"é\"}"))
        #expect(!request.contains("Expect:"))
    }

    @Test func `follow no redirect`() throws {
        let server = try TinyServer(answer: "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
        defer { server.stop() }
        #expect(try outcomes([post(server.url)]) == [.answered(status: 302)])
        #expect(server.read.count == 1)
    }

    @Test func `read no more of an answer than they must`() throws {
        let body = String(repeating: "x", count: 1 << 20)
        let server = try TinyServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        defer { server.stop() }
        let outcome = try outcomes([post(server.url)])
        #expect(outcome == [.answered(status: 200)])
        #expect(outcome[0].isDelivered)
    }

    @Test func `fail where nobody listens, and where nobody speaks HTTP`() throws {
        let server = try TinyServer(answer: "SSH-2.0-OpenSSH_9.2\r\n")
        let url = server.url
        guard case .failed? = try outcomes([post(url)]).first else { Issue.record("an answer without HTTP"); return }
        server.stop()
        guard case .failed? = try outcomes([post(url)]).first else { Issue.record("an answer from nobody"); return }
    }

    @Test func `open no connection to this machine unless it is allowed`() throws {
        let server = try TinyServer(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        defer { server.stop() }
        let urls = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"].map { "https://\($0):\(server.port)/" }
        #expect(try outcomes(urls.map { post($0) }, allowsLocal: false) == Array(repeating: .refused("loopback"), count: urls.count))
        guard case .failed? = try outcomes([post("http://example.com/")], allowsLocal: false).first else { Issue.record("plain HTTP"); return }
        #expect(server.read == [])
    }

    @Test func `look names up without connecting`() throws {
        let server = try TinyServer(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        defer { server.stop() }
        let port = server.port
        let verdicts: [ProbeOutcome] = try with(allowsLocal: false) { transport, done in
            transport.probe("https://localhost:\(port)/", then: done)
            return 1
        }
        #expect(verdicts == [.refused("loopback")])
        let open: [ProbeOutcome] = try with(allowsLocal: false) { transport, done in
            transport.probe("https://1.1.1.1/", then: done)
            return 1
        }
        #expect(open == [.allowed])
        let nobody: [ProbeOutcome] = try with(allowsLocal: false) { transport, done in
            transport.probe("https://nobody.invalid/", then: done)
            return 1
        }
        #expect(nobody == [.unknown])
        #expect(server.read == [])
    }

    @Test func `go on side by side`() throws {
        let server = try TinyServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        defer { server.stop() }
        let posts = (0..<40).map { post(server.url, "\($0)") }
        #expect(try outcomes(posts) == Array(repeating: .answered(status: 200), count: 40))
        #expect(Set(server.read.map { $0.suffix(2) }).count == 40)
    }

    @Test func `under way are dropped when it closes`() throws {
        let server = try TinyServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        defer { server.stop() }
        let loop = try EventLoop()
        try loop.start()
        let transport = try CurlTransport(loop, allowsLocal: true)
        let url = server.url
        loop.performAndWait {
            transport.post(WebhookPost(url: url, headers: [], body: [])) { _ in Issue.record("called back after it was closed") }
            transport.close()
            transport.close()
        }
        loop.stop()
        loop.join()
    }
}
