import Engine
import IO
import Journaling

extension Subcommand {
    static let journalRepair = Subcommand(
        path: ["journal", "repair"],
        summary: "Make a damaged log one that an exchange will open.",
        discussion: """
            Says whether an exchange would open the log in DIR and, if not, what it would take: everything from the first damage on has to go. \
            Nothing is changed unless --accept-loss is given; then the damaged files are moved or copied aside under names that end in \
            `.damaged`, never deleted, with the snapshots that reach further than what is kept. No exchange may be running on DIR.

            With --mirror, whatever one copy lacks is first written again from the other, and a data directory without a log is made from its \
            mirror; only what both lack has to go, in both.

            A log must begin with its first record, or where a whole snapshot ends: if neither is there, all of it has to go. \
            The torn end of an interrupted write is no damage: opening the log cuts it off. Nor is a damage that the newest whole snapshot \
            stands behind, for nothing before a snapshot is read.

            --json prints: verdict (sound, tail, covered, needsLoss or done), reason, cut (segment and offset, or null), lastSequence (the last that is \
            kept), losses (segment, offset, bytes, records, lastSequence), lostRecords (how many are known of), snapshots (those to be set aside), movedTo, mirror (null without one; a list of path, offset, bytes, what).
            """,
        arguments: [.dataDirectory],
        options: [Option(name: "accept-loss", value: .flag, summary: "Give up what cannot be kept."), .mirror, .json],
        examples: ["walras journal repair data", "walras journal repair data --accept-loss"],
        exitNote: "failed, or something would be lost and --accept-loss was not given"
    ) { invocation in
        let directory = try DataDirectory(invocation.arguments[0], mirror: invocation.optionalText("mirror"))
        let outcome = try RepairRun(directory: directory, acceptLoss: invocation.flag("accept-loss")).run()
        try Terminal.output.write(invocation.flag("json") ? outcome.json.text + "\n" : outcome.text)
        return outcome.exitStatus
    }
}

/// One `walras journal repair`.
struct RepairRun {
    var directory: DataDirectory
    var acceptLoss = false

    enum Verdict: Equatable {
        case sound
        /// Opening the log will cut its torn end.
        case tail
        /// Damaged where nobody reads: before this snapshot.
        case covered(snapshot: UInt64)
        case needsLoss
        case done
    }

    struct Outcome {
        var verdict: Verdict
        /// Why an exchange would refuse the log, or what it would cut.
        var reason: String?
        /// Where the log will end: what is cut, with the last sequence that is kept, what goes, and where it went.
        var repair: JournalRepair
        /// Snapshots that reach further than the log that is kept.
        var snapshots: [String] = []
        /// What was repaired without a loss.
        var mirror: MirrorReport?

        var exitStatus: ExitStatus { verdict == .needsLoss ? .failed : .done }
    }

    func run() throws -> Outcome {
        guard try !directory.isLive() else { throw JournalError.locked(directory: directory.log) }
        guard let path = directory.mirror else { return try run(directory) }
        do {
            let report = try directory.repairFromMirror(restores: true)
            var outcome = try run(DataDirectory(directory.path, storage: directory.storage))
            outcome.mirror = report
            return outcome
        } catch EngineError.journal(.corrupt) where acceptLoss {
            // What both lack goes in both; each was repaired up to there.
            var outcome = try run(DataDirectory(directory.path))
            let other = try RepairRun(directory: DataDirectory(path), acceptLoss: true).run(DataDirectory(path))
            outcome.repair.movedTo += other.repair.movedTo
            outcome.mirror = try directory.repairFromMirror()
            return outcome
        }
    }

    private func run(_ directory: DataDirectory) throws -> Outcome {
        let snapshots = try WholeSnapshots(directory)
        let outcome = try run(directory, snapshots)
        for error in snapshots.passedOver { try Terminal.error.write("walras: passed over: \(error)\n") }
        return outcome
    }

