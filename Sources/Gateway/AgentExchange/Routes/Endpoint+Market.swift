import HTTP

// Market data (contract §4).
extension Endpoint {
    var marketRoute: Route {
        switch self {
        case .price:
            Route(
                .get, "/api/v1/market/price/{symbol}", "The last price", group: .marketData, .optional,
                parameters: [.symbolPath],
                answer: .json(Example.price),
                errors: ["INVALID_SYMBOL", "PRICE_NOT_AVAILABLE"])
        case .prices:
            Route(
                .get, "/api/v1/market/prices", "The last prices of many symbols", group: .marketData, .optional,
                parameters: [.symbols, .priceFormat],
                answer: .json(Example.prices, or: Example.priceMap),
                errors: ["VALIDATION_ERROR"])
        case .ticker:
            Route(
                .get, "/api/v1/market/ticker/{symbol}", "The last 24 hours; while orders are collected for an auction also its `indicative_price` (or null) and `indicative_volume`", group: .marketData, .optional,
                parameters: [.symbolPath],
                answer: .json(Example.ticker),
                errors: ["INVALID_SYMBOL", "PRICE_NOT_AVAILABLE"])
        case .tickers:
            Route(
                .get, "/api/v1/market/tickers", "The last 24 hours of many symbols", group: .marketData, .optional,
                parameters: [.symbols],
                answer: .json(Example.tickers),
                errors: ["VALIDATION_ERROR"])
        case .candles:
            Route(
                .get, "/api/v1/market/candles/{symbol}", "The newest bars of a range, oldest first; where nothing traded since the first trade, flat at the close before", group: .marketData, .optional,
                parameters: [.symbolPath, .interval, .candleLimit, .startTime, .endTime],
                answer: .json(Example.candles),
                errors: ["INVALID_SYMBOL", "VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        case .publicTrades:
            Route(
                .get, "/api/v1/market/trades/{symbol}", "The last trades, newest first", group: .marketData, .optional,
                parameters: [.symbolPath, .tradeLimit, .beforeTrade],
                answer: .json(Example.publicTrades),
                errors: ["INVALID_SYMBOL", "VALIDATION_ERROR", "SERVICE_UNAVAILABLE"])
        case .orderBook:
            Route(
                .get, "/api/v1/market/orderbook/{symbol}", "The best levels of the book; while orders are collected for an auction also its `indicative_price` (or null) and `indicative_volume`", group: .marketData, .optional,
                parameters: [.symbolPath, .depth],
                answer: .json(Example.orderBook),
                errors: ["INVALID_SYMBOL", "VALIDATION_ERROR"])
        case .pairs:
            Route(
                .get, "/api/v1/market/pairs", "What is listed, and its steps and minimums", group: .marketData, .optional,
                parameters: [.pairStatus, .exchange, .quoteAsset],
                answer: .json(Example.pairs),
                errors: ["VALIDATION_ERROR"])
        case .indicators:
            Route(
                .get, "/api/v1/market/indicators/{symbol}", "Indicators over one-minute bars", group: .marketData, .optional,
                parameters: [.symbolPath, .indicatorList, .lookback],
                answer: .json(Example.indicators),
                errors: ["INVALID_SYMBOL", "SERVICE_UNAVAILABLE", "VALIDATION_ERROR"])
        case .indicatorNames:
            Route(
                .get, "/api/v1/market/indicators/available", "The indicators there are", group: .marketData, .optional,
                answer: .json(Example.indicatorNames))
        case .dataRange:
            Route(
                .get, "/api/v1/market/data-range", "From when to when there are bars, and where imported ones are missing", group: .marketData, .optional,
                answer: .json(Example.dataRange))
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}
