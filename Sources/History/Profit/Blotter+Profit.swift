import Market

extension Blotter {
    /// What an account's fills at or after `start` came to, and whether all of them are remembered, and not more than `listedMax`.
    ///
    /// Amounts of instruments with another quote asset cannot be added up with the others: those are left out.
    package func closedTrades(
        of account: AccountID, since start: Timestamp = .min, leavingOut others: Set<SymbolID> = []
    ) -> (closed: ClosedTrades, isComplete: Bool) {
        var (closed, streak) = (ClosedTrades(), Streak())
        guard Int(account.rawValue) < accounts.count else { return (closed, true) }
        var number = accounts[account.rawValue].newestFill
        var left = Self.listedMax
        while number != 0 {
            guard fills.remembers(number), left > 0 else {
                closed.streak = streak.length
                return (closed, false)
            }
            let fill = fills[number]
            if fill.time < start { break }
            number = fill.older
            left -= 1
            if others.contains(fill.orderID.symbol) { continue }
            closed.add(fill.realised?.units, fee: fill.fee.units, fill.orderID.symbol)
            if let profit = fill.realised { streak.add(profit.units) }
        }
        closed.streak = streak.length
        return (closed, true)
    }
}

/// A stretch of time in which an agent traded with one account of the engine.
package struct EquityStretch: Hashable, Sendable {
    package var account: AccountID
    package var range: ClosedRange<Timestamp>

    package init(account: AccountID, range: ClosedRange<Timestamp>) {
        self.account = account
        self.range = range
    }

    /// How many full multiples of `step` lie in it.
    func count(every step: Timestamp) -> Int {
        let last = range.upperBound - range.upperBound % step
        return last < range.lowerBound ? 0 : Int((last - range.lowerBound) / step) + 1
    }
}

/// Equities that were found in memory, and where to look for older ones.
package struct RememberedEquities: Sendable {
    /// Oldest first.
    package var points: [EquityPoint] = []
    /// What memory does not reach back to, the latest first; empty if that is all there is, or all that was asked for.
    package var missing: [EquityStretch] = []
}

extension Blotter {
    /// The newest `limit` equities at full multiples of `step` in these stretches, the latest first, as far as they are remembered.
    package func equities(in stretches: [EquityStretch], every step: Timestamp, limit: Int) -> RememberedEquities {
        var found = RememberedEquities()
        for (place, stretch) in stretches.enumerated() {
            let wanted = min(stretch.count(every: step), limit - found.points.count)
            let points = equities(of: stretch.account, every: step, in: stretch.range, limit: wanted)
            found.points = points + found.points
            if found.points.count >= limit { break }
            guard points.count < wanted else { continue }
            let end = points.first.map { $0.time - 1 } ?? stretch.range.upperBound
            found.missing = [EquityStretch(account: stretch.account, range: stretch.range.lowerBound...end)] + stretches[(place + 1)...]
            break
        }
        return found
    }
}
