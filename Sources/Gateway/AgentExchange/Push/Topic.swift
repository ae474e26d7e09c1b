import Identity
import JSON
import Market

/// What a WebSocket can subscribe to.
enum Topic: Hashable {
    case ticker(SymbolID)
    case allTickers
    case candles(SymbolID, interval: String)
    case orders
    case portfolio
}

/// A subscription: the topic, and the name its pushes carry, which depends on how the client addressed it.
///
///     colon form   {"channel": "ticker:BTCUSDT"}                       pushes say `ticker:BTCUSDT`
///     field form   {"channel": "ticker", "symbol": "BTCUSDT"}          pushes say `ticker`
struct PushSubscription {
    let topic: Topic
    let channel: String
    /// With interval and symbol behind colons: as the acknowledgement names it.
    let isColonForm: Bool

    /// Nil if the message names no channel there is.
    init?(_ message: JSONNode, _ catalog: Catalog) {
        guard let name = message["channel"]?.string?.trimmed else { return nil }
        channel = name
        isColonForm = name.contains(":") || message["symbol"] == nil && (name == "orders" || name == "portfolio")
        func symbol(_ text: String?) -> SymbolID? { text.flatMap { catalog.find($0.trimmed) }?.symbol }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count) {
        case ("ticker", 2) where parts[1].lowercased() == "all": topic = .allTickers
        case ("ticker", 2):
            guard let symbol = symbol(parts[1]) else { return nil }
            topic = .ticker(symbol)
        case ("ticker", 1):
            guard let symbol = symbol(message["symbol"]?.string) else { return nil }
            topic = .ticker(symbol)
        case ("ticker_all", 1): topic = .allTickers
        case ("candles", 3):
            guard let symbol = symbol(parts[1]), AgentExchange.intervals[parts[2]] != nil else { return nil }
            topic = .candles(symbol, interval: parts[2])
        case ("candles", 1):
            guard let symbol = symbol(message["symbol"]?.string), let interval = message["interval"]?.string, AgentExchange.intervals[interval] != nil
            else { return nil }
            topic = .candles(symbol, interval: interval)
        case ("orders", 1): topic = .orders
        case ("portfolio", 1): topic = .portfolio
        default: return nil
        }
    }
}
