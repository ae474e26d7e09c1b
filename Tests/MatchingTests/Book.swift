import Market
import Matching

/// What both books can do, so that one driver and one script serve both.
protocol Book: ~Copyable {
    var phase: Phase { get }
    var lastPrice: Price { get }
    var limits: PriceLimits { get set }
    var openOrders: Int { get }
    var hasFollowUps: Bool { get }
    func best(_ side: Side) -> Price
    func admit(_ order: EnterOrder) -> RejectReason
    func admitAmend(_ amend: AmendOrder) -> RejectReason
    func admitReplace(_ replace: ReplaceOrder) -> RejectReason
    func status(of id: OrderID) -> OrderStatus
    func view(_ id: OrderID) -> OrderView?
    func indicativeAuction() -> (price: Price, volume: Quantity)
    mutating func finishCommand(sequence: SequenceNumber)

    mutating func place(_ order: EnterOrder, into events: inout [BookEvent]) -> Placed
    mutating func cancel(_ id: OrderID, reason: CancelReason, into events: inout [BookEvent])
    mutating func amend(_ amend: AmendOrder, into events: inout [BookEvent])
    mutating func replace(_ replace: ReplaceOrder, into events: inout [BookEvent]) -> Placed
    mutating func nextFollowUp(into events: inout [BookEvent]) -> Next?
    mutating func enterTriggered(_ id: OrderID, into events: inout [BookEvent]) -> Placed
    mutating func setPhase(_ phase: Phase, into events: inout [BookEvent])

    func previewed(_ order: EnterOrder) -> (fills: [Fill], leaves: Quantity)
    func levels(_ side: Side, max: Int) -> [BookLevel]
    func orders(_ side: Side) -> [OrderView]
    func waitingOrders() -> [OrderView]
}

// The books' answers as plain values of the tests' own.

struct Placed: Equatable {
    var orderID: OrderID
    var leaves: Quantity
    var waits: Bool
    var reservePrice: Price
    var sibling: OrderID
}

struct Fill: Equatable {
    var makerID: OrderID
    var makerAccount: AccountID
    var price: Price
    var quantity: Quantity
}

enum Next {
    case triggered(OrderView)
    case exits(EnterOrder)
}

/// All an open order shows.
struct OrderView: Equatable {
    var orderID: OrderID
    var clientOrderID: ClientOrderID
    var account: AccountID
    var side: Side
    var type: OrderType
    var timeInForce: TimeInForce
    var selfTradePrevention: SelfTradePrevention
    var flags: OrderFlags
    var price: Price
    var triggerPrice: Price
    var quantity: Quantity
    var leaves: Quantity
    var shown: Quantity
    var displayQuantity: Quantity
    var expireTime: Timestamp
    var sibling: OrderID
    var reservePrice: Price
    var sharesReserve: Bool
    var waits: Bool
}

extension OrderView {
    init(_ order: OpenOrder) {
        self.init(
            orderID: order.orderID, clientOrderID: order.clientOrderID, account: order.account, side: order.side, type: order.type,
            timeInForce: order.timeInForce, selfTradePrevention: order.selfTradePrevention, flags: order.flags, price: order.price,
            triggerPrice: order.triggerPrice, quantity: order.quantity, leaves: order.leaves, shown: order.shown,
            displayQuantity: order.displayQuantity, expireTime: order.expireTime, sibling: order.sibling, reservePrice: order.reservePrice,
            sharesReserve: order.sharesReserve, waits: order.waits)
    }
}

extension Placed {
    init(_ placement: Placement) {
        self.init(
            orderID: placement.orderID, leaves: placement.leaves, waits: placement.waits, reservePrice: placement.reservePrice,
            sibling: placement.sibling)
    }
}

struct BookLevel: Equatable {
    var price: Price
    var quantity: Quantity
}

extension NaiveBook: Book {
    func view(_ id: OrderID) -> OrderView? { find(id).map(open) }
    func previewed(_ order: EnterOrder) -> (fills: [Fill], leaves: Quantity) { preview(order) }
    func orders(_ side: Side) -> [OrderView] { resting(side).map(open) }
    func waitingOrders() -> [OrderView] { waitingInOrder.map(open) }

