package import IO
#if WALRAS_PLANTED_BUGS
internal import Market
#endif

/// What recovery took away at the end of a log: written, but promised to nobody.
package struct LogCut: Equatable, Sendable, CustomStringConvertible {
    package var position: JournalPosition
    /// The first sequence that is gone.
    package var sequence: UInt64
    /// Bytes up to the last one that was not zero.
    package var bytes: Int
    /// Intact frames behind the first bad one that went with it.
    package var frames: Int
    package var reason: String

    package var description: String {
        "cut \(bytes) bytes with \(frames) intact frames that were never acknowledged, at \(position), sequence \(sequence): \(reason)"
    }
}

/// A log that may be read and appended to: checked, cut to its last good frame, and locked until this value is gone.
package struct RecoveredLog {
    package let instanceID: UInt64
    /// First sequence of the oldest segment there is.
    package let firstSequence: UInt64
    /// The last sequence in the log; one less than `firstSequence` if there is none.
    package let lastSequence: UInt64
    /// The last state hash, with the sequence of the record it follows.
    package let lastStateHash: (sequence: UInt64, hash: UInt64)?
    package let cut: LogCut?

    let directory: SegmentDirectory
    let lock: any StorageFile
    let end: LogEnd
    /// Size of the spares.
    let segmentBytes: Int
    /// Blank segments behind the end.
    let spares: [UInt64]
    /// Number of the next segment to be prepared.
    let nextSegment: UInt64
}

