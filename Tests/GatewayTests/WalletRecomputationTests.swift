import Foundation
import HTTP
import Market
import Testing

@testable import Gateway

/// A wallet made again from its trades alone, in integers of 10^-8, by the formulas of the contract (§6.6, §7.1).
private struct Recomputed {
    struct Position {
        var quantity: Int128 = 0
        var cost: Int128 = 0
        var openedAt = ""
    }

    var cash: Int128
    var fees: Int128 = 0
    var positions: [String: Position] = [:]
    var closed: [(symbol: String, profit: Int128)] = []
    static let whole: Int128 = 100_000_000

    /// Returns what a sell realised.
    mutating func trade(_ trade: [String: Any]) -> Int128? {
        let (symbol, time) = (text(trade, "symbol"), text(trade, "executed_at"))
        let (quantity, gross, fee) = (units(trade, "quantity"), units(trade, "total"), units(trade, "fee"))
        var position = positions[symbol] ?? Position()
        defer { positions[symbol] = position }
        fees += fee
        guard text(trade, "side") == "sell" else {
            if position.quantity == 0 { position.openedAt = time }
            position.quantity += quantity
            position.cost += gross + fee
            cash -= gross + fee
            return nil
        }
        // The part of the cost that goes with what is sold; of whole units, so it is rounded down.
        let part = position.cost * quantity / position.quantity
        position.quantity -= quantity
        position.cost -= part
        cash += gross - fee
        closed.append((symbol, gross - fee - part))
        return gross - fee - part
    }

    /// `a / b` to so many digits behind the point, as they are printed: rounded half away from zero.
    static func ratio(_ a: Int128, _ b: Int128, digits: Int = 8) -> String {
        guard b != 0 else { return print(0, digits) }
        let power = (0..<digits).reduce(Int128(1)) { power, _ in power * 10 }
        let (magnitude, divisor) = (Int128(a.magnitude) * power * 2, Int128(b.magnitude) * 2)
        let rounded = (magnitude + Int128(b.magnitude)) / divisor
        return print((a < 0) != (b < 0) ? -rounded : rounded, digits)
    }

    static func print(_ units: Int128, _ digits: Int = 8) -> String {
        let text = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return (units < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
    }
}

private func text(_ object: [String: Any], _ key: String) -> String { object[key] as? String ?? "" }
private func units(_ object: [String: Any], _ key: String) -> Int128 { Int128(text(object, key).replacing(".", with: "")) ?? -1 }

extension Venue {
    /// One who owns nothing but cash trades at random with one who owns everything; the clock goes on.
    func tradeAtRandom(_ trader: Trader, _ other: Trader, _ steps: Int, _ random: inout BlotterRandom, seconds: UInt64 = 900) {
        for _ in 0..<steps {
            clock.advance(seconds: Int64(random.next() % seconds))
            let (symbol, middle) = random.next() % 3 == 0 ? ("ETHUSDT", 3_400.0) : ("BTCUSDT", 64_500.0)
            let side = random.next() % 2 == 0 ? "buy" : "sell"
            let price = (middle * (0.99 + Double(random.next() % 200) / 10_000) * 100).rounded() / 100
            let quantity = Double(1 + random.next() % 40) / 1_000
            let who = random.next() % 2 == 0 ? trader : other
            // Nobody trades with himself: which side of that comes first, the list of trades does not say.
            let body = #"{"symbol":"\#(symbol)","side":"\#(side)","type":"limit","quantity":"\#(quantity)","price":"\#(price)","#
            _ = order(who, body + #""selfTradePreventionMode":"EXPIRE_MAKER"}"#)
        }
    }
}

@Suite struct `A wallet after random trading` {
    @Test(arguments: [1, 2] as [UInt64])
    func `is what its trades come to`(seed: UInt64) throws {
        print("seed", seed)
        var random = BlotterRandom(seed: seed)
        var settings = AgentExchangeSettings()
        settings.terms.risk = .unlimited
        let venue = try Venue(settings: settings)
        let (alpha, other) = (venue.register("Alpha", balance: "50000"), venue.register("Other", balance: "90000000"))
        for asset in [1, 2] as [UInt32] { venue.deposit(other, asset, units: 1_000 * 100_000_000) }
        venue.tradeAtRandom(alpha, other, 300, &random)
        // Something of it is locked, in a sell that waits and in a buy that does.
        for (side, price) in [("sell", "90000"), ("buy", "30000")] { _ = venue.limit(alpha, side, "0.001", price) }
        var trades: [[String: Any]] = []
        while true {
            let page = venue.send(.get, "/api/v1/trade/history?limit=500&offset=\(trades.count)", key: alpha.key).json["trades"] as? [[String: Any]] ?? []
            trades += page
            if page.count < 500 { break }
        }
        #expect(trades.count > 50, "too little happened")
        var wallet = Recomputed(cash: 50_000 * Recomputed.whole)
        for trade in trades.reversed() {
            let profit = wallet.trade(trade)
            #expect(text(trade, "realized_pnl") == (profit.map { Recomputed.print($0) } ?? ""), "\(trade)")
        }
        try comparePositions(venue, alpha, wallet)
        comparePeriods(venue, alpha, wallet, trades)
    }

