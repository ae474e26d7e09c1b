import Market
import Testing
import Wire

/// What the writer's caller must not do ends the process, before a byte is written where none belongs.
@Suite struct RecordWriterLimitTests {
    @Test func `a command without room traps`() async {
        await #expect(processExitsWith: .failure) {
            withWriter(room: RecordWriter.commandBytesMax - 1) { $0.command(.tick, time: 1) }
        }
    }

    @Test func `an event without room traps`() async {
        await #expect(processExitsWith: .failure) {
            withWriter(room: RecordWriter.eventBytesMax - 1) { $0.event(Event(.accountOpened, symbol: .all, account: .house)) }
        }
    }

    @Test func `a trade without its fees traps`() async {
        await #expect(processExitsWith: .failure) {
            withWriter(room: 1024) { $0.event(Event(.trade, symbol: SymbolID(rawValue: 0), account: .house)) }
        }
    }

    @Test func `the room asked for is that of the longest command and event, and enough for them`() {
        #expect(RecordWriter.commandBytesMax == Schema.headerBytes + Schema.messages.filter { $0.templateID < 64 }.map(\.blockLength).max()!)
        #expect(RecordWriter.eventBytesMax == Schema.headerBytes + Schema.messages.filter { (64..<128).contains($0.templateID) }.map(\.blockLength).max()!)
        let none = SymbolID(rawValue: 0)
        let instrument = Instrument(
            name: Name("A")!, baseAsset: AssetID(rawValue: 0), quoteAsset: AssetID(rawValue: 1), tickUnits: 1, lotUnits: 1, notionalUnits: 1,
            minPrice: .none, maxPrice: .none)
        let trade = RecordedEvent(Event(.trade, symbol: none, account: .house), tradeID: 1)
        #expect(
            SampleRecord(.addInstrument(instrument), time: 0, [trade]).encoded.count == RecordWriter.commandBytesMax + RecordWriter.eventBytesMax)
    }

    @Test func `records written whole are those written piece by piece`() {
        let (account, symbol) = (AccountID(rawValue: 7), SymbolID(rawValue: 3))
        let id = OrderID(symbol: symbol, slot: 9, generation: 4)
        for side in [Side.buy, .sell] {
            var order = EnterOrder(
                account: account, symbol: symbol, side: side, type: .limit, price: Price(ticks: 1 << 40), quantity: Quantity(lots: 12))
            order.selfTradePrevention = .cancelOldest
            let accepted = Event(
                .orderAccepted, side: side, symbol: symbol, account: account, orderID: id, price: order.price, quantity: order.quantity,
                leaves: order.quantity)
            expectSame { $0.acceptedRecord(order, orderID: id, time: 5) } and: {
                $0.command(order, time: 5)
                $0.event(accepted)
            }
            let cancel = CancelOrder(account: account, orderID: id, clientOrderID: 6)
            let canceled = Event(
                .orderCanceled, reason: CancelReason.byOwner.rawValue, side: side, symbol: symbol, account: account, orderID: id,
                price: order.price, quantity: order.quantity)
            expectSame { $0.canceledRecord(cancel, canceled, time: 5) } and: {
                $0.command(.cancelOrder(cancel), time: 5)
                $0.event(canceled)
            }
        }
    }

    private func expectSame(_ whole: (inout RecordWriter) -> Void, and pieces: (inout RecordWriter) -> Void) {
        let (one, other) = (bytes(whole), bytes(pieces))
        #expect(one == other && !one.isEmpty)
    }

    private func bytes(_ write: (inout RecordWriter) -> Void) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 1024) { buffer, count in
            var writer = unsafe RecordWriter(into: UnsafeMutableRawBufferPointer(buffer))
            write(&writer)
            count = writer.bytesWritten
        }
    }
}