/// Finds the end of a log and decides what a bad frame there means.
///
///     bad frame ─┬─ a later frame was written after this place was on disk, or calls a sequence from here on durable → refuse
///                └─ otherwise → a torn tail that nobody was promised: zero it, report it, go on
package struct Recovery {
    private let directory: SegmentDirectory
    private let options: JournalOptions
    private let promised: UInt64
    private var numbers: [UInt64] = []
    private var state = ChainState()
    private var instanceID: UInt64?
    private var lastStateHash: (sequence: UInt64, hash: UInt64)?
    private var known: [UInt64: FrameHeader] = [:]
    /// The last frame (or segment header) that was written after all before it was on disk; and where the log ends.
    private var proven = JournalPosition(segment: 0, offset: 0)
    private var end = JournalPosition(segment: 0, offset: 0)

    /// Where the walk stopped, and why if it was not just the end.
    private struct Stop {
        var index: Int
        var offset: Int
        var reason: String?
    }

    private init(directory: SegmentDirectory, options: JournalOptions, promised: UInt64 = 0) {
        self.directory = directory
        self.options = options
        self.promised = promised
        instanceID = options.expectedInstanceID
    }

    /// Locks a log directory, creating it if need be, and recovers the log in it.
    /// - Parameters:
    ///   - sequence: a sequence that a snapshot already covers: segments entirely before it are not read. Nil reads them all.
    ///   - durableSequence: a sequence known from elsewhere to have been durable; a log that ends before it is refused.
    /// - Complexity: reads every byte from the segment with `sequence` on, once.
    package static func recover(
        _ path: String, storage: any Storage, options: JournalOptions, after sequence: UInt64? = nil, durableSequence: UInt64 = 0
    ) throws(JournalError) -> RecoveredLog {
        try options.validate()
        let directory = SegmentDirectory(storage: storage, path: path)
        try lifting { () throws(StorageError) in try storage.createDirectory(path) }
        let lock = try directory.lock()
        try directory.removeTemporaries()
        try lifting { () throws(StorageError) in try storage.syncDirectory(path) }
        var recovery = Recovery(directory: directory, options: options, promised: max(durableSequence, sequence ?? 0))
        return try recovery.run(after: sequence, lock: lock)
    }

    /// What `recover` would cut, and the last sequence it would leave, without a lock and without changing anything.
    /// - Parameter sequence: of a snapshot; without one the log must begin with the first record.
    /// - Throws: why an exchange would refuse the log.
    package static func inspect(
        _ path: String, storage: any Storage, after sequence: UInt64? = nil
    ) throws(JournalError) -> (cut: LogCut?, lastSequence: UInt64) {
        let directory = SegmentDirectory(storage: storage, path: path)
        var recovery = Recovery(directory: directory, options: JournalOptions(), promised: sequence ?? 0)
        let first = try recovery.chooseSegments(after: sequence) ?? 1
        let stop = try recovery.walk()
        try recovery.refuseShortFile(stop)
        let cut = try recovery.assess(stop)
        let last = max(recovery.state.nextSequence, 1) - 1
        guard last >= recovery.promised else { throw .sequenceMissing(needed: recovery.promised, first: first, last: last) }
        guard sequence != nil || first == 1 else { throw .sequenceMissing(needed: 1, first: first, last: last) }
        return (cut, last)
    }

    /// What `recover` would cut at the place where a reader that followed nobody has ended.
    /// - Parameter known: by what they follow, frames that another copy has where they belong; found elsewhere they tell of nothing that is lost.
    ///   Nil without another copy, which also has what a file that is too short lacks.
    static func assess(
        _ directory: SegmentDirectory, _ numbers: [UInt64], _ state: ChainState, instanceID: UInt64?, offset: Int, reason: String?,
        known: [UInt64: FrameHeader]? = nil
    ) throws(JournalError) -> LogCut? {
        var recovery = Recovery(directory: directory, options: JournalOptions())
        recovery.numbers = numbers
        recovery.state = state
        recovery.instanceID = instanceID
        let stop = Stop(index: 0, offset: offset, reason: reason)
        if let known { recovery.known = known } else { try recovery.refuseShortFile(stop) }
        return try recovery.assess(stop)
    }

    /// Finds the segments to be read; returns the first sequence of the oldest there is.
    private mutating func chooseSegments(after sequence: UInt64?) throws(JournalError) -> UInt64? {
        numbers = try directory.segments()
        let (start, firstSequence, _) = try SegmentSearch.first(of: numbers, in: directory, after: sequence, instanceID: instanceID)
        numbers.removeFirst(start)
        for (number, next) in zip(numbers, numbers.dropFirst()) where next != number + 1 {
            throw .corrupt(Damage("the segment is missing", at: JournalPosition(segment: number + 1, offset: 0), sequence: 0))
        }
        return firstSequence
    }

    private mutating func run(after sequence: UInt64?, lock: any StorageFile) throws(JournalError) -> RecoveredLog {
        let firstSequence = try chooseSegments(after: sequence)
        let stop = try walk()
        try refuseShortFile(stop)
        let cut = try assess(stop)
        if stop.index < numbers.count { try clear(stop) }
        #if WALRAS_PLANTED_BUGS
        if !PlantedBug.isOn(.trustFailedSync) { try writeAgain() }
        #else
        try writeAgain()
        #endif
        if state.isStart { state.nextSequence = options.firstSequence }
        let last = state.nextSequence - 1
        guard last >= promised else { throw .sequenceMissing(needed: promised, first: firstSequence ?? state.nextSequence, last: last) }
        var end = LogEnd(instanceID: instanceID ?? options.instanceID, nextSequence: state.nextSequence, chain: state.chain, segment: nil)
        if stop.offset > 0 {
            let bytes = try segmentBytes(stop.index)
            end.segment = LogEnd.Segment(number: numbers[stop.index], bytes: bytes, salt: state.salt, offset: stop.offset)
        }
        let spares = Array(numbers[(stop.offset > 0 ? stop.index + 1 : min(stop.index, numbers.count))...])
        return RecoveredLog(
            instanceID: end.instanceID, firstSequence: firstSequence ?? state.nextSequence, lastSequence: last, lastStateHash: lastStateHash,
            cut: cut, directory: directory, lock: lock, end: end, segmentBytes: options.segmentBytes, spares: spares, nextSegment: (numbers.last ?? 0) + 1)
    }

    private func segmentBytes(_ index: Int) throws(JournalError) -> Int {
        let window = try SegmentWindow(directory, numbers[index], readBytes: Format.headerBytes)
        _ = try window.header(instanceID: instanceID)
        return window.segmentBytes
    }

    // MARK: Reading to the end

    private mutating func walk() throws(JournalError) -> Stop {
        for index in numbers.indices {
            let window = try SegmentWindow(directory, numbers[index])
            // What is read as good must not turn out to have been in memory only.
            try lifting { () throws(StorageError) in try window.file.sync() }
            guard let (header, chain) = try window.header(instanceID: instanceID) else {
                return Stop(index: index, offset: 0, reason: try window.isBlank() ? nil : "segment header is damaged")
            }
            try state.check(header, window)
            instanceID = header.instanceID
            state.enter(header, chain: chain)
            end = JournalPosition(segment: numbers[index], offset: Format.headerBytes)
            if header.flags.contains(.afterSync) { proven = JournalPosition(segment: numbers[index], offset: 0) }
            if let stop = try walk(window, index) { return stop }
        }
        guard !state.isSealed else {
            let missing = JournalPosition(segment: (numbers.last ?? 0) + 1, offset: 0)
            throw .corrupt(Damage("the segment is missing, though the one before it is sealed", at: missing, sequence: state.nextSequence))
        }
        return Stop(index: numbers.count, offset: 0, reason: nil)
    }

    /// Walks one segment; nil if it is sealed.
    private mutating func walk(_ window: SegmentWindow, _ index: Int) throws(JournalError) -> Stop? {
        var offset = Format.headerBytes
        while true {
            switch try window.examine(offset, after: state) {
            case .frame(let header, let chain, let payload):
                state.advance(over: header, chain: chain)
                if header.type == .stateHash { lastStateHash = unsafe (header.firstSequence - 1, payload.get(UInt64.self, 0)) }
                if header.flags.contains(.afterSync) { proven = JournalPosition(segment: numbers[index], offset: offset) }
                offset += header.frameBytes
                end.offset = offset
                if state.isSealed { return nil }
            case .end: return Stop(index: index, offset: offset, reason: nil)
            case .torn(let reason): return Stop(index: index, offset: offset, reason: reason)
            case .wrong(let reason): throw corrupt(reason, index, offset)
            }
        }
    }

    private func corrupt(_ what: String, _ index: Int, _ offset: Int) -> JournalError {
        .corrupt(Damage(what, at: JournalPosition(segment: numbers[index], offset: offset), sequence: state.nextSequence))
    }

    // MARK: Judging the end

    /// Refuses a segment that is shorter than it was made: it was filled and on disk before it got its name, so no interrupted write did that.
    private func refuseShortFile(_ stop: Stop) throws(JournalError) {
        guard stop.index < numbers.count else { return }
        let window = try SegmentWindow(directory, numbers[stop.index], readBytes: Format.headerBytes)
        if stop.offset > 0 { _ = try window.header(instanceID: instanceID) }
        // Without a header there is only the least that a segment can have.
        let bytes = stop.offset > 0 ? window.segmentBytes : Format.segmentBytesMin
        if window.fileBytes < bytes { throw corrupt("the file ends at \(window.fileBytes) bytes, a segment has \(bytes) or more", stop.index, stop.offset) }
    }

    /// Refuses if something durable is behind the stop; otherwise says what has to go for nothing but zeros to be there.
    private func assess(_ stop: Stop) throws(JournalError) -> LogCut? {
        guard stop.index < numbers.count else { return nil }
        let what = stop.reason ?? "nothing is written here"
        var frames = 0
        var bytes = 0
        // A segment's header goes to disk whole, in one sector with the header of its first frame: it may be missing but not half there.
        let isUnderHeader = stop.offset == 0 && stop.reason != nil
        let expected = state.isStart ? options.firstSequence : state.nextSequence
        for index in stop.index..<numbers.count {
            let window = try SegmentWindow(directory, numbers[index])
            var from = 0
            var salt: UInt64?
            var isEvidence = { (header: FrameHeader) in
                isUnderHeader || header.flags.contains(.afterSync) || header.durableSequence >= expected
            }
            if index == stop.index {
                from = stop.offset == 0 ? 0 : stop.offset + Format.alignment
                salt = stop.offset == 0 ? nil : state.salt
            } else if let (header, _) = try window.header(instanceID: instanceID) {
                if header.flags.contains(.afterSync) {
                    throw corrupt("\(what), but segment \(Format.segmentName(numbers[index])) was begun after this was on disk", stop.index, stop.offset)
                }
                salt = header.salt
            } else if try !window.isBlank() {
                isEvidence = { _ in true }
            }
            var evidence: (header: FrameHeader, offset: Int)?
            let lastUsed = try window.scan(from: from, salt: salt) { header, offset in
                frames += 1
                if isEvidence(header), known[header.previousChain] != header { evidence = (header, offset) }
                return evidence != nil
            }
            if let evidence {
                let place = JournalPosition(segment: numbers[index], offset: evidence.offset)
                throw corrupt("\(what), but an intact frame with sequence \(evidence.header.firstSequence) follows at \(place)", stop.index, stop.offset)
            }
            if let lastUsed { bytes += lastUsed + 1 - (index == stop.index ? stop.offset : 0) }
        }
        if promised >= expected { throw corrupt("\(what), but sequence \(promised) was durable", stop.index, stop.offset) }
        guard let reason = stop.reason ?? (bytes > 0 ? what : nil) else { return nil }
        let position = JournalPosition(segment: numbers[stop.index], offset: stop.offset)
        return LogCut(position: position, sequence: expected, bytes: bytes, frames: frames, reason: reason)
    }

    /// Writes the end of the log once more, as it was read, from the last place that was written after all before it was on disk.
    ///
    /// A process that ended because a sync failed may have left bytes that can be read but will never be written: after such a failure the
    /// system takes them for clean, and the next sync succeeds without them. What is promised from here on must not rest on them. A segment is
    /// on disk before the next begins, so one is enough (mode `none` promises nothing).
    private func writeAgain() throws(JournalError) {
        guard end.segment > 0, let index = numbers.firstIndex(of: end.segment) else { return }
        let window = try SegmentWindow(directory, numbers[index])
        let file = try directory.open(numbers[index], .readWrite)
        var offset = proven.segment == end.segment ? proven.offset : 0
        while offset < end.offset {
            let count = min(SegmentWindow.readBytes, end.offset - offset)
            guard let bytes = try unsafe window.bytes(at: offset, count) else { throw corrupt("the file ends", index, offset) }
            try lifting { () throws(StorageError) in try unsafe file.write(bytes, at: offset) }
            offset += count
        }
        try lifting { () throws(StorageError) in try file.sync() }
    }

    /// Zeroes everything behind the stop, from the far end, so that a crash in between leaves a log that is judged the same way.
    private func clear(_ stop: Stop) throws(JournalError) {
        for index in (stop.index..<numbers.count).reversed() {
            let isWhole = index > stop.index || stop.offset == 0
            let window = try SegmentWindow(directory, numbers[index])
            if !isWhole { _ = try window.header(instanceID: instanceID) }
            let (from, size) = isWhole ? (0, options.segmentBytes) : (stop.offset, window.segmentBytes)
            let lastUsed = try window.scan(from: from, salt: nil) { _, _ in false }
            if lastUsed == nil, window.fileBytes == size { continue }
            let file = try directory.open(numbers[index], .readWrite)
            try lifting { () throws(StorageError) in
                if window.fileBytes > size { try file.truncate(to: size) }
                _ = try ZeroFill.fill(file, from..<size)
            }
        }
    }
}

