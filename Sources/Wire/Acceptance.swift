import Market

/// The schema's name for the flags of an event.
@usableFromInline package typealias EventFlags = Event.Flags

/// What an `OrderAccepted` leaves to the command before it.
///
/// Writer and reader keep it while they are inside a record: an accepted order that differs from it in any field that is carried is
/// written in full (`DerivedOrderAccepted`), so that the short form always restores the same event.
@usableFromInline package struct Acceptance {
    @usableFromInline package var isOrder = false
    @usableFromInline package var side: Side = .buy
    @usableFromInline package var symbol = SymbolID(rawValue: 0)
    @usableFromInline package var account = AccountID(rawValue: 0)
    @usableFromInline package var price: Price = .none
    @usableFromInline package var quantity: Quantity = .zero

    /// For a record whose command enters no order.
    @inlinable @inline(__always) package init() {}

    @inlinable @inline(__always) package init(_ order: EnterOrder) {
        isOrder = true
        side = order.side
        symbol = order.symbol
        account = order.account
        price = order.type.waitsForTrigger && !order.type.hasLimit ? order.triggerPrice : order.price
        quantity = order.quantity
    }

    @inlinable @inline(__always) package func describes(_ event: Event) -> Bool {
        isOrder && event.account == account && event.price == price && event.quantity == quantity && event.leaves == quantity
            && event.side == side && event.symbol == symbol && event.otherID == .none
    }

    @inlinable @inline(__always) package func event(orderID: OrderID, flags: Event.Flags) -> Event {
        Event(
            .orderAccepted, side: side, flags: flags, symbol: symbol, account: account, orderID: orderID, price: price,
            quantity: quantity, leaves: quantity)
    }
}
