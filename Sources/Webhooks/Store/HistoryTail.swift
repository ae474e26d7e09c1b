import Database
import History
import IO
import Market

/// Reads history behind a place in it, for some accounts; and says in it how far that has come, so that nothing unread is deleted.
final class HistoryTail {
    /// Name of the row in table `reader`.
    static let readerName = "webhooks"
    /// Rows of one table read at once: the engine's loop makes messages of them in one go, a few microseconds each.
    static let rowsMax = 64

    private let connection: DatabaseConnection

    /// Nil as long as the file is not there, or not ready: whoever writes it makes it.
    init?(path: String) throws(WebhooksError) {
        do throws(StorageError) { guard try HistoryFile.isThere(path) else { return nil } } catch { throw .storage(error) }
        var options = DatabaseOptions()
        options.isExisting = true
        options.synchronous = .normal
        do throws(DatabaseError) { connection = try DatabaseConnection(path: path, migrations: HistorySchema.migrations, options: options) } catch {
            if case .newerSchema(_, 0, _) = error { return nil }
            throw .database(file: path, error)
        }
    }

    /// The last rows there are.
    func end() throws(WebhooksError) -> HistoryNumbers {
        // One statement, and so one moment.
        let sql = """
            SELECT (SELECT coalesce(max(number), 0) FROM ended_order), (SELECT coalesce(max(number), 0) FROM fill),
                (SELECT coalesce(max(number), 0) FROM account_event)
            """
        return try query(sql) { row throws(DatabaseError) in
            HistoryNumbers(endedOrder: row.integer(0), fill: row.integer(1), accountEvent: row.integer(2))
        }[0]
    }

    /// Rows behind the first place that are not needed any more.
    func note(_ numbers: HistoryNumbers) throws(WebhooksError) {
        do throws(DatabaseError) {
            try connection.run("INSERT OR REPLACE INTO reader (name, ended_order, fill, account_event) VALUES (?, ?, ?, ?)", [.text(Self.readerName)] + numbers.values)
        } catch { throw .database(file: connection.path, error) }
    }

    /// What happened to these accounts behind `start`, at most up to `end`, in order of time; of one time orders before fills before accounts.
    ///
    /// - Returns: the events, and how far they go: there may be more before `end` if a table had more than `rowsMax`.
    func events(
        of accounts: [AccountID], after start: HistoryNumbers, through end: HistoryNumbers
    ) throws(WebhooksError) -> (events: [HistoryEvent], reached: HistoryNumbers) {
        let list = DatabaseValue.text("[\(accounts.map { "\($0.rawValue)" }.joined(separator: ","))]")
        var orders = try orders(list, start.endedOrder, end.endedOrder)
        var fills = try fills(list, start.fill, end.fill)
        var changes = try changes(list, start.accountEvent, end.accountEvent)
        // Where a table was cut off, nothing later is told of the others either.
        let limit = [orders, fills, changes].filter { $0.count == Self.rowsMax }.compactMap { $0.last?.time }.min() ?? .max
        let reached = HistoryNumbers(
            endedOrder: Self.cut(&orders, limit, end.endedOrder), fill: Self.cut(&fills, limit, end.fill),
            accountEvent: Self.cut(&changes, limit, end.accountEvent))
        return (Self.merged(Self.merged(orders, fills), changes), reached.joined(start))
    }

    /// Drops what is later than `limit`; the number of the last row that counts as read.
    private static func cut(_ events: inout [HistoryEvent], _ limit: Timestamp, _ end: Int64) -> Int64 {
        let isFull = events.count == rowsMax
        if let later = events.firstIndex(where: { $0.time > limit }) {
            let reached = events[later].number - 1
            events.removeSubrange(later...)
            return reached
        }
        return isFull ? events.last?.number ?? end : end
    }

