import History
import Market
import Testing
import Wire

@testable import Engine
@testable import Gateway

@Suite struct BinaryTimeTests {
    private static let millisecond: Int64 = 1_000_000

    private func wait(_ milliseconds: Int64, _ floor: BinaryFloor) {
        floor.now += milliseconds * Self.millisecond
        floor.table.timePassed(now: floor.now, floor)
    }

    @Test func `a connection that does not log on ends`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer(floor)
            wait(4_999, floor)
            #expect(!peer.session.closesAfterOutput)
            wait(1, floor)
            #expect(try peer.read().last == #"{"message":"Logout","nextRequest":1,"reason":"logonTimeout"}"#)
        }
    }

    @Test func `the server sends a heartbeat when it has nothing to say`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor) { $0.heartbeatInterval = 1_000 }
            wait(0, floor)
            wait(499, floor)
            #expect(try peer.read() == [])
            wait(1, floor)
            #expect(try peer.read() == [#"{"message":"Heartbeat","testID":0,"lastReport":null}"#])
            peer.enter(1, .buy, 10, at: 500)
            _ = peer.readBytes()
            wait(250, floor)
            wait(250, floor)
            #expect(try peer.read() == [])
            wait(250, floor)
            #expect(try peer.read() == [#"{"message":"Heartbeat","testID":0,"lastReport":1}"#])
        }
    }

    @Test func `a silent client is logged out after two intervals`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor) { $0.heartbeatInterval = 1_000 }
            wait(1_999, floor)
            peer.send(Message.Heartbeat(testID: 0, lastReport: 0))
            wait(1_999, floor)
            #expect(peer.session.isActive)
            wait(1, floor)
            #expect(try peer.read().last == #"{"message":"Logout","nextRequest":1,"reason":"heartbeatTimeout"}"#)
        }
    }

    @Test func `a dead man's orders are canceled, once, and the session goes on`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor) { $0.deadMansTimer = 500 }
            peer.enter(1, .buy, 10, at: 500)
            peer.enter(2, .buy, 10, at: 499)
            _ = peer.readBytes()
            wait(499, floor)
            #expect(floor.calls == [])
            wait(1, floor)
            wait(600, floor)
            #expect(floor.calls.count == 1)
            let reports = try peer.read()
            #expect(reports.map { sbeValue("cancelReason", in: $0) } == [#""byOwnerAll""#, #""byOwnerAll""#, nil])
            #expect(sbeValue("request", in: reports[2]) == "null")
            #expect(peer.session.isActive)
            peer.enter(3, .buy, 10, at: 500)
            wait(500, floor)
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 0)
        }
    }

    @Test func `a dead man's timer outlives its session, however that ends`() throws {
        let ends: [(BinaryPeer, BinaryFloor) -> Void] = [
            { $1.table.close($0.session, $1) },
            { peer, _ in peer.send(Message.Logout(nextRequest: 0, reason: .byClient)) },
            { peer, _ in peer.send([1, 2, 3, 4, 5, 6, 7, 8]) },
            { wait(1_000, $1) },
        ]
        for end in ends {
            try onFloor { floor in
                let peer = try BinaryPeer.loggedOn(floor) { ($0.heartbeatInterval, $0.deadMansTimer) = (500, 2_000) }
                peer.enter(1, .buy, 10, at: 500)
                let began = floor.now
                end(peer, floor)
                #expect(peer.session.closesAfterOutput)
                floor.table.close(peer.session, floor)
                wait(1_999 - (floor.now - began) / Self.millisecond, floor)
                #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 1)
                wait(1, floor)
                #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 0)
                wait(5_000, floor)
                #expect(floor.calls.filter { $0 != "unsubscribeAll" }.count == 1)
                // What was canceled meanwhile is told to who comes back.
                let second = try BinaryPeer(floor)
                second.logOn { $0.nextReport = 2 }
                #expect(sbeValue("cancelReason", in: try second.read()[2]) == #""byOwnerAll""#)
            }
        }
    }

    @Test func `who logs on to the stream again ends its timer, on another it goes on`() throws {
        for (stream, left) in [(0, 1), (1, 0)] as [(UInt8, Int)] {
            try onFloor { floor in
                let peer = try BinaryPeer.loggedOn(floor) { $0.deadMansTimer = 2_000 }
                peer.enter(1, .buy, 10, at: 500)
                floor.table.close(peer.session, floor)
                wait(1_500, floor)
                _ = try BinaryPeer.loggedOn(floor) { $0.stream = stream }
                wait(1_500, floor)
                #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == left)
            }
        }
    }

    @Test func `a timer that has fired, or that a newer connection took over, is not left behind`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor) { $0.deadMansTimer = 500 }
            wait(500, floor)
            floor.table.close(peer.session, floor)
            let second = try BinaryPeer.loggedOn(floor) { $0.deadMansTimer = 500 }
            let third = try BinaryPeer.loggedOn(floor)
            #expect(!second.session.isActive)
            third.enter(1, .buy, 10, at: 500)
            wait(2_000, floor)
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 1)
        }
    }

    @Test func `where there is no room for a timer the orders go at once`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor) { $0.deadMansTimer = 500 }
            peer.enter(1, .buy, 10, at: 500)
            for _ in 0..<SessionTable.timersMax { #expect(floor.table.leaveTimer(of: Bazaar.bob, 0, at: .max)) }
            floor.table.close(peer.session, floor)
            #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == 0)
        }
    }

    @Test func `however a session ends, its orders are canceled if it asked for that`() throws {
        let ends: [(BinaryPeer, BinaryFloor) -> Void] = [
            { $1.table.close($0.session, $1) },
            { peer, _ in peer.send(Message.Logout(nextRequest: 0, reason: .byClient)) },
            { peer, _ in peer.send([1, 2, 3, 4, 5, 6, 7, 8]) },
            { _, floor in floor.table.logOutAll(.shuttingDown, floor) },
        ]
        for (flags, left) in [(LogonFlags.cancelOnDisconnect, 0), ([], 1)] {
            for end in ends {
                try onFloor { floor in
                    let peer = try BinaryPeer.loggedOn(floor) { $0.flags = flags }
                    peer.enter(1, .buy, 10, at: 500)
                    end(peer, floor)
                    #expect(floor.state.openOrderCount(on: Bazaar.btcusdt) == left)
                    floor.table.close(peer.session, floor)
                    #expect(floor.calls.count == 2 - left)
                }
            }
        }
    }

    @Test func `what one cancel leaves open is named, to be canceled again`() throws {
        try onFloor(cancelsPerRecordMax: 2) { floor in
            let peer = try BinaryPeer.loggedOn(floor) { $0.flags = .cancelOnDisconnect }
            for request in 1...3 as ClosedRange<UInt64> { peer.enter(request, .buy, 10, at: 500) }
            peer.send(Message.MassCancelRequest(request: 4, symbol: SymbolID.all.rawValue))
            #expect(floor.reports.leftBehind == [])
            #expect(sbeValue("left", in: try #require(try peer.read().last)) == "1")
            for request in 5...7 as ClosedRange<UInt64> { peer.enter(request, .buy, 10, at: 500) }
            floor.table.close(peer.session, floor)
            #expect(floor.reports.leftBehind == [Bazaar.alice])
        }
    }

    @Test func `a client that does not read is logged out and can come back`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let bytes = [UInt8](repeating: 0, count: 1 << 20)
            for _ in 0..<8 { unsafe bytes.withUnsafeBytes { unsafe peer.session.deliver($0) } }
            #expect(!peer.session.hasRoomForMarketData)
            peer.enter(1, .buy, 10, at: 500)
            #expect(peer.session.outputBytes == BinarySession.outputBytesMax)
            wait(1, floor)
            #expect(peer.session.closesAfterOutput)
            #expect(peer.readBytes().suffix(9 + 14) == sbeFrame(Message.Logout(nextRequest: 2, reason: .slowReader))[...])
            let second = try BinaryPeer(floor)
            second.logOn { $0.nextReport = 1 }
            #expect(sbeValue("number", in: try #require(try second.read().last)) == "1")
        }
    }

    @Test func `there are only so many connections and accounts`() throws {
        try onFloor { floor in
            var peers: [BinaryPeer] = []
            for _ in 0..<SessionTable.sessionsMax { peers.append(try BinaryPeer(floor)) }
            #expect(floor.table.open(nonce: BinaryPeer.nonce, isPrivate: true, now: 0) == nil)
            #expect(SessionTable.noRoom == sbeFrame(Message.LogonRejected(reason: .tooManySessions, protocolVersion: 1)))
            floor.table.close(peers[0].session, floor)
            #expect(floor.table.open(nonce: BinaryPeer.nonce, isPrivate: true, now: 0) != nil)
            for account in 1...SessionTable.reportLogsMax { _ = floor.table.openLog(of: AccountID(rawValue: UInt32(account))) }
            let log = try #require(floor.table.log(of: AccountID(rawValue: 1)))
            #expect(floor.table.openLog(of: AccountID(rawValue: 9_999)) != nil, "an idle account gives way")
            #expect(floor.table.log(of: AccountID(rawValue: 1)) == nil)
            #expect(!log.hasSessions)
        }
    }
}
