import HTTP
import Testing

/// What an HTTP/1.1 connection does with good requests.
@Suite struct HTTP1SessionTests {
    let session = HTTP1Session()
    let recorder = Recorder()

    /// A request without a body, as it is on the wire.
    func get(_ target: String, _ fields: String = "") -> String { lines("GET \(target) HTTP/1.1\nHost: x\n\(fields)\n") }

    @Test func `a request is decoded into path, query, fields and body`() {
        session.receive(lines("POST /orders?dry=1&x=%20 HTTP/1.1\nHost: ex.example:8080\nX-API-Key:  ak_live_1 \nContent-Length: 5\n\nhello"), recorder)
        #expect(recorder.events == ["1 post /orders?dry=1&x=%20 @ex.example:8080 host=ex.example:8080 x-api-key=ak_live_1 content-length=5 [hello]"])
    }

    @Test func `fields with a slot are found by slot, others by name`() {
        recorder.answer = { request, _ in
            #expect(request.text(request[.apiKey]) == "a")
            #expect(request.has(.apiKey) && !request.has(.agentID))
            #expect(request.header(named: "x-odd").map { request.text($0) } == "b")
            #expect(request.header(named: "x-none") == nil)
            #expect(request.equals(request.path, "/p"))
        }
        session.receive(get("/p", "x-API-key: a\nX-Odd: b\n"), recorder)
        #expect(recorder.events.count == 1)
    }

    @Test func `every field with a slot is found under its name`() {
        for field in HTTPField.allCases where ![.host, .contentLength, .transferEncoding, .expect].contains(field) {
            let session = HTTP1Session()
            recorder.answer = { request, _ in #expect(request.text(request[field]) == "v") }
            session.receive(get("/", "\(field.name): v\n"), recorder)
        }
        #expect(recorder.events.count == HTTPField.allCases.count - 4)
    }

    @Test func `an answer carries status, date, type, length and its own fields`() {
        let date = HTTPDate()
        date.set(secondsSince1970: 784_111_777)
        let session = HTTP1Session(date: date)
        session.receive(get("/"), recorder)
        var response = HTTPResponse(201, .json, body: Array("{}".utf8))
        response.add("x-request-id", "a\r\nb")
        #expect(session.respond(1, response))
        #expect(
            session.takeText()
                == lines(
                    "HTTP/1.1 201 Created\ndate: Sun, 06 Nov 1994 08:49:37 GMT\ncontent-type: application/json\ncontent-length: 2\nx-request-id: a  b\n\n{}"))
        #expect(!session.closesAfterOutput)
        #expect(!session.respond(1, response), "a request has one answer")
    }

    @Test func `a head that comes again means the same, with a body of its own, and one that differs in a byte does not`() {
        func post(_ key: String, _ body: String) -> String { lines("POST /o HTTP/1.1\nHost: x\nX-API-Key: \(key)\nContent-Length: \(body.utf8.count)\n\n") + body }
        let bodies = ["one", "two", "2", "tri", "for"]
        for (key, body) in zip(["a", "a", "a", "b", "b"], bodies) { session.receive(post(key, body), recorder) }
        for (index, (key, body)) in zip(["a", "a", "a", "b", "b"], bodies).enumerated() {
            #expect(recorder.events[index] == "\(index + 1) post /o @x host=x x-api-key=\(key) content-length=\(body.utf8.count) [\(body)]")
        }
        session.receive(lines("GET / HTTP/1.1\n\n"), recorder)
        #expect(session.closesAfterOutput == false && session.outstanding == 6, "a head without a host is refused after all that is owed")
    }

    @Test func `a head that comes again in two pieces, cut anywhere, means the same`() {
        let request = Array(get("/p", "X-API-Key: k\n").utf8)
        for cut in 1..<request.count {
            session.receive(request, recorder)
            session.receive(Array(request[..<cut]), recorder)
            session.receive(Array(request[cut...]), recorder)
            for stream in session.requestCount - 1...session.requestCount { session.respond(stream, HTTPResponse(204)) }
            _ = session.takeText()
        }
        let texts = Set(recorder.events.map { $0.drop { $0 != " " } })
        #expect(texts.count == 1 && recorder.events.count == 2 * (request.count - 1))
    }

