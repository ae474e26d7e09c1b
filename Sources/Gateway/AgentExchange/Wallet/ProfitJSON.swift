import Engine
import History
import JSON
import Market

extension AgentExchange {
    /// Profit, fees, wins and losses of a period; what is not realised is as it is now.
    func showProfit(_ view: AccountView, _ period: Period, _ call: Call) {
        let positions = positions(view)
        // Sums over everything outlive the fills that are forgotten; by symbol there are none.
        let sums = period.days == nil ? keeper.blotter.holding(of: view.id, in: members.quote) : nil
        closedTrades(of: view.id, since: period.start, call) { [self] closed in
            respond(call) { write(closed, sums, positions, period, into: &$0) }
        }
    }

    private func write(_ closed: ClosedTrades, _ sums: Holding?, _ positions: [PositionView], _ period: Period, into writer: inout JSONWriter) {
        let (realised, fees) = sums.map { ($0.earned, $0.fees) } ?? (closed.realised, closed.fees)
        let (wins, losses) = sums.map { (Int64($0.wins), Int64($0.losses)) } ?? (Int64(closed.wins), Int64(closed.losses))
        let decided = wins + losses + (sums.map { Int64($0.breakevens) } ?? Int64(closed.breakevens))
        let unrealised = positions.reduce(Int64(0)) { saturated($0, plus: $1.unrealised) }
        let total = saturated(realised, plus: unrealised)
        writer.object { writer in
            writer.member("period", period.name)
            for (key, units) in [
                ("realized_pnl", realised), ("unrealized_pnl", unrealised), ("total_pnl", total), ("fees_paid", fees),
                ("net_pnl", saturated(total, plus: -fees)), ("total_realized", realised), ("total_unrealized", unrealised),
            ] as [(StaticString, Int64)] {
                writer.key(key)
                money(units, &writer)
            }
            writer.member("winning_trades", Int(wins))
            writer.member("losing_trades", Int(losses))
            writer.key("win_rate")
            writer.decimal(.ratio(wins, of: decided, percent: true, scale: 2))
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
}
