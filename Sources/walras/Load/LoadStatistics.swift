import Market
import Wire

/// What a run has seen: answers, their latencies, errors by code, and what the checks found.
final class LoadStatistics {
    /// Broken promises told in full; the rest are only counted.
    static let violationsKept = 10

    /// Nanoseconds from when a request was (or was to be) sent to its answer.
    var latency = Histogram()
    var answers: UInt64 = 0
    var fills: UInt64 = 0
    var bytesSent: UInt64 = 0
    var bytesReceived: UInt64 = 0
    var checks: UInt64 = 0
    private(set) var violations: UInt64 = 0
    private(set) var firstViolations: [String] = []
    private var rejections = [UInt64](repeating: 0, count: 256)
    private var refusals = [UInt64](repeating: 0, count: 256)
    private var throttles = [UInt64](repeating: 0, count: 256)
    private var statuses = [UInt64](repeating: 0, count: 1000)
    private var others: [String: UInt64] = [:]

    @inline(__always) func answered(after nanoseconds: Int64) {
        answers += 1
        latency.record(nanoseconds)
    }

    /// A promise that was looked at; `message` says how it was broken.
    @inline(__always) func check(_ holds: Bool, _ message: @autoclosure () -> String) {
        checks += 1
        if !holds { violated(message()) }
    }

    @inline(never) private func violated(_ message: String) {
        violations += 1
        if firstViolations.count < Self.violationsKept { firstViolations.append(message) }
    }

    @inline(__always) func rejected(_ reason: RejectReason) { rejections[Int(reason.rawValue)] += 1 }
    func refused(_ reason: RequestRefusal) { refusals[Int(reason.rawValue)] += 1 }
    func throttled(_ limit: ThrottledBy) { throttles[Int(limit.rawValue)] += 1 }
    @inline(__always) func failed(status: UInt16) { statuses[Int(min(status, 999))] += 1 }
    func failed(_ what: String, times: UInt64 = 1) { others[what, default: 0] += times }
    /// A command of a script that had nothing left to do.
    func skip() { failed("skipped: nothing to reduce") }

    /// By code, in the order of their kinds.
    var errors: [(code: String, count: UInt64)] {
        var all: [(code: String, count: UInt64)] = []
        for reason in RejectReason.allCases where rejections[Int(reason.rawValue)] > 0 { all.append(("\(reason)", rejections[Int(reason.rawValue)])) }
        for reason in RequestRefusal.allCases where refusals[Int(reason.rawValue)] > 0 { all.append(("reject \(reason)", refusals[Int(reason.rawValue)])) }
        for limit in ThrottledBy.allCases where throttles[Int(limit.rawValue)] > 0 { all.append(("throttled \(limit)", throttles[Int(limit.rawValue)])) }
        for status in statuses.indices where statuses[status] > 0 { all.append(("status \(status)", statuses[status])) }
        return all + others.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
