package import IO

/// Something `JournalCheck` found.
package struct JournalFinding: Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// Recovery refuses such a log.
        case damage
        /// Recovery cuts it off: nothing stands behind it.
        case tail
        /// Nothing that is read is affected.
        case remark
    }
    package var kind: Kind
    package var damage: Damage
    package var description: String { "\(kind.rawValue): \(damage)" }
}

package struct JournalStatistics: Equatable, Sendable {
    package var instanceID: UInt64?
    /// Segments with a header, and those that are only prepared.
    package var segments = 0
    package var blankSegments = 0
    package var recordFrames = 0
    package var compressedFrames = 0
    package var stateHashes = 0
    package var marks = 0
    package var records = 0
    /// Payload of record frames, before and after compression.
    package var rawBytes = 0
    package var storedBytes = 0
    /// Of the records that can be read; nil if there are none.
    package var sequences: ClosedRange<UInt64>?
    package var durableSequence: UInt64 = 0
    package var lastStateHash: UInt64?
}

/// Reads a whole log, past whatever is damaged, and says what is there. Changes nothing and takes no lock.
package struct JournalCheck {
    package private(set) var findings: [JournalFinding] = []
    package private(set) var statistics = JournalStatistics()

    private let directory: SegmentDirectory
    private let decompressor = Decompressor()
    private var state = ChainState()
    /// What a repair would give up, in the order of the log.
    private(set) var losses: [RepairLoss] = []
    /// Where a repair would cut: behind the last frame before the first damage, or before the seal that promises the segment that is damaged.
    private(set) var cut: JournalPosition?
    private var cutSequence: UInt64 = 0
    /// The highest sequence that is kept, or of which something behind the cut tells.
    private var knownSequence: UInt64 = 0
    private var lastSeal: JournalPosition?
    private var firstBlank: (number: UInt64, bytes: Int)?
    /// The snapshot behind which the log has to go on; 0: the log must begin with the first record.
    private let snapshot: UInt64?
    /// Where the log begins, if that can be told.
    private var beginning: (segment: UInt64, sequence: UInt64)?

    /// The last sequence of the log, or of what a repair would keep of it.
    var keptSequence: UInt64 { max(cut == nil ? state.nextSequence : cutSequence, 1) - 1 }

    /// - Parameter snapshot: begins with the segment that recovery would begin with, given a snapshot of this sequence, and takes it for damage
    ///   if the log begins later; 0 without a snapshot. Nil: with the first segment, wherever the log begins.
    /// - Throws: only if a file cannot be read; damage is a finding.
    package static func verify(_ path: String, storage: any Storage, after snapshot: UInt64? = nil) throws(JournalError) -> JournalCheck {
        let directory = SegmentDirectory(storage: storage, path: path)
        var numbers = try directory.segments()
        if let snapshot, snapshot > 0 { numbers.removeFirst(try start(of: numbers, directory, snapshot)) }
        var check = JournalCheck(directory: directory, snapshot: snapshot)
        try check.run(numbers)
        return check
    }

    private static func start(of numbers: [UInt64], _ directory: SegmentDirectory, _ sequence: UInt64) throws(JournalError) -> Int {
        do { return try SegmentSearch.first(of: numbers, in: directory, after: sequence, instanceID: nil).index } catch {
            // Segments that cannot even be searched are all suspect.
            if case .storage = error { throw error }
            return 0
        }
    }

    private init(directory: SegmentDirectory, snapshot: UInt64?) {
        self.directory = directory
        self.snapshot = snapshot
    }

    /// Why an exchange would refuse a log that is sound in itself: it does not go on where the newest whole snapshot ends.
    /// - Parameter snapshot: its sequence; nil if there is none.
    package func misfit(with snapshot: UInt64?, isLive: Bool) -> JournalFinding? {
        guard let beginning, findings.allSatisfy({ $0.kind != .damage }) else { return nil }
        if let what = Self.gap(before: beginning.sequence, snapshot ?? 0) {
            let position = JournalPosition(segment: beginning.segment, offset: 0)
            return JournalFinding(kind: .damage, damage: Damage(what, at: position, sequence: (snapshot ?? 0) + 1))
        }
        guard let snapshot, snapshot > keptSequence, !isLive else { return nil }
        let what = "the log ends before snapshot \(snapshot)"
        return JournalFinding(kind: .damage, damage: Damage(what, at: JournalPosition(segment: segment, offset: offset), sequence: keptSequence + 1))
    }

    private static func gap(before first: UInt64, _ snapshot: UInt64) -> String? {
        first <= snapshot + 1 ? nil : "the log begins with sequence \(first), and no usable snapshot reaches that far"
    }

    private mutating func run(_ numbers: [UInt64]) throws(JournalError) {
        for (index, number) in numbers.enumerated() {
            if index > 0, number != numbers[index - 1] + 1 {
                let missing = JournalPosition(segment: numbers[index - 1] + 1, offset: 0)
                report("the segments up to \(Format.segmentName(number - 1)) are missing", missing, bytes: 0)
            }
            let window = try SegmentWindow(directory, number)
            if let header = try enter(window) { try readFrames(window, header) }
        }
        if state.isSealed, findings.allSatisfy({ $0.kind == .remark }) {
            let missing = JournalPosition(segment: (numbers.last ?? 0) + 1, offset: 0)
            report("the segment is missing, though the one before it is sealed", missing, bytes: 0)
        }
    }

    /// Whether something is wrong before this point, so that whatever follows could only be kept by accepting a gap.
    private var isBroken: Bool { cut != nil }

    /// - Parameters:
    ///   - sequence: the first that cannot be read because of it; nil: the next one.
    ///   - bytes: from there to the end of the file.
    private mutating func report(
        _ what: String, _ position: JournalPosition, _ kind: JournalFinding.Kind = .damage, sequence: UInt64? = nil, bytes: Int
    ) {
        let sequence = sequence ?? state.nextSequence
        findings.append(JournalFinding(kind: kind, damage: Damage(what, at: position, sequence: sequence)))
        guard kind != .remark else { return }
        if !isBroken {
            // A seal promises the segment behind it, and that one only: it must go with it.
            let seal = position.offset == 0 ? lastSeal.flatMap { $0.segment + 1 == position.segment ? $0 : nil } : nil
            cut = seal ?? position
            cutSequence = state.isStart ? 1 : sequence
            knownSequence = keptSequence
        }
        addLoss(position, bytes)
    }

    private mutating func addLoss(_ position: JournalPosition, _ bytes: Int) {
        // A segment counts once, from its first bad place on.
        guard losses.last?.position.segment != position.segment else { return }
        losses.append(RepairLoss(position: position, bytes: bytes))
    }

    /// Something behind the cut tells of records up to this one. Those of which nothing told before stood where the walk is.
    private mutating func mention(_ sequence: UInt64) {
        guard isBroken, sequence > knownSequence, let index = losses.indices.last else { return }
        losses[index].records += Int(sequence - knownSequence)
        losses[index].lastSequence = sequence
        knownSequence = sequence
    }

    /// Reads a segment's header; nil if there is nothing to read frames by.
    private mutating func enter(_ window: SegmentWindow) throws(JournalError) -> SegmentHeader? {
        let start = JournalPosition(segment: window.number, offset: 0)
        let found: (header: SegmentHeader, chain: UInt64)?
        do { found = try window.header(instanceID: statistics.instanceID) } catch .storage(let error) { throw .storage(error) } catch {
            report(error.description, start, bytes: window.fileBytes)
            mention(try frames(of: window).lastSequence)
            return nil
        }
        guard let (header, chain) = found else {
            try enterBlank(window, start)
            return nil
        }
        if let firstBlank {
            let blank = JournalPosition(segment: firstBlank.number, offset: 0)
            report("nothing is written here, but segment \(Format.segmentName(window.number)) is begun", blank, bytes: firstBlank.bytes)
        }
        firstBlank = nil
        checkFit(of: header, window, start)
        // With another segment behind it, it was not the tail.
        if let last = findings.indices.last, findings[last].kind == .tail { findings[last].kind = .damage }
        mention(header.firstSequence - 1)
        state.enter(header, chain: chain)
        statistics.instanceID = header.instanceID
        statistics.segments += 1
        return header
    }

    private mutating func checkFit(of header: SegmentHeader, _ window: SegmentWindow, _ start: JournalPosition) {
        guard !isBroken else { return }
        guard !state.isStart else {
            beginning = (window.number, header.firstSequence)
            guard let snapshot, let what = Self.gap(before: header.firstSequence, snapshot) else { return }
            report(what, start, sequence: snapshot + 1, bytes: window.fileBytes)
            // They were gone before.
            knownSequence = header.firstSequence - 1
            return
        }
        if !state.isSealed {
            let end = JournalPosition(segment: window.number - 1, offset: offset)
            report("the segment before ends without a seal", end, bytes: bytesOfSegment - offset)
        }
        do { try state.check(header, window) } catch { report(error.description, start, bytes: window.fileBytes) }
    }

    private mutating func enterBlank(_ window: SegmentWindow, _ start: JournalPosition) throws(JournalError) {
        if state.isSealed || state.isStart, window.fileBytes < Format.segmentBytesMin, firstBlank == nil {
            let what = "the file ends at \(window.fileBytes) bytes, a segment has \(Format.segmentBytesMin) or more"
            return report(what, start, bytes: window.fileBytes)
        }
        let (frames, lastUsed, last) = try frames(of: window)
        guard let lastUsed else {
            statistics.blankSegments += 1
            if firstBlank == nil { firstBlank = (window.number, window.fileBytes) }
            return
        }
        let what = "no intact header, but \(lastUsed + 1) bytes with \(frames) intact frames"
        report(what, start, frames > 0 ? .damage : .tail, bytes: window.fileBytes)
        mention(last)
    }

    /// What the headers of frames tell in a segment whose own header is of no use: how many there are, and up to which record they go.
    private func frames(of window: SegmentWindow) throws(JournalError) -> (count: Int, lastUsed: Int?, lastSequence: UInt64) {
        var (count, last) = (0, 0 as UInt64)
        let lastUsed = try window.scan(from: 0, salt: nil) { header, _ in
            count += 1
            last = max(last, header.nextSequence - 1)
            return false
        }
        return (count, lastUsed, last)
    }

    /// Where the walk stands.
    private var segment: UInt64 = 0
    private var offset = 0
    private var bytesOfSegment = 0

    private mutating func readFrames(_ window: SegmentWindow, _ segment: SegmentHeader) throws(JournalError) {
        (self.segment, offset, bytesOfSegment) = (window.number, Format.headerBytes, window.fileBytes)
        if isBroken { addLoss(JournalPosition(segment: window.number, offset: 0), window.fileBytes) }
        while true {
            let position = JournalPosition(segment: window.number, offset: offset)
            switch try window.examine(offset, after: state) {
            case .frame(let header, let chain, let payload):
                state.advance(over: header, chain: chain)
                unsafe count(header, payload, position, window)
                offset += header.frameBytes
                if state.isSealed {
                    if !isBroken { lastSeal = position }
                    let rest = try window.scan(from: offset, salt: nil) { _, _ in false }
                    if rest != nil {
                        report("bytes behind the seal are not zero", JournalPosition(segment: window.number, offset: offset), .remark, bytes: 0)
                    }
                    return
                }
            case .end: guard try resynchronize(window, segment, nil) else { return }
            case .torn(let reason), .wrong(let reason): guard try resynchronize(window, segment, reason) else { return }
            }
        }
    }

    /// Looks for the next intact frame behind a bad place, and goes on there.
    private mutating func resynchronize(_ window: SegmentWindow, _ segment: SegmentHeader, _ reason: String?) throws(JournalError) -> Bool {
        var next: (header: FrameHeader, offset: Int)?
        // The header at this place, if it is one, is what was found wanting.
        let lastUsed = try window.scan(from: offset + Format.alignment, salt: segment.salt) { header, offset in
            next = (header, offset)
            return true
        }
        let position = JournalPosition(segment: window.number, offset: offset)
        let bytes = window.fileBytes - offset
        // What is damaged may be the payload alone: then its header tells how many records are lost.
        let own = try window.intactHeader(at: offset).flatMap { $0.salt == segment.salt ? $0.nextSequence - 1 : nil } ?? 0
        guard let next else {
            let isShort = window.fileBytes < window.segmentBytes
            let ending = isShort ? "the file ends at \(window.fileBytes) bytes, a segment has \(window.segmentBytes)" : nil
            guard let what = reason ?? ending ?? (lastUsed == nil ? nil : "bytes behind the end are not zero") else { return false }
            report(what, position, isShort || isUnexpected(window, reason) ? .damage : .tail, bytes: bytes)
            mention(own)
            return false
        }
        report("\(reason ?? "nothing is written here"), the next intact frame is at offset \(next.offset)", position, bytes: bytes)
        mention(max(own, next.header.firstSequence - 1))
        offset = next.offset
        state.chain = next.header.previousChain
        state.nextSequence = next.header.firstSequence
        return true
    }

    /// A wrong frame is never the mere end of a log, even with nothing behind it.
    private func isUnexpected(_ window: SegmentWindow, _ reason: String?) -> Bool {
        guard reason != nil else { return false }
        do {
            if case .wrong = try window.examine(offset, after: state) { return true }
            return false
        } catch { return true }
    }

    private mutating func count(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer, _ position: JournalPosition, _ window: SegmentWindow) {
        statistics.durableSequence = max(statistics.durableSequence, header.durableSequence)
        switch header.type {
        case .mark: statistics.marks += 1
        case .seal: break
        case .stateHash:
            statistics.stateHashes += 1
            statistics.lastStateHash = unsafe payload.get(UInt64.self, 0)
        case .records:
            statistics.recordFrames += 1
            statistics.records += header.recordCount
            statistics.rawBytes += header.rawBytes
            statistics.storedBytes += header.storedBytes
            if header.flags.contains(.lz4) { statistics.compressedFrames += 1 }
            // Behind damage sequences may begin anew.
            let (first, last) = (header.firstSequence, header.nextSequence - 1)
            statistics.sequences = min(statistics.sequences?.lowerBound ?? first, first)...max(statistics.sequences?.upperBound ?? last, last)
            do { _ = try unsafe decompressor.raw(header, payload, at: position) } catch {
                report(error.description, position, sequence: header.firstSequence, bytes: window.fileBytes - position.offset)
            }
        }
        mention(header.nextSequence - 1)
    }
}
