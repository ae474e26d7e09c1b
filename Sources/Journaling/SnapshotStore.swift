package import IO

/// The snapshots of one log, and what of the log is no longer needed because of them.
package struct SnapshotStore: Sendable {
    private let path: String
    private let storage: any Storage

    /// Snapshots kept at least: the newest, and one to fall back on.
    package static let keptMin = 2

    package init(_ path: String, storage: any Storage) {
        self.path = path
        self.storage = storage
    }

    /// Sequences of the snapshots there are, newest first.
    package func list() throws(JournalError) -> [UInt64] {
        let names: [String]
        do { names = try storage.list(path) } catch {
            // Nobody has written one yet.
            if error.isNotFound { return [] }
            throw .storage(error)
        }
        return names.compactMap(SnapshotFormat.sequence).sorted(by: >)
    }

    package func path(of sequence: UInt64) -> String { "\(path)/\(SnapshotFormat.name(sequence))" }

    package func open(_ sequence: UInt64) throws(JournalError) -> SnapshotReader {
        try SnapshotReader(path: path(of: sequence), storage: storage)
    }

    /// The same; one that is not of this log is refused.
    package func open(_ sequence: UInt64, instanceID: UInt64) throws(JournalError) -> SnapshotReader {
        let reader = try open(sequence)
        try check(reader.info, sequence, instanceID)
        return reader
    }

    package func writer(instanceID: UInt64, sequence: UInt64) throws(JournalError) -> SnapshotWriter {
        try SnapshotWriter(path, storage: storage, instanceID: instanceID, sequence: sequence)
    }

    /// Keeps a second follower out for as long as the returned file lives, and removes what an interrupted one left behind.
    package func lock() throws(JournalError) -> any StorageFile {
        let file = try lifting { () throws(StorageError) in
            try storage.createDirectory(path)
            return try storage.open("\(path)/\(SegmentDirectory.lockName)", .openOrCreate)
        }
        guard try lifting({ () throws(StorageError) in try file.tryLock() }) else { throw .locked(directory: path) }
        try lifting { () throws(StorageError) in
            for name in try storage.list(path) where name.hasSuffix(SnapshotFormat.temporarySuffix) { try storage.remove("\(path)/\(name)") }
        }
        return file
    }

    /// Gives the snapshots behind `sequence` a name under which nobody finds them, for a log that no longer reaches them.
    /// - Returns: the paths they were moved to.
    package func setAside(after sequence: UInt64) throws(JournalError) -> [String] {
        var moved: [String] = []
        for newer in try list() where newer > sequence {
            let aside = path(of: newer) + JournalRepair.damagedSuffix
            try lifting { () throws(StorageError) in try storage.rename(path(of: newer), to: aside) }
            moved.append(aside)
        }
        if !moved.isEmpty { try lifting { () throws(StorageError) in try storage.syncDirectory(path) } }
        return moved
    }

    /// What came of looking for a snapshot to start from.
    package struct Load<Value> {
        /// Nil if no snapshot will do: then there is the log alone.
        package var value: Value?
        package var info: SnapshotInfo?
        /// Why newer snapshots were passed over.
        package var rejected: [JournalError]
    }

    /// Loads the newest snapshot that is whole, falling back to older ones.
    /// - Parameters:
    ///   - instanceID: snapshots of another log are passed over.
    ///   - body: reads the sections; when it throws, what it made is dropped and the next older snapshot is tried.
    package func load<Value>(
        instanceID: UInt64?, _ body: (SnapshotReader) throws(JournalError) -> Value
    ) throws(JournalError) -> Load<Value> {
        var rejected: [JournalError] = []
        for sequence in try list() {
            do {
                let reader = try open(sequence)
                try check(reader.info, sequence, instanceID)
                return Load(value: try body(reader), info: reader.info, rejected: rejected)
            } catch { rejected.append(error) }
        }
        return Load(value: nil, info: nil, rejected: rejected)
    }

    private func check(_ info: SnapshotInfo, _ sequence: UInt64, _ instanceID: UInt64?) throws(JournalError) {
        guard info.sequence == sequence else { throw .snapshot(path: path(of: sequence), what: "it holds sequence \(info.sequence)") }
        if let instanceID, info.instanceID != instanceID {
            throw .snapshot(path: path(of: sequence), what: "it belongs to instance \(String(info.instanceID, radix: 16))")
        }
    }

    /// What `prune` removed.
    package struct Pruned: Equatable, Sendable {
        package var snapshots: [UInt64] = []
        package var segments: [UInt64] = []
        /// Snapshots that do not count as kept because they are damaged.
        package var damaged: [JournalError] = []
        package init() {}
    }

    /// Keeps the newest snapshots that are whole and the log from the oldest of them on; removes what is older.
    ///
    /// Without that many whole snapshots nothing is removed. Safe beside a writer, which never looks back at a finished segment.
    /// - Parameters:
    ///   - keep: how many, at least `keptMin`.
    ///   - log: directory of the log.
    ///   - neededSequence: the lowest sequence that somebody still has to read from the log.
    package func prune(
        log: String, instanceID: UInt64, keep: Int = keptMin, neededSequence: UInt64 = .max
    ) throws(JournalError) -> Pruned {
        precondition(keep >= Self.keptMin, "there is always a snapshot to fall back on")
        var pruned = Pruned()
        var kept: [UInt64] = []
        let sequences = try list()
        for sequence in sequences where kept.count < keep {
            do {
                let reader = try open(sequence)
                try check(reader.info, sequence, instanceID)
                try reader.verify()
                kept.append(sequence)
            } catch { pruned.damaged.append(error) }
        }
        guard kept.count == keep, let older = kept.last else { return pruned }
        for sequence in sequences where sequence < older {
            try lifting { () throws(StorageError) in try storage.remove(path(of: sequence)) }
            pruned.snapshots.append(sequence)
        }
        if !pruned.snapshots.isEmpty { try lifting { () throws(StorageError) in try storage.syncDirectory(path) } }
        pruned.segments = try pruneSegments(SegmentDirectory(storage: storage, path: log), instanceID, before: min(older + 1, neededSequence))
        return pruned
    }

    /// Removes segments whose successor begins at or before `sequence`, oldest first, so that what is left is always without gaps.
    private func pruneSegments(_ directory: SegmentDirectory, _ instanceID: UInt64, before sequence: UInt64) throws(JournalError) -> [UInt64] {
        var removed: [UInt64] = []
        let numbers = try directory.segments()
        for (number, next) in zip(numbers, numbers.dropFirst()) {
            guard next == number + 1, let (header, _) = try SegmentWindow(directory, next, readBytes: Format.headerBytes).header(instanceID: instanceID),
                header.firstSequence <= sequence
            else { break }
            try lifting { () throws(StorageError) in try storage.remove(directory.path(ofSegment: number)) }
            removed.append(number)
        }
        if !removed.isEmpty { try lifting { () throws(StorageError) in try storage.syncDirectory(directory.path) } }
        return removed
    }
}
