import Engine
import IO
import Journaling
import Market
import Synchronization

extension Subcommand {
    static let replay = Subcommand(
        path: ["replay"],
        summary: "Restore the state of a data directory from its log.",
        discussion: """
            Loads the newest usable snapshot in DIR, applies the commands of the log behind it, and prints the hash of the state. Nothing in DIR is \
            changed and no lock is held, so it may run beside a live exchange, of whose log it reads what is on disk. Hashes of the state that \
            the log holds are compared on the way.

            --verify applies as much of the log as there is (from the first record or, if that was pruned, from the oldest snapshot) and compares \
            the events of every command with those in the log, byte by byte.

            --mirror repairs what is damaged in one copy before it reads, unless an exchange is running; without it nothing is changed. \
            A mirror without a log is refused.

            --to writes the state as one JSON document: sequence, time, stateHash, instruments, accounts with their balances, open orders, and the \
            depth of every book. Prices in it are ticks, quantities lots, amounts units. With `--to -` it goes to standard output, and the summary \
            to standard error.

            --json prints: stateHash (a hexadecimal string), sequence, commands, events, commandsPerSecond, snapshot (the sequence of the one it \
            began with, or null), rejectedSnapshots (why others were passed over), stateHashesChecked, verified, tail (what is behind the end and would be cut on opening, or null). When \
            --verify finds a difference: sequence, logged, applied.
            """,
        arguments: [.dataDirectory],
        options: [
            Option(name: "until", value: .integer(1...Int64.max, default: nil), summary: "Stop behind the record with this sequence number."),
            Option(name: "verify", value: .flag, summary: "Compare the events of every command with the log."),
            Option(name: "from-log", value: .flag, summary: "Ignore snapshots; begin with the first record."),
            .mirror,
            Option(name: "to", value: .text(placeholder: "FILE", default: nil), summary: "Write the state as JSON; '-' is standard output."),
            .json,
        ],
        examples: ["walras replay data", "walras replay data --verify", "walras replay data --until 5000 --to state.json"],
        exitNote: "failed, or --verify found a difference, or the log is damaged"
    ) { invocation in
        let (json, to) = (invocation.flag("json"), invocation.optionalText("to"))
        guard !json || to != "-" else { throw UsageError("--json and --to - both want standard output") }
        let directory = try DataDirectory(invocation.arguments[0], mirror: invocation.optionalText("mirror"))
        try directory.requireMirror()
        if directory.mirror != nil, try !directory.isLive(), let report = try directory.repairFromMirror(), !report.repairs.isEmpty {
            try Terminal.error.write("walras: \(report.text)\n")
        }
        var run = ReplayRun(directory: directory)
        run.until = invocation.optionalInteger("until").map(UInt64.init)
        run.verifies = invocation.flag("verify")
        run.fromLog = invocation.flag("from-log")
        run.document = to
        let outcome = try run.run()
        let text = json ? outcome.json.text + "\n" : outcome.text
        try (to == "-" ? Terminal.error : Terminal.output).write(text)
        return outcome.isDifferent ? .failed : .done
    }
}

extension Argument {
    static let dataDirectory = Argument(name: "DIR", summary: "The data directory, which holds `log` and `snapshots`.")
}

/// One `walras replay`.
struct ReplayRun {
    var directory: DataDirectory
    var until: SequenceNumber?
    var verifies = false
    var fromLog = false
    /// Where the state goes as JSON.
    var document: String?
    var clock: any Clock = SystemClock()

    enum Outcome: Equatable {
        case same(Summary)
        case different(sequence: SequenceNumber, logged: String, applied: String)
    }

    struct Summary: Equatable {
        var stateHash: UInt64
        var sequence: SequenceNumber
        var replay: Replay.Report
        var nanoseconds: Int64
        var snapshot: SequenceNumber?
        var rejectedSnapshots: [String]
        var tail: String?
        var verified: Bool

