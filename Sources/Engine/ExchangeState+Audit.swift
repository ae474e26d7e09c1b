import Market
import Matching
import Risk

extension ExchangeState {
    private struct Holding: Hashable {
        var account: AccountID
        var asset: AssetID
    }

    /// What must hold after every command, made again from the open orders alone: nil if it does, else what does not.
    ///
    /// Assets add up; what is locked is what open orders hold; counters and lists know every open order; books that trade are not crossed;
    /// nothing outlives its time.
    /// - Complexity: reads every account and every open order.
    package func audit() -> String? {
        guard ledger.conserves() else { return "conservation: an asset does not add up" }
        var held: [Holding: Int64] = [:]
        var open: [AccountID: Set<OrderID>] = [:]
        for index in 0..<books.count {
            let symbol = SymbolID(rawValue: UInt16(index))
            if let fault = auditBook(symbol, &held, &open) { return fault }
        }
        for number in 0..<UInt32(accounts.count) {
            if let fault = auditAccount(AccountID(rawValue: number), held, open) { return fault }
        }
        return nil
    }

    private func auditBook(_ symbol: SymbolID, _ held: inout [Holding: Int64], _ open: inout [AccountID: Set<OrderID>]) -> String? {
        let (bid, ask) = (books[symbol].best(.buy), books[symbol].best(.sell))
        if books[symbol].phase == .continuous, !isUnfinished, !bid.isNone, !ask.isNone, bid >= ask {
            return "crossed: symbol \(symbol.rawValue) rests with bid \(bid.ticks), ask \(ask.ticks)"
        }
        let terms = listings.terms[Int(symbol.rawValue)]
        var late: OrderID?
        forEachOpenOrder(on: symbol) { order in
            if !open[order.account, default: []].insert(order.orderID).inserted { late = order.orderID }
            if order.timeInForce == .gtd, order.expireTime <= time, !isUnfinished { late = order.orderID }
            guard !order.sharesReserve else { return }
            let asset = order.side == .buy ? terms.quoteAsset : terms.baseAsset
            held[Holding(account: order.account, asset: asset), default: 0] += terms.reserve(order.side, order.leaves, at: order.reservePrice) ?? -1
        }
        return late.map { "order \($0.rawValue) is there twice, or outlives its time" }
    }

    private func auditAccount(_ account: AccountID, _ held: [Holding: Int64], _ open: [AccountID: Set<OrderID>]) -> String? {
        for balance in balances(of: account) {
            let expected = held[Holding(account: account, asset: balance.asset)] ?? 0
            if balance.locked != expected {
                return "locked: account \(account.rawValue), asset \(balance.asset.rawValue): \(balance.locked) locked, orders hold \(expected)"
            }
        }
        let orders = open[account] ?? []
        if Int(accounts[account].openOrders) != orders.count {
            return "counters: account \(account.rawValue) counts \(accounts[account].openOrders) open orders, the books have \(orders.count)"
        }
        return Set(openOrders(of: account, on: .all).map(\.orderID)) == orders ? nil : "lists: account \(account.rawValue) misses open orders"
    }
}
