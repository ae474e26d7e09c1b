import Market

/// One command and the events it caused, as they lie in a payload. Valid while the payload is.
@safe package struct Record {
    package let command: Command
    package let time: Timestamp
    /// The whole record, as offsets in the payload.
    package let bytes: Range<Int>
    /// Its events, as offsets in the payload; empty if the record holds its command alone.
    package let eventBytes: Range<Int>
    package let payload: UnsafeRawPointer
    package let acceptance: Acceptance

    @inlinable package init(
        command: Command, time: Timestamp, bytes: Range<Int>, eventBytes: Range<Int>, payload: UnsafeRawPointer, acceptance: Acceptance
    ) {
        self.command = command
        self.time = time
        self.bytes = bytes
        self.eventBytes = eventBytes
        unsafe self.payload = payload
        self.acceptance = acceptance
    }

    /// The events from the first on: `while let event = try events.next()`.
    @inlinable package func events() -> RecordedEvents {
        unsafe RecordedEvents(payload: payload, range: eventBytes, acceptance: acceptance)
    }
}

/// An event as far as a record carries it.
///
/// Never carried: the reserve prices, and whatever the table of `Event` marks with "-". Of a canceled order the price is left out.
package struct RecordedEvent: Hashable, Sendable, BitwiseCopyable {
    package var event: Event
    /// Of trades; otherwise 0.
    package var tradeID: UInt64
    package var takerFee: Amount
    package var makerFee: Amount

    @inlinable package init(_ event: Event, tradeID: UInt64 = 0, takerFee: Amount = .zero, makerFee: Amount = .zero) {
        self.event = event
        self.tradeID = tradeID
        self.takerFee = takerFee
        self.makerFee = makerFee
    }
}

/// The events of one record, decoded one at a time. Valid while the payload is.
@safe package struct RecordedEvents {
    package let payload: UnsafeRawPointer
    package var offset: Int
    package let end: Int
    package let acceptance: Acceptance

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
