import HTTP
import Testing

/// Writes down what a WebSocket tells.
final class WebSocketRecorder: WebSocketHandler {
    var events: [String] = []
    var onMessage: ((WebSocketSession) -> Void)?

    func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ session: WebSocketSession) {
        events.append((isText ? "text " : "binary ") + (bytes.count > 100 ? "\(bytes.count) bytes" : unsafe String(decoding: bytes, as: UTF8.self)))
        onMessage?(session)
    }

    func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession) { events.append("pong " + (unsafe String(decoding: bytes, as: UTF8.self))) }
    func closed(code: UInt16, _ session: WebSocketSession) { events.append("closed \(code)") }
}

extension WebSocketSession {
    func receive(_ bytes: some Sequence<UInt8>, _ handler: any WebSocketHandler) {
        unsafe Array(bytes).withUnsafeBytes { unsafe receive($0, handler) }
    }

    func send(binary bytes: [UInt8]) -> Bool { unsafe bytes.withUnsafeBytes { unsafe send(binary: $0) } }

    func takeOutput() -> [UInt8] {
        var bytes: [UInt8] = []
        unsafe writeOutput { piece in
            unsafe bytes.append(contentsOf: piece)
            return piece.count
        }
        return bytes
    }
}

/// WebSocket frames after the handshake (RFC 6455 §5-7).
@Suite struct WebSocketSessionTests {
    let contexts = WebSocketContexts()
    let server: WebSocketSession
    let client: WebSocketSession
    let atServer = WebSocketRecorder()
    let atClient = WebSocketRecorder()

    init() {
        server = WebSocketSession(.server, contexts: contexts)
        client = WebSocketSession(.client, contexts: contexts)
    }

