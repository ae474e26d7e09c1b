import IO
import Journaling
import Market

/// Where one exchange keeps what outlives it.
///
///     DIR/log         segments of the log; `lock` is held by the one process that writes them
///     DIR/snapshots   snapshots of the state; `lock` is held by the one process that writes them
///
/// Only `Exchange.open` writes to the log. Readers take neither lock, change nothing, and may run beside it. With a mirror, both directories
/// are written to at the same time, and `open` first makes them the same.
package struct DataDirectory: Sendable {
    package let path: String
    /// Where the second copy of log and snapshots is.
    package let mirror: String?
    package let storage: any Storage
    private let copies: LogMirror?

    package init(_ path: String, storage: any Storage = FileStorage()) { self.init(path, nil, storage, nil) }

    private init(_ path: String, _ mirror: String?, _ storage: any Storage, _ copies: LogMirror?) {
        self.path = path
        self.mirror = mirror
        self.storage = storage
        self.copies = copies
    }

    /// - Parameter mirror: without one it is as above.
    package init(
        _ path: String, mirror: String?, storage: any Storage = FileStorage(), usesThread: Bool = true
    ) throws(EngineError) {
        guard let mirror else {
            self.init(path, storage: storage)
            return
        }
        let (own, other) = (path.hasSuffix("/") ? path : path + "/", mirror.hasSuffix("/") ? mirror : mirror + "/")
        guard !own.hasPrefix(other), !other.hasPrefix(own) else {
            throw .journal(.invalidOptions("mirror \(mirror): neither it nor the data directory, \(path), may be in the other"))
        }
        let places = [path, mirror].map { LogMirror.Place(log: "\($0)/log", snapshots: "\($0)/snapshots", storage: storage) }
        do throws(StorageError) {
            let twice = try MirroredStorage(path, mirror: mirror, storage: storage, usesThread: usesThread)
            self.init(path, mirror, twice, LogMirror(primary: places[0], mirror: places[1]))
        } catch { throw .journal(.storage(error)) }
    }

    /// Makes the log and its snapshots the same in both copies; nil without a mirror. Nobody may have them open.
    /// - Parameter restores: whether a data directory without any log is made from the mirror.
    package func repairFromMirror(restores: Bool = false) throws(EngineError) -> MirrorReport? {
        do { return try copies?.repair(restores: restores) } catch { throw .journal(error) }
    }

    /// What `repairFromMirror` would do; nil without a mirror.
    package func compareWithMirror() throws(EngineError) -> MirrorReport? {
        do { return try copies?.compare() } catch { throw .journal(error) }
    }

    /// - Throws: if there is to be a mirror and it holds no log.
    package func requireMirror() throws(EngineError) {
        do { try copies?.requireMirror() } catch { throw .journal(error) }
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