    private func run(_ directory: DataDirectory, _ snapshots: WholeSnapshots) throws -> Outcome {
        if snapshots.instanceID == nil { _ = try directory.check() }
        let snapshot = try snapshots.newest(before: .max)
        let refusal: JournalError
        do throws(JournalError) {
            let end = try Recovery.inspect(directory.log, storage: directory.storage, after: snapshot)
            let kept = JournalRepair(cut: end.cut?.position, lastSequence: end.lastSequence)
            let check = try JournalCheck.verify(directory.log, storage: directory.storage)
            if let snapshot, check.findings.contains(where: { $0.kind == .damage }) { return Outcome(verdict: .covered(snapshot: snapshot), repair: kept) }
            return Outcome(verdict: end.cut == nil ? .sound : .tail, reason: end.cut?.description, repair: kept)
        } catch {
            if case .storage = error { throw error }
            refusal = error
        }
        let repair = try JournalRepair.repair(
            directory.log, storage: directory.storage, acceptLoss: acceptLoss, snapshot: snapshots.newest)
        let store = directory.snapshots
        var outcome = Outcome(verdict: acceptLoss ? .done : .needsLoss, reason: refusal.description, repair: repair)
        outcome.snapshots = try store.list().filter { $0 > repair.lastSequence }.map(store.path(of:))
        if acceptLoss { outcome.repair.movedTo += try store.setAside(after: repair.lastSequence) }
        return outcome
    }
}

/// The snapshots that are whole: an exchange begins with the newest, and reads nothing of the log before.
private final class WholeSnapshots {
    private let store: SnapshotStore
    let instanceID: UInt64?
    private var judged: [UInt64: Bool] = [:]
    /// Why the others are not.
    private(set) var passedOver: [JournalError] = []

    init(_ directory: DataDirectory) throws {
        store = directory.snapshots
        instanceID = try JournalReader.identity(directory.log, storage: directory.storage)
    }

    func newest(before sequence: UInt64) throws(JournalError) -> UInt64? {
        guard let instanceID else { return nil }
        for candidate in try store.list() where candidate < sequence {
            if try isWhole(candidate, instanceID) { return candidate }
        }
        return nil
    }

    private func isWhole(_ sequence: UInt64, _ instanceID: UInt64) throws(JournalError) -> Bool {
        if let known = judged[sequence] { return known }
        do throws(JournalError) {
            try store.open(sequence, instanceID: instanceID).verify()
            judged[sequence] = true
            return true
        } catch {
            judged[sequence] = false
            passedOver.append(error)
            return false
        }
    }
}

extension RepairRun.Outcome {
    var text: String { (mirror.map { $0.text + "\n" } ?? "") + verdictText }

    private var verdictText: String {
        switch verdict {
        case .sound: return "the log needs no repair\n"
        case .tail: return "the log needs no repair; opening it will do this: \(reason ?? "")\n"
        case .covered(let snapshot):
            return "the log is damaged, but before snapshot \(snapshot), where an exchange does not read; it needs no repair\n"
        case .needsLoss, .done:
            var text = "an exchange would refuse the log: \(reason ?? "")\n"
            text += repair.cut == nil ? "the log ends with sequence \(repair.lastSequence)\n" : repair.description
            for path in snapshots { text += "set aside, for it reaches further than the log that is kept: \(path)\n" }
            if verdict == .needsLoss { return text + "nothing was changed; to give this up: --accept-loss\n" }
            for path in repair.movedTo { text += "moved to \(path)\n" }
            return text + "done\n"
        }
    }

    var json: JSONValue {
        let name = switch verdict {
        case .sound: "sound"
        case .tail: "tail"
        case .covered: "covered"
        case .needsLoss: "needsLoss"
        case .done: "done"
        }
        let cut: JSONValue = repair.cut.map { .object([("segment", .unsigned($0.segment)), ("offset", .integer(Int64($0.offset)))]) } ?? .null
        return .object([
            ("verdict", .string(name)),
            ("reason", reason.map { .string($0) } ?? .null),
            ("cut", cut),
            ("lastSequence", .unsigned(repair.lastSequence)),
            ("losses", .array(repair.losses.map(\.json))),
            ("lostRecords", .integer(Int64(repair.lostRecords))),
            ("snapshots", .array(snapshots.map { .string($0) })),
            ("movedTo", .array(repair.movedTo.map { .string($0) })),
            ("mirror", mirror.map { .array($0.repairs.map(\.json)) } ?? .null),
        ])
    }
}

extension RepairLoss {
    fileprivate var json: JSONValue {
        .object([
            ("segment", .unsigned(position.segment)), ("offset", .integer(Int64(position.offset))), ("bytes", .integer(Int64(bytes))),
            ("records", .integer(Int64(records))), ("lastSequence", .unsigned(lastSequence)),
        ])
    }
}
