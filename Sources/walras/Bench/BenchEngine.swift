import IO
import Journaling

extension Subcommand {
    static let benchEngine = Subcommand(
        path: ["bench", "engine"],
        summary: "Run a workload file through the whole engine in this process and measure it.",
        discussion: """
            Runs the commands of a workload file through an exchange: sequencer, client order ids, risk chain, funds, order book, ledger with \
            fees, log, publication. An untimed run without a log learns the ids of the orders and compares trades, volume and checksum with \
            the file's header. The timed passes, of which the median counts, each start from a directory with nothing but the log's \
            first segments, ready to be written, and end when the last command is published; each must end in the same state.

            Latencies are those of single commands with nothing else under way, from handing over to publication, for the first 20,000 \
            timed commands. Bytes are those of the order books. Allocations are those of the engine's thread in another run through an exchange \
            that has already grown; the log's threads make a few per segment.

            --json prints: workload, commands, nsPerCommand, trades, volume, checksum (a hexadecimal string), match, p50, p99, p999, p9999, \
            max (nanoseconds), bytesPerRestingOrder, allocationsPerCommand, then durability, commandsPerSecond, stateHash.
            """,
        options: [
            Option(name: "workload", value: .text(placeholder: "FILE", default: nil), summary: "The workload file.", isRequired: true),
            Option(
                name: "durability", value: .choice(["always", "interval", "none"], default: "always"),
                summary: "When a command counts as done: synced, synced at intervals, or written."),
            Option(name: "passes", value: .integer(1...1_000, default: 5), summary: "Timed passes."),
            Option(name: "batch", value: .integer(1...65_536, default: Int64(EngineBenchmark.batchDefault)), summary: "Commands handed over at a time."),
            Option(name: "client-ids", value: .flag, summary: "Give every order a client order id, which the engine then remembers."),
            Option(
                name: "data", value: .text(placeholder: "DIR", default: nil),
                summary: "Where to put the logs while it runs. Default: a directory for temporary files."),
            .json,
        ],
        examples: ["walras bench engine --workload base.workload", "walras bench engine --workload base.workload --durability none --json"],
        exitNote: "failed, or trades, volume or checksum differ from the file's header, or a pass ended in another state"
    ) { invocation in
        let path = invocation.text("workload")
        let passes = Int(invocation.integer("passes"))
        let plan = EngineWorkload(try Workload(readingFrom: path))
        let directory = try WorkDirectory(invocation.optionalText("data"), prefix: "walras-bench")
        defer { directory.clean() }
        let benchmark = EngineBenchmark(
            plan: plan, durability: Durability(named: invocation.text("durability")), batch: Int(invocation.integer("batch")),
            usesClientIDs: invocation.flag("client-ids"), directory: directory.path)
        var progress = Progress("bench engine", total: passes + 3)
        let result = try await benchmark.run(passes: passes) { try progress.update($0) }
        try progress.finish()
        let durability = benchmark.durability
        try invocation.print(
            invocation.flag("json") ? result.json(path, durability).text + "\n" : result.text(path, plan.workload.header, durability))
        return result.match ? .done : .failed
    }
}

extension BenchmarkResult {
    func json(_ path: String, _ durability: Durability) -> JSONValue {
        .object(members(path) + [
            ("durability", .string("\(durability)")),
            ("commandsPerSecond", .integer(Int64(commandsPerSecond))),
            ("stateHash", .string(hexadecimal(stateHash))),
        ])
    }

    func text(_ path: String, _ header: WorkloadHeader, _ durability: Durability) -> String {
        let allocations = allocationsPerCommand.map { decimal($0, digits: 9) } ?? "not counted in this build"
        let verdict = match
            ? "as the file announces, same state in every pass"
            : "DIFFERENT: the file announces \(header.trades) trades, volume \(header.volume), checksum \(hexadecimal(header.checksum)); or a pass ended in another state"
        return """
            \(path): \(commands) commands after \(header.preloadCount) preloaded, \(header.symbols) symbols, durability \(durability)
              commands per second    \(Int(commandsPerSecond)) (\(decimal(nanosecondsPerCommand, digits: 1)) ns each, median of \(nanoseconds.count) passes)
              trades                 \(totals.trades), volume \(totals.volume), checksum \(hexadecimal(totals.checksum)): \(verdict)
              latency ns, one alone  p50 \(latency.p50), p99 \(latency.p99), p99.9 \(latency.p999), p99.99 \(latency.p9999), max \(latency.max)
              bytes per order        \(decimal(bytesPerRestingOrder, digits: 1)) (\(bytesInUse) bytes, \(restingOrders) resting orders)
              allocations per command \(allocations)
              state hash             \(hexadecimal(stateHash))

            """
    }
}

extension Durability {
    /// One of the names the command line offers.
    init(named name: String) {
        switch name {
        case "none": self = .none
        case "interval": self = .interval(milliseconds: 10)
        default: self = .always
        }
    }
}
