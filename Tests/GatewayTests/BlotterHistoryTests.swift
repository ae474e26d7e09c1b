import IO
import Market
import Testing

@testable import Engine
@testable import Gateway
@testable import History

@Suite struct `Equity over time` {
    @Test(arguments: [1, 2] as [UInt64])
    func `is what the engine says at every full minute, hour and day`(seed: UInt64) throws {
        print("seed", seed)
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            let accounts: UInt32 = 4
            for command in Bazaar.opening(accounts: accounts, units: { Int64($0) * 200_000_000 }) { try rig.apply(command) }
            var flow = BlotterFlow(seed: seed, accounts: accounts)
            var told: [AccountID: [(time: Timestamp, equity: Int64)]] = [:]
            for step in 0..<5_000 {
                let command = flow.next()
                if step % 1_000 == 999 { flow.time += Candle.day + 3 * Candle.hour }
                var minute = rig.time - rig.time % Candle.minute + Candle.minute
                while minute <= flow.time {
                    for number in 1...accounts {
                        let account = AccountID(rawValue: number)
                        told[account, default: []].append((minute, rig.state.view(of: account, at: rig.time)?.equity.units ?? -1))
                    }
                    minute += Candle.minute
                }
                rig.time = flow.time
                try rig.apply(command)
                flow.learn(rig.events)
                for number in 1...accounts {
                    let account = AccountID(rawValue: number)
                    let (told, live) = (rig.equity(of: account), rig.state.view(of: account, at: rig.time)?.equity.units)
                    guard told.equity == live else {
                        Issue.record("step \(step), account \(number): \(told), not \(String(describing: live))")
                        return
                    }
                }
            }
            for (account, points) in told {
                for spacing in [1, 5, 60, 240, 1_440].map({ $0 * Candle.minute }) {
                    let expected = points.filter { $0.time % spacing == 0 }.suffix(300)
                    let found = rig.blotter.equities(of: account, every: spacing, in: 0...rig.time, limit: 300)
                    #expect(found.suffix(expected.count).map(\.time) == expected.map(\.time))
                    #expect(found.suffix(expected.count).map(\.equity) == expected.map(\.equity), "account \(account.rawValue), every \(spacing / Candle.minute) minutes")
                }
            }
        }
    }

    @Test func `splits into what was realised and what is not`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening(units: { _ in 100_000_000_000 }) { try rig.apply(command) }
            // The taker buys 0.1 at 100.00 and sells half of it at 110.00; the last price is 120.00.
            try rig.enter(Bazaar.bob, .sell, 1_000, at: 10_000)
            try rig.enter(Bazaar.alice, .buy, 1_000)
            try rig.enter(Bazaar.bob, .buy, 500, at: 11_000)
            try rig.enter(Bazaar.alice, .sell, 500)
            try rig.enter(Bazaar.bob, .sell, 1, at: 12_000)
            try rig.enter(AccountID(rawValue: 2), .buy, 1)
            let point = rig.equity(of: Bazaar.alice)
            // 5.5 - 0.0055 - 5.005, and 6 - 5.005.
            #expect(point.realised == 48_950_000)
            #expect(point.unrealised == 99_500_000)
            // Half a minute later nothing has changed; before the first trade it held coins without a price.
            rig.time += Candle.minute
            try rig.apply(.tick)
            let points = rig.blotter.equities(of: Bazaar.alice, every: Candle.minute, in: 0...rig.time, limit: 10)
            #expect(points == [point.at(rig.time - rig.time % Candle.minute)])
        }
    }

    @Test func `keeps only so many points and accounts, and says what it kept`() throws {
        try EventLoop.perform { loop in
            var limits = Blotter.Limits()
            limits.minutePointsMax = 4
            let rig = BlotterRig(loop, limits)
            for command in Bazaar.opening() { try rig.apply(command) }
            for minute in 0..<20 {
                rig.time = Bazaar.noon + Int64(minute) * Candle.minute
                try rig.apply(.deposit(account: Bazaar.alice, asset: Bazaar.usdt, amount: Amount(units: 1)))
            }
            let points = rig.blotter.equities(of: Bazaar.alice, every: Candle.minute, in: 0...rig.time, limit: 100)
            // One of the four is the other account's: whoever is followed has a point, however long nothing changes.
            #expect(points.map(\.time) == (17...19).map { Bazaar.noon + $0 * Candle.minute })
            #expect(points.map { points.last!.equity - $0.equity } == [2, 1, 0])
            #expect(rig.blotter.equities(of: Bazaar.bob, every: Candle.minute, in: 0...rig.time, limit: 1).count == 1)
            #expect(rig.blotter.equities(of: AccountID(rawValue: 77), every: Candle.minute, in: 0...rig.time, limit: 100).isEmpty)
        }
    }

    @Test func `of an account beyond those that are followed is unknown, until others make room`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            let last = UInt32(EquityHistory.followedMax + 1)
            for command in Bazaar.opening(accounts: 1) { try rig.apply(command) }
            for _ in 2...last { try rig.apply(.openAccount(.unlimited)) }
            func deposit() throws {
                for account in 2...last { try rig.apply(.deposit(account: AccountID(rawValue: account), asset: Bazaar.usdt, amount: Amount(units: 5))) }
            }
            try deposit()
            rig.time += Candle.minute
            try rig.apply(.tick)
            func known(_ account: UInt32) -> Int {
                rig.blotter.equities(of: AccountID(rawValue: account), every: Candle.minute, in: 0...rig.time, limit: 100).count
            }
            #expect(known(last - 1) > 0 && known(last) == 0)
            rig.time += Candle.day
            try rig.apply(.deposit(account: AccountID(rawValue: last), asset: Bazaar.usdt, amount: Amount(units: 5)))
            #expect(rig.blotter.history.followedCount == 2)
            rig.time += Candle.minute
            try rig.apply(.tick)
            #expect(known(last) > 0)
        }
    }
}

