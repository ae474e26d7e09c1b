import Database
import Market

/// A wallet that counts for somebody's rank: an account of the engine and what it began with.
package struct RankedWallet: Hashable, Sendable {
    package var account: AccountID
    package var start: Int64
    package var startedAt: Timestamp
    /// What it is worth now; filled in once it is known who has a place.
    package var equity: Int64 = 0

    package init(account: AccountID, start: Int64, startedAt: Timestamp) {
        self.account = account
        self.start = start
        self.startedAt = startedAt
    }
}

/// Somebody on a leaderboard: all wallets taken together.
package struct Contender: Hashable, Sendable {
    /// Whoever asks knows whose this is.
    package var name: UInt32
    package var wallets: [RankedWallet]
    package var closed = 0
    package var wins = 0
    /// How the equity varied; filled in last.
    package var sharpe = 0.0

    package init(name: UInt32, wallets: [RankedWallet]) {
        self.name = name
        self.wallets = wallets
    }

    package var start: Int64 { wallets.reduce(0) { saturated($0, plus: $1.start) } }
    package var equity: Int64 { wallets.reduce(0) { saturated($0, plus: $1.equity) } }
    package var profit: Int64 { saturated(equity, plus: -start) }

    /// By profit over start, without a division: as cross products. Equal ones keep their order.
    package func isBetter(than other: Contender) -> Bool {
        let (own, others) = (Int128(profit) * Int128(other.start), Int128(other.profit) * Int128(start))
        return own != others ? own > others : name < other.name
    }

    /// Equities of the wallets at full hours, each oldest first and up to the same hour, added up. Before its first, a wallet is worth what it
    /// began with: money that comes with a new one is no profit.
    package func hourly(_ equities: [[EquityPoint]]) -> [Int64] {
        let hours = equities.map(\.count).max() ?? 0
        return (0..<hours).map { hour in
            zip(wallets, equities).reduce(0) { sum, wallet in
                let place = hour - (hours - wallet.1.count)
                return saturated(sum, plus: place < 0 ? wallet.0.start : wallet.1[place].equity)
            }
        }
    }
}

extension DatabaseConnection {
    /// Those who closed a trade at or after `start`, with how many they did.
    package func contenders(_ candidates: [Contender], since start: Timestamp) throws(DatabaseError) -> [Contender] {
        let edge = try fillNumbers(from: start, until: Self.hour(atOrAfter: start))
        var found: [Contender] = []
        for var candidate in candidates {
            for wallet in candidate.wallets {
                let counts = try closedCounts(of: wallet.account, since: start, edge)
                candidate.closed += counts.closed
                candidate.wins += counts.wins
            }
            if candidate.closed > 0 { found.append(candidate) }
        }
        return found
    }

    /// The best `limit` of these, the best first, with their ratios over the hours from `start` to `now`.
    ///
    /// - Parameter openHour: the first full hour that no record has passed: from it on wallets are worth what they are worth now.
    package func ranked(
        _ contenders: [Contender], since start: Timestamp, at now: Timestamp, openHour: Timestamp, limit: Int
    ) throws(DatabaseError) -> [Contender] {
        var best = Array(contenders.sorted { $0.isBetter(than: $1) }.prefix(limit))
        for place in best.indices {
            var equities: [[EquityPoint]] = []
            for wallet in best[place].wallets {
                let (begin, end) = (max(start, wallet.startedAt), min(now, openHour - 1))
                var points = begin > end
                    ? [] : try self.equities(of: wallet.account, every: Candle.hour, in: begin...end, limit: EquityRatios.equitiesMax)
                for hour in stride(from: max(openHour, Self.hour(atOrAfter: begin)), through: now, by: Int(Candle.hour)) {
                    points.append(EquityPoint(time: hour, equity: wallet.equity, unrealised: 0, realised: 0))
                }
                equities.append(points)
            }
            best[place].sharpe = EquityRatios(hourly: best[place].hourly(equities)).sharpe
        }
        return best
    }
}

extension Blotter {
    /// The first full hour that no record has passed; 0 before the first record.
    package var openHour: Timestamp { max(history.hourEnds, 0) }

    /// The same from memory: those who closed a trade among the fills that are remembered.
    package func contender(_ candidate: Contender, since start: Timestamp) -> Contender? {
        var candidate = candidate
        for wallet in candidate.wallets {
            forEachFill(of: wallet.account) { fill in
                guard fill.time >= start else { return false }
                if let profit = fill.realised {
                    candidate.closed += 1
                    if profit > .zero { candidate.wins += 1 }
                }
                return true
            }
        }
        return candidate.closed > 0 ? candidate : nil
    }

    package func ratios(of contender: Contender, since start: Timestamp, at now: Timestamp) -> EquityRatios {
        EquityRatios(hourly: contender.hourly(contender.wallets.map { wallet in
            let begin = max(start, wallet.startedAt)
            return begin > now ? [] : equities(of: wallet.account, every: Candle.hour, in: begin...now, limit: EquityRatios.equitiesMax)
        }))
    }
}
