import Market

/// One command and the events it caused, as they lie in a payload. Valid while the payload is.
///
/// The reader has checked every header and the whole command; `command` and `events()` decode on demand, so that what nobody asks
/// for costs nothing.
@safe @usableFromInline package struct Record {
    @usableFromInline package let payload: UnsafeRawPointer
    @usableFromInline package let header: MessageHeader
    /// The whole record, as offsets in the payload.
    @usableFromInline package let bytes: Range<Int>

    @inlinable @inline(__always) package init(payload: UnsafeRawPointer, header: MessageHeader, bytes: Range<Int>) {
        unsafe self.payload = payload
        self.header = header
        self.bytes = bytes
    }

    /// Its events, as offsets in the payload; empty if the record holds its command alone.
    @inlinable @inline(__always) package var eventBytes: Range<Int> {
        bytes.lowerBound + Schema.headerBytes + Int(header.blockLength)..<bytes.upperBound
    }

    /// Stamped by the sequencer; every command begins with it.
    @inlinable @inline(__always) package var time: Timestamp {
        Int64(littleEndian: unsafe payload.loadUnaligned(fromByteOffset: bytes.lowerBound + Schema.headerBytes, as: Int64.self))
    }

    @inlinable @inline(__always) package var command: Command {
        switch header.templateID {
        case Message.EnterOrder.templateID: .enterOrder(plainOrder)
        case Message.CancelOrder.templateID: .cancelOrder(cancelOrder)
        default: otherCommand
        }
    }

    /// The events from the first on: `while let event = try events.next()`.
    @inlinable package func events() -> RecordedEvents {
        unsafe RecordedEvents(payload: payload, range: eventBytes, acceptance: acceptance)
    }

    @inlinable @inline(__always) package var plainOrder: EnterOrder {
        let message = plainMessage
        var order = EnterOrder(
            account: AccountID(rawValue: message.account), symbol: SymbolID(rawValue: message.symbol), side: message.side,
            type: message.type, price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity))
        order.clientOrderID = message.clientOrderID
        order.timeInForce = message.timeInForce
        order.selfTradePrevention = message.selfTradePrevention
        order.flags = message.flags
        return order
    }

    @inlinable @inline(__always) package var cancelOrder: CancelOrder {
        let block = bytes.lowerBound + Schema.headerBytes
        do throws(WireError) {
            let message = try unsafe Message.CancelOrder(decoding: payload + block, blockLength: Int(header.blockLength), at: block)
            return CancelOrder(
                account: AccountID(rawValue: message.account), orderID: OrderID(rawValue: message.orderID), clientOrderID: message.clientOrderID)
        } catch {
            preconditionFailure("a payload changed under its reader")
        }
    }

    @inlinable @inline(__always) package var acceptance: Acceptance {
        switch header.templateID {
        case Message.EnterOrder.templateID: Acceptance(plainOrder)
        case Message.EnterAdvancedOrder.templateID: advancedAcceptance
        default: Acceptance()
        }
    }

    @inlinable @inline(__always) package var plainMessage: Message.EnterOrder {
        let block = bytes.lowerBound + Schema.headerBytes
        do throws(WireError) {
            return try unsafe Message.EnterOrder(decoding: payload + block, blockLength: Int(header.blockLength), at: block)
        } catch {
            preconditionFailure("a payload changed under its reader")
        }
    }

    @usableFromInline package var otherCommand: Command {
        do throws(WireError) {
            return try unsafe Command.recorded(payload, header, at: bytes.lowerBound + Schema.headerBytes)
        } catch {
            preconditionFailure("a payload changed under its reader: \(error)")
        }
    }

    @usableFromInline package var advancedAcceptance: Acceptance {
        guard case .enterOrder(let order) = otherCommand else { preconditionFailure("a payload changed under its reader") }
        return Acceptance(order)
    }
}

/// An event as far as a record carries it.
///
/// Never carried: the reserve prices, and whatever the table of `Event` marks with "-". Of a canceled order the price is left out.
@usableFromInline package struct RecordedEvent: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var event: Event
    /// Of trades; otherwise 0.
    @usableFromInline package var tradeID: UInt64
    @usableFromInline package var takerFee: Amount
    @usableFromInline package var makerFee: Amount

    @inlinable package init(_ event: Event, tradeID: UInt64 = 0, takerFee: Amount = .zero, makerFee: Amount = .zero) {
        self.event = event
        self.tradeID = tradeID
        self.takerFee = takerFee
        self.makerFee = makerFee
    }
}

/// The events of one record, decoded one at a time. Valid while the payload is.
@safe @usableFromInline package struct RecordedEvents {
    @usableFromInline package let payload: UnsafeRawPointer
    @usableFromInline package var offset: Int
    @usableFromInline package let end: Int
    @usableFromInline package let acceptance: Acceptance

    @inlinable package init(payload: UnsafeRawPointer, range: Range<Int>, acceptance: Acceptance) {
        unsafe self.payload = payload
        offset = range.lowerBound
        end = range.upperBound
        self.acceptance = acceptance
    }

    /// The next event; nil after the last. After an error the same event is next again.
    @inlinable package mutating func next() throws(WireError) -> RecordedEvent? {
        guard offset < end else { return nil }
        // The reader has checked every header in the range.
        let header = unsafe MessageHeader(loading: payload + offset)
        let block = offset + Schema.headerBytes
        let event = try unsafe decode(payload + block, header, at: block)
        offset = block + Int(header.blockLength)
        return event
    }
}
