import History
import Engine
import Identity
import JSON
import Market
import Risk

/// One holding of a base asset, valued.
struct PositionView {
    let listed: Catalog.Listed
    /// Everything held, in base units.
    let quantity: Int64
    /// Per whole base unit, fees included, in quote units; the price where nothing was bought here.
    let entry: Int64
    let price: Int64
    let value: Int64
    /// Of what was bought here and is still held.
    let cost: Int64
    let unrealised: Int64
    let openedAt: Timestamp
}

extension AgentExchange {
    // MARK: account info

    func writeInfo(_ view: AccountView, _ call: Call, into writer: inout JSONWriter) {
        guard let account = members.keys.account(call.principal!.account), let agent = members.keys.agent(call.agent) else { return writer.null() }
        let session = members.keys.sessions(of: call.agent).last
        writer.object { writer in
            writer.member("account_id", account.uuid.description)
            writer.member("agent_id", agent.uuid.description)
            writer.member("api_key", (call.principal!.agent == nil ? account.keyID : agent.keyID).preview)
            writer.member("display_name", call.principal!.agent == nil ? account.displayName : agent.profile.displayName)
            // An operator's halt stops an account as much as its suspension does.
            writer.member("status", view.state == .halted ? "suspended" : "\(account.status)")
            writer.member("state", view.state.adminName)
            writer.key("is_active")
            writer.bool(account.status == .active && view.state == .active)
            writer.key("circuit_breaker_triggered")
            writer.bool(view.isStoppedByLoss)
            writer.key("starting_balance")
            writer.decimal(units: session?.startingBalance.units ?? view.startingBalance.units, scale: quoteScale)
            writer.key("current_session")
            writer.object { writer in
                writer.member("session_id", session?.uuid.description ?? "")
                writer.key("started_at")
                writer.time(session?.startedAt ?? account.createdAt)
            }
            writer.key("risk_profile")
            writeLimits(view.profile, into: &writer)
            writer.key("created_at")
            writer.time(account.createdAt)
        }
    }

    // MARK: balances

    func writeBalances(_ view: AccountView, into writer: inout JSONWriter) {
        let balances = view.balances.filter { $0.total > 0 || $0.asset == members.quote }
            .map { (catalog.assets[Int($0.asset.rawValue)], $0) }.sorted { "\($0.0.name)" < "\($1.0.name)" }
        writer.object { writer in
            writer.key("balances")
            writer.array { writer in
                for (asset, balance) in balances {
                    writer.object { writer in
                        writer.member("asset", asset.name.description)
                        writer.key("available")
                        writer.decimal(units: balance.available, scale: Int(asset.scale))
                        writer.key("locked")
                        writer.decimal(units: balance.locked, scale: Int(asset.scale))
                        writer.key("total")
                        writer.decimal(units: balance.total, scale: Int(asset.scale))
                    }
                }
            }
            writer.key("total_equity_usdt")
            money(view.equity.units, &writer)
        }
    }

    func money(_ units: Int64, _ writer: inout JSONWriter) { writer.decimal(units: units, scale: quoteScale) }

    // MARK: positions

    /// By symbol; what is held of assets that nothing trades against the quote asset has no price, and no place here.
    func positions(_ view: AccountView) -> [PositionView] {
        catalog.instruments.filter { $0.instrument.quoteAsset == members.quote }.compactMap { listed in
            guard let balance = view.balances.first(where: { $0.asset == listed.instrument.baseAsset }), balance.total > 0 else { return nil }
            return position(balance, listed)
        }.sorted { $0.listed.name < $1.listed.name }
    }

    private func position(_ balance: Balance, _ listed: Catalog.Listed) -> PositionView {
        let holding = keeper.blotter.holding(of: balance.account, in: balance.asset)
        let isOurs = balance.position > 0 && balance.costAsset == members.quote
        let mark = keeper.blotter.mark(of: listed.symbol).price
        let entry = isOurs ? Self.perWhole(balance.cost, balance.position, listed.baseScale) : nil
        let price = mark.isNone ? entry ?? 0 : listed.amount(mark).units
        let value = Self.value(balance.total, price, listed.baseScale)
        let bought = isOurs ? balance.position : 0
        let cost = isOurs ? balance.cost : 0
        return PositionView(
            listed: listed, quantity: balance.total, entry: entry ?? price, price: price, value: value, cost: cost,
            unrealised: Self.value(bought, price, listed.baseScale) - cost, openedAt: holding.map { $0.openedAt } ?? now)
    }

