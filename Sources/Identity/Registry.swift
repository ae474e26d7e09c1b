import Database
import IO
import Market
import Security

/// Accounts, agents, keys and sessions on disk: the one place where they change, on a loop of its own because every change waits for the disk.
///
/// Each change is one transaction and returns the rows it touched, for the `KeyTable` of the engine's loop. Keys and secrets are stored as
/// SHA-256 (they are random, 288 bits and more), passwords as scrypt; neither is stored or printed in clear.
package actor Registry {
    package static let fileName = "registry.sqlite"
    package static let accountsMax = 1 << 20
    /// Agents ever made: their numbers are not used again.
    package static let agentsMax = 1 << 22
    package static let agentsPerAccountMax = 100
    package static let sessionsMax = 1 << 22

    package nonisolated let loop: EventLoop
    let connection: DatabaseConnection
    let outbox: Outbox
    private let clock: any IO.Clock

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Opens or creates `registry.sqlite` in the data directory, on the calling thread; for its owner alone.
    package init(directory: String, loop: EventLoop, clock: any IO.Clock = SystemClock()) throws(IdentityError) {
        let path = "\(directory)/\(Self.fileName)"
        do throws(IOError) {
            // An empty file is a new database to SQLite, and its other files take the permissions of this one.
            if try PrivateFile.exists(path) == false { try PrivateFile.write(path, []) }
        } catch {
            throw .file(error)
        }
        // What is damaged in the write-ahead file SQLite takes for the end of it, and forgets what was committed behind. So every commit
        // goes on into the database, where each page has its checksum.
        var options = DatabaseOptions()
        options.walPages = 1
        do throws(DatabaseError) { connection = try DatabaseConnection(path: path, migrations: Schema.migrations, options: options) } catch { throw .database(error) }
        self.loop = loop
        self.clock = clock
        outbox = Outbox(directory: "\(directory)/\(Outbox.directoryName)")
    }

    /// Ties the registry to the log its sessions trade in, the first time; throws `otherInstance` for any other log after that.
    ///
    /// The account numbers of one log mean other people in another.
    package func adopt(instanceID: UInt64) throws(IdentityError) {
        try transaction { () throws(IdentityError) in
            let known = try query("SELECT instance_id FROM registry") { row throws(DatabaseError) in UInt64(bitPattern: row.integer(0)) }
            guard let registry = known.first else { return try run("INSERT INTO registry VALUES (?)", [.integer(Int64(bitPattern: instanceID))]) }
            guard registry == instanceID else { throw .otherInstance(registry: registry, log: instanceID) }
        }
    }

    /// Everything there is.
    package func load() throws(IdentityError) -> RegistryRows {
        RegistryRows(
            accounts: try query("SELECT number, \(Schema.accountColumns) FROM accounts ORDER BY number", read: Schema.account),
            agents: try query("SELECT number, \(Schema.agentColumns) FROM agents ORDER BY number", read: Schema.agent),
            sessions: try query("SELECT \(Schema.sessionColumns) FROM sessions ORDER BY number", read: Schema.session))
    }

    // MARK: rows

    func account(_ index: AccountIndex) throws(IdentityError) -> AccountRow {
        let sql = "SELECT number, \(Schema.accountColumns) FROM accounts WHERE number = ?"
        guard let row = try query(sql, [.integer(Int64(index.rawValue))], read: Schema.account).first else { throw .accountNotFound }
        return row
    }

    func account(email: String) throws(IdentityError) -> AccountRow? {
        try query("SELECT number, \(Schema.accountColumns) FROM accounts WHERE email = ?", [.text(email)], read: Schema.account).first
    }

    func agent(_ index: AgentIndex) throws(IdentityError) -> AgentRow {
        let sql = "SELECT number, \(Schema.agentColumns) FROM agents WHERE number = ?"
        guard let row = try query(sql, [.integer(Int64(index.rawValue))], read: Schema.agent).first else { throw .agentNotFound }
        return row
    }

    /// The session that has not ended, if there is one.
    func currentSession(of agent: AgentIndex) throws(IdentityError) -> SessionRow? {
        let sql = "SELECT \(Schema.sessionColumns) FROM sessions WHERE agent = ? AND ended_at IS NULL"
        return try query(sql, [.integer(Int64(agent.rawValue))], read: Schema.session).first
    }

    func update(_ row: AccountRow) throws(IdentityError) {
        let sql = "UPDATE accounts SET (\(Schema.accountColumns)) = (\(Self.places(15))) WHERE number = ?"
        try run(sql, Schema.values(row) + [.integer(Int64(row.index.rawValue))])
    }

    func update(_ row: AgentRow) throws(IdentityError) {
        let sql = "UPDATE agents SET (\(Schema.agentColumns)) = (\(Self.places(16))) WHERE number = ?"
        try run(sql, Schema.values(row) + [.integer(Int64(row.index.rawValue))])
    }

    /// Inserts a row and returns its number, which is never above `max`.
    func insert(into table: String, _ columns: String, _ values: [DatabaseValue], max: Int) throws(IdentityError) -> UInt32 {
        try run("INSERT INTO \(table) (\(columns)) VALUES (\(Self.places(values.count)))", values)
        let number = connection.lastRow
        guard number <= max else { throw .tooMany(field: table, max: max) }
        return UInt32(number)
    }

    private static func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

    // MARK: running statements

    var now: Timestamp { clock.wallNanoseconds }

    func run(_ sql: String, _ values: [DatabaseValue]) throws(IdentityError) {
        do throws(DatabaseError) { try connection.run(sql, values) } catch { throw .database(error) }
    }

    func query<Row>(_ sql: String, _ values: [DatabaseValue] = [], read: (Statement) throws(DatabaseError) -> Row) throws(IdentityError) -> [Row] {
        do throws(DatabaseError) { return try connection.query(sql, values, read) } catch { throw .database(error) }
    }

    func transaction<Result>(_ body: () throws(IdentityError) -> Result) throws(IdentityError) -> Result {
        try connection.transaction(orFailing: IdentityError.database, body)
    }

    nonisolated func secure<Result>(_ body: () throws(SecurityError) -> Result) throws(IdentityError) -> Result { try Self.securing(body) }

    static func securing<Result>(_ body: () throws(SecurityError) -> Result) throws(IdentityError) -> Result {
        do throws(SecurityError) { return try body() } catch { throw .security(error) }
    }
}