@Suite struct `Return against risk` {
    @Test func `follows the formulas`() {
        // Returns of +1 %, -2 % and +3 %; 0.04/8760 an hour is free of risk.
        let ratios = EquityRatios(hourly: [1_000_000, 1_010_000, 989_800, 1_019_494])
        let free = 0.04 / 8_760
        let mean = 0.02 / 3 - free
        let deviation = ((0.01 - 0.02 / 3) * (0.01 - 0.02 / 3) + (0.02 + 0.02 / 3) * (0.02 + 0.02 / 3) + (0.03 - 0.02 / 3) * (0.03 - 0.02 / 3)) / 3
        #expect(abs(ratios.sharpe - mean / deviation.squareRoot() * 8_760.0.squareRoot()) < 1e-9)
        // One loss alone does not deviate.
        #expect(ratios.sortino == 0)
        #expect(abs(ratios.maxDrawdownPercent - 2) < 1e-9)
        #expect(ratios.drawdownRun == 1)
    }

    @Test func `counts the longest run below a peak, and the deepest fall`() {
        let ratios = EquityRatios(hourly: [100, 90, 95, 99, 100, 80, 120])
        #expect(ratios.drawdownRun == 3)
        #expect(abs(ratios.maxDrawdownPercent - 20) < 1e-9)
        #expect(ratios.sortino != 0)
    }

    @Test func `is zero without returns, without change, and for an account with nothing`() {
        #expect(EquityRatios(hourly: []) == EquityRatios(hourly: [5]))
        #expect(EquityRatios(hourly: [5]).sharpe == 0)
        #expect(EquityRatios(hourly: [7, 7, 7, 7]).sharpe == 0)
        #expect(EquityRatios(hourly: [0, 0, 5]).maxDrawdownPercent == 0)
    }
}
