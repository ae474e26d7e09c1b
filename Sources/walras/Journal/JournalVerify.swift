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

            A finding is `damage` (an exchange would refuse to open the log), `tail` (the end of an interrupted write, that opening the log cuts \
            off), or `remark` (nothing that is read is affected).

            --json prints: records, firstSequence, lastSequence, findings: a list of kind, segment, offset, sequence, what; and snapshots: a list \
            of sequence, error for those that are damaged.
            """,
        arguments: [.dataDirectory],
        options: [.json],
        examples: ["walras journal verify data", "walras journal verify data --json"],
        exitNote: "failed, or something is wrong"
    ) { invocation in
        let report = try JournalReport(DataDirectory(invocation.arguments[0]), verifiesSnapshots: true)
        try Terminal.output.write(invocation.flag("json") ? report.findingsJSON.text + "\n" : report.findingsText)
        return report.isSound ? .done : .failed
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
