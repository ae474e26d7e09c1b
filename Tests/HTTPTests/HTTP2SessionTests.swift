import HTTP
import Testing

/// Writes down what a client's session tells.
final class ClientRecorder: HTTPClientHandler {
    var events: [String] = []
    private var streamed: [Int32: String] = [:]

    func response(_ response: borrowing HTTPClientResponse, stream: Int32) {
        events.append("\(stream) \(response.status) [\(response.body.count > 100 ? "\(response.body.count) bytes" : response.text(response.body))]")
    }

    func head(_ response: borrowing HTTPClientResponse, stream: Int32) { events.append("\(stream) \(response.status)") }
    func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) { streamed[stream, default: ""] += unsafe String(decoding: bytes, as: UTF8.self) }
    func end(stream: Int32) { events.append("\(stream) end [\(streamed.removeValue(forKey: stream) ?? "")]") }
    func aborted(stream: Int32) { events.append("\(stream) aborted") }
}

extension HTTP2ClientSession {
    func takeOutput() -> [UInt8] {
        var bytes: [UInt8] = []
        while hasOutput {
            unsafe writeOutput { piece in
                unsafe bytes.append(contentsOf: piece)
                return piece.count
            }
        }
        return bytes
    }

    func receive(_ bytes: [UInt8], _ handler: any HTTPClientHandler) { unsafe bytes.withUnsafeBytes { unsafe receive($0, handler) } }

    @discardableResult func send(_ stream: Int32, _ text: String) -> Bool { unsafe Array(text.utf8).withUnsafeBytes { unsafe send(stream, $0) } }
}

/// A client and a server that talk in memory.
final class HTTP2Pair {
    let client = HTTP2ClientSession()
    let server: HTTP2Session
    let atClient = ClientRecorder()
    let recorder = Recorder()

    init(date: HTTPDate? = nil) { server = HTTP2Session(date: date) }

    func get(_ target: String, _ method: HTTPMethod = .get, body: String = "", _ fields: [(StaticString, String)] = []) -> HTTPClientRequest {
        var request = HTTPClientRequest(method, target, authority: "ex.example")
        request.body = Array(body.utf8)
        for (name, value) in fields { request.add(name, value) }
        return request
    }

    func exchange() {
        while client.hasOutput || server.hasOutput {
            server.receive(client.takeOutput(), recorder)
            client.receive(server.takeOutput(), atClient)
        }
    }
}

/// Requests and answers over HTTP/2 (RFC 9113), WebSockets included (RFC 8441).
@Suite struct HTTP2SessionTests {
    let pair = HTTP2Pair()
    var client: HTTP2ClientSession { pair.client }
    var server: HTTP2Session { pair.server }

    @Test func `a request is decoded into path, query, fields and body`() {
        pair.recorder.answer = { request, _ in
            #expect(request.isHTTP2 && request.text(request[.apiKey]) == "k" && request.header(named: "x-odd").map { request.text($0) } == "o")
        }
        client.send(pair.get("/orders?dry=1", .post, body: "hello", [("x-api-key", "k"), ("x-odd", "o")]))
        pair.exchange()
        #expect(pair.recorder.events == ["1 post /orders?dry=1 @ex.example x-api-key=k x-odd=o [hello]"])
        #expect(server.outstanding == 1 && server.phase == .idle)
    }

