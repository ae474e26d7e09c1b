import Market
import Wire

// Orders that are new: of the command, the other leg of its pair, the exits of a bracket, and those that take another's place.
extension Blotter {
    @inline(__always) mutating func accept(_ event: Event, of record: Record, _ awaited: inout AwaitedOrder) {
        guard knows(event.symbol) else { return unknown &+= 1 }
        if awaited.kind == .own, record.header.templateID == Message.EnterOrder.templateID {
            awaited.kind = .none
            _ = open(record.plainOrder, as: event.orderID)
        } else {
            acceptOther(event, of: record, &awaited)
        }
    }

    @inline(never) private mutating func acceptOther(_ event: Event, of record: Record, _ awaited: inout AwaitedOrder) {
        switch awaited.kind {
        case .own:
            guard case .enterOrder(let order) = record.command else { preconditionFailure("only such a command awaits its own order") }
            awaited.limitLeg = open(order, as: event.orderID, beside: event.otherID, at: event.price)
        case .sibling:
            acceptSibling(event, of: awaited.limitLeg)
            awaited.kind = .none
            return
        case .none:
            awaited.limitLeg = acceptExit(event)
        }
        awaited.kind = event.otherID == .none ? .none : .sibling
    }

    /// Opens an entry for an order that a command or the exchange entered as `order` says.
    ///
    /// - Parameters:
    ///   - sibling: the other leg of its pair.
    ///   - price: what its event says, the trigger of a trailing stop.
    @inline(__always) mutating func open(
        _ order: EnterOrder, as id: OrderID, beside sibling: OrderID = .none, at price: Price = .none
    ) -> UInt32 {
        let tape = Int(id.symbol.rawValue)
        let account = meet(order.account)
        let index = archive.take()
        let entries = archive.entries
        let older = accounts[account].newestOpen
        entries[index] = OrderEntry(
            orderID: id, quantity: order.quantity.lots, updatedAt: time, olderOpen: older, account: order.account.rawValue,
            side: order.side, price: order.price, clientOrderID: order.clientOrderID, createdAt: time, sequence: sequence,
            reference: tapes[tape].mark, type: order.type, timeInForce: order.timeInForce,
            selfTradePrevention: order.selfTradePrevention, flags: order.flags)
        entries[older].newerOpen = index
        accounts[account].newestOpen = index
        accounts[account].openOrders &+= 1
        tapes[tape].setSlot(id.slot, index)
        if !RecordWriter.isPlain(order) { addOptions(to: index, order, sibling, price) }
        return index
    }

    @inline(never) private mutating func addOptions(to index: UInt32, _ order: EnterOrder, _ sibling: OrderID, _ price: Price) {
        let own = archive.addOptions(to: index)
        let options = archive.options
        // A trailing stop's trigger is told by its event.
        options[own].triggerPrice = order.type == .trailingStop ? price : order.triggerPrice
        options[own].displayQuantity = order.displayQuantity.lots
        options[own].expireTime = order.expireTime
        options[own].trailingOffset = order.trailingOffset
        options[own].sibling = sibling
        options[own].stopPrice = order.stopPrice
        options[own].stopLimitPrice = order.stopLimitPrice
        options[own].takeProfitPrice = order.takeProfitPrice
        if order.type.waitsForTrigger { archive.entries[index].marks.insert(.waits) }
        if order.flags.contains(.bracket) { archive.entries[index].marks.insert(.bracket) }
    }

    /// The waiting leg of a pair.
    private mutating func acceptSibling(_ event: Event, of limitLeg: UInt32) {
        let first = archive.entries[limitLeg]
        let options = archive.options[first.options]
        var leg = EnterOrder(
            account: event.account, symbol: event.symbol, side: event.side, type: options.stopLimitPrice.isNone ? .stopLoss : .stopLimit,
            price: options.stopLimitPrice, quantity: event.quantity)
        leg.timeInForce = first.timeInForce
        leg.expireTime = options.expireTime
        leg.triggerPrice = options.stopPrice
        leg.selfTradePrevention = first.selfTradePrevention
        leg.flags = .oneCancelsOther
        let index = open(leg, as: event.orderID, beside: event.otherID)
        archive.entries[index].marks.insert(.sharesReserve)
        archive.options[archive.entries[index].options].parent = options.parent
    }

    // MARK: exits of brackets

    /// Remembers what the exits of a bracket that has just ended will be.
    @inline(never) mutating func awaitExits(_ index: UInt32) {
        let entry = archive.entries[index]
        let options = archive.options[entry.options]
        let (filled, overflow) = entry.filled.addingReportingOverflow(options.carriedFill)
        guard filled > 0, !overflow, entry.reason != CancelReason.replaced.rawValue else { return }
        var pending = freeExits
        if pending == 0 { pending = exits.append() } else { freeExits = exits[pending].next }
        exits[pending] = PendingExits(
            parent: entry.orderID, quantity: filled, stopPrice: options.stopPrice, stopLimitPrice: options.stopLimitPrice,
            takeProfitPrice: options.takeProfitPrice, sequence: entry.sequence, account: AccountID(rawValue: entry.account),
            side: entry.side.opposite, selfTradePrevention: entry.selfTradePrevention)
        let tape = Int(entry.orderID.symbol.rawValue)
        var before: UInt32 = 0
        var next = tapes[tape].pendingExits
        while next != 0, exits[next].sequence <= entry.sequence {
            before = next
            next = exits[next].next
        }
        exits[pending].next = next
        if before == 0 { tapes[tape].pendingExits = pending } else { exits[before].next = pending }
    }

