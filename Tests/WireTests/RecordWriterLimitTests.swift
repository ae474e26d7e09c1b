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
}
