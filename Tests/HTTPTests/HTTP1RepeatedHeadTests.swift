import HTTP
import Testing

/// A head that comes again byte by byte is not parsed again, and nobody can tell.
@Suite struct HTTP1RepeatedHeadTests {
    private static let get = lines("GET /p?q=1 HTTP/1.1\nHost: x\nX-API-Key: k\n\n")
    private static let upgrade = lines(
        "GET /ws HTTP/1.1\nHost: x\nConnection: upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n")

    private func post(_ body: String, chunked: Bool = false) -> String {
        guard chunked else { return lines("POST /o HTTP/1.1\nHost: x\nContent-Length: \(body.utf8.count)\n\n") + body }
        return lines("POST /o HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n\(body.utf8.count)\n") + body + lines("\n0\n\n")
    }

    /// What a handler was told and what was sent, without numbers of streams; every request is answered at once.
    private func seen(_ session: HTTP1Session, _ bytes: [UInt8]) -> (told: [Substring], sent: String) {
        let recorder = Recorder()
        recorder.answer = { [unowned session] _, stream in session.respond(stream, HTTPResponse(204)) }
        session.receive(bytes, recorder)
        return (recorder.events.map { $0.drop { $0 != " " } }, session.takeText())
    }

    @Test func `an upgrade that comes again is looked at anew, each time once everything before it is answered`() {
        let session = HTTP1Session()
        let recorder = Recorder()
        var offers = 0
        recorder.mode = { request in
            if request.isWebSocket { offers += 1 }
            return request.isWebSocket && offers == 3 ? .webSocket : .collect(bytesMax: 10)
        }
        let input = Array((Self.get + Self.upgrade + Self.upgrade + Self.upgrade + "frames").utf8)
        var taken = 0
        func go() { taken += session.receive(Array(input[taken...]), recorder) }
        for request in 1...3 {
            go()
            #expect(recorder.events.count == request && session.outstanding == 1 && offers == request - 1, "who asks for a WebSocket waits")
            #expect(session.isBlocked && !session.isUpgraded)
            session.respond(Int32(request), HTTPResponse(204))
            #expect(session.takeText() == lines("HTTP/1.1 204 No Content\n\n"))
        }
        go()
        #expect(offers == 3 && session.isUpgraded && recorder.events.count == 3)
        #expect(session.takeText().hasPrefix(lines("HTTP/1.1 101 Switching Protocols\n")))
        #expect(String(decoding: input[taken...], as: UTF8.self) == "frames", "what comes behind the handshake is the WebSocket's")
    }

    @Test func `an upgrade between heads that come again changes neither`() {
        let session = HTTP1Session()
        let alone = seen(HTTP1Session(), Array(Self.get.utf8))
        let refused = seen(HTTP1Session(), Array(Self.upgrade.utf8))
        for _ in 0..<3 {
            for (text, expected) in [(Self.get, alone), (Self.get, alone), (Self.upgrade, refused), (Self.upgrade, refused)] {
                let now = seen(session, Array(text.utf8))
                #expect(now.told == expected.told && now.sent == expected.sent)
            }
        }
    }

    @Test(arguments: [false, true]) func `the same head brings another body each time`(chunked: Bool) {
        let session = HTTP1Session()
        let bodies = ["one", "two", "GET", "\r\n\r", "end"] + (chunked ? ["longer", "0"] : [])
        let told = seen(session, Array(bodies.map { post($0, chunked: chunked) }.joined().utf8)).told
        #expect(told.count == bodies.count)
        for (event, body) in zip(told, bodies) { #expect(event.hasSuffix(" [\(body)]"), "\(event)") }
        #expect(Set(told.map { $0.prefix { $0 != "[" } }).count == 1)
    }

    /// Every head that differs from a good one in one byte: another one, one of the other case, one missing, one twice.
    private static let neighbours: [[UInt8]] = Array(get.utf8).indices.flatMap { index -> [[UInt8]] in
        let head = Array(get.utf8)
        func with(_ bytes: [UInt8]) -> [UInt8] { Array(head[..<index] + bytes + head[(index + 1)...]) }
        let byte = head[index]
        return [with([byte ^ 1]), with([byte ^ 0x20]), with([byte ^ 0x80]), with([0]), with([]), with([byte, byte])]
    }

    @Test func `a head that differs in a byte, in case or in length means what it would mean alone`() {
        let good = Array(Self.get.utf8)
        for head in Self.neighbours {
            let session = HTTP1Session()
            _ = seen(session, good + good)
            let alone = seen(HTTP1Session(), head + good)
            let behind = seen(session, head + good)
            #expect(behind.told == alone.told && behind.sent == alone.sent, "\(String(decoding: head, as: UTF8.self).debugDescription)")
        }
    }

    @Test func `garbage behind a head that came again is refused as it would be alone`() {
        let good = Array(Self.get.utf8)
        for garbage in ["\0\0\0\0", "GET", "GET /p?q=1 HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "{}\r\n\r\n", Self.get.dropLast(2) + ":\r\n\r\n"] {
            for repeats in 1...4 {
                let (session, alone) = (HTTP1Session(), HTTP1Session())
                let expected = seen(alone, Array(garbage.utf8))
                let all = seen(session, Array(repeatElement(good, count: repeats).joined()) + Array(garbage.utf8))
                #expect(all.told.count == repeats + expected.told.count)
                #expect(all.sent == String(repeating: lines("HTTP/1.1 204 No Content\n\n"), count: repeats) + expected.sent, "\(garbage.debugDescription)")
                #expect(session.closesAfterOutput == alone.closesAfterOutput && session.phase == alone.phase && session.phaseBytes == alone.phaseBytes)
            }
        }
    }

    @Test func `a handler is asked anew what it does with the body`() {
        let session = HTTP1Session()
        let recorder = Recorder()
        recorder.mode = { [unowned recorder] _ in .collect(bytesMax: recorder.events.isEmpty ? 3 : 2) }
        session.receive(post("abc") + post("abc"), recorder)
        session.respond(1, HTTPResponse(204))
        #expect(recorder.events == ["1 post /o @x host=x content-length=3 [abc]", "2 aborted"])
        #expect(session.takeText().contains("413 Content Too Large") && session.closesAfterOutput)
    }

    @Test func `a body cut off behind a head that came again is waited for`() {
        let session = HTTP1Session()
        let recorder = Recorder()
        session.receive(post("abc") + post("abc").dropLast(), recorder)
        #expect(session.phase == .body)
        session.timeout(recorder)
        session.respond(1, HTTPResponse(204))
        #expect(recorder.events == ["1 post /o @x host=x content-length=3 [abc]", "2 aborted"])
        #expect(session.takeText().contains("408 Request Timeout") && session.closesAfterOutput)
    }
}