    func levels(_ side: Side, max: Int) -> [BookLevel] {
        var levels: [BookLevel] = []
        for order in resting(side) {
            if levels.last?.price != order.entry.price { levels.append(BookLevel(price: order.entry.price, quantity: .zero)) }
            levels[levels.count - 1].quantity.lots += order.shown
        }
        return Array(levels.prefix(max))
    }
}

extension OrderBook: Book {
    /// Runs `body` with an event buffer and appends what it wrote.
    private static func collect<Result>(into events: inout [BookEvent], _ body: (inout EventBuffer) -> Result) -> Result {
        var buffer = EventBuffer(capacity: 64)
        let result = body(&buffer)
        for index in 0..<buffer.count { events.append(BookEvent(buffer[index], reservePrice: buffer.reservePrice(index))) }
        return result
    }

    func view(_ id: OrderID) -> OrderView? { order(id).map { OrderView($0) } }

    mutating func place(_ order: EnterOrder, into events: inout [BookEvent]) -> Placed {
        Placed(Self.collect(into: &events) { place(order, into: &$0) })
    }
    mutating func cancel(_ id: OrderID, reason: CancelReason, into events: inout [BookEvent]) {
        Self.collect(into: &events) { cancel(id, reason: reason, into: &$0) }
    }
    mutating func amend(_ amend: AmendOrder, into events: inout [BookEvent]) {
        Self.collect(into: &events) { self.amend(amend, into: &$0) }
    }
    mutating func replace(_ replace: ReplaceOrder, into events: inout [BookEvent]) -> Placed {
        Placed(Self.collect(into: &events) { self.replace(replace, into: &$0) })
    }
    mutating func nextFollowUp(into events: inout [BookEvent]) -> Next? {
        switch Self.collect(into: &events, { (buffer: inout EventBuffer) -> FollowUp? in nextFollowUp(into: &buffer) }) {
        case .triggered(let order): .triggered(OrderView(order))
        case .exits(let order): .exits(order)
        case nil: nil
        }
    }
    mutating func enterTriggered(_ id: OrderID, into events: inout [BookEvent]) -> Placed {
        Placed(Self.collect(into: &events) { enterTriggered(id, into: &$0) })
    }
    mutating func setPhase(_ phase: Phase, into events: inout [BookEvent]) {
        Self.collect(into: &events) { setPhase(phase, into: &$0) }
    }

    func previewed(_ order: EnterOrder) -> (fills: [Fill], leaves: Quantity) {
        var fills: [Fill] = []
        let leaves = preview(order) {
            fills.append(Fill(makerID: $0.makerID, makerAccount: $0.makerAccount, price: $0.price, quantity: $0.quantity))
        }
        return (fills, leaves)
    }
    func levels(_ side: Side, max: Int) -> [BookLevel] {
        var levels: [BookLevel] = []
        forEachLevel(side, max: max) { levels.append(BookLevel(price: $0, quantity: $1)) }
        return levels
    }
    func orders(_ side: Side) -> [OrderView] {
        var orders: [OrderView] = []
        forEachOrder(side) { orders.append(OrderView($0)) }
        return orders
    }
    func waitingOrders() -> [OrderView] {
        var orders: [OrderView] = []
        forEachWaitingOrder { orders.append(OrderView($0)) }
        return orders
    }
}

/// What an engine does to a book, one step at a time.
enum BookCommand {
    case enter(EnterOrder)
    case cancel(OrderID)
    case amend(AmendOrder)
    case replace(ReplaceOrder)
    case setPhase(Phase)
    case setLimits(PriceLimits)
    /// Cancels instead of entering what triggers next, as for want of funds.
    case refuseTriggered(EnterOrder)
}

/// All that a command showed of a book.
struct Outcome: Equatable {
    /// An order that came in: at the command, from the trigger queue, as a bracket's exit.
    struct Entered: Equatable {
        var id: OrderID
        var side: Side
        var limit: Price
        var selfTradePrevention: SelfTradePrevention
    }

