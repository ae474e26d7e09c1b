import Engine
import IO
import Journaling

extension Subcommand {
    static let journalVerify = Subcommand(
        path: ["journal", "verify"],
        summary: "Check every byte of a log and its snapshots.",
        discussion: """
            Checks every header, checksum, chain value and sequence number of the log in DIR, and every block of its snapshots, and names segment, \
            offset and sequence of whatever is wrong. Goes on behind a damage, as far as anything can be read. Changes nothing, takes no lock, \
            and may run beside a live exchange. To check also that the commands still cause the same events: walras replay DIR --verify.

            That the log goes on where the newest whole snapshot ends, or else begins with the first record, is checked as well.

            A finding is `damage` (an exchange would refuse to open the log), `tail` (the end of an interrupted write, that opening the log cuts \
            off), or `remark` (nothing that is read is affected).

            With --mirror both copies are checked, and compared unless an exchange is running.

            --json prints: records, firstSequence, lastSequence, findings: a list of kind, segment, offset, sequence, what; and snapshots: a list \
            of sequence, error for those that are damaged; and mirror, null without one: the same of the other copy, and differences: a list of path, offset, bytes, what.
            """,
        arguments: [.dataDirectory],
        options: [.mirror, .json],
        examples: ["walras journal verify data", "walras journal verify data --json"],
        exitNote: "failed, or something is wrong"
    ) { invocation in
        let check = try VerifyRun(invocation.arguments[0], mirror: invocation.optionalText("mirror"))
        try invocation.print(invocation.flag("json") ? check.json.text + "\n" : check.text)
        return check.isSound ? .done : .failed
    }
}

/// One `walras journal verify`: of a log, and of its mirror.
struct VerifyRun {
    let reports: [JournalReport]
    /// What one copy has and the other has not.
    private(set) var differences: [MirrorRepair] = []
    /// Why the copies cannot become the same.
    private(set) var refusal: String?

    init(_ path: String, mirror: String?) throws {
        let directory = try DataDirectory(path, mirror: mirror)
        reports = try [path, mirror].compactMap { $0 }.map { try JournalReport(DataDirectory($0), verifiesSnapshots: true) }
        guard mirror != nil, !reports[0].isLive else { return }
        do { differences = try directory.compareWithMirror()?.repairs ?? [] } catch { refusal = "\(error)" }
    }

    var isSound: Bool { reports.allSatisfy(\.isSound) && differences.isEmpty && refusal == nil }

    var text: String {
        reports.map(\.findingsText).joined() + differences.map { "differs: \($0)\n" }.joined() + (refusal.map { "damage: \($0)\n" } ?? "")
    }

    var json: JSONValue {
        guard reports.count > 1, case .object(var members) = reports[0].findingsJSON, case .object(var other) = reports[1].findingsJSON else {
            return reports[0].findingsJSON
        }
        other.append(("differences", .array(differences.map(\.json))))
        other.append(("refusal", refusal.map { .string($0) } ?? .null))
        members.append(("mirror", .object(other)))
        return .object(members)
    }
}

extension JournalReport {
    var isSound: Bool { findings.isEmpty && damagedSnapshots.isEmpty }

    private var damagedSnapshots: [(sequence: UInt64, error: String)] {
        snapshots.compactMap { snapshot in snapshot.error.map { (snapshot.sequence, $0) } }
    }

    var findingsJSON: JSONValue {
        .object([
            ("records", .integer(Int64(statistics.records))),
            ("firstSequence", statistics.sequences.map { .unsigned($0.lowerBound) } ?? .null),
            ("lastSequence", statistics.sequences.map { .unsigned($0.upperBound) } ?? .null),
            ("findings", .array(findings.map(\.json))),
            ("snapshots", .array(damagedSnapshots.map { .object([("sequence", .unsigned($0.sequence)), ("error", .string($0.error))]) })),
        ])
    }

    var findingsText: String {
        if isSound {
            let sequences = statistics.sequences.map { ", sequences \($0.lowerBound) to \($0.upperBound)" } ?? ""
            return "\(directory): sound: \(statistics.records) records\(sequences), \(snapshots.count) snapshots\n"
        }
        return findings.map { "\($0)\n" }.joined() + damagedSnapshots.map { "damage: \($0.error)\n" }.joined()
    }
}

extension JournalFinding {
    var json: JSONValue {
        .object([
            ("kind", .string(kind.rawValue)), ("segment", .unsigned(damage.position.segment)), ("offset", .integer(Int64(damage.position.offset))),
            ("sequence", .unsigned(damage.sequence)), ("what", .string(damage.what)),
        ])
    }
}
