import HTTP

// Webhooks (contract §13).
extension Endpoint {
    var webhookRoute: Route {
        switch self {
        case .createWebhook:
            Route(
                .post, "/api/v1/webhooks", "Registers an address to be told of events; its secret is shown this once", .member,
                body: [.webhookURL, .webhookEvents, .webhookDescription],
                answer: .json(Example.createWebhook, status: 201),
                errors: ["VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        case .webhooks:
            Route(
                .get, "/api/v1/webhooks", "The account's webhooks, newest first; with an agent's key that agent's", .member,
                answer: .json(Example.webhooks),
                errors: ["SERVICE_UNAVAILABLE"])
        case .webhook:
            Route(
                .get, "/api/v1/webhooks/{webhook_id}", "One webhook, and how its deliveries go", .member,
                parameters: [.webhookPath],
                answer: .json(Example.webhook),
                errors: ["WEBHOOK_NOT_FOUND", "PERMISSION_DENIED", "SERVICE_UNAVAILABLE"])
        case .updateWebhook:
            Route(
                .put, "/api/v1/webhooks/{webhook_id}", "Changes any of it; making it active again forgets its failures", .member,
                parameters: [.webhookPath],
                body: [.newWebhookURL, .newWebhookEvents, .webhookActive, .webhookDescription],
                answer: .json(Example.webhook),
                errors: ["WEBHOOK_NOT_FOUND", "PERMISSION_DENIED", "VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        case .deleteWebhook:
            Route(
                .delete, "/api/v1/webhooks/{webhook_id}", "Forgets the webhook and what waits for it", .member,
                parameters: [.webhookPath],
                answer: .nothing,
                errors: ["WEBHOOK_NOT_FOUND", "PERMISSION_DENIED", "SERVICE_UNAVAILABLE"])
        case .testWebhook:
            Route(
                .post, "/api/v1/webhooks/{webhook_id}/test", "Sends it a `webhook.test`, signed and retried like everything else", .member,
                parameters: [.webhookPath],
                answer: .json(Example.testWebhook),
                errors: ["WEBHOOK_NOT_FOUND", "PERMISSION_DENIED", "VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}

extension Parameter {
    static let webhookPath = Parameter.path("webhook_id", .uuid, "The webhook's id")
    static let webhookURL = url(required: true)
    static let newWebhookURL = url(required: false)
    static let webhookEvents = events(required: true)
    static let newWebhookEvents = events(required: false)
    static let webhookActive = Parameter.body("active", .boolean, "Whether it is told anything; true forgets its failures, false what waits for it")
    static let webhookDescription = Parameter.body("description", .text(min: 0, max: 255), "Free text")

    private static func url(required: Bool) -> Parameter {
        .body("url", .text(min: 1, max: 2_048), required: required, "`https` to a host whose name resolves to public addresses alone")
    }

    private static func events(required: Bool) -> Parameter {
        let names = AgentExchange.webhookEvents.map { "`\($0)`" }.joined(separator: ", ")
        return .body("events", .list(max: 32), required: required, "One or more of \(names)")
    }
}

extension Example {
    private static let webhookFields = #"""
        "id":"880e8400-e29b-41d4-a716-446655440020","webhook_id":"880e8400-e29b-41d4-a716-446655440020",\#
        "url":"https://example.com/hook","events":["order.filled","position.updated"],"description":"My bot","active":true
        """#
    private static let shown = #"""
        {\#(webhookFields),"failure_count":0,"dropped_count":0,"created_at":"2026-02-26T10:00:00.000Z",\#
        "updated_at":"2026-02-26T10:00:00.000Z","last_triggered_at":null}
        """#
    static let createWebhook = #"{\#(webhookFields),"secret":"whsec_…","created_at":"2026-02-26T10:00:00.000Z"}"#
    static let webhook = shown
    static let webhooks = #"{"webhooks":[\#(shown)],"total":1}"#
    static let testWebhook = #"{"enqueued":1,"webhook_id":"880e8400-e29b-41d4-a716-446655440020"}"#
}