    @Test func `numbers in fields have all their digits and no more`() {
        for number in [0, 9, 10, 99, 100, 101, 548, 1_000, 65_535, 999_999_999, 1_795_279_020, Int.max] {
            var response = HTTPResponse(200, .none)
            response.add("x-number", number)
            #expect(String(decoding: response.fields, as: UTF8.self) == lines("x-number: \(number)\n"))
        }
    }

    @Test func `answers given in any order leave in the order of requests`() {
        session.receive(get("/1") + get("/2") + get("/3"), recorder)
        #expect(recorder.events.count == 3 && session.outstanding == 3)
        session.respond(3, HTTPResponse(200, .none, text: "three"))
        session.respond(2, HTTPResponse(200, .none, text: "two"))
        #expect(session.takeText() == "")
        session.respond(1, HTTPResponse(200, .none, text: "one"))
        let output = session.takeText()
        #expect(output == ["one", "two", "three"].map { lines("HTTP/1.1 200 OK\ncontent-length: \($0.count)\n\n") + $0 }.joined())
    }

    @Test func `with 64 answers owed nothing more is read until one is given`() {
        let requests = (0..<70).map { get("/\($0)") }.joined()
        let taken = session.receive(requests, recorder)
        #expect(recorder.events.count == 64 && session.isBlocked)
        session.respond(1, HTTPResponse(204))
        #expect(!session.isBlocked)
        session.receive(Array(requests.utf8.dropFirst(taken)), recorder)
        #expect(recorder.events.count == 65 && session.isBlocked)
    }

    @Test func `an upgrade behind a request waits for its answer, and then needs nothing more`() {
        let session = HTTP1Session()
        let recorder = Recorder()
        recorder.mode = { $0.isWebSocket ? .webSocket : .collect(bytesMax: 10) }
        let upgrade = "GET /b HTTP/1.1\nHost: x\nConnection: upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n"
        session.receive(lines("GET /a HTTP/1.1\nHost: x\n\n" + upgrade), recorder)
        #expect(session.isBlocked && !session.isUpgraded)
        session.respond(1, HTTPResponse(204))
        #expect(!session.isBlocked)
        session.receive("", recorder)
        #expect(session.isUpgraded && session.takeText().contains("101 Switching Protocols"))
    }

    @Test func `a chunked body is put together, extensions and trailers dropped`() {
        session.receive(
            lines("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: Chunked\n\n4;a=\"b\"\nwal,\nA\n0123456789\n0\nTrail: er\n\n") + get("/next"), recorder)
        #expect(recorder.events.first?.hasSuffix("[wal,0123456789]") == true)
        #expect(recorder.events.last == "2 get /next @x host=x")
    }

    @Test func `a body may be streamed as it comes`() {
        recorder.mode = { _ in .stream }
        session.receive(lines("POST / HTTP/1.1\nHost: x\nContent-Length: 6\n\nabc"), recorder)
        #expect(session.phase == .body && recorder.events == [])
        session.setPaused(true, 1)
        #expect(session.isBlocked && session.receive("def", recorder) == 0)
        session.setPaused(false, 1)
        session.receive("def", recorder)
        #expect(recorder.events == ["1 end [abcdef]"])
    }

    @Test func `HEAD is answered without the body but with its length`() {
        session.receive(lines("HEAD / HTTP/1.1\nHost: x\n\n"), recorder)
        session.respond(1, HTTPResponse(200, .text, text: "abc"))
        #expect(session.takeText() == lines("HTTP/1.1 200 OK\ncontent-type: text/plain; charset=utf-8\ncontent-length: 3\n\n"))
    }

