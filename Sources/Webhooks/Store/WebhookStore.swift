import Database
import Identity
import IO
import Market

/// What waits for one hook, the next first.
struct Delivery: Equatable {
    let number: Int64
    let event: String
    let eventID: UUID
    let body: [UInt8]
    /// That failed.
    var attempts: Int
    /// Not before, in nanoseconds since 1970.
    var nextAt: Timestamp
}

/// Hooks and deliveries on disk. Every call may wait for the disk; several in one `transaction` wait once.
final class WebhookStore {
    static let fileName = "webhooks.sqlite"
    private let connection: DatabaseConnection
    private static func failed(_ error: DatabaseError) -> WebhooksError { .database(file: fileName, error) }

    /// Opens or creates the file in the data directory, for its owner alone.
    init(directory: String) throws(WebhooksError) {
        let path = "\(directory)/\(Self.fileName)"
        do throws(IOError) {
            // SQLite's other files take the permissions of this one.
            if try PrivateFile.exists(path) == false { try PrivateFile.write(path, []) }
        } catch { throw .file(error) }
        do throws(DatabaseError) { connection = try DatabaseConnection(path: path, migrations: WebhookSchema.migrations) } catch { throw Self.failed(error) }
    }

    func transaction<Result>(_ body: () throws(WebhooksError) -> Result) throws(WebhooksError) -> Result {
        try connection.transaction(orFailing: Self.failed, body)
    }

    // MARK: progress

    /// How far history was told. Throws `otherInstance` for another log than that of the first time.
    func progress(instance: UInt64) throws(WebhooksError) -> HistoryNumbers {
        let known = try query("SELECT instance, ended_order, fill, account_event FROM progress") { row throws(DatabaseError) in
            (UInt64(bitPattern: row.integer(0)), HistoryNumbers(endedOrder: row.integer(1), fill: row.integer(2), accountEvent: row.integer(3)))
        }
        guard let (hooks, numbers) = known.first else {
            try run("INSERT INTO progress VALUES (1, ?, 0, 0, 0)", [.integer(Int64(bitPattern: instance))])
            return HistoryNumbers()
        }
        guard hooks == instance else { throw .otherInstance(hooks: hooks, log: instance) }
        return numbers
    }

    func setProgress(_ numbers: HistoryNumbers) throws(WebhooksError) {
        try run("UPDATE progress SET (ended_order, fill, account_event) = (?, ?, ?)", numbers.values)
    }

    // MARK: hooks

    private static let hookColumns = """
        uuid, style, account, agent, url, events, description, is_active, failure_count, dropped_count, salt, created_at, updated_at, last_triggered_at
        """

    func hooks() throws(WebhooksError) -> [Hook] {
        try query("SELECT number, \(Self.hookColumns) FROM hook ORDER BY number", read: Self.hook)
    }

    /// Writes a new hook and returns it with its number.
    func insert(_ hook: Hook) throws(WebhooksError) -> Hook {
        try run("INSERT INTO hook (\(Self.hookColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", Self.values(hook))
        return Hook(hook, number: connection.lastRow)
    }

    func update(_ hook: Hook) throws(WebhooksError) {
        try run(
            "UPDATE hook SET (\(Self.hookColumns)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE number = ?",
            Self.values(hook) + [.integer(hook.number)])
    }

    /// With everything that waits for it.
    func delete(hook: Int64) throws(WebhooksError) { try run("DELETE FROM hook WHERE number = ?", [.integer(hook)]) }

    private static func values(_ hook: Hook) -> [DatabaseValue] {
        [
            .blob(hook.uuid.bytes), .integer(Int64(hook.style.rawValue)), .integer(Int64(hook.owner.account.rawValue)),
            .integer(orNull: hook.owner.agent.map { Int64($0.rawValue) }), .text(hook.url), .text(hook.events.joined(separator: ",")),
            .text(hook.description), .integer(hook.isActive ? 1 : 0), .integer(Int64(hook.failureCount)), .integer(Int64(hook.droppedCount)),
            .blob(hook.salt), .integer(hook.createdAt), .integer(hook.updatedAt), .integer(orNull: hook.lastTriggeredAt),
        ]
    }

