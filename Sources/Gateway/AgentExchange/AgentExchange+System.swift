import History
import Engine
import HTTP
import Identity
import JSON
import Market

// The daemon's own state and the documents about it (contract §16).
extension AgentExchange {
    func system(_ call: Call) {
        switch call.endpoint {
        case .index: showIndex(call)
        case .health: showHealth(call)
        case .metrics: respond(call, .metrics, text: metrics())
        case .openAPI:
            let document = documents.openAPI(version: settings.version)
            respond(call) { $0.raw(document) }
        case .guideIndex: respond(call, .text, text: Guide.index)
        case .guide: respond(call, .markdown, text: documents.guidePage(symbols: catalog.instruments.map(\.name)))
        default:
            respond(call, .html, text: documents.referencePage())
        }
    }

    /// Where to go from here.
    private func showIndex(_ call: Call) {
        respond(call) { writer in
            writer.object { writer in
                writer.member("name", Guide.title)
                writer.member("summary", Guide.summary)
                for (key, path) in [
                    ("guide", "/guide.md"), ("openapi", "/openapi.json"), ("docs", "/docs"), ("health", "/health"), ("metrics", "/metrics"),
                    ("api", "/api/v1"), ("websocket", "/ws/v1"), ("frames", "\(Reception.framesPath)"),
                ] as [(StaticString, String)] { writer.member(key, path) }
            }
        }
    }

    private func showHealth(_ call: Call) {
        let hasFailed = desk.failure != nil
        let (state, sequence) = desk.ask { ($0.sequence, $0.durability) }
        let time = now
        let stale = catalog.instruments.filter { listed in
            let mark = keeper.blotter.mark(of: listed.symbol)
            return isStale(mark.price.isNone ? nil : mark.time, at: time)
        }
        respond(call, status: hasFailed ? 503 : 200) { writer in
            writer.object { writer in
                writer.member("status", hasFailed ? "unhealthy" : desk.isFull ? "degraded" : hasHistoryFailed || hasWebhooksFailed ? "degraded" : "ok")
                // A mode in which an acknowledgement may be lost is named wherever somebody asks.
                writer.member("durability", state.1.map { "\($0)" } ?? "none")
                writer.member("limits", settings.hasNoLimits ? "off" : "on")
                writer.key("sequence")
                writer.integer(sequence)
                writer.key("durable_sequence")
                writer.integer(desk.durable)
                writer.member("pending_commands", desk.pendingCount)
                writer.member("total_pairs", catalog.instruments.count)
                writer.key("stale_pairs")
                writer.array { writer in
                    for listed in stale { writer.string(listed.name) }
                }
                writer.key("halted_pairs")
                writer.array { writer in
                    for listed in catalog.instruments where !listed.phase.takesOrders { writer.string(listed.name) }
                }
                writer.key("checks")
                writer.object { writer in
                    writer.member("log", hasFailed ? "failed" : "ok")
                    writer.member("history", hasHistoryFailed ? "failed" : "ok")
                    writer.member("webhooks", hasWebhooksFailed ? "failed" : "ok")
                    writer.member("order_names", names.failure == nil ? "ok" : "failed")
                    writer.member("snapshots", snapshots.map { $0.status.failure == nil ? "ok" : "failed" } ?? "off")
                }
                writer.key("history")
                writer.object { showHistory(&$0) }
                if let status = snapshots?.status { write(status, into: &writer) }
                writer.member("uptime_seconds", Int((now - startedAt) / 1_000_000_000))
            }
        }
    }

    private var hasWebhooksFailed: Bool { webhooks.map(\.hasFailed) ?? false }

    private func write(_ status: SnapshotSchedule.Status, into writer: inout JSONWriter) {
        writer.key("snapshot")
        writer.object { writer in
            writer.key("sequence")
            writer.integer(status.sequence)
            writer.key("running")
            writer.bool(status.isRunning)
            writer.key("taken_at")
            if let takenAt = status.takenAt { writer.time(takenAt) } else { writer.null() }
            writer.member("failures", Int(status.failures))
            writer.key("last_failure")
            writer.text(status.failure)
        }
    }

    /// What this interface counts, and the gateway beneath it.
    private func metrics() -> String {
        var text = MetricsText()
        text.counter("requests_total", "Requests this interface has seen.", counters.requests)
        text.family("responses_total", .counter, "Answers by class of status.")
        for statusClass in 2...5 { text.sample("responses_total", "status=\"\(statusClass)xx\"", "\(counters.answers[statusClass])") }
        text.counter("orders_total", "Orders submitted by this interface.", counters.orders)
        text.counter("cancels_total", "Cancels submitted by this interface.", counters.cancels)
        text.counter("rejected_total", "Orders and cancels that were rejected.", counters.rejected)
        text.gauge("websockets", "Open WebSockets of this interface.", UInt64(pushes.count))
        text.gauge("accounts", "Registered accounts.", UInt64(members.keys.accountCount))
        text.gauge("instruments", "Listed instruments.", UInt64(catalog.instruments.count))
        if let traces { text.counter("trace_lines_lost_total", "Lines of the trace log that could not be written.", traces.lostCount) }
        webhooks?.writeMetrics(into: &text)
        text.gauge("order_names_failed", "1 while texts of client order ids cannot be written down.", names.failure == nil ? 0 : 1)
        text.counter("order_names_lost_total", "Texts of client order ids that a restart will forget.", names.lost)
        snapshots?.write(into: &text)
        if let mirrorRepairs { text.gauge("log_mirror_repairs", "Places of the log damaged in one copy, and repaired, at the start.", mirrorRepairs) }
        desk.metrics.write(desk, into: &text)
        writeHistory(into: &text)
        return text.text
    }
}
