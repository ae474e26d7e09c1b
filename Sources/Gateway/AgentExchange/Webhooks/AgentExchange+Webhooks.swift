import Database
import HTTP
import Identity
import JSON
import Market
import Security
import Webhooks

// Webhooks (contract §13): registered here, delivered by the sender on its own loop.
extension AgentExchange {
    /// What hooks may ask for: the interface's own events, and what happens in trading.
    static let webhookEvents = ["backtest.completed", "strategy.test.completed", "strategy.deployed", "battle.completed"] + tradingEvents
    static let tradingEvents = ["order.filled", "order.canceled", "position.updated", "account.halted"]
    static let testEvent = "webhook.test"

    /// How this interface delivers, with retries after one, three and six times the first wait.
    package static func webhookTerms(_ options: WebhookOptions) -> WebhookTerms {
        WebhookTerms(
            retryWaits: [1, 3, 6].map { $0 * options.firstRetryNanoseconds }, failuresMax: 10, hooksPerAccountMax: 25, historyEvents: Set(tradingEvents)
        ) { event, eventID, signature in
            [
                ("X-Webhook-Event", event), ("X-Webhook-Id", eventID.description), ("X-Webhook-Signature", signature),
                ("X-TradeReady-Signature", "sha256=\(signature)"),
            ]
        }
    }

    func webhooks(_ request: borrowing HTTPRequest, _ arguments: Arguments, _ call: Call) throws(APIError) {
        guard let webhooks else { throw .serviceUnavailable(reason: "webhooks_are_off") }
        // The route asked for a credential.
        let principal = call.principal!
        let owner = HookOwner(principal.account, agent: principal.agent)
        switch call.endpoint {
        case .createWebhook: return try createWebhook(webhooks, try body(request), owner, call)
        case .webhooks: return webhooks.ask({ $0.hooks(of: owner, .agentExchange) }) { [self] in finish($0, call) { listWebhooks($0, call) } }
        default: break
        }
        let text = arguments.path(0)
        guard let uuid = UUID(text) else { throw .webhookNotFound(webhookID: text) }
        switch call.endpoint {
        case .webhook:
            webhooks.ask({ sender throws(WebhooksError) in try sender.hook(uuid, of: owner, .agentExchange) }) { [self] in
                finish($0, call, uuid) { hook in respond(call) { write(hook, into: &$0) } }
            }
        case .updateWebhook: try updateWebhook(webhooks, uuid, try body(request), owner, call)
        case .deleteWebhook:
            webhooks.ask({ sender throws(WebhooksError) in try sender.remove(uuid, of: owner, .agentExchange) }) { [self] in
                finish($0, call, uuid) { respondNothing(call) }
            }
        case .testWebhook: try testWebhook(webhooks, uuid, owner, call)
        default: preconditionFailure("\(call.endpoint) is about no webhook")
        }
    }

    private func createWebhook(_ webhooks: WebhookDesk, _ body: Body, _ owner: HookOwner, _ call: Call) throws(APIError) {
        guard let events = try webhookEvents(body, .webhookEvents) else { throw .validation("events", "is required") }
        let new = NewHook(
            style: .agentExchange, owner: owner, url: try body.require(.webhookURL), events: events,
            description: try body.text(.webhookDescription) ?? "")
        webhooks.begin({ $0.create(new, then: $1) }) { [self] in
            finish($0, call) { created in
                respond(call, status: 201) { writer in
                    writer.object { writer in
                        writeHead(created.hook, into: &writer)
                        writer.member("secret", created.secret)
                        writer.key("created_at")
                        writer.time(created.hook.createdAt)
                    }
                }
            }
        }
    }

    private func updateWebhook(_ webhooks: WebhookDesk, _ uuid: UUID, _ body: Body, _ owner: HookOwner, _ call: Call) throws(APIError) {
        var read = HookChanges()
        read.url = try body.text(.newWebhookURL)
        read.events = try webhookEvents(body, .newWebhookEvents)
        read.isActive = try body.boolean(.webhookActive)
        read.description = try body.text(.webhookDescription)
        let changes = read
        webhooks.begin({ $0.change(uuid, of: owner, .agentExchange, changes, then: $1) }) { [self] in
            finish($0, call, uuid) { hook in respond(call) { write(hook, into: &$0) } }
        }
    }

