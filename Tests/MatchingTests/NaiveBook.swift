import Market
import Matching

/// An open order of the naive book.
struct NaiveOrder {
    var id: OrderID
    /// The order as it was entered; a replacement rewrites it.
    var entry: EnterOrder
    /// Grows with every order placed; orders the trigger queue.
    var arrival: Int
    var quantity: Int64
    var filled: Int64 = 0
    /// Filled under earlier ids, before replacements.
    var filledBefore: Int64 = 0
    var leaves: Int64
    var shown: Int64
    var trigger: Price
    var reservePrice: Price
    var sibling = OrderID.none
    /// It waits: in a ladder, or fired and not yet entered.
    var waits = false
    var fired = false
    var sharesReserve = false

    var side: Side { entry.side }
    var limitOrBound: Price { entry.price }
    /// The price events name: the limit, the trigger of market types that wait, the bound of a market order.
    var eventPrice: Price { !entry.type.hasLimit && entry.type.waitsForTrigger ? trigger : entry.price }
    var eventFlags: Event.Flags {
        var flags: Event.Flags = []
        if waits { flags.insert(.waits) }
        if sharesReserve { flags.insert(.sharesReserve) }
        return flags
    }
    /// What is to be shown when nothing is: everything, or an iceberg's next part.
    var nextShown: Int64 { entry.displayQuantity.lots > 0 ? min(entry.displayQuantity.lots, leaves) : leaves }
    var isBracket: Bool { entry.flags.contains(.bracket) }
}

/// The rules of Sources/Matching/README.md once more, for reading: sorted arrays, linear searches, a copy of the whole book where a dry run is needed.
struct NaiveBook {
    struct Slot {
        var generation: UInt32 = 1
        var isOpen = false
    }
    struct Exits {
        var arrival: Int
        var order: EnterOrder
    }
    struct Touch {
        var sequence: SequenceNumber
        var bid: Price
        var ask: Price
    }

    let symbol: SymbolID
    let instrument: Instrument
    var phase: Phase
    var lastPrice = Price.none
    var limits = PriceLimits()
    /// Slot 1 is the first element.
    var slots: [Slot] = []
    var freeSlots: [UInt32] = []
    /// Best price first, at one price first come first.
    var bids: [NaiveOrder] = []
    var asks: [NaiveOrder] = []
    /// Waiting and fired orders.
    var waiting: [NaiveOrder] = []
    var exits: [Exits] = []
    var arrivals = 0
    var touches: [Touch] = []

    init(symbol: SymbolID, instrument: Instrument) {
        self.symbol = symbol
        self.instrument = instrument
        phase = instrument.phase
    }

    // MARK: Looking

    func resting(_ side: Side) -> [NaiveOrder] { side == .buy ? bids : asks }
    func best(_ side: Side) -> Price { resting(side).first?.entry.price ?? .none }
    var openOrders: Int { bids.count + asks.count + waiting.count }

    func status(of id: OrderID) -> OrderStatus {
        guard id.symbol == symbol, id.slot >= 1, Int(id.slot) <= slots.count, id.generation >= 1 else { return .unknown }
        let slot = slots[Int(id.slot) - 1]
        if id.generation < slot.generation { return .ended }
        return id.generation == slot.generation && slot.isOpen ? .open : .unknown
    }

    func find(_ id: OrderID) -> NaiveOrder? {
        bids.first { $0.id == id } ?? asks.first { $0.id == id } ?? waiting.first { $0.id == id }
    }

    // MARK: Slots

