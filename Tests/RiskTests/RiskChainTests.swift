import Market
import Risk
import Testing

@Suite struct `The risk chain` {
    let noon: Timestamp = 20_000 * Calendar.day + Calendar.day / 2

    /// Alice with 10,000 USDT, one instrument at 100.00 and the given limits.
    struct Desk: ~Copyable {
        var accounts = Accounts()
        var ledger = twoAccounts()
        var listings = Listings()
        init(_ change: (inout RiskProfile) -> Void) {
            var profile = RiskProfile.unlimited
            change(&profile)
            _ = accounts.open(profile)
            listings.append(bitcoin())
            listings.terms[0].mark = Price(ticks: 10_000)
            _ = ledger.deposit(alice, usdt, 10_000 * 100_000_000)
            accounts.noteDeposit(alice, usdt, 10_000 * 100_000_000)
        }
        /// `quantity` in lots of 0.0001 BTC, so 0.01 USDT each at the mark.
        func check(_ side: Side, _ quantity: Int64, at time: Timestamp) -> RejectReason {
            accounts.check(
                OrderInQuestion(account: alice, side: side, quantity: Quantity(lots: quantity), price: listings.terms[0].mark),
                listings.terms[0], listings, ledger, at: time)
        }
    }

    @Test func `with every limit off, anything an active account asks passes`() {
        let desk = Desk { _ in }
        #expect(desk.check(.buy, 1 << 40, at: noon) == .none)
    }

    @Test func `1 - a halted account may do nothing, a reduce-only one may sell`() {
        var desk = Desk { $0 = .standard }
        desk.accounts.setState(.halted, of: alice)
        #expect(desk.check(.sell, 1_000, at: noon) == .accountNotActive)
        desk.accounts.setState(.reduceOnly, of: alice)
        #expect(desk.check(.buy, 1_000, at: noon) == .accountReduceOnly)
        #expect(desk.check(.sell, 1_000, at: noon) == .none)
    }

    @Test func `2 - the daily loss stops trading until midnight UTC`() {
        var desk = Desk { $0.dailyLossLimitPercent = 20 }
        desk.accounts.noteRealised(alice, -2_000 * 100_000_000 + 1, of: usdt, at: noon)
        #expect(desk.check(.buy, 1_000, at: noon) == .none)
        desk.accounts.noteRealised(alice, -1, of: usdt, at: noon)
        #expect(desk.check(.sell, 1_000, at: noon) == .dailyLossLimit)
        #expect(desk.accounts.isStoppedByLoss(alice, at: noon) == true)
        #expect(desk.check(.sell, 1_000, at: Calendar.nextDay(after: noon) - 1) == .dailyLossLimit)
        #expect(desk.check(.sell, 1_000, at: Calendar.nextDay(after: noon)) == .none)
    }

    @Test func `a profit later in the day does not lift the stop, midnight does`() {
        var desk = Desk { $0.dailyLossLimitPercent = 20 }
        desk.accounts.noteRealised(alice, -2_000 * 100_000_000, of: usdt, at: noon)
        // A resting sell is filled with a profit.
        desk.accounts.noteRealised(alice, 1_500 * 100_000_000, of: usdt, at: noon + 1)
        #expect(desk.accounts[alice].realised(at: noon + 1) == -500 * 100_000_000)
        #expect(desk.check(.buy, 1_000, at: noon + 2) == .dailyLossLimit)
        #expect(desk.check(.buy, 1_000, at: Calendar.nextDay(after: noon)) == .none)
        // The day after counts anew, with a first fill of its own.
        desk.accounts.noteRealised(alice, -1, of: usdt, at: Calendar.nextDay(after: noon))
        #expect(desk.check(.buy, 1_000, at: Calendar.nextDay(after: noon) + 1) == .none)
    }

