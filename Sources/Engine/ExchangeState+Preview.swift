import Market
import Matching
import Risk

/// What an order would do if it were entered now.
package struct OrderPreview: Sendable, Equatable {
    package struct Fill: Sendable, Equatable {
        package var price: Price
        package var quantity: Quantity
        /// In quote units.
        package var fee: Amount
    }

    /// The state it looks at.
    package var sequence: SequenceNumber
    /// Why it would be rejected; `none` if it would not, and then the rest says what would happen.
    package var reason: RejectReason
    package var fills: [Fill] = []
    /// Open quantity that would rest, wait, or be cancelled, by type and time in force.
    package var leaves = Quantity.zero
    /// The account's balances of both assets afterwards, before triggered orders of its own.
    package var baseAvailable = Amount.zero
    package var baseLocked = Amount.zero
    package var quoteAvailable = Amount.zero
    package var quoteLocked = Amount.zero
}

extension ExchangeState {
    /// Checks and prices an order exactly as `enter` would at `time`, and changes nothing.
    ///
    /// Not followed: what the account's own resting orders get or give back when the order meets them, and whether a remainder that could
    /// rest is cancelled instead, by self-trade prevention or at the price band.
    package func preview(_ order: EnterOrder, at time: Timestamp) -> OrderPreview {
        guard books.contains(order.symbol) else { return OrderPreview(sequence: header.sequence, reason: .unknownSymbol) }
        // The order would be judged by the limits of a new window if the old one has passed; the book has them back before anybody looks.
        let limits = books[order.symbol].limits
        var breaker = breakers[Int(order.symbol.rawValue)]
        if breaker.roll(to: time, last: books[order.symbol].lastPrice) { books[order.symbol].limits = breaker.limits }
        let preview = previewUnderLimits(order, at: time)
        if books[order.symbol].limits != limits { books[order.symbol].limits = limits }
        return preview
    }

    private func previewUnderLimits(_ order: EnterOrder, at time: Timestamp) -> OrderPreview {
        var preview = OrderPreview(sequence: header.sequence, reason: rejection(of: order, at: time))
        guard preview.reason == .none else { return preview }
        let terms = listings.terms[Int(order.symbol.rawValue)]
        let limit = order.type.hasLimit ? order.price : Price.none
        var left = order.quantity
        var (base, quote) = (ledger.available(order.account, terms.baseAsset), ledger.available(order.account, terms.quoteAsset))
        preview.leaves = books[order.symbol].preview(order) { fill in
            left.lots -= fill.quantity.lots
            let trade = Event(
                .trade, side: order.side, symbol: order.symbol, account: order.account, otherAccount: fill.makerAccount,
                price: fill.price, quantity: fill.quantity, leaves: left)
            let money = terms.money(of: trade, reservePrice: fill.price, takerLimit: limit)
            let fee = order.side == .buy ? money.buyerFee : money.sellerFee
            base += order.side == .buy ? money.base : -money.base
            quote += order.side == .buy ? -money.gross - fee : money.gross - fee
            preview.fills.append(OrderPreview.Fill(price: fill.price, quantity: fill.quantity, fee: Amount(units: fee)))
        }
        let rests = order.type != .market && order.timeInForce != .ioc && order.timeInForce != .fok || order.type.waitsForTrigger
        let held = rests && preview.leaves.lots > 0 ? terms.held(order.side, preview.leaves, at: reservePrice(of: order)) : 0
        let locked = (ledger.balance(order.account, terms.baseAsset)?.locked ?? 0, ledger.balance(order.account, terms.quoteAsset)?.locked ?? 0)
        preview.baseAvailable = Amount(units: base - (order.side == .sell ? held : 0))
        preview.baseLocked = Amount(units: locked.0 + (order.side == .sell ? held : 0))
        preview.quoteAvailable = Amount(units: quote - (order.side == .buy ? held : 0))
        preview.quoteLocked = Amount(units: locked.1 + (order.side == .buy ? held : 0))
        return preview
    }

    private func rejection(of order: EnterOrder, at time: Timestamp) -> RejectReason {
        guard isClient(order.account) else { return .unknownAccount }
        if order.clientOrderID != 0, clientOrders.find(order.account, order.clientOrderID, at: time) != nil { return .duplicateClientOrderID }
        let reason = refusal(of: order, at: time)
        return reason != .none ? reason : shortage(of: order, released: 0)
    }
}
