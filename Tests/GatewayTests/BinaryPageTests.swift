import Foundation
import Market
import Security
import Testing
import Wire

@testable import Engine
@testable import Gateway

/// The session in `proto/SESSION.md`, byte by byte: what the page says the server sends is what it sends.
///
/// `WALRAS_REWRITE=1 swift test --filter BinaryPageTests` rewrites it. Commit the difference only if you know where it comes from.
@Suite struct BinaryPageTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("proto/SESSION.md")
    private static let heading = "## A session, byte by byte\n"

    @Test func `the session of the page is current`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let parts = text.components(separatedBy: Self.heading)
        try #require(parts.count == 2)
        let expected = try rendering()
        if ProcessInfo.processInfo.environment["WALRAS_REWRITE"] == "1" {
            try Data((parts[0] + Self.heading + expected).utf8).write(to: Self.page)
        } else {
            #expect(parts[1] == expected)
        }
    }

    @Test func `what the page's client sends brings what the page's server answers`() throws {
        let lines = try String(contentsOf: Self.page, encoding: .utf8).components(separatedBy: Self.heading)[1].split(separator: "\n")
        try onFloor { floor in
            let peer = try BinaryPeer(floor)
            var received = peer.readBytes()
            var exchanged = 0
            for line in lines where line.hasPrefix("    > ") || line.hasPrefix("    < ") {
                let bytes = try line.dropFirst(6).split(separator: " ").map { try #require(UInt8($0, radix: 16)) }
                if line.hasPrefix("    > ") {
                    #expect(received.isEmpty)
                    peer.send(bytes)
                    received += peer.readBytes()
                } else {
                    #expect(Array(received.prefix(bytes.count)) == bytes, "\(line)")
                    received.removeFirst(min(bytes.count, received.count))
                }
                exchanged += 1
            }
            #expect(received.isEmpty)
            #expect(exchanged >= 12)
            #expect(peer.session.closesAfterOutput)
        }
    }

    private func rendering() throws -> String {
        var text = """

            The key is `\(String(decoding: BinaryFloor.key, as: UTF8.self))`; `>` is what the client sends, `<` what the server answers. A test
            plays it. The account has 1,000,000 USDT; the instrument is number 0.

            """
        try onFloor { floor in
            let peer = try BinaryPeer(floor)
            func show(_ arrow: String, _ bytes: [UInt8]) throws {
                for frame in sbeFrames(bytes) {
                    let json = try unsafe frame.withUnsafeBytes { try unsafe Schema.json(sessionMessage: UnsafeRawBufferPointer(rebasing: $0[6...])) }
                    text += "\n    \(arrow) " + frame.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ") + "\n      \(json)\n"
                }
            }
            func exchange(_ title: String, _ frame: [UInt8]) throws {
                text += "\n\(title)\n"
                try show(">", frame)
                peer.send(frame)
                try show("<", peer.readBytes())
            }
            text += "\nThe connection is there:\n"
            try show("<", peer.readBytes())
            let signature = Nonce(bytes: HMACSHA256.authenticate(BinaryPeer.nonce.bytes, key: SHA256.hash(BinaryFloor.key)).bytes)
            try exchange(
                "The client signs the challenge:",
                sbeFrame(Message.Logon(
                    keyID: BinaryFloor.keyID, key: .empty, signature0: signature.word0, signature1: signature.word1,
                    signature2: signature.word2, signature3: signature.word3, epoch: 0, nextReport: 0, heartbeatInterval: 10_000,
                    deadMansTimer: 0, protocolVersion: 1, stream: 0, flags: .cancelOnDisconnect)))
            let order = Message.NewOrder(
                request: 1, clientOrderID: 42, price: 50_000, quantity: 10, symbol: 0, side: .buy, type: .limit, timeInForce: .gtc,
                selfTradePrevention: .none, flags: .postOnly)
            try exchange("An order rests:", sbeFrame(order))
            try exchange("The same request again is answered again:", sbeFrame(order))
            try exchange("A sign of life:", sbeFrame(Message.TestRequest(testID: 99)))
            try exchange("The order is canceled by its name:", sbeFrame(Message.CancelRequest(request: 2, orderID: 0, clientOrderID: 42)))
            try exchange("The end:", sbeFrame(Message.Logout(nextRequest: 0, reason: .byClient)))
        }
        return text
    }
}
