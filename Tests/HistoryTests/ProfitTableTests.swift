import Database
import Foundation
import Market
import Testing

@testable import History

/// Tables in a file of their own, filled by hand.
private final class Tables {
    let connection: DatabaseConnection
    let path: String
    var fills: [(account: Int64, symbol: UInt16, profit: Int64?, fee: Int64, time: Timestamp)] = []

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("walras-profit-\(Foundation.UUID().uuidString).sqlite").path
        connection = try DatabaseConnection(path: path, migrations: HistorySchema.migrations)
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            do { try FileManager.default.removeItem(atPath: path + suffix) } catch { Issue.record("\(path): \(error)") }
        }
    }

    func fill(_ account: Int64, _ symbol: UInt16, _ profit: Int64?, fee: Int64, at time: Timestamp) throws {
        fills.append((account, symbol, profit, fee, time))
        let order = OrderID(symbol: SymbolID(rawValue: symbol), slot: 7, generation: UInt32(fills.count)).rawValue
        try connection.run(
            "INSERT INTO fill VALUES (?, ?, 1, ?, ?, 0, 1, 1, 1, ?, ?, ?)",
            [
                .integer(Int64(fills.count)), .integer(account), .integer(Int64(bitPattern: order)), .integer(profit == nil ? 0 : 1), .integer(fee),
                .integer(orNull: profit), .integer(time),
            ])
    }

    /// What is written beside the fills.
    func sumHours() throws {
        try connection.execute("""
            INSERT INTO profit_hour SELECT account, time - time % 3600000000000, order_id >> 50, COUNT(*), SUM(fee), SUM(gross),
                COUNT(*) FILTER (WHERE realised > 0), COUNT(*) FILTER (WHERE realised < 0), COUNT(*) FILTER (WHERE realised = 0),
                COALESCE(SUM(realised) FILTER (WHERE realised > 0), 0), COALESCE(SUM(realised) FILTER (WHERE realised < 0), 0),
                MAX(realised), MIN(realised) FROM fill GROUP BY 1, 2, 3
            """)
    }

    func equity(_ account: Int64, _ spacing: Int64, _ time: Timestamp, _ units: Int64) throws {
        try connection.run(
            "INSERT INTO equity VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(account), .integer(spacing), .integer(time), .integer(units), .integer(units + 1), .integer(units + 2)])
    }
}

/// 2026-01-01, 00:00 UTC.
private let start: Timestamp = 1_767_225_600 * 1_000_000_000
private let minute = Candle.minute, hour = Candle.hour, day = Candle.day

