import IO
import Market
import Testing

@testable import Engine
@testable import Gateway
@testable import History

@Suite struct `The blotter's limits` {
    private var small: Blotter.Limits {
        var limits = Blotter.Limits()
        limits.endedOrdersMax = 8
        limits.fillsMax = 8
        limits.accountsExpected = 1
        limits.holdingsExpected = 1
        return limits
    }

    @Test func `the oldest ended order is forgotten, an open one never`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop, small)
            for command in Bazaar.opening() { try rig.apply(command) }
            let open = try rig.enter(Bazaar.alice, .buy, 1, at: 100)
            var ended: [OrderID] = []
            for _ in 0..<40 {
                let id = try rig.enter(Bazaar.alice, .buy, 1, at: 99)
                try rig.apply(.cancelOrder(CancelOrder(account: Bazaar.alice, orderID: id)))
                ended.append(id)
            }
            #expect(rig.order(open)?.isOpen == true)
            for id in ended.suffix(8) { #expect(rig.order(id)?.status == .canceled) }
            for id in ended.dropLast(8) { #expect(rig.order(id) == nil) }
            let page = rig.orders(OrderQuestion(account: Bazaar.alice, limit: 100))
            #expect(page.elements.map(\.orderID) == ended.suffix(8).reversed() + [open])
            #expect(page.total == 9)
            #expect(rig.activity(of: Bazaar.alice)?.endedOrders == 40)
            // Entries are used again: one open order, one on its way in, eight ended ones.
            #expect(rig.blotter.archive.capacity <= 10)
        }
    }

    @Test func `one account's many orders push out another's, whose list then ends`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop, small)
            for command in Bazaar.opening() { try rig.apply(command) }
            func cycle(_ account: AccountID, _ rig: BlotterRig) throws -> OrderID {
                let id = try rig.enter(account, .buy, 1, at: 99) { $0.displayQuantity = .zero; $0.timeInForce = .day }
                try rig.apply(.cancelOrder(CancelOrder(account: account, orderID: id)))
                return id
            }
            let first = try cycle(Bazaar.bob, rig)
            let second = try cycle(Bazaar.bob, rig)
            for _ in 0..<7 { _ = try cycle(Bazaar.alice, rig) }
            #expect(rig.order(first) == nil)
            #expect(rig.orders(OrderQuestion(account: Bazaar.bob, limit: 9)).elements.map(\.orderID) == [second])
            _ = try cycle(Bazaar.alice, rig)
            #expect(rig.orders(OrderQuestion(account: Bazaar.bob, limit: 9)).elements.isEmpty)
        }
    }

    @Test func `the oldest fills are forgotten, their sums are not`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop, small)
            for command in Bazaar.opening() { try rig.apply(command) }
            for _ in 0..<20 {
                try rig.enter(Bazaar.bob, .sell, 1, at: 10_000)
                try rig.enter(Bazaar.alice, .buy, 1)
            }
            #expect(rig.fills(FillQuestion(account: Bazaar.alice, limit: 100)).elements.map(\.tradeID) == [20, 19, 18, 17])
            #expect(rig.fills(ofTrade: 17).map(\.account) == [Bazaar.alice, Bazaar.bob])
            #expect(rig.fills(ofTrade: 16).isEmpty)
            #expect(rig.fills(ofTrade: 21).isEmpty)
            #expect(rig.activity(of: Bazaar.alice)?.fills == 20)
            #expect(rig.holding(of: Bazaar.alice, in: Bazaar.usdt)?.fees == 20_000)
        }
    }

    @Test func `pages count everything and show what was asked for`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening() { try rig.apply(command) }
            var ids: [OrderID] = []
            for step in 0..<10 { ids.append(try rig.enter(Bazaar.alice, .buy, 1, at: 100, symbol: step < 4 ? Bazaar.btcusdt : Bazaar.ethbtc)) }
            var question = OrderQuestion(account: Bazaar.alice, limit: 2)
            question.symbol = Bazaar.ethbtc
            question.offset = 1
            let page = rig.orders(question)
            #expect(page.total == 6)
            #expect(page.elements.map(\.orderID) == [ids[8], ids[7]])
            question.offset = 6
            #expect(rig.orders(question).elements.isEmpty)
            question.statuses = .init(.filled)
            #expect(rig.orders(question).total == 0)
            question.account = AccountID(rawValue: 99)
            #expect(rig.orders(question).total == 0)
        }
    }
}
