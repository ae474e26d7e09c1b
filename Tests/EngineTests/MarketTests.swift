import IO
import Market
import Matching
import Risk
import Testing

@testable import Engine

@Suite struct `Time and breakers` {
    @Test func `a dated order expires in a tick before the next command`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(alice, .buy, 1, at: 500) {
                $0.timeInForce = .gtd
                $0.expireTime = noon
            }
            #expect(desk.reason == .invalidExpireTime)
            let id = desk.enter(alice, .buy, 1, at: 500) {
                $0.timeInForce = .gtd
                $0.expireTime = noon + 5
            }
            desk.time += 4
            #expect(desk.isDue == false)
            desk.time += 1
            #expect(desk.isDue == true)
            desk.step(.tick)
            #expect(desk.cancelReasons == [.expired] && desk.events[0].orderID == id)
            #expect(desk.isDue == false)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a day order ends at midnight UTC, or when its instrument closes`() throws {
        try onLoop { loop in
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt), pair("ETHUSDT", eth, usdt)])
            desk.enter(alice, .buy, 1, at: 500) { $0.timeInForce = .day }
            desk.enter(alice, .buy, 1, at: 500, symbol: ethusdt) { $0.timeInForce = .day }
            desk.apply(.setPhase(symbol: ethusdt, phase: .closed))
            #expect(desk.cancelReasons == [.instrumentClosed])
            desk.time = Calendar.nextDay(after: noon)
            desk.step(.tick)
            #expect(desk.cancelReasons == [.expired])
            #expect(desk.state.accounts[alice].openOrders == 0)
        }
    }

    @Test func `a good order that was replaced or cancelled does not expire later`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            let id = desk.enter(alice, .buy, 1, at: 500) {
                $0.timeInForce = .gtd
                $0.expireTime = noon + 5
            }
            desk.cancel(alice, id)
            desk.enter(alice, .buy, 1, at: 400)
            desk.time += 10
            desk.step(.tick)
            #expect(desk.events.isEmpty)
            #expect(desk.state.accounts[alice].openOrders == 1)
        }
    }

    @Test func `the static band is around the reference, and moves with an auction`() throws {
        try onLoop { loop in
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) {
                $0.bandPPM = 100_000
                $0.referencePrice = Price(ticks: 1_000)
            }])
            desk.enter(alice, .buy, 1, at: 1_101)
            #expect(desk.reason == .priceBand)
            #expect(desk.enter(alice, .buy, 1, at: 1_100) != .none)
            desk.apply(.setPhase(symbol: btcusdt, phase: .closingAuction))
            desk.enter(bob, .sell, 1, at: 1_100)
            desk.apply(.setPhase(symbol: btcusdt, phase: .continuous))
            #expect(desk.kinds == [.phaseChanged, .trade])
            // Now 1,100 ± 110.
            #expect(desk.enter(alice, .buy, 1, at: 1_210) != .none)
            desk.enter(alice, .buy, 1, at: 1_211)
            #expect(desk.reason == .priceBand)
            desk.enter(bob, .sell, 1, at: 989)
            #expect(desk.reason == .priceBand)
        }
    }

    @Test func `without a reference the first trade gives the band its centre`() throws {
        try onLoop { loop in
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) { $0.bandPPM = 100_000 }])
            #expect(desk.enter(alice, .buy, 1, at: 5_000) != .none)
            desk.enter(bob, .sell, 1, at: 5_000)
            desk.enter(bob, .sell, 1, at: 4_499)
            #expect(desk.reason == .priceBand)
            #expect(desk.enter(bob, .sell, 1, at: 4_500) != .none)
        }
    }

    @Test func `a move too fast pauses trading, and an auction ends the pause by itself`() throws {
        try onLoop { loop in
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) {
                $0.pausePPM = 50_000
                $0.pauseWindow = 60 * second
                $0.pauseDuration = 10 * second
                $0.referencePrice = Price(ticks: 1_000)
            }])
            desk.enter(bob, .sell, 5, at: 1_000)
            desk.enter(bob, .sell, 5, at: 1_051)
            desk.enter(alice, .buy, 8, at: 1_060)
            #expect(desk.kinds == [.orderAccepted, .trade, .phaseChanged])
            #expect(desk.state.books[btcusdt].phase == .volatilityAuction)
            desk.enter(alice, .buy, 1)
            #expect(desk.reason == .notInThisPhase)
            desk.time += 10 * second - 1
            #expect(desk.isDue == false)
            desk.time += 1
            desk.step(.tick)
            #expect(desk.kinds.prefix(2) == [.phaseChanged, .trade])
            #expect(desk.state.books[btcusdt].phase == .continuous)
            #expect(desk.isDue == false)
            #expect(audit(desk.state) == nil)
        }
    }

    @Test func `a slow move passes, for every window starts at the last price`() throws {
        try onLoop { loop in
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) {
                $0.pausePPM = 50_000
                $0.pauseWindow = 60 * second
                $0.pauseDuration = 10 * second
                $0.referencePrice = Price(ticks: 1_000)
            }])
            for step in 1...5 {
                desk.time += 61 * second
                let price = Int64(1_000 + 40 * step)
                desk.enter(bob, .sell, 1, at: price)
                desk.enter(alice, .buy, 1, at: price)
                #expect(desk.kinds == [.orderAccepted, .trade])
            }
        }
    }

    @Test func `orders collected before a halt cannot trade without an auction`() throws {
        try onLoop { loop in
            var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) { $0.phase = .preOpen }])
            desk.enter(alice, .buy, 1, at: 510)
            desk.enter(bob, .sell, 1, at: 500)
            desk.apply(.setPhase(symbol: btcusdt, phase: .halted))
            desk.apply(.setPhase(symbol: btcusdt, phase: .continuous))
            #expect(desk.reason == .invalidPhase)
            desk.apply(.setPhase(symbol: btcusdt, phase: .preOpen))
            desk.apply(.setPhase(symbol: btcusdt, phase: .continuous))
            #expect(desk.kinds == [.phaseChanged, .trade])
        }
    }
}

