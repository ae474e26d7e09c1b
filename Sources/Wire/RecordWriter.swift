import Market

/// Writes records one after the other into memory of the caller: a command, then the events it caused.
///
/// The caller owns the memory and keeps it until it has read the bytes. Each call needs `commandBytesMax` or `eventBytesMax` bytes
/// of room, whatever it writes; without them it traps.
@safe @usableFromInline package struct RecordWriter {
    @usableFromInline package let base: UnsafeMutableRawPointer
    @usableFromInline package let capacity: Int
    @usableFromInline package var offset = 0
    @usableFromInline package var acceptance = Acceptance()

    /// Bytes of room `command` asks for.
    @inlinable package static var commandBytesMax: Int { Schema.commandBytesMax }
    /// Bytes of room `event` and `trade` ask for.
    @inlinable package static var eventBytesMax: Int { Schema.eventBytesMax }

    @inlinable package init(into bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress else { preconditionFailure("records into no memory") }
        unsafe self.base = base
        capacity = bytes.count
    }

    @inlinable package var bytesWritten: Int { offset }

    /// Begins a record.
    @inlinable package mutating func command(_ command: Command, time: Timestamp) {
        precondition(capacity - offset >= Self.commandBytesMax, "no room for a command")
        switch command {
        case .enterOrder(let order): enter(order, time)
        case .cancelOrder(let cancel):
            acceptance.isOrder = false
            let message = Message.CancelOrder(
                time: time, orderID: cancel.orderID.rawValue, clientOrderID: cancel.clientOrderID, account: cancel.account.rawValue)
            unsafe message.encode(into: base + offset)
            offset += Message.CancelOrder.encodedBytes
        default:
            acceptance.isOrder = false
            other(command, time)
        }
    }

    /// Begins a record with a new order, whoever holds one already: the same bytes as `command(.enterOrder(order), time:)`.
    @inlinable @inline(__always) package mutating func command(_ order: EnterOrder, time: Timestamp) {
        precondition(capacity - offset >= Self.commandBytesMax, "no room for a command")
        enter(order, time)
    }

    /// A whole record: a limit order without options, and that it was accepted as it is and rests.
    @inlinable @inline(__always) package mutating func acceptedRecord(_ order: EnterOrder, orderID: OrderID, time: Timestamp) {
        precondition(capacity - offset >= Self.commandBytesMax + Self.eventBytesMax, "no room for a record")
        let command = Message.EnterOrder(
            time: time, clientOrderID: order.clientOrderID, price: order.price.ticks, quantity: order.quantity.lots,
            account: order.account.rawValue, symbol: order.symbol.rawValue, side: order.side, type: order.type,
            timeInForce: order.timeInForce, selfTradePrevention: order.selfTradePrevention, flags: order.flags)
        unsafe command.encode(into: base + offset)
        let event = Message.OrderAccepted(orderID: orderID.rawValue, flags: [])
        unsafe event.encode(into: base + offset + Message.EnterOrder.encodedBytes)
        offset += Message.EnterOrder.encodedBytes + Message.OrderAccepted.encodedBytes
    }

    /// A whole record: a cancel, and that the order was cancelled.
    @inlinable @inline(__always) package mutating func canceledRecord(_ cancel: CancelOrder, _ event: Event, time: Timestamp) {
        precondition(capacity - offset >= Self.commandBytesMax + Self.eventBytesMax, "no room for a record")
        let command = Message.CancelOrder(
            time: time, orderID: cancel.orderID.rawValue, clientOrderID: cancel.clientOrderID, account: cancel.account.rawValue)
        unsafe command.encode(into: base + offset)
        offset += Message.CancelOrder.encodedBytes
        canceled(event)
    }

    /// Continues the record with the end of an order.
    @inlinable @inline(__always) package mutating func canceled(_ event: Event) {
        precondition(capacity - offset >= Self.eventBytesMax, "no room for an event")
        assert(event.symbol == event.orderID.symbol, "an order's symbol is in its id")
        let message = Message.OrderCanceled(
            orderID: event.orderID.rawValue, quantity: event.quantity.lots, account: event.account.rawValue,
            reason: event.cancelReason, side: event.side)
        unsafe message.encode(into: base + offset)
        offset += Message.OrderCanceled.encodedBytes
    }

    /// Continues the record; anything but a trade.
    @inlinable @inline(__always) package mutating func event(_ event: Event) {
        precondition(capacity - offset >= Self.eventBytesMax, "no room for an event")
        if event.kind == .orderAccepted && acceptance.describes(event) {
            let message = Message.OrderAccepted(orderID: event.orderID.rawValue, flags: event.flags)
            unsafe message.encode(into: base + offset)
            offset += Message.OrderAccepted.encodedBytes
        } else if event.kind == .orderCanceled {
            canceled(event)
        } else {
            other(event)
        }
    }

    /// Continues the record with a match and what it cost both sides.
    @inlinable package mutating func trade(_ event: Event, tradeID: UInt64, takerFee: Amount, makerFee: Amount) {
        precondition(capacity - offset >= Self.eventBytesMax, "no room for a trade")
        precondition(event.kind == .trade, "not a trade")
        assert(event.symbol == event.orderID.symbol, "an order's symbol is in its id")
        let message = Message.Trade(
            tradeID: tradeID, takerID: event.orderID.rawValue, makerID: event.otherID.rawValue, price: event.price.ticks,
            quantity: event.quantity.lots, takerLeaves: event.leaves.lots, makerLeaves: event.otherLeaves.lots,
            takerFee: takerFee.units, makerFee: makerFee.units, takerAccount: event.account.rawValue,
            makerAccount: event.otherAccount.rawValue, side: event.side, flags: event.flags)
        unsafe message.encode(into: base + offset)
        offset += Message.Trade.encodedBytes
    }

    @inlinable @inline(__always) package mutating func enter(_ order: EnterOrder, _ time: Timestamp) {
        acceptance = Acceptance(order)
        guard Self.isPlain(order) else { return enterAdvanced(order, time) }
        let message = Message.EnterOrder(
            time: time, clientOrderID: order.clientOrderID, price: order.price.ticks, quantity: order.quantity.lots,
            account: order.account.rawValue, symbol: order.symbol.rawValue, side: order.side, type: order.type,
            timeInForce: order.timeInForce, selfTradePrevention: order.selfTradePrevention, flags: order.flags)
        unsafe message.encode(into: base + offset)
        offset += Message.EnterOrder.encodedBytes
    }

    /// Every option that the short form leaves out has its default.
    @inlinable @inline(__always) package static func isPlain(_ order: EnterOrder) -> Bool {
        order.triggerPrice == .none && order.trailingOffset == 0 && order.displayQuantity == .zero && order.expireTime == 0
            && order.seenSequence == 0 && order.maxMoveTicks == 0 && order.stopPrice == .none && order.stopLimitPrice == .none
            && order.takeProfitPrice == .none
    }
}
