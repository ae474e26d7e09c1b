import Market
import Matching
import Testing

@Test func `a taker trades with the best maker first`() {
    var instrument = Instrument(
        name: Name("X")!, baseAsset: AssetID(rawValue: 0), quoteAsset: AssetID(rawValue: 1), tickUnits: 1, lotUnits: 1, notionalUnits: 1,
        minPrice: Price(ticks: 1), maxPrice: Price(ticks: 100_000))
    instrument.phase = .continuous
    var book = OrderBook(symbol: SymbolID(rawValue: 0), instrument: instrument)
    var events = EventBuffer()
    func order(_ side: Side, _ price: Int64, _ lots: Int64) -> EnterOrder {
        EnterOrder(account: AccountID(rawValue: 1), symbol: SymbolID(rawValue: 0), side: side, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: lots))
    }
    for price in [Int64(105), 101, 50_000, 103, 101] {
        let o = order(.sell, price, 10)
        #expect(book.admit(o) == .none)
        _ = book.place(o, into: &events)
    }
    #expect(book.best(.sell) == Price(ticks: 101))
    events.removeAll()
    let taker = order(.buy, 104, 35)
    #expect(book.admit(taker) == .none)
    let placed = book.place(taker, into: &events)
    #expect(placed.leaves == Quantity(lots: 5))
    #expect(events.count == 4)
    #expect(book.best(.sell) == Price(ticks: 105))
    #expect(book.best(.buy) == Price(ticks: 104))
    book.cancel(placed.orderID, reason: .byOwner, into: &events)
    #expect(book.best(.buy) == .none)
    #expect(book.status(of: placed.orderID) == .ended)
}
