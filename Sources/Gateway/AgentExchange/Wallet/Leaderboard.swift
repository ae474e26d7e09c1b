import History
import Identity
import JSON
import Market

/// Accounts by return, kept for a while: reading all of them is not for every request.
struct Leaderboard {
    struct Entry {
        let account: AccountIndex
        let start: Int64
        let equity: Int64
        let trades: Int
        let wins: Int
        var profit: Int64 { equity - start }
    }

    /// How long a ranking is shown before it is made again, in nanoseconds.
    static let age: Timestamp = 60_000_000_000
    /// Accounts whose trades one ranking looks at; the oldest come first.
    static let accountsMax = 10_000

    private var rankings: [String: (madeAt: Timestamp, entries: [Entry])] = [:]

    mutating func ranking(_ period: String, at time: Timestamp, _ make: () -> [Entry]) -> [Entry] {
        if let known = rankings[period], time - known.madeAt < Self.age { return known.entries }
        // By profit over start, without a division: as cross products.
        let entries = make().sorted { Int128($0.profit) * Int128($1.start) > Int128($1.profit) * Int128($0.start) }
        rankings[period] = (time, entries)
        return entries
    }
}

extension AgentExchange {
    func showLeaderboard(_ arguments: Arguments, _ call: Call) throws(APIError) {
        let period = try period(arguments, .leaderboardPeriod)
        let limit = try argument { () throws(ArgumentFault) in try arguments.integer(.leaderboardLimit) } ?? 50
        let entries = leaderboard.ranking(period.name, at: now) { rank(since: period.start) }
        respond(call) { writer in
            writer.object { writer in
                writer.member("period", period.name)
                writer.key("rankings")
                writer.array { writer in
                    for (place, entry) in entries.prefix(limit).enumerated() { write(entry, rank: place + 1, since: period.start, into: &writer) }
                }
            }
        }
    }

    private func write(_ entry: Leaderboard.Entry, rank: Int, since start: Timestamp, into writer: inout JSONWriter) {
        guard let account = members.keys.account(entry.account) else { return }
        writer.object { writer in
            writer.member("rank", rank)
            writer.member("account_id", account.uuid.description)
            writer.member("display_name", account.displayName)
            writer.key("roi_pct")
            writer.decimal(.ratio(entry.profit, of: entry.start, percent: true))
            writer.key("sharpe_ratio")
            writer.decimal(Self.decimal(sharpe(entry.account, since: start)))
            writer.member("total_trades", entry.trades)
            writer.key("win_rate")
            writer.decimal(.ratio(Int64(entry.wins), of: Int64(entry.trades), percent: true))
        }
    }

    /// Of the account's default agent.
    private func sharpe(_ account: AccountIndex, since start: Timestamp) -> Double {
        guard let agent = members.keys.defaultAgent(of: account), let wallet = members.keys.engineAccount(of: agent) else { return 0 }
        return ratios(of: wallet, since: start).sharpe
    }

    /// Active accounts that closed a trade in the period, over the present sessions of all their agents.
    private func rank(since start: Timestamp) -> [Leaderboard.Entry] {
        var entries: [Leaderboard.Entry] = []
        for number in 0..<UInt32(min(members.keys.accountCount, Leaderboard.accountsMax)) {
            let account = AccountIndex(rawValue: number + 1)
            guard members.keys.account(account)?.status == .active else { continue }
            var (begin, equity, trades, wins): (Int64, Int64, Int, Int) = (0, 0, 0, 0)
            for index in members.keys.agents(of: account) {
                guard let session = members.keys.sessions(of: index).last, session.endedAt == nil else { continue }
                begin = saturated(begin, plus: session.startingBalance.units)
                equity = saturated(equity, plus: keeper.blotter.equity(of: session.engineAccount).equity)
                let closed = closedTrades(of: session.engineAccount, since: start)
                trades += closed.count
                wins += closed.wins
            }
            if trades > 0, begin > 0 { entries.append(.init(account: account, start: begin, equity: equity, trades: trades, wins: wins)) }
        }
        return entries
    }
}