    @Test func `a limit that is lowered below today's loss holds for the day, and one switched off holds nobody`() {
        var desk = Desk { $0.dailyLossLimitPercent = 50 }
        desk.accounts.noteRealised(alice, -2_000 * 100_000_000, of: usdt, at: noon)
        #expect(desk.check(.buy, 1_000, at: noon) == .none)
        var profile = desk.accounts.profile(of: alice)
        profile.dailyLossLimitPercent = 20
        desk.accounts.setProfile(profile, of: alice)
        #expect(desk.check(.buy, 1_000, at: noon) == .dailyLossLimit)
        desk.accounts.noteRealised(alice, 1_999 * 100_000_000, of: usdt, at: noon)
        #expect(desk.check(.buy, 1_000, at: noon) == .dailyLossLimit)
        profile.dailyLossLimitPercent = 50
        desk.accounts.setProfile(profile, of: alice)
        #expect(desk.check(.buy, 1_000, at: noon) == .dailyLossLimit)
        profile.dailyLossLimitPercent = 0
        profile.maxOpenOrders = 5
        desk.accounts.setProfile(profile, of: alice)
        #expect(desk.check(.buy, 1_000, at: noon) == .none)
    }

    @Test func `3 - accepted orders are counted per UTC minute`() {
        var desk = Desk { $0.ordersPerMinuteMax = 2 }
        desk.accounts.noteAccepted(alice, at: noon)
        #expect(desk.check(.buy, 1, at: noon) == .none)
        desk.accounts.noteAccepted(alice, at: noon + 1)
        #expect(desk.check(.buy, 1, at: noon + Calendar.minute - 1) == .orderRateLimit)
        #expect(desk.check(.buy, 1, at: noon + Calendar.minute) == .none)
    }

    @Test func `4 - an order is worth at least the minimum`() {
        let desk = Desk { $0.minOrderValue = Amount(units: 100_000_000) }
        #expect(desk.check(.buy, 99, at: noon) == .orderTooSmall)
        #expect(desk.check(.buy, 100, at: noon) == .none)
    }

    @Test func `5 - an order is at most a part of equity`() {
        let desk = Desk { $0.maxOrderPercent = 50 }
        #expect(desk.check(.sell, 500_000, at: noon) == .none)
        #expect(desk.check(.sell, 500_001, at: noon) == .orderTooLarge)
    }

    @Test func `6 - a buy's position is at most a part of equity, rounded to two decimals`() {
        var desk = Desk { $0.maxPositionPercent = 25 }
        #expect(desk.check(.buy, 250_049, at: noon) == .none)
        #expect(desk.check(.buy, 250_050, at: noon) == .positionLimit)
        #expect(desk.check(.sell, 900_000, at: noon) == .none)
        // 10 BTC at 100 are worth 1,000: equity is 11,000, and 1,000 of the 2,750 are used.
        _ = desk.ledger.deposit(alice, btc, 10 * 100_000_000)
        #expect(desk.check(.buy, 175_000, at: noon) == .none)
        #expect(desk.check(.buy, 176_000, at: noon) == .positionLimit)
    }

    @Test func `7 - open orders are limited`() {
        var desk = Desk { $0.maxOpenOrders = 1 }
        #expect(desk.check(.buy, 1, at: noon) == .none)
        desk.accounts[alice].openOrders = 1
        #expect(desk.check(.buy, 1, at: noon) == .tooManyOpenOrders)
    }

    @Test func `the first failure wins`() {
        var desk = Desk { $0 = .standard }
        desk.accounts[alice].openOrders = 50
        #expect(desk.check(.buy, 1, at: noon) == .orderTooSmall)
        for _ in 0..<100 { desk.accounts.noteAccepted(alice, at: noon) }
        #expect(desk.check(.buy, 1, at: noon) == .orderRateLimit)
    }

    @Test func `an order worth more than 64 bits is reported as overflow`() {
        let desk = Desk { $0.minOrderValue = Amount(units: 1) }
        #expect(desk.check(.buy, 1 << 47, at: noon) == .overflow)
    }

    @Test func `an account emptied and funded again starts anew`() {
        var desk = Desk { _ in }
        #expect(desk.accounts[alice].startingBalance == 10_000 * 100_000_000)
        desk.accounts.noteWithdrawal(alice, usdt, left: 0)
        desk.accounts.noteDeposit(alice, usdt, 5)
        #expect(desk.accounts[alice].startingBalance == 5)
    }
}
