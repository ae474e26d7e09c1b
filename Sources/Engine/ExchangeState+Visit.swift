import Market
import Matching
import Risk

// Everything there is, in an order that depends on the state alone: for documents and dumps.
extension ExchangeState {
    package var instrumentCount: Int { instruments.count }
    /// The house included.
    package var accountCount: Int { accounts.count }

    package func accountState(_ account: AccountID) -> AccountState { accounts[account].state }

    /// The balances of an account, by asset.
    package func balances(of account: AccountID) -> [Balance] {
        var balances: [Balance] = []
        ledger.forEachBalance(of: account) { balances.append($0) }
        return balances.sorted { $0.asset < $1.asset }
    }

    package func phase(of symbol: SymbolID) -> Phase { books[symbol].phase }
    package func lastPrice(of symbol: SymbolID) -> Price { books[symbol].lastPrice }
    package func openOrderCount(on symbol: SymbolID) -> Int { books[symbol].openOrders }

    /// Bids, then asks, in price-time order, then what waits for a trigger.
    package func forEachOpenOrder(on symbol: SymbolID, _ body: (OpenOrder) -> Void) {
        books[symbol].forEachOrder(.buy, body)
        books[symbol].forEachOrder(.sell, body)
        books[symbol].forEachWaitingOrder(body)
    }

    /// All levels of a side, best first: price and shown quantity.
    package func forEachLevel(of symbol: SymbolID, _ side: Side, _ body: (Price, Quantity) -> Void) {
        books[symbol].forEachLevel(side, max: .max, body)
    }
}
