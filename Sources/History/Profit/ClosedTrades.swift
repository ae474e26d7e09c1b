import Market

/// What the fills of a period came to, in quote units. A closed trade is a fill that realised something: a sell.
package struct ClosedTrades: Equatable, Sendable {
    package var fees: Int64 = 0
    package var wins = 0
    package var losses = 0
    package var breakevens = 0
    /// Sums of the profits, and of the losses, which is not above 0.
    package var gained: Int64 = 0
    package var lost: Int64 = 0
    package var best: Int64?
    package var worst: Int64?
    /// Of equal outcomes from the newest on: above zero for wins, below for losses. One that broke even ends it.
    package var streak = 0
    /// Profit less loss by instrument, where anything was closed.
    package var bySymbol: [SymbolID: Int64] = [:]

    package init() {}

    package var count: Int { wins + losses + breakevens }
    package var realised: Int64 { saturated(gained, plus: lost) }

    /// Counts a fill; `profit` is what it realised, nil for one that opens. The streak is not its business.
    package mutating func add(_ profit: Int64?, fee: Int64, _ symbol: SymbolID) {
        fees = saturated(fees, plus: fee)
        guard let profit else { return }
        best = max(best ?? profit, profit)
        worst = min(worst ?? profit, profit)
        bySymbol[symbol] = saturated(bySymbol[symbol] ?? 0, plus: profit)
        if profit > 0 {
            wins += 1
            gained = saturated(gained, plus: profit)
        } else if profit < 0 {
            losses += 1
            lost = saturated(lost, plus: profit)
        } else {
            breakevens += 1
        }
    }

    /// Sums over an hour's fills in one instrument.
    mutating func add(_ hour: ProfitHour, _ symbol: SymbolID) {
        fees = saturated(fees, plus: hour.fees)
        guard hour.closed > 0 else { return }
        (wins, losses, breakevens) = (wins + Int(hour.wins), losses + Int(hour.losses), breakevens + Int(hour.breakevens))
        gained = saturated(gained, plus: hour.gained)
        lost = saturated(lost, plus: hour.lost)
        if let most = hour.best { best = max(best ?? most, most) }
        if let least = hour.worst { worst = min(worst ?? least, least) }
        bySymbol[symbol] = saturated(bySymbol[symbol] ?? 0, plus: saturated(hour.gained, plus: hour.lost))
    }
}

/// Counts equal outcomes from the newest closed trade on, until one differs.
package struct Streak {
    package private(set) var length = 0
    package private(set) var isOver = false

    package init() {}

    /// The next older closed trade.
    package mutating func add(_ profit: Int64) {
        guard !isOver else { return }
        if profit > 0, length >= 0 { length += 1 } else if profit < 0, length <= 0 { length -= 1 } else { isOver = true }
    }

    /// An older hour as a whole, if it has one kind of outcome; false if its trades have to be looked at one by one.
    mutating func add(wins: Int, losses: Int, breakevens: Int) -> Bool {
        guard !isOver, wins + losses + breakevens > 0 else { return true }
        guard [wins, losses, breakevens].count(where: { $0 > 0 }) == 1 else { return false }
        if wins > 0, length >= 0 { length += wins } else if losses > 0, length <= 0 { length -= losses } else { isOver = true }
        return true
    }
}
