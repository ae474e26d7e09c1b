import HTTP

// The daemon (contract §16).
extension Endpoint {
    var systemRoute: Route {
        switch self {
        case .index:
            Route(
                .get, "/", "Where to find everything", group: .uncounted, .none,
                answer: .json(Example.index))
        case .health:
            Route(
                .get, "/health", "How the daemon does", group: .uncounted, .none,
                answer: .json(Example.health),
                errors: ["SERVICE_UNAVAILABLE"])
        case .metrics:
            Route(
                .get, "/metrics", "Counters as Prometheus reads them", group: .uncounted, .none,
                answer: .text("text/plain"))
        case .openAPI:
            Route(
                .get, "/openapi.json", "This description", group: .uncounted, .none,
                answer: .text("application/json"))
        case .guideIndex:
            Route(
                .get, "/llms.txt", "What there is, for agents", group: .uncounted, .none,
                answer: .text("text/plain"))
        case .guide:
            Route(
                .get, "/guide.md", "How to trade here, for agents", group: .uncounted, .none,
                answer: .text("text/markdown"))
        case .reference:
            Route(
                .get, "/docs", "This description as a page", group: .uncounted, .none,
                answer: .text("text/html"))
        case .redoc:
            Route(
                .get, "/redoc", "The same page", group: .uncounted, .none,
                answer: .text("text/html"))
        case .webSocket:
            Route(
                .get, "/ws/v1", "WebSocket: prices, candles, orders and portfolio as they change; the key in the query", group: .uncounted, .none,
                parameters: [.webSocketKey, .webSocketToken],
                answer: .upgrade,
                errors: ["INVALID_API_KEY", "UPGRADE_REQUIRED", "VALIDATION_ERROR"])
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}
