import Database
import History
import IO
import Identity
import JSON
import Market

/// Accounts by return, kept for a while: reading all of them is not for every request.
struct Leaderboard {
    /// How long a ranking is shown before it is made again, in nanoseconds.
    static let age: Timestamp = 60_000_000_000
    /// Places of a ranking: as many as anybody can ask for.
    static let placesMax = 200
    /// Accounts looked up, wallets valued and accounts ranked from memory in one turn of the engine's loop: some 100 microseconds of work each.
    static let lookedUpMax = 512
    static let valuedMax = 256
    static let rankedMax = 4

    private var rankings: [String: (madeAt: Timestamp, contenders: [Contender])] = [:]
    /// Who waits for the ranking of a period that is being made.
    private var waiting: [String: [Waiter]] = [:]

    struct Waiter {
        let call: Call
        let limit: Int
    }

    func ranking(_ period: String, at time: Timestamp) -> [Contender]? {
        rankings[period].flatMap { time - $0.madeAt < Self.age ? $0.contenders : nil }
    }

    /// Whether it is the first to wait, and so the ranking has to be made.
    mutating func wait(_ period: String, _ waiter: Waiter) -> Bool {
        waiting[period, default: []].append(waiter)
        return waiting[period]?.count == 1
    }

    mutating func made(_ period: String, _ contenders: [Contender], at time: Timestamp) { rankings[period] = (time, contenders) }
    mutating func takeWaiting(_ period: String) -> [Waiter] { waiting.removeValue(forKey: period) ?? [] }
}

/// A ranking that is being made, turn by turn:
///
///     candidates (key table) → those who closed a trade (tables) → what they are worth (memory) → the best of them (tables)
private final class RankingWork {
    let period: AgentExchange.Period
    var contenders: [Contender] = []
    init(_ period: AgentExchange.Period) { self.period = period }
}

extension AgentExchange {
    func showLeaderboard(_ arguments: Arguments, _ call: Call) throws(APIError) {
        let period = try period(arguments, .leaderboardPeriod)
        let limit = try argument { () throws(ArgumentFault) in try arguments.integer(.leaderboardLimit) } ?? 50
        if let known = leaderboard.ranking(period.name, at: now) { return respond(known.prefix(limit), period.name, call) }
        if leaderboard.wait(period.name, .init(call: call, limit: limit)) { rank(RankingWork(period)) }
    }

    private func respond(_ contenders: ArraySlice<Contender>, _ period: String, _ call: Call) {
        respond(call) { writer in
            writer.object { writer in
                writer.member("period", period)
                writer.key("rankings")
                writer.array { writer in
                    for (place, contender) in contenders.enumerated() { write(contender, rank: place + 1, into: &writer) }
                }
            }
        }
    }

    private func write(_ contender: Contender, rank: Int, into writer: inout JSONWriter) {
        // Accounts are never removed.
        guard let account = members.keys.account(AccountIndex(rawValue: contender.name)) else { return }
        writer.object { writer in
            writer.member("rank", rank)
            writer.member("account_id", account.uuid.description)
            writer.member("display_name", account.displayName)
            writer.key("roi_pct")
            writer.decimal(.ratio(contender.profit, of: contender.start, percent: true))
            writer.key("sharpe_ratio")
            writer.decimal(Self.decimal(contender.sharpe))
            writer.member("total_trades", contender.closed)
            writer.key("win_rate")
            writer.decimal(.ratio(Int64(contender.wins), of: Int64(contender.closed), percent: true))
        }
    }

    // MARK: making one

    private func rank(_ work: RankingWork) {
        inTurns(members.keys.accountCount, Leaderboard.lookedUpMax, { [self] place in
            if let candidate = candidate(AccountIndex(rawValue: UInt32(place + 1))) { work.contenders.append(candidate) }
        }) { [self] in keepClosers(work) }
    }

    /// An active account with the present sessions of its agents.
    private func candidate(_ index: AccountIndex) -> Contender? {
        guard members.keys.account(index)?.status == .active else { return nil }
        let wallets = members.keys.agents(of: index).compactMap { agent -> RankedWallet? in
            guard members.keys.agent(agent)?.status != .archived, let session = members.keys.sessions(of: agent).last else { return nil }
            return RankedWallet(account: session.engineAccount, start: session.startingBalance.units, startedAt: session.startedAt)
        }
        return wallets.isEmpty ? nil : Contender(name: index.rawValue, wallets: wallets)
    }

    private func keepClosers(_ work: RankingWork) {
        let (all, start) = (work.contenders, work.period.start)
        if let archive {
            archive.ask(through: desk.durable, { tables throws(DatabaseError) in try tables.contenders(all, since: start) }) { [self] result in
                go(on: result, work) { [self] in value(work) }
            }
        } else {
            work.contenders = []
            inTurns(all.count, Leaderboard.rankedMax, { [self] place in
                if let found = keeper.blotter.contender(all[place], since: start) { work.contenders.append(found) }
            }) { [self] in value(work) }
        }
    }

    private func value(_ work: RankingWork) {
        inTurns(work.contenders.count, Leaderboard.valuedMax, { [self] place in
            for wallet in work.contenders[place].wallets.indices {
                work.contenders[place].wallets[wallet].equity = keeper.blotter.equity(of: work.contenders[place].wallets[wallet].account).equity
            }
        }) { [self] in keepBest(work) }
    }

    private func keepBest(_ work: RankingWork) {
        let (all, start, now, openHour) = (work.contenders, work.period.start, now, keeper.blotter.openHour)
        if let archive {
            archive.ask(through: desk.durable, { tables throws(DatabaseError) in
                try tables.ranked(all, since: start, at: now, openHour: openHour, limit: Leaderboard.placesMax)
            }) { [self] result in
                go(on: result, work) { [self] in finish(work) }
            }
        } else {
            work.contenders = Array(all.sorted { $0.isBetter(than: $1) }.prefix(Leaderboard.placesMax))
            inTurns(work.contenders.count, Leaderboard.rankedMax, { [self] place in
                work.contenders[place].sharpe = keeper.blotter.ratios(of: work.contenders[place], since: start, at: now).sharpe
            }) { [self] in finish(work) }
        }
    }

    private func finish(_ work: RankingWork) {
        leaderboard.made(work.period.name, work.contenders, at: now)
        for waiter in leaderboard.takeWaiting(work.period.name) { respond(work.contenders.prefix(waiter.limit), work.period.name, waiter.call) }
    }

    private func go(on result: Result<[Contender], HistoryError>, _ work: RankingWork, then: () -> Void) {
        switch result {
        case .success(let contenders):
            work.contenders = contenders
            then()
        case .failure:
            for waiter in leaderboard.takeWaiting(work.period.name) { fail(.serviceUnavailable(reason: "history_unavailable"), waiter.call) }
        }
    }

    /// Calls `body` with 0 up to `count`, so many in one turn of the loop that nobody waits long, and then `done`.
    private func inTurns(_ count: Int, _ perTurn: Int, from first: Int = 0, _ body: @escaping (Int) -> Void, _ done: @escaping () -> Void) {
        let end = min(first + perTurn, count)
        for place in first..<end { body(place) }
        guard end < count else { return done() }
        let next = UncheckedBox({ [self] in inTurns(count, perTurn, from: end, body, done) })
        desk.loop.schedule(at: .min) { next.value() }
    }
}
