/// Everything that can be asked of the AgentExchange interface. Each case has its route and its handler; the compiler sees to it.
enum Endpoint: Int, CaseIterable {
    // Accounts and sessions.
    case register, login, userLogin, forgotPassword, resetPassword, verifyEmail
    // Market data.
    case price, prices, ticker, tickers, candles, publicTrades, orderBook, pairs, indicators, indicatorNames, dataRange
    // The wallet.
    case accountInfo, balance, positions, portfolio, profitAndLoss, resetAccount, setRiskProfile, mode, setMode
    case performance, portfolioHistory, leaderboard, deflatedSharpe
    // Orders.
    case placeOrder, previewOrder, order, orders, openOrders, cancelOrder, cancelAllOrders, tradeHistory
    // Agents.
    case createAgent, agents, agentsOverview, agent, updateAgent, deleteAgent, cloneAgent, resetAgent, archiveAgent
    case agentKey, regenerateAgentKey, agentRiskProfile, setAgentRiskProfile, agentSkill
    // Webhooks.
    case createWebhook, webhooks, webhook, updateWebhook, deleteWebhook, testWebhook
    // The daemon.
    case index, health, metrics, openAPI, guideIndex, guide, reference, redoc, webSocket

    static let routes = allCases.map(\.route)

    var route: Route {
        switch self {
        case .register, .login, .userLogin, .forgotPassword, .resetPassword, .verifyEmail: accessRoute
        case .price, .prices, .ticker, .tickers, .candles, .publicTrades, .orderBook, .pairs, .indicators, .indicatorNames, .dataRange:
            marketRoute
        case .accountInfo, .balance, .positions, .portfolio, .profitAndLoss, .resetAccount, .setRiskProfile, .mode, .setMode,
            .performance, .portfolioHistory, .leaderboard, .deflatedSharpe: accountRoute
        case .placeOrder, .previewOrder, .order, .orders, .openOrders, .cancelOrder, .cancelAllOrders, .tradeHistory: tradeRoute
        case .createAgent, .agents, .agentsOverview, .agent, .updateAgent, .deleteAgent, .cloneAgent, .resetAgent, .archiveAgent,
            .agentKey, .regenerateAgentKey, .agentRiskProfile, .setAgentRiskProfile, .agentSkill: agentRoute
        case .createWebhook, .webhooks, .webhook, .updateWebhook, .deleteWebhook, .testWebhook: webhookRoute
        case .index, .health, .metrics, .openAPI, .guideIndex, .guide, .reference, .redoc, .webSocket: systemRoute
        }
    }
}
