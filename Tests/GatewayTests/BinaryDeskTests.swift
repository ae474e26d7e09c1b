import History
import IO
import Journaling
import Market
import Security
import Testing
import Wire

@testable import Engine
@testable import Gateway

/// Binary sessions at the real desk, over an exchange without a log.
private final class FrameRig {
    let desk: Desk
    let frames: FrameDesk
    let reception: Reception

    init(_ loop: EventLoop) throws {
        let exchange = Exchange(loop: loop)
        try exchange.assumeIsolated { exchange in
            _ = try exchange.submit(Bazaar.opening())
            try exchange.settleLog()
        }
        let (sequence, catalog) = exchange.assumeIsolated { ($0.sequence, UncheckedBox(Catalog($0))) }
        desk = Desk(exchange, clock: SystemClock(), durable: sequence)
        desk.add(catalog.value)
        reception = Reception(desk)
        frames = FrameDesk(desk, reception, catalog.value, durability: .none)
        frames.logOn = { attempt in .account(attempt.keyID == BinaryFloor.keyID ? Bazaar.alice : Bazaar.bob) }
    }

    func logOn(_ keyID: Name = BinaryFloor.keyID) throws -> BinarySession {
        let session = try #require(frames.table.open(nonce: BinaryPeer.nonce, isPrivate: true, now: 0))
        send(
            session,
            Message.Logon(
                keyID: keyID, key: .empty, signature0: 0, signature1: 0, signature2: 0, signature3: 0, epoch: 0, nextReport: 0,
                heartbeatInterval: 10_000, deadMansTimer: 0, protocolVersion: 1, stream: 0, flags: []))
        _ = read(session)
        return session
    }

    func send<M: SessionMessage>(_ session: BinarySession, _ message: M) {
        unsafe sbeFrame(message).withUnsafeBytes { unsafe session.receive($0, now: 0, frames) }
    }

    func enter(_ session: BinarySession, _ request: UInt64, _ side: Side, _ lots: Int64, at ticks: Int64, name: UInt64 = 0) {
        send(
            session,
            Message.NewOrder(
                request: request, clientOrderID: name, price: ticks, quantity: lots, symbol: 0, side: side, type: .limit, timeInForce: .gtc,
                selfTradePrevention: .none, flags: []))
    }

    /// Ends the turn, then takes what the session would send.
    func bytes(_ session: BinarySession) -> [UInt8] {
        desk.endTurn()
        var bytes: [UInt8] = []
        unsafe session.writeOutput { output in
            bytes = unsafe Array(output)
            return output.count
        }
        return bytes
    }

    func read(_ session: BinarySession) -> [String] { lines(bytes(session)) }

    func lines(_ bytes: [UInt8]) -> [String] {
        sbeFrames(bytes).map { frame in
            unsafe frame.withUnsafeBytes { frame in
                do throws(WireError) { return try unsafe Schema.json(sessionMessage: UnsafeRawBufferPointer(rebasing: frame[6...])) } catch {
                    return "\(error)"
                }
            }
        }
    }
}

@Suite struct BinaryDeskTests {
    private func atDesk(_ body: (FrameRig) throws -> Void) throws { try EventLoop.perform { try body(FrameRig($0)) } }

    @Test func `an order goes through the exchange and back`() throws {
        try atDesk { rig in
            let session = try rig.logOn()
            rig.enter(session, 1, .buy, 10, at: 500, name: 42)
            rig.enter(session, 2, .buy, 10, at: 500, name: 42)
            rig.enter(session, 3, .buy, 11, at: 500, name: 42)
            let answers = rig.read(session)
            #expect(answers.map { sbeValue("kind", in: $0) } == [#""accepted""#, #""duplicate""#, #""rejected""#])
            #expect(answers.map { sbeValue("request", in: $0) } == ["1", "2", "3"])
            #expect(sbeValue("orderID", in: answers[1]) == sbeValue("orderID", in: answers[0]))
            #expect(sbeValue("rejectReason", in: answers[2]) == #""duplicateClientOrderID""#)
        }
    }

