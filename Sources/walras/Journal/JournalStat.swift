import Engine
import IO
import Journaling

extension Subcommand {
    static let journalStat = Subcommand(
        path: ["journal", "stat"],
        summary: "Say what is in a log and its snapshots.",
        discussion: """
            Reads the whole log in DIR, past whatever is damaged, and counts. Changes nothing, takes no lock, and may run beside a live exchange.

            --json prints: instanceID (a hexadecimal string, or null), live, segments, blankSegments (prepared, not yet begun), frames (of records), \
            compressedFrames, records, rawBytes and storedBytes (of records, before and after compression), ratio, firstSequence, lastSequence, \
            durableSequence (the highest the log calls on disk), stateHashes, lastStateHash, marks, snapshots (sequence, stateHash, bytes; or \
            sequence, error), findings (how many; `journal verify` lists them).
            """,
        arguments: [.dataDirectory],
        options: [.json],
        examples: ["walras journal stat data", "walras journal stat data --json"]
    ) { invocation in
        let report = try JournalReport(DataDirectory(invocation.arguments[0]))
        try Terminal.output.write(invocation.flag("json") ? report.json.text + "\n" : report.text)
        return .done
    }
}

/// What `journal stat` and `journal verify` know of a directory.
struct JournalReport {
    struct Snapshot {
        var sequence: UInt64
        var info: SnapshotInfo?
        var bytes = 0
        /// Why it cannot be used.
        var error: String?
    }

    let directory: String
    /// Nil where damage hides it.
    let instanceID: UInt64?
    let isLive: Bool
    let statistics: JournalStatistics
    let findings: [JournalFinding]
    private(set) var snapshots: [Snapshot] = []

    /// - Parameter verifiesSnapshots: reads them whole, instead of what they say of themselves.
    init(_ directory: DataDirectory, verifiesSnapshots: Bool = false) throws {
        self.directory = directory.path
        isLive = try directory.isLive()
        let check = try directory.check()
        statistics = check.statistics
        let identity = statistics.instanceID
        instanceID = identity
        for sequence in try directory.snapshots.list() {
            var snapshot = Snapshot(sequence: sequence)
            do {
                let reader = try identity.map { try directory.snapshots.open(sequence, instanceID: $0) } ?? directory.snapshots.open(sequence)
                snapshot.info = reader.info
                snapshot.bytes = reader.sections.reduce(0) { $0 + $1.bytes }
                if verifiesSnapshots { try reader.verify() }
            } catch { snapshot.error = "\(error)" }
            snapshots.append(snapshot)
        }
        // The end of a log that is being written is torn now and then, for a moment.
        let isLive = isLive
        let usable = snapshots.first { $0.error == nil }?.sequence
        findings = check.findings.filter { !isLive || $0.kind != .tail } + [check.misfit(with: usable, isLive: isLive)].compactMap { $0 }
    }

    var ratio: Double { statistics.storedBytes == 0 ? 1 : Double(statistics.rawBytes) / Double(statistics.storedBytes) }

    var json: JSONValue {
        .object([
            ("instanceID", instanceID.map { .string(hexadecimal($0)) } ?? .null),
            ("live", .boolean(isLive)),
            ("segments", .integer(Int64(statistics.segments))),
            ("blankSegments", .integer(Int64(statistics.blankSegments))),
            ("frames", .integer(Int64(statistics.recordFrames))),
            ("compressedFrames", .integer(Int64(statistics.compressedFrames))),
            ("records", .integer(Int64(statistics.records))),
            ("rawBytes", .integer(Int64(statistics.rawBytes))),
            ("storedBytes", .integer(Int64(statistics.storedBytes))),
            ("ratio", .decimal(decimal(ratio, digits: 3))),
            ("firstSequence", statistics.sequences.map { .unsigned($0.lowerBound) } ?? .null),
            ("lastSequence", statistics.sequences.map { .unsigned($0.upperBound) } ?? .null),
            ("durableSequence", .unsigned(statistics.durableSequence)),
            ("stateHashes", .integer(Int64(statistics.stateHashes))),
            ("lastStateHash", statistics.lastStateHash.map { .string(hexadecimal($0)) } ?? .null),
            ("marks", .integer(Int64(statistics.marks))),
            ("snapshots", .array(snapshots.map(\.json))),
            ("findings", .integer(Int64(findings.count))),
        ])
    }

    var text: String {
        let sequences = statistics.sequences.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
        var text = """
            \(directory): log \(instanceID.map(hexadecimal) ?? "unknown")\(isLive ? ", being written" : "")
              segments      \(statistics.segments), and \(statistics.blankSegments) prepared
              frames        \(statistics.recordFrames), \(statistics.compressedFrames) of them compressed; \(statistics.marks) marks
              records       \(statistics.records), sequences \(sequences), on disk up to \(statistics.durableSequence)
              bytes         \(statistics.rawBytes) raw, \(statistics.storedBytes) stored, ratio \(decimal(ratio, digits: 2))
              state hashes  \(statistics.stateHashes)\(statistics.lastStateHash.map { ", the last \(hexadecimal($0))" } ?? "")
              snapshots     \(snapshots.isEmpty ? "none" : "\(snapshots.count)")

            """
        for snapshot in snapshots {
            text += "    \(snapshot.sequence)  \(snapshot.error ?? "\(snapshot.bytes) bytes, state hash \(hexadecimal(snapshot.info?.stateHash ?? 0))")\n"
        }
        if !findings.isEmpty { text += "  \(findings.count) findings: see walras journal verify\n" }
        return text
    }
}

extension DataDirectory {
    /// Reads all of the log.
    /// - Throws: `logMissing` if there is none, nor what a damage left of one.
    func check() throws -> JournalCheck {
        do throws(JournalError) {
            let check = try JournalCheck.verify(log, storage: storage)
            if check.statistics.instanceID != nil || !check.findings.isEmpty { return check }
        } catch {
            guard case .storage(let cause) = error, cause.isNotFound else { throw error }
        }
        throw EngineError.logMissing(directory: log)
    }
}

extension JournalReport.Snapshot {
    fileprivate var json: JSONValue {
        if let error { return .object([("sequence", .unsigned(sequence)), ("error", .string(error))]) }
        return .object([
            ("sequence", .unsigned(sequence)), ("stateHash", .string(hexadecimal(info?.stateHash ?? 0))), ("bytes", .integer(Int64(bytes))),
        ])
    }
}
