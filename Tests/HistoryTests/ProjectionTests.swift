import Database
import Engine
import IO
import Journaling
import Market
import Testing

@testable import History

/// A follower without a thread: one step at a time.
private struct Steps {
    let directory: String
    let last: SequenceNumber

    func open(retention: HistoryRetention = HistoryRetention()) throws(HistoryError) -> HistoryOpening {
        try HistoryOpening(
            DataDirectory(directory), instanceID: HistoryMarket.instanceID, through: last, retention: retention, isDamaged: false)
    }

    /// Follows in steps of `size` records, restarting now and then, with or without a checkpoint.
    func follow(size: () -> UInt64, restart: () -> Bool, checkpoint: () -> Bool) throws {
        var opening = try open()
        var restarts = 0
        while opening.projection.sequence < last {
            let end = min(last, opening.projection.sequence + size())
            #expect(try opening.projection.follow(opening.log, through: end))
            if checkpoint() { try opening.projection.checkpoint() } else { try opening.projection.commit() }
            guard restart() else { continue }
            restarts += 1
            // What was taken in and not committed is lost.
            _ = try opening.projection.follow(opening.log, through: min(last, end + size()))
            opening = try open()
            // A full hour ends a transaction by itself.
            #expect(opening.projection.sequence >= end)
        }
        try opening.projection.commit()
    }
}

@Suite struct ProjectionTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func `rows do not depend on commits, restarts and checkpoints`(seed: UInt64) throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(seed: seed).write(to: directory)
            let path = HistoryStore.path(in: directory)
            let steps = Steps(directory: directory, last: last)
            let whole = try steps.open()
            #expect(try whole.projection.follow(whole.log, through: last))
            try whole.projection.commit()
            let expected = try contents(of: path)
            let hash = whole.projection.stateHash
            for table in ["ended_order", "fill", "order_count", "fill_count", "profit_hour", "candle", "trade", "equity", "account_event"] {
                #expect(expected[table]?.isEmpty == false, "\(table), seed \(seed)")
            }
            for round in 0..<3 {
                for suffix in ["", "-wal", "-shm"] { try removeIfThere(path + suffix) }
                var random = HistoryRandom(seed: seed &* 1_000 &+ UInt64(round))
                try steps.follow(
                    size: { .random(in: 1...400, using: &random) }, restart: { .random(in: 0..<4, using: &random) == 0 },
                    checkpoint: { .random(in: 0..<3, using: &random) == 0 })
                #expect(try contents(of: path) == expected, "seed \(seed), round \(round)")
                #expect(try steps.open().projection.stateHash == hash)
            }
        }
    }

    @Test func `rows say what a blotter with room for everything says`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(seed: 9).write(to: directory)
            let opening = try Steps(directory: directory, last: last).open()
            _ = try opening.projection.follow(opening.log, through: last)
            try opening.projection.commit()
            var blotter = Blotter()
            try blotter.apply(JournalReader(DataDirectory(directory).log, storage: FileStorage()))
            let connection = opening.projection.store.connection
            var count = 0
            for account in 1...6 {
                let account = AccountID(rawValue: UInt32(account))
                var question = OrderQuestion(account: account, limit: .max)
                question.statuses = OrderQuestion.Statuses.all.subtracting(.open)
                let expected = blotter.orders(question).elements
                let found = try connection.query(
                    "SELECT \(OrderEntry.columns) FROM ended_order WHERE account = ? ORDER BY sequence DESC, order_id DESC",
                    [.integer(Int64(account.rawValue))]
                ) { row throws(DatabaseError) in try BlotterOrder(row: row) }
                #expect(found == expected)
                let fills = blotter.fills(FillQuestion(account: account, limit: .max)).elements
                let rows = try connection.query(
                    "SELECT trade_id, order_id, price, quantity, gross, fee, realised, side, liquidity FROM fill WHERE account = ? ORDER BY number DESC",
                    [.integer(Int64(account.rawValue))]
                ) { row throws(DatabaseError) in (0..<9).map { row.integerIfAny($0) } }
                #expect(rows == fills.map { fill in
                    [
                        Int64(fill.tradeID), Int64(bitPattern: fill.orderID.rawValue), fill.price.ticks, fill.quantity.lots, fill.gross.units, fill.fee.units,
                        fill.realised?.units, Int64(fill.side.rawValue), Int64(fill.liquidity.rawValue),
                    ]
                })
                count += found.count
            }
            #expect(count > 1_000)
            let total = try connection.query("SELECT sum(count) FROM order_count") { row throws(DatabaseError) in row.integer(0) }
            #expect(total == [Int64(count)])
        }
    }

    @Test func `a rebuild gives the same tables and keeps the readers`() throws {
        try withHistoryDirectory { directory in
            let last = try HistoryMarket(seed: 4).write(to: directory)
            let opening = try Steps(directory: directory, last: last).open()
            _ = try opening.projection.follow(opening.log, through: last)
            try opening.projection.checkpoint()
            try opening.projection.store.connection.run("INSERT INTO reader VALUES ('letters', 7, 8, 9)")
            let before = try contents(of: HistoryStore.path(in: directory))
            let outcome = try HistoryRebuild(DataDirectory(directory)).run()
            #expect(outcome.sequence == last)
            #expect(try contents(of: outcome.path) == before)
            let reopened = try Steps(directory: directory, last: last).open()
            let readers = try reopened.projection.store.connection.query("SELECT fill FROM reader") { row throws(DatabaseError) in row.integer(0) }
            #expect(readers == [8])
        }
    }
}
