import Database
import Engine
import IO
import Journaling
import Market

/// A history ready to go on: the file, and the blotter behind its cursor.
struct HistoryOpening {
    let projection: Projection
    let log: LogTail
    /// That the file had to be made anew, and why.
    var notice: String?
}

extension HistoryOpening {
    /// Opens DIR/history.sqlite, or makes it, and reads what the blotter has to know from the newest checkpoint and the log behind it.
    ///
    /// A file that is damaged, of another log, or ahead of this one is set aside and made anew from the log; if the log no longer reaches back
    /// to its first record, the file stays where it is and is refused.
    /// - Parameters:
    ///   - end: the last record of the log that may be read.
    ///   - isDamaged: it was found to be damaged while it was in use.
    init(
        _ directory: DataDirectory, instanceID: UInt64, through end: SequenceNumber, retention: HistoryRetention, isDamaged: Bool
    ) throws(HistoryError) {
        let path = HistoryStore.path(in: directory.path)
        var fault = isDamaged ? "it was found to be damaged" : nil
        if fault == nil {
            do throws(HistoryError) {
                try self.init(path, directory, instanceID, end, retention)
                return
            } catch {
                switch error {
                case .database(_, let cause) where cause.isDamage: fault = "it is damaged: \(cause)"
                case .unusable(_, let what): fault = what
                default: throw error
                }
            }
        }
        let reason = fault ?? ""
        let first = try Self.firstSequence(directory)
        guard first <= 1 else {
            throw .unusable(path: path, what: "\(reason); the log begins at \(first), so it cannot be made again. Put a copy of it in its place")
        }
        let aside = try Self.setAside(path, directory.storage)
        try self.init(path, directory, instanceID, end, retention)
        notice = "\(path): \(reason); it was renamed to \(aside) and is made again from the log"
    }

    private init(
        _ path: String, _ directory: DataDirectory, _ instanceID: UInt64, _ end: SequenceNumber, _ retention: HistoryRetention
    ) throws(HistoryError) {
        let store = try HistoryStore(path: path, instanceID: instanceID)
        try store.set(retention)
        guard store.cursor <= end else { throw .unusable(path: path, what: "it reaches to \(store.cursor), and the log to \(end)") }
        var blotter: Blotter
        if let found = try store.newestCheckpoint(through: store.cursor) { blotter = found } else { blotter = Blotter() }
        let log = try LogTail(directory, after: blotter.sequence, instanceID: instanceID, follow: .written)
        guard try blotter.apply(log, through: store.cursor) else {
            throw .unusable(path: path, what: "it reaches to \(store.cursor), and the log to \(blotter.sequence)")
        }
        projection = Projection(store, blotter, retention: retention)
        self.log = log
    }

    /// First sequence the log still has; 1 if it is empty.
    static func firstSequence(_ directory: DataDirectory) throws(HistoryError) -> SequenceNumber {
        do { return try JournalReader(directory.log, storage: directory.storage).firstSequence ?? 1 } catch { throw .journal(error) }
    }

    /// Renames the file, so that a new one can be begun; what was set aside before is replaced.
    static func setAside(_ path: String, _ storage: any Storage) throws(HistoryError) -> String {
        let aside = "\(path).damaged"
        do throws(StorageError) {
            for suffix in ["-wal", "-shm", ""] {
                do throws(StorageError) { try storage.rename(path + suffix, to: aside + suffix) } catch { if !error.isNotFound { throw error } }
            }
        } catch { throw .storage(error) }
        return aside
    }
}
