import History
import Market
import Testing
import Wire

@testable import Engine
@testable import Gateway

@Suite struct BinaryNumberTests {
    @Test func `a request sent again is answered again, byte for byte, and not executed`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            peer.enter(1, .buy, 10, at: 500)
            let first = peer.readBytes()
            let sequence = floor.state.sequence
            peer.enter(1, .buy, 99, at: 400)
            #expect(peer.readBytes() == first)
            #expect(floor.state.sequence == sequence)
        }
    }

    @Test func `a rejected, a throttled and a misspelt request are answered again too`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            peer.enter(1, .buy, -1, at: 500)
            floor.admission = .wait(.orderRate, milliseconds: 250)
            peer.enter(2, .buy, 10, at: 500)
            floor.admission = .admitted
            var misspelt = sbeFrame(Message.NewOrder(
                request: 3, clientOrderID: 0, price: 500, quantity: 1, symbol: 0, side: .buy, type: .limit, timeInForce: .gtc,
                selfTradePrevention: .none, flags: []))
            misspelt[14 + 34] = 9
            peer.send(misspelt)
            let answers = try peer.read()
            #expect(sbeValue("kind", in: answers[0]) == #""rejected""#)
            #expect(answers[1] == #"{"message":"ThrottleNotice","number":2,"request":2,"retryAfter":250,"template":144,"by":"orderRate","stream":0}"#)
            #expect(
                answers[2]
                    == #"{"message":"Reject","number":3,"request":3,"template":144,"field":6,"reason":"invalidField","rejectReason":"none","stream":0}"#)
            for request in 1...3 as ClosedRange<UInt64> { peer.enter(request, .buy, 10, at: 500) }
            #expect(try peer.read() == answers)
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 0)
        }
    }

    @Test func `a repetition that comes before the answer is answered once`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            floor.holdsBack = true
            peer.enter(1, .buy, 10, at: 500)
            peer.enter(1, .buy, 10, at: 500)
            #expect(try peer.read() == [])
            floor.release()
            #expect(try peer.read().count == 1)
        }
    }

    @Test func `a question asked again is asked anew`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            for _ in 0..<2 { peer.send(Message.AccountRequest(request: 1)) }
            #expect(floor.questions.map(\.request) == [1, 1])
        }
    }

    @Test func `an order under the number of a question is told that the answer is gone`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let gone = { (request: UInt64) in #"{"message":"Reject","number":null,"request":\#(request),"template":144,"field":0,"reason":"answerGone","rejectReason":"none","stream":0}"# }
            peer.send(Message.AccountRequest(request: 1))
            peer.send(Message.SubscribeRequest(request: 2, symbol: 0, feeds: .all))
            floor.admission = .refused(.overloaded)
            peer.send(Message.AccountRequest(request: 3))
            floor.admission = .admitted
            let turnedAway = try #require(try peer.read().last)
            for request in 1...3 as ClosedRange<UInt64> { peer.enter(request, .buy, 10, at: 500) }
            #expect(try peer.read() == [gone(1), gone(2), turnedAway])
            // The question itself may be asked again, and an order's report is not lost by asking under its number.
            peer.send(Message.AccountRequest(request: 1))
            #expect(floor.questions.map(\.request) == [1, 1])
            peer.enter(4, .buy, 10, at: 500)
            let accepted = try peer.read()
            peer.send(Message.AccountRequest(request: 4))
            peer.enter(4, .buy, 10, at: 500)
            #expect(try peer.read() == accepted)
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 1)
        }
    }

    @Test func `a name above the largest is refused, and of what a cancel names only that it is unknown`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let none = Price.none.ticks
            peer.enter(1, .buy, 10, at: 500, name: BinarySession.clientOrderIDMax)
            for (index, name) in [BinarySession.clientOrderIDMax + 1, 1 << 62, .max].enumerated() {
                let request = UInt64(index * 3)
                peer.enter(request + 2, .buy, 10, at: 500, name: name)
                peer.send(Message.NewAdvancedOrder(
                    request: request + 3, clientOrderID: name, price: 500, quantity: 1, symbol: 0, side: .buy, type: .limit, timeInForce: .gtc,
                    selfTradePrevention: .none, flags: [], triggerPrice: none, trailingOffset: 0, displayQuantity: 0, expireTime: 0, seenSequence: 0,
                    maxMoveTicks: 0, stopPrice: none, stopLimitPrice: none, takeProfitPrice: none))
                peer.send(Message.ReplaceRequest(request: request + 4, orderID: 1, clientOrderID: name, price: 500, quantity: 1, triggerPrice: none))
            }
            peer.send(Message.CancelRequest(request: 11, orderID: 0, clientOrderID: .max))
            let answers = try peer.read()
            #expect(sbeValue("kind", in: answers[0]) == #""accepted""#)
            #expect(answers[1..<10].allSatisfy { sbeValue("reason", in: $0) == #""invalidField""# })
            #expect(answers[1..<4].map { "\(sbeValue("template", in: $0) ?? "") \(sbeValue("field", in: $0) ?? "")" } == ["144 2", "145 2", "147 3"])
            #expect(sbeValue("rejectReason", in: answers[10]) == #""unknownOrder""#)
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 1)
        }
    }

    @Test func `an answer too old to be found is refused`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let count = UInt64(ReportLog.answersMax) + 1
            for request in 1...count { peer.enter(request, .buy, -1, at: 500) }
            _ = peer.readBytes()
            peer.enter(1, .buy, 10, at: 500)
            #expect(sbeValue("reason", in: try peer.read()[0]) == #""answerGone""#)
            peer.enter(2, .buy, 10, at: 500)
            #expect(sbeValue("number", in: try peer.read()[0]) == "2")
        }
    }

    @Test func `a gap ends the session and says what was expected`() throws {
        try onFloor { floor in
            for number in [0, 3] as [UInt64] {
                let peer = try BinaryPeer.loggedOn(floor) { $0.stream = UInt8(number) }
                peer.enter(1, .buy, 1, at: 1)
                _ = peer.readBytes()
                peer.enter(number, .buy, 10, at: 500)
                #expect(try peer.read() == [#"{"message":"Logout","nextRequest":2,"reason":"requestGap"}"#])
            }
        }
    }

    @Test func `a client that comes back gets what it missed`() throws {
        try onFloor { floor in
            let first = try BinaryPeer.loggedOn(floor)
            first.enter(1, .buy, 10, at: 500)
            _ = first.readBytes()
            floor.table.close(first.session, floor)
            let other = try BinaryPeer.other(floor)
            for request in 1...3 as ClosedRange<UInt64> { other.enter(request, .sell, 1, at: 500) }
            let second = try BinaryPeer(floor)
            second.logOn { $0.nextReport = 2 }
            let messages = Array(try second.read().dropFirst())
            #expect(sbeValue("resumption", in: messages[0]) == #""complete""#)
            #expect(sbeValue("nextReport", in: messages[0]) == "2")
            #expect(sbeValue("nextRequest", in: messages[0]) == "2")
            #expect(messages.dropFirst().map { sbeValue("number", in: $0) } == ["2", "3", "4"])
            #expect(messages.dropFirst().allSatisfy { sbeValue("kind", in: $0) == #""fill""# })
        }
    }

    @Test func `what is older than the log is a gap, and the first that is kept is named`() throws {
        try onFloor { floor in
            let first = try BinaryPeer.loggedOn(floor)
            for request in 1...UInt64(ReportLog.reportsMax) + 10 {
                first.enter(request, .buy, -1, at: 500)
                if request % 10_000 == 0 { _ = first.readBytes() }
            }
            let second = try BinaryPeer(floor)
            second.logOn { $0.nextReport = 5 }
            let messages = Array(try second.read().dropFirst())
            #expect(sbeValue("resumption", in: messages[0]) == #""gap""#)
            #expect(sbeValue("nextReport", in: messages[0]) == "11")
            #expect(messages.count == 1 + ReportLog.reportsMax)
            #expect(sbeValue("number", in: messages[1]) == "11")
            #expect(sbeValue("number", in: messages[ReportLog.reportsMax]) == "\(ReportLog.reportsMax + 10)")
        }
    }

    @Test func `reports of another epoch cannot be asked for`() throws {
        try onFloor { floor in
            let first = try BinaryPeer.loggedOn(floor)
            first.enter(1, .buy, 10, at: 500)
            let second = try BinaryPeer(floor)
            second.logOn {
                $0.epoch = 6
                $0.nextReport = 500
            }
            let messages = Array(try second.read().dropFirst())
            #expect(sbeValue("resumption", in: messages[0]) == #""newEpoch""#)
            #expect(sbeValue("nextReport", in: messages[0]) == "1")
            #expect(messages.count == 2)
        }
    }

    @Test func `a newer connection takes the stream over and goes on counting`() throws {
        try onFloor { floor in
            let first = try BinaryPeer.loggedOn(floor) { $0.flags = .cancelOnDisconnect }
            first.enter(1, .buy, 10, at: 500)
            _ = first.readBytes()
            let second = try BinaryPeer.loggedOn(floor)
            #expect(try first.read() == [#"{"message":"Logout","nextRequest":2,"reason":"displaced"}"#])
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 1)
            second.enter(2, .buy, 10, at: 500)
            #expect(sbeValue("request", in: try second.read()[0]) == "2")
            #expect(try first.read() == [])
        }
    }

    @Test func `all sessions of an account get its reports, each stream counts its own requests`() throws {
        try onFloor { floor in
            let first = try BinaryPeer.loggedOn(floor)
            let second = try BinaryPeer.loggedOn(floor) { $0.stream = 7 }
            first.enter(1, .buy, 10, at: 500)
            second.enter(1, .buy, 10, at: 500)
            let reports = try first.read()
            #expect(try second.read() == reports)
            #expect(reports.map { sbeValue("number", in: $0) } == ["1", "2"])
            #expect(reports.map { sbeValue("stream", in: $0) } == ["0", "7"])
        }
    }
}
