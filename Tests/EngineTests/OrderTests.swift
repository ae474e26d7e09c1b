import Market
import Matching
import Risk
import Testing

@testable import Engine

@Suite struct `Orders and money` {
    @Test func `a resting buy locks notional and fee, a cancel gives both back`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            let id = desk.enter(alice, .buy, 10, at: 500)
            // 10 lots × 500 ticks × 100 units, and 0.1 % of that.
            #expect(desk.balance(alice, usdt) == (riches - 500_500, 500_500))
            desk.cancel(alice, id)
            #expect(desk.balance(alice, usdt) == (riches, 0))
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a better price than locked gives the rest back, fees go to the house`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(bob, .sell, 10, at: 400)
            desk.enter(alice, .buy, 10, at: 500)
            #expect(desk.kinds == [.orderAccepted, .trade])
            #expect(desk.balance(alice, usdt) == (riches - 400_000 - 400, 0))
            #expect(desk.balance(bob, usdt) == (riches + 400_000 - 200, 0))
            #expect(desk.balance(.house, usdt).available == 600)
            #expect(desk.balance(alice, btc) == (riches + 100_000, 0))
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `an order the account cannot pay is rejected, one it can just pay is not`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.apply(.withdraw(account: alice, asset: usdt, amount: Amount(units: riches - 500_500)))
            desk.enter(alice, .buy, 10, at: 501)
            #expect(desk.reason == .insufficientBalance)
            #expect(desk.enter(alice, .buy, 10, at: 500) != .none)
            #expect(desk.balance(alice, usdt) == (0, 500_500))
        }
    }

    @Test func `a market buy needs exactly what it would cost now`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(bob, .sell, 10, at: 400)
            desk.enter(bob, .sell, 10, at: 410)
            // 10 × 400 × 100 + 5 × 410 × 100 and fees of 400 and 205.
            desk.apply(.withdraw(account: alice, asset: usdt, amount: Amount(units: riches - 605_604)))
            desk.enter(alice, .buy, 15)
            #expect(desk.reason == .insufficientBalance)
            desk.apply(.deposit(account: alice, asset: usdt, amount: Amount(units: 1)))
            #expect(desk.enter(alice, .buy, 15) != .none)
            #expect(desk.balance(alice, usdt) == (0, 0))
        }
    }

    @Test func `amounts past 64 bits are reported as overflow`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(alice, .buy, Instrument.quantityMax, at: 1_000_000)
            #expect(desk.reason == .overflow)
            desk.enter(alice, .sell, Instrument.quantityMax, at: 1)
            #expect(desk.reason == .insufficientBalance)
            desk.apply(.deposit(account: alice, asset: usdt, amount: Amount(units: .max)))
            #expect(desk.reason == .overflow)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `an order is changed by its owner alone, while it is open`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            let id = desk.enter(alice, .buy, 10, at: 500)
            desk.cancel(bob, id)
            #expect(desk.reason == .notOwner && desk.events[0].orderID == id)
            desk.cancel(alice, OrderID(rawValue: id.rawValue + 1 << 28))
            #expect(desk.reason == .unknownOrder)
            desk.cancel(alice, id)
            #expect(desk.cancelReasons == [.byOwner])
            desk.cancel(alice, id)
            #expect(desk.reason == .orderNotOpen)
            desk.apply(.amendOrder(AmendOrder(account: alice, orderID: id, quantity: Quantity(lots: 1))))
            #expect(desk.reason == .orderNotOpen)
            desk.apply(.replaceOrder(ReplaceOrder(account: alice, orderID: id, price: .none, quantity: Quantity(lots: 1))))
            #expect(desk.reason == .orderNotOpen)
        }
    }

    @Test func `a replacement may use what the old order held, and leaves it alone if that is not enough`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.apply(.withdraw(account: alice, asset: usdt, amount: Amount(units: riches - 500_500)))
            let id = desk.enter(alice, .buy, 10, at: 500) { $0.clientOrderID = 9 }
            desk.apply(.replaceOrder(ReplaceOrder(account: alice, orderID: id, price: Price(ticks: 501), quantity: Quantity(lots: 10))))
            #expect(desk.reason == .insufficientBalance)
            #expect(desk.balance(alice, usdt) == (0, 500_500))
            desk.apply(.replaceOrder(ReplaceOrder(account: alice, orderID: id, price: Price(ticks: 400), quantity: Quantity(lots: 12))))
            #expect(desk.kinds == [.orderReplaced])
            #expect(desk.balance(alice, usdt) == (500_500 - 480_480, 480_480))
            // Its name goes with it.
            desk.apply(.cancelOrder(CancelOrder(account: alice, clientOrderID: 9)))
            #expect(desk.cancelReasons == [.byOwner])
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a replacement sent again under its name is answered again, whatever became of the order`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            let old = desk.enter(alice, .buy, 3, at: 500)
            let replace = ReplaceOrder(account: alice, orderID: old, clientOrderID: 9, price: Price(ticks: 501), quantity: Quantity(lots: 2))
            desk.apply(.replaceOrder(replace))
            let new = desk.events[0].orderID
            desk.apply(.replaceOrder(replace))
            #expect(desk.kinds == [.duplicateOrder])
            #expect(desk.events[0].orderID == new)
            var other = replace
            other.quantity.lots = 4
            desk.apply(.replaceOrder(other))
            #expect(desk.reason == .duplicateClientOrderID)
            desk.apply(.cancelOrder(CancelOrder(account: alice, clientOrderID: 9)))
            #expect(desk.kinds == [.orderCanceled])
            // A rejection is an answer too, but not to somebody who has no account.
            other.clientOrderID = 10
            for _ in 0..<2 { desk.apply(.replaceOrder(other)) }
            #expect(desk.kinds == [.duplicateOrder])
            #expect(desk.events[0].rejectReason == .orderNotOpen)
            other.account = AccountID(rawValue: 77)
            for _ in 0..<2 { desk.apply(.replaceOrder(other)) }
            #expect(desk.reason == .orderNotOpen)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a triggered buy the account can no longer pay is cancelled`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(bob, .sell, 1, at: 500)
            desk.enter(bob, .sell, 100, at: 600)
            desk.apply(.withdraw(account: alice, asset: usdt, amount: Amount(units: riches - 505_505)))
            desk.enter(alice, .buy, 10, type: .stopLoss) { $0.triggerPrice = Price(ticks: 505) }
            #expect(desk.balance(alice, usdt) == (0, 505_505))
            desk.enter(carol, .buy, 2, at: 600)
            #expect(desk.kinds == [.orderAccepted, .trade, .trade, .orderTriggered, .orderCanceled])
            #expect(desk.cancelReasons == [.insufficientBalance])
            #expect(desk.balance(alice, usdt) == (505_505, 0))
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a pair holds the dearer leg once, and the trigger of one leg frees it`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(bob, .sell, 1, at: 500)
            desk.enter(bob, .sell, 50, at: 520)
            let id = desk.enter(alice, .buy, 10, at: 450) {
                $0.flags = .oneCancelsOther
                $0.stopPrice = Price(ticks: 510)
            }
            #expect(id != .none)
            #expect(desk.balance(alice, usdt).locked == 510_510)
            #expect(desk.state.accounts[alice].openOrders == 2)
            desk.enter(carol, .buy, 2, at: 520)
            #expect(desk.balance(alice, usdt) == (riches - 520_520, 0))
            #expect(desk.state.accounts[alice].openOrders == 0)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a bracket's exits enter when it is filled, and one of them closes the position`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(bob, .sell, 10, at: 500)
            desk.enter(alice, .buy, 10, at: 500) {
                $0.flags = .bracket
                $0.stopPrice = Price(ticks: 450)
                $0.takeProfitPrice = Price(ticks: 550)
            }
            #expect(desk.kinds == [.orderAccepted, .trade, .orderAccepted, .orderAccepted])
            #expect(desk.balance(alice, btc) == (riches, 100_000))
            desk.enter(carol, .buy, 10, at: 550)
            #expect(desk.balance(alice, btc) == (riches, 0))
            #expect(desk.state.accounts[alice].openOrders == 0)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `exits that cannot be funded are rejected by an event`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.apply(.withdraw(account: alice, asset: usdt, amount: Amount(units: riches)))
            // A short entry of a bracket: its exit buys, for which the proceeds do not suffice.
            desk.enter(bob, .buy, 10, at: 500)
            desk.enter(alice, .sell, 10, at: 500) {
                $0.flags = .bracket
                $0.stopPrice = Price(ticks: 600)
            }
            #expect(desk.kinds == [.orderAccepted, .trade, .orderRejected])
            #expect(desk.reason == .insufficientBalance)
        }
    }

    @Test func `reduce-only orders buy nothing`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(alice, .buy, 1, at: 500) { $0.flags = .reduceOnly }
            #expect(desk.reason == .reduceOnlyWouldIncrease)
            #expect(desk.enter(alice, .sell, 1, at: 500) { $0.flags = .reduceOnly } != .none)
        }
    }

    @Test func `a waiting buy of an account that may only reduce is cancelled when its trigger fires, a sell enters`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(bob, .sell, 1, at: 600)
            desk.enter(carol, .buy, 1, at: 600)
            let (buy, sell) = (
                desk.enter(alice, .buy, 2, type: .stopLoss) { $0.triggerPrice = Price(ticks: 650) },
                desk.enter(alice, .sell, 2, type: .takeProfit) { $0.triggerPrice = Price(ticks: 640) })
            #expect(buy != .none && sell != .none)
            desk.apply(.setAccountState(account: alice, state: .reduceOnly))
            desk.enter(carol, .buy, 5, at: 590)
            desk.enter(bob, .sell, 5, at: 660)
            desk.enter(carol, .buy, 1, at: 660)
            #expect(desk.cancelReasons == [.accountReduceOnly])
            #expect(desk.events.first { $0.kind == .orderCanceled }?.orderID == buy)
            #expect(desk.events.contains { $0.kind == .trade && $0.orderID == sell })
            #expect(desk.state.openOrders(of: alice, on: .all).isEmpty)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `cancel all says how many went and how many are left`() throws {
        try onLoop { loop in
            var options = EngineOptions()
            options.cancelsPerRecordMax = 3
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt), pair("ETHUSDT", eth, usdt)], options: options)
            for price in 1...4 { desk.enter(alice, .buy, 1, at: Int64(price)) }
            desk.enter(alice, .buy, 1, at: 5, symbol: ethusdt)
            desk.enter(bob, .buy, 1, at: 5)
            desk.apply(.cancelAll(CancelAll(account: alice, symbol: btcusdt)))
            #expect(desk.events.last?.quantity.lots == 3 && desk.events.last?.leaves.lots == 1)
            desk.apply(.cancelAll(CancelAll(account: alice)))
            #expect(desk.events.last?.quantity.lots == 2 && desk.events.last?.leaves.lots == 0)
            #expect(desk.state.openOrders(of: bob, on: .all).count == 1)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `halting an account cancels its orders, however many`() throws {
        try onLoop { loop in
            var options = EngineOptions()
            options.cancelsPerRecordMax = 2
            options.eventsPerRecordMax = 3
            var desk = Desk(loop, options: options)
            for price in 1...9 { desk.enter(alice, .buy, 1, at: Int64(price)) }
            desk.step(.setAccountState(account: alice, state: .halted))
            #expect(desk.kinds.first == .accountStateChanged)
            #expect(desk.cancelReasons.allSatisfy { $0 == .accountHalted })
            var ticks = 0
            while desk.state.needsTick(at: desk.time) {
                desk.step(.tick)
                ticks += 1
            }
            #expect(ticks > 0)
            #expect(desk.state.accounts[alice].openOrders == 0)
            desk.enter(alice, .sell, 1, at: 5)
            #expect(desk.reason == .accountNotActive)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a cascade longer than a record goes on in ticks, before any other command`() throws {
        try onLoop { loop in
            var options = EngineOptions()
            options.eventsPerRecordMax = 4
            var desk = Desk(loop, options: options)
            for price in stride(from: Int64(500), to: 480, by: -1) { desk.enter(bob, .buy, 1, at: price) }
            // Each stop sells into the next bid and fires the next stop.
            for trigger in stride(from: Int64(500), to: 481, by: -1) {
                desk.enter(alice, .sell, 1, type: .stopLoss) { $0.triggerPrice = Price(ticks: trigger) }
            }
            desk.enter(carol, .sell, 1, at: 500)
            #expect(desk.events.count < 10)
            var ticks = 0
            while desk.state.needsTick(at: desk.time) {
                desk.step(.tick)
                ticks += 1
            }
            #expect(ticks > 5)
            #expect(desk.state.books[btcusdt].openOrders == 0)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `preview says exactly what then happens`() throws {
        let seed: UInt64 = 77
        print("seed", seed)
        try onLoop { loop in
            var desk = Desk(loop, Flow.instruments)
            var flow = Flow(seed: seed, accounts: 3)
            var traded = 0
            for _ in 0..<4_000 {
                let command = flow.next()
                desk.time = flow.time
                while desk.state.needsTick(at: desk.time) { desk.step(.tick) }
                guard case .enterOrder(let order) = command, order.selfTradePrevention != .decrement else {
                    desk.apply(command)
                    continue
                }
                let before = desk.state.stateHash()
                let preview = desk.state.preview(order, at: desk.time)
                try #require(desk.state.stateHash() == before)
                desk.apply(command)
                flow.learn(desk.state.events)
                let events = desk.events
                if preview.reason == .duplicateClientOrderID { continue }
                try #require(preview.reason == desk.reason || events.first?.kind == .orderAccepted && preview.reason == .none, "\(order)")
                guard preview.reason == .none else { continue }
                let id = events[0].orderID
                // A trigger reached at once is another order's story: it enters after this one has been answered.
                if events.contains(where: { $0.kind == .orderTriggered && $0.orderID == id }) { continue }
                let trades = events.filter { $0.kind == .trade && $0.orderID == id && !$0.flags.contains(.auction) }
                try #require(preview.fills.map(\.price) == trades.map(\.price), "\(order)")
                try #require(preview.fills.map(\.quantity) == trades.map(\.quantity))
                // What own orders and triggers add is not the order's own doing.
                let isAlone = !events.contains { $0.kind == .orderTriggered || $0.otherAccount == order.account && $0.kind == .trade }
                    && events.filter { $0.kind == .orderAccepted }.count == (order.flags.contains(.oneCancelsOther) ? 2 : 1)
                    && !events.contains { $0.kind == .orderCanceled && $0.account == order.account && ($0.orderID != id || order.timeInForce != .ioc && order.timeInForce != .fok && order.type != .market) }
                guard isAlone else { continue }
                traded += trades.count
                let terms = desk.state.listings.terms[Int(order.symbol.rawValue)]
                let (base, quote) = (desk.balance(order.account, terms.baseAsset), desk.balance(order.account, terms.quoteAsset))
                try #require((preview.baseAvailable.units, preview.baseLocked.units) == base, "\(order)")
                try #require((preview.quoteAvailable.units, preview.quoteLocked.units) == quote, "\(order) \(events)")
            }
            #expect(traded > 50)
        }
    }
}
