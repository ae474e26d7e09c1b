import IO
import Market
import Testing

@testable import Engine
@testable import Gateway
@testable import History

// The instrument's tick is 0.01, its lot 0.0001: one tick and lot are 100 units of 10^-8. Takers pay 0.1 %, makers 0.05 %.
@Suite struct `Positions and profits` {
    @Test func `the entry price includes the buy's fee, and a sell realises its part of the cost less its own fee`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening() { try rig.apply(command) }
            rig.time += 1
            let openedAt = rig.time
            // Buys 0.1 at 100.00 as the taker: 10 + 0.01.
            try rig.enter(Bazaar.bob, .sell, 1_000, at: 10_000)
            try rig.enter(Bazaar.alice, .buy, 1_000)
            // Buys 0.1 at 120.00 as the maker: 12 + 0.006.
            rig.time += 1
            try rig.enter(Bazaar.alice, .buy, 1_000, at: 12_000)
            try rig.enter(Bazaar.bob, .sell, 1_000)
            var position = try #require(rig.holding(of: Bazaar.alice, in: Bazaar.btc))
            #expect(position.position == 20_000_000)
            #expect(position.cost == 2_201_600_000)
            #expect(position.openedAt == openedAt)
            #expect(position.averageEntry(baseScale: 8) == Amount(units: 110_08000000))
            #expect(position.realised == 0)
            // Sells 0.05 at 130.00 as the taker: 6.5 - 0.0065 - 5.504 = 0.9895.
            try rig.enter(Bazaar.bob, .buy, 500, at: 13_000)
            try rig.enter(Bazaar.alice, .sell, 500)
            position = try #require(rig.holding(of: Bazaar.alice, in: Bazaar.btc))
            #expect(position.realised == 98_950_000)
            #expect(position.position == 15_000_000)
            #expect(position.averageEntry(baseScale: 8) == Amount(units: 110_08000000))
            // Sells the rest at 100.00: 15 - 0.015 - 16.512 = -1.527.
            try rig.enter(Bazaar.bob, .buy, 1_500, at: 10_000)
            try rig.enter(Bazaar.alice, .sell, 1_500)
            position = try #require(rig.holding(of: Bazaar.alice, in: Bazaar.btc))
            #expect(position.realised == 98_950_000 - 152_700_000)
            #expect(position.position == 0 && position.cost == 0 && position.averageEntry(baseScale: 8) == nil)
            let cash = try #require(rig.holding(of: Bazaar.alice, in: Bazaar.usdt))
            #expect(cash.earned == position.realised)
            #expect((cash.wins, cash.losses, cash.breakevens) == (1, 1, 0))
            #expect(cash.fees == 1_000_000 + 600_000 + 650_000 + 1_500_000)
            var realised: [Int64?] = []
            rig.blotter.forEachFill(of: Bazaar.alice) { fill in
                realised.append(fill.realised?.units)
                return true
            }
            #expect(realised == [-152_700_000, 98_950_000, nil, nil])
        }
    }

    @Test func `what was deposited cost what it fetches, so that its sale loses the fee`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening() { try rig.apply(command) }
            try rig.enter(Bazaar.alice, .buy, 1_000, at: 10_000)
            try rig.enter(Bazaar.bob, .sell, 1_000)
            let cash = try #require(rig.holding(of: Bazaar.bob, in: Bazaar.usdt))
            #expect(cash.earned == -1_000_000 && cash.losses == 1)
            #expect(rig.holding(of: Bazaar.bob, in: Bazaar.btc)?.position == 0)
        }
    }

    @Test func `an average entry is rounded half up`() {
        func average(_ cost: Int64, _ position: Int64, scale: UInt8) -> Int64? {
            var holdings = Holdings(capacity: 1)
            var chain: UInt32 = 0
            let index = holdings.open(Bazaar.alice, Bazaar.btc, chain: &chain)
            holdings.holdings[index].position = position
            holdings.holdings[index].cost = cost
            return holdings.holdings[index].averageEntry(baseScale: scale)?.units
        }
        #expect(average(1, 2, scale: 0) == 1)
        #expect(average(10, 3, scale: 0) == 3)
        #expect(average(11, 3, scale: 0) == 4)
        #expect(average(.max, 1, scale: 12) == .max)
        #expect(average(7, 0, scale: 8) == nil)
    }

    @Test func `sums stay at the end they pass`() {
        #expect(saturated(.max - 1, plus: 5) == .max)
        #expect(saturated(.min + 1, plus: -5) == .min)
        #expect(saturated(-3, plus: 5) == 2)
    }

    @Test func `a withdrawal shrinks a position that is no longer there`() throws {
        try EventLoop.perform { loop in
            let rig = BlotterRig(loop)
            for command in Bazaar.opening(units: { $0 == 1 ? 1_000 * 100_000_000 : 100_000_000 }) { try rig.apply(command) }
            try rig.apply(.withdraw(account: Bazaar.alice, asset: Bazaar.btc, amount: Amount(units: 1_000 * 100_000_000)))
            try rig.enter(Bazaar.bob, .sell, 1_000, at: 10_000)
            try rig.enter(Bazaar.alice, .buy, 1_000)
            try rig.apply(.withdraw(account: Bazaar.alice, asset: Bazaar.btc, amount: Amount(units: 5_000_000)))
            let position = try #require(rig.holding(of: Bazaar.alice, in: Bazaar.btc))
            #expect(position.position == 5_000_000 && position.cost == 500_500_000)
            #expect(position.withdrawn == 1_000 * 100_000_000 + 5_000_000 && position.deposited == 1_000 * 100_000_000)
            #expect(rig.difference(accounts: 2) == nil)
        }
    }
}
