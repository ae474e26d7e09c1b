import Database
import Foundation
import HTTP
import IO
import Journaling
import Market
import Testing

@testable import Gateway
@testable import History

/// Tables with what another venue's memory holds.
private final class FilledArchive: HistoryArchive, @unchecked Sendable {
    private let connection: DatabaseConnection
    private let venue: Venue
    var asked = 0
    var hasFailed = false

    init(_ venue: Venue, rowsOf full: Venue, accounts: UInt32) throws {
        self.venue = venue
        connection = try DatabaseConnection(path: venue.directory + "/history.sqlite", migrations: HistorySchema.migrations)
        try connection.execute("BEGIN")
        try writeFills(full)
        for account in 1...accounts { try writeEquities(full, AccountID(rawValue: account)) }
        try connection.execute("COMMIT")
    }

    func ask<Answer: Sendable>(
        through sequence: SequenceNumber, _ question: @escaping @Sendable (DatabaseConnection) throws(DatabaseError) -> Answer,
        then: @escaping (Result<Answer, HistoryError>) -> Void
    ) {
        asked += 1
        let (connection, hasFailed) = (connection, hasFailed)
        let later = UncheckedBox({
            guard !hasFailed else { return then(.failure(.journal(.closed))) }
            do throws(DatabaseError) { then(.success(try question(connection))) } catch { Issue.record("\(error)") }
        })
        venue.loop.schedule(at: .min) { later.value() }
    }

    private func writeFills(_ full: Venue) throws {
        let insert = try connection.prepare("INSERT INTO fill VALUES (?, ?, 0, ?, 0, 0, 0, 0, ?, ?, ?, ?)")
        for number in 1...full.keeper.blotter.fills.count {
            let fill = full.keeper.blotter.fills[number]
            try insert.bind(
                [
                    .integer(Int64(number)), .integer(Int64(fill.account.rawValue)), .integer(Int64(bitPattern: fill.orderID.rawValue)),
                    .integer(fill.gross.units), .integer(fill.fee.units), .integer(orNull: fill.realised?.units), .integer(fill.time),
                ])
            _ = try insert.step()
        }
        try connection.execute("""
            INSERT INTO profit_hour SELECT account, time - time % 3600000000000, order_id >> 50, COUNT(*), SUM(fee), SUM(gross),
                COUNT(*) FILTER (WHERE realised > 0), COUNT(*) FILTER (WHERE realised < 0), COUNT(*) FILTER (WHERE realised = 0),
                COALESCE(SUM(realised) FILTER (WHERE realised > 0), 0), COALESCE(SUM(realised) FILTER (WHERE realised < 0), 0),
                MAX(realised), MIN(realised) FROM fill GROUP BY 1, 2, 3
            """)
    }

    private func writeEquities(_ full: Venue, _ account: AccountID) throws {
        let now = full.clock.wallNanoseconds
        let insert = try connection.prepare("INSERT INTO equity VALUES (?, ?, ?, ?, ?, ?)")
        for (spacing, end) in [
            (Candle.minute, full.keeper.blotter.history.minuteEnds), (Candle.hour, full.keeper.blotter.history.hourEnds),
            (Candle.day, full.keeper.blotter.history.dayEnds),
        ] {
            for point in full.keeper.blotter.equities(of: account, every: spacing, in: 0...now, limit: 1 << 20) where point.time < end {
                try insert.bind(
                    [account.rawValue.databaseValue, .integer(spacing / 1_000_000_000), .integer(point.time)]
                        + [point.equity, point.unrealised, point.realised].map { .integer($0) })
                _ = try insert.step()
            }
        }
    }
}

extension UInt32 {
    fileprivate var databaseValue: DatabaseValue { .integer(Int64(self)) }
}

@Suite struct `What memory has forgotten` {
    private struct Side {
        let venue: Venue
        let alpha: Venue.Trader
        let other: Venue.Trader
    }

    /// The same trading at venues of one memory or another: three days, with a reset in it.
    private func play(_ memory: Blotter.Limits, _ seed: UInt64) throws -> Side {
        var random = BlotterRandom(seed: seed)
        var settings = AgentExchangeSettings()
        settings.terms.risk = .unlimited
        let venue = try Venue(settings: settings, memory: memory)
        let (alpha, other) = (venue.register("Alpha", balance: "50000"), venue.register("Other", balance: "90000000"))
        for asset in [1, 2] as [UInt32] { venue.deposit(other, asset, units: 1_000 * 100_000_000) }
        venue.tradeAtRandom(alpha, other, 60, &random, seconds: 3_600)
        #expect(venue.send(.post, "/api/v1/account/reset", #"{"starting_balance":"30000"}"#, key: alpha.key).status == 200)
        venue.tradeAtRandom(alpha, other, 120, &random, seconds: 3_600)
        venue.clock.advance(seconds: 2 * 3_600)
        return Side(venue: venue, alpha: alpha, other: other)
    }

