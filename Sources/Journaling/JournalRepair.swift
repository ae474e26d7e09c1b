package import IO

/// A stretch of the log that a repair gives up.
package struct RepairLoss: Equatable, Sendable, CustomStringConvertible {
    package var position: JournalPosition
    /// To the end of the file, zeros included; 0 if the file is missing.
    package var bytes: Int
    /// Records that stood in it, as far as intact headers tell, there or behind it; and the last of their sequences.
    package var records = 0
    package var lastSequence: UInt64 = 0

    package var description: String {
        let what = bytes == 0 ? "the file is missing" : "\(bytes) bytes"
        return "\(position): \(what)" + (records > 0 ? ", \(records) records up to sequence \(lastSequence)" : ", no record that anything tells of")
    }
}

/// What it takes to make a damaged log one that recovery accepts.
package struct JournalRepair: Equatable, Sendable, CustomStringConvertible {
    /// Everything from here on goes; nil if the log needs no repair.
    package var cut: JournalPosition?
    /// The last sequence that is kept.
    package var lastSequence: UInt64
    package var losses: [RepairLoss]
    /// Where the damaged files were moved; empty as long as nothing was done.
    package var movedTo: [String] = []

    package init(cut: JournalPosition?, lastSequence: UInt64, losses: [RepairLoss] = []) {
        (self.cut, self.lastSequence, self.losses) = (cut, lastSequence, losses)
    }

    /// Records that go, as far as anything tells of them.
    package var lostRecords: Int { losses.reduce(0) { $0 + $1.records } }

    package var description: String {
        guard let cut else { return "the log needs no repair" }
        return "cut at \(cut), keeping the log up to sequence \(lastSequence); lost, \(lostRecords) records:\n" + losses.map { "  \($0)\n" }.joined()
    }

    static let damagedSuffix = ".damaged"

    /// Says what a repair would give up, and does it if told to.
    ///
    /// Damaged files are moved or copied aside under a name with `.damaged`, never deleted. Snapshots that are newer than what is kept
    /// no longer fit the log; the caller must set them aside as well.
    /// - Parameters:
    ///   - acceptLoss: false changes nothing.
    ///   - snapshot: the newest whole snapshot before a sequence, nil if there is none; recovery will begin with the newest that the kept log
    ///     reaches, and the segments before it are left as they are.
    package static func repair(
        _ path: String, storage: any Storage, acceptLoss: Bool, snapshot: (_ before: UInt64) throws(JournalError) -> UInt64? = { _ in nil }
    ) throws(JournalError) -> JournalRepair {
        let directory = SegmentDirectory(storage: storage, path: path)
        let lock = try directory.lock()
        defer { withExtendedLifetime(lock) {} }
        var start = try snapshot(.max) ?? 0
        var check = try JournalCheck.verify(path, storage: storage, after: start)
        // A snapshot that the log no longer reaches goes too, and an older one needs more of the log.
        while check.keptSequence < start {
            start = try snapshot(start) ?? 0
            check = try JournalCheck.verify(path, storage: storage, after: start)
        }
        var repair = JournalRepair(cut: check.cut, lastSequence: check.keptSequence, losses: check.cut == nil ? [] : check.losses)
        if acceptLoss, let cut = check.cut { try repair.perform(cut, directory) }
        return repair
    }

    /// Each step leaves a log that is either still refused or whole: first a copy, then the later segments from the far end, then the tail.
    private mutating func perform(_ cut: JournalPosition, _ directory: SegmentDirectory) throws(JournalError) {
        let numbers = try directory.segments()
        let names = Set(try lifting { () throws(StorageError) in try directory.storage.list(directory.path) })
        if cut.offset > 0, numbers.contains(cut.segment) {
            let copy = asidePath(cut.segment, directory, names)
            try lifting { () throws(StorageError) in
                try Self.copy(directory.path(ofSegment: cut.segment), to: copy, directory.storage)
                try directory.storage.syncDirectory(directory.path)
            }
            movedTo.append(copy)
        }
        for number in numbers.reversed() where number > cut.segment || (number == cut.segment && cut.offset == 0) {
            let aside = asidePath(number, directory, names)
            try lifting { () throws(StorageError) in
                try directory.storage.rename(directory.path(ofSegment: number), to: aside)
                try directory.storage.syncDirectory(directory.path)
            }
            movedTo.append(aside)
        }
        guard cut.offset > 0 else { return }
        let window = try SegmentWindow(directory, cut.segment)
        _ = try window.header(instanceID: nil)
        let file = try directory.open(cut.segment, .readWrite)
        try lifting { () throws(StorageError) in _ = try ZeroFill.fill(file, cut.offset..<window.segmentBytes) }
    }

    /// A name that is not taken by an earlier repair.
    private func asidePath(_ number: UInt64, _ directory: SegmentDirectory, _ names: Set<String>) -> String {
        var name = Format.segmentName(number) + Self.damagedSuffix
        var attempt = 2
        while names.contains(name) {
            name = Format.segmentName(number) + "\(Self.damagedSuffix)-\(attempt)"
            attempt += 1
        }
        return "\(directory.path)/\(name)"
    }

    private static func copy(_ path: String, to copyPath: String, _ storage: any Storage) throws(StorageError) {
        let source = try storage.open(path, .read)
        let target = try storage.open(copyPath, .create)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ZeroFill.sliceBytes, alignment: 4096)
        defer { unsafe buffer.deallocate() }
        var offset = 0
        while true {
            let bytes = try unsafe source.read(into: buffer, at: offset)
            if bytes == 0 { break }
            try unsafe target.write(UnsafeRawBufferPointer(rebasing: buffer[0..<bytes]), at: offset)
            offset += bytes
        }
        try target.sync()
    }
}
