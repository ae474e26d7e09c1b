import Database
import IO

/// Texts of client order ids that the engine keeps as a hash, on disk: `DIR/names.sqlite`, the last `namesMax` of them.
///
/// On a loop of its own. A commit leaves the process (a killed daemon loses nothing it committed) and does not wait for the disk: the file is
/// synced `settleNanoseconds` later, so a power cut may take the texts of that long, and never an order or what it is found by.
package actor NameStore {
    package struct Entry: Sendable, Equatable {
        /// Counts texts from 1.
        package var number: UInt64
        /// What the engine knows it by.
        package var name: UInt64
        /// As the client wrote it, which need not be UTF-8.
        package var text: [UInt8]
        /// Of the exchange, whose client wrote it; 0 for the texts of files that did not say.
        package var account: UInt32

        package init(number: UInt64, name: UInt64, text: [UInt8], account: UInt32 = 0) {
            self.number = number
            self.name = name
            self.text = text
            self.account = account
        }
    }

    /// Texts kept, as many as the engine remembers names; the oldest gives way.
    package static let namesMax = 1 << 20
    package static let fileName = "names.sqlite"
    /// From a commit to the sync of the file, in nanoseconds.
    static let settleNanoseconds: Int64 = 1_000_000_000

    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let connection: DatabaseConnection
    private let path: String
    private let insertion: Statement
    private let clock: any IO.Clock
    private let namesMax: UInt64
    private var isSettling = false
    /// Why the file could not be synced the last time; the next second tries again.
    package private(set) var settleFailure: HistoryError?

    /// A row's place is its number modulo `namesMax`, so that the table never has more rows and none is ever searched for.
    private static let migrations = [
        "CREATE TABLE order_name (place INTEGER PRIMARY KEY, number INTEGER NOT NULL, name INTEGER NOT NULL, text BLOB NOT NULL)",
        "ALTER TABLE order_name ADD COLUMN account INTEGER NOT NULL DEFAULT 0",
    ]

    package init(
        directory: String, loop: EventLoop, clock: any IO.Clock = SystemClock(), namesMax: Int = NameStore.namesMax
    ) throws(HistoryError) {
        let path = "\(directory)/\(Self.fileName)"
        self.path = path
        do throws(IOError) {
            // An empty file is a new database to SQLite, and its other files take the permissions of this one.
            if try PrivateFile.exists(path) == false { try PrivateFile.write(path, []) }
        } catch { throw .io(error) }
        do throws(DatabaseError) {
            connection = try DatabaseConnection(path: path, migrations: Self.migrations)
            try connection.execute("PRAGMA synchronous = NORMAL")
            insertion = try connection.prepare("INSERT OR REPLACE INTO order_name VALUES (?, ?, ?, ?, ?)")
        } catch { throw .database(path: path, error) }
        self.loop = loop
        self.clock = clock
        self.namesMax = UInt64(namesMax)
    }

    /// All there is, in the order it was written.
    package func load(_ body: (Entry) -> Void) throws(HistoryError) {
        do throws(DatabaseError) {
            let rows = try connection.prepare("SELECT number, name, text, account FROM order_name ORDER BY number")
            while try rows.step() {
                body(Entry(
                    number: UInt64(bitPattern: rows.integer(0)), name: UInt64(bitPattern: rows.integer(1)), text: rows.blob(2),
                    account: UInt32(truncatingIfNeeded: rows.integer(3))))
            }
        } catch { throw .database(path: path, error) }
    }

    /// All of them or, when it throws, none.
    package func write(_ entries: [Entry]) throws(HistoryError) {
        do throws(DatabaseError) {
            try connection.transaction { () throws(DatabaseError) in
                for entry in entries {
                    try insertion.bind(Int64(entry.number % namesMax), at: 0)
                    try insertion.bind(Int64(bitPattern: entry.number), at: 1)
                    try insertion.bind(Int64(bitPattern: entry.name), at: 2)
                    try insertion.bind(entry.text, at: 3)
                    try insertion.bind(Int64(entry.account), at: 4)
                    _ = try insertion.step()
                    insertion.reset()
                }
            }
        } catch { throw .database(path: path, error) }
        settleLater()
    }

    /// For tests: nothing can be written from now on, as on a full disk.
    func refuse() throws(DatabaseError) { try connection.execute("PRAGMA query_only = ON") }

    private func settleLater() {
        guard !isSettling else { return }
        isSettling = true
        loop.schedule(at: clock.monotonicNanoseconds + Self.settleNanoseconds) { [weak self] in
            self?.assumeIsolated { $0.settle() }
        }
    }

    /// Syncs what was committed and moves it into the table's own pages.
    private func settle() {
        isSettling = false
        do throws(DatabaseError) {
            _ = try connection.query("PRAGMA wal_checkpoint(PASSIVE)") { row throws(DatabaseError) in row.integer(0) }
            settleFailure = nil
        } catch {
            settleFailure = .database(path: path, error)
            settleLater()
        }
    }
}
