import Foundation
import Testing

@testable import Security

/// A certificate for `localhost` and 127.0.0.1 that signs itself, made once by the openssl command.
struct Certificate {
    let certificate: String
    let key: String

    static let shared = Result { try Certificate(name: "localhost") }
    static let other = Result { try Certificate(name: "localhost") }

    private init(name: String) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "walras-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        certificate = directory.appending(path: "certificate.pem").path()
        key = directory.appending(path: "key.pem").path()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
            "-addext", "subjectAltName=DNS:\(name),IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

/// A client and a server whose ciphertext is carried over in pieces of so many bytes.
struct Pair {
    let client: TLSSession
    let server: TLSSession
    var atClient: [UInt8] = []
    var atServer: [UInt8] = []

    init(offered: [ApplicationProtocol] = [.http2, .http11], trust: TLSTrust? = nil, peerName: String? = "localhost") throws {
        let files = try Certificate.shared.get()
        server = try TLSSession(TLSContext.server(certificateChain: files.certificate, key: files.key))
        client = try TLSSession(TLSContext.client(trusting: trust ?? .authorities(path: files.certificate), protocols: offered), peerName: peerName)
        try client.start()
    }

    /// Until neither side has anything to say.
    mutating func exchange(piece: Int = .max) throws {
        while !client.output.isEmpty || !server.output.isEmpty {
            try Self.carry(from: client, to: server, &atServer, piece)
            try Self.carry(from: server, to: client, &atClient, piece)
        }
    }

    private static func carry(from: TLSSession, to: TLSSession, _ plaintext: inout [UInt8], _ piece: Int) throws {
        var bytes: [UInt8] = []
        from.drainOutput(into: &bytes)
        var rest = bytes[...]
        while !rest.isEmpty {
            try to.receive(Array(rest.prefix(piece)), into: &plaintext)
            rest = rest.dropFirst(piece)
        }
    }
}

extension TLSSession {
    func receive(_ bytes: [UInt8], into plaintext: inout [UInt8]) throws(SecurityError) {
        try unsafe bytes.span.withUnsafeBytes { buffer throws(SecurityError) in try unsafe receive(buffer, into: &plaintext) }
    }

    func send(_ bytes: [UInt8]) throws(SecurityError) {
        try unsafe bytes.span.withUnsafeBytes { buffer throws(SecurityError) in try unsafe send(buffer) }
    }
}

/// Knuth's MMIX generator; its high bits are the better ones.
struct LinearCongruential: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state.byteSwapped
    }
}

struct TLSTests {
    @Test func `two sides that trust each other agree on HTTP/2 and talk`() throws {
        var pair = try Pair()
        #expect(pair.client.phase == .handshake)
        try pair.exchange()
        #expect(pair.client.phase == .open && pair.server.phase == .open)
        #expect(pair.client.applicationProtocol == .http2 && pair.server.applicationProtocol == .http2)
        #expect(pair.server.summary.hasPrefix("TLSv1.3 "))
        try pair.client.send(Array("ask".utf8))
        try pair.server.send(Array("answer".utf8))
        try pair.exchange()
        #expect(pair.atServer == Array("ask".utf8))
        #expect(pair.atClient == Array("answer".utf8))
    }

    @Test func `a client that speaks HTTP/1.1 alone gets it`() throws {
        var pair = try Pair(offered: [.http11])
        try pair.exchange()
        #expect(pair.server.applicationProtocol == .http11)
    }

    @Test func `a client that offers no protocol gets none`() throws {
        var pair = try Pair(offered: [])
        try pair.exchange()
        #expect(pair.server.phase == .open)
        #expect(pair.server.applicationProtocol == nil)
    }

    @Test func `a client that offers only what we do not speak is told so`() throws {
        let files = try Certificate.shared.get()
        let server = try TLSSession(TLSContext.server(certificateChain: files.certificate, key: files.key, protocols: [.http2]))
        let client = try TLSSession(TLSContext.client(trusting: .anyone, protocols: [.http11]))
        try client.start()
        var plaintext: [UInt8] = []
        #expect(throws: SecurityError.self) { try server.receive(client.output, into: &plaintext) }
        #expect(server.phase == .failed)
        let alert = #expect(throws: SecurityError.self) { try client.receive(server.output, into: &plaintext) }
        #expect("\(try #require(alert))".contains("no application protocol"))
    }

    @Test(arguments: [1, 2, 7, 100]) func `bytes may come in any pieces`(piece: Int) throws {
        var pair = try Pair()
        try pair.exchange(piece: piece)
        #expect(pair.server.phase == .open)
        let text = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        try pair.client.send(text)
        try pair.server.send(text)
        try pair.exchange(piece: piece)
        #expect(pair.atServer == text)
        #expect(pair.atClient == text)
    }

    @Test func `several records in one piece all arrive, behind what was there`() throws {
        var pair = try Pair()
        try pair.exchange()
        pair.atServer = Array("before ".utf8)
        for word in ["one ", "two ", "", "three"] { try pair.client.send(Array(word.utf8)) }
        try pair.exchange()
        #expect(String(decoding: pair.atServer, as: UTF8.self) == "before one two three")
    }

    @Test func `a session drained keeps no memory for its output`() throws {
        var pair = try Pair()
        try pair.exchange()
        try pair.server.send([UInt8](repeating: 7, count: 200_000))
        var sent: [UInt8] = []
        pair.server.drainOutput(into: &sent)
        #expect(sent.count > 200_000)
        #expect(pair.server.output.isEmpty)
        #expect(pair.server.output.capacity <= 8 << 10)
    }