    private static func hook(_ row: Statement) throws(DatabaseError) -> Hook {
        guard let uuid = UUID(stored: row.blob(1)) else { throw row.corrupt(1) }
        let owner = HookOwner(
            AccountIndex(rawValue: UInt32(truncatingIfNeeded: row.integer(3))),
            agent: row.integerIfAny(4).map { AgentIndex(rawValue: UInt32(truncatingIfNeeded: $0)) })
        return Hook(
            number: row.integer(0), uuid: uuid, style: WebhookStyle(rawValue: UInt8(truncatingIfNeeded: row.integer(2))), owner: owner,
            url: try row.text(5), events: try row.text(6).split(separator: ",").map(String.init), description: try row.text(7),
            isActive: row.integer(8) != 0, failureCount: Int(row.integer(9)), droppedCount: Int(row.integer(10)), salt: row.blob(11),
            createdAt: row.integer(12), updatedAt: row.integer(13), lastTriggeredAt: row.integerIfAny(14))
    }

    // MARK: deliveries

    /// How many wait, by hook.
    func waiting() throws(WebhooksError) -> [(hook: Int64, count: Int)] {
        try query("SELECT hook, count(*) FROM delivery GROUP BY hook") { row throws(DatabaseError) in (row.integer(0), Int(row.integer(1))) }
    }

    func append(_ message: WebhookMessage, to hook: Int64, at now: Timestamp) throws(WebhooksError) {
        try run(
            "INSERT INTO delivery (hook, event, event_id, body, attempts, next_at) VALUES (?, ?, ?, ?, 0, ?)",
            [.integer(hook), .text(message.event), .blob(message.eventID.bytes), .blob(message.body), .integer(now)])
    }

    /// The first that waits for this hook; nil if nothing does.
    func first(of hook: Int64) throws(WebhooksError) -> Delivery? {
        try query(
            "SELECT number, event, event_id, body, attempts, next_at FROM delivery WHERE hook = ? ORDER BY number LIMIT 1", [.integer(hook)]
        ) { row throws(DatabaseError) in
            guard let id = UUID(stored: row.blob(2)) else { throw row.corrupt(2) }
            return Delivery(
                number: row.integer(0), event: try row.text(1), eventID: id, body: row.blob(3), attempts: Int(row.integer(4)), nextAt: row.integer(5))
        }.first
    }

    func update(_ delivery: Delivery) throws(WebhooksError) {
        try run(
            "UPDATE delivery SET attempts = ?, next_at = ? WHERE number = ?",
            [.integer(Int64(delivery.attempts)), .integer(delivery.nextAt), .integer(delivery.number)])
    }

    func delete(delivery number: Int64) throws(WebhooksError) { try run("DELETE FROM delivery WHERE number = ?", [.integer(number)]) }

    /// Drops the first that waits for this hook and is not the one on its way.
    func dropOldest(of hook: Int64, except underWay: Int64?) throws(WebhooksError) {
        try run(
            "DELETE FROM delivery WHERE number = (SELECT min(number) FROM delivery WHERE hook = ? AND number != ?)",
            [.integer(hook), .integer(underWay ?? 0)])
    }

    func deleteAll(of hook: Int64) throws(WebhooksError) { try run("DELETE FROM delivery WHERE hook = ?", [.integer(hook)]) }

    // MARK: statements

    private func run(_ sql: String, _ values: [DatabaseValue] = []) throws(WebhooksError) {
        do throws(DatabaseError) { try connection.run(sql, values) } catch { throw Self.failed(error) }
    }

    private func query<Row>(
        _ sql: String, _ values: [DatabaseValue] = [], read: (Statement) throws(DatabaseError) -> Row
    ) throws(WebhooksError) -> [Row] {
        do throws(DatabaseError) { return try connection.query(sql, values, read) } catch { throw Self.failed(error) }
    }
}

extension Hook {
    init(_ hook: Hook, number: Int64) {
        self.init(
            number: number, uuid: hook.uuid, style: hook.style, owner: hook.owner, url: hook.url, events: hook.events, description: hook.description,
            isActive: hook.isActive, failureCount: hook.failureCount, droppedCount: hook.droppedCount, salt: hook.salt, createdAt: hook.createdAt,
            updatedAt: hook.updatedAt, lastTriggeredAt: hook.lastTriggeredAt)
    }
}