    private func comparePositions(_ venue: Venue, _ trader: Venue.Trader, _ wallet: Recomputed) throws {
        let answer = venue.send(.get, "/api/v1/account/positions", key: trader.key)
        let positions = try #require(answer.json["positions"] as? [[String: Any]])
        let held = wallet.positions.filter { $0.value.quantity > 0 }
        #expect(positions.map { text($0, "symbol") } == held.keys.sorted())
        var (worth, cost) = (Int128(0), Int128(0))
        for position in positions {
            let symbol = text(position, "symbol")
            let own = try #require(held[symbol])
            let price = units(venue.send(.get, "/api/v1/market/price/\(symbol)").json, "price")
            let value = own.quantity * price / Recomputed.whole
            #expect(units(position, "quantity") == own.quantity && text(position, "opened_at") == own.openedAt, "\(position)")
            #expect(text(position, "avg_entry_price") == Recomputed.ratio(own.cost, own.quantity))
            #expect(units(position, "current_price") == price && units(position, "market_value") == value)
            #expect(units(position, "unrealized_pnl") == value - own.cost)
            #expect(text(position, "unrealized_pnl_pct") == Recomputed.ratio((value - own.cost) * 100, own.cost))
            worth += value
            cost += own.cost
        }
        let unrealised = worth - cost
        #expect(units(answer.json, "total_unrealized_pnl") == unrealised)
        let portfolio = venue.send(.get, "/api/v1/account/portfolio", key: trader.key).json
        let realised = wallet.closed.reduce(0) { $0 + $1.profit }
        let (start, equity) = (50_000 * Recomputed.whole, wallet.cash + worth)
        #expect(units(portfolio, "available_cash") + units(portfolio, "locked_cash") == wallet.cash)
        #expect(units(portfolio, "total_equity") == equity && units(portfolio, "total_position_value") == worth)
        #expect(units(portfolio, "realized_pnl") == realised && units(portfolio, "unrealized_pnl") == unrealised)
        #expect(units(portfolio, "total_pnl") == realised + unrealised && text(portfolio, "roi_pct") == Recomputed.ratio((equity - start) * 100, start))
        // What was earned is what there is more of: nothing is lost in between.
        #expect(equity - start == realised + unrealised)
        #expect(venue.send(.get, "/api/v1/account/balance", key: trader.key)["total_equity_usdt"] == Recomputed.print(equity))
    }

    private func comparePeriods(_ venue: Venue, _ trader: Venue.Trader, _ wallet: Recomputed, _ trades: [[String: Any]]) {
        for (period, days) in [("1d", 1), ("7d", 7), ("all", nil)] as [(String, Int64?)] {
            let begin = days.map { venue.clock.wallNanoseconds - $0 * 86_400_000_000_000 } ?? 0
            let own = trades.filter { ISOTime.parse(text($0, "executed_at")) ?? 0 >= begin }
            let profits = own.compactMap { $0["realized_pnl"] is String ? units($0, "realized_pnl") : nil }
            let (wins, losses) = (profits.filter { $0 > 0 }, profits.filter { $0 < 0 })
            let (gained, lost) = (wins.reduce(0, +), losses.reduce(0, +))
            let profit = venue.send(.get, "/api/v1/account/pnl?period=\(period)", key: trader.key).json
            let fees = own.reduce(Int128(0)) { $0 + units($1, "fee") }
            #expect(units(profit, "realized_pnl") == gained + lost && units(profit, "fees_paid") == fees, "\(period): \(profit)")
            #expect(units(profit, "net_pnl") == gained + lost + units(profit, "unrealized_pnl") - fees)
            #expect(profit["winning_trades"] as? Int == wins.count && profit["losing_trades"] as? Int == losses.count)
            #expect(text(profit, "win_rate") == Recomputed.ratio(Int128(wins.count) * 100, Int128(profits.count), digits: 2))
            let bySymbol = (profit["by_symbol"] as? [[String: Any]] ?? []).reduce(Int128(0)) { $0 + units($1, "realized") }
            #expect(bySymbol == gained + lost)
            let performance = venue.send(.get, "/api/v1/analytics/performance?period=\(period)", key: trader.key).json
            #expect(performance["total_trades"] as? Int == profits.count)
            #expect(text(performance, "win_rate") == Recomputed.ratio(Int128(wins.count) * 100, Int128(profits.count)))
            #expect(text(performance, "profit_factor") == Recomputed.ratio(gained, -lost))
            #expect(text(performance, "avg_win") == Recomputed.ratio(gained, Int128(wins.count) * Recomputed.whole))
            #expect(text(performance, "avg_loss") == Recomputed.ratio(lost, Int128(losses.count) * Recomputed.whole))
            #expect(units(performance, "best_trade") == profits.max() ?? 0 && units(performance, "worst_trade") == profits.min() ?? 0)
            #expect(text(performance, "avg_trades_per_day") == Recomputed.ratio(Int128(days == nil ? 0 : profits.count), Int128(days ?? 1)))
            // Newest first, as the list has them.
            let first = profits.first.map { $0.signum() } ?? 0
            let streak = first == 0 ? 0 : profits.prefix { $0.signum() == first }.count * Int(first)
            #expect(performance["current_streak"] as? Int == streak)
        }
    }
}
