import CPages
import CSQLite

/// One SQLite database file, open for one user: it belongs to the actor that opened it, and so do its statements.
///
/// The file is in write-ahead mode and, unless `DatabaseOptions` say otherwise, with `synchronous=FULL`: what a transaction committed survives
/// a crash and a power cut. Every page has a checksum, which is looked at when it is read (`CPages`). Readers in other processes do not block it. Every call may block on the disk.
@safe package final class DatabaseConnection {
    /// How long a call waits for somebody else's lock before it fails as busy.
    package static let busyMillisecondsMax: Int32 = 5_000
    /// One value or row of ours is far smaller; SQLite's own limit is a gigabyte.
    package static let valueBytesMax: Int32 = 1 << 20

    package let path: String
    let handle: OpaquePointer
    private var isInTransaction = false

    /// Opens or creates the file and brings its schema up to date, one migration at a time.
    ///
    /// - Parameter migrations: statement number n takes version n to version n + 1 (`PRAGMA user_version`). Never change one that was released.
    package init(path: String, migrations: [String], options: DatabaseOptions = DatabaseOptions()) throws(DatabaseError) {
        self.path = path
        var opened: OpaquePointer?
        var flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let isOthers = options.isReadOnly || options.isExisting
        if !isOthers { flags |= SQLITE_OPEN_CREATE }
        let layer = walras_pages_register()
        let code = unsafe layer == SQLITE_OK ? sqlite3_open_v2(path, &opened, flags, WALRAS_PAGES_VFS) : layer
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let message = unsafe String(cString: sqlite3_errstr(code))
            unsafe sqlite3_close_v2(opened)
            throw .failed(operation: "open \(path)", code: code, message: message)
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, Self.busyMillisecondsMax)
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Self.valueBytesMax)
        // A new file leaves room for the checksum of each page; one that is there says by itself whether it does.
        var reserved = Int32(walras_page_check_bytes)
        unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved)
        if !isOthers { try checkPages(options.checkedBytesMax) }
        // Answers with the mode that took effect, which is another one where the file system cannot share memory.
        let modes = try query("PRAGMA journal_mode = WAL") { row throws(DatabaseError) in try row.text(0) }
        guard modes == ["wal"] else {
            throw .failed(operation: "open \(path)", code: SQLITE_CANTOPEN, message: "write-ahead mode is not possible here")
        }
        try execute("PRAGMA synchronous = \(options.synchronous.rawValue)")
        try execute("PRAGMA foreign_keys = ON")
        if let bytes = options.cacheBytes { try execute("PRAGMA cache_size = -\(max(bytes / 1024, 1))") }
        if let pages = options.walPages { try execute("PRAGMA wal_autocheckpoint = \(pages)") }
        if let bytes = options.walBytesKept { try execute("PRAGMA journal_size_limit = \(bytes)") }
        // Not opened as read-only: the index of the log, which readers share with the writer, has to be written to.
        if options.isReadOnly { try execute("PRAGMA query_only = ON") }
        if isOthers {
            let version = try schemaVersion()
            guard version == migrations.count else { throw .newerSchema(path: path, version: version, known: migrations.count) }
        } else {
            try migrate(migrations)
        }
    }

    // Statements that still live keep the connection alive: they hold a reference to it.
    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs any number of statements without parameters or results.
    package func execute(_ sql: String) throws(DatabaseError) {
        guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
    }

    package func prepare(_ sql: String) throws(DatabaseError) -> Statement { try Statement(self, sql) }

    /// Runs one statement that returns no rows.
    package func run(_ sql: String, _ values: [DatabaseValue] = []) throws(DatabaseError) {
        let statement = try prepare(sql)
        try statement.bind(values)
        while try statement.step() {}
    }

    /// The rows of one statement, each turned into a value.
    package func query<Row>(
        _ sql: String, _ values: [DatabaseValue] = [], _ read: (Statement) throws(DatabaseError) -> Row
    ) throws(DatabaseError) -> [Row] {
        let statement = try prepare(sql)
        try statement.bind(values)
        var rows: [Row] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }

    /// The number the last insertion gave its row.
    package var lastRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }
    /// Rows the last statement inserted, changed or removed.
    package var changedRows: Int { unsafe Int(sqlite3_changes64(handle)) }

    // MARK: transactions

    /// Does all of `body`, durably, or nothing of it. Does not nest.
    package func transaction<Result, Failure: Error>(
        orFailing wrap: (DatabaseError) -> Failure, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(!isInTransaction, "a transaction within a transaction")
        do throws(DatabaseError) { try execute("BEGIN IMMEDIATE") } catch { throw wrap(error) }
        isInTransaction = true
        defer { isInTransaction = false }
        do throws(Failure) {
            let result = try body()
            do throws(DatabaseError) { try execute("COMMIT") } catch { throw wrap(error) }
            return result
        } catch {
            // After some failures (disk full, I/O) SQLite has rolled back by itself, and then there is nothing left to undo.
            if unsafe sqlite3_get_autocommit(handle) == 0 {
                do throws(DatabaseError) { try execute("ROLLBACK") } catch { throw wrap(error) }
            }
            throw error
        }
    }

    package func transaction<Result>(_ body: () throws(DatabaseError) -> Result) throws(DatabaseError) -> Result {
        try transaction(orFailing: { $0 }, body)
    }

    /// Refuses a damaged file before anything is read from it or written to it.
    private func checkPages(_ bytesMax: Int) throws(DatabaseError) {
        do throws(DatabaseError) { try readThrough(bytesMax) } catch {
            guard error.isDamage, case .failed(_, let code, let message) = error else { throw error }
            throw .failed(operation: "check \(path)", code: code, message: code == DatabaseError.pageChecksum ? "the checksum of a page is wrong" : message)
        }
    }

    private func readThrough(_ bytesMax: Int) throws(DatabaseError) {
        let bytes = try query("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") { row throws(DatabaseError) in row.integer(0) }
        guard let bytes = bytes.first, bytes <= Int64(bytesMax) else { return }
        let found = try query("PRAGMA quick_check(1)") { row throws(DatabaseError) in try row.text(0) }
        guard found == ["ok"] else { throw .failed(operation: "check", code: SQLITE_CORRUPT, message: found.first?.replacing("\n", with: ", ") ?? "no answer") }
    }

    private func schemaVersion() throws(DatabaseError) -> Int {
        Int(try query("PRAGMA user_version") { row throws(DatabaseError) in row.integer(0) }[0])
    }

    private func migrate(_ migrations: [String]) throws(DatabaseError) {
        let version = try schemaVersion()
        guard (0...migrations.count).contains(version) else { throw .newerSchema(path: path, version: version, known: migrations.count) }
        for next in version..<migrations.count {
            try transaction { () throws(DatabaseError) in
                try execute(migrations[next])
                try execute("PRAGMA user_version = \(next + 1)")
            }
        }
    }

    func failure(_ operation: String) -> DatabaseError {
        unsafe .failed(operation: operation, code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
    }
}