    /// Quote units for so many base units at a price per whole one, rounded down.
    private static func value(_ units: Int64, _ price: Int64, _ scale: Int) -> Int64 {
        Int64(clamping: Int128(units) * Int128(price) / power(scale))
    }

    private static func perWhole(_ cost: Int64, _ units: Int64, _ scale: Int) -> Int64 {
        Int64(clamping: (Int128(cost) * power(scale) * 2 + Int128(units)) / (2 * Int128(units)))
    }

    private static func power(_ scale: Int) -> Int128 { (0..<scale).reduce(1) { result, _ in result * 10 } }

    func writePositions(_ view: AccountView, into writer: inout JSONWriter) {
        let positions = positions(view)
        writer.object { writer in
            writer.key("positions")
            write(positions, into: &writer)
            writer.key("total_unrealized_pnl")
            money(positions.reduce(0) { saturated($0, plus: $1.unrealised) }, &writer)
        }
    }

    private func write(_ positions: [PositionView], into writer: inout JSONWriter) {
        writer.array { writer in
            for position in positions {
                writer.object { writer in
                    writer.member("symbol", position.listed.name)
                    writer.member("asset", position.listed.baseName)
                    writer.key("quantity")
                    writer.decimal(units: position.quantity, scale: position.listed.baseScale)
                    writer.key("avg_entry_price")
                    money(position.entry, &writer)
                    writer.key("current_price")
                    money(position.price, &writer)
                    writer.key("market_value")
                    money(position.value, &writer)
                    writer.key("unrealized_pnl")
                    money(position.unrealised, &writer)
                    writer.key("unrealized_pnl_pct")
                    writer.decimal(.ratio(position.unrealised, of: position.cost, percent: true))
                    writer.key("opened_at")
                    writer.time(position.openedAt)
                }
            }
        }
    }

    // MARK: portfolio

    func writePortfolio(_ view: AccountView, _ call: Call, into writer: inout JSONWriter) {
        let positions = positions(view)
        let sums = sums(view, positions)
        writer.object { writer in
            writer.key("total_equity")
            money(view.equity.units, &writer)
            writer.key("available_cash")
            money(sums.available, &writer)
            writer.key("locked_cash")
            money(sums.locked, &writer)
            writer.key("total_position_value")
            money(positions.reduce(0) { saturated($0, plus: $1.value) }, &writer)
            writer.key("unrealized_pnl")
            money(sums.unrealised, &writer)
            writer.key("realized_pnl")
            money(sums.realised, &writer)
            writer.key("total_pnl")
            money(saturated(sums.realised, plus: sums.unrealised), &writer)
            writer.key("roi_pct")
            writer.decimal(.ratio(view.equity.units - view.startingBalance.units, of: view.startingBalance.units, percent: true))
            writer.key("starting_balance")
            money(view.startingBalance.units, &writer)
            writer.member("position_count", positions.count)
            writer.key("positions")
            write(positions, into: &writer)
            writer.key("timestamp")
            writer.time(now)
        }
    }

    struct WalletSums {
        var available: Int64
        var locked: Int64
        var realised: Int64
        var unrealised: Int64
    }

    func sums(_ view: AccountView, _ positions: [PositionView]) -> WalletSums {
        let cash = view.balances.first { $0.asset == members.quote }
        return WalletSums(
            available: cash.map { $0.available } ?? 0, locked: cash.map { $0.locked } ?? 0,
            realised: keeper.blotter.holding(of: view.id, in: members.quote).map { $0.earned } ?? 0,
            unrealised: positions.reduce(0) { saturated($0, plus: $1.unrealised) })
    }
}