extension ChainState {
    /// Whether a segment may follow what was read so far.
    func check(_ header: SegmentHeader, _ window: SegmentWindow) throws(JournalError) {
        if isStart { return }
        guard header.firstSequence == nextSequence else {
            throw window.wrongHeader("the segment begins at sequence \(header.firstSequence), expected \(nextSequence)", header)
        }
        guard header.previousChain == chain else { throw window.wrongHeader("the segment does not follow the one before it", header) }
    }
}

enum SegmentSearch {
    /// Finds the segment to start reading at.
    /// - Returns: its index in `numbers`, the first sequence of the oldest segment, nil if no segment has an intact header, and the index
    ///   behind the last segment that has one.
    static func first(
        of numbers: [UInt64], in directory: SegmentDirectory, after sequence: UInt64?, instanceID: UInt64?
    ) throws(JournalError) -> (index: Int, firstSequence: UInt64?, begun: Int) {
        var first: UInt64?
        var start: Int?
        var begun = 0
        for (index, number) in numbers.enumerated() {
            guard let (header, _) = try SegmentWindow(directory, number, readBytes: Format.headerBytes).header(instanceID: nil) else { continue }
            begun = index + 1
            if first == nil { first = header.firstSequence }
            if let sequence, header.firstSequence - 1 <= sequence { start = index }
        }
        guard let sequence, let first else { return (0, first, begun) }
        guard let start else { throw .sequenceMissing(needed: sequence, first: first, last: first) }
        // Who starts in the middle learns the identity from there.
        _ = try SegmentWindow(directory, numbers[start], readBytes: Format.headerBytes).header(instanceID: instanceID)
        return (start, first, begun)
    }
}