    /// Known names, each once; nil if none are given.
    private func webhookEvents(_ body: Body, _ parameter: Parameter) throws(APIError) -> [String]? {
        guard let names = try body.list(parameter) else { return nil }
        guard !names.isEmpty else { throw .validation("events", "is empty") }
        var known: [String] = []
        for name in names where !known.contains(name) {
            guard Self.webhookEvents.contains(name) else { throw .validation("events", "has one that is none of \(Self.webhookEvents.joined(separator: ", "))") }
            known.append(name)
        }
        return known
    }

    private func testWebhook(_ webhooks: WebhookDesk, _ uuid: UUID, _ owner: HookOwner, _ call: Call) throws(APIError) {
        let id: UUID
        do throws(SecurityError) { id = try UUID.random() } catch { throw .internalError("\(error)") }
        var writer = JSONWriter()
        writer.object { writer in
            writeEvent(Self.testEvent, id, now, into: &writer)
            writer.member("webhook_id", uuid.description)
            writer.member("message", "A test of this webhook. Its deliveries are signed as this one is.")
        }
        let message = WebhookMessage(
            style: .agentExchange, account: owner.account, agent: owner.agent, event: Self.testEvent, eventID: id, time: now, body: writer.bytes)
        webhooks.ask({ sender throws(WebhooksError) in try sender.test(uuid, of: owner, with: message) }) { [self] in
            finish($0, call, uuid) {
                respond(call) { writer in
                    writer.object { writer in
                        writer.member("enqueued", 1)
                        writer.member("webhook_id", uuid.description)
                    }
                }
            }
        }
    }

    // MARK: answers

    private func listWebhooks(_ hooks: [Hook], _ call: Call) {
        respond(call) { writer in
            writer.object { writer in
                writer.key("webhooks")
                writer.array { writer in
                    for hook in hooks { write(hook, into: &writer) }
                }
                writer.member("total", hooks.count)
            }
        }
    }

    private func write(_ hook: Hook, into writer: inout JSONWriter) {
        writer.object { writer in
            writeHead(hook, into: &writer)
            writer.member("failure_count", hook.failureCount)
            writer.member("dropped_count", hook.droppedCount)
            writer.key("created_at")
            writer.time(hook.createdAt)
            writer.key("updated_at")
            writer.time(hook.updatedAt)
            writer.key("last_triggered_at")
            writer.time(hook.lastTriggeredAt)
        }
    }

    private func writeHead(_ hook: Hook, into writer: inout JSONWriter) {
        writer.member("id", hook.uuid.description)
        writer.member("webhook_id", hook.uuid.description)
        writer.member("url", hook.url)
        writer.key("events")
        writer.array { writer in
            for event in hook.events { writer.string(event) }
        }
        writer.key("description")
        writer.text(hook.description.isEmpty ? nil : hook.description)
        writer.key("active")
        writer.bool(hook.isActive)
    }

    private func finish<Success>(_ result: Result<Success, WebhooksError>, _ call: Call, _ uuid: UUID? = nil, _ body: (Success) -> Void) {
        switch result {
        case .success(let success): body(success)
        case .failure(let error): fail(Self.error(error, uuid), call)
        }
    }

    private static func error(_ error: WebhooksError, _ uuid: UUID?) -> APIError {
        switch error {
        case .url(let reason): .validation("url", reason)
        case .tooMany(let max): .validation("url", "is one too many: at most \(max) webhooks")
        case .unknown: .webhookNotFound(webhookID: uuid?.description ?? "")
        case .foreign: .permissionDenied("The webhook belongs to somebody else.")
        case .inactive: .validation("active", "is false: an inactive webhook is sent nothing")
        case .busy: .serviceUnavailable(reason: "overloaded")
        case .database(_, let error) where error.isFull: .serviceUnavailable(reason: "storage_full")
        case .database, .file, .storage, .security, .library, .otherInstance: .databaseError
        }
    }
}
