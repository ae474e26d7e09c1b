/// The text format Prometheus reads, version 0.0.4: families with HELP and TYPE, one sample a line.
package struct MetricsText {
    package private(set) var text = ""

    package init() {}

    package enum Kind: String { case counter, gauge, histogram }

    package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP walras_\(name) \(help)\n# TYPE walras_\(name) \(kind.rawValue)\n"
    }

    /// - Parameter labels: `door="admin"`; their values must need no escapes.
    package mutating func sample(_ name: String, _ labels: String = "", _ value: String) {
        text += labels.isEmpty ? "walras_\(name) \(value)\n" : "walras_\(name){\(labels)} \(value)\n"
    }

    package mutating func counter(_ name: String, _ help: String, _ value: UInt64) {
        family(name, .counter, help)
        sample(name, "", "\(value)")
    }

    package mutating func gauge(_ name: String, _ help: String, _ value: UInt64) {
        family(name, .gauge, help)
        sample(name, "", "\(value)")
    }

    package mutating func histogram(_ name: String, _ help: String, _ histogram: LatencyHistogram) {
        family(name, .histogram, help)
        var lines: [(String, UInt64)] = []
        histogram.cumulative { end, count in lines.append((end.map(Self.seconds) ?? "+Inf", count)) }
        for (end, count) in lines { sample("\(name)_bucket", "le=\"\(end)\"", "\(count)") }
        sample("\(name)_sum", "", Self.seconds(histogram.sum))
        sample("\(name)_count", "", "\(histogram.total)")
    }

    /// Nanoseconds as decimal seconds.
    static func seconds(_ nanoseconds: UInt64) -> String {
        let fraction = String(nanoseconds % 1_000_000_000)
        return "\(nanoseconds / 1_000_000_000).\(String(repeating: "0", count: 9 - fraction.count))\(fraction)"
    }
}

extension GatewayMetrics {
    /// Everything the gateway counts, and where the desk stands.
    package func write(_ desk: Desk, into text: inout MetricsText) {
        text.gauge("connections_open", "Connections there are.", UInt64(desk.connections.count))
        text.counter("connections_opened_total", "Connections taken.", connectionsOpened)
        text.counter("connections_refused_total", "Connections closed unheard because there were too many.", connectionsRefused)
        text.counter("received_bytes_total", "Bytes read from connections.", sum { $0.receivedBytes })
        text.counter("sent_bytes_total", "Bytes written to connections.", sum { $0.sentBytes })
        text.gauge("send_queued_bytes", "Bytes that connections have not taken yet.", UInt64(max(0, queuedBytes)))
        text.family("http_responses_total", .counter, "HTTP answers by door and first digit of the status.")
        for door in [Door.agentExchange, .admin] {
            for statusClass in 1..<LoopCounters.classes {
                let count = sum { $0.answers(door, statusClass: statusClass) }
                if count > 0 { text.sample("http_responses_total", "door=\"\(door.name)\",status=\"\(statusClass)xx\"", "\(count)") }
            }
        }
        text.counter("commands_submitted_total", "Commands given to the exchange.", commandsSubmitted)
        text.counter("commands_refused_total", "Commands the exchange did not take up.", commandsRefused)
        text.gauge("commands_pending", "Commands whose records are not durable yet.", UInt64(desk.pendingCount))
        text.counter("batches_total", "Batches of commands given to the exchange.", batches)
        text.histogram("publish_latency_seconds", "From giving the exchange a batch to publishing its last record.", publishLatency)
        text.family("orders_shed_total", .counter, "Orders turned away because queues were too long.")
        for way in [Way.http, .frames] { text.sample("orders_shed_total", "way=\"\(way)\"", "\(sheds[way.rawValue])") }
        text.family("requests_throttled_total", .counter, "Requests turned away because their sender had used up its share.")
        for way in Way.allCases {
            for group in RateGroup.allCases where throttles(way, group) > 0 || group == .orders {
                text.sample("requests_throttled_total", "way=\"\(way)\",group=\"\(group.name)\"", "\(throttles(way, group))")
            }
        }
        text.counter("durable_sequence", "Last record that is durable and published.", desk.durable)
        text.gauge("log_failed", "1 once the log has failed and nothing more is acknowledged.", desk.failure == nil ? 0 : 1)
    }
}

extension Door {
    package var name: String {
        switch self {
        case .agentExchange: "agentexchange"
        case .admin: "admin"
        case .binary: "binary"
        }
    }
}
