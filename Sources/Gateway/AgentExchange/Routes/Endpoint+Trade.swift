import HTTP

// Orders (contract §6).
extension Endpoint {
    var tradeRoute: Route {
        switch self {
        case .placeOrder:
            Route(
                .post, "/api/v1/trade/order", "Enters an order and says what became of it", group: .orders, .agent,
                body: Parameter.orderBody,
                headers: [("Idempotency-Key", "Names the request: sent again it is answered again, and executed once")],
                answer: .json(Example.placeOrder, status: 201),
                errors: [
                    "VALIDATION_ERROR", "INVALID_SYMBOL", "INVALID_ORDER_TYPE", "INVALID_QUANTITY", "INSUFFICIENT_BALANCE",
                    "ORDER_REJECTED", "ACCOUNT_SUSPENDED", "RATE_LIMIT_EXCEEDED", "SERVICE_UNAVAILABLE",
                ])
        case .previewOrder:
            Route(
                .post, "/api/v1/trade/preview", "Says what an order would do now, and does nothing", group: .orders, .agent,
                body: Parameter.orderBody,
                answer: .json(Example.previewOrder),
                errors: ["VALIDATION_ERROR", "INVALID_SYMBOL", "INVALID_ORDER_TYPE", "INVALID_QUANTITY"])
        case .order:
            Route(
                .get, "/api/v1/trade/order/{order_id}", "One order", group: .orders, .agent,
                parameters: [.orderPath],
                answer: .json(Example.placeOrder),
                errors: ["ORDER_NOT_FOUND", "SERVICE_UNAVAILABLE"])
        case .orders:
            Route(
                .get, "/api/v1/trade/orders", "Orders, newest first", group: .orders, .agent,
                parameters: [.orderStatus, .symbolFilter, .ordersLimit, .offset],
                answer: .json(Example.orders),
                errors: ["VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        case .openOrders:
            Route(
                .get, "/api/v1/trade/orders/open", "Open orders, newest first", group: .orders, .agent,
                parameters: [.symbolFilter, .openLimit, .offset],
                answer: .json(Example.orders),
                errors: ["VALIDATION_ERROR"])
        case .cancelOrder:
            Route(
                .delete, "/api/v1/trade/order/{order_id}", "Cancels one order", group: .orders, .agent,
                parameters: [.orderPath],
                answer: .json(Example.cancelOrder),
                errors: ["ORDER_NOT_FOUND", "ORDER_NOT_CANCELLABLE", "SERVICE_UNAVAILABLE"])
        case .cancelAllOrders:
            Route(
                .delete, "/api/v1/trade/orders/open", "Cancels every open order", group: .orders, .agent,
                parameters: [.symbolFilter],
                answer: .json(Example.cancelAllOrders),
                errors: ["VALIDATION_ERROR"])
        case .tradeHistory:
            Route(
                .get, "/api/v1/trade/history", "Own trades, newest first", group: .orders, .agent,
                parameters: [.symbolFilter, .sideFilter, .tradesLimit, .offset],
                answer: .json(Example.tradeHistory),
                errors: ["VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}
