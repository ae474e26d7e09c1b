import Database
import Engine
import History
import Identity
import JSON
import Market

// What became of it (contract §5, §7.1): from memory where that reaches back far enough, else from the tables behind it.
extension AgentExchange {
    /// What the fills of a period came to. Without tables, those that are remembered.
    func closedTrades(of account: AccountID, since start: Timestamp, _ call: Call, then: @escaping (ClosedTrades) -> Void) {
        let others = Set(catalog.instruments.filter { $0.instrument.quoteAsset != members.quote }.map(\.symbol))
        let (closed, isComplete) = keeper.blotter.closedTrades(of: account, since: start, leavingOut: others)
        guard !isComplete, let archive else { return then(closed) }
        askArchive(archive, call, { tables throws(DatabaseError) in
            try tables.closedTrades(of: account, since: start, leavingOut: others)
        }, then: then)
    }

    /// The newest `limit` equities at full multiples of `step` in these stretches, which come the latest first; oldest first.
    func equities(in stretches: [EquityStretch], every step: Timestamp, limit: Int, _ call: Call, then: @escaping ([EquityPoint]) -> Void) {
        let found = keeper.blotter.equities(in: stretches, every: step, limit: limit)
        guard !found.missing.isEmpty, let archive else { return then(found.points) }
        let (missing, left) = (found.missing, limit - found.points.count)
        askArchive(archive, call, { tables throws(DatabaseError) in
            try tables.equities(in: missing, every: step, limit: left)
        }) { older in then(older + found.points) }
    }

    // MARK: performance

    func showPerformance(_ period: Period, _ call: Call) {
        let begin = max(period.start, members.keys.sessions(of: call.agent).last.map { $0.startedAt } ?? 0)
        let stretch = EquityStretch(account: call.account, range: min(begin, now)...now)
        closedTrades(of: call.account, since: period.start, call) { [self] closed in
            equities(in: [stretch], every: Candle.hour, limit: EquityRatios.equitiesMax, call) { [self] points in
                let ratios = EquityRatios(hourly: points.map(\.equity))
                respond(call) { write(closed, ratios, period, into: &$0) }
            }
        }
    }

    /// A statistic with eight decimals; what passes them stays at the end it reached.
    static func decimal(_ statistic: Double) -> APIError.Decimal {
        .init(Int64((max(-9e10, min(9e10, statistic)) * 1e8).rounded()))
    }

    private func write(_ closed: ClosedTrades, _ ratios: EquityRatios, _ period: Period, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("period", period.name)
            for (key, value) in [
                ("sharpe_ratio", Self.decimal(ratios.sharpe)), ("sortino_ratio", Self.decimal(ratios.sortino)),
                ("max_drawdown_pct", Self.decimal(ratios.maxDrawdownPercent)),
                ("win_rate", .ratio(Int64(closed.wins), of: Int64(closed.count), percent: true)),
                ("profit_factor", .ratio(closed.gained, of: -closed.lost)),
                ("avg_win", .average(closed.gained, of: closed.wins)), ("avg_loss", .average(closed.lost, of: closed.losses)),
                ("avg_trades_per_day", period.days.map { .ratio(Int64(closed.count), of: $0) } ?? .init(0)),
                ("best_trade", .init(closed.best ?? 0)), ("worst_trade", .init(closed.worst ?? 0)),
            ] as [(StaticString, APIError.Decimal)] {
                writer.key(key)
                writer.decimal(value)
            }
            writer.member("max_drawdown_duration_days", ratios.drawdownRun)
            writer.member("total_trades", closed.count)
            writer.member("current_streak", closed.streak)
        }
    }

    // MARK: history

    /// At the full multiples of the interval, over the sessions of the agent; where there are none yet, as it is now.
    func showHistory(_ interval: String, _ limit: Int, _ call: Call) {
        let step = Self.intervals[interval] ?? Candle.hour
        let oldest = step < Candle.hour ? now - Self.minutesKept : 0
        let stretches = members.keys.sessions(of: call.agent).suffix(Self.sessionsShownMax).reversed().compactMap { session -> EquityStretch? in
            let (begin, end) = (max(session.startedAt, oldest), session.endedAt.map { $0 - 1 } ?? now)
            return begin <= end ? EquityStretch(account: session.engineAccount, range: begin...end) : nil
        }
        equities(in: stretches, every: step, limit: limit, call) { [self] points in
            let shown = points.isEmpty ? [keeper.blotter.equity(of: call.account)] : points
            respond(call) { writer in
                writer.object { writer in
                    writer.member("account_id", members.uuid(of: call.principal!.account))
                    writer.member("interval", interval)
                    writer.key("snapshots")
                    writer.array { writer in
                        for point in shown { write(point, into: &writer) }
                    }
                }
            }
        }
    }

    /// How long minutes are told apart, in nanoseconds (contract §6.6).
    private static let minutesKept: Timestamp = 7 * Candle.day
    /// Sessions a history goes back over: the latest.
    private static let sessionsShownMax = 256

    private func write(_ point: EquityPoint, into writer: inout JSONWriter) {
        writer.object { writer in
            for key in ["time", "timestamp"] as [StaticString] {
                writer.key(key)
                writer.time(point.time)
            }
            for key in ["total_equity", "equity"] as [StaticString] {
                writer.key(key)
                money(point.equity, &writer)
            }
            writer.key("unrealized_pnl")
            money(point.unrealised, &writer)
            writer.key("realized_pnl")
            money(point.realised, &writer)
        }
    }
}
