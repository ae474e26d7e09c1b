import Database
import IO
import Market

/// The file of the read models, open for the one that writes it. Blocks on the disk: it belongs to a follower, on a loop of its own.
///
/// Rows and the cursor that says how far they reach change in one transaction, so that whatever happens they fit each other. What a power
/// cut takes back of the last transactions is made again from the log.
package final class HistoryStore {
    package let path: String
    let connection: DatabaseConnection
    let instanceID: UInt64
    /// Every record up to this one is in the tables, as far as they were committed; and the time of that record.
    package private(set) var cursor: SequenceNumber
    package private(set) var cursorTime: Timestamp
    /// Sequences of the checkpoints, newest first.
    package private(set) var checkpoints: [SequenceNumber]

    let rows: HistoryRows
    var sums: HistorySums
    private let advance: Statement
    private let begin: Statement
    private let commit: Statement
    private let rollback: Statement

    /// Checkpoints kept: the newest, and one to fall back on.
    static let checkpointsKept = 2
    /// Pages kept in memory: what is written to over and over, the ends of indices above all.
    static let cacheBytes = 64 << 20
    /// Pages of the write-ahead file before they are moved: 64 MiB, so that a page that changes with every transaction is moved once for many.
    static let walPages = 16_384

    package static func path(in directory: String) -> String { "\(directory)/history.sqlite" }

    /// Opens or creates the file.
    ///
    /// - Throws: `unusable` if the file is of another log.
    package init(path: String, instanceID: UInt64, synchronous: DatabaseOptions.Synchronous = .normal) throws(HistoryError) {
        self.path = path
        self.instanceID = instanceID
        var options = DatabaseOptions()
        options.synchronous = synchronous
        options.cacheBytes = Self.cacheBytes
        options.walPages = Self.walPages
        options.walBytesKept = 4 * Self.walPages * 4096
        // SQLite's other files take the permissions of this one.
        do throws(IOError) { try PrivateFile.claim(path) } catch { throw .io(error) }
        let own = Int64(bitPattern: instanceID)
        let found: [(instance: Int64, sequence: Int64, time: Int64)]
        do throws(DatabaseError) {
            connection = try DatabaseConnection(path: path, migrations: HistorySchema.migrations, options: options)
            try connection.run(
                "INSERT OR IGNORE INTO progress (id, instance, sequence, time, minute_equity_days, days, rows) VALUES (1, ?, 0, 0, 0, 0, 0)",
                [.integer(own)])
            found = try connection.query("SELECT instance, sequence, time FROM progress") { row throws(DatabaseError) in
                (row.integer(0), row.integer(1), row.integer(2))
            }
            checkpoints = try connection.query("SELECT DISTINCT sequence FROM checkpoint ORDER BY sequence DESC") { row throws(DatabaseError) in
                SequenceNumber(bitPattern: row.integer(0))
            }
            rows = try HistoryRows(connection)
            sums = try HistorySums(connection)
            advance = try connection.prepare("UPDATE progress SET sequence = ?, time = ?")
            begin = try connection.prepare("BEGIN IMMEDIATE")
            commit = try connection.prepare("COMMIT")
            rollback = try connection.prepare("ROLLBACK")
        } catch { throw .database(path: path, error) }
        guard let progress = found.first else { throw .unusable(path: path, what: "it does not say how far it reaches") }
        guard progress.instance == own else {
            throw .unusable(path: path, what: "it belongs to instance \(String(UInt64(bitPattern: progress.instance), radix: 16))")
        }
        cursor = SequenceNumber(bitPattern: progress.sequence)
        cursorTime = progress.time
    }

    /// What the settings said last of how long rows are kept.
    package var retention: HistoryRetention {
        get throws(HistoryError) { try HistoryFile.settings(connection).0 }
    }

    func set(_ retention: HistoryRetention) throws(HistoryError) {
        try lift { () throws(DatabaseError) in
            try connection.run(
                "UPDATE progress SET minute_equity_days = ?, days = ?, rows = ?",
                [.integer(retention.minuteEquityDays), .integer(retention.days), .integer(retention.rows)])
        }
    }

    // MARK: transactions

    /// Begins the transaction that `endTransaction` ends. Whoever fails in between lets go of the store.
    func beginTransaction() throws(HistoryError) { try lift { () throws(DatabaseError) in try begin.run() } }

    /// Commits all rows of the transaction with the record they reach to.
    func endTransaction(at sequence: SequenceNumber, time: Timestamp) throws(HistoryError) {
        try lift { () throws(DatabaseError) in
            try sums.flush()
            try advance.bind(Int64(bitPattern: sequence), at: 0)
            try advance.bind(time, at: 1)
            try advance.run()
            try commit.run()
        }
        cursor = sequence
        cursorTime = time
    }

    func lift<Result>(_ body: () throws(DatabaseError) -> Result) throws(HistoryError) -> Result {
        do { return try body() } catch { throw .database(path: path, error) }
    }

    // MARK: checkpoints

    /// Writes the blotter down, within a transaction that ends at its sequence, and forgets the oldest.
    func writeCheckpoint(of blotter: inout Blotter) throws(HistoryError) {
        let sequence = blotter.sequence
        guard !checkpoints.contains(sequence) else { return }
        var writer = try CheckpointWriter(connection, at: sequence)
        try blotter.visit(&writer)
        try writer.finish()
        let kept = ([sequence] + checkpoints).prefix(Self.checkpointsKept)
        for old in checkpoints where !kept.contains(old) {
            try lift { () throws(DatabaseError) in
                try connection.run("DELETE FROM checkpoint WHERE sequence = ?", [.integer(Int64(bitPattern: old))])
            }
        }
        checkpoints = Array(kept)
    }

    /// What the blotter was behind the newest record up to `last` of which there is a checkpoint that can be used; nil without any.
    func newestCheckpoint(through last: SequenceNumber) throws(HistoryError) -> Blotter? {
        for sequence in checkpoints where sequence <= last {
            if let blotter = try HistoryFile.checkpoint(connection, sequence) { return blotter }
        }
        return nil
    }

    /// Moves everything into the database file and leaves no other behind, as far as nobody reads it.
    package func finish() throws(HistoryError) { try lift { () throws(DatabaseError) in _ = try connection.query("PRAGMA wal_checkpoint(TRUNCATE)") { _ throws(DatabaseError) in } } }
}