@Suite struct `Closed trades in tables` {
    @Test func `are added up from full hours and from fills before the first of them`() throws {
        let tables = try Tables()
        try tables.fill(1, 0, nil, fee: 100, at: start + 10 * minute)
        try tables.fill(1, 0, 50, fee: 7, at: start + 20 * minute)
        try tables.fill(2, 0, 9_999, fee: 9, at: start + 30 * minute)
        try tables.fill(1, 1, -30, fee: 5, at: start + 50 * minute)
        try tables.fill(1, 0, -10, fee: 3, at: start + 61 * minute)
        try tables.fill(1, 1, 0, fee: 1, at: start + 200 * minute)
        try tables.fill(1, 1, 25, fee: 1, at: start + 201 * minute)
        try tables.fill(1, 0, 15, fee: 1, at: start + 600 * minute)
        try tables.sumHours()
        let account = AccountID(rawValue: 1)
        var all = ClosedTrades()
        all.fees = 100 + 7 + 5 + 3 + 1 + 1 + 1
        (all.wins, all.losses, all.breakevens) = (3, 2, 1)
        (all.gained, all.lost, all.best, all.worst) = (50 + 25 + 15, -30 - 10, 50, -30)
        // 15 and 25 won; what came before them broke even.
        all.streak = 2
        all.bySymbol = [SymbolID(rawValue: 0): 50 - 10 + 15, SymbolID(rawValue: 1): -30 + 0 + 25]
        #expect(try tables.connection.closedTrades(of: account) == all)
        #expect(all.count == 6 && all.realised == 50)
        // From 00:45 on: without the first buy and its sell.
        var later = all
        later.fees -= 107
        later.wins = 2
        (later.gained, later.best) = (25 + 15, 25)
        later.bySymbol[SymbolID(rawValue: 0)] = -10 + 15
        #expect(try tables.connection.closedTrades(of: account, since: start + 45 * minute) == later)
        // A period begins with what happens at its first moment.
        #expect(try tables.connection.closedTrades(of: account, since: start + 20 * minute).gained == 90)
        #expect(try tables.connection.closedTrades(of: account, since: start + 20 * minute + 1).gained == 40)
        #expect(try tables.connection.closedTrades(of: account, since: start + 601 * minute) == ClosedTrades())
        #expect(try tables.connection.closedTrades(of: AccountID(rawValue: 3)) == ClosedTrades())
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `are those of the fills one by one, whenever a period begins`(seed: UInt64) throws {
        print("seed", seed)
        var random = HistoryRandom(seed: seed)
        let tables = try Tables()
        var time = start
        try tables.connection.execute("BEGIN")
        for _ in 0..<1_500 {
            time += Int64(random.next() % 4) * Int64(random.next() % UInt64(20 * minute))
            // Long runs of wins or losses, so that streaks pass hours.
            let sign = (time / (5 * hour)) % 2 == 0 ? 1 : -1 as Int64
            let profit: Int64? = switch random.next() % 40 {
            case 0: 0
            case 1: -sign * Int64(random.next() % 1_000)
            case 2...20: sign * Int64(1 + random.next() % 1_000)
            default: nil
            }
            try tables.fill(Int64(1 + random.next() % 3), UInt16(random.next() % 3), profit, fee: Int64(random.next() % 50), at: time)
        }
        try tables.sumHours()
        // As if the oldest had been deleted: numbers do not begin with 1.
        try tables.connection.execute("DELETE FROM fill WHERE number <= 40; COMMIT")
        let oldest = tables.fills[40].time + 1
        for _ in 0..<25 {
            let since = random.next() % 10 == 0 ? .min : max(oldest, start + Int64(random.next() % UInt64(time + hour - start)))
            let others: Set<SymbolID> = random.next() % 3 == 0 ? [SymbolID(rawValue: 1), SymbolID(rawValue: 9)] : []
            for account in 1...3 as ClosedRange<Int64> {
                var expected = ClosedTrades()
                var streak = Streak()
                let own = tables.fills.filter { $0.account == account && $0.time >= since && !others.contains(SymbolID(rawValue: $0.symbol)) }
                for fill in own { expected.add(fill.profit, fee: fill.fee, SymbolID(rawValue: fill.symbol)) }
                for profit in own.reversed().compactMap(\.profit) { streak.add(profit) }
                expected.streak = streak.length
                let found = try tables.connection.closedTrades(of: AccountID(rawValue: UInt32(account)), since: since, leavingOut: others)
                #expect(found == expected, "seed \(seed), account \(account), since \(since)")
            }
        }
    }

    @Test func `a streak ends with the first that is different`() {
        func streak(_ newestFirst: [Int64]) -> Int {
            var streak = Streak()
            for profit in newestFirst { streak.add(profit) }
            return streak.length
        }
        #expect(streak([]) == 0 && streak([0, 5]) == 0)
        #expect(streak([5, 1, 9, -1, 5]) == 3 && streak([-5, -1, 4, -7]) == -2 && streak([5, 0, 5]) == 1)
    }
}

@Suite struct `Equity in tables` {
    private let account = AccountID(rawValue: 1)

    private func units(_ tables: Tables, _ step: Timestamp, _ range: ClosedRange<Timestamp>, _ limit: Int = 1_000) throws -> [[Int64]] {
        try tables.connection.equities(of: account, every: step, in: range, limit: limit).map { [($0.time - start) / minute, $0.equity] }
    }

    @Test func `is carried forward from change to change`() throws {
        let tables = try Tables()
        for (at, worth) in [(1, 100), (2, 110), (7, 90)] as [(Int64, Int64)] { try tables.equity(1, 60, start + at * minute, worth) }
        try tables.equity(2, 60, start + 3 * minute, 7)
        #expect(try units(tables, minute, start...start + 9 * minute) == [[1, 100], [2, 110], [3, 110], [4, 110], [5, 110], [6, 110], [7, 90], [8, 90], [9, 90]])
        #expect(try units(tables, minute, start...start + 9 * minute, 2) == [[8, 90], [9, 90]])
        #expect(try units(tables, 5 * minute, start...start + 14 * minute + 1) == [[5, 110], [10, 90]])
        #expect(try units(tables, minute, start + 3 * minute + 1...start + 5 * minute) == [[4, 110], [5, 110]])
        #expect(try units(tables, minute, start...start) == [])
        let point = try #require(try tables.connection.lastEquity(of: account, notAfter: start + 8 * minute))
        #expect(point.unrealised == 91 && point.realised == 92 && point.time == start + 7 * minute)
    }

    @Test func `of minutes goes on from hours where older minutes are gone`() throws {
        let tables = try Tables()
        try tables.equity(1, 86_400, start, 100)
        try tables.equity(1, 3_600, start, 100)
        try tables.equity(1, 3_600, start + 2 * hour, 130)
        let later = start + 20 * day
        #expect(try units(tables, minute, start...later, 3).map(\.[1]) == [130, 130, 130])
        #expect(try units(tables, 15 * minute, later - 7 * day...later, 1_000).count == 7 * 24 * 4 + 1)
        #expect(try units(tables, 4 * hour, start...start + 9 * hour).map(\.[1]) == [100, 130, 130])
        #expect(try units(tables, day, start...start + 2 * day).map(\.[1]) == [100, 100, 100])
    }
}

@Suite struct `A ranking` {
    private func contender(_ name: UInt32, _ accounts: [(UInt32, Int64)]) -> Contender {
        Contender(name: name, wallets: accounts.map { RankedWallet(account: AccountID(rawValue: $0.0), start: $0.1, startedAt: start) })
    }

