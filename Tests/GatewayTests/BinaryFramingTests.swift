import History
import Market
import Risk
import Testing
import Wire

@testable import Engine
@testable import Gateway

@Suite struct BinaryFramingTests {
    @Test func `frames may come in any pieces`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = BlotterRandom(seed: seed)
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            var bytes: [UInt8] = []
            for request in 1...200 as ClosedRange<UInt64> {
                bytes += sbeFrame(Message.NewOrder(
                    request: request, clientOrderID: request, price: 500, quantity: 1, symbol: 0, side: .buy, type: .limit, timeInForce: .gtc,
                    selfTradePrevention: .none, flags: []))
                bytes += sbeFrame(Message.TestRequest(testID: request))
            }
            var offset = 0
            while offset < bytes.count {
                let count = min(bytes.count - offset, Int.random(in: 1...(Bool.random(using: &random) ? 9 : 400), using: &random))
                peer.send(Array(bytes[offset..<offset + count]))
                offset += count
            }
            let answers = try peer.read()
            #expect(answers.count == 400, "seed \(seed)")
            #expect(answers.compactMap { sbeValue("clientOrderID", in: $0) } == (1...200).map { "\($0)" }, "seed \(seed)")
        }
    }

    @Test func `bytes that are no frame end the session`() throws {
        let good = sbeFrame(Message.TestRequest(testID: 1))
        var tooLong = good
        tooLong[2] = 0x04
        tooLong[3] = 0x01
        var tooShort = good
        tooShort[3] = 13
        var foreign = good
        foreign[5] = 0xE0
        for bytes in [tooLong, tooShort, foreign, Array("GET / HTTP/1.1\r\n".utf8)] {
            for cut in [bytes.count, 6] {
                try onFloor { floor in
                    let peer = try BinaryPeer.loggedOn(floor)
                    peer.send(Array(bytes[..<cut]))
                    #expect(try peer.read() == [#"{"message":"Logout","nextRequest":1,"reason":"badFrame"}"#])
                }
            }
        }
    }

    @Test func `a frame that begins badly is refused as soon as its header is there, a longer block is not`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            var longer = sbeFrame(Message.TestRequest(testID: 1)) + [1, 2, 3]
            longer[3] += 3
            longer[6] += 3
            peer.send(longer)
            #expect(try peer.read() == [#"{"message":"Heartbeat","testID":1,"lastReport":null}"#])
            peer.send([0, 0, 0, 22, 0xEB])
            #expect(try peer.read() == [])
            peer.send([0x51])
            #expect(try peer.read().count == 1)
        }
    }

    @Test func `messages out of place end the session with their reason`() throws {
        var foreign = sbeFrame(Message.TestRequest(testID: 1))
        foreign[10] ^= 1
        var cutOff = sbeFrame(Message.AccountRequest(request: 1))
        cutOff[6] = 9
        var headless = sbeFrame(Message.AccountRequest(request: 1))
        headless[6] = 7
        let cases: [(bytes: [UInt8], reason: String)] = [
            (foreign, "badMessage"), (cutOff, "badMessage"), (headless, "badMessage"),
            (sbeFrame(Message.LogonRejected(reason: .unknownKey, protocolVersion: 1)), "badMessage"),
            (sbeFrame(Message.Logon(
                keyID: BinaryFloor.keyID, key: .empty, signature0: 0, signature1: 0, signature2: 0, signature3: 0, epoch: 0, nextReport: 0,
                heartbeatInterval: 1000, deadMansTimer: 0, protocolVersion: 1, stream: 0, flags: [])), "alreadyLoggedOn"),
        ]
        for entry in cases {
            try onFloor { floor in
                let peer = try BinaryPeer.loggedOn(floor)
                peer.send(entry.bytes)
                #expect(try peer.read() == [#"{"message":"Logout","nextRequest":1,"reason":"\#(entry.reason)"}"#])
            }
        }
        try onFloor { floor in
            let peer = try BinaryPeer(floor)
            _ = peer.readBytes()
            peer.enter(1, .buy, 1, at: 1)
            #expect(try peer.read() == [#"{"message":"Logout","nextRequest":1,"reason":"notLoggedOn"}"#])
        }
    }

    @Test func `an unknown request and a short one are rejected and counted`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            var unknown = sbeFrame(Message.AccountRequest(request: 1))
            unknown[8] = 159
            var short = sbeFrame(Message.AccountRequest(request: 2))
            short[8] = 144
            peer.send(unknown + short)
            peer.send(Message.TestRequest(testID: 5))
            #expect(try peer.read().map { sbeValue("reason", in: $0) } == [#""unknownMessage""#, #""shortMessage""#, nil])
        }
    }

    @Test func `garbage never does more than end its own session`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = BlotterRandom(seed: seed)
        try onFloor { floor in
            for round in 0..<300 {
                let peer = try BinaryPeer.loggedOn(floor)
                var bytes: [UInt8] = []
                var next = try #require(UInt64(sbeValue("nextRequest", in: try nextRequest(floor)) ?? ""))
                for _ in 0..<20 {
                    let template = UInt16.random(in: Bool.random(using: &random) ? 144...156 : 126...180, using: &random)
                    let length = Int.random(in: 0...200, using: &random)
                    var block = (0..<length).map { _ in UInt8.random(in: 0...(Bool.random(using: &random) ? 255 : 4), using: &random) }
                    if length >= 8, Int.random(in: 0..<10, using: &random) > 0 {
                        unsafe withUnsafeBytes(of: next) { block.replaceSubrange(0..<8, with: unsafe Array($0)) }
                        next += 1
                    }
                    let size = UInt32(14 + length)
                    bytes += [0, 0, UInt8(size >> 8), UInt8(size & 255), 0xEB, 0x50, UInt8(length), 0, UInt8(template), 0, 0x15, 0x1E, 1, 0]
                    bytes += block
                }
                if round % 3 == 0 { for _ in 0..<5 { bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random) } }
                peer.send(bytes)
                _ = try peer.read()
                floor.table.close(peer.session, floor)
            }
            #expect(floor.table.count == 0, "seed \(seed)")
            let conserves = floor.state.ledger.conserves()
            #expect(conserves, "seed \(seed)")
        }
    }

    /// What the stream 0 of alice expects next.
    private func nextRequest(_ floor: BinaryFloor) throws -> String {
        "{\"nextRequest\":\((floor.table.log(of: Bazaar.alice)?.lastRequest(0) ?? 0) + 1)}"
    }
}