    private static let questions: [String] = ["1d", "7d", "30d", "90d", "all"].flatMap { period in
        ["/account/pnl?period=\(period)", "/analytics/performance?period=\(period)", "/analytics/leaderboard?period=\(period)"]
    } + ["1m", "5m", "15m", "1h", "4h", "1d"].flatMap { interval in
        [3, 100, 1_000].map { "/analytics/portfolio/history?interval=\(interval)&limit=\($0)" }
    }

    /// The ids of accounts are random; everything else has to be the same.
    private func answer(_ side: Side, _ question: String, _ trader: Venue.Trader) -> String {
        let reply = side.venue.send(.get, "/api/v1" + question, key: trader.key)
        #expect(reply.status == 200, "\(question): \(reply.body)")
        return reply.body.replacing(side.alpha.accountID, with: "alpha").replacing(side.other.accountID, with: "other")
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `comes from tables as if it were remembered`(seed: UInt64) throws {
        print("seed", seed)
        var short = Blotter.Limits()
        (short.fillsMax, short.minutePointsMax, short.hourPointsMax, short.dayPointsMax) = (16, 100, 20, 2)
        let (full, forgetful) = (try play(Blotter.Limits(), seed), try play(short, seed))
        let archive = try FilledArchive(forgetful.venue, rowsOf: full.venue, accounts: 3)
        forgetful.venue.onLoop { forgetful.venue.facade.archive = archive }
        for question in Self.questions {
            for (remembered, told) in [(full.alpha, forgetful.alpha), (full.other, forgetful.other)] {
                let expected = answer(full, question, remembered)
                #expect(answer(forgetful, question, told) == expected, "seed \(seed): \(question)")
            }
        }
        #expect(archive.asked > 20)
        let history = full.venue.send(.get, "/api/v1/analytics/portfolio/history?interval=1h&limit=1000", key: full.alpha.key)
        #expect((history.json["snapshots"] as? [Any])?.count ?? 0 > 60)
        // What memory has whole, nobody asks for.
        let before = archive.asked
        _ = answer(forgetful, "/analytics/portfolio/history?interval=1m&limit=3", forgetful.alpha)
        #expect(archive.asked == before)
    }

    @Test func `is not told while the tables cannot say, and what is remembered is`() throws {
        var short = Blotter.Limits()
        (short.fillsMax, short.hourPointsMax) = (16, 4)
        let side = try play(short, 3)
        let archive = try FilledArchive(side.venue, rowsOf: side.venue, accounts: 1)
        archive.hasFailed = true
        side.venue.onLoop { side.venue.facade.archive = archive }
        for question in ["/account/pnl", "/analytics/performance", "/analytics/leaderboard", "/analytics/portfolio/history"] {
            let reply = side.venue.send(.get, "/api/v1" + question, key: side.alpha.key)
            #expect(reply.status == 503 && reply.code == "SERVICE_UNAVAILABLE", "\(question): \(reply.body)")
        }
        #expect(side.venue.send(.get, "/api/v1/account/portfolio", key: side.alpha.key).status == 200)
        // The next one asks again.
        archive.hasFailed = false
        #expect(side.venue.send(.get, "/api/v1/analytics/leaderboard", key: side.alpha.key).status == 200)
    }

    @Test func `a ranking is made once for all who ask, and kept for a minute`() throws {
        let side = try play(Blotter.Limits(), 4)
        let tickets = (0..<5).map { _ in side.venue.ticket() }
        let request = side.venue.request(.get, "/api/v1/analytics/leaderboard?period=all", headers: ["x-api-key": side.alpha.key])
        side.venue.onLoop { for ticket in tickets { side.venue.facade.handle(request, ticket, Venue.peer) } }
        let bodies = tickets.map { ticket in side.venue.outlet.wait { $0.responses[ticket] }.map { Venue.reply($0).body } }
        #expect(Set(bodies).count == 1 && bodies[0] != nil)
        var random = BlotterRandom(seed: 9)
        _ = side.venue.limit(side.other, "sell", "0.01", "64000")
        _ = side.venue.limit(side.alpha, "buy", "0.01", "64000")
        #expect(side.venue.send(.get, "/api/v1/analytics/leaderboard?period=all", key: side.alpha.key).body == bodies[0])
        side.venue.clock.advance(seconds: 62)
        side.venue.tradeAtRandom(side.alpha, side.other, 40, &random)
        #expect(side.venue.send(.get, "/api/v1/analytics/leaderboard?period=all", key: side.alpha.key).body != bodies[0])
    }
}
