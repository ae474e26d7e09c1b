/// What running a workload through books, or through the whole engine, came to.
struct BenchmarkResult: Equatable {
    var commands = 0
    /// Of each timed pass.
    var nanoseconds: [Int64] = []
    /// Of the checking pass.
    var totals = TradeTotals()
    /// Whether every pass made the trades the header announces.
    var match = false
    var latency = LatencyPercentiles()
    var restingOrders = 0
    var bytesInUse = 0
    /// Requests for memory in a run through what has already grown, of the engine its thread's; nil where this build cannot count them.
    var allocations: UInt64?
    /// The engine's after every pass.
    var stateHash: UInt64 = 0

    var nanosecondsPerCommand: Double { commands == 0 ? 0 : Double(median(nanoseconds)) / Double(commands) }
    var commandsPerSecond: Double { nanosecondsPerCommand == 0 ? 0 : 1_000_000_000 / nanosecondsPerCommand }
    var bytesPerRestingOrder: Double { restingOrders == 0 ? 0 : Double(bytesInUse) / Double(restingOrders) }
    var allocationsPerCommand: Double? { allocations.map { commands == 0 ? 0 : Double($0) / Double(commands) } }

    /// What `--json` prints of both.
    func members(_ path: String) -> [(String, JSONValue)] {
        [
            ("workload", .string(path)),
            ("commands", .integer(Int64(commands))),
            ("nsPerCommand", .decimal(decimal(nanosecondsPerCommand, digits: 2))),
            ("trades", .unsigned(totals.trades)),
            ("volume", .unsigned(totals.volume)),
            ("checksum", .string(hexadecimal(totals.checksum))),
            ("match", .boolean(match)),
            ("p50", .integer(Int64(latency.p50))),
            ("p99", .integer(Int64(latency.p99))),
            ("p999", .integer(Int64(latency.p999))),
            ("p9999", .integer(Int64(latency.p9999))),
            ("max", .integer(Int64(latency.max))),
            ("bytesPerRestingOrder", .decimal(decimal(bytesPerRestingOrder, digits: 1))),
            ("allocationsPerCommand", allocationsPerCommand.map { .decimal(decimal($0, digits: 9)) } ?? .null),
        ]
    }
}
