import IO

extension Subcommand {
    static let benchBook = Subcommand(
        path: ["bench", "book"],
        summary: "Run a workload file through the order book and measure it.",
        discussion: """
            Runs the commands of a workload file through order books alone: no ledger, no log, no network. One untimed pass maps every trade \
            back to the file's ids and compares trades, volume and checksum with the file's header; it also learns, as a client would, the ids \
            that the books give to orders, so that timed commands name orders by them. Then come the timed passes, of which the \
            median counts; each starts from fresh books that hold the file's preload. What commands further back in the \
            queue will touch is prefetched, and every command is checked, applied and followed up, as the engine does it.

            Latencies are taken in a pass of their own with one clock read per command; nothing is subtracted, so each holds that read \
            (about 25 ns). Bytes are those of all arenas and price levels in use, at the end. \
            Allocations are counted in another run through books that have already grown: every malloc, calloc, realloc, aligned \
            allocation and mmap of the process.

            --json prints: workload, commands, nsPerCommand, trades, volume, checksum (a hexadecimal string), match, p50, p99, p999, p9999, \
            max (nanoseconds), bytesPerRestingOrder, allocationsPerCommand (null in a build with sanitizers).
            """,
        options: [
            Option(name: "workload", value: .text(placeholder: "FILE", default: nil), summary: "The workload file.", isRequired: true),
            Option(name: "passes", value: .integer(1...1_000, default: 5), summary: "Timed passes."),
            .json,
        ],
        examples: ["walras bench book --workload base.workload", "walras bench book --workload base.workload --passes 9 --json"],
        exitNote: "failed, or trades, volume or checksum differ from the file's header"
    ) { invocation in
        let path = invocation.text("workload")
        let passes = Int(invocation.integer("passes"))
        let workload = try Workload(readingFrom: path)
        var progress = Progress("bench book", total: passes + 3)
        let result = try BookBenchmark(workload: workload, clock: SystemClock()).run(passes: passes) { try progress.update($0) }
        try progress.finish()
        try invocation.print(invocation.flag("json") ? JSONValue.object(result.members(path)).text + "\n" : result.text(path, workload.header))
        return result.match ? .done : .failed
    }
}

extension BenchmarkResult {
    func text(_ path: String, _ header: WorkloadHeader) -> String {
        let fastest = commands == 0 ? 0 : Double(nanoseconds.min() ?? 0) / Double(commands)
        let slowest = commands == 0 ? 0 : Double(nanoseconds.max() ?? 0) / Double(commands)
        let allocations = allocationsPerCommand.map { decimal($0, digits: 9) } ?? "not counted in this build"
        let verdict = match
            ? "as the file announces"
            : "DIFFERENT: the file announces \(header.trades) trades, volume \(header.volume), checksum \(hexadecimal(header.checksum))"
        return """
            \(path): \(commands) commands after \(header.preloadCount) preloaded, \(header.symbols) symbols
              ns per command         \(decimal(nanosecondsPerCommand, digits: 1)) (median of \(nanoseconds.count) passes, \
            \(decimal(fastest, digits: 1)) to \(decimal(slowest, digits: 1)))
              trades                 \(totals.trades), volume \(totals.volume), checksum \(hexadecimal(totals.checksum)): \(verdict)
              latency ns             p50 \(latency.p50), p99 \(latency.p99), p99.9 \(latency.p999), p99.99 \(latency.p9999), max \(latency.max) \
            (one clock read included)
              bytes per order        \(decimal(bytesPerRestingOrder, digits: 1)) (\(bytesInUse) bytes, \(restingOrders) resting orders)
              allocations per command \(allocations)

            """
    }
}

/// A number that is not negative, with one or more digits after the point, to the nearest.
func decimal(_ value: Double, digits: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<digits { scale *= 10 }
    let units = UInt64((value * Double(scale)).rounded())
    let fraction = String(units % scale)
    return "\(units / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}
