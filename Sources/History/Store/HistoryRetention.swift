import Database
import Market

/// How long rows are kept. Counted in the time of the records, so that the same log always keeps the same.
package struct HistoryRetention: Equatable, Sendable {
    /// Days of equity at full minutes; at hours and days it is kept for good.
    package var minuteEquityDays: Int64
    /// Days of ended orders, fills and trades; 0 for all.
    package var days: Int64
    /// Ended orders, and fills, the latest of them; 0 for all.
    package var rows: Int64

    package init(minuteEquityDays: Int64 = 7, days: Int64 = 0, rows: Int64 = 0) {
        self.minuteEquityDays = minuteEquityDays
        self.days = days
        self.rows = rows
    }

    /// Whether rows of lists ever go.
    package var shortensLists: Bool { days > 0 || rows > 0 }

    static func hour(behind time: Timestamp) -> Timestamp { time - time % Candle.hour + Candle.hour }
}

extension HistoryStore {
    /// Rows deleted in one transaction.
    private static let deletedMax: Int64 = 1 << 16

    /// Deletes what is too old at `time`, a full hour, in transactions of its own. What a `reader` has not read yet stays until a later hour.
    func deleteOld(_ retention: HistoryRetention, at time: Timestamp, _ blotter: borrowing Blotter) throws(HistoryError) {
        let counts = blotter.ringCounts
        let accounts = blotter.history.heads.count
        try lift { () throws(DatabaseError) in
            let read = try connection.query("SELECT min(ended_order), min(fill) FROM reader") { row throws(DatabaseError) in
                (orders: row.integerIfAny(0) ?? .max, fills: row.integerIfAny(1) ?? .max)
            }.first ?? (.max, .max)
            let oldest = retention.days > 0 ? time - retention.days * Candle.day : nil
            let orders = try limit("ended_order", "ended_at", last: Int64(bitPattern: counts.endedOrders), oldest, retention.rows)
            try delete("ended_order", countedBy: "status", in: "order_count", through: min(orders, read.orders))
            let fills = min(try limit("fill", "time", last: Int64(bitPattern: counts.fills), oldest, retention.rows), read.fills)
            try deleteTrades(behindFill: fills, symbols: blotter.tapes.count)
            try delete("fill", countedBy: "side", in: "fill_count", through: fills)
            if retention.minuteEquityDays > 0 { try deleteMinuteEquity(before: time - retention.minuteEquityDays * Candle.day, accounts) }
        }
    }

    /// The highest number that may go, by age or by rows; 0 for none. Numbers rise with time.
    private func limit(
        _ table: String, _ column: String, last: Int64, _ oldest: Timestamp?, _ rows: Int64
    ) throws(DatabaseError) -> Int64 {
        var limit = rows > 0 ? max(0, last - rows) : 0
        guard let oldest else { return limit }
        let time = try connection.prepare("SELECT number, \(column) FROM \(table) WHERE number >= ? ORDER BY number LIMIT 1")
        // The first row that is not too old, by halving: the column has no index.
        var (low, high) = (limit + 1, last + 1)
        while low < high {
            let middle = (low + high) / 2
            try time.bind([.integer(middle)])
            if try time.step(), time.integer(1) < oldest { low = time.integer(0) + 1 } else { high = middle }
        }
        time.reset()
        limit = max(limit, low - 1)
        return limit
    }

    /// Rows go together with their counts, so that no list is said to be longer than it is.
    private func delete(_ table: String, countedBy kind: String, in counts: String, through last: Int64) throws(DatabaseError) {
        let first = try connection.query("SELECT min(number) FROM \(table)") { row throws(DatabaseError) in row.integerIfAny(0) }
        guard var next = first.first ?? nil else { return }
        // The upper 14 bits of an order id are its symbol.
        let uncount = try connection.prepare("""
            UPDATE \(counts) AS known SET count = known.count - gone.count FROM (\
            SELECT account, (order_id >> 50) & 16383 AS symbol, \(kind) AS kind, count(*) AS count FROM \(table) WHERE number BETWEEN ? AND ? GROUP BY 1, 2, 3) \
            AS gone WHERE known.account = gone.account AND known.symbol = gone.symbol AND known.\(kind) = gone.kind
            """)
        let statement = try connection.prepare("DELETE FROM \(table) WHERE number BETWEEN ? AND ?")
        while next <= last {
            let end = min(last, next + Self.deletedMax - 1)
            try connection.transaction { () throws(DatabaseError) in
                for step in [uncount, statement] {
                    try step.bind([.integer(next), .integer(end)])
                    try step.run()
                }
            }
            next = end + 1
        }
    }

    /// Trades go with their fills. Their ids rise.
    private func deleteTrades(behindFill number: Int64, symbols: Int) throws(DatabaseError) {
        let last = try connection.query("SELECT trade_id FROM fill WHERE number <= ? ORDER BY number DESC LIMIT 1", [.integer(number)]) {
            row throws(DatabaseError) in row.integer(0)
        }
        guard let last = last.first else { return }
        let statement = try connection.prepare("DELETE FROM trade WHERE symbol = ? AND trade_id <= ?")
        for symbol in 0..<symbols {
            try statement.bind([.integer(Int64(symbol)), .integer(last)])
            try statement.run()
        }
    }

    /// The last point before `time` stays: it says what the account was worth from there on.
    private func deleteMinuteEquity(before time: Timestamp, _ accounts: Int) throws(DatabaseError) {
        let statement = try connection.prepare("""
            DELETE FROM equity WHERE account = ?1 AND spacing = 60 \
            AND time < (SELECT max(time) FROM equity WHERE account = ?1 AND spacing = 60 AND time <= ?2)
            """)
        try connection.transaction { () throws(DatabaseError) in
            for account in 0..<accounts {
                try statement.bind([.integer(Int64(account)), .integer(time)])
                try statement.run()
            }
        }
    }
}
