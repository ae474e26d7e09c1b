/// What a run of `walras load` says at its end.
struct LoadReport {
    let target: String
    let connections: Int
    let inFlight: Int
    /// Requests a second asked for; nil for as fast as answers come.
    let rate: Int64?
    /// What was sent, if not random orders.
    var script: LoadScript.Source?
    /// From the first request, or from the end of the warm-up, to the last answer.
    let nanoseconds: Int64
    let issued: Int
    let statistics: LoadStatistics

    static let percentiles: [(name: String, perMillion: UInt64)] = [
        ("p50", 500_000), ("p90", 900_000), ("p99", 990_000), ("p99.9", 999_000), ("p99.99", 999_900),
    ]

    var perSecond: Int64 { nanoseconds <= 0 ? 0 : Int64(Double(statistics.answers) * 1e9 / Double(nanoseconds)) }

    var json: JSONValue {
        .object([
            ("target", .string(target)),
            ("connections", .integer(Int64(connections))),
            ("inFlight", .integer(Int64(inFlight))),
            ("rate", rate.map { .integer($0) } ?? .null),
            ("seconds", .decimal(decimal(Double(nanoseconds) / 1e9, digits: 3))),
            ("requests", .integer(Int64(issued))),
            ("answers", .unsigned(statistics.answers)),
            ("perSecond", .integer(perSecond)),
            ("fills", .unsigned(statistics.fills)),
            ("bytesSent", .unsigned(statistics.bytesSent)),
            ("bytesReceived", .unsigned(statistics.bytesReceived)),
            ("latency", Self.json(statistics.latency)),
            ("errors", .object(statistics.errors.map { ($0.code, .unsigned($0.count)) })),
            ("checks", .unsigned(statistics.checks)),
            ("violations", .unsigned(statistics.violations)),
            ("firstViolations", .array(statistics.firstViolations.map { .string($0) })),
        ])
    }

    /// When requests were sent, in words.
    var pace: String {
        if case .orders(_, let speed) = script { return "recorded orders at \(decimal(speed, digits: 2)) times their speed, timed from when each was to be sent" }
        return rate.map { "\($0) a second, timed from when each was to be sent" } ?? "as fast as answers come"
    }

    var text: String {
        let errors = statistics.errors.map { "\($0.code) \($0.count)" }.joined(separator: ", ")
        var text = """
            \(target): \(connections) connections, \(inFlight) in flight on each, \(pace)
              answers     \(statistics.answers) in \(decimal(Double(nanoseconds) / 1e9, digits: 2)) s: \(perSecond) a second
              latency     \(Self.text(statistics.latency))
              fills       \(statistics.fills)
              errors      \(errors.isEmpty ? "none" : errors)
              checks      \(statistics.checks) made, \(statistics.violations) failed

            """
        for violation in statistics.firstViolations { text += "  FAILED      \(violation)\n" }
        return text
    }

    static func json(_ latency: Histogram) -> JSONValue {
        .object(percentiles.map { ($0.name, .integer(latency.value(perMillion: $0.perMillion))) } + [("max", .integer(latency.max))])
    }

    static func text(_ latency: Histogram) -> String {
        let values = percentiles.map { "\($0.name) \(duration(latency.value(perMillion: $0.perMillion)))" }
        return values.joined(separator: ", ") + ", max \(duration(latency.max))"
    }

    /// With the unit that fits: 850 ns, 12.3 µs, 4.56 ms, 1.20 s.
    static func duration(_ nanoseconds: Int64) -> String {
        switch nanoseconds {
        case ..<1_000: "\(nanoseconds) ns"
        case ..<1_000_000: decimal(Double(nanoseconds) / 1e3, digits: 1) + " µs"
        case ..<1_000_000_000: decimal(Double(nanoseconds) / 1e6, digits: 2) + " ms"
        default: decimal(Double(nanoseconds) / 1e9, digits: 2) + " s"
        }
    }
}
