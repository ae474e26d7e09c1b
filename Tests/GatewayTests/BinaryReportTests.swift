import History
import Market
import Matching
import Testing
import Wire

@testable import Engine
@testable import Gateway

@Suite struct BinaryReportTests {
    private func advanced(_ request: UInt64, _ type: OrderType, _ side: Side, _ change: (inout Message.NewAdvancedOrder) -> Void) -> Message.NewAdvancedOrder {
        var message = Message.NewAdvancedOrder(
            request: request, clientOrderID: 0, price: Price.none.ticks, quantity: 10, symbol: 0, side: side, type: type, timeInForce: .gtc,
            selfTradePrevention: .none, flags: [], triggerPrice: Price.none.ticks, trailingOffset: 0, displayQuantity: 0, expireTime: 0,
            seenSequence: 0, maxMoveTicks: 0, stopPrice: Price.none.ticks, stopLimitPrice: Price.none.ticks, takeProfitPrice: Price.none.ticks)
        change(&message)
        return message
    }

    private func kinds(_ lines: [String]) -> [String] {
        lines.map { "\((sbeValue("kind", in: $0) ?? "-").filter { $0 != "\"" }) \((sbeValue("state", in: $0) ?? "-").filter { $0 != "\"" })" }
    }

    @Test func `an amended order keeps its id, a replaced one names the old`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            peer.enter(1, .buy, 10, at: 500, name: 42)
            let id = try #require(UInt64(sbeValue("orderID", in: try peer.read()[0]) ?? ""))
            other.enter(1, .sell, 2, at: 500)
            peer.send(Message.AmendRequest(request: 2, orderID: id, quantity: 6))
            peer.send(Message.ReplaceRequest(
                request: 3, orderID: id, clientOrderID: 0, price: 501, quantity: 7, triggerPrice: Price.none.ticks))
            peer.send(Message.AmendRequest(request: 4, orderID: id, quantity: 5))
            let reports = Array(try peer.read().dropFirst())
            #expect(kinds(reports) == ["amended partiallyFilled", "replaced open", "changeRejected unknown"])
            #expect(reports[..<2].map { sbeValue("quantity", in: $0) } == ["6", "7"])
            #expect(reports[..<2].map { sbeValue("filled", in: $0) } == ["2", "0"])
            #expect(sbeValue("relatedID", in: reports[1]) == "\(id)")
            #expect(reports.map { sbeValue("clientOrderID", in: $0) } == ["42", "42", "null"])
        }
    }

    @Test func `a stop waits, fires and fills; its life is told step by step`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            other.enter(1, .buy, 1, at: 500)
            other.enter(2, .sell, 1, at: 500)
            other.enter(3, .buy, 20, at: 490)
            peer.send(advanced(1, .stopLoss, .sell) {
                $0.triggerPrice = 495
                $0.clientOrderID = 42
            })
            other.enter(4, .sell, 1, at: 490)
            let reports = try peer.read()
            #expect(kinds(reports) == ["accepted waiting", "triggered open", "fill filled"])
            #expect(reports.map { sbeValue("clientOrderID", in: $0) } == ["42", "42", "42"])
            #expect(reports.map { sbeValue("request", in: $0) } == ["1", "null", "null"])
            #expect(sbeValue("price", in: reports[2]) == "490")
        }
    }

    @Test func `the legs of a pair have no name, and the one left is canceled`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            other.enter(1, .buy, 1, at: 500)
            other.enter(2, .sell, 1, at: 500)
            peer.send(advanced(1, .limit, .sell) {
                $0.price = 520
                $0.stopPrice = 480
                $0.flags = .oneCancelsOther
                $0.clientOrderID = 42
            })
            other.enter(3, .buy, 10, at: 520)
            let reports = try peer.read()
            #expect(kinds(reports).filter { $0.hasPrefix("accepted") } == ["accepted open", "accepted waiting"])
            #expect(reports[..<2].map { sbeValue("clientOrderID", in: $0) } == ["42", "null"])
            #expect(sbeValue("relatedID", in: reports[0]) == sbeValue("orderID", in: reports[1]))
            #expect(kinds(Array(reports[2...])).sorted() == ["canceled canceled", "fill filled"])
            #expect(reports.contains { sbeValue("cancelReason", in: $0) == #""oneCancelsOther""# })
        }
    }

    @Test func `an iceberg's refreshes, an expiry and a remainder are told`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            peer.send(advanced(1, .limit, .buy) {
                $0.price = 500
                $0.displayQuantity = 4
            })
            other.enter(1, .sell, 4, at: 500)
            #expect(kinds(try peer.read()) == ["accepted open", "fill partiallyFilled", "refreshed partiallyFilled"])
            peer.send(advanced(2, .limit, .buy) {
                $0.price = 400
                $0.timeInForce = .gtd
                $0.expireTime = floor.time + 5
            })
            peer.send(advanced(3, .limit, .sell) {
                $0.price = 500
                $0.quantity = 3
                $0.timeInForce = .ioc
                $0.selfTradePrevention = .cancelNewest
            })
            #expect(kinds(try peer.read()) == ["accepted open", "accepted open", "canceled canceled"])
            floor.time += 10
            floor.apply(.tick)
            #expect(kinds(try peer.read()) == ["canceled expired"])
        }
    }

    @Test func `orders of another, open, waiting or ended, are as unknown as none`() throws {
        try onFloor { floor in
            let (peer, other) = (try BinaryPeer.loggedOn(floor), try BinaryPeer.other(floor))
            other.enter(1, .buy, 10, at: 500)
            other.enter(2, .buy, 10, at: 500)
            other.send(advanced(3, .stopLoss, .sell) { $0.triggerPrice = 100 })
            let ids = try other.read().map { try #require(UInt64(sbeValue("orderID", in: $0) ?? "")) }
            other.send(Message.CancelRequest(request: 4, orderID: ids[1], clientOrderID: 0))
            let never = ids[0] + 77
            var told: [[String]] = []
            for (index, id) in (ids + [never]).enumerated() {
                let request = UInt64(index * 2)
                peer.send(Message.CancelRequest(request: request + 1, orderID: id, clientOrderID: 0))
                peer.send(Message.AmendRequest(request: request + 2, orderID: id, quantity: 5))
                told.append(try peer.read().map { report in
                    ["kind", "rejectReason", "reason", "state"].map { sbeValue($0, in: report) ?? "" }.joined(separator: " ")
                })
            }
            #expect(told.allSatisfy { $0.count == 2 && $0 == told.last } && told[0][0].contains("unknownOrder"), "\(told)")
        }
    }

    @Test func `mass cancels, deposits and states are told to the account alone`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            for request in 1...3 as ClosedRange<UInt64> { peer.enter(request, .buy, 10, at: 500) }
            _ = peer.readBytes()
            peer.send(Message.MassCancelRequest(request: 4, symbol: SymbolID.all.rawValue))
            peer.send(Message.MassCancelRequest(request: 5, symbol: 77))
            floor.apply(.deposit(account: Bazaar.alice, asset: Bazaar.usdt, amount: Amount(units: 5)))
            floor.apply(.setAccountState(account: Bazaar.alice, state: .halted))
            let reports = try peer.read()
            #expect(kinds(Array(reports[..<3])) == Array(repeating: "canceled canceled", count: 3))
            #expect(reports[3].hasPrefix(#"{"message":"MassCancelReport","number":7,"request":4,"#))
            #expect(sbeValue("canceled", in: reports[3]) == "3")
            #expect(sbeValue("rejectReason", in: reports[4]) == #""unknownSymbol""#)
            #expect(sbeValue("amount", in: reports[5]) == "5")
            #expect(sbeValue("state", in: reports[6]) == #""halted""#)
            #expect(try other.read() == [])
        }
    }

    @Test func `what an operator asked for in vain is told to nobody`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            floor.apply(.deposit(account: Bazaar.alice, asset: Bazaar.usdt, amount: Amount(units: .max)))
            floor.apply(.deposit(account: Bazaar.alice, asset: AssetID(rawValue: 99), amount: Amount(units: 1)))
            floor.apply(.withdraw(account: Bazaar.alice, asset: Bazaar.usdt, amount: Amount(units: .max)))
            #expect(try peer.read() == [])
        }
    }

    @Test func `an instrument nobody lists comes back as it was named`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            for (index, symbol) in [99, SymbolID.all.rawValue].enumerated() {
                peer.send(Message.NewOrder(
                    request: UInt64(index + 1), clientOrderID: 0, price: 500, quantity: 1, symbol: symbol, side: .buy, type: .limit, timeInForce: .gtc,
                    selfTradePrevention: .none, flags: []))
            }
            peer.send(Message.MassCancelRequest(request: 3, symbol: 300))
            peer.send(Message.CancelRequest(request: 4, orderID: 0, clientOrderID: 77))
            peer.enter(5, .buy, -1, at: 500)
            let answers = try peer.read()
            #expect(answers.map { sbeValue("symbol", in: $0) } == ["99", "null", "300", "null", "0"])
            #expect(answers[..<3].allSatisfy { sbeValue("rejectReason", in: $0) == #""unknownSymbol""# })
        }
    }

    @Test func `in an auction nobody takes`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            floor.apply(.setPhase(symbol: Bazaar.btcusdt, phase: .preOpen))
            peer.enter(1, .buy, 10, at: 510)
            other.enter(1, .sell, 10, at: 490)
            floor.apply(.setPhase(symbol: Bazaar.btcusdt, phase: .continuous))
            for reports in [try peer.read(), try other.read()] {
                #expect(kinds(reports) == ["accepted open", "fill filled"])
                #expect(sbeValue("liquidity", in: reports[1]) == #""auction""#)
            }
        }
    }

    @Test func `of another's order nothing is told`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            let other = try BinaryPeer.other(floor)
            peer.enter(1, .buy, 10, at: 500, name: 42)
            let id = try #require(UInt64(sbeValue("orderID", in: try peer.read()[0]) ?? ""))
            other.send(Message.CancelRequest(request: 1, orderID: id, clientOrderID: 0))
            let report = try #require(try other.read().first)
            #expect(sbeValue("rejectReason", in: report) == #""unknownOrder""#)
            #expect([sbeValue("clientOrderID", in: report), sbeValue("quantity", in: report)] == ["null", "0"])
            #expect(sbeValue("state", in: report) == #""unknown""#)
        }
    }

    @Test func `orders from before a restart are known by name`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            peer.enter(1, .buy, 10, at: 500, name: 42)
            let reports = ExecutionReports(table: floor.table)
            floor.state.forEachOpenOrder(on: Bazaar.btcusdt) { reports.adopt($0) }
            let id = OrderID(rawValue: try #require(UInt64(sbeValue("orderID", in: try peer.read()[0]) ?? "")))
            #expect(reports.order(id, of: Bazaar.alice)?.clientOrderID == 42)
            #expect(reports.order(id, of: Bazaar.alice)?.state == .open)
            #expect(reports.order(id, of: Bazaar.bob) == nil)
        }
    }

    @Test func `what the exchange would not take up is refused`() throws {
        try onFloor { floor in
            let peer = try BinaryPeer.loggedOn(floor)
            floor.reports.refused(RequestOrigin(request: 1, account: Bazaar.alice, stream: 0), reason: .storageFull)
            #expect(
                try peer.read() == [
                    #"{"message":"Reject","number":1,"request":1,"template":0,"field":0,"reason":"refused","rejectReason":"storageFull","stream":0}"#
                ])
        }
    }
}