    @Test func `204 and 304 have neither body nor length`() {
        session.receive(get("/") + get("/"), recorder)
        session.respond(1, HTTPResponse(204))
        session.respond(2, HTTPResponse(304, .json, text: "x"))
        #expect(session.takeText() == lines("HTTP/1.1 204 No Content\n\nHTTP/1.1 304 Not Modified\n\n"))
    }

    @Test func `an expected 100 is sent when the body is wanted, in the order of answers`() {
        session.receive(get("/"), recorder)
        session.receive(lines("PUT / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 1\n\n"), recorder)
        #expect(session.takeText() == "")
        session.respond(1, HTTPResponse(204))
        #expect(session.takeText() == lines("HTTP/1.1 204 No Content\n\nHTTP/1.1 100 Continue\n\n"))
        session.receive("a", recorder)
        #expect(recorder.events.last?.hasSuffix("[a]") == true)
    }

    @Test func `a refusal instead of 100 closes, because nobody knows whether the body comes`() {
        recorder.mode = { _ in .refuse(HTTPResponse(401)) }
        session.receive(lines("PUT / HTTP/1.1\nHost: x\nExpect: 100-continue\nContent-Length: 1\n\n"), recorder)
        #expect(session.takeText().contains("401 Unauthorized") && session.closesAfterOutput)
    }

    @Test func `a refused request with a short body keeps the connection`() {
        recorder.mode = { $0.method == .put ? .refuse(HTTPResponse(404)) : .collect(bytesMax: 0) }
        session.receive(lines("PUT / HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc") + get("/next"), recorder)
        #expect(recorder.events == ["2 get /next @x host=x"])
        #expect(session.takeText().hasPrefix("HTTP/1.1 404 Not Found\r\n") && !session.closesAfterOutput)
    }

    @Test func `connection close ends the connection after its answer, and what follows is not read`() {
        session.receive(get("/", "Connection: foo, Close\n") + get("/never"), recorder)
        #expect(recorder.events.count == 1 && !session.closesAfterOutput)
        session.respond(1, HTTPResponse(204))
        #expect(session.takeText() == lines("HTTP/1.1 204 No Content\nconnection: close\n\n") && session.closesAfterOutput)
    }

    @Test func `HTTP 1 0 closes unless it asks to be kept`() {
        session.receive(lines("GET / HTTP/1.0\nConnection: keep-alive\n\nGET / HTTP/1.0\n\n"), recorder)
        session.respond(1, HTTPResponse(204))
        #expect(session.takeText() == lines("HTTP/1.1 204 No Content\nconnection: keep-alive\n\n") && !session.closesAfterOutput)
        session.respond(2, HTTPResponse(204))
        #expect(session.takeText() == lines("HTTP/1.1 204 No Content\nconnection: close\n\n") && session.closesAfterOutput)
    }

    @Test(arguments: [
        ("GET http://a.example/p?q HTTP/1.1", "get /p?q @a.example"), ("GET HTTP://a.example:1?q HTTP/1.1", "get /?q @a.example:1"),
        ("GET http://[::1] HTTP/1.1", "get / @[::1]"), ("OPTIONS * HTTP/1.1", "options * @x"), ("GET /?a?b HTTP/1.9", "get /?a?b @x"),
        ("BREW / HTTP/1.1", "other / @x"), ("DELETE /a HTTP/1.1", "delete /a @x"),
    ])
    func `every form of target is understood`(line: String, outcome: String) {
        session.receive(lines("\(line)\nHost: x\n\n"), recorder)
        #expect(recorder.events == ["1 \(outcome) host=x"])
    }

    @Test func `empty lines before a request are forgiven, and no sign of one`() {
        session.receive("\r\n\r\n" + get("/") + "\r\n", recorder)
        #expect(recorder.events.count == 1 && session.phase == .idle && session.phaseBytes == 0)
        session.receive("\r", recorder)
        session.receive("\n" + get("/b"), recorder)
        #expect(recorder.events.count == 2)
    }

