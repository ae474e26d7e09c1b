import Database
import Market

extension DatabaseConnection {
    /// What an account was worth at the full multiples of `step` (whole minutes) within `range`, the newest `limit` of them, oldest first.
    ///
    /// Each point holds until the next; before its first an account was worth nothing that is told.
    /// - Complexity: O(limit × step / spacing), where the spacing is a minute, an hour or a day.
    package func equities(
        of account: AccountID, every step: Timestamp, in range: ClosedRange<Timestamp>, limit: Int
    ) throws(DatabaseError) -> [EquityPoint] {
        precondition(step > 0 && step % Candle.minute == 0, "equity is noted at full minutes")
        let last = range.upperBound - range.upperBound % step
        guard limit > 0, last >= range.lowerBound, last > 0 else { return [] }
        var first = max(range.lowerBound, 1, last - Timestamp(limit - 1) * step)
        if first % step > 0 { first += step - first % step }
        let spacing = step < Candle.hour ? Candle.minute : step < Candle.day ? Candle.hour : Candle.day
        var known = try lastEquity(of: account, notAfter: first)
        var points: [EquityPoint] = []
        var time = first
        let statement = try prepare("""
            SELECT time, equity, unrealised, realised FROM equity WHERE account = ? AND spacing = ? AND time > ? AND time <= ? ORDER BY time
            """)
        try statement.bind([.integer(Int64(account.rawValue)), .integer(spacing / Self.second), .integer(first), .integer(last)])
        while try statement.step() {
            let next = Self.point(statement)
            while time < next.time {
                if let known { points.append(known.at(time)) }
                time += step
            }
            known = next
        }
        while time <= last {
            if let known { points.append(known.at(time)) }
            time += step
        }
        return points
    }

    /// The latest point of any spacing: where minutes are forgotten, hours say the same, and days.
    package func lastEquity(of account: AccountID, notAfter time: Timestamp) throws(DatabaseError) -> EquityPoint? {
        var latest: EquityPoint?
        let statement = try prepare("""
            SELECT time, equity, unrealised, realised FROM equity WHERE account = ? AND spacing = ? AND time <= ? ORDER BY time DESC LIMIT 1
            """)
        for spacing in [Candle.minute, Candle.hour, Candle.day] {
            try statement.bind([.integer(Int64(account.rawValue)), .integer(spacing / Self.second), .integer(time)])
            guard try statement.step() else { continue }
            let point = Self.point(statement)
            if point.time > latest?.time ?? .min { latest = point }
        }
        return latest
    }

    private static var second: Timestamp { 1_000_000_000 }

    private static func point(_ row: Statement) -> EquityPoint {
        EquityPoint(time: row.integer(0), equity: row.integer(1), unrealised: row.integer(2), realised: row.integer(3))
    }
}

extension DatabaseConnection {
    /// The newest `limit` equities at full multiples of `step` in these stretches, which come the latest first; oldest first.
    package func equities(in stretches: [EquityStretch], every step: Timestamp, limit: Int) throws(DatabaseError) -> [EquityPoint] {
        var found: [EquityPoint] = []
        for stretch in stretches where found.count < limit {
            found = try equities(of: stretch.account, every: step, in: stretch.range, limit: limit - found.count) + found
        }
        return found
    }
}
