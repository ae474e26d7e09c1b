import HTTP
import Testing

/// What an HTTP/2 connection does with floods and garbage, frame by frame.
@Suite struct HTTP2FloodTests {
    let date = HTTPDate()
    let session: HTTP2Session
    let recorder = Recorder()

    init() {
        date.set(secondsSince1970: 1_000_000)
        session = HTTP2Session(date: date)
        session.receive(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(4, 0, 0), recorder)
        _ = session.takeOutput()
    }

    static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8] = []) -> [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags]
            + [UInt8(stream >> 24), UInt8(stream >> 16 & 255), UInt8(stream >> 8 & 255), UInt8(stream & 255)] + payload
    }

    /// GET http://x/ by indexes of the static table, `x` as a literal.
    static let head: [UInt8] = [0x82, 0x86, 0x84, 0x01, 0x01, UInt8(ascii: "x")]
    static func get(_ stream: UInt32, endsStream: Bool = true) -> [UInt8] { frame(1, endsStream ? 5 : 4, stream, head) }

    /// Error code of the last GOAWAY in the output, if there is one.
    func goAway() -> UInt8? {
        var code: UInt8?
        let output = session.takeOutput()
        var start = 0
        while start + 9 <= output.count {
            let length = Int(output[start]) << 16 | Int(output[start + 1]) << 8 | Int(output[start + 2])
            if output[start + 3] == 7 { code = output[start + 16] }
            start += 9 + length
        }
        return code
    }

    /// Feeds the same again and again, as long as the session listens. Returns how often.
    func flood(_ max: Int, _ frames: (Int) -> [UInt8]) -> Int {
        for round in 0..<max {
            session.receive(frames(round), recorder)
            if session.closesAfterOutput { return round }
        }
        return max
    }

    @Test func `rapid resets end the connection with ENHANCE_YOUR_CALM`() {
        let rounds = flood(5000) { Self.get(UInt32(2 * $0 + 1)) + Self.frame(3, 0, UInt32(2 * $0 + 1), [0, 0, 0, 8]) }
        #expect(rounds == HTTPLimits.resetsMax && goAway() == 11)
        #expect(recorder.events.filter { $0.hasSuffix("aborted") }.count >= HTTPLimits.resetsMax)
    }

    @Test func `resets that a client makes us send are counted with its own`() {
        let rounds = flood(5000) { round in
            _ = session.takeOutput()
            return Self.get(UInt32(2 * round + 1), endsStream: false) + Self.frame(8, 0, UInt32(2 * round + 1), [0x7f, 255, 255, 255])
        }
        #expect(rounds == HTTPLimits.resetsMax && goAway() == 11)
    }

    @Test func `resets among served requests are no flood`() {
        recorder.answer = { [session] _, stream in if stream % 4 == 1 { session.respond(stream, HTTPResponse(204)) } }
        let rounds = flood(1000) {
            let stream = UInt32(4 * $0 + 1)
            _ = session.takeOutput()
            return Self.get(stream) + Self.get(stream + 2) + Self.frame(3, 0, stream + 2, [0, 0, 0, 8])
        }
        #expect(rounds == 1000)
    }

    @Test func `resets spread over time are no flood`() {
        let rounds = flood(1000) { round in
            date.set(secondsSince1970: 1_000_000 + Int64(round / 10))
            return Self.get(UInt32(2 * round + 1)) + Self.frame(3, 0, UInt32(2 * round + 1), [0, 0, 0, 8])
        }
        #expect(rounds == 1000)
    }

    @Test(arguments: [(6, 0, [UInt8](repeating: 0, count: 8)), (4, 0, []), (0, 1, []), (2, 1, [0, 0, 0, 0, 1])] as [(UInt8, UInt32, [UInt8])])
    func `frames that carry nothing end the connection when there are too many`(type: UInt8, stream: UInt32, payload: [UInt8]) {
        session.receive(Self.get(1, endsStream: false), recorder)
        let rounds = flood(5000) { _ in
            _ = session.takeOutput()
            return Self.frame(type, 0, stream, payload)
        }
        #expect(rounds <= HTTPLimits.idleFramesMax && rounds > HTTPLimits.idleFramesMax - 10)
    }

    @Test func `pings whose answers nobody reads end the connection`() {
        let rounds = flood(20) { _ in (0..<400).flatMap { _ in Self.frame(6, 0, 0, [UInt8](repeating: 0, count: 8)) } }
        #expect(rounds < 5 && goAway() == 11)
    }

    @Test func `endless CONTINUATION frames end the connection`() {
        session.receive(Self.frame(1, 1, 1, Self.head), recorder)
        let rounds = flood(100) { _ in Self.frame(9, 0, 1, [0x00, 0x01, UInt8(ascii: "a"), 0x01, UInt8(ascii: "b")]) }
        #expect(rounds <= HTTPLimits.continuationsMax + 1 && recorder.events == [])
    }

    @Test func `what is no preface ends the connection`() {
        let session = HTTP2Session()
        session.receive("GET / HTTP/1.1\r\nHost: x\r\n\r\n", recorder)
        #expect(session.closesAfterOutput && recorder.events == [] && session.takeText().utf8.count > 9)
    }

    @Test(arguments: [
        ("a request without a path", frame(1, 5, 1, [0x82, 0x86])), ("a request with an upper-case name", frame(1, 5, 1, head + [0x00, 1, 65, 1, 65])),
        ("a connection field", frame(1, 5, 1, head + [0x00, 10] + Array("connection".utf8) + [5] + Array("close".utf8))),
        ("two paths", frame(1, 5, 1, head + [0x84])), ("a field after which a pseudo-header comes", frame(1, 5, 1, [0x82, 0x86, 0x00, 1, 97, 1, 97, 0x84])),
        ("data on stream 0", frame(0, 0, 0, [1])), ("data on an idle stream", frame(0, 0, 5, [1])), ("an even stream", get(2)), ("a push", frame(5, 4, 1, [0, 0, 0, 2])),
        ("a window of nothing", frame(8, 0, 0, [0, 0, 0, 0])), ("a bad index", frame(1, 5, 1, [0xff, 0xff, 0x7f])), ("a frame too large", frame(0, 0, 1, [UInt8](repeating: 0, count: 20000))),
        ("a priority of no stream", frame(2, 0, 0, [0, 0, 0, 1, 16])),
        ("a continuation too large", frame(1, 1, 1, head) + frame(9, 4, 1, Array([0, 1, 97, 127, 0x81, 0x7f] + [UInt8](repeating: 98, count: 16_384)))),
    ])
    func `a malformed frame reaches no handler`(what: String, bytes: [UInt8]) {
        session.receive(bytes, recorder)
        #expect(recorder.events == [] && session.hasOutput, "\(what)")
        #expect(session.closesAfterOutput || session.outstanding == 0 && session.phase == .idle, "\(what)")
    }

    @Test func `a connection is in a head until it has introduced itself, and while a head is incomplete`() {
        let session = HTTP2Session()
        #expect(session.phase == .head)
        session.receive(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(4, 0, 0), recorder)
        #expect(session.phase == .idle)
        session.receive(Self.frame(1, 0, 1, [0x82]), recorder)
        #expect(session.phase == .head)
        session.receive(Self.frame(9, 4, 1, Array(Self.head.dropFirst())), recorder)
        #expect(session.phase == .idle && session.outstanding == 1 && recorder.events == [])
        session.receive(Self.frame(0, 1, 1), recorder)
        #expect(session.phase == .idle && recorder.events == ["1 get / @x"])
    }

    @Test func `it makes no difference where the input is cut`() {
        recorder.mode = { _ in .collect(bytesMax: 100) }
        let bytes = Self.get(1, endsStream: false) + Self.frame(0, 0, 1, [104]) + Self.frame(6, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]) + Self.frame(0, 1, 1, [105]) + Self.get(3)
        for byte in bytes { session.receive([byte], recorder) }
        #expect(recorder.events == ["1 get / @x [hi]", "3 get / @x"])
    }

    @Test func `no garbage traps`() {
        let seed = UInt64.random(in: 0..<10000)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let session = HTTP2Session()
            recorder.mode = { $0.path.count % 2 == 0 ? .stream : .collect(bytesMax: 50) }
            recorder.answer = { _, stream in session.respond(stream, HTTPResponse(200, .text, text: "x")) }
            session.receive(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(4, 0, 0), recorder)
            for round in 0..<20 {
                var bytes = round % 3 == 0 ? Self.get(UInt32(2 * round + 1), endsStream: Bool.random(using: &generator)) : Self.frame(UInt8.random(in: 0...10, using: &generator), UInt8.random(in: 0...255, using: &generator), UInt32.random(in: 0...40, using: &generator), (0..<Int.random(in: 0...12, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) })
                if Int.random(in: 0..<4, using: &generator) == 0 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
                session.receive(bytes, recorder)
                if Bool.random(using: &generator) { _ = session.takeOutput() }
            }
            session.abandon(recorder)
            #expect(session.closesAfterOutput, "seed \(seed)")
        }
    }
}
