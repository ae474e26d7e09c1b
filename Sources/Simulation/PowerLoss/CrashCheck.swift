import Engine
import IO
import Journaling
import Market
import Wire

/// Something is lost, or is not what it was.
struct PowerLossViolation: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Opens what a power cut left behind as a process would, and compares it with what had been promised.
struct CrashCheck {
    let clock: VirtualClock
    let options: RecordedOptions
    var statistics = PowerLossStatistics()

    /// How often the power may fail again while, or after, an image is recovered.
    static let depthMax = 3

    /// - Throws: `PowerLossViolation`.
    mutating func check(_ image: VirtualDisk, _ timeline: Timeline, acknowledged: SequenceNumber, _ random: inout SeededRandom, depth: Int = 1) throws {
        statistics.images += 1
        if depth > 1 { statistics.secondCuts += 1 }
        var recording = Recording(base: image.copy())
        var promised = acknowledged
        var process: RecordedProcess?
        image.onOperation = { operation in
            if let process { promised = max(promised, process.promised) }
            recording.entries.append(Recording.Entry(operation: operation, acknowledged: promised))
        }
        defer { image.onOperation = nil }
        var after: Timeline?
        let recovered: RecordedProcess
        do {
            recovered = try RecordedProcess(image, clock, options) { record, sequence in after?.note(record, sequence) }
        } catch { throw PowerLossViolation("what was left is refused: \(error)") }
        process = recovered
        try compare(recovered, on: image, timeline, acknowledged, depth)
        after = Timeline(timeline, through: recovered.sequence)
        guard let after else { preconditionFailure("it was just made") }
        after.note(state: recovered.stateHash, behind: recovered.sequence)
        try goOn(recovered, after, &random)
        recording.acknowledged = max(promised, recovered.promised)
        let (last, state) = (recovered.sequence, recovered.stateHash)
        process = nil
        recovered.kill()
        if depth < Self.depthMax, random.chance(500) {
            var images = CrashImages(recording)
            images.advance(to: random.below(recording.entries.count + 1))
            let promised = recording.acknowledged(at: images.next)
            try check(images.image(&random), after, acknowledged: promised, &random, depth: depth + 1)
        } else {
            image.onOperation = nil
            image.switchOn()
            try restart(on: image, last, state)
        }
    }

    /// The recovered state is a prefix of what happened, with all that was promised.
    private mutating func compare(
        _ process: RecordedProcess, on image: VirtualDisk, _ timeline: Timeline, _ acknowledged: SequenceNumber, _ depth: Int
    ) throws {
        let (sequence, opening) = (process.sequence, process.opening)
        if opening.cut != nil { statistics.tornTails += 1 }
        if opening.snapshot != nil { statistics.fromSnapshots += 1 }
        if sequence > acknowledged { statistics.beyondPromise += 1 }
        if sequence < acknowledged { throw PowerLossViolation("record \(acknowledged) was acknowledged, the log ends with \(sequence)") }
        if let rejected = opening.rejectedSnapshots.first { throw PowerLossViolation("a snapshot that had its name is refused: \(rejected)") }
        var last = opening.snapshot?.sequence ?? 0
        try Self.readLog(on: image, after: last) { record, number in
            if let fault = timeline.fault(record, number) { throw PowerLossViolation(fault) }
            last = number
        }
        if last != sequence { throw PowerLossViolation("the state is at record \(sequence), the log ends with \(last)") }
        guard sequence > 0 else { return }
        guard let known = timeline.states[sequence] else {
            precondition(depth > 1, "of a recorded life every state is known")
            statistics.unknownStates += 1
            return
        }
        if known != process.stateHash { throw PowerLossViolation("record \(sequence) leads to another state than before") }
        if !process.exchange.assumeIsolated({ $0.conserves() }) { throw PowerLossViolation("assets do not add up behind record \(sequence)") }
    }

    /// A few commands more, each with the state it leads to.
    private mutating func goOn(_ process: RecordedProcess, _ timeline: Timeline, _ random: inout SeededRandom) throws {
        if process.sequence < Operation.opening.count { try process.submit(Operation.opening) }
        clock.advance(to: clock.monotonicNanoseconds + 1_000_000)
        for name in 1...UInt64(1 + random.below(4)) {
            try process.submit(RecordedLife.command(&random, 1 << 32 | name, on: process, at: clock.wallNanoseconds))
            timeline.note(state: process.stateHash, behind: process.sequence)
            if random.chance(500) { process.work() }
            if random.chance(500) { process.turn() }
        }
        do { try process.settle() } catch { throw PowerLossViolation("what was recovered does not go on: \(error)") }
    }

    /// A process that finds everything its predecessor had settled.
    private func restart(on image: VirtualDisk, _ last: SequenceNumber, _ state: UInt64) throws {
        let process: RecordedProcess
        do { process = try RecordedProcess(image, clock, options) { _, _ in } } catch {
            throw PowerLossViolation("what went on after a recovery is refused: \(error)")
        }
        defer { process.kill() }
        guard process.sequence == last, process.stateHash == state else {
            throw PowerLossViolation("a restart after a recovery finds record \(process.sequence), not \(last), or another state")
        }
    }

    /// Reads every record behind `sequence`, and those before it in its frame.
    static func readLog(on disk: VirtualDisk, after sequence: SequenceNumber, _ body: (Record, SequenceNumber) throws -> Void) throws {
        let reader = try JournalReader("\(SimulatedServer.data)/log", storage: disk, after: sequence == 0 ? nil : sequence)
        while let frame = try reader.next() {
            guard frame.stateHash == nil else { continue }
            var records = unsafe RecordReader(frame.payload)
            var sequence = frame.firstSequence
            while let record = try records.next() {
                try body(record, sequence)
                sequence += 1
            }
        }
    }
}
