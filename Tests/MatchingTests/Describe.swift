import Market
import Matching

/// Names of orders in what people read; `slot.generation` for those without one.
typealias OrderNames = [OrderID: String]

func describe(_ price: Price) -> String { price.isNone ? "-" : String(price.ticks) }

func describe(_ id: OrderID, _ names: OrderNames = [:]) -> String {
    if id == .none { return "-" }
    return names[id] ?? "#\(id.slot).\(id.generation)"
}

func describe(_ phase: Int64) -> String { UInt8(exactly: phase).flatMap(Phase.init(rawValue:)).map { "\($0)" } ?? "phase \(phase)" }

/// One event as one line. Everything a ledger would read is in it.
func describe(_ event: BookEvent, _ names: OrderNames = [:]) -> String {
    let order = describe(event.orderID, names)
    let other = describe(event.otherID, names)
    let (quantity, leaves, otherLeaves) = (event.quantity.lots, event.leaves.lots, event.otherLeaves.lots)
    let price = describe(event.price)
    var held = event.reservePrice == event.price ? "" : ", held at \(describe(event.reservePrice))"
    if event.flags.contains(.waits) { held += ", waits" }
    if event.flags.contains(.sharesReserve) { held += ", shares reserve" }
    switch event.kind {
    case .orderAccepted:
        let pair = event.otherID == .none ? "" : ", pair with \(other)"
        return "accepted \(order): \(event.side) \(quantity) @ \(price)\(pair)\(held)"
    case .orderCanceled:
        return "canceled \(order): \(quantity) @ \(price), \(event.cancelReason)\(held)"
    case .orderAmended:
        let reason = event.cancelReason == .none ? "" : ", \(event.cancelReason)"
        return "amended \(order): \(quantity) @ \(price), open \(otherLeaves) -> \(leaves)\(reason)\(held)"
    case .orderReplaced:
        return "replaced \(other) by \(order): \(quantity) @ \(price)\(held)"
    case .orderTriggered:
        return "triggered \(order): \(quantity) @ \(price)\(held)"
    case .orderRefreshed:
        return "refreshed \(order): shows \(quantity) @ \(price), open \(leaves)"
    case .trade:
        let left = "\(quantity) @ \(price), left \(leaves) and \(otherLeaves)"
        if event.flags.contains(.auction) {
            return "auction: \(order) buys from \(other) \(left), held at \(describe(event.reservePrice))"
        }
        let makerHeld = event.reservePrice == event.price ? "" : ", maker held at \(describe(event.reservePrice))"
        return (event.side == .buy ? "trade: \(order) buys from \(other) " : "trade: \(order) sells to \(other) ") + left + makerHeld
    case .phaseChanged:
        let auction = event.price.isNone ? "" : ", auction \(quantity) @ \(price)"
        return "phase \(describe(otherLeaves)) -> \(describe(leaves))\(auction)"
    default:
        return "\(event.kind) \(order)"
    }
}

/// The bits in which two events differ beyond their line: accounts, flags, symbol.
func describeFully(_ event: BookEvent) -> String {
    describe(event) + " | reason \(event.reason) side \(event.side) flags \(event.flags.rawValue) symbol \(event.symbol.rawValue)"
        + " accounts \(event.account.rawValue) \(event.otherAccount.rawValue) ids \(describe(event.orderID)) \(describe(event.otherID))"
        + " q \(event.quantity.lots) l \(event.leaves.lots) o \(event.otherLeaves.lots)"
        + " r \(describe(event.reservePrice))"
}

func describe(_ order: OrderView, _ names: OrderNames = [:]) -> String {
    var text = describe(order.orderID, names)
    text += order.shown == order.leaves || order.waits ? " \(order.leaves.lots)" : " \(order.shown.lots) of \(order.leaves.lots)"
    if order.leaves != order.quantity { text += "/\(order.quantity.lots)" }
    return text
}

func describe(_ command: BookCommand) -> String {
    switch command {
    case .enter(let order): "enter \(describe(order))"
    case .refuseTriggered(let order): "enter (refusing what triggers first) \(describe(order))"
    case .cancel(let id): "cancel \(describe(id))"
    case .amend(let amend): "amend \(describe(amend.orderID)) to \(amend.quantity.lots)"
    case .replace(let change):
        "replace \(describe(change.orderID)) by \(change.quantity.lots) @ \(describe(change.price)) trigger \(describe(change.triggerPrice))"
    case .setPhase(let phase): "phase \(phase)"
    case .setLimits(let limits):
        "limits band \(describe(limits.bandLow))..\(describe(limits.bandHigh)) pause \(describe(limits.pauseLow))..\(describe(limits.pauseHigh))"
    }
}

func describe(_ order: EnterOrder) -> String {
    var text = "\(order.side) \(order.type) \(order.quantity.lots) @ \(describe(order.price)) account \(order.account.rawValue)"
    text += " \(order.timeInForce) stp \(order.selfTradePrevention) flags \(order.flags.rawValue)"
    if !order.triggerPrice.isNone { text += " trigger \(order.triggerPrice.ticks)" }
    if order.trailingOffset != 0 { text += " offset \(order.trailingOffset)" }
    if order.displayQuantity != .zero { text += " show \(order.displayQuantity.lots)" }
    if order.expireTime != 0 { text += " expires \(order.expireTime)" }
    if order.seenSequence != 0 { text += " seen \(order.seenSequence) move \(order.maxMoveTicks)" }
    let exits = [order.stopPrice, order.stopLimitPrice, order.takeProfitPrice]
    if exits.contains(where: { !$0.isNone }) { text += " exits " + exits.map { describe($0) }.joined(separator: " ") }
    return text
}
