import Engine
import IO
import Journaling
import Market

/// A damaged log that was taken for what it is not.
struct DamageViolation: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Opens what is left of a log, as the exchange would, and judges what comes of it. One thread at a time uses it.
final class DamageCheck {
    let damages: LogDamages
    let log: DamagedLog
    private let clock = VirtualClock()
    /// The log alone; the log with a mirror.
    private let single: DamagedDisk
    private let twice: DamagedDisk
    /// The log with its snapshots.
    private let whole: DamagedDisk
    private(set) var statistics = DamageStatistics()
    /// In the log as it was.
    private var lastWritten: SequenceNumber = 0

    static let mirrorPath = "mirror/log"

    init(_ damages: LogDamages) {
        self.damages = damages
        log = damages.log
        let segments = log.files.filter { $0.key.hasPrefix(DamagedLog.logPath + "/") }
        single = DamagedDisk(segments)
        var both = segments
        for (path, bytes) in segments { both[Self.mirrorPath + path.dropFirst(DamagedLog.logPath.count)] = bytes }
        twice = DamagedDisk(both)
        whole = DamagedDisk(log.files)
    }

    private enum Outcome {
        /// Frames that were handed on, all of them right.
        case opened(frames: Int)
        case refused(JournalError)
    }

    // MARK: one copy

    /// Nothing else has the log: it is the same, or its unpromised end is gone, or it is refused where the damage is.
    func checkAlone(_ damage: LogDamage) throws {
        single.restore()
        damages.apply(damage, to: single, in: DamagedLog.logPath)
        let difference = damages.firstDifference(single, in: DamagedLog.logPath)
        try judge(try open(single, DamagedLog.logPath, "\(damage)"), difference, "\(damage)")
        statistics.alone += 1
    }

    private func judge(_ outcome: Outcome, _ difference: LogDamages.Difference?, _ damage: @autoclosure () -> String) throws {
        switch outcome {
        case .opened(let frames):
            let expected = difference?.framesBefore ?? log.payloads.count
            guard frames == expected else { throw DamageViolation("\(damage()): \(frames) frames are left, not \(expected)") }
            guard let difference, !difference.isBehindEnd || difference.isProven else {
                statistics.identical += 1
                return
            }
            guard !difference.isProven else { throw DamageViolation("\(damage()): what had been on disk is cut off without a word, behind \(frames) frames") }
            statistics.cut += 1
        case .refused(let error):
            guard let difference, difference.isProven || !difference.isBehindEnd || isIntactElsewhere(error) else {
                throw DamageViolation("\(damage()): nothing that means anything is damaged, but: \(error)")
            }
            try checkPlace(error, difference, damage())
            statistics.refused += 1
        }
    }

    /// A whole frame behind the end that belongs elsewhere is no torn write.
    private func isIntactElsewhere(_ error: JournalError) -> Bool { if case .corrupt = error { true } else { false } }

    private func checkPlace(_ error: JournalError, _ difference: LogDamages.Difference, _ damage: String) throws {
        switch error {
        case .corrupt(let found) where found.position == JournalPosition(segment: UInt64(difference.segment), offset: difference.offset): return
        // What the log begins with, only what stands behind it can prove wrong.
        case .corrupt(let found) where difference.segment == 1 && difference.offset == 0 && found.position <= JournalPosition(segment: 2, offset: 0): return
        case .wrongInstance(2, _, _) where difference.segment == 1 && difference.offset == 0: return
        case .wrongInstance(let segment, _, _) where segment == UInt64(difference.segment) && difference.offset == 0: return
        case .sequenceMissing where difference.segment == 1 && difference.offset == 0: return
        default: throw DamageViolation("\(damage): refused elsewhere than at offset \(difference.offset) of segment \(difference.segment): \(error)")
        }
    }

    /// Recovers and reads a log; what is read must be what was written, as far as it goes.
    private func open(_ disk: DamagedDisk, _ path: String, _ damage: @autoclosure () -> String) throws -> Outcome {
        do throws(JournalError) {
            let recovered = try Recovery.recover(path, storage: disk, options: DamagedLog.options(saltSeed: 1, clock))
            // Without a snapshot, an exchange needs the first record.
            guard recovered.firstSequence == 1 else {
                return .refused(.sequenceMissing(needed: 1, first: recovered.firstSequence, last: recovered.lastSequence))
            }
        } catch { return .refused(error) }
        let reader = try JournalReader(path, storage: disk)
        var frames = 0
        while let frame = try reader.next() {
            let isRight = unsafe frames < log.payloads.count && log.payloads[frames].elementsEqual(frame.payload)
            guard isRight else { throw DamageViolation("\(damage()): frame \(frames), sequence \(frame.firstSequence), is taken for what it is not") }
            frames += 1
        }
        return .opened(frames: frames)
    }

    // MARK: repair

