import Engine
import History
import IO
import Identity
import Journaling
import Market

extension Subcommand {
    static let snapshot = Subcommand(
        path: ["snapshot"],
        summary: "Write a snapshot of a data directory, and prune what it replaces.",
        discussion: """
            Makes the state from the newest usable snapshot in DIR and the log behind it, up to what the log says is on disk, and writes it as a new \
            snapshot: under a temporary name first, then read back and compared by its hash, then renamed. An exchange that opens DIR then applies only \
            what came after. It reads the log only, so it runs beside a live exchange, which it never stops. `walras serve` starts it by itself, unless told otherwise.

            Then it removes all but the newest snapshots, and the segments of the log before the oldest of those. Without that many whole \
            snapshots it removes nothing. Two of these at a time are refused.

            --json prints: sequence, stateHash (a hexadecimal string), path (null if there was nothing new), bytes, commands (applied), began \
            (the snapshot it began with, or null), removedSnapshots, removedSegments, damagedSnapshots.
            """,
        arguments: [.dataDirectory],
        options: [
            Option(
                name: "keep", value: .integer(Int64(SnapshotStore.keptMin)...1_000, default: Int64(SnapshotStore.keptMin)),
                summary: "Snapshots to keep, the new one included."),
            Option(
                name: "keep-log-from", value: .integer(0...Int64.max, default: nil),
                summary: "Keep the log from this record on, whatever the snapshots would let go. Without it: what the history needs, and everything where accounts trade without one."),
            .mirror,
            Option(name: "background", value: .flag, summary: "Leave processors and disks to everybody else."),
            .json,
        ],
        examples: ["walras snapshot data", "walras snapshot data --keep 5 --json"]
    ) { invocation in
        var run = SnapshotRun(directory: try DataDirectory(invocation.arguments[0], mirror: invocation.optionalText("mirror")))
        try run.directory.requireMirror()
        run.keep = Int(invocation.integer("keep"))
        run.neededSequence = invocation.optionalInteger("keep-log-from").map { UInt64($0) }
        if invocation.flag("background") { ThreadAttributes.yieldToOthers() }
        let outcome = try run.run()
        try Terminal.output.write(invocation.flag("json") ? outcome.json.text + "\n" : outcome.text)
        return .done
    }
}

/// One `walras snapshot`.
struct SnapshotRun {
    var directory: DataDirectory
    var keep = SnapshotStore.keptMin
    /// The lowest sequence that somebody still has to read from the log, beside the history. Nil if nobody said.
    var neededSequence: SequenceNumber?

    struct Outcome {
        var sequence: SequenceNumber
        var stateHash: UInt64
        /// Nil if the newest snapshot is of this state already, or nothing has happened yet.
        var path: String?
        var bytes = 0
        var replay: Replay.Report
        var began: SequenceNumber?
        var pruned = SnapshotStore.Pruned()
    }

    func run() throws -> Outcome {
        _ = try directory.existingIdentity()
        let lock = try directory.snapshots.lock()
        defer { withExtendedLifetime(lock) {} }
        let bar = SharedProgress("snapshot")
        return try EventLoop.perform { loop in try take(OnLoop(loop), bar) }
    }

    private func take(_ proof: borrowing OnLoop, _ bar: SharedProgress) throws -> Outcome {
        var options = DataDirectory.RecallOptions()
        options.durableOnly = true
        options.replay.onProgress = { bar.update($0, of: $1) }
        let recalled = try directory.recall(options, on: proof)
        try bar.finish()
        var outcome = Outcome(
            sequence: recalled.state.sequence, stateHash: recalled.state.stateHash(), replay: recalled.replay, began: recalled.snapshot?.sequence)
        guard outcome.sequence > outcome.began ?? 0 else { return outcome }
        let path = try recalled.state.writeSnapshot(to: directory, instanceID: recalled.instanceID, chain: recalled.chain, on: proof)
        // The directory of the snapshots may be new itself.
        try directory.storage.syncDirectory(directory.path)
        outcome.path = path
        outcome.bytes = try directory.storage.open(path, .read).size()
        outcome.pruned = try directory.snapshots.prune(
            log: directory.log, instanceID: recalled.instanceID, keep: keep,
            neededSequence: try neededFrom(recalled.instanceID))
        return outcome
    }

    /// Unless somebody said, everything where accounts trade without a history: only the log knows their orders then.
    private func neededFrom(_ instanceID: UInt64) throws -> SequenceNumber {
        let byHistory = try HistoryFile.neededFrom(directory.path, instanceID: instanceID)
        if let neededSequence { return min(neededSequence, byHistory) }
        guard byHistory == .max else { return byHistory }
        return try directory.storage.list(directory.path).contains(Registry.fileName) ? 1 : .max
    }
}

extension SnapshotRun.Outcome {
    var json: JSONValue {
        let path: JSONValue = path.map { .string($0) } ?? .null
        let began: JSONValue = began.map { .unsigned($0) } ?? .null
        return .object([
            ("sequence", .unsigned(sequence)),
            ("stateHash", .string(hexadecimal(stateHash))),
            ("path", path),
            ("bytes", .integer(Int64(bytes))),
            ("commands", .unsigned(replay.records)),
            ("began", began),
            ("removedSnapshots", .array(pruned.snapshots.map { .unsigned($0) })),
            ("removedSegments", .array(pruned.segments.map { .unsigned($0) })),
            ("damagedSnapshots", .array(pruned.damaged.map { .string($0.description) })),
        ])
    }

    var text: String {
        guard let path else {
            return "nothing new on disk since \(began.map { "snapshot \($0)" } ?? "the log was begun"), state hash \(hexadecimal(stateHash))\n"
        }
        var text = """
            \(path): sequence \(sequence), \(bytes) bytes, state hash \(hexadecimal(stateHash))
            began with \(began.map { "snapshot \($0)" } ?? "the first record of the log"), applied \(replay.records) commands
            removed \(pruned.snapshots.count) snapshots and \(pruned.segments.count) segments of the log

            """
        for damaged in pruned.damaged { text += "damaged: \(damaged)\n" }
        return text
    }
}
