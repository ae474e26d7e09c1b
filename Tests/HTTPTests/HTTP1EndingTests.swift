import HTTP
import Testing

/// How an HTTP/1.1 connection ends: slow peers, draining, loss, upgrades.
@Suite struct HTTP1EndingTests {
    let session = HTTP1Session()
    let recorder = Recorder()
    let get = lines("GET / HTTP/1.1\nHost: x\n\n")

    @Test func `the phase and its bytes say what a connection is waiting for`() {
        #expect(session.phase == .idle && session.phaseBytes == 0)
        session.receive("POST / HT", recorder)
        #expect(session.phase == .head && session.phaseBytes == 9)
        session.receive(lines("TP/1.1\nHost: x\nContent-Length: 9\n\nabc"), recorder)
        #expect(session.phase == .body && session.phaseBytes == 3)
        session.receive("defghi", recorder)
        #expect(session.phase == .idle && session.phaseBytes == 0)
    }

    @Test func `a head that takes too long is answered with 408`() {
        session.receive("GET / HT", recorder)
        session.timeout(recorder)
        #expect(session.takeText().hasPrefix("HTTP/1.1 408 Request Timeout\r\n") && session.closesAfterOutput && recorder.events == [])
    }

    @Test func `a body that takes too long is answered with 408 and its request forgotten`() {
        session.receive(lines("POST / HTTP/1.1\nHost: x\nContent-Length: 9\n\nabc"), recorder)
        session.timeout(recorder)
        #expect(session.takeText().hasPrefix("HTTP/1.1 408 Request Timeout\r\n") && session.closesAfterOutput)
        #expect(recorder.events == ["1 aborted"])
    }

    @Test func `an idle connection that takes too long is closed without a word`() {
        session.timeout(recorder)
        #expect(!session.hasOutput && session.closesAfterOutput)
    }

    @Test func `draining an idle connection closes it`() {
        session.receive(get, recorder)
        session.respond(1, HTTPResponse(204))
        session.drain()
        #expect(session.closesAfterOutput)
    }

    @Test func `draining lets what is owed be answered and says close in the last answer`() {
        session.receive(get + get, recorder)
        session.drain()
        session.receive(get, recorder)
        #expect(recorder.events.count == 2 && !session.closesAfterOutput)
        session.respond(2, HTTPResponse(204))
        session.respond(1, HTTPResponse(204))
        #expect(session.takeText() == lines("HTTP/1.1 204 No Content\n\nHTTP/1.1 204 No Content\nconnection: close\n\n"))
        #expect(session.closesAfterOutput)
    }

    @Test func `draining in the middle of a request lets it finish`() {
        session.receive(lines("GET / HTTP/1.1\nHo"), recorder)
        session.drain()
        session.receive(lines("st: x\n\n") + get, recorder)
        #expect(recorder.events.count == 1)
        session.respond(1, HTTPResponse(204))
        #expect(session.takeText().contains("connection: close") && session.closesAfterOutput)
    }

    @Test func `a lost connection aborts what was not answered`() {
        session.receive(get + get + get, recorder)
        session.respond(2, HTTPResponse(204))
        recorder.events = []
        session.abandon(recorder)
        #expect(recorder.events == ["1 aborted", "3 aborted"])
        #expect(!session.respond(1, HTTPResponse(204)) && !session.hasOutput)
    }

    @Test func `a fault in the middle of a streamed answer cuts it and closes`() {
        recorder.mode = { _ in .stream }
        session.receive(lines("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nabc"), recorder)
        session.start(1, HTTPResponse(200, .none, text: "half"))
        session.receive("oops", recorder)
        #expect(session.takeText().hasSuffix("4\r\nhalf\r\n") && session.closesAfterOutput)
        #expect(recorder.events == ["1 aborted"])
    }

    // MARK: WebSocket

    static let upgrade = lines(
        "GET /ws HTTP/1.1\nHost: x\nUpgrade: WebSocket\nConnection: keep-alive, Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n"
    )

