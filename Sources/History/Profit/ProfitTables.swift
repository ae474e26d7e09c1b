import Database
import Market

// Periods are added up from full hours, `profit_hour`, and from single fills in the hour a period begins in.
extension DatabaseConnection {
    /// What an account's fills at or after `start` came to, those in some instruments left out.
    /// - Complexity: O(hours with fills + fills of the first and of a mixed hour).
    package func closedTrades(
        of account: AccountID, since start: Timestamp = .min, leavingOut others: Set<SymbolID> = []
    ) throws(DatabaseError) -> ClosedTrades {
        var closed = ClosedTrades()
        let firstHour = Self.hour(atOrAfter: start)
        try forEachHour(of: account, since: firstHour) { row, symbol in if !others.contains(symbol) { closed.add(row, symbol) } }
        let edge = try fillNumbers(from: start, until: firstHour)
        try forEachFill(of: account, edge) { profit, fee, symbol in
            if !others.contains(symbol) { closed.add(profit, fee: fee, symbol) }
            return true
        }
        closed.streak = try streak(of: account, since: firstHour, edge, others)
        return closed
    }

    private func streak(
        of account: AccountID, since firstHour: Timestamp, _ edge: Range<Int64>, _ others: Set<SymbolID>
    ) throws(DatabaseError) -> Int {
        var streak = Streak()
        let counted = others.isEmpty ? "" : "AND symbol NOT IN (\(others.map { "\($0.rawValue)" }.joined(separator: ", ")))"
        let statement = try prepare("""
            SELECT hour, SUM(wins), SUM(losses), SUM(breakevens) FROM profit_hour WHERE account = ? AND hour >= ? \(counted) \
            GROUP BY hour ORDER BY hour DESC
            """)
        try statement.bind([.integer(Int64(account.rawValue)), .integer(firstHour)])
        while !streak.isOver, try statement.step() {
            let counts = (wins: Int(statement.integer(1)), losses: Int(statement.integer(2)), breakevens: Int(statement.integer(3)))
            if streak.add(wins: counts.wins, losses: counts.losses, breakevens: counts.breakevens) { continue }
            let hour = statement.integer(0)
            try extend(&streak, of: account, try fillNumbers(from: hour, until: hour + Candle.hour), others)
        }
        if !streak.isOver { try extend(&streak, of: account, edge, others) }
        return streak.length
    }

    private func extend(
        _ streak: inout Streak, of account: AccountID, _ numbers: Range<Int64>, _ others: Set<SymbolID>
    ) throws(DatabaseError) {
        try forEachFill(of: account, numbers, newestFirst: true) { profit, _, symbol in
            if let profit, !others.contains(symbol) { streak.add(profit) }
            return !streak.isOver
        }
    }

    /// How many trades an account closed at or after `start`, and how many of them won; `edge` are the fills before the first full hour.
    func closedCounts(of account: AccountID, since start: Timestamp, _ edge: Range<Int64>) throws(DatabaseError) -> (closed: Int, wins: Int) {
        var (closed, wins) = (0, 0)
        try forEachHour(of: account, since: Self.hour(atOrAfter: start)) { row, _ in
            closed += Int(row.closed)
            wins += Int(row.wins)
        }
        try forEachFill(of: account, edge) { profit, _, _ in
            if let profit {
                closed += 1
                if profit > 0 { wins += 1 }
            }
            return true
        }
        return (closed, wins)
    }

    // MARK: rows

    /// The beginning of the first hour that lies in a period as a whole.
    static func hour(atOrAfter time: Timestamp) -> Timestamp {
        let past = time % Candle.hour
        return past > 0 ? time - past + Candle.hour : time
    }

    private func forEachHour(of account: AccountID, since start: Timestamp, _ body: (ProfitHour, SymbolID) -> Void) throws(DatabaseError) {
        let statement = try prepare("SELECT symbol, \(ProfitHour.columns) FROM profit_hour WHERE account = ? AND hour >= ?")
        try statement.bind([.integer(Int64(account.rawValue)), .integer(start)])
        while try statement.step() {
            body(ProfitHour(row: statement, at: 1), SymbolID(rawValue: UInt16(truncatingIfNeeded: statement.integer(0))))
        }
    }

    /// Profit (nil for a fill that opens), fee and instrument of an account's fills among those with these numbers, until `body` says false.
    private func forEachFill(
        of account: AccountID, _ numbers: Range<Int64>, newestFirst: Bool = false, _ body: (Int64?, Int64, SymbolID) -> Bool
    ) throws(DatabaseError) {
        guard !numbers.isEmpty else { return }
        let statement = try prepare("""
            SELECT realised, fee, order_id FROM fill WHERE account = ? AND number >= ? AND number < ? ORDER BY number \(newestFirst ? "DESC" : "ASC")
            """)
        try statement.bind([.integer(Int64(account.rawValue)), .integer(numbers.lowerBound), .integer(numbers.upperBound)])
        while try statement.step() {
            let symbol = OrderID(rawValue: UInt64(bitPattern: statement.integer(2))).symbol
            if !body(statement.integerIfAny(0), statement.integer(1), symbol) { return }
        }
    }

    /// Numbers of the fills from one time until before another. Fills are numbered as they happened, so their times only rise.
    /// - Complexity: O(log fills).
    func fillNumbers(from start: Timestamp, until end: Timestamp) throws(DatabaseError) -> Range<Int64> {
        guard start < end else { return 0..<0 }
        let low = try firstFill(atOrAfter: start)
        return low..<max(low, try firstFill(atOrAfter: end))
    }

    private func firstFill(atOrAfter time: Timestamp) throws(DatabaseError) -> Int64 {
        let ends = try query("SELECT COALESCE(MIN(number), 1), COALESCE(MAX(number), 0) FROM fill") { row throws(DatabaseError) in
            (row.integer(0), row.integer(1))
        }[0]
        let statement = try prepare("SELECT time FROM fill WHERE number >= ? ORDER BY number LIMIT 1")
        var (low, high) = (ends.0, ends.1 + 1)
        while low < high {
            let middle = low + (high - low) / 2
            try statement.bind([.integer(middle)])
            if try statement.step(), statement.integer(0) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