        var commandsPerSecond: UInt64 { nanoseconds <= 0 ? 0 : UInt64(Double(replay.records) / Double(nanoseconds) * 1e9) }
    }

    func run() throws -> Outcome {
        var options = DataDirectory.RecallOptions()
        options.start = fromLog ? .log : verifies ? .earliest : .newestSnapshot
        options.replay.verifies = verifies
        options.replay.until = until ?? .max
        let bar = SharedProgress("replay")
        options.replay.onProgress = { bar.update($0, of: $1) }
        do {
            return .same(try EventLoop.perform { loop in try summary(options, OnLoop(loop), bar) })
        } catch EngineError.diverged(let sequence, let logged, let applied) {
            try bar.finish()
            return .different(sequence: sequence, logged: logged, applied: applied)
        }
    }

    private func summary(_ options: DataDirectory.RecallOptions, _ proof: borrowing OnLoop, _ bar: SharedProgress) throws -> Summary {
        let recalled = try directory.recall(options, on: proof)
        try bar.finish()
        let summary = Summary(
            stateHash: recalled.state.stateHash(), sequence: recalled.state.sequence, replay: recalled.replay,
            nanoseconds: recalled.replay.nanoseconds, snapshot: recalled.snapshot?.sequence,
            rejectedSnapshots: recalled.rejected.map(\.description), tail: recalled.tail?.description, verified: verifies)
        if let document {
            let sink = try ByteSink(document)
            StateDocument(to: sink).write(recalled.state)
            try sink.finish()
        }
        return summary
    }
}

extension ReplayRun.Outcome {
    var isDifferent: Bool { if case .different = self { true } else { false } }

    var json: JSONValue {
        switch self {
        case .same(let summary):
            .object([
                ("stateHash", .string(hexadecimal(summary.stateHash))),
                ("sequence", .unsigned(summary.sequence)),
                ("commands", .unsigned(summary.replay.records)),
                ("events", .unsigned(summary.replay.events)),
                ("commandsPerSecond", .unsigned(summary.commandsPerSecond)),
                ("snapshot", summary.snapshot.map { .unsigned($0) } ?? .null),
                ("rejectedSnapshots", .array(summary.rejectedSnapshots.map { .string($0) })),
                ("stateHashesChecked", .integer(Int64(summary.replay.stateHashes))),
                ("verified", .boolean(summary.verified)),
                ("tail", summary.tail.map { .string($0) } ?? .null),
            ])
        case .different(let sequence, let logged, let applied):
            .object([("sequence", .unsigned(sequence)), ("logged", .string(logged)), ("applied", .string(applied))])
        }
    }

    var text: String {
        switch self {
        case .same(let summary):
            var text = """
                state hash   \(hexadecimal(summary.stateHash))
                sequence     \(summary.sequence)
                began with   \(summary.snapshot.map { "snapshot \($0)" } ?? "the first record of the log")
                applied      \(summary.replay.records) commands, \(summary.replay.events) events, \(summary.commandsPerSecond) commands/s
                checked      \(summary.replay.stateHashes) state hashes\(summary.verified ? ", every event" : "")

                """
            for reason in summary.rejectedSnapshots { text += "passed over   \(reason)\n" }
            if let tail = summary.tail { text += "left out      would be cut on opening: \(tail)\n" }
            return text
        case .different(let sequence, let logged, let applied):
            return "record \(sequence) differs\n  log      \(logged)\n  applied  \(applied)\n"
        }
    }
}

/// A progress bar for work whose reports may not throw and carry their own total.
final class SharedProgress: Sendable {
    private struct State {
        var bar: Progress?
        var failure: (any Error)?
    }

    private let label: String
    private let state = Mutex(State())

    init(_ label: String) { self.label = label }

    func update(_ done: Int, of total: Int) {
        state.withLock { state in
            if state.bar == nil { state.bar = Progress(label, total: total) }
            do { try state.bar?.update(done) } catch { state.failure = error }
        }
    }

    func finish() throws {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            try state.bar?.finish()
            state.bar = nil
        }
    }
}