@Suite struct `Accounts, limits and operators` {
    /// Alice under `change`d limits, with 10,000 USDT and a mark of 100.00.
    func limited(_ loop: EventLoop, _ change: (inout RiskProfile) -> Void) -> Desk {
        var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) { $0.referencePrice = Price(ticks: 10_000) }])
        for asset in [usdt, btc, eth] { desk.apply(.withdraw(account: alice, asset: asset, amount: Amount(units: riches))) }
        desk.apply(.deposit(account: alice, asset: usdt, amount: Amount(units: 10_000 * 100_000_000)))
        var profile = RiskProfile.unlimited
        change(&profile)
        desk.apply(.setRiskProfile(account: alice, profile: profile))
        return desk
    }

    @Test func `each limit rejects with its own reason, in the order of the contract`() throws {
        try onLoop { loop in
            var desk = limited(loop) { $0.minOrderValue = Amount(units: 100_000_000) }
            desk.enter(alice, .buy, 99, at: 9_000)
            #expect(desk.reason == .orderTooSmall)
            desk = limited(loop) { $0.maxOrderPercent = 50 }
            desk.enter(alice, .buy, 500_001, at: 1)
            #expect(desk.reason == .orderTooLarge)
            desk = limited(loop) { $0.maxPositionPercent = 25 }
            desk.enter(alice, .buy, 250_050, at: 1)
            #expect(desk.reason == .positionLimit)
            desk = limited(loop) { $0.maxOpenOrders = 2 }
            desk.enter(alice, .buy, 1, at: 1)
            desk.enter(alice, .buy, 1, at: 1)
            desk.enter(alice, .buy, 1, at: 1)
            #expect(desk.reason == .tooManyOpenOrders)
            desk = limited(loop) { $0.ordersPerMinuteMax = 2 }
            desk.enter(alice, .buy, 1, at: 1)
            desk.enter(alice, .buy, 1_000_000_000, at: 10_000)
            #expect(desk.reason == .insufficientBalance)
            desk.enter(alice, .buy, 1, at: 1)
            desk.enter(alice, .buy, 1, at: 1)
            #expect(desk.reason == .orderRateLimit)
            desk.time += 60 * second
            #expect(desk.enter(alice, .buy, 1, at: 1) != .none)
            desk = limited(loop) { _ in }
            #expect(desk.enter(alice, .buy, 500_001, at: 1) != .none)
        }
    }

    @Test func `an order beyond the rate is no result under its name`() throws {
        try onLoop { loop in
            var desk = limited(loop) { $0.ordersPerMinuteMax = 1 }
            desk.enter(alice, .buy, 1, at: 1)
            desk.enter(alice, .buy, 1, at: 1) { $0.clientOrderID = 7 }
            #expect(desk.reason == .orderRateLimit)
            desk.time += 60 * second
            #expect(desk.enter(alice, .buy, 1, at: 1) { $0.clientOrderID = 7 } != .none)
        }
    }

    @Test func `a replacement does not count twice against the open orders`() throws {
        try onLoop { loop in
            var desk = limited(loop) { $0.maxOpenOrders = 1 }
            let id = desk.enter(alice, .buy, 1, at: 1)
            desk.apply(.replaceOrder(ReplaceOrder(account: alice, orderID: id, price: Price(ticks: 2), quantity: Quantity(lots: 1))))
            #expect(desk.kinds == [.orderReplaced])
            desk.enter(alice, .buy, 1, at: 1)
            #expect(desk.reason == .tooManyOpenOrders)
        }
    }

    @Test func `a daily loss stops new orders until midnight, not cancels`() throws {
        try onLoop { loop in
            var desk = limited(loop) { $0.dailyLossLimitPercent = 20 }
            desk.enter(bob, .sell, 900_000, at: 10_000)
            let resting = desk.enter(alice, .buy, 1, at: 1)
            desk.enter(alice, .buy, 900_000, at: 10_000)
            desk.enter(bob, .buy, 900_000, at: 7_000)
            // Bought for 9,009.00 with the fee, sold for 6,293.70: 27 % of 10,000 lost.
            desk.enter(alice, .sell, 900_000, at: 7_000)
            #expect(desk.kinds == [.orderAccepted, .trade])
            desk.enter(alice, .buy, 1, at: 1)
            #expect(desk.reason == .dailyLossLimit)
            #expect(desk.state.view(of: alice, at: desk.time)?.isStoppedByLoss == true)
            desk.cancel(alice, resting)
            #expect(desk.cancelReasons == [.byOwner])
            desk.time = Calendar.nextDay(after: noon)
            #expect(desk.enter(alice, .buy, 1, at: 1) != .none)
        }
    }

    @Test func `a reduce-only account sells and does not buy`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.apply(.setAccountState(account: alice, state: .reduceOnly))
            desk.enter(alice, .buy, 1, at: 500)
            #expect(desk.reason == .accountReduceOnly)
            #expect(desk.enter(alice, .sell, 1, at: 500) != .none)
        }
    }

    @Test func `what does not exist is rejected by name`() throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.enter(AccountID(rawValue: 99), .buy, 1, at: 500)
            #expect(desk.reason == .unknownAccount)
            desk.enter(.house, .buy, 1, at: 500)
            #expect(desk.reason == .unknownAccount)
            desk.enter(alice, .buy, 1, at: 500, symbol: SymbolID(rawValue: 9))
            #expect(desk.reason == .unknownSymbol)
            desk.apply(.deposit(account: alice, asset: AssetID(rawValue: 9), amount: Amount(units: 1)))
            #expect(desk.reason == .unknownAsset)
            desk.apply(.deposit(account: alice, asset: usdt, amount: .zero))
            #expect(desk.reason == .invalidAmount)
            desk.apply(.withdraw(account: alice, asset: usdt, amount: Amount(units: riches + 1)))
            #expect(desk.reason == .insufficientBalance)
            desk.apply(.cancelAll(CancelAll(account: alice, symbol: SymbolID(rawValue: 9))))
            #expect(desk.reason == .unknownSymbol)
            desk.apply(.cancelAll(CancelAll(account: .house)))
            #expect(desk.reason == .unknownAccount)
            desk.apply(.setPhase(symbol: btcusdt, phase: .continuous))
            #expect(desk.reason == .invalidPhase)
        }
    }

    @Test(arguments: [(0, 0), (0x20, 0), (0x41_0041, 0), (0x41, 0x41), (0x4100, 0), (0xC3_41, 0), (.max, .max)] as [(UInt64, UInt64)])
    func `a name is printable characters without a gap`(low: UInt64, high: UInt64) throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.apply(.addAsset(Asset(name: Name(low: low, high: high), scale: 8)))
            #expect(desk.reason == .invalidName)
            desk.apply(.addInstrument(pair("X", eth, usdt) { $0.name = Name(low: low, high: high) }))
            #expect(desk.reason == .invalidName)
            desk.apply(.addAsset(Asset(name: name("ABCDEFGH12345678"), scale: 8)))
            #expect(desk.kinds == [.assetAdded])
        }
    }

    @Test(arguments: [
        { @Sendable in $0.notionalUnits = 99 }, { $0.minPrice = Price(ticks: 0) }, { $0.maxPrice = Price(ticks: 1 << 32) },
        { $0.makerFeePPM = 100_001 }, { $0.lotUnits = 0 }, { $0.minQuantity = .zero }, { $0.pausePPM = 1 }, { $0.quoteAsset = eth },
        { $0.maxQuantity = Quantity(lots: 1 << 48) }, { $0.referencePrice = Price(ticks: 1 << 31) }, { $0.phase = .volatilityAuction },
        { $0.minPrice = Price(ticks: .max - 5); $0.maxPrice = Price(ticks: .max) },
        // One lot at the highest price would pass 64 bits.
        { $0.minPrice = Price(ticks: 1 << 58); $0.maxPrice = Price(ticks: 1 << 58) },
    ] as [@Sendable (inout Instrument) -> Void])
    func `an instrument whose numbers do not fit together is refused`(change: @escaping @Sendable (inout Instrument) -> Void) throws {
        try onLoop { loop in
            var desk = Desk(loop)
            desk.apply(.addInstrument(pair("ETHUSDT", eth, usdt, change)))
            #expect(desk.reason == .invalidInstrument)
            desk.apply(.addInstrument(pair("ETHUSDT", eth, usdt)))
            #expect(desk.kinds == [.instrumentAdded])
            desk.apply(.addInstrument(pair("ETHUSDT", eth, usdt)))
            #expect(desk.reason == .alreadyExists)
        }
    }

    @Test func `an auction stays within a band that has moved, and what still crosses is cancelled`() throws {
        try onLoop { loop in
            let market = pair("BTCUSDT", btc, usdt) {
                $0.bandPPM = 100_000
                $0.referencePrice = Price(ticks: 1_000)
                $0.phase = .preOpen
            }
            var desk = Desk(loop, [market])
            // Collected under a band of 900 to 1100, and still there when the auction prints at 900.
            let (early, late) = (desk.enter(alice, .sell, 3, at: 1_050), desk.enter(alice, .sell, 1, at: 900))
            desk.enter(bob, .buy, 1, at: 900)
            desk.apply(.setPhase(symbol: btcusdt, phase: .continuous))
            #expect(late != .none && desk.events.contains { $0.kind == .trade && $0.price.ticks == 900 })
            // Now the band is 810 to 990. A buy cannot be entered above it; the books' own rule is tested with theirs.
            desk.enter(bob, .buy, 3, at: 1_060)
            #expect(desk.reason == .priceBand)
            #expect(desk.state.openOrders(of: alice, on: .all).map(\.orderID) == [early])
            desk.apply(.setPhase(symbol: btcusdt, phase: .halted))
            desk.apply(.setPhase(symbol: btcusdt, phase: .preOpen))
            desk.enter(bob, .buy, 2, at: 980)
            desk.enter(carol, .sell, 1, at: 820)
            desk.apply(.setPhase(symbol: btcusdt, phase: .continuous))
            let prices = desk.events.filter { $0.kind == .trade }.map(\.price.ticks)
            #expect(!prices.isEmpty && prices.allSatisfy { (810...990).contains($0) })
            #expect(audit(desk.state) == nil)
        }
    }
}