    @Test func `endless empty lines are not`() {
        session.receive(String(repeating: "\r\n", count: HTTPLimits.emptyLinesMax) + get("/"), recorder)
        #expect(recorder.events.count == 1)
        session.respond(1, HTTPResponse(204))
        _ = session.takeOutput()
        session.receive(String(repeating: "\r\n", count: HTTPLimits.emptyLinesMax + 1), recorder)
        #expect(session.takeText().hasPrefix("HTTP/1.1 400 ") && session.closesAfterOutput)
    }

    @Test func `what the protocol refuses is said in the words of the owner`() {
        recorder.words = { status, reason, request in
            HTTPResponse(status, .json, text: #"{"\#(reason)":"\#(request.text(request[.origin]))"}"#)
        }
        session.receive(lines("POST / HTTP/1.1\nHost: x\nOrigin: me\nContent-Length: 9999\n\n"), recorder)
        let output = session.takeText()
        #expect(output.hasPrefix("HTTP/1.1 413 ") && output.hasSuffix(#"{"the body is too long":"me"}"#), "\(output)")
    }

    @Test func `a streamed answer is chunked, and what waits of it is counted`() {
        session.receive(get("/a") + get("/b"), recorder)
        session.start(2, HTTPResponse(200, .sbe))
        session.send(2, "held")
        #expect(session.queuedBytes(2) > 4 && !session.hasOutput)
        session.start(1, HTTPResponse(200, .none, text: "0123456789abcdef"))
        session.send(1, "x")
        session.finish(1)
        session.finish(2)
        #expect(
            session.takeText()
                == lines("HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n10\n0123456789abcdef\n1\nx\n0\n\n")
                + lines("HTTP/1.1 200 OK\ncontent-type: application/sbe\ntransfer-encoding: chunked\n\n4\nheld\n0\n\n"))
        #expect(!session.send(1, "late") && session.outstanding == 0)
    }

    @Test func `HTTP 1 0 gets a streamed answer that ends with the connection`() {
        session.receive(lines("GET / HTTP/1.0\nConnection: keep-alive\n\n"), recorder)
        session.start(1, HTTPResponse(200, .none))
        session.send(1, "abc")
        session.finish(1)
        #expect(session.takeText() == lines("HTTP/1.1 200 OK\nconnection: close\n\nabc") && session.closesAfterOutput)
    }

    @Test(arguments: ["9223372036854775798", "9223372036854775807", "18446744073709551616", "99999999999999999999999"])
    func `a streamed body may say that it never ends`(length: String) {
        recorder.mode = { _ in .stream }
        session.receive(lines("POST / HTTP/1.1\nHost: x\nContent-Length: \(length)\n\nabc"), recorder)
        session.receive("def", recorder)
        #expect(session.phase == .body && session.phaseBytes == 6 && !session.hasOutput)
    }

    @Test func `nothing is read while long answers wait to be written`() {
        let long = [UInt8](repeating: 0x61, count: HTTPLimits.answerBytesAhead / 2)
        recorder.answer = { [session] _, stream in session.respond(stream, HTTPResponse(200, .text, body: long)) }
        let input = Array((get("/a") + get("/b") + get("/c")).utf8)
        let taken = session.receive(input, recorder)
        #expect(recorder.events.count == 2 && session.isBlocked && session.queuedBytes > HTTPLimits.answerBytesAhead)
        _ = session.takeOutput()
        #expect(!session.isBlocked && session.queuedBytes == 0)
        session.receive(Array(input[taken...]), recorder)
        #expect(recorder.events.count == 3)
    }

    @Test func `requests are told apart by their count`() {
        session.receive(get("/") + "GET", recorder)
        let first = session.requestCount
        session.receive(" / HTTP/1.1\r\nHost: x\r\n\r\nGET", recorder)
        #expect(session.phase == .head && session.requestCount == first + 1)
    }

    @Test func `an answer before the end of the body ends the connection`() {
        recorder.mode = { _ in .stream }
        recorder.onData = { [session] in session.respond($0, HTTPResponse(400)) }
        session.receive(lines("POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc") + get("/never"), recorder)
        #expect(session.takeText().contains("connection: close") && session.closesAfterOutput && recorder.events == [])
    }
}
