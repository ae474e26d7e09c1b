import HTTP

// The wallet and what became of it (contract §5).
extension Endpoint {
    var accountRoute: Route {
        switch self {
        case .accountInfo:
            Route(
                .get, "/api/v1/account/info", "Who asks, its session and its limits", .agent,
                answer: .json(Example.accountInfo))
        case .balance:
            Route(
                .get, "/api/v1/account/balance", "What is available and what is locked", .agent,
                answer: .json(Example.balance))
        case .positions:
            Route(
                .get, "/api/v1/account/positions", "What is held, and its profit", .agent,
                answer: .json(Example.positions))
        case .portfolio:
            Route(
                .get, "/api/v1/account/portfolio", "Equity, and what it is made of", .agent,
                answer: .json(Example.portfolio))
        case .profitAndLoss:
            Route(
                .get, "/api/v1/account/pnl", "Profit, fees, wins and losses", .agent,
                parameters: [.period],
                answer: .json(Example.profitAndLoss),
                errors: ["VALIDATION_ERROR"])
        case .resetAccount:
            Route(
                .post, "/api/v1/account/reset", "Cancels everything, drops what is held and starts a new session", .agent,
                body: [.resetBalance, .confirm],
                answer: .json(Example.resetAccount),
                errors: ["VALIDATION_ERROR", "PERMISSION_DENIED", "SERVICE_UNAVAILABLE"])
        case .setRiskProfile:
            Route(
                .put, "/api/v1/account/risk-profile", "Sets the limits", .agent,
                body: [.maxPosition, .dailyLoss, .maxOpen],
                answer: .json(Example.setRiskProfile),
                errors: ["VALIDATION_ERROR"])
        case .mode:
            Route(
                .get, "/api/v1/account/mode", "What the account is used for", .agent,
                answer: .json(Example.mode))
        case .setMode:
            Route(
                .post, "/api/v1/account/mode", "Says what the account is used for", .agent,
                body: [.modeName, .strategyLabel],
                answer: .json(Example.mode),
                errors: ["VALIDATION_ERROR"])
        case .performance:
            Route(
                .get, "/api/v1/analytics/performance", "Ratios of the closed trades", .agent,
                parameters: [.period],
                answer: .json(Example.performance),
                errors: ["VALIDATION_ERROR"])
        case .portfolioHistory:
            Route(
                .get, "/api/v1/analytics/portfolio/history", "Equity over time, oldest first", .agent,
                parameters: [.historyInterval, .historyLimit],
                answer: .json(Example.portfolioHistory),
                errors: ["VALIDATION_ERROR"])
        case .leaderboard:
            Route(
                .get, "/api/v1/analytics/leaderboard", "Accounts by return", .agent,
                parameters: [.leaderboardPeriod, .leaderboardLimit],
                answer: .json(Example.leaderboard),
                errors: ["VALIDATION_ERROR"])
        case .deflatedSharpe:
            Route(
                .post, "/api/v1/metrics/deflated-sharpe", "How much of a Sharpe ratio is skill, after so many trials", .agent,
                body: [.returns, .trials, .annualization],
                answer: .json(Example.deflatedSharpe),
                errors: ["VALIDATION_ERROR"])
        default: preconditionFailure("\(self) is routed elsewhere")
        }
    }
}
