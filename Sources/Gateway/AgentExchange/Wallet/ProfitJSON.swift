import History
import Engine
import Identity
import JSON
import Market

extension ClosedTrades {
    /// In percent, to two places.
    var winRate: APIError.Decimal { .ratio(Int64(wins), of: Int64(count), percent: true, scale: 2) }
}

extension AgentExchange {
    /// The latest fills are looked at, as far back as the blotter lists them.
    func closedTrades(of account: AccountID, since start: Timestamp) -> ClosedTrades {
        var (closed, streak) = (ClosedTrades(), Streak())
        keeper.blotter.forEachFill(of: account) { fill in
            guard fill.time >= start else { return false }
            closed.add(fill.realised?.units, fee: fill.fee.units, fill.orderID.symbol)
            if let profit = fill.realised { streak.add(profit.units) }
            return true
        }
        closed.streak = streak.length
        return closed
    }

    func writeProfit(_ view: AccountView, _ period: Period, into writer: inout JSONWriter) {
        let positions = positions(view)
        let closed = closedTrades(of: view.id, since: period.start)
        // Sums over everything outlive the fills that the blotter forgets.
        let all = period.days == nil ? keeper.blotter.holding(of: view.id, in: members.quote) : nil
        let realised = all?.earned ?? closed.realised
        let fees = all?.fees ?? closed.fees
        let (wins, losses) = (all.map { Int($0.wins) } ?? closed.wins, all.map { Int($0.losses) } ?? closed.losses)
        let decided = wins + losses + (all.map { Int($0.breakevens) } ?? closed.breakevens)
        let unrealised = positions.reduce(Int64(0)) { saturated($0, plus: $1.unrealised) }
        let total = saturated(realised, plus: unrealised)
        writer.object { writer in
            writer.member("period", period.name)
            for (key, units) in [
                ("realized_pnl", realised), ("unrealized_pnl", unrealised), ("total_pnl", total), ("fees_paid", fees), ("net_pnl", saturated(total, plus: -fees)),
                ("total_realized", realised), ("total_unrealized", unrealised),
            ] as [(StaticString, Int64)] {
                writer.key(key)
                money(units, &writer)
            }
            writer.member("winning_trades", wins)
            writer.member("losing_trades", losses)
            writer.key("win_rate")
            writer.decimal(.ratio(Int64(wins), of: Int64(decided), percent: true, scale: 2))
            writer.key("by_symbol")
            writer.array { writer in
                for listed in catalog.instruments {
                    let unrealised = positions.first { $0.listed.symbol == listed.symbol }.map { $0.unrealised }
                    let realised = closed.bySymbol[listed.symbol]
                    guard unrealised != nil || realised != nil else { continue }
                    writer.object { writer in
                        writer.member("symbol", listed.name)
                        writer.key("realized")
                        money(realised ?? 0, &writer)
                        writer.key("unrealized")
                        money(unrealised ?? 0, &writer)
                    }
                }
            }
        }
    }

    /// Return against risk over the full hours of a period, as far back as the session goes.
    func ratios(of account: AccountID, since start: Timestamp) -> EquityRatios {
        let begin = max(start, keeper.blotter.activity(of: account)?.openedAt ?? 0)
        guard begin <= now else { return EquityRatios(hourly: []) }
        let points = keeper.blotter.equities(of: account, every: Candle.hour, in: begin...now, limit: EquityRatios.equitiesMax)
        return EquityRatios(hourly: points.map(\.equity))
    }

    /// A statistic with eight decimals; what passes them stays at the end it reached.
    static func decimal(_ statistic: Double) -> APIError.Decimal {
        .init(Int64((max(-9e10, min(9e10, statistic)) * 1e8).rounded()))
    }

    func writePerformance(_ call: Call, _ period: Period, into writer: inout JSONWriter) {
        let closed = closedTrades(of: call.account, since: period.start)
        let ratios = ratios(of: call.account, since: period.start)
        writer.object { writer in
            writer.member("period", period.name)
            for (key, value) in [
                ("sharpe_ratio", Self.decimal(ratios.sharpe)), ("sortino_ratio", Self.decimal(ratios.sortino)),
                ("max_drawdown_pct", Self.decimal(ratios.maxDrawdownPercent)),
                ("win_rate", .ratio(Int64(closed.wins), of: Int64(closed.count), percent: true)),
                ("profit_factor", .ratio(closed.gained, of: -closed.lost)),
                ("avg_win", .average(closed.gained, of: closed.wins)),
                ("avg_loss", .average(closed.lost, of: closed.losses)),
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
}
