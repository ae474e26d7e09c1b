package import IO

/// One frame as a reader sees it. The payload is valid until the reader is asked for the next one.
@safe package struct JournalFrame {
    /// `records` or `stateHash`.
    package let type: FrameType
    /// Of the first record; of the last record before it for a state hash.
    package let firstSequence: UInt64
    /// Records in the payload.
    package let recordCount: Int
    package let position: JournalPosition
    /// Size on disk without the header, in bytes.
    package let storedBytes: Int
    /// The records, one after another, as they were appended; the eight bytes of a state hash.
    package let payload: UnsafeRawBufferPointer

    package var lastSequence: UInt64 { type == .records ? firstSequence + UInt64(recordCount) - 1 : firstSequence }
    /// The hash in a state hash frame.
    package var stateHash: UInt64? { type == .stateHash ? unsafe payload.get(UInt64.self, 0) : nil }

    /// The same frame with its payload, or a copy of it, elsewhere.
    func moved(to payload: UnsafeRawBufferPointer) -> JournalFrame {
        unsafe JournalFrame(
            type: type, firstSequence: firstSequence, recordCount: recordCount, position: position, storedBytes: storedBytes, payload: payload)
    }
}

/// Reads a log frame by frame, in this process or beside the one that writes it. Takes no lock and changes nothing.
@safe package final class JournalReader {
    package enum Follow: Sendable {
        /// To the end of a log that nobody writes.
        case no
        /// Whatever the writer has written.
        case written
        /// Only what the log itself says is on disk: what survives a power cut.
        case durable
    }

    private let directory: SegmentDirectory
    private let follow: Follow
    private let after: UInt64
    private var state = ChainState()
    private var window: SegmentWindow?
    private var nextSegment: UInt64
    private var offset = 0
    /// Of a follower that reads only what is on disk.
    private var lookout: Lookout?
    private let decompressor = Decompressor()
    private let firstSegment: UInt64
    private let segmentsBegun: Int
    /// First sequence of the oldest segment there is; nil if none was begun.
    package let firstSequence: UInt64?
    /// Identity of the log; nil while it is empty.
    package private(set) var instanceID: UInt64?
    /// Where reading ended and why, if it was not simply the end. Only without `follow`.
    package private(set) var stop: Damage?

    /// - Parameters:
    ///   - sequence: frames up to and with this sequence are passed over. Nil: none are.
    ///   - instanceID: if given, what the log's identity must be.
    package init(
        _ path: String, storage: any Storage, after sequence: UInt64? = nil, follow: Follow = .no, instanceID: UInt64? = nil
    ) throws(JournalError) {
        directory = SegmentDirectory(storage: storage, path: path)
        self.follow = follow
        self.instanceID = instanceID
        after = sequence ?? 0
        let numbers = try directory.segments()
        let found = try SegmentSearch.first(of: numbers, in: directory, after: sequence, instanceID: instanceID)
        nextSegment = numbers.isEmpty ? 1 : numbers[found.index]
        firstSegment = nextSegment
        firstSequence = found.firstSequence
        segmentsBegun = found.begun - found.index
    }

    /// The sequence of the next record to be read.
    package var nextSequence: UInt64 { state.nextSequence }
    /// The chain value after what was read, which a snapshot keeps.
    package var chain: UInt64 { state.chain }
    /// How far reading got: bytes behind the start of the first segment, of those up to the last segment that was begun.
    package var progress: (bytes: Int, of: Int) {
        guard let window else { return (0, 0) }
        let size = window.segmentBytes
        return (Int(window.number - firstSegment) * size + offset, segmentsBegun * size)
    }

    /// Identity of the log in a directory; nil if there is none.
    package static func identity(_ path: String, storage: any Storage) throws(JournalError) -> UInt64? {
        let directory = SegmentDirectory(storage: storage, path: path)
        for number in try directory.segmentsIfAny() {
            let window = try SegmentWindow(directory, number, readBytes: Format.headerBytes)
            if let (header, _) = try window.header(instanceID: nil) { return header.instanceID }
        }
        return nil
    }

    /// Whether some process has the log open for writing.
    ///
    /// To find out, this takes the lock for a moment if nobody has it, in which a writer that starts would be refused.
    package static func isBeingWritten(_ path: String, storage: any Storage) throws(JournalError) -> Bool {
        do throws(StorageError) {
            return try !storage.open("\(path)/\(SegmentDirectory.lockName)", .read).tryLock()
        } catch {
            if error.isNotFound { return false }
            throw .storage(error)
        }
    }

    /// Keeps writers out of a log for as long as the returned file lives; nil if one has it open.
    package static func lockOut(_ path: String, storage: any Storage) throws(JournalError) -> (any StorageFile)? {
        let file = try lifting { () throws(StorageError) in try storage.open("\(path)/\(SegmentDirectory.lockName)", .openOrCreate) }
        return try lifting { () throws(StorageError) in try file.tryLock() } ? file : nil
    }

    /// Judges, once `next` has returned nil without `follow`, what comes behind, and changes nothing.
    /// - Returns: what recovery would cut; nil if the log ends cleanly.
    /// - Throws: if recovery would refuse the log.
    package func assessEnd() throws(JournalError) -> LogCut? {
        precondition(follow == .no, "a log that is being written has no end yet")
        let isInside = window != nil && !state.isSealed
        let first = isInside ? nextSegment - 1 : nextSegment
        let numbers = try directory.segmentsIfAny().filter { $0 >= first }
        return try Recovery.assess(directory, numbers, state, instanceID: instanceID, offset: isInside ? offset : 0, reason: stop?.what)
    }

    /// The next frame with records or a state hash; it may begin before what was asked for.
    /// - Returns: nil at the end, which for a follower is only the end so far.
    /// - Throws: if the log is not what was written.
    package func next() throws(JournalError) -> JournalFrame? {
        while true {
            guard let window = try currentWindow() else { return nil }
            switch try judge(window) {
            case .frame(let header, let chain, let payload):
                if follow == .durable, try !isDurable(header, chain, window) { return nil }
                let position = JournalPosition(segment: window.number, offset: offset)
                state.advance(over: header, chain: chain)
                offset += header.frameBytes
                if header.type == .mark || header.type == .seal || header.nextSequence - 1 <= after { continue }
                return try unsafe frame(header, payload, position)
            case .end: return nil
            case .torn(let reason):
                if follow == .no { stop = damage(reason, window) }
                return nil
            case .wrong(let reason): throw .corrupt(damage(reason, window))
            }
        }
    }

    private func damage(_ what: String, _ window: SegmentWindow) -> Damage {
        Damage(what, at: JournalPosition(segment: window.number, offset: offset), sequence: state.nextSequence)
    }

    /// What stands at the current place; a follower looks again before it believes in an end.
    private func judge(_ window: SegmentWindow) throws(JournalError) -> FrameVerdict {
        let verdict = try window.examine(offset, after: state)
        guard follow != .no else { return verdict }
        switch verdict {
        case .frame, .wrong: return verdict
        case .end, .torn:
            try window.refresh()
            return try window.examine(offset, after: state)
        }
    }

    /// The segment to read from, once it has a header.
    private func currentWindow() throws(JournalError) -> SegmentWindow? {
        if let window, !state.isSealed { return window }
        let names = try directory.segments()
        guard names.contains(nextSegment) else {
            if window == nil, names.isEmpty { return nil }
            let missing = JournalPosition(segment: nextSegment, offset: 0)
            throw .corrupt(Damage("the segment is missing", at: missing, sequence: state.nextSequence))
        }
        let next = try SegmentWindow(directory, nextSegment)
        guard let (header, chain) = try next.header(instanceID: instanceID) else {
            if follow == .no, try !next.isBlank() {
                stop = Damage("segment header is damaged", at: JournalPosition(segment: nextSegment, offset: 0), sequence: state.nextSequence)
            }
            return nil
        }
        try state.check(header, next)
        instanceID = header.instanceID
        state.enter(header, chain: chain)
        offset = Format.headerBytes
        nextSegment += 1
        window = next
        return next
    }

    /// Whether the log says that this frame is on disk: some later frame does, or the header of a later segment.
    private func isDurable(_ header: FrameHeader, _ chain: UInt64, _ window: SegmentWindow) throws(JournalError) -> Bool {
        let last = header.nextSequence - 1
        if header.type == .mark || header.type == .seal || last <= state.durableSequence { return true }
        let place = JournalPosition(segment: window.number, offset: offset + header.frameBytes)
        var lookout: Lookout
        if let known = self.lookout, known.position >= place { lookout = known } else {
            var ahead = state
            ahead.advance(over: header, chain: chain)
            lookout = Lookout(window: try SegmentWindow(directory, window.number), state: ahead, offset: place.offset)
        }
        while lookout.state.durableSequence < last, try lookout.advance(in: directory, instanceID: instanceID) {}
        self.lookout = lookout
        state.durableSequence = max(state.durableSequence, lookout.state.durableSequence)
        return last <= state.durableSequence
    }

    private func frame(_ header: FrameHeader, _ stored: UnsafeRawBufferPointer, _ position: JournalPosition) throws(JournalError) -> JournalFrame {
        let first = header.type == .records ? header.firstSequence : header.firstSequence - 1
        let payload = try unsafe decompressor.raw(header, stored, at: position)
        return unsafe JournalFrame(
            type: header.type, firstSequence: first, recordCount: header.recordCount, position: position, storedBytes: header.storedBytes,
            payload: payload)
    }
}

