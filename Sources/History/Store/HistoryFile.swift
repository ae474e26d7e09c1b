import Database
import Engine
import IO
import Journaling
import Market

/// What DIR/history.sqlite says to those who do not write it: a daemon that starts, and whoever prunes the log.
package enum HistoryFile {
    /// What the blotter was behind the newest usable checkpoint up to `last`, to be told of the rest by the log; a new one without any.
    ///
    /// - Throws: `database` if the file cannot be read.
    package static func blotter(in directory: String, instanceID: UInt64, through last: SequenceNumber) throws(HistoryError) -> Blotter {
        let path = HistoryStore.path(in: directory)
        guard let connection = try open(path) else { return Blotter() }
        guard try instance(connection) == instanceID else { return Blotter() }
        for sequence in try checkpoints(connection) where sequence <= last {
            if let blotter = try checkpoint(connection, sequence) { return blotter }
        }
        return Blotter()
    }

    /// The lowest sequence that the history of this log still has to read from it: what is behind its older checkpoint.
    ///
    /// 1 as long as there are not so many checkpoints that one is to fall back on; `UInt64.max` without a history.
    package static func neededFrom(_ directory: String, instanceID: UInt64) throws(HistoryError) -> SequenceNumber {
        guard let connection = try open(HistoryStore.path(in: directory)), try instance(connection) == instanceID else { return .max }
        let sequences = try checkpoints(connection)
        guard let oldest = sequences.last, sequences.count >= HistoryStore.checkpointsKept else { return 1 }
        return oldest + 1
    }

    /// The checkpoint's blotter; nil if it is of another layout or not whole.
    static func checkpoint(_ connection: DatabaseConnection, _ sequence: SequenceNumber) throws(HistoryError) -> Blotter? {
        do throws(HistoryError) {
            var blotter = Blotter()
            var reader = try CheckpointReader(connection, at: sequence)
            try blotter.visit(&reader)
            try reader.finish()
            guard blotter.sequence == sequence else { return nil }
            return consume blotter
        } catch {
            if case .image = error { return nil }
            throw error
        }
    }

    /// Whether there is such a file. Not by opening it: the locks SQLite has on a file end when anybody in the process closes it.
    package static func isThere(_ path: String) throws(StorageError) -> Bool {
        let (directory, name) = path.lastIndex(of: "/").map { (String(path[..<$0]), path[path.index(after: $0)...]) } ?? (".", path[...])
        do throws(StorageError) { return try FileStorage().list(directory).contains(String(name)) } catch {
            if error.isNotFound { return false }
            throw error
        }
    }

    /// Nil if there is no such file.
    static func open(_ path: String) throws(HistoryError) -> DatabaseConnection? {
        do throws(StorageError) { guard try isThere(path) else { return nil } } catch { throw .storage(error) }
        var options = DatabaseOptions()
        options.isReadOnly = true
        do { return try DatabaseConnection(path: path, migrations: HistorySchema.migrations, options: options) } catch {
            throw .database(path: path, error)
        }
    }

    static func instance(_ connection: DatabaseConnection) throws(HistoryError) -> UInt64? {
        do throws(DatabaseError) {
            return try connection.query("SELECT instance FROM progress") { row throws(DatabaseError) in UInt64(bitPattern: row.integer(0)) }.first
        } catch { throw .database(path: connection.path, error) }
    }

    /// What of it does not follow from the log: how long rows are kept, and the rows of `reader`.
    static func settings(_ connection: DatabaseConnection) throws(HistoryError) -> (HistoryRetention, readers: [[DatabaseValue]]) {
        do throws(DatabaseError) {
            let retention = try connection.query("SELECT minute_equity_days, days, rows FROM progress") { row throws(DatabaseError) in
                HistoryRetention(minuteEquityDays: row.integer(0), days: row.integer(1), rows: row.integer(2))
            }
            let readers = try connection.query("SELECT name, ended_order, fill, account_event FROM reader") { row throws(DatabaseError) in
                [DatabaseValue.text(try row.text(0)), .integer(row.integer(1)), .integer(row.integer(2)), .integer(row.integer(3))]
            }
            return (retention.first ?? HistoryRetention(), readers)
        } catch { throw .database(path: connection.path, error) }
    }

    private static func checkpoints(_ connection: DatabaseConnection) throws(HistoryError) -> [SequenceNumber] {
        do throws(DatabaseError) {
            return try connection.query("SELECT DISTINCT sequence FROM checkpoint ORDER BY sequence DESC") { row throws(DatabaseError) in
                SequenceNumber(bitPattern: row.integer(0))
            }
        } catch { throw .database(path: connection.path, error) }
    }
}
