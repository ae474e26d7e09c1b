package import IO

/// One of the two copies of a mirrored log.
package enum LogCopy: Int, Sendable, CaseIterable {
    case primary, mirror
    package var other: LogCopy { self == .primary ? .mirror : .primary }
}

/// A stretch of one copy that was not as it should be and was, or can be, written again from the other.
package struct MirrorRepair: Equatable, Sendable, CustomStringConvertible {
    package var copy: LogCopy
    package var path: String
    package var offset: Int
    package var bytes: Int
    package var what: String

    package var description: String { "\(path), offset \(offset), \(bytes) bytes: \(what)" }
}

/// What became of two copies.
package struct MirrorReport: Equatable, Sendable {
    /// In the order of the log, then snapshots.
    package var repairs: [MirrorRepair] = []
    /// A copy that held nothing of the log and was made anew.
    package var remade: LogCopy?
    package init() {}
}

/// The log and its snapshots in two directories, which hold the same bytes as long as nothing is damaged.
///
/// Each copy proves itself: a frame counts where its checksums are right and it follows the one before it. What one copy lacks is written
/// again from the other; where neither has it, the log ends or is refused, as without a mirror. Which copy is newer is never asked.
///
///     walk both copies, frame by frame ─┬─ both have the next frame, the same     → on
///                                       ├─ one has it                             → on; to be copied to the other
///                                       ├─ both have one, and not the same        → the copies have parted: refused
///                                       └─ neither has it ─┬─ something durable lies behind it in either → refused
///                                                          └─ otherwise → the end; what lies behind is cut
package struct LogMirror: Sendable {
    /// Where one copy is.
    package struct Place: Sendable {
        package var log: String
        package var snapshots: String
        package var storage: any Storage

        package init(log: String, snapshots: String, storage: any Storage) {
            self.log = log
            self.snapshots = snapshots
            self.storage = storage
        }

        var directory: SegmentDirectory { SegmentDirectory(storage: storage, path: log) }
        var store: SnapshotStore { SnapshotStore(snapshots, storage: storage) }
    }

    let places: [Place]

    package init(primary: Place, mirror: Place) { places = [primary, mirror] }

    /// Makes both copies the same again, under the locks of both.
    /// - Parameter restores: whether a primary without any segment is made from the mirror. A wrong path would look the same.
    /// - Throws: if neither copy has what must be there, and what is before that place is repaired; or, with nothing changed, if they are not of one log.
    package func repair(restores: Bool = false) throws(JournalError) -> MirrorReport {
        var locks: [any StorageFile] = []
        for place in places {
            try lifting { () throws(StorageError) in try place.storage.createDirectory(place.log) }
            locks.append(try place.directory.lock())
            try place.directory.removeTemporaries()
        }
        defer { withExtendedLifetime(locks) {} }
        var report = try merge(restores: restores, isDryRun: false)
        try mirrorSnapshots(&report, isDryRun: false)
        return report
    }

    /// For whoever only reads: a mirror that is not there is a wrong path, not one to be made.
    package func requireMirror() throws(JournalError) {
        guard try places[1].directory.segmentsIfAny().isEmpty else { return }
        throw .mirror("\(places[1].log): there is no log, so this is no mirror")
    }

    /// What `repair` would do. Changes nothing and takes no lock; beside a writer the ends may differ for a moment.
    package func compare() throws(JournalError) -> MirrorReport {
        var report = try merge(restores: true, isDryRun: true)
        try mirrorSnapshots(&report, isDryRun: true)
        return report
    }

    private func merge(restores: Bool, isDryRun: Bool) throws(JournalError) -> MirrorReport {
        var merge = try MirrorMerge(places.map(\.directory), syncs: !isDryRun)
        if merge.numbers[0].isEmpty, !merge.numbers[1].isEmpty, !restores {
            throw .mirror("\(places[0].log) holds no log, but \(places[1].log) does; to make the first from the second: walras journal repair --mirror. Registry and history are not in it")
        }
        var report = MirrorReport()
        if merge.numbers[0].isEmpty != merge.numbers[1].isEmpty { report.remade = merge.numbers[0].isEmpty ? .primary : .mirror }
        do { try merge.run() } catch {
            // What comes before the place that both lack is worth having the same.
            if case .corrupt = error, !isDryRun { try merge.apply() }
            throw error
        }
        let made = merge.patches.filter { $0.kind == .file }
        report.repairs = merge.patches.compactMap { patch in
            // A file that is made is one repair, whatever is in it.
            if patch.kind != .file, made.contains(where: { $0.copy == patch.copy && $0.number == patch.number }) { return nil }
            return MirrorRepair(
                copy: patch.copy, path: places[patch.copy.rawValue].directory.path(ofSegment: patch.number), offset: patch.range.lowerBound,
                bytes: patch.range.count, what: patch.what)
        }
        if isDryRun || merge.patches.isEmpty { return report }
        try merge.apply()
        // What was written must read as it was meant.
        var again = try MirrorMerge(places.map(\.directory), syncs: true)
        try again.run()
        if let patch = again.patches.first {
            throw .mirror("\(places[patch.copy.rawValue].directory.path(ofSegment: patch.number)), offset \(patch.range.lowerBound): written again, and still: \(patch.what)")
        }
        return report
    }

    /// Copies each snapshot that is whole in one place only to the other. One that is whole in neither stays as it is: there are older ones, and the log.
    private func mirrorSnapshots(_ report: inout MirrorReport, isDryRun: Bool) throws(JournalError) {
        var instanceID: UInt64?
        for place in places where instanceID == nil { instanceID = try JournalReader.identity(place.log, storage: place.storage) }
        guard let instanceID else { return }
        var sequences: Set<UInt64> = []
        for place in places { sequences.formUnion(try place.store.list()) }
        for sequence in sequences.sorted() {
            let found = try LogCopy.allCases.map { copy throws(JournalError) in try examine(sequence, places[copy.rawValue].store, instanceID) }
            switch (found[0], found[1]) {
            case (.success(let a), .success(let b)):
                guard a == b else { throw .mirror("the snapshots of sequence \(sequence) are both whole, and not the same: \(places[0].store.path(of: sequence)) and \(places[1].store.path(of: sequence))") }
            case (.success, .failure(let why)): try copySnapshot(sequence, to: .mirror, why, &report, isDryRun)
            case (.failure(let why), .success): try copySnapshot(sequence, to: .primary, why, &report, isDryRun)
            case (.failure, .failure): continue
            }
        }
    }

    private func examine(_ sequence: UInt64, _ store: SnapshotStore, _ instanceID: UInt64) throws(JournalError) -> Result<SnapshotInfo, JournalError> {
        do throws(JournalError) {
            let reader = try store.open(sequence, instanceID: instanceID)
            try reader.verify()
            return .success(reader.info)
        } catch {
            if case .storage(let cause) = error, !cause.isNotFound { throw error }
            return .failure(error)
        }
    }

    private func copySnapshot(_ sequence: UInt64, to copy: LogCopy, _ why: JournalError, _ report: inout MirrorReport, _ isDryRun: Bool) throws(JournalError) {
        let (target, source) = (places[copy.rawValue], places[copy.other.rawValue])
        let path = target.store.path(of: sequence)
        try lifting { () throws(StorageError) in
            let file = try source.storage.open(source.store.path(of: sequence), .read)
            let bytes = try file.size()
            report.repairs.append(MirrorRepair(copy: copy, path: path, offset: 0, bytes: bytes, what: "\(why)"))
            if isDryRun { return }
            try target.storage.createDirectory(target.snapshots)
            let temporary = "\(target.snapshots)/\(SnapshotFormat.name(sequence, SnapshotFormat.temporarySuffix))"
            let made = try target.storage.open(temporary, .create)
            try FileCopy.copy(file, 0..<bytes, to: made)
            try made.sync()
            try target.storage.rename(temporary, to: path)
            try target.storage.syncDirectory(target.snapshots)
        }
        if !isDryRun { try target.store.open(sequence).verify() }
    }
}

enum FileCopy {
    /// Writes a stretch of one file to the same place in another, a slice at a time.
    static func copy(_ source: any StorageFile, _ range: Range<Int>, to target: any StorageFile) throws(StorageError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(ZeroFill.sliceBytes, max(range.count, 1)), alignment: 64)
        defer { unsafe buffer.deallocate() }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let wanted = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[0..<min(buffer.count, range.upperBound - offset)])
            let bytes = try unsafe source.read(into: wanted, at: offset)
            guard bytes == wanted.count else { throw StorageError(.read, source.path, code: StorageErrorCode.inputOutput) }
            try unsafe target.write(UnsafeRawBufferPointer(wanted), at: offset)
            offset += bytes
        }
    }
}
