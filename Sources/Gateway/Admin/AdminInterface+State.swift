import Engine
import HTTP
import IO
import Identity
import JSON
import Market

extension AdminInterface {
    /// Sent once everything it shows is durable.
    func showState(_ ticket: Ticket) {
        let ((sequence, hash, durability), shown) = desk.ask { ($0.sequence, $0.stateHash(), $0.durability) }
        desk.hold(until: shown) { [self] in
            respond(ticket) { writer in
                writer.object { writer in
                    writer.member("status", desk.failure != nil ? "failed" : desk.isFull ? "overloaded" : "ok")
                    writer.key("sequence")
                    writer.integer(sequence)
                    writer.key("durable_sequence")
                    writer.integer(desk.durable)
                    writer.member("state_hash", hexadecimal(hash))
                    writer.member("instance", hexadecimal(instanceID))
                    writer.member("durability", durability.map { "\($0)" } ?? "none")
                    writer.member("pending_commands", desk.pendingCount)
                    writer.member("connections", desk.connections.count)
                    writer.member("instruments", catalog.instruments.count)
                    writer.member("accounts", members.keys.accountCount)
                    writer.member("uptime_seconds", Int((desk.clock.monotonicNanoseconds - startedAt) / 1_000_000_000))
                    writeDemo(&writer)
                }
            }
        }
    }

    private func writeDemo(_ writer: inout JSONWriter) {
        writer.key("demo")
        guard let counts = demo?.counts else { return writer.null() }
        writer.object { writer in
            for (name, count) in [("commands", counts.commands), ("rejected", counts.rejected), ("refused", counts.refused)] {
                writer.key(name)
                writer.integer(count)
            }
        }
    }

    private func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
    }

    func showMetrics(_ ticket: Ticket) {
        var text = MetricsText()
        desk.metrics.write(desk, into: &text)
        respond(ticket, .metrics, Array(text.text.utf8))
    }

    func showDescription(_ ticket: Ticket) {
        let facts = OpenAPIDocument.Facts(
            title: "Walras, for operators", version: "1",
            summary: "Over TCP every request shows the key in admin.key as X-Admin-Key; over the Unix socket none has to.", errors: AdminError.codes)
        respond(ticket, .json, OpenAPIDocument.write(facts, AdminEndpoint.routes))
    }
}
