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
    /// Behind the first damage: what a repair would give up.
    private(set) var loss: [RepairLoss] = []
    /// Where a repair would cut: behind the last frame before the first damage, its seal not counted.
    private(set) var cut: JournalPosition?
    private(set) var cutSequence: UInt64 = 0
    private var lastSeal: JournalPosition?
    private var firstBlank: UInt64?

    /// - Parameter sequence: begins with the segment that recovery would begin with, given a snapshot of it. Nil: with the first.
    /// - Throws: only if a file cannot be read; damage is a finding.
    package static func verify(_ path: String, storage: any Storage, after sequence: UInt64? = nil) throws(JournalError) -> JournalCheck {
        let directory = SegmentDirectory(storage: storage, path: path)
        var numbers = try directory.segments()
        if let sequence { numbers.removeFirst(try start(of: numbers, directory, sequence)) }
        var check = JournalCheck(directory: directory)
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

    private init(directory: SegmentDirectory) { self.directory = directory }

    private mutating func run(_ numbers: [UInt64]) throws(JournalError) {
        for (index, number) in numbers.enumerated() {
            if index > 0, number != numbers[index - 1] + 1 {
                report("the segments up to \(Format.segmentName(number - 1)) are missing", JournalPosition(segment: numbers[index - 1] + 1, offset: 0))
            }
            let window = try SegmentWindow(directory, number)
            if let header = try enter(window) { try readFrames(window, header) }
        }
        if state.isSealed, findings.allSatisfy({ $0.kind == .remark }) {
            report("the segment is missing, though the one before it is sealed", JournalPosition(segment: (numbers.last ?? 0) + 1, offset: 0))
        }
    }

    /// Whether something is wrong before this point, so that whatever follows could only be kept by accepting a gap.
    private var isBroken: Bool { cut != nil }

    private mutating func report(_ what: String, _ position: JournalPosition, _ kind: JournalFinding.Kind = .damage) {
        findings.append(JournalFinding(kind: kind, damage: Damage(what, at: position, sequence: state.nextSequence)))
        guard kind != .remark, !isBroken else { return }
        // A seal promises a next segment, so it must go with it.
        cut = position.offset == 0 ? lastSeal ?? position : position
        cutSequence = state.nextSequence
    }

    /// Reads a segment's header; nil if there is nothing to read frames by.
    private mutating func enter(_ window: SegmentWindow) throws(JournalError) -> SegmentHeader? {
        let start = JournalPosition(segment: window.number, offset: 0)
        let found: (header: SegmentHeader, chain: UInt64)?
        do { found = try window.header(instanceID: statistics.instanceID) } catch .storage(let error) { throw .storage(error) } catch {
            report(error.description, start)
            addLoss(window, from: 0)
            return nil
        }
        guard let (header, chain) = found else {
            try enterBlank(window, start)
            return nil
        }
        if let firstBlank {
            let blank = JournalPosition(segment: firstBlank, offset: 0)
            report("nothing is written here, but segment \(Format.segmentName(window.number)) is begun", blank)
        }
        firstBlank = nil
        if !isBroken, !state.isStart {
            if !state.isSealed { report("the segment before ends without a seal", JournalPosition(segment: window.number - 1, offset: offset)) }
            do { try state.check(header, window) } catch { report(error.description, start) }
        }
        // With another segment behind it, it was not the tail.
        if let last = findings.indices.last, findings[last].kind == .tail { findings[last].kind = .damage }
        state.enter(header, chain: chain)
        statistics.instanceID = header.instanceID
        statistics.segments += 1
        return header
    }

    private mutating func enterBlank(_ window: SegmentWindow, _ start: JournalPosition) throws(JournalError) {
        if state.isSealed || state.isStart, window.fileBytes < Format.segmentBytesMin, firstBlank == nil {
            return report("the file ends at \(window.fileBytes) bytes, a segment has \(Format.segmentBytesMin) or more", start)
        }
        var frames = 0
        let lastUsed = try window.scan(from: 0, salt: nil) { _, _ in
            frames += 1
            return false
        }
        guard let lastUsed else {
            statistics.blankSegments += 1
            if firstBlank == nil { firstBlank = window.number }
            return
        }
        report("no intact header, but \(lastUsed + 1) bytes with \(frames) intact frames", start, frames > 0 ? .damage : .tail)
        addLoss(window, from: 0)
    }

    /// Where the walk stands in the current segment.
    private var offset = 0

    private mutating func readFrames(_ window: SegmentWindow, _ segment: SegmentHeader) throws(JournalError) {
        offset = Format.headerBytes
        if isBroken { addLoss(window, from: 0) }
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
                    if rest != nil { report("bytes behind the seal are not zero", JournalPosition(segment: window.number, offset: offset), .remark) }
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
        guard let next else {
            let isShort = window.fileBytes < window.segmentBytes
            let ending = isShort ? "the file ends at \(window.fileBytes) bytes, a segment has \(window.segmentBytes)" : nil
            guard let what = reason ?? ending ?? (lastUsed == nil ? nil : "bytes behind the end are not zero") else { return false }
            report(what, position, isShort || isUnexpected(window, reason) ? .damage : .tail)
            addLoss(window, from: offset)
            return false
        }
        report("\(reason ?? "nothing is written here"), the next intact frame is at offset \(next.offset)", position)
        addLoss(window, from: offset)
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
                if !isBroken { addLoss(window, from: position.offset) }
                report(error.description, position)
                if cut == position { cutSequence = header.firstSequence }
            }
        }
        if isBroken, header.type == .records, let index = loss.indices.last {
            loss[index].records += header.recordCount
            loss[index].lastSequence = header.nextSequence - 1
        }
    }

    private mutating func addLoss(_ window: SegmentWindow, from offset: Int) {
        // A segment counts once, from its first bad place on.
        guard loss.last?.position.segment != window.number else { return }
        loss.append(RepairLoss(position: JournalPosition(segment: window.number, offset: offset), bytes: window.fileBytes - offset))
    }
}