    @Test func `questions are answered with the state behind everything sent before them`() throws {
        try atDesk { rig in
            let session = try rig.logOn()
            let other = try rig.logOn(BinaryFloor.otherKeyID)
            rig.enter(session, 1, .buy, 10, at: 500, name: 42)
            rig.send(session, Message.OrderStatusRequest(request: 2, orderID: 0, clientOrderID: 42))
            rig.send(session, Message.AccountRequest(request: 3))
            rig.send(session, Message.InstrumentListRequest(request: 4))
            rig.send(other, Message.PreviewRequest(
                request: 1, clientOrderID: 0, price: Price.none.ticks, quantity: 4, symbol: 0, side: .sell, type: .market, timeInForce: .ioc,
                selfTradePrevention: .none, flags: [], triggerPrice: Price.none.ticks, trailingOffset: 0, displayQuantity: 0, expireTime: 0,
                seenSequence: 0, maxMoveTicks: 0, stopPrice: Price.none.ticks, stopLimitPrice: Price.none.ticks,
                takeProfitPrice: Price.none.ticks))
            let answers = rig.read(session).filter { !$0.contains("ExecutionReport") }
            #expect(answers.map { String($0.dropFirst(12).prefix { $0 != "\"" }) }
                == ["OrderStatusReport", "AccountReport", "InstrumentDefinition", "InstrumentDefinition", "InstrumentDefinition"])
            #expect(sbeValue("state", in: answers[0]) == #""open""#)
            #expect(sbeValue("leaves", in: answers[0]) == "10")
            #expect(answers[1].contains(#""balances":[{"available":"#))
            #expect(answers[1].contains(#""name":"USDT""#))
            #expect(answers[2...].map { sbeValue("left", in: $0) } == ["2", "1", "0"])
            let preview = try #require(rig.read(other).first)
            #expect(preview.hasSuffix(#""reason":"none","fills":[{"price":500,"quantity":4,"fee":200}]}"#), "\(preview)")
        }
    }

    @Test func `an ended order is remembered, another's is as unknown as none`() throws {
        try atDesk { rig in
            let session = try rig.logOn()
            let other = try rig.logOn(BinaryFloor.otherKeyID)
            rig.enter(session, 1, .buy, 10, at: 500, name: 42)
            rig.enter(other, 1, .sell, 4, at: 500)
            rig.send(session, Message.CancelRequest(request: 2, orderID: 0, clientOrderID: 42))
            let id = try #require(UInt64(sbeValue("orderID", in: rig.read(session)[0]) ?? ""))
            for (request, asked, name) in [(3, id, 0), (4, 0, 42), (5, 0, 43), (6, 1 << 49, 0)] as [(UInt64, UInt64, UInt64)] {
                rig.send(session, Message.OrderStatusRequest(request: request, orderID: asked, clientOrderID: name))
            }
            rig.send(other, Message.OrderStatusRequest(request: 2, orderID: id, clientOrderID: 0))
            let answers = rig.read(session)
            #expect(answers.map { sbeValue("state", in: $0) } == [#""canceled""#, #""canceled""#, #""unknown""#, #""unknown""#])
            #expect(answers[..<2].map { sbeValue("filled", in: $0) } == ["4", "4"])
            #expect(answers[2...].map { sbeValue("reason", in: $0) } == [#""unknownOrder""#, #""unknownOrder""#])
            #expect(sbeValue("state", in: try #require(rig.read(other).last)) == #""unknown""#)
        }
    }

    @Test func `a follower gets a snapshot, then every change`() throws {
        try atDesk { rig in
            let trader = try rig.logOn()
            let reader = try rig.logOn(BinaryFloor.otherKeyID)
            rig.enter(trader, 1, .buy, 10, at: 500)
            rig.send(reader, Message.SubscribeRequest(request: 1, symbol: 0, feeds: .all))
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            _ = rig.bytes(trader)
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            let first = rig.read(reader)
            #expect(first.map { String($0.dropFirst(12).prefix { $0 != "\"" }) } == ["SubscriptionReport", "TopOfBook", "LevelsSnapshot", "OrdersSnapshot"])
            #expect(first[2].hasSuffix(#""levels":[{"price":500,"quantity":10,"orders":1,"side":"buy"}]}"#))
            rig.enter(trader, 2, .sell, 3, at: 500)
            _ = rig.bytes(trader)
            let changes = rig.read(reader)
            #expect(changes.map { String($0.dropFirst(12).prefix { $0 != "\"" }) } == ["TradeReport", "TopOfBook", "LevelsUpdate", "OrdersUpdate"])
            #expect(changes[2].hasSuffix(#""levels":[{"price":500,"quantity":7,"orders":1,"side":"buy"}]}"#))
            #expect(sbeValue("previousSequence", in: changes[2]) == sbeValue("sequence", in: first[2]))
            rig.send(reader, Message.UnsubscribeRequest(request: 2, symbol: 0, feeds: .all))
            rig.enter(trader, 3, .sell, 3, at: 500)
            _ = rig.bytes(trader)
            #expect(rig.read(reader) == [#"{"message":"SubscriptionReport","request":2,"symbol":0,"feeds":[],"reason":"none"}"#])
        }
    }

    /// Type, phase, price and quantity of what came, other books' lines without these.
    private func phases(_ lines: [String]) -> [String] {
        lines.map { line in
            let name = String(line.dropFirst(12).prefix { $0 != "\"" })
            guard name == "PhaseReport" else { return name }
            return ["phase", "price", "quantity"].reduce(name) { "\($0) \((sbeValue($1, in: line) ?? "-").filter { $0 != "\"" })" }
        }
    }

    @Test func `while orders are collected, followers are told how the auction stands, each once`() throws {
        try atDesk { rig in
            let trader = try rig.logOn()
            let reader = try rig.logOn(BinaryFloor.otherKeyID)
            for (symbol, feeds) in [(0, .all), (1, [.topOfBook, .levels])] as [(UInt16, Feeds)] {
                rig.send(reader, Message.SubscribeRequest(request: UInt64(symbol) + 1, symbol: symbol, feeds: feeds))
            }
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            _ = rig.bytes(reader)
            for symbol in [Bazaar.btcusdt, Bazaar.ethusdt] {
                rig.frames.command(.setPhase(symbol: symbol, phase: .preOpen), origin: .none)
                _ = rig.bytes(trader)
                #expect(phases(rig.read(reader)) == ["PhaseReport preOpen null 0"])
            }
            rig.enter(trader, 1, .buy, 10, at: 510)
            rig.enter(reader, 3, .sell, 4, at: 490)
            _ = rig.bytes(trader)
            #expect(phases(rig.read(reader)).filter { $0.hasPrefix("PhaseReport") } == ["PhaseReport preOpen 510 4"])
            let late = try rig.logOn()
            rig.send(late, Message.SubscribeRequest(request: 2, symbol: 0, feeds: .topOfBook))
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            #expect(phases(rig.read(late)) == ["SubscriptionReport", "TopOfBook", "PhaseReport preOpen 510 4"])
            rig.frames.command(.setPhase(symbol: Bazaar.btcusdt, phase: .continuous), origin: .none)
            _ = rig.bytes(reader)
            #expect(phases(rig.read(late)).filter { $0.hasPrefix("PhaseReport") } == ["PhaseReport continuous 510 4"])
        }
    }

    @Test func `who fell behind is told of the phase there is now`() throws {
        try atDesk { rig in
            let trader = try rig.logOn()
            let reader = try rig.logOn(BinaryFloor.otherKeyID)
            rig.frames.command(.setPhase(symbol: Bazaar.btcusdt, phase: .halted), origin: .none)
            _ = rig.bytes(trader)
            rig.send(reader, Message.SubscribeRequest(request: 1, symbol: 0, feeds: .topOfBook))
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            #expect(phases(rig.read(reader)) == ["SubscriptionReport", "TopOfBook", "PhaseReport halted null 0"])
            let ballast = [UInt8](repeating: 0, count: BinarySession.marketDataBytesMax)
            unsafe ballast.withUnsafeBytes { unsafe reader.deliver($0) }
            rig.frames.command(.setPhase(symbol: Bazaar.btcusdt, phase: .continuous), origin: .none)
            _ = rig.bytes(trader)
            _ = rig.bytes(reader)
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            #expect(phases(rig.read(reader)) == ["TopOfBook", "PhaseReport continuous null 0"])
        }
    }

    @Test func `an order that has seen what is yet to come is refused`() throws {
        try atDesk { rig in
            let session = try rig.logOn()
            let none = Price.none.ticks
            for (request, seen) in [(1, rig.desk.durable), (2, rig.desk.durable + 1), (3, .max)] as [(UInt64, UInt64)] {
                rig.send(session, Message.NewAdvancedOrder(
                    request: request, clientOrderID: 0, price: 500, quantity: 1, symbol: 0, side: .buy, type: .limit, timeInForce: .gtc,
                    selfTradePrevention: .none, flags: [], triggerPrice: none, trailingOffset: 0, displayQuantity: 0, expireTime: 0, seenSequence: seen,
                    maxMoveTicks: 0, stopPrice: none, stopLimitPrice: none, takeProfitPrice: none))
            }
            let answers = rig.read(session)
            #expect(answers.compactMap { sbeValue("kind", in: $0) } == [#""accepted""#])
            let refused = answers.filter { $0.hasPrefix(#"{"message":"Reject""#) }
            #expect(refused.map { sbeValue("request", in: $0) } == ["2", "3"])
            #expect(refused.allSatisfy { sbeValue("reason", in: $0) == #""invalidField""# && sbeValue("field", in: $0) == "15" })
        }
    }

    @Test func `a preview is refused for what the order itself would be refused for`() throws {
        try atDesk { rig in
            let session = try rig.logOn()
            let none = Price.none.ticks
            let next = rig.desk.durable + 1
            let cases: [(name: UInt64, seen: UInt64)] = [
                (BinarySession.clientOrderIDMax, rig.desk.durable), (BinarySession.clientOrderIDMax + 1, 0), (.max, 0), (0, next), (0, .max),
            ]
            // The last two again: questions are answered anew.
            for index in [0, 1, 2, 3, 4, 2, 3] {
                rig.send(session, Message.PreviewRequest(
                    request: UInt64(index + 1), clientOrderID: cases[index].name, price: 500, quantity: 1, symbol: 0, side: .buy, type: .limit,
                    timeInForce: .gtc, selfTradePrevention: .none, flags: [], triggerPrice: none, trailingOffset: 0, displayQuantity: 0, expireTime: 0,
                    seenSequence: cases[index].seen, maxMoveTicks: 0, stopPrice: none, stopLimitPrice: none, takeProfitPrice: none))
            }
            let answers = rig.read(session)
            #expect(answers.map { "\(sbeValue("message", in: $0) ?? "") \(sbeValue("request", in: $0) ?? "")" } == [
                #""PreviewReport" 1"#, #""Reject" 2"#, #""Reject" 3"#, #""Reject" 4"#, #""Reject" 5"#, #""Reject" 3"#, #""Reject" 4"#,
            ])
            let refused = answers.dropFirst()
            #expect(refused.allSatisfy { sbeValue("reason", in: $0) == #""invalidField""# && sbeValue("template", in: $0) == "150" })
            #expect(refused.map { sbeValue("field", in: $0) } == ["2", "2", "15", "15", "2", "15"])
        }
    }

    @Test func `who falls behind gets a new snapshot once there is room`() throws {
        try atDesk { rig in
            let trader = try rig.logOn()
            let reader = try rig.logOn(BinaryFloor.otherKeyID)
            rig.send(reader, Message.SubscribeRequest(request: 1, symbol: 0, feeds: [.levels, .trades]))
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            _ = rig.bytes(reader)
            let ballast = [UInt8](repeating: 0, count: BinarySession.marketDataBytesMax)
            unsafe ballast.withUnsafeBytes { unsafe reader.deliver($0) }
            for request in 1...3 as ClosedRange<UInt64> { rig.enter(trader, request, .buy, 10, at: 500) }
            _ = rig.bytes(trader)
            #expect(reader.outputBytes == ballast.count)
            _ = rig.bytes(reader)
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            let after = rig.read(reader)
            #expect(after.count == 1)
            #expect(after.first?.hasSuffix(#""levels":[{"price":500,"quantity":30,"orders":3,"side":"buy"}]}"#) == true)
        }
    }

    @Test func `packed market data holds the same frames`() throws {
        try atDesk { rig in
            let trader = try rig.logOn()
            let reader = try rig.logOn(BinaryFloor.otherKeyID)
            for request in 1...100 as ClosedRange<UInt64> { rig.enter(trader, request, .buy, 10, at: 400 + Int64(request)) }
            _ = rig.bytes(trader)
            rig.send(reader, Message.SubscribeRequest(request: 1, symbol: 0, feeds: [.levels, .compressed]))
            rig.frames.marketData.sendDue(durable: rig.desk.durable)
            let frames = sbeFrames(rig.bytes(reader))
            #expect(frames.count == 2)
            let batch = try #require(frames.last)
            #expect(batch[8] == UInt8(Message.CompressedBatch.templateID))
            let rawBytes = Int(batch[14]) | Int(batch[15]) << 8
            let raw = try #require(BlockCompressor.unpack(Array(batch[22...]), rawBytes: rawBytes))
            #expect(batch.count < raw.count)
            let line = try #require(rig.lines(raw).first)
            #expect(line.hasPrefix(#"{"message":"LevelsSnapshot""#))
            #expect(line.contains(#"{"price":500,"quantity":10,"orders":1,"side":"buy"}"#))
        }
    }

    @Test func `unknown instruments and too many of them are refused`() throws {
        try atDesk { rig in
            let session = try rig.logOn()
            rig.send(session, Message.SubscribeRequest(request: 1, symbol: 3, feeds: .all))
            #expect(rig.read(session) == [#"{"message":"SubscriptionReport","request":1,"symbol":3,"feeds":[],"reason":"unknownSymbol"}"#])
            let desk = MarketDataDesk()
            let exchange = rig.desk.exchange
            for symbol in 0...MarketDataDesk.subscriptionsMax {
                let outcome = desk.subscribe(SymbolID(rawValue: UInt16(symbol)), .trades, session) {
                    var copy = exchange.assumeIsolated { $0.bookSnapshot(of: SymbolID(rawValue: 0)) }
                    copy?.symbol = SymbolID(rawValue: UInt16(symbol))
                    return copy
                }
                #expect(outcome.refusal == (symbol < MarketDataDesk.subscriptionsMax ? .none : .tooManySubscriptions))
            }
            desk.unsubscribeAll(session)
            #expect(desk.subscribe(SymbolID(rawValue: 0), .trades, session) { nil }.refusal == .unknownSymbol)
        }
    }
}
