import HTTP
import Testing

/// What an HTTP/1.1 connection refuses (RFC 9112), with which status; it always closes then.
@Suite struct HTTP1RefusalTests {
    /// Status and the bytes that earn it.
    static let refusals: [(UInt16, String)] = {
        let tooLong = String(repeating: "a", count: 16 * 1024)
        let fields = (0..<64).map { "f\($0): 1\n" }.joined()
        return [
            // Request line.
            (400, "GET  / HTTP/1.1\nHost: x\n\n"), (400, "GET /\nHost: x\n\n"), (400, "GET / HTTP/1.1 \nHost: x\n\n"), (400, "GET / http/1.1\nHost: x\n\n"),
            (400, " GET / HTTP/1.1\nHost: x\n\n"), (400, "G@T / HTTP/1.1\nHost: x\n\n"), (400, "GET foo HTTP/1.1\nHost: x\n\n"), (400, "GET * HTTP/1.1\nHost: x\n\n"),
            (400, "GET /a#b HTTP/1.1\nHost: x\n\n"), (400, "GET /\u{e9} HTTP/1.1\nHost: x\n\n"), (400, "GET /\u{7f} HTTP/1.1\nHost: x\n\n"),
            (400, "GET http:// HTTP/1.1\nHost: x\n\n"), (400, "GET http://a@b/ HTTP/1.1\nHost: x\n\n"), (400, "GET ftp://a/ HTTP/1.1\nHost: x\n\n"),
            (505, "GET / HTTP/2.0\nHost: x\n\n"), (505, "GET / HTTP/3.1\nHost: x\n\n"), (400, "GET / HTTP/11\nHost: x\n\n"), (400, "GET / HTTP/1.10\nHost: x\n\n"),
            (501, "CONNECT x:1 HTTP/1.1\nHost: x\n\n"), (414, "GET /\(tooLong) HTTP/1.1\nHost: x\n\n"),
            (400, "\u{16}\u{3}\u{1}"),
            // Fields.
            (400, "GET / HTTP/1.1\n\n"), (400, "GET / HTTP/1.1\nHost: x\nHost: x\n\n"), (400, "GET / HTTP/1.1\nHost: x y\n\n"), (400, "GET / HTTP/1.1\nHost: a@b\n\n"),
            (400, "GET / HTTP/1.1\nHost: x\nA : b\n\n"), (400, "GET / HTTP/1.1\nHost: x\n: b\n\n"), (400, "GET / HTTP/1.1\nHost: x\nA\n\n"),
            (400, "GET / HTTP/1.1\nHost: x\nA: b\n folded\n\n"), (400, "GET / HTTP/1.1\n Host: x\n\n"), (400, "GET / HTTP/1.1\nHost: x\nA(: b\n\n"),
            (400, "GET / HTTP/1.1\nHost: x\nA: b\u{0}\n\n"), (400, "GET / HTTP/1.1\nHost: x\nA: 0123456789\u{7f}abcdefgh\n\n"),
            (400, "GET / HTTP/1.1\nHost: x\nA: 01234567\u{1}abcdefgh\n\n"),
            (400, "GET / HTTP/1.1\nHost: x\nAuthorization: a\nAuthorization: b\n\n"), (431, "GET / HTTP/1.1\nHost: x\nA: \(tooLong)\n\n"),
            (431, "GET / HTTP/1.1\nHost: x\n\(fields)\n"), (417, "GET / HTTP/1.1\nHost: x\nExpect: 200-ok\n\n"),
            // Lengths and codings: the shapes of request smuggling.
            (400, "POST / HTTP/1.1\nHost: x\nContent-Length: 1\nTransfer-Encoding: chunked\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nContent-Length: 1\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 1\n\n"), (400, "POST / HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nContent-Length: 1, 1\n\n"), (400, "POST / HTTP/1.1\nHost: x\nContent-Length: +1\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nContent-Length: -1\n\n"), (400, "POST / HTTP/1.1\nHost: x\nContent-Length: 0x1\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nContent-Length:\n\n"), (400, "POST / HTTP/1.1\nHost: x\nContent-Length: 1 1\n\n"),
            (413, "POST / HTTP/1.1\nHost: x\nContent-Length: 1025\n\n"), (413, "POST / HTTP/1.1\nHost: x\nContent-Length: 99999999999999999999999\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, gzip\n\n"), (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, chunked\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: identity\n\n"), (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding:\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: ,\n\n"), (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: xchunked\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: \"chunked\"\n\n"), (501, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip, chunked\n\n"),
            (400, "POST / HTTP/1.0\nHost: x\nTransfer-Encoding: chunked\n\n"), (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding : chunked\n\n"),
            (400, "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\u{b}\n\n"),
        ].map { ($0, lines($1)) }
            + [
                // Line ends.
                (400, "GET / HTTP/1.1\nHost: x\n\n"), (400, "GET / HTTP/1.1\r\nHost: x\n\r\n"), (400, "GET / HTTP/1.1\r\nHost: x\r\rA: b\r\n\r\n"),
                (400, "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"), (400, "GET / HTTP/1.1\r\r\nHost: x\r\n\r\n"), (400, "GET /\rHTTP/1.1\r\nHost: x\r\n\r\n"),
                (400, "\rGET / HTTP/1.1\r\nHost: x\r\n\r\n"), (400, "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"), (400, "GET / HTTP/1.1\r\nHost: x\r\n\n"),
            ]
    }()

    /// Chunked bodies that are not.
    static let chunks: [(UInt16, String)] = [
        (400, "\r\n"), (400, "x\r\n"), (400, " 1\r\na\r\n"), (400, "1 \r\na\r\n"), (400, "-1\r\n"), (400, "0x1\r\na"), (400, "1\na\r\n"), (400, "1\r\nab\r\n"),
        (400, "1\r\na\n"), (400, "1\r\na\r\r\n"), (400, "1;\u{1}\r\n"), (400, "1;a\r;\n"), (400, "0\r\nA b\r\n"), (400, "0\r\n: b\r\n"), (400, "0\r\nA: b\n\r\n"),
        (400, "0\r\n\rx"), (400, "0\r\nA: \u{0}\r\n"), (413, "401\r\n" + String(repeating: "a", count: 1025)), (413, "fffffffffffffffff\r\n"),
        (413, "7fffffffffffff\r\na"), (400, "1;" + String(repeating: "e", count: 300)), (431, "0\r\nA: " + String(repeating: "e", count: 17000)),
        (400, String(repeating: "1;" + String(repeating: "e", count: 200) + "\r\na\r\n", count: 30)),
    ]

    @Test(arguments: refusals) func `a malformed request is refused with the right status, and the connection closes`(status: UInt16, text: String) {
        let session = HTTP1Session()
        let recorder = Recorder()
        session.receive(text, recorder)
        let output = session.takeText()
        #expect(output.hasPrefix("HTTP/1.1 \(status) ") && output.contains("connection: close\r\n"), "\(text.prefix(80)) gives \(output.prefix(80))")
        #expect(session.closesAfterOutput && recorder.events.allSatisfy { $0.hasSuffix("aborted") })
    }

    @Test(arguments: chunks) func `a malformed chunked body is refused, and its request forgotten`(status: UInt16, text: String) {
        let session = HTTP1Session()
        let recorder = Recorder()
        session.receive(lines("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n") + text, recorder)
        let output = session.takeText()
        #expect(output.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(80)) gives \(output.prefix(80))")
        #expect(session.closesAfterOutput && recorder.events == ["1 aborted"])
    }

    @Test func `a fault waits for the answers before it`() {
        let session = HTTP1Session()
        let recorder = Recorder()
        session.receive(lines("GET / HTTP/1.1\nHost: x\n\nGET oops\n\n"), recorder)
        #expect(!session.hasOutput && !session.closesAfterOutput && recorder.events.count == 1)
        session.respond(1, HTTPResponse(204))
        #expect(session.takeText().hasPrefix(lines("HTTP/1.1 204 No Content\n\nHTTP/1.1 400 ")) && session.closesAfterOutput)
    }

    /// Everything the owner sees, for one way of cutting the input.
    private func outcome(_ bytes: [UInt8], cuts: [Int]) -> String {
        let session = HTTP1Session()
        let recorder = Recorder()
        recorder.answer = { _, stream in session.respond(stream, HTTPResponse(200, .none, text: "\(stream)")) }
        var start = 0
        for cut in cuts + [bytes.count] {
            session.receive(Array(bytes[start..<cut]), recorder)
            start = cut
        }
        return (recorder.events + [session.takeText(), "\(session.closesAfterOutput) \(session.phase) \(session.phaseBytes)"]).joined(separator: "\n")
    }

    @Test func `it makes no difference where the input is cut`() {
        let good = [
            "POST /a?b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nGET /pa",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n00a\r\n0123456789\r\n0\r\nT: r\r\n\r\nHEAD / HTTP/1.0\r\n\r\nGET",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n5;x=y\r\nab",
        ]
        let all = good + Self.refusals.map(\.1) + Self.chunks.map { lines("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n") + $0.1 }
        let seed = UInt64.random(in: 0..<10000)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for text in all {
            let bytes = Array(text.utf8)
            let whole = outcome(bytes, cuts: [])
            if bytes.count < 400 { for cut in 0...bytes.count { #expect(outcome(bytes, cuts: [cut]) == whole, "cut at \(cut)") } }
            #expect(outcome(bytes, cuts: Array(0..<bytes.count)) == whole, "byte by byte")
            for _ in 0..<5 {
                let cuts = (0..<Int.random(in: 1...6, using: &generator)).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
                #expect(outcome(bytes, cuts: cuts) == whole, "seed \(seed), cuts \(cuts)")
            }
        }
    }

    @Test func `no garbage traps, and what is refused stays refused`() {
        let seed = UInt64.random(in: 0..<10000)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let samples = Self.refusals.map { Array($0.1.utf8.prefix(600)) } + Self.chunks.map { Array((lines("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n") + $0.1).utf8.prefix(600)) }
        for _ in 0..<3000 {
            var bytes = samples.randomElement(using: &generator)! + samples.randomElement(using: &generator)!
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let whole = outcome(bytes, cuts: [])
            #expect(outcome(bytes, cuts: [bytes.count / 3, bytes.count / 2]) == whole, "seed \(seed)")
        }
    }
}