    /// A masked frame, as a client sends it.
    static func frame(_ first: UInt8, _ payload: some Collection<UInt8>) -> [UInt8] {
        let key: [UInt8] = [1, 2, 3, 4]
        let length: [UInt8] = payload.count < 126 ? [0x80 | UInt8(payload.count)] : [0xfe, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        return [first] + length + key + payload.enumerated().map { $0.element ^ key[$0.offset & 3] }
    }

    static func text(_ text: String) -> [UInt8] { frame(0x81, Array(text.utf8)) }

    func exchange() {
        while client.hasOutput || server.hasOutput {
            server.receive(client.takeOutput(), atServer)
            client.receive(server.takeOutput(), atClient)
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 65535, 65536, 1024 * 1024])
    func `messages of any length up to a mebibyte arrive both ways`(count: Int) {
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var seen: [[UInt8]] = []
        let keeper = Keeper { seen.append($0) }
        #expect(client.send(binary: message) && server.send(binary: message))
        server.receive(client.takeOutput(), keeper)
        client.receive(server.takeOutput(), keeper)
        #expect(seen == [message, message])
    }

    private final class Keeper: WebSocketHandler {
        let keep: ([UInt8]) -> Void
        init(_ keep: @escaping ([UInt8]) -> Void) { self.keep = keep }
        func message(_ bytes: UnsafeRawBufferPointer, isText: Bool, _ session: WebSocketSession) { keep(unsafe Array(bytes)) }
        func pong(_ bytes: UnsafeRawBufferPointer, _ session: WebSocketSession) {}
        func closed(code: UInt16, _ session: WebSocketSession) {}
    }

    @Test func `a server writes its frames unmasked, byte for byte as in RFC 6455`() {
        server.send(text: "Hello")
        #expect(server.takeOutput() == [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f])
        server.receive([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58], atServer)
        #expect(atServer.events == ["text Hello"])
    }

    @Test func `fragments are put together, with control frames between them`() {
        server.receive(Self.frame(0x01, "Hel".utf8) + Self.frame(0x89, "p".utf8) + Self.frame(0x00, "l".utf8) + Self.frame(0x80, "o".utf8), atServer)
        #expect(atServer.events == ["text Hello"])
        #expect(server.takeOutput() == [0x8a, 1, UInt8(ascii: "p")])
    }

    @Test func `it makes no difference where the input is cut`() {
        let bytes = Self.text("one") + Self.frame(0x01, "tw".utf8) + Self.frame(0x89, []) + Self.frame(0x80, "o".utf8) + Self.frame(0x82, [UInt8](repeating: 65, count: 200)) + Self.frame(0x88, [3, 232])
        for size in [1, 2, 3, 5, 7, 100, bytes.count] {
            let session = WebSocketSession(.server, contexts: contexts)
            let recorder = WebSocketRecorder()
            for start in stride(from: 0, to: bytes.count, by: size) { session.receive(bytes[start..<min(start + size, bytes.count)], recorder) }
            #expect(recorder.events == ["text one", "text two", "binary 200 bytes", "closed 1000"], "pieces of \(size)")
            let output = session.takeOutput()
            #expect(output == [0x8a, 0, 0x88, 2, 3, 232], "pieces of \(size)")
            #expect(session.closesAfterOutput)
        }
    }

    @Test func `sessions share contexts without sharing bytes`() {
        let other = WebSocketSession(.server, contexts: contexts)
        let first = Self.text("first")
        let second = Self.text("second")
        for index in 0..<max(first.count, second.count) {
            if index < first.count { server.receive([first[index]], atServer) }
            if index < second.count { other.receive([second[index]], atClient) }
        }
        #expect(atServer.events == ["text first"] && atClient.events == ["text second"])
    }

    @Test func `between messages a session holds no context`() {
        #expect(server.isIdle)
        server.receive(Self.text("one") + [0x81], atServer)
        #expect(!server.isIdle)
        server.receive(Self.text("two").dropFirst(), atServer)
        #expect(server.isIdle && atServer.events == ["text one", "text two"])
        server.receive(Self.frame(0x01, "half".utf8), atServer)
        #expect(!server.isIdle)
        server.receive(Self.frame(0x80, []), atServer)
        #expect(server.isIdle)
    }

    @Test(arguments: [
        (1002, [0x81, 0x01, 0x41]), (1002, frame(0x83, [])), (1002, frame(0xc1, [])), (1002, frame(0x80, [])), (1002, frame(0x01, []) + frame(0x81, [])),
        (1002, frame(0x09, [])), (1002, frame(0x89, [UInt8](repeating: 0, count: 126))), (1002, frame(0x88, [3])), (1002, frame(0x88, [3, 237])), (1002, frame(0x88, [0, 1])), (1002, frame(0x88, [7, 208])), (1002, frame(0x88, [0x13, 0x88])), (1002, [0x82, 0xfe, 0, 1, 0, 0, 0, 0, 0]),
        (1007, frame(0x81, [0xff])), (1007, frame(0x81, [0xed, 0xa0, 0x80])), (1007, frame(0x81, [0xe2, 0x82])), (1007, frame(0x88, [3, 232, 0xff])),
        (1009, [0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0, 0]),
    ] as [(Int, [UInt8])])
    func `a frame that breaks the protocol closes with the code for it`(code: Int, bytes: [UInt8]) {
        server.receive(bytes, atServer)
        let output = server.takeOutput()
        #expect(output.prefix(1) == [0x88] && output.dropFirst(2).prefix(2) == [UInt8(code >> 8), UInt8(code & 255)], "\(bytes.prefix(12)) gives \(output)")
        #expect(server.closesAfterOutput && atServer.events == ["closed \(code)"])
        server.receive(Self.text("late"), atServer)
        #expect(atServer.events.count == 1 && !server.send(text: "late"))
    }

    /// wslay takes the first two bytes of every piece for the code: of a reason in pieces, and across the end of its buffer.
    @Test(arguments: [([3, 232, 0x61, 0xff], 1007), ([3, 232, 0xc3, 0xa4, 0xe2, 0x82, 0xac], 1000), ([0, 0, 0xff], 1007), ([3, 232, 0xe2, 0x82], 1007)] as [([UInt8], Int)])
    func `a close is the same in pieces of every size`(payload: [UInt8], code: Int) {
        let close = Self.frame(0x88, payload)
        for before in [0, 1, 4090, 4091, 4092, 8190] {
            let bytes = before == 0 ? close : Self.frame(0x82, [UInt8](repeating: 1, count: before)) + close
            for size in [1, 2, 3, 5, bytes.count - 1, bytes.count] {
                let (session, handler) = (WebSocketSession(.server, contexts: WebSocketContexts()), WebSocketRecorder())
                for start in stride(from: 0, to: bytes.count, by: size) { session.receive(bytes[start..<min(start + size, bytes.count)], handler) }
                #expect(session.closesAfterOutput && handler.events.last == "closed \(code)", "behind \(before), in pieces of \(size)")
            }
        }
    }

    @Test(arguments: [0x01, 0x02, 0x81, 0x82] as [UInt8]) func `the longest length there can be closes with 1009`(first: UInt8) {
        server.receive([first, 0xff, 0x7f] + [UInt8](repeating: 0xff, count: 7) + [1, 2, 3, 4, 5], atServer)
        #expect(atServer.events == ["closed 1009"])
    }

    /// Whole, and byte by byte: as soon as the length is known, before the first byte of what it announces.
    @Test(arguments: [
        [0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0], [0x81, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1],
        frame(0x01, [65]) + frame(0x89, [66]) + [0x00, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0],
    ] as [[UInt8]]) func `an announced length that is too long closes with 1009`(bytes: [UInt8]) {
        for pieces in [[bytes], bytes.map { [$0] }] {
            let (server, recorder) = (WebSocketSession(.server, contexts: contexts), WebSocketRecorder())
            server.receive(Self.text("before"), recorder)
            for piece in pieces {
                #expect(!server.closesAfterOutput)
                server.receive(piece, recorder)
            }
            #expect(recorder.events == ["text before", "closed 1009"] && server.closesAfterOutput)
            #expect(server.takeOutput().suffix(25) == [0x03, 0xf1] + Array("the message is too long".utf8), "the close frame")
        }
    }

    @Test func `the longest message there may be comes whole`() {
        let most = [UInt8](repeating: 65, count: HTTPLimits.messageBytesMax)
        server.receive([0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0] + most + Self.text("after"), atServer)
        #expect(atServer.events == ["binary \(most.count) bytes", "text after"])
    }

    @Test func `a message too long in fragments closes with 1009`() {
        let half = [UInt8](repeating: 0, count: 60000)
        server.receive(Self.frame(0x02, half), atServer)
        for _ in 0..<17 { server.receive(Self.frame(0x00, half), atServer) }
        #expect(atServer.events == ["closed 1009"] && server.closesAfterOutput)
    }

    @Test func `a close we begin ends when the peer answers it`() {
        server.close(code: 1001, reason: "bye")
        #expect(!server.send(text: "late") && !server.closesAfterOutput)
        client.receive(server.takeOutput(), atClient)
        #expect(atClient.events == ["closed 1001"] && client.closesAfterOutput)
        server.receive(client.takeOutput(), atServer)
        #expect(server.closesAfterOutput && atServer.events == ["closed 1001"] && !server.hasOutput)
    }

    @Test func `a close inside a handler goes out after what was said before`() {
        atServer.onMessage = { session in
            session.send(text: "answer")
            session.close(code: 1000)
        }
        server.receive(Self.text("a") + Self.text("b"), atServer)
        client.receive(server.takeOutput(), atClient)
        #expect(atClient.events == ["text answer", "closed 1000"])
    }

    @Test func `a pong goes out before the answer to a message that came behind its ping`() {
        atServer.onMessage = { $0.send(text: "answer") }
        server.receive(Self.frame(0x01, "a".utf8) + Self.frame(0x89, "p".utf8) + Self.frame(0x80, "b".utf8), atServer)
        #expect(server.takeOutput() == [0x8a, 1, UInt8(ascii: "p"), 0x81, 6] + Array("answer".utf8))
    }

    @Test func `a ping of ours is answered with a pong of the same bytes`() {
        unsafe Array("hey".utf8).withUnsafeBytes { _ = unsafe server.ping($0) }
        exchange()
        #expect(atServer.events == ["pong hey"])
    }

    @Test func `no garbage traps`() {
        let seed = UInt64.random(in: 0..<10000)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let session = WebSocketSession(.server, contexts: contexts)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                var bytes = Self.frame(UInt8.random(in: 0...255, using: &generator), (0..<Int.random(in: 0...20, using: &generator)).map { _ in 65 })
                if Bool.random(using: &generator) { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
                session.receive(bytes, atServer)
            }
            #expect(session.closesAfterOutput || session.send(text: "still open"), "seed \(seed)")
        }
    }
}
