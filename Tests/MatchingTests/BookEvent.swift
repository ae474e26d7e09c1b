import Market

/// An event, and the price at which its order holds funds: in a trade the maker, in an auction's the buyer.
@dynamicMemberLookup struct BookEvent: Hashable {
    private var event: Event
    var reservePrice: Price

    init(_ event: Event, reservePrice: Price) {
        self.event = event
        // How the buffer keeps the price is its own affair.
        self.event.holdsApart = 0
        self.reservePrice = reservePrice
    }

    subscript<Value>(dynamicMember path: WritableKeyPath<Event, Value>) -> Value {
        get { event[keyPath: path] }
        set { event[keyPath: path] = newValue }
    }

    subscript<Value>(dynamicMember path: KeyPath<Event, Value>) -> Value { event[keyPath: path] }
}
