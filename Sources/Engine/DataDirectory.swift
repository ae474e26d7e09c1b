import IO
import Journaling
import Market

/// Where one exchange keeps what outlives it.
///
///     DIR/log         segments of the log; `lock` is held by the one process that writes them
///     DIR/snapshots   snapshots of the state; `lock` is held by the one process that writes them
///
/// Only `Exchange.open` writes to the log. Readers take neither lock, change nothing, and may run beside it.
package struct DataDirectory: Sendable {
    package let path: String
    package let storage: any Storage

    package init(_ path: String, storage: any Storage = FileStorage()) {
        self.path = path
        self.storage = storage
    }

    package var log: String { "\(path)/log" }
    package var snapshots: SnapshotStore { SnapshotStore("\(path)/snapshots", storage: storage) }

    /// Identity of the log; nil if there is none yet.
    /// - Throws: `logMissing` if snapshots say that there was one.
    package func identity() throws(EngineError) -> UInt64? {
        do throws(JournalError) {
            if let identity = try JournalReader.identity(log, storage: storage) { return identity }
            guard try !snapshots.list().isEmpty else { return nil }
        } catch { throw .journal(error) }
        throw .logMissing(directory: log)
    }

    /// The same, for whoever needs a log.
    package func existingIdentity() throws(EngineError) -> UInt64 {
        guard let identity = try identity() else { throw .logMissing(directory: log) }
        return identity
    }

    /// Whether a process has the log open for writing.
    package func isLive() throws(EngineError) -> Bool {
        do { return try JournalReader.isBeingWritten(log, storage: storage) } catch { throw .journal(error) }
    }
}