    @Test func `a WebSocket is accepted with the value of RFC 6455, and the bytes behind it are left`() {
        recorder.mode = { $0.isWebSocket ? .webSocket : .refuse(HTTPResponse(404)) }
        #expect(session.receive(Self.upgrade + "frames", recorder) == Self.upgrade.utf8.count)
        #expect(session.isUpgraded && session.isBlocked && !session.closesAfterOutput)
        #expect(
            session.takeText()
                == lines(
                    "HTTP/1.1 101 Switching Protocols\nupgrade: websocket\nconnection: upgrade\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n"))
    }

    @Test func `an upgrade waits for the answers before it`() {
        recorder.mode = { $0.isWebSocket ? .webSocket : .collect(bytesMax: 0) }
        session.receive(get + Self.upgrade, recorder)
        #expect(session.isBlocked && !session.isUpgraded)
        session.respond(1, HTTPResponse(204))
        #expect(!session.isBlocked && session.receive("frames", recorder) == 0 && session.isUpgraded)
        #expect(session.takeText().hasPrefix(lines("HTTP/1.1 204 No Content\n\nHTTP/1.1 101 ")))
    }

    @Test(arguments: [false, true]) func `an upgrade that is ignored is followed by the next request`(isAnsweredAtOnce: Bool) {
        recorder.mode = { [session] request in
            if isAnsweredAtOnce { session.respond(session.requestCount, HTTPResponse(204)) }
            return request.isWebSocket ? .webSocketLater : .collect(bytesMax: 10)
        }
        let input = Array((Self.upgrade + Self.upgrade + get + "frames").utf8)
        var taken = 0
        for stream in 1...2 as ClosedRange<Int32> {
            taken += session.receive(Array(input[taken...]), recorder)
            if isAnsweredAtOnce { break }
            #expect(session.isBlocked && session.requestCount == stream && taken == Int(stream) * Self.upgrade.utf8.count)
            #expect(session.respond(stream, HTTPResponse(204)) && !session.isBlocked && session.phase == .idle)
        }
        if !isAnsweredAtOnce { session.receive(Array(input[taken...]), recorder) }
        #expect(session.requestCount >= 3 && !session.isUpgraded)
        #expect(session.takeText().hasPrefix(String(repeating: lines("HTTP/1.1 204 No Content\n\n"), count: 2)))
    }

    @Test func `a refused upgrade, or one while draining, ends the connection with its answer`() {
        for (status, drains) in [(401, false), (204, true)] as [(UInt16, Bool)] {
            let session = HTTP1Session()
            recorder.mode = { _ in .webSocketLater }
            session.receive(Self.upgrade + get, recorder)
            if drains { session.drain() }
            session.respond(1, HTTPResponse(status))
            session.receive(get, recorder)
            #expect(session.closesAfterOutput && session.requestCount == 1 && session.takeText().contains(lines("\nconnection: close\n")))
        }
    }

    @Test(arguments: [
        ("Upgrade: WebSocket\n", "", "426"), ("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", "400"), ("Version: 13", "Version: 8", "426"),
        ("GET", "POST", "426"), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ!=", "400"), ("Host: x\n", "Host: x\nContent-Length: 1\n", "400"),
    ])
    func `a handshake that is not one is refused`(part: String, other: String, status: String) {
        recorder.mode = { _ in .webSocket }
        session.receive(Self.upgrade.replacing(lines(part), with: lines(other)), recorder)
        #expect(session.takeText().hasPrefix("HTTP/1.1 \(status) ") && session.closesAfterOutput && !session.isUpgraded)
    }

    @Test func `the preface of HTTP 2 is told apart by the first bytes`() {
        let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        for count in 0...preface.count {
            let verdict = unsafe preface[..<count].withUnsafeBytes { unsafe ProtocolSniffer($0) }
            #expect(verdict == (count == preface.count ? .http2 : .needMore))
        }
        for text in ["G", "PUT /", "PRI * HTTP/1.1\r\n", "\r\n"] {
            #expect(unsafe Array(text.utf8).withUnsafeBytes { unsafe ProtocolSniffer($0) } == .http1)
        }
    }
}