    /// What a repair announces is what comes of it: it keeps all before the damage, and nothing goes that it does not name.
    func checkRepair(_ damage: LogDamage) throws {
        single.restore()
        if lastWritten == 0 { lastWritten = try lastSequence() }
        damages.apply(damage, to: single, in: DamagedLog.logPath)
        guard let difference = damages.firstDifference(single, in: DamagedLog.logPath), case .refused = try open(single, DamagedLog.logPath, "\(damage)") else { return }
        // Records of files that are gone, at either end, are no loss of the repair's.
        let tellsAll = single[DamagedLog.path(DamagedLog.segmentsWritten)] == log.files[DamagedLog.path(DamagedLog.segmentsWritten)]
            && single[DamagedLog.path(1)] != nil
        let plan = try JournalRepair.repair(DamagedLog.logPath, storage: single, acceptLoss: false)
        var done = try JournalRepair.repair(DamagedLog.logPath, storage: single, acceptLoss: true)
        done.movedTo = []
        guard plan == done else { throw DamageViolation("\(damage): announced was \(plan), done \(done)") }
        guard case .opened(let frames) = try open(single, DamagedLog.logPath, "\(damage), repaired") else {
            throw DamageViolation("\(damage): refused after \(plan)")
        }
        // What the log begins with, only what stands behind it can prove wrong.
        guard frames == difference.framesBefore || (difference.segment == 1 && difference.offset == 0) else {
            throw DamageViolation("\(damage): \(frames) frames are kept, not \(difference.framesBefore): \(plan)")
        }
        let (last, named) = (try lastSequence(), plan.lastSequence + UInt64(plan.lostRecords))
        guard last == plan.lastSequence, named <= lastWritten, !tellsAll || named == lastWritten else {
            throw DamageViolation("\(damage): the log had \(lastWritten) records, has \(last), and \(plan)")
        }
        statistics.given += 1
    }

    private func lastSequence() throws -> SequenceNumber {
        let reader = try JournalReader(DamagedLog.logPath, storage: single)
        while try reader.next() != nil {}
        return max(reader.nextSequence, 1) - 1
    }

    // MARK: two copies

    private var mirror: LogMirror {
        LogMirror(
            primary: LogMirror.Place(log: DamagedLog.logPath, snapshots: "data/snapshots", storage: twice),
            mirror: LogMirror.Place(log: Self.mirrorPath, snapshots: "mirror/snapshots", storage: twice))
    }

    /// One copy is damaged, the other is not: everything is there again, in both.
    func checkMirrored(_ damage: LogDamage, inMirror: Bool) throws {
        twice.restore()
        damages.apply(damage, to: twice, in: inMirror ? Self.mirrorPath : DamagedLog.logPath)
        do { statistics.repairs += try mirror.repair().repairs.count } catch { throw DamageViolation("\(damage), in one copy: \(error)") }
        for path in [DamagedLog.logPath, Self.mirrorPath] {
            guard case .opened(log.payloads.count) = try open(twice, path, "\(damage), in one copy") else {
                throw DamageViolation("\(damage), in one copy: not all of it came back, in \(path)")
            }
        }
        statistics.mirrored += 1
    }

    /// Both copies are damaged in the same way: no worse than one copy alone.
    func checkBoth(_ damage: LogDamage) throws {
        twice.restore()
        damages.apply(damage, to: twice, in: DamagedLog.logPath)
        damages.apply(damage, to: twice, in: Self.mirrorPath)
        let difference = damages.firstDifference(twice, in: DamagedLog.logPath)
        var outcome: Outcome?
        do throws(JournalError) { _ = try mirror.repair() } catch { outcome = .refused(error) }
        try judge(outcome ?? open(twice, DamagedLog.logPath, "\(damage), in both copies"), difference, "\(damage), in both copies")
        statistics.both += 1
    }

    // MARK: the whole exchange

    /// Opens log and snapshots as a process would, and replays: the state must be one that there was.
    func checkState(_ what: String, isSame: Bool = false, _ damage: (DamagedDisk) -> Void) throws {
        whole.restore()
        damage(whole)
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        defer { loop.letGo() }
        let exchange = Exchange(loop: loop, clock: clock, options: SimulatedServer.engineOptions)
        let options = DamagedLog.options(saltSeed: 1, clock)
        let whole = whole
        let opened: (sequence: SequenceNumber, hash: UInt64)
        do {
            opened = try exchange.assumeIsolated { exchange in
                _ = try exchange.open(DataDirectory(SimulatedServer.data, storage: whole), options: options, replay: SimulatedServer.replayOptions)
                return (exchange.sequence, exchange.stateHash())
            }
        } catch {
            if isSame { throw DamageViolation("\(what): \(error)") }
            statistics.statesRefused += 1
            return
        }
        if opened.sequence == log.sequence {
            guard opened.hash == log.stateHash else { throw DamageViolation("\(what): record \(opened.sequence) leads to another state") }
        } else if isSame { throw DamageViolation("\(what): the state ends at record \(opened.sequence), not \(log.sequence)") }
        statistics.states += 1
    }

    /// A snapshot with one bit changed, or cut: refused, or every section reads as it was.
    func checkSnapshot(_ path: String, _ what: String, _ damage: (DamagedDisk) -> Void) throws {
        whole.restore()
        damage(whole)
        do throws(JournalError) {
            let (now, then) = (try SnapshotReader(path: path, storage: whole), try SnapshotReader(path: path, storage: DamagedDisk(log.files)))
            try now.verify()
            guard now.info == then.info, now.sections == then.sections else { throw JournalError.mirror("") }
        } catch {
            if case .mirror = error { throw DamageViolation("\(what): the snapshot is taken for what it is not") }
            guard case .snapshot(path: path, what: _) = error else { throw DamageViolation("\(what): \(error)") }
            statistics.snapshotsRefused += 1
            return
        }
        statistics.snapshotsSame += 1
    }
}

/// How often what came of it.
package struct DamageStatistics: Sendable {
    package var bits = 0
    package var alone = 0
    package var identical = 0
    package var cut = 0
    package var refused = 0
    package var given = 0
    package var mirrored = 0
    package var repairs = 0
    package var both = 0
    package var states = 0
    package var statesRefused = 0
    package var snapshotsRefused = 0
    package var snapshotsSame = 0

    mutating func add(_ other: DamageStatistics) {
        for part in [
            \DamageStatistics.bits, \.alone, \.identical, \.cut, \.refused, \.given, \.mirrored, \.repairs, \.both, \.states, \.statesRefused, \.snapshotsRefused,
            \.snapshotsSame,
        ] { self[keyPath: part] += other[keyPath: part] }
    }
}
