import IO
import Market
import Testing

@testable import Engine
@testable import Gateway

@Suite struct GatewayMetricsTests {
    @Test func `a duration is counted in the bucket it just fits, and in all above it`() {
        var histogram = LatencyHistogram()
        for nanoseconds in [0, 1, 1_024, 1_025, 2_048, 1 << 33, 1 << 33 + 1] as [Int64] { histogram.count(nanoseconds) }
        var counts: [UInt64?: UInt64] = [:]
        histogram.cumulative { counts[$0] = $1 }
        #expect(counts[1_024] == 3 && counts[2_048] == 5 && counts[1 << 33] == 6 && counts[nil] == 7)
        #expect(histogram.total == 7)
    }

    @Test func `a batch lasts until its last record is published`() {
        let metrics = GatewayMetrics()
        metrics.handedOver(3, at: 1_000, last: 3)
        metrics.handedOver(2, at: 2_000, last: 5)
        metrics.published(4, at: 5_000)
        #expect(metrics.publishLatency.total == 1 && metrics.publishLatency.sum == 4_000 && metrics.hasBatchUnderWay)
        metrics.published(5, at: 6_000)
        #expect(metrics.publishLatency.total == 2 && metrics.publishLatency.sum == 8_000 && !metrics.hasBatchUnderWay)
        #expect(metrics.batches == 2 && metrics.commandsSubmitted == 5)
    }

    @Test func `every family has help and type before its samples, every sample a number`() throws {
        let text = try EventLoop.perform { loop in
            let exchange = Exchange(loop: loop)
            let desk = Desk(exchange, clock: SystemClock(), durable: 0)
            let counters = LoopCounters()
            desk.metrics.add(counters)
            counters.received(10)
            counters.received(5)
            counters.answered(.admin, 404)
            counters.answered(.agentExchange, 200)
            desk.metrics.handedOver(1, at: 0, last: 1)
            desk.metrics.published(1, at: 1_500_000_000)
            var text = MetricsText()
            desk.metrics.write(desk, into: &text)
            return text.text
        }
        var family = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP ") { family = String(words[2]) }
            if line.hasPrefix("# TYPE ") { #expect(words[2] == family && ["counter", "gauge", "histogram"].contains(words[3])) }
            guard !line.hasPrefix("#") else { continue }
            #expect(line.hasPrefix(family) && words.count == 2 && Double(words[1]) != nil, "\(line)")
        }
        for line in [
            "walras_received_bytes_total 15", "walras_http_responses_total{door=\"admin\",status=\"4xx\"} 1", "walras_batches_total 1",
            "walras_publish_latency_seconds_bucket{le=\"1.073741824\"} 0", "walras_publish_latency_seconds_bucket{le=\"2.147483648\"} 1",
            "walras_publish_latency_seconds_bucket{le=\"+Inf\"} 1", "walras_publish_latency_seconds_sum 1.500000000",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
    }
}
