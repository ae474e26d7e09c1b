import Database
import Market

/// Counts and sums that many rows add to: collected in memory while a transaction lasts, written once at its end.
///
/// A sum is the stored one plus what came, added one by one, so that it does not matter where transactions end.
struct HistorySums {
    private struct CountKey: Hashable {
        var account: UInt32
        var symbol: UInt16
        /// Status of an order, side of a fill.
        var kind: UInt8
    }

    private struct HourKey: Hashable {
        var account: UInt32
        var symbol: UInt16
        var hour: Timestamp
    }

    private var orders: [CountKey: Int64] = [:]
    private var fills: [CountKey: Int64] = [:]
    private var hours: [HourKey: ProfitHour] = [:]
    private let addOrders: Statement
    private let addFills: Statement
    private let hourSoFar: Statement
    private let putHour: Statement

    init(_ connection: DatabaseConnection) throws(DatabaseError) {
        addOrders = try connection.prepare("""
            INSERT INTO order_count (account, symbol, status, count) VALUES (?, ?, ?, ?) \
            ON CONFLICT (account, symbol, status) DO UPDATE SET count = count + excluded.count
            """)
        addFills = try connection.prepare("""
            INSERT INTO fill_count (account, symbol, side, count) VALUES (?, ?, ?, ?) \
            ON CONFLICT (account, symbol, side) DO UPDATE SET count = count + excluded.count
            """)
        hourSoFar = try connection.prepare(
            "SELECT \(ProfitHour.columns) FROM profit_hour WHERE account = ? AND hour = ? AND symbol = ?")
        putHour = try connection.prepare(
            "INSERT OR REPLACE INTO profit_hour (account, hour, symbol, \(ProfitHour.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    }

    mutating func add(_ order: OrderEntry) {
        orders[CountKey(account: order.account, symbol: order.orderID.symbol.rawValue, kind: order.status.rawValue), default: 0] += 1
    }

    mutating func add(_ fill: Fill) throws(DatabaseError) {
        let symbol = fill.orderID.symbol.rawValue
        fills[CountKey(account: fill.account.rawValue, symbol: symbol, kind: fill.side.rawValue), default: 0] += 1
        let key = HourKey(account: fill.account.rawValue, symbol: symbol, hour: fill.time - fill.time % Candle.hour)
        if hours[key] == nil { hours[key] = try stored(key) }
        hours[key, default: ProfitHour()].add(fill)
    }

    private func stored(_ key: HourKey) throws(DatabaseError) -> ProfitHour {
        try bind(key, to: hourSoFar)
        defer { hourSoFar.reset() }
        return try hourSoFar.step() ? ProfitHour(row: hourSoFar) : ProfitHour()
    }

    private func bind(_ key: HourKey, to statement: Statement) throws(DatabaseError) {
        try statement.bind(Int64(key.account), at: 0)
        try statement.bind(key.hour, at: 1)
        try statement.bind(Int64(key.symbol), at: 2)
    }

    /// Writes everything collected and forgets it.
    mutating func flush() throws(DatabaseError) {
        try write(orders, addOrders)
        orders.removeAll(keepingCapacity: true)
        try write(fills, addFills)
        fills.removeAll(keepingCapacity: true)
        for (key, hour) in hours {
            try bind(key, to: putHour)
            try hour.bind(to: putHour, at: 3)
            try putHour.run()
        }
        hours.removeAll(keepingCapacity: true)
    }

    private func write(_ counts: [CountKey: Int64], _ statement: Statement) throws(DatabaseError) {
        for (key, count) in counts {
            try statement.bind(Int64(key.account), at: 0)
            try statement.bind(Int64(key.symbol), at: 1)
            try statement.bind(Int64(key.kind), at: 2)
            try statement.bind(count, at: 3)
            try statement.run()
        }
    }
}

/// Sums over the fills of an account in an instrument within an hour. They stay at the end they pass.
package struct ProfitHour: Hashable, Sendable {
    package var fills: Int64 = 0
    package var fees: Int64 = 0
    package var gross: Int64 = 0
    /// Sells that won, lost or did neither, and the sums of what they won and lost.
    package var wins: Int64 = 0
    package var losses: Int64 = 0
    package var breakevens: Int64 = 0
    package var gained: Int64 = 0
    package var lost: Int64 = 0
    /// Of one sell.
    package var best: Int64?
    package var worst: Int64?

    /// What `init(row:at:)` reads.
    package static let columns = "fills, fees, gross, wins, losses, breakevens, gained, lost, best, worst"

    package init() {}

    var closed: Int64 { wins + losses + breakevens }

    package init(row: Statement, at column: Int = 0) {
        (fills, fees, gross) = (row.integer(column), row.integer(column + 1), row.integer(column + 2))
        (wins, losses, breakevens) = (row.integer(column + 3), row.integer(column + 4), row.integer(column + 5))
        (gained, lost) = (row.integer(column + 6), row.integer(column + 7))
        (best, worst) = (row.integerIfAny(column + 8), row.integerIfAny(column + 9))
    }

    mutating func add(_ fill: Fill) {
        fills += 1
        fees = saturated(fees, plus: fill.fee.units)
        gross = saturated(gross, plus: fill.gross.units)
        guard let profit = fill.realised?.units else { return }
        if profit > 0 { wins += 1 } else if profit < 0 { losses += 1 } else { breakevens += 1 }
        if profit > 0 { gained = saturated(gained, plus: profit) } else { lost = saturated(lost, plus: profit) }
        best = max(best ?? profit, profit)
        worst = min(worst ?? profit, profit)
    }

    func bind(to statement: Statement, at first: Int) throws(DatabaseError) {
        for (index, value) in [fills, fees, gross, wins, losses, breakevens, gained, lost].enumerated() { try statement.bind(value, at: first + index) }
        if let best { try statement.bind(best, at: first + 8) } else { try statement.bindNull(at: first + 8) }
        if let worst { try statement.bind(worst, at: first + 9) } else { try statement.bindNull(at: first + 9) }
    }
}
