import Market

/// What the daemon counts while it works, for operators. On the engine's loop; counting is an addition.
package final class GatewayMetrics {
    package var connectionsOpened: UInt64 = 0
    /// Closed unheard: too many, over all or from one address.
    package var connectionsRefused: UInt64 = 0
    package var commandsSubmitted: UInt64 = 0
    /// Not taken up by the exchange, and so without a record.
    package var commandsRefused: UInt64 = 0
    /// Times the exchange was given commands: once a turn that has any.
    package var batches: UInt64 = 0
    /// How a request came.
    package enum Way: Int, CaseIterable { case http, frames, websocket }
    /// Orders turned away because queues were too long, by way.
    private(set) var sheds = InlineArray<3, UInt64>(repeating: 0)
    /// Requests turned away because their sender had used up its share, by way, then group.
    private var throttles = [UInt64](repeating: 0, count: Way.allCases.count * RateGroup.allCases.count)
    /// From the hand-over of a batch to the publication of its last record, in nanoseconds.
    package private(set) var publishLatency = LatencyHistogram()
    /// One per loop that carries connections.
    package private(set) var loops: [LoopCounters] = []

    /// Batches that have not been published wholly: last record, and when they were handed over.
    private var underWay: [(last: SequenceNumber, time: Int64)] = []
    private var first = 0

    package init() {}

    func add(_ counters: LoopCounters) { loops.append(counters) }

    /// A batch was handed over at `time` and ends with record `last`.
    func handedOver(_ count: Int, at time: Int64, last: SequenceNumber) {
        batches += 1
        commandsSubmitted += UInt64(count)
        underWay.append((last, time))
    }

    /// Everything up to `durable` has been published.
    func published(_ durable: SequenceNumber, at time: Int64) {
        while first < underWay.count, underWay[first].last <= durable {
            publishLatency.count(time - underWay[first].time)
            first += 1
        }
        guard first == underWay.count || first >= 1024 else { return }
        underWay.removeFirst(first)
        first = 0
    }

    var hasBatchUnderWay: Bool { first < underWay.count }

    func shed(_ way: Way) { sheds[way.rawValue] += 1 }
    func throttled(_ way: Way, _ group: RateGroup) { throttles[way.rawValue * RateGroup.allCases.count + Int(group.rawValue)] += 1 }
    func throttles(_ way: Way, _ group: RateGroup) -> UInt64 { throttles[way.rawValue * RateGroup.allCases.count + Int(group.rawValue)] }

    /// Bytes that connections have not taken yet, over all loops.
    var queuedBytes: Int { loops.reduce(0) { $0 + $1.queuedBytes } }
    func sum(_ value: (LoopCounters) -> UInt64) -> UInt64 { loops.reduce(0) { $0 &+ value($1) } }
}

/// How often something took how long, in buckets of powers of two.
package struct LatencyHistogram: Sendable {
    /// Buckets end at 2^10 ns, about a microsecond, to 2^33 ns, about nine seconds; one more is for the rest.
    static let firstPower = 10
    static let bucketCount = 25

    private var buckets = InlineArray<25, UInt64>(repeating: 0)
    /// Nanoseconds.
    package private(set) var sum: UInt64 = 0
    package private(set) var total: UInt64 = 0

    package init() {}

    package mutating func count(_ nanoseconds: Int64) {
        let value = UInt64(max(0, nanoseconds))
        let power = value <= 1 ? 0 : UInt64.bitWidth - (value - 1).leadingZeroBitCount
        buckets[min(max(0, power - Self.firstPower), Self.bucketCount - 1)] += 1
        sum &+= value
        total += 1
    }

    /// Upper end in nanoseconds, nil for the last, and how many were at most that.
    package func cumulative(_ body: (_ end: UInt64?, _ count: UInt64) -> Void) {
        var count: UInt64 = 0
        for index in 0..<Self.bucketCount {
            count += buckets[index]
            body(index == Self.bucketCount - 1 ? nil : 1 << UInt64(Self.firstPower + index), count)
        }
    }
}
