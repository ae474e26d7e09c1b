import Database
import Engine
import IO
import Journaling
import Market

/// Makes DIR/history.sqlite again from the log, beside the one there is, and then puts it in its place.
///
/// It keeps what is no business of the log: how far others have read, and how long rows are kept. It needs the log from its first record:
/// of what was pruned there are rows in the old file alone, which stays as it is.
package struct HistoryRebuild {
    package struct Outcome: Equatable, Sendable {
        package var path: String
        /// The last record in the tables.
        package var sequence: SequenceNumber
        package var bytes: Int
    }

    private let directory: DataDirectory
    /// Bytes of the log that were read, and how many there are.
    package var onProgress: (_ done: Int, _ of: Int) -> Void = { _, _ in }

    package init(_ directory: DataDirectory) { self.directory = directory }

    /// - Throws: `isLive` while an exchange has the directory open, `logGap` if the log no longer begins at 1.
    package func run() throws(HistoryError) -> Outcome {
        let instanceID: UInt64
        do throws(EngineError) { instanceID = try directory.existingIdentity() } catch {
            if case .journal(let cause) = error { throw .journal(cause) }
            throw .unusable(path: directory.log, what: "there is no log")
        }
        let lock: (any StorageFile)?
        do { lock = try JournalReader.lockOut(directory.log, storage: directory.storage) } catch { throw .journal(error) }
        guard let lock else { throw .isLive(directory: directory.path) }
        defer { withExtendedLifetime(lock) {} }
        let path = HistoryStore.path(in: directory.path)
        let new = path + ".new"
        try Self.remove(new, directory.storage)
        let sequence = try write(new, instanceID, old: path)
        do throws(StorageError) {
            // Whatever is left of the old one beside it belongs to none.
            for suffix in ["-wal", "-shm"] { try Self.removeIfAny(path + suffix, directory.storage) }
            let file = try directory.storage.open(new, .readWrite)
            try file.sync()
            try directory.storage.rename(new, to: path)
            try directory.storage.syncDirectory(directory.path)
            return Outcome(path: path, sequence: sequence, bytes: try file.size())
        } catch { throw .storage(error) }
    }

    private func write(_ path: String, _ instanceID: UInt64, old: String) throws(HistoryError) -> SequenceNumber {
        let log = try LogTail(directory, after: 0, instanceID: instanceID, follow: .no)
        let store = try HistoryStore(path: path, instanceID: instanceID, synchronous: .off)
        try copy(from: old, instanceID, to: store)
        let projection = Projection(store, Blotter(), retention: try store.retention)
        // It never is enough: behind the end of a log nothing follows, however far one asks.
        let isBehindEverything = try projection.follow(log, through: .max) {
            onProgress(log.progress.bytes, log.progress.of)
            return false
        }
        precondition(!isBehindEverything, "a log with as many records as integers")
        try projection.checkpoint()
        try store.finish()
        return projection.sequence
    }

    /// Settings and readers of the old file, as far as it can be read.
    private func copy(from old: String, _ instanceID: UInt64, to store: HistoryStore) throws(HistoryError) {
        var retention = HistoryRetention()
        var readers: [[DatabaseValue]] = []
        do throws(HistoryError) {
            if let before = try HistoryFile.open(old), try HistoryFile.instance(before) == instanceID {
                (retention, readers) = try HistoryFile.settings(before)
            }
        } catch {
            // What it was rebuilt for, most likely. Readers begin again where their own cursors are.
            guard case .database = error else { throw error }
        }
        try store.set(retention)
        for reader in readers {
            try store.lift { () throws(DatabaseError) in
                try store.connection.run("INSERT INTO reader (name, ended_order, fill, account_event) VALUES (?, ?, ?, ?)", reader)
            }
        }
    }

    private static func remove(_ path: String, _ storage: any Storage) throws(HistoryError) {
        do throws(StorageError) {
            for suffix in ["-wal", "-shm", ""] { try removeIfAny(path + suffix, storage) }
        } catch { throw .storage(error) }
    }

    private static func removeIfAny(_ path: String, _ storage: any Storage) throws(StorageError) {
        do { try storage.remove(path) } catch { if !error.isNotFound { throw error } }
    }
}
