import HTTP
import Testing

extension HTTP1ClientSession {
    func takeText() -> String {
        var bytes: [UInt8] = []
        unsafe writeOutput { piece in
            unsafe bytes.append(contentsOf: piece)
            return piece.count
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @discardableResult func receive(_ text: String, _ handler: any HTTPClientHandler) -> Int {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe receive($0, handler) }
    }
}

/// The client's end of HTTP/1.1, alone and against our server.
@Suite struct HTTP1ClientTests {
    let client = HTTP1ClientSession()
    let server = HTTP1Session()
    let atClient = ClientRecorder()
    let recorder = Recorder()

    func request(_ method: HTTPMethod = .get, _ target: String = "/", body: String = "") -> HTTPClientRequest {
        var request = HTTPClientRequest(method, target, authority: "x")
        request.body = Array(body.utf8)
        return request
    }

    @Test func `requests are written as RFC 9112 has them`() {
        var post = request(.post, "/a?b", body: "hi")
        post.add("x-api-key", "k")
        client.send(post)
        client.send(request())
        #expect(client.takeText() == lines("POST /a?b HTTP/1.1\nhost: x\ncontent-length: 2\nx-api-key: k\n\nhiGET / HTTP/1.1\nhost: x\n\n"))
    }

    @Test func `client and server understand each other, pipelined and cut anywhere`() {
        recorder.answer = { [server] request, stream in
            if stream % 2 == 0 {
                server.start(stream, HTTPResponse(200, .text, text: "chunk one, "))
                server.send(stream, "chunk two")
                server.finish(stream)
            } else {
                server.respond(stream, HTTPResponse(201, .json, body: Array(request.bytes[request.body])))
            }
        }
        client.send(request(.post, "/1", body: "{}"))
        client.send(request(.get, "/2"))
        client.send(request(.head, "/3"))
        client.send(request(.get, "/4"), .stream)
        for byte in client.takeText().utf8 { server.receive([byte], recorder) }
        for byte in server.takeOutput() { client.receive(String(decoding: [byte], as: UTF8.self), atClient) }
        #expect(atClient.events == ["1 201 [{}]", "2 200 [chunk one, chunk two]", "3 201 []", "4 200", "4 end [chunk one, chunk two]"])
        #expect(client.outstanding == 0 && !client.isClosed)
    }

    @Test func `an answer without a length ends with the connection`() {
        client.send(request())
        client.send(request())
        client.receive(lines("HTTP/1.1 200 OK\n\nall of it"), atClient)
        #expect(atClient.events == [])
        client.ended(atClient)
        #expect(atClient.events == ["1 200 [all of it]", "2 aborted"] && client.isClosed)
    }

    @Test func `interim answers are passed over, and connection close aborts the rest`() {
        client.send(request())
        client.send(request())
        client.receive(lines("HTTP/1.1 100 Continue\n\nHTTP/1.1 204 No Content\nconnection: close\n\n"), atClient)
        #expect(atClient.events == ["1 204 []", "2 aborted"] && client.isClosed)
    }

    @Test(arguments: ["HTTP/2 200 OK\n\n", "nonsense\n\n", "HTTP/1.1 20 OK\n\n", "HTTP/1.1 200 OK\nA b\n\n", "HTTP/1.1 101 Switching Protocols\n\n"])
    func `what is no answer aborts everything`(text: String) {
        client.send(request())
        client.receive(lines(text), atClient)
        #expect(atClient.events == ["1 aborted"] && client.isClosed)
    }

    @Test func `an answer nobody asked for closes`() {
        client.receive(lines("HTTP/1.1 204 No Content\n\n"), atClient)
        #expect(client.isClosed)
    }

    @Test func `a WebSocket opens between client and server, and messages run both ways`() {
        recorder.mode = { _ in .webSocket }
        client.openWebSocket(request(.get, "/ws"))
        server.receive(client.takeText(), recorder)
        let contexts = WebSocketContexts()
        let ours = WebSocketSession(.server, contexts: contexts)
        let theirs = WebSocketSession(.client, contexts: contexts)
        let seen = WebSocketRecorder()
        ours.send(text: "welcome")
        let answer = server.takeOutput()
        let taken = client.receive(String(decoding: answer + ours.takeOutput(), as: UTF8.self), atClient)
        #expect(client.isUpgraded && taken == answer.count && atClient.events == ["1 101"])
        theirs.send(text: "hello")
        ours.receive(theirs.takeOutput(), seen)
        #expect(seen.events == ["text hello"])
    }
}