    /// Takes out the first exits that wait on an instrument and satisfy `isMeant`.
    private mutating func takeExits(_ symbol: SymbolID, where isMeant: (PendingExits) -> Bool) -> PendingExits? {
        let tape = Int(symbol.rawValue)
        var before: UInt32 = 0
        var next = tapes[tape].pendingExits
        while next != 0 {
            let found = exits[next]
            if isMeant(found) {
                if before == 0 { tapes[tape].pendingExits = found.next } else { exits[before].next = found.next }
                exits[next].next = freeExits
                freeExits = next
                return found
            }
            before = next
            next = found.next
        }
        return nil
    }

    private mutating func acceptExit(_ event: Event) -> UInt32 {
        let pending = takeExits(event.symbol) {
            $0.account == event.account && $0.side == event.side && $0.quantity == event.quantity.lots && $0.firstPrice == event.price
        }
        if pending == nil { unknown &+= 1 }
        // Of a bracket that no record told of, the event still says this much.
        let exit = pending ?? PendingExits(
            parent: .none, quantity: event.quantity.lots, stopPrice: event.flags.contains(.waits) ? event.price : .none,
            takeProfitPrice: event.flags.contains(.waits) ? .none : event.price, account: event.account, side: event.side)
        let index = open(exit.order(on: event.symbol), as: event.orderID, beside: event.otherID)
        let own = archive.addOptions(to: index)
        archive.options[own].parent = exit.parent
        return index
    }

    mutating func reject(_ event: Event, of record: Record, isFirst: Bool) {
        if isFirst, record.header.templateID != Message.Tick.templateID {
            let account = meet(event.account)
            accounts[account].rejected &+= 1
            return
        }
        // Exits that could not enter.
        guard knows(event.symbol) else { return unknown &+= 1 }
        if takeExits(event.symbol, where: { $0.account == event.account && $0.side == event.side }) == nil { unknown &+= 1 }
    }

    // MARK: replacements

    mutating func replace(_ event: Event, of record: Record) {
        guard knows(event.symbol), case .replaceOrder(let command) = record.command else { return unknown &+= 1 }
        let old = tapes[Int(event.symbol.rawValue)].slot(event.otherID.slot)
        guard old != 0, archive.entries[old].orderID == event.otherID else { return unknown &+= 1 }
        let entry = archive.entries[old]
        let options = archive.options[entry.options]
        let waits = entry.marks.contains(.waits)
        var order = EnterOrder(
            account: event.account, symbol: event.symbol, side: event.side, type: waits ? entry.type : .limit,
            price: command.price.isNone ? entry.price : command.price, quantity: event.quantity)
        order.clientOrderID = command.clientOrderID == 0 ? entry.clientOrderID : command.clientOrderID
        order.timeInForce = entry.timeInForce
        order.selfTradePrevention = entry.selfTradePrevention
        order.flags = entry.flags.subtracting(.oneCancelsOther)
        order.expireTime = options.expireTime
        order.displayQuantity = event.quantity.lots > options.displayQuantity ? Quantity(lots: options.displayQuantity) : .zero
        if waits { order.triggerPrice = command.triggerPrice.isNone ? options.triggerPrice : command.triggerPrice }
        if entry.flags.contains(.bracket) {
            (order.stopPrice, order.stopLimitPrice, order.takeProfitPrice) = (options.stopPrice, options.stopLimitPrice, options.takeProfitPrice)
        }
        let replaced = archive.addOptions(to: old)
        archive.options[replaced].replacedBy = event.orderID
        end(old, .canceled, CancelReason.replaced.rawValue)
        let index = open(order, as: event.orderID)
        let own = archive.addOptions(to: index)
        archive.options[own].replaces = event.otherID
        archive.options[own].carriedFill = entry.flags.contains(.bracket) ? saturated(options.carriedFill, plus: entry.filled) : 0
    }
}

extension Blotter.PendingExits {
    /// Price of the event that accepts the first of them.
    var firstPrice: Price { takeProfitPrice.isNone ? (stopLimitPrice.isNone ? stopPrice : stopLimitPrice) : takeProfitPrice }

    /// The order the exchange enters: both exits as a pair, or the one there is.
    func order(on symbol: SymbolID) -> EnterOrder {
        var order = EnterOrder(
            account: account, symbol: symbol, side: side, type: .limit, price: takeProfitPrice, quantity: Quantity(lots: quantity))
        order.selfTradePrevention = selfTradePrevention
        if takeProfitPrice.isNone {
            order.type = stopLimitPrice.isNone ? .stopLoss : .stopLimit
            order.price = stopLimitPrice
            order.triggerPrice = stopPrice
        } else if !stopPrice.isNone {
            order.flags = .oneCancelsOther
            order.stopPrice = stopPrice
            order.stopLimitPrice = stopLimitPrice
        }
        return order
    }
}