    mutating func makeOrder(_ entry: EnterOrder) -> NaiveOrder {
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slots.append(Slot())
            slot = UInt32(slots.count)
        }
        slots[Int(slot) - 1].isOpen = true
        arrivals += 1
        var order = NaiveOrder(
            id: OrderID(symbol: symbol, slot: slot, generation: slots[Int(slot) - 1].generation), entry: entry, arrival: arrivals,
            quantity: entry.quantity.lots, leaves: entry.quantity.lots, shown: 0, trigger: entry.triggerPrice, reservePrice: entry.price)
        if entry.type == .trailingStop { order.trigger = trailed(from: lastPrice, order) }
        if order.entry.type.waitsForTrigger && !entry.type.hasLimit { order.reservePrice = order.trigger }
        order.waits = entry.type.waitsForTrigger
        if order.waits { order.shown = order.leaves }
        return order
    }

    /// The order is over: its slot is free again, and a bracket's exits are due.
    mutating func end(_ order: NaiveOrder) {
        let index = Int(order.id.slot) - 1
        slots[index].generation += 1
        slots[index].isOpen = false
        freeSlots.append(order.id.slot)
        if order.isBracket && order.filledBefore + order.filled > 0 { exits.append(Exits(arrival: order.arrival, order: exitOrder(of: order))) }
    }

    func exitOrder(of entry: NaiveOrder) -> EnterOrder {
        let bracket = entry.entry
        var exit = EnterOrder(
            account: bracket.account, symbol: symbol, side: bracket.side.opposite, type: .limit, price: bracket.takeProfitPrice,
            quantity: Quantity(lots: entry.filledBefore + entry.filled))
        exit.selfTradePrevention = bracket.selfTradePrevention
        if bracket.stopPrice.isNone { return exit }
        if bracket.takeProfitPrice.isNone {
            exit.type = bracket.stopLimitPrice.isNone ? .stopLoss : .stopLimit
            exit.price = bracket.stopLimitPrice
            exit.triggerPrice = bracket.stopPrice
        } else {
            exit.flags = .oneCancelsOther
            exit.stopPrice = bracket.stopPrice
            exit.stopLimitPrice = bracket.stopLimitPrice
        }
        return exit
    }

    // MARK: Resting

    /// Behind everything at its price or better.
    mutating func insert(_ order: NaiveOrder) {
        func isAhead(_ other: NaiveOrder) -> Bool {
            order.side == .buy ? other.entry.price >= order.entry.price : other.entry.price <= order.entry.price
        }
        if order.side == .buy {
            bids.insert(order, at: (bids.lastIndex(where: isAhead) ?? -1) + 1)
        } else {
            asks.insert(order, at: (asks.lastIndex(where: isAhead) ?? -1) + 1)
        }
    }

    mutating func rest(_ order: NaiveOrder) {
        var order = order
        order.shown = order.nextShown
        insert(order)
    }

    /// Takes an open order out of whatever list it is in.
    mutating func remove(_ id: OrderID) -> NaiveOrder? {
        if let index = bids.firstIndex(where: { $0.id == id }) { return bids.remove(at: index) }
        if let index = asks.firstIndex(where: { $0.id == id }) { return asks.remove(at: index) }
        if let index = waiting.firstIndex(where: { $0.id == id }) { return waiting.remove(at: index) }
        return nil
    }

    mutating func update(_ order: NaiveOrder) {
        if let index = bids.firstIndex(where: { $0.id == order.id }) { bids[index] = order }
        if let index = asks.firstIndex(where: { $0.id == order.id }) { asks[index] = order }
        if let index = waiting.firstIndex(where: { $0.id == order.id }) { waiting[index] = order }
    }

    // MARK: Cancel and amend

    mutating func cancel(_ id: OrderID, reason: CancelReason, into events: inout [BookEvent]) {
        let order = remove(id)!
        events.append(canceled(order, reason))
        cancelSibling(of: order, into: &events)
        end(order)
    }

    mutating func cancelSibling(of order: NaiveOrder, into events: inout [BookEvent]) {
        guard order.sibling != .none, let sibling = remove(order.sibling) else { return }
        events.append(canceled(sibling, .oneCancelsOther))
        end(sibling)
    }

    func admitAmend(_ amend: AmendOrder) -> RejectReason {
        switch status(of: amend.orderID) {
        case .unknown: return .unknownOrder
        case .ended: return .orderNotOpen
        case .open: break
        }
        let order = find(amend.orderID)!
        if order.sibling != .none { return .notAmendable }
        if amend.quantity.lots <= order.filled { return .invalidQuantity }
        return amend.quantity.lots < order.quantity ? .none : .notAmendable
    }

    mutating func amend(_ amend: AmendOrder, into events: inout [BookEvent]) {
        var order = find(amend.orderID)!
        let before = order.leaves
        order.quantity = amend.quantity.lots
        order.leaves = order.quantity - order.filled
        order.shown = min(order.shown, order.leaves)
        update(order)
        events.append(amended(order, before: before, reason: .none))
    }

    // MARK: Events

    func event(_ kind: Event.Kind, _ order: NaiveOrder) -> BookEvent {
        BookEvent(Event(
            kind, side: order.side, flags: order.eventFlags, symbol: symbol, account: order.entry.account, orderID: order.id,
            price: order.eventPrice, quantity: Quantity(lots: order.quantity), leaves: Quantity(lots: order.leaves)), reservePrice: order.reservePrice)
    }

    func accepted(_ order: NaiveOrder) -> BookEvent {
        var event = event(.orderAccepted, order)
        event.otherID = order.sibling
        return event
    }

    func canceled(_ order: NaiveOrder, _ reason: CancelReason) -> BookEvent {
        var event = event(.orderCanceled, order)
        event.reason = reason.rawValue
        event.quantity = event.leaves
        event.leaves = .zero
        return event
    }

    func amended(_ order: NaiveOrder, before: Int64, reason: CancelReason) -> BookEvent {
        var event = event(.orderAmended, order)
        event.reason = reason.rawValue
        event.otherLeaves = Quantity(lots: before)
        return event
    }

    func refreshed(_ order: NaiveOrder) -> BookEvent {
        var event = event(.orderRefreshed, order)
        event.quantity = Quantity(lots: order.shown)
        event.reservePrice = event.price
        return event
    }

    /// A copy of an order, as the fast book shows it.
    func open(_ order: NaiveOrder) -> OrderView {
        let entry = order.entry
        return OrderView(
            orderID: order.id, clientOrderID: entry.clientOrderID, account: entry.account, side: entry.side, type: entry.type,
            timeInForce: entry.timeInForce, selfTradePrevention: entry.selfTradePrevention, flags: entry.flags, price: entry.price,
            triggerPrice: order.trigger, quantity: Quantity(lots: order.quantity), leaves: Quantity(lots: order.leaves),
            shown: Quantity(lots: order.shown), displayQuantity: entry.displayQuantity, expireTime: entry.expireTime,
            sibling: order.sibling, reservePrice: order.reservePrice, sharesReserve: order.sharesReserve, waits: order.waits)
    }
}