/// Reads ahead of a follower, through as many segments as there are, for what the log says is on disk; goes on where it ended.
private struct Lookout {
    var window: SegmentWindow
    var state: ChainState
    var offset: Int

    var position: JournalPosition { JournalPosition(segment: window.number, offset: offset) }

    /// One frame, or into the next segment; false at the end so far.
    mutating func advance(in directory: SegmentDirectory, instanceID: UInt64?) throws(JournalError) -> Bool {
        if state.isSealed { return try enterNext(directory, instanceID) }
        // What is in memory mostly says so already; only at the end so far is it worth reading again.
        for isRefreshed in [false, true] {
            if isRefreshed { try window.refresh() }
            guard case .frame(let header, let chain, _) = try window.examine(offset, after: state) else { continue }
            state.advance(over: header, chain: chain)
            offset += header.frameBytes
            return true
        }
        return false
    }

    private mutating func enterNext(_ directory: SegmentDirectory, _ instanceID: UInt64?) throws(JournalError) -> Bool {
        let number = window.number + 1
        guard try directory.segments().contains(number) else { return false }
        do throws(JournalError) {
            let next = try SegmentWindow(directory, number)
            guard let (header, chain) = try next.header(instanceID: instanceID) else { return false }
            try state.check(header, next)
            state.enter(header, chain: chain)
            // The segment before was put on disk after its seal was written, which therefore could not say so.
            if header.flags.contains(.afterSync) { state.durableSequence = max(state.durableSequence, header.firstSequence - 1) }
            (window, offset) = (next, Format.headerBytes)
            return true
        } catch {
            // Whoever reads on gets there, and is told.
            return false
        }
    }
}