    private static func merged(_ a: [HistoryEvent], _ b: [HistoryEvent]) -> [HistoryEvent] {
        var merged: [HistoryEvent] = []
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if j == b.count || (i < a.count && a[i].time <= b[j].time) {
                merged.append(a[i])
                i += 1
            } else {
                merged.append(b[j])
                j += 1
            }
        }
        return merged
    }

    // MARK: rows

    private static func range(_ columns: String, _ table: String) -> String {
        "SELECT number, account, \(columns) FROM \(table) WHERE account IN (SELECT value FROM json_each(?)) AND number > ? AND number <= ? ORDER BY number LIMIT \(rowsMax)"
    }

    private func orders(_ accounts: DatabaseValue, _ start: Int64, _ end: Int64) throws(WebhooksError) -> [HistoryEvent] {
        let columns = "sequence, order_id, client_order_id, side, type, price, quantity, filled, gross, fees, status, reason, created_at, ended_at"
        return try query(Self.range(columns, "ended_order"), [accounts, .integer(start), .integer(end)]) { row throws(DatabaseError) in
            .order(EndedOrder(
                number: row.integer(0), account: AccountID(rawValue: UInt32(truncatingIfNeeded: row.integer(1))),
                sequence: SequenceNumber(bitPattern: row.integer(2)), orderID: OrderID(rawValue: UInt64(bitPattern: row.integer(3))),
                clientOrderID: ClientOrderID(bitPattern: row.integer(4)), side: try row.value(5), type: try row.value(6),
                price: Price(ticks: row.integer(7)), quantity: Quantity(lots: row.integer(8)), filled: Quantity(lots: row.integer(9)),
                gross: Amount(units: row.integer(10)), fees: Amount(units: row.integer(11)), status: try row.value(12), reason: try row.value(13),
                createdAt: row.integer(14), endedAt: row.integer(15)))
        }
    }

    private func fills(_ accounts: DatabaseValue, _ start: Int64, _ end: Int64) throws(WebhooksError) -> [HistoryEvent] {
        let columns = "trade_id, order_id, side, price, quantity, gross, fee, realised, time"
        return try query(Self.range(columns, "fill"), [accounts, .integer(start), .integer(end)]) { row throws(DatabaseError) in
            .fill(AccountFill(
                number: row.integer(0), account: AccountID(rawValue: UInt32(truncatingIfNeeded: row.integer(1))),
                tradeID: UInt64(bitPattern: row.integer(2)), orderID: OrderID(rawValue: UInt64(bitPattern: row.integer(3))), side: try row.value(4),
                price: Price(ticks: row.integer(5)), quantity: Quantity(lots: row.integer(6)), gross: Amount(units: row.integer(7)),
                fee: Amount(units: row.integer(8)), realised: row.integerIfAny(9).map { Amount(units: $0) }, time: row.integer(10)))
        }
    }

    private func changes(_ accounts: DatabaseValue, _ start: Int64, _ end: Int64) throws(WebhooksError) -> [HistoryEvent] {
        try query(Self.range("sequence, state, time", "account_event"), [accounts, .integer(start), .integer(end)]) { row throws(DatabaseError) in
            .account(AccountChange(
                number: row.integer(0), account: AccountID(rawValue: UInt32(truncatingIfNeeded: row.integer(1))),
                sequence: SequenceNumber(bitPattern: row.integer(2)), state: try row.value(3), time: row.integer(4)))
        }
    }

    private func query<Row>(
        _ sql: String, _ values: [DatabaseValue] = [], read: (Statement) throws(DatabaseError) -> Row
    ) throws(WebhooksError) -> [Row] {
        do throws(DatabaseError) { return try connection.query(sql, values, read) } catch { throw .database(file: connection.path, error) }
    }
}

extension HistoryNumbers {
    var values: [DatabaseValue] { [.integer(endedOrder), .integer(fill), .integer(accountEvent)] }
}

extension Statement {
    /// A column that holds the raw value of an enumeration.
    fileprivate func value<Value: RawRepresentable>(_ column: Int) throws(DatabaseError) -> Value where Value.RawValue == UInt8 {
        guard let raw = UInt8(exactly: integer(column)), let value = Value(rawValue: raw) else { throw corrupt(column) }
        return value
    }
}