    var reject = RejectReason.none
    var events: [BookEvent] = []
    var placements: [Placed] = []
    var entered: [Entered] = []
    var previewedFills: [Fill] = []
    var previewedLeaves = Quantity.zero
    /// The preview and the fills that followed are not the same.
    var previewFault: String?
    /// Exits of brackets that entered.
    var exits = 0
    /// Follow-ups left when the driver gave up: a runaway cascade.
    var unfinished = false
}

extension Book where Self: ~Copyable {
    /// The engine's part: ask, then do, then take out the follow-ups until none is left.
    mutating func apply(_ command: BookCommand, sequence: SequenceNumber, previews: Bool = false) -> Outcome {
        var outcome = Outcome()
        var refuses = false
        switch command {
        case .enter(let order), .refuseTriggered(let order):
            if case .refuseTriggered = command { refuses = true }
            outcome.reject = admit(order)
            if outcome.reject == .none {
                if previews { (outcome.previewedFills, outcome.previewedLeaves) = previewed(order) }
                enter(order, into: &outcome)
                if previews { checkPreview(&outcome) }
            }
        case .cancel(let id):
            switch status(of: id) {
            case .unknown: outcome.reject = .unknownOrder
            case .ended: outcome.reject = .orderNotOpen
            case .open: cancel(id, reason: .byOwner, into: &outcome.events)
            }
        case .amend(let change):
            outcome.reject = admitAmend(change)
            if outcome.reject == .none { amend(change, into: &outcome.events) }
        case .replace(let change):
            outcome.reject = admitReplace(change)
            if outcome.reject == .none { replaceOpen(change, into: &outcome) }
        case .setPhase(let next):
            if next != phase { setPhase(next, into: &outcome.events) }
        case .setLimits(let next):
            limits = next
        }
        followUp(refusing: refuses, into: &outcome)
        finishCommand(sequence: sequence)
        return outcome
    }

    private mutating func enter(_ order: EnterOrder, into outcome: inout Outcome) {
        let placement = place(order, into: &outcome.events)
        outcome.placements.append(placement)
        outcome.entered.append(Outcome.Entered(
            id: placement.orderID, side: order.side, limit: order.price, selfTradePrevention: order.selfTradePrevention))
    }

    private mutating func replaceOpen(_ change: ReplaceOrder, into outcome: inout Outcome) {
        guard let old = view(change.orderID) else { return }
        let placement = replace(change, into: &outcome.events)
        outcome.placements.append(placement)
        outcome.entered.append(Outcome.Entered(
            id: placement.orderID, side: old.side, limit: change.price.isNone ? old.price : change.price,
            selfTradePrevention: old.selfTradePrevention))
    }

    private func checkPreview(_ outcome: inout Outcome) {
        let trades = outcome.events.filter { $0.kind == .trade }
        let fills = trades.map { Fill(makerID: $0.otherID, makerAccount: $0.otherAccount, price: $0.price, quantity: $0.quantity) }
        if fills != outcome.previewedFills { outcome.previewFault = "previewed \(outcome.previewedFills), traded \(fills)" }
    }

    private mutating func followUp(refusing: Bool, into outcome: inout Outcome) {
        var refuses = refusing
        var stepsLeft = 100_000
        while hasFollowUps {
            guard let next = nextFollowUp(into: &outcome.events) else { return }
            guard stepsLeft > 0 else {
                outcome.unfinished = true
                return
            }
            stepsLeft -= 1
            switch next {
            case .triggered(let order):
                if refuses {
                    refuses = false
                    cancel(order.orderID, reason: .insufficientBalance, into: &outcome.events)
                    continue
                }
                outcome.placements.append(enterTriggered(order.orderID, into: &outcome.events))
                outcome.entered.append(Outcome.Entered(
                    id: order.orderID, side: order.side, limit: order.price, selfTradePrevention: order.selfTradePrevention))
            case .exits(let order):
                outcome.exits += 1
                if admit(order) == .none { enter(order, into: &outcome) }
            }
        }
    }
}