    @Test func `garbage fails the handshake and leaves an alert`() throws {
        let files = try Certificate.shared.get()
        let server = try TLSSession(TLSContext.server(certificateChain: files.certificate, key: files.key))
        var plaintext: [UInt8] = []
        #expect(throws: SecurityError.self) { try server.receive(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), into: &plaintext) }
        #expect(server.phase == .failed)
        #expect(plaintext.isEmpty)
        #expect(throws: SecurityError.tlsClosed) { try server.receive([1, 2, 3], into: &plaintext) }
        #expect(throws: SecurityError.tlsClosed) { try server.send([1]) }
    }

    @Test func `a bit flipped on the way fails the session and yields nothing`() throws {
        var pair = try Pair()
        try pair.exchange()
        try pair.client.send(Array("order".utf8))
        var record: [UInt8] = []
        pair.client.drainOutput(into: &record)
        record[record.count - 3] ^= 1
        #expect(throws: SecurityError.self) { try pair.server.receive(record, into: &pair.atServer) }
        #expect(pair.atServer.isEmpty)
        #expect(pair.server.phase == .failed)
        #expect(!pair.server.output.isEmpty, "the alert bad_record_mac")
    }

    @Test func `random bytes in the middle of a session never crash it`() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = LinearCongruential(state: seed)
        for _ in 0..<50 {
            var pair = try Pair()
            try pair.exchange()
            let junk = (0..<Int.random(in: 1...600, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            do {
                try pair.server.receive(junk, into: &pair.atServer)
            } catch {
                #expect(pair.server.phase == .failed)
            }
            #expect(pair.atServer.isEmpty)
        }
    }

    @Test func `close_notify ends what the peer sends, and half of it can still be answered`() throws {
        var pair = try Pair()
        try pair.exchange()
        try pair.client.send(Array("last".utf8))
        try pair.client.close()
        try pair.exchange()
        #expect(pair.atServer == Array("last".utf8))
        #expect(pair.server.phase == .ended)
        #expect(throws: SecurityError.tlsClosed) { try pair.client.send([1]) }
        try pair.server.send(Array("answer".utf8))
        try pair.server.close()
        try pair.exchange()
        #expect(pair.atClient == Array("answer".utf8))
        #expect(pair.client.phase == .ended)
        try pair.server.close()
        #expect(pair.server.output.isEmpty)
    }

    @Test func `sending before the handshake is complete is refused`() throws {
        let pair = try Pair()
        #expect(throws: SecurityError.tlsClosed) { try pair.client.send([1]) }
    }

    @Test func `a handshake that never ends is given up`() throws {
        let files = try Certificate.shared.get()
        let server = try TLSSession(TLSContext.server(certificateChain: files.certificate, key: files.key))
        var plaintext: [UInt8] = []
        // Warnings nobody needs: the record layer tolerates a few in a row, the limit all of them together.
        let record: [UInt8] = [22, 3, 1, 0x40, 0, 1, 0, 0x3F, 0xFC] + [UInt8](repeating: 0, count: 0x3FFC)
        #expect(throws: SecurityError.self) {
            for _ in 0...TLSSession.handshakeBytesMax / record.count + 1 { try server.receive(record, into: &plaintext) }
        }
        #expect(server.phase == .failed)
    }
}

struct TLSTrustTests {
    @Test func `a certificate nobody vouches for is refused`() throws {
        var pair = try Pair(trust: .authorities(path: Certificate.other.get().certificate))
        let error = #expect(throws: SecurityError.self) { try pair.exchange() }
        #expect("\(try #require(error))".contains("self-signed certificate"))
        #expect(pair.client.phase == .failed)
    }

    @Test func `a certificate for another name is refused`() throws {
        var pair = try Pair(peerName: "example.org")
        let error = #expect(throws: SecurityError.self) { try pair.exchange() }
        #expect("\(try #require(error))".contains("hostname mismatch"))
    }

    @Test func `a certificate is good for its address, and for no other`() throws {
        var pair = try Pair(peerName: "127.0.0.1")
        try pair.exchange()
        #expect(pair.client.phase == .open)
        var wrong = try Pair(peerName: "127.0.0.2")
        #expect(throws: SecurityError.self) { try wrong.exchange() }
    }

    @Test func `a client may choose to trust anyone`() throws {
        var pair = try Pair(trust: .anyone, peerName: nil)
        try pair.exchange()
        #expect(pair.client.phase == .open)
    }

    @Test func `a server without its files says which one is missing`() throws {
        let files = try Certificate.shared.get()
        let missing = #expect(throws: SecurityError.self) { try TLSContext.server(certificateChain: "/nowhere/certificate.pem", key: files.key) }
        #expect("\(try #require(missing))".contains("/nowhere/certificate.pem"))
        let key = #expect(throws: SecurityError.self) { try TLSContext.server(certificateChain: files.certificate, key: "/nowhere/key.pem") }
        #expect("\(try #require(key))".contains("/nowhere/key.pem"))
    }

    @Test func `a key that does not belong to the certificate is refused`() throws {
        let files = try Certificate.shared.get()
        let other = try Certificate.other.get()
        #expect(throws: SecurityError.self) { try TLSContext.server(certificateChain: files.certificate, key: other.key) }
        #expect(throws: SecurityError.self) { try TLSContext.client(trusting: .authorities(path: "/nowhere/ca.pem")) }
    }
}
