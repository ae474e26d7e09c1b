import Market
import Matching
import Risk

/// A copy of what the exchange knows of an account.
package struct AccountView: Sendable {
    package var id: AccountID
    package var state: AccountState
    package var profile: RiskProfile
    package var startingBalance: Amount
    package var startingAsset: AssetID?
    /// Since 00:00 UTC, in the starting asset.
    package var realisedToday: Amount
    /// The daily loss limit was reached: no orders until 00:00 UTC.
    package var isStoppedByLoss: Bool
    package var openOrders: Int
    /// Everything it has, valued in the starting asset.
    package var equity: Amount
    package var balances: [Balance]
}

extension ExchangeState {
    package func view(of id: AccountID, at time: Timestamp) -> AccountView? {
        guard accounts.contains(id) else { return nil }
        let account = accounts[id]
        var balances: [Balance] = []
        ledger.forEachBalance(of: id) { balances.append($0) }
        let equity = account.startingAsset.map { Accounts.equity(of: id, in: $0, listings, ledger) } ?? 0
        return AccountView(
            id: id, state: account.state, profile: accounts.profile(of: id), startingBalance: Amount(units: account.startingBalance),
            startingAsset: account.startingAsset, realisedToday: Amount(units: account.realised(at: time)),
            isStoppedByLoss: accounts.isStoppedByLoss(id, at: time), openOrders: Int(account.openOrders), equity: Amount(units: equity),
            balances: balances)
    }

    /// Open orders of an account in the order they came.
    package func openOrders(of account: AccountID, on symbol: SymbolID) -> [OpenOrder] {
        guard accounts.contains(account) else { return [] }
        var orders: [OpenOrder] = []
        orderIndex.forEach(of: accounts[account]) { id in
            guard symbol == .all || id.symbol == symbol, books.contains(id.symbol) else { return }
            if let order = books[id.symbol].order(id) { orders.append(order) }
        }
        return orders
    }

    package func instrument(_ symbol: SymbolID) -> Instrument? {
        Int(symbol.rawValue) < instruments.count ? instruments[Int(symbol.rawValue)].instrument : nil
    }

    package func asset(_ asset: AssetID) -> Asset? { Int(asset.rawValue) < assets.count ? assets[asset.rawValue].asset : nil }
}