    @Test func `answers may come in any order`() {
        for path in ["/1", "/2", "/3"] { client.send(pair.get(path)) }
        pair.exchange()
        for stream in [5, 1, 3] as [Int32] { #expect(server.respond(stream, HTTPResponse(200, .none, text: "for \(stream)"))) }
        pair.exchange()
        #expect(pair.atClient.events == ["5 200 [for 5]", "1 200 [for 1]", "3 200 [for 3]"] || pair.atClient.events.sorted() == ["1 200 [for 1]", "3 200 [for 3]", "5 200 [for 5]"])
        #expect(server.outstanding == 0 && !server.respond(1, HTTPResponse(204)))
    }

    @Test func `an answer carries status, date, type, length and its own fields`() {
        let date = HTTPDate()
        date.set(secondsSince1970: 784_111_777)
        let pair = HTTP2Pair(date: date)
        let keeper = HeadKeeper()
        pair.client.send(pair.get("/"))
        pair.exchange()
        var response = HTTPResponse(429, .json, body: Array("{}".utf8))
        response.add("retry-after", 3)
        pair.server.respond(1, response)
        pair.client.receive(pair.server.takeOutput(), keeper)
        #expect(keeper.fields == [":status": "429", "content-type": "application/json", "content-length": "2", "date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": "3"])
    }

    private final class HeadKeeper: HTTPClientHandler {
        var fields: [String: String] = [:]
        func response(_ response: borrowing HTTPClientResponse, stream: Int32) {
            for name in [":status", "content-type", "content-length", "date", "retry-after"] as [StaticString] {
                fields["\(name)"] = response.header(named: name)
            }
        }
        func head(_ response: borrowing HTTPClientResponse, stream: Int32) {}
        func data(_ bytes: UnsafeRawBufferPointer, stream: Int32) {}
        func end(stream: Int32) {}
        func aborted(stream: Int32) {}
    }

    @Test func `HEAD, 204 and 304 have no body`() {
        client.send(pair.get("/", .head))
        client.send(pair.get("/"))
        pair.exchange()
        server.respond(1, HTTPResponse(200, .text, text: "abc"))
        server.respond(3, HTTPResponse(304, .text, text: "abc"))
        pair.exchange()
        #expect(pair.atClient.events == ["1 200 []", "3 304 []"])
    }

    @Test func `a body larger than any window arrives whole both ways`() {
        let text = String(repeating: "0123456789abcdef", count: 50_000)
        pair.recorder.mode = { _ in .collect(bytesMax: 1024 * 1024) }
        var received = 0
        pair.recorder.answer = { [server] request, stream in
            received = request.body.count
            server.respond(stream, HTTPResponse(200, .text, text: text))
        }
        client.send(pair.get("/", .post, body: text))
        pair.exchange()
        #expect(received == 800_000 && pair.atClient.events == ["1 200 [800000 bytes]"])
    }

    @Test func `a body beyond what was asked for is answered with 413, announced or not`() {
        client.send(pair.get("/", .post, body: String(repeating: "a", count: 1025)))
        client.send(pair.get("/", .post, body: "", [("content-length", "1025")]), .stream)
        pair.exchange()
        #expect(pair.recorder.events.sorted() == ["1 aborted", "3 aborted"])
        #expect(pair.atClient.events.filter { $0.contains("413") }.count == 2)
    }

    @Test func `a refusal comes before the body`() {
        pair.recorder.mode = { _ in .refuse(HTTPResponse(401)) }
        let stream = client.send(pair.get("/", .post), .stream)!
        pair.exchange()
        #expect(pair.atClient.events.contains("1 401") && pair.recorder.events == [])
        #expect(!client.send(stream, "late") && server.outstanding == 0)
    }

    @Test func `streams run both ways at the same time`() {
        pair.recorder.mode = { _ in .stream }
        let stream = client.send(pair.get("/sbe", .post), .stream)!
        pair.exchange()
        server.start(stream, HTTPResponse(200, .sbe))
        for round in 0..<3 {
            client.send(stream, "up\(round) ")
            server.send(stream, "down\(round) ")
            pair.exchange()
        }
        client.finish(stream)
        server.finish(stream)
        pair.exchange()
        #expect(pair.recorder.events == ["1 end [up0 up1 up2 ]"])
        #expect(pair.atClient.events == ["1 200", "1 end [down0 down1 down2 ]"] && server.outstanding == 0)
    }

    @Test func `what a paused stream sends stops at its window`() {
        pair.recorder.mode = { _ in .stream }
        let stream = client.send(pair.get("/", .post), .stream)!
        pair.exchange()
        server.setPaused(true, stream)
        let half = String(repeating: "a", count: HTTPLimits.streamWindowBytes)
        client.send(stream, half)
        client.send(stream, half)
        pair.exchange()
        #expect(client.queuedBytes(stream) == HTTPLimits.streamWindowBytes)
        server.setPaused(false, stream)
        pair.exchange()
        #expect(client.queuedBytes(stream) == 0)
    }

    @Test func `what waits of a streamed answer is counted`() {
        client.send(pair.get("/"))
        pair.exchange()
        server.start(1, HTTPResponse(200, .sbe))
        server.send(1, "0123456789")
        #expect(server.queuedBytes(1) == 10)
        pair.exchange()
        #expect(server.queuedBytes(1) == 0)
    }

    @Test func `what a peer's window holds back is told from what goes`() {
        client.send(pair.get("/"))
        pair.exchange()
        server.respond(1, HTTPResponse(200, .text, body: [UInt8](repeating: 0x61, count: 1 << 20)))
        var gone = 0
        while server.windowed.waiting > 0 {
            _ = server.takeOutput()
            if server.windowed.gone == gone { break }
            gone = server.windowed.gone
        }
        #expect(gone > 0 && server.windowed.waiting == (1 << 20) - gone && server.queuedBytes == server.windowed.waiting)
    }

    @Test func `a stream the client gives up is forgotten`() {
        client.send(pair.get("/"))
        pair.exchange()
        client.reset(1)
        pair.exchange()
        #expect(pair.recorder.events.last == "1 aborted" && !server.respond(1, HTTPResponse(204)) && server.outstanding == 0)
    }

    @Test func `a WebSocket opens on a stream of its own`() {
        pair.recorder.mode = { $0.isWebSocket ? .webSocket : .refuse(HTTPResponse(404)) }
        pair.exchange()
        let stream = client.openWebSocket(pair.get("/ws"))!
        pair.exchange()
        #expect(pair.atClient.events == ["\(stream) 200"])
        client.send(stream, "frames")
        server.send(stream, "more")
        client.finish(stream)
        pair.exchange()
        server.finish(stream)
        pair.exchange()
        #expect(pair.recorder.events == ["\(stream) end [frames]"] && pair.atClient.events.last == "\(stream) end [more]")
    }

    @Test func `frames that come before their WebSocket is accepted are held, with the end of the stream`() {
        pair.recorder.mode = { _ in .webSocketLater }
        pair.exchange()
        let stream = client.openWebSocket(pair.get("/ws"))!
        client.send(stream, "early")
        client.finish(stream)
        pair.exchange()
        #expect(pair.recorder.events == [] && server.acceptWebSocket(stream))
        let (bytes, isComplete) = server.takeHeld(stream)
        #expect(bytes == Array("early".utf8) && isComplete && server.takeHeld(stream).bytes == [])
        server.finish(stream)
        pair.exchange()
        #expect(pair.atClient.events == ["\(stream) 200", "\(stream) end []"])
    }

    @Test func `more frames than are held before the acceptance are refused`() {
        pair.recorder.mode = { _ in .webSocketLater }
        pair.exchange()
        let stream = client.openWebSocket(pair.get("/ws"))!
        client.send(stream, String(repeating: "x", count: HTTPLimits.heldBytesMax + 1))
        pair.exchange()
        #expect(pair.recorder.events == ["\(stream) aborted"] && pair.atClient.events.first == "\(stream) 400" && !server.acceptWebSocket(stream))
    }

    @Test(arguments: [("ex.example", 0), ("EX.example", 0), ("other.example", 400)]) func `a host has to be the authority`(host: String, status: Int) {
        client.send(pair.get("/", .get, [("host", host)]))
        pair.exchange()
        #expect(status == 0 ? pair.recorder.events.count == 1 : pair.atClient.events.first?.hasPrefix("1 400 ") == true)
    }

    @Test func `a WebSocket endpoint refuses plain requests, and nobody gets a proxy`() {
        pair.recorder.mode = { _ in .webSocket }
        client.send(pair.get("/ws"))
        pair.exchange()
        #expect(pair.atClient.events == ["1 400 [this is a WebSocket endpoint\n]"])
    }

    @Test func `a head too large is answered with 431`() {
        let long = String(repeating: "a", count: 6000)
        client.send(pair.get("/", .get, [("x-a", long), ("x-b", long), ("x-c", long)]))
        client.send(pair.get("/", .get, (0..<70).map { ("x-a", "\($0)") }))
        pair.exchange()
        #expect(pair.atClient.events.filter { $0.contains(" 431 ") }.count == 2 && pair.recorder.events == [])
    }

    @Test func `a field that decides who asks may stand only once`() {
        client.send(pair.get("/", .get, [("authorization", "a"), ("authorization", "b")]))
        pair.exchange()
        #expect(pair.atClient.events.first?.hasPrefix("1 400 ") == true)
    }

    @Test func `an expected 100 is sent when the body is wanted`() {
        let stream = client.send(pair.get("/", .put, [("expect", "100-continue")]), .stream)!
        pair.exchange()
        client.send(stream, "a")
        client.finish(stream)
        pair.exchange()
        #expect(pair.recorder.events.last?.hasSuffix("[a]") == true)
        server.respond(stream, HTTPResponse(204))
        pair.exchange()
        #expect(pair.atClient.events == ["1 204", "1 end []"])
    }

    @Test func `with 128 streams open no more are begun`() {
        for _ in 0..<130 { client.send(pair.get("/")) }
        pair.exchange()
        #expect(server.outstanding == 128)
        server.respond(1, HTTPResponse(204))
        pair.exchange()
        #expect(server.outstanding == 128 && pair.recorder.events.count == 129)
    }

    @Test func `draining answers what has begun and ends the connection`() {
        client.send(pair.get("/"))
        pair.exchange()
        server.drain()
        pair.exchange()
        client.send(pair.get("/late"))
        pair.exchange()
        #expect(!server.closesAfterOutput)
        server.respond(1, HTTPResponse(204))
        pair.exchange()
        #expect(pair.atClient.events == ["1 204 []", "3 aborted"] && server.closesAfterOutput && client.isClosed)
    }

    @Test func `a lost connection aborts what was not answered`() {
        for _ in 0..<3 { client.send(pair.get("/")) }
        pair.exchange()
        server.respond(3, HTTPResponse(204))
        pair.recorder.events = []
        server.abandon(pair.recorder)
        #expect(pair.recorder.events.sorted() == ["1 aborted", "5 aborted"] && server.closesAfterOutput)
    }

    @Test func `a body that takes too long is answered 408, whatever goes on beside it`() {
        pair.recorder.mode = { _ in .collect(bytesMax: 100) }
        let slow = client.send(pair.get("/slow", .put, []), .stream)!
        client.send(slow, "a")
        pair.exchange()
        server.expireBodies(1000, bodyMax: 50, pair.recorder)
        for now in [1020, 1040] as [Int64] {
            let quick = client.send(pair.get("/quick"))!
            client.send(slow, "b")
            pair.exchange()
            server.respond(quick, HTTPResponse(204))
            server.expireBodies(now, bodyMax: 50, pair.recorder)
        }
        pair.exchange()
        #expect(!pair.recorder.events.contains("\(slow) aborted"))
        server.expireBodies(1051, bodyMax: 50, pair.recorder)
        pair.exchange()
        #expect(pair.recorder.events.last == "\(slow) aborted")
        #expect(pair.atClient.events.contains("\(slow) 408") && !server.closesAfterOutput, "\(pair.atClient.events)")
        let next = client.send(pair.get("/next"))!
        pair.exchange()
        server.respond(next, HTTPResponse(204))
        pair.exchange()
        #expect(pair.atClient.events.last == "\(next) 204 []")
    }

    @Test func `a connection that takes too long ends with GOAWAY`() {
        pair.exchange()
        server.timeout(pair.recorder)
        #expect(server.takeOutput().dropFirst(3).first == 7 && server.closesAfterOutput)
    }
}
