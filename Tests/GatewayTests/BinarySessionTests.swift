import History
import Market
import Testing
import Wire

@testable import Gateway

@Suite struct BinarySessionTests {
    @Test func `the server speaks first and asks for a signature`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer(floor)
            let challenge = try peer.read()
            #expect(challenge.count == 1)
            #expect(challenge[0].hasPrefix(#"{"message":"Challenge","nonce0":506097522914230528,"#))
            #expect(sbeValue("epoch", in: challenge[0]) == "7")
        }
    }

    @Test func `a signed challenge opens the session`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer(floor)
            peer.logOn()
            let accepted = try #require(try peer.read().last)
            #expect(accepted.hasPrefix(#"{"message":"LogonAccepted","epoch":7,"session":1,"nextReport":1,"nextRequest":1,"account":1,"#))
            #expect(sbeValue("instruments", in: accepted) == "3")
            #expect(sbeValue("durability", in: accepted) == #""always""#)
            #expect(peer.session.isActive)
        }
    }

    @Test func `the plain key is taken where nobody can listen, and nowhere else`() throws {
        try onFloor { floor in
            for isPrivate in [true, false] {
                let peer = try BinaryPeer(floor, isPrivate: isPrivate)
                peer.logOn { logon in
                    logon.key = KeyText(BinaryFloor.key)!
                    logon.signature0 = 0
                }
                let answer = try #require(try peer.read().last)
                #expect(answer.contains(isPrivate ? "LogonAccepted" : #""reason":"plainKeyNotAllowed""#))
                #expect(peer.session.closesAfterOutput != isPrivate)
            }
        }
    }

    @Test func `a logon that cannot be is refused with its reason`() throws {
        let faults: [(reason: String, change: (inout Message.Logon) -> Void)] = [
            ("protocolVersion", { $0.protocolVersion = 2 }), ("unknownKey", { $0.keyID = Bazaar.name("nobody") }),
            ("wrongCredential", { $0.signature3 ^= 1 }), ("invalidStream", { $0.stream = 8 }),
            ("invalidHeartbeat", { $0.heartbeatInterval = 99 }), ("invalidHeartbeat", { $0.heartbeatInterval = 60_001 }),
            ("invalidDeadMansTimer", { $0.deadMansTimer = 99 }), ("invalidResumption", { $0.nextReport = 2 }),
        ]
        try onFloor { floor in
            for fault in faults {
                let peer = try BinaryPeer(floor)
                peer.logOn(fault.change)
                #expect(try peer.read().last == #"{"message":"LogonRejected","reason":"\#(fault.reason)","protocolVersion":1}"#)
                #expect(peer.session.closesAfterOutput)
            }
        }
    }

    @Test func `an order is accepted, and its fill told to both sides`() throws {
        try onFloor { floor in
            let alice = try BinaryPeer.loggedOn(floor)
            let bob = try BinaryPeer.other(floor)
            alice.enter(1, .buy, 10, at: 500, name: 42)
            let accepted = try #require(try alice.read().first)
            #expect(accepted.hasPrefix(#"{"message":"ExecutionReport","number":1,"request":1,"#))
            #expect(sbeValue("clientOrderID", in: accepted) == "42")
            #expect(sbeValue("kind", in: accepted) == #""accepted""#)
            #expect(sbeValue("state", in: accepted) == #""open""#)
            #expect(sbeValue("leaves", in: accepted) == "10")
            bob.enter(1, .sell, 4, at: 490)
            let taken = try bob.read()
            #expect(taken.map { sbeValue("kind", in: $0) } == [#""accepted""#, #""fill""#])
            #expect(sbeValue("liquidity", in: taken[1]) == #""taker""#)
            #expect(sbeValue("state", in: taken[1]) == #""filled""#)
            #expect(sbeValue("price", in: taken[1]) == "500")
            let made = try #require(try alice.read().first)
            #expect(sbeValue("request", in: made) == "null")
            #expect(sbeValue("clientOrderID", in: made) == "42")
            #expect(sbeValue("liquidity", in: made) == #""maker""#)
            #expect(sbeValue("state", in: made) == #""partiallyFilled""#)
            #expect(sbeValue("filled", in: made) == "4")
            #expect(sbeValue("leaves", in: made) == "6")
        }
    }

    @Test func `a cancel names its order by id or by the client's name`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            peer.enter(1, .buy, 10, at: 500, name: 42)
            peer.enter(2, .buy, 10, at: 499)
            let second = try #require(UInt64(sbeValue("orderID", in: try peer.read()[1]) ?? ""))
            peer.send(Message.CancelRequest(request: 3, orderID: 0, clientOrderID: 42))
            peer.send(Message.CancelRequest(request: 4, orderID: second, clientOrderID: 0))
            peer.send(Message.CancelRequest(request: 5, orderID: second, clientOrderID: 0))
            let answers = try peer.read()
            #expect(answers.map { sbeValue("kind", in: $0) } == [#""canceled""#, #""canceled""#, #""changeRejected""#])
            #expect(answers.map { sbeValue("request", in: $0) } == ["3", "4", "5"])
            #expect(sbeValue("clientOrderID", in: answers[0]) == "42")
            #expect(sbeValue("rejectReason", in: answers[2]) == #""orderNotOpen""#)
            #expect(sbeValue("state", in: answers[2]) == #""canceled""#)
        }
    }

    @Test func `a test request is answered by a heartbeat with its id`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            peer.send(Message.TestRequest(testID: 99))
            #expect(try peer.read() == [#"{"message":"Heartbeat","testID":99,"lastReport":null}"#])
        }
    }

    @Test func `a logout is answered and ends the session`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            peer.enter(1, .buy, 10, at: 500)
            _ = try peer.read()
            peer.send(Message.Logout(nextRequest: 0, reason: .byClient))
            #expect(try peer.read() == [#"{"message":"Logout","nextRequest":2,"reason":"byClient"}"#])
            #expect(peer.session.closesAfterOutput)
            peer.enter(2, .buy, 10, at: 500)
            #expect(try peer.read() == [])
        }
    }
}