    @Test func `is of those who closed a trade in the period, by profit over start`() throws {
        let tables = try Tables()
        try tables.fill(1, 0, 5, fee: 0, at: start + 10 * minute)
        try tables.fill(2, 0, nil, fee: 0, at: start + 20 * minute)
        try tables.fill(3, 0, -5, fee: 0, at: start + 30 * minute)
        try tables.fill(4, 0, 5, fee: 0, at: start + 90 * minute)
        try tables.fill(5, 0, 0, fee: 0, at: start + 95 * minute)
        try tables.sumHours()
        let all = [contender(1, [(1, 100)]), contender(2, [(2, 100)]), contender(3, [(3, 100)]), contender(7, [(4, 1_000), (5, 500)])]
        let closers = try tables.connection.contenders(all, since: .min)
        #expect(closers.map(\.name) == [1, 3, 7] && closers.map(\.closed) == [1, 1, 2] && closers.map(\.wins) == [1, 0, 1])
        #expect(try tables.connection.contenders(all, since: start + 25 * minute).map(\.name) == [3, 7])
        #expect(try tables.connection.contenders(all, since: start + 91 * minute).map(\.closed) == [1])
        var valued = closers
        // 10 of 100, 9 of 100, 151 of 1500.
        for (place, equity) in [110, 109, 1_651].enumerated() { valued[place].wallets[0].equity = Int64(equity) }
        #expect(try tables.connection.ranked(valued, since: .min, at: start + day, openHour: start + 2 * day, limit: 2).map(\.name) == [7, 1])
    }

    @Test func `adds up wallets hour by hour, a new one as if it had been there`() throws {
        let tables = try Tables()
        for (at, worth) in [(0, 100), (1, 110), (2, 99)] as [(Int64, Int64)] { try tables.equity(1, 3_600, start + at * hour, worth) }
        try tables.equity(2, 3_600, start + 2 * hour, 60)
        let both = contender(1, [(1, 100), (2, 50)])
        let equities = try both.wallets.map { try tables.connection.equities(of: $0.account, every: hour, in: start...start + 3 * hour, limit: 10) }
        #expect(both.hourly(equities) == [150, 160, 159, 159])
        let ranked = try tables.connection.ranked([both], since: start, at: start + 3 * hour, openHour: start + 4 * hour, limit: 1)[0]
        #expect(ranked.sharpe == EquityRatios(hourly: [150, 160, 159, 159]).sharpe && ranked.sharpe != 0)
        // An hour that no record has passed is in no table.
        var now = both
        (now.wallets[0].equity, now.wallets[1].equity) = (98, 62)
        let open = try tables.connection.ranked([now], since: start, at: start + 4 * hour + 1, openHour: start + 3 * hour, limit: 1)[0]
        #expect(open.sharpe == EquityRatios(hourly: [150, 160, 159, 160, 160]).sharpe)
    }
}

@Suite struct `Ratios of equities` {
    /// Equities 100, 110, 99, 99: returns 0.1, −0.1, 0; each less rf = 0.04 / 8760.
    @Test func `by hand`() {
        let ratios = EquityRatios(hourly: [100, 110, 99, 99])
        let riskFree = 0.04 / 8_760
        // The mean of the returns is 0, so that of the excesses is −rf; their deviation is √((0.01 + 0.01 + 0) / 3).
        let deviation = (0.02 / 3).squareRoot()
        #expect(abs(ratios.sharpe - -riskFree / deviation * 8_760.0.squareRoot()) < 1e-9)
        // Below zero are −0.1 − rf and −rf, whose deviation is half their distance: 0.05.
        #expect(abs(ratios.sortino - -riskFree / 0.05 * 8_760.0.squareRoot()) < 1e-9)
        // From 110 to 99, for two snapshots.
        #expect(abs(ratios.maxDrawdownPercent - 10) < 1e-12 && ratios.drawdownRun == 2)
    }

    @Test func `of nothing, of one, and of what never changes are zero`() {
        for equities in [[], [100], [100, 100, 100], [0, 0], [0, 100]] as [[Int64]] {
            let ratios = EquityRatios(hourly: equities)
            #expect(ratios == EquityRatios(hourly: []), "\(equities)")
        }
    }

    @Test func `of one who never loses have no downside, and are cut to the latest five thousand`() {
        let rising = EquityRatios(hourly: [100, 110, 130])
        #expect(rising.sortino == 0 && rising.sharpe > 0 && rising.maxDrawdownPercent == 0 && rising.drawdownRun == 0)
        let long = [1_000_000] + Array(repeating: 10, count: 1) + Array(repeating: 100, count: 4_999) as [Int64]
        #expect(EquityRatios(hourly: long).maxDrawdownPercent == 0)
    }
}
