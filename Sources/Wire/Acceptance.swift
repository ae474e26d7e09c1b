import Market

/// The schema's name for the flags of an event.
package typealias EventFlags = Event.Flags

/// What an `OrderAccepted` leaves to the command before it.
///
/// Writer and reader keep it while they are inside a record: an accepted order that differs from it in any field that is carried is
/// written in full (`DerivedOrderAccepted`), so that the short form always restores the same event.
package struct Acceptance {
    package var isOrder = false
    package var side: Side = .buy
    package var symbol = SymbolID(rawValue: 0)
    package var account = AccountID(rawValue: 0)
    package var price: Price = .none
    package var quantity: Quantity = .zero

    /// For a record whose command enters no order.
    @inlinable package init() {}

    @inlinable package init(_ order: EnterOrder) {
        isOrder = true
        side = order.side
        symbol = order.symbol
        account = order.account
        price = order.type.waitsForTrigger && !order.type.hasLimit ? order.triggerPrice : order.price
        quantity = order.quantity
    }

    @inlinable package func describes(_ event: Event) -> Bool {
        isOrder && event.account == account && event.price == price && event.quantity == quantity && event.leaves == quantity
            && event.side == side && event.symbol == symbol && event.otherID == .none
    }

    @inlinable package func event(orderID: OrderID, flags: Event.Flags) -> Event {
        Event(
            .orderAccepted, side: side, flags: flags, symbol: symbol, account: account, orderID: orderID, price: price,
            quantity: quantity, leaves: quantity)
    }
}
