import Market
import Matching
import Testing

/// What neither scripts nor random commands reach: the limits of the book, far apart prices, its snapshots.
struct OrderBookTests {
    static func instrument(_ low: Int64 = 1, _ high: Int64 = 1_000_000) -> Instrument {
        Instrument(
            name: Name("TEST")!, baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1, lotUnits: 1,
            notionalUnits: 1, minPrice: Price(ticks: low), maxPrice: Price(ticks: high))
    }

    static func book(_ low: Int64 = 1, _ high: Int64 = 1_000_000) -> OrderBook {
        OrderBook(symbol: SymbolID(rawValue: 5), instrument: instrument(low, high))
    }

    static func limit(_ side: Side, _ ticks: Int64, _ lots: Int64 = 1, by account: UInt32 = 1) -> EnterOrder {
        EnterOrder(
            account: AccountID(rawValue: account), symbol: SymbolID(rawValue: 5), side: side, type: .limit, price: Price(ticks: ticks),
            quantity: Quantity(lots: lots))
    }

    // MARK: prices

    @Test func `levels are found in order over two thousand million ticks`() {
        let (low, high) = (Int64(-1_000_000_000), Int64(-1_000_000_000) + Instrument.priceSpanMax)
        var book = Self.book(low, high)
        var events: [BookEvent] = []
        var random = SeededGenerator(seed: 4)
        var prices: Set<Int64> = [low, low + 1, low + 63, low + 64, low + 4_096, high - 4_097, high - 64, high - 1, high]
        while prices.count < 400 { prices.insert(Int64.random(in: low...high, using: &random)) }
        var ids: [Int64: OrderID] = [:]
        for ticks in prices.shuffled(using: &random) { ids[ticks] = book.place(Self.limit(.buy, ticks), into: &events).orderID }
        #expect(book.levels(.buy, max: .max).map(\.price.ticks) == prices.sorted(by: >))
        for ticks in prices.sorted(by: >) {
            #expect(book.best(.buy) == Price(ticks: ticks))
            book.cancel(ids[ticks]!, reason: .byOwner, into: &events)
        }
        #expect(book.best(.buy) == .none)
        #expect(book.openOrders == 0)
    }

    @Test func `a sweep crosses a gap of millions of ticks`() {
        var book = Self.book(1, Instrument.priceSpanMax)
        var events: [BookEvent] = []
        for ticks in [Int64(1), 5_000_000, 2_000_000_000, Instrument.priceSpanMax] { _ = book.place(Self.limit(.sell, ticks), into: &events) }
        events = []
        _ = book.place(Self.limit(.buy, Instrument.priceSpanMax, 5, by: 2), into: &events)
        #expect(events.filter { $0.kind == .trade }.map(\.price.ticks) == [1, 5_000_000, 2_000_000_000, Instrument.priceSpanMax])
        #expect(book.best(.buy) == Price(ticks: Instrument.priceSpanMax))
    }

    @Test func `the largest quantities do not overflow an auction`() {
        var instrument = Self.instrument()
        instrument.phase = .preOpen
        var book = OrderBook(symbol: SymbolID(rawValue: 5), instrument: instrument)
        var events: [BookEvent] = []
        for _ in 0..<4 {
            _ = book.place(Self.limit(.buy, 100, Instrument.quantityMax), into: &events)
            _ = book.place(Self.limit(.sell, 100, Instrument.quantityMax), into: &events)
        }
        #expect(book.indicativeAuction().volume.lots == 4 * Instrument.quantityMax)
        book.setPhase(.continuous, into: &events)
        #expect(book.openOrders == 0)
    }

    // MARK: ids

    @Test func `an id of another instrument is unknown`() {
        var book = Self.book()
        var events: [BookEvent] = []
        let id = book.place(Self.limit(.buy, 10), into: &events).orderID
        #expect(book.status(of: id) == .open)
        #expect(book.status(of: OrderID(symbol: SymbolID(rawValue: 6), slot: id.slot, generation: id.generation)) == .unknown)
        #expect(book.order(OrderID(symbol: SymbolID(rawValue: 6), slot: id.slot, generation: id.generation)) == nil)
    }

    @Test func `an id never comes back, however often its slot is used`() {
        var book = Self.book()
        var events: [BookEvent] = []
        var ids: Set<OrderID> = []
        for _ in 0..<1_000 {
            let id = book.place(Self.limit(.buy, 10), into: &events).orderID
            #expect(ids.insert(id).inserted)
            book.cancel(id, reason: .byOwner, into: &events)
            #expect(book.status(of: id) == .ended)
        }
        #expect(Set(ids.map(\.slot)) == [1])
    }

    // MARK: limits

    @Test func `after the match limit the remainder is canceled, if it still crosses`() {
        var book = Self.book()
        var buffer = EventBuffer()
        let fills = OrderBook.matchesPerCommandMax
        for _ in 0...fills { _ = book.place(Self.limit(.sell, 10), into: &buffer) }
        buffer.removeAll()
        #expect(book.place(Self.limit(.buy, 10, Int64(fills) + 5, by: 2), into: &buffer).leaves == .zero)
        #expect(buffer.count == fills + 2)
        #expect(buffer[buffer.count - 1].cancelReason == .matchLimit)
        #expect(buffer[buffer.count - 1].quantity == Quantity(lots: 5))
        // The last of so many fills empties the book: nothing crosses any more, and the remainder rests.
        for _ in 1..<fills { _ = book.place(Self.limit(.sell, 10), into: &buffer) }
        #expect(book.place(Self.limit(.buy, 10, Int64(fills) + 5, by: 2), into: &buffer).leaves == Quantity(lots: 5))
    }

    @Test func `a fill-or-kill order that needs more fills than the match limit is killed`() {
        var book = Self.book()
        var buffer = EventBuffer()
        let fills = OrderBook.matchesPerCommandMax
        for _ in 0...fills { _ = book.place(Self.limit(.sell, 10), into: &buffer) }
        var order = Self.limit(.buy, 10, Int64(fills) + 1, by: 2)
        order.timeInForce = .fok
        buffer.removeAll()
        _ = book.place(order, into: &buffer)
        #expect(buffer.count == 2 && buffer[1].cancelReason == .fillOrKill)
        order.quantity.lots -= 1
        buffer.removeAll()
        _ = book.place(order, into: &buffer)
        #expect(buffer.count == fills + 1)
    }

    @Test func `self-trades count towards the match limit`() {
        var book = Self.book()
        var buffer = EventBuffer()
        let steps = OrderBook.matchesPerCommandMax
        for _ in 0...steps { _ = book.place(Self.limit(.sell, 10, by: 2), into: &buffer) }
        var order = Self.limit(.buy, 10, Int64(steps) + 5, by: 2)
        order.selfTradePrevention = .cancelOldest
        buffer.removeAll()
        #expect(book.place(order, into: &buffer).leaves == .zero)
        #expect(buffer.count == steps + 2)
        #expect(buffer[buffer.count - 1].cancelReason == .matchLimit)
        #expect(book.openOrders == 1)
        // A decrement makes the most events: one for each side, and the other leg of the maker's pair.
        var pair = Self.limit(.sell, 10, 2, by: 2)
        (pair.flags, pair.stopPrice) = (.oneCancelsOther, Price(ticks: 5))
        for _ in 1..<steps { _ = book.place(pair, into: &buffer) }
        order.selfTradePrevention = .decrement
        order.quantity.lots = Int64(steps) * 2 + 5
        buffer.removeAll()
        #expect(book.place(order, into: &buffer).leaves == Quantity(lots: 6))
        #expect(buffer.count <= OrderBook.eventsPerPlacementMax)
        #expect(buffer.count > 3 * (steps - 1))
    }

    @Test(arguments: [1, 2, 7, 100])
    func `a change of phase done in parts is the same as one done at once`(part: Int) {
        for next in [Phase.continuous, .closed] {
            var whole = Self.crossedBook()
            var parts = Self.crossedBook()
            var expected = EventBuffer()
            var found = EventBuffer()
            whole.setPhase(next, into: &expected)
            parts.beginPhase(next, into: &found)
            #expect(found.count == 1)
            while parts.isChangingPhase {
                let before = found.count
                parts.continuePhase(eventsMax: before + part, into: &found)
                #expect(found.count <= before + part + 4)
            }
            #expect((0..<expected.count).map { expected[$0] } == (0..<found.count).map { found[$0] })
            #expect(expected.count > 60)
            var (a, b) = (StateHasher(), StateHasher())
            whole.hash(into: &a)
            parts.hash(into: &b)
            #expect(a.finalize() == b.finalize())
        }
    }

    /// Collects plain, iceberg, paired and waiting orders of every time in force; bids and asks cross.
    private static func crossedBook() -> OrderBook {
        var book = book()
        var buffer = EventBuffer()
        book.setPhase(.preOpen, into: &buffer)
        for index in 0..<120 as Range<Int64> {
            let (side, away): (Side, Int64) = index % 2 == 0 ? (.buy, 1) : (.sell, -1)
            var order = limit(side, 500 + index % 23 - 11, 1 + index % 9, by: UInt32(1 + index % 3))
            order.timeInForce = index % 3 == 0 ? .gtc : .day
            switch index % 7 {
            case 0 where order.quantity.lots > 2: order.displayQuantity.lots = 2
            case 1: (order.flags, order.stopPrice) = (.oneCancelsOther, Price(ticks: order.price.ticks + away * (1 + index % 4)))
            case 2: (order.flags, order.stopPrice) = (.bracket, Price(ticks: 500 - away * 100))
            case 3: (order.type, order.triggerPrice) = (.stopLimit, Price(ticks: 500 + away * (index % 30)))
            default: break
            }
            precondition(book.admit(order) == .none)
            _ = book.place(order, into: &buffer)
        }
        return book
    }

    @Test func `a bracket that was replaced more often than 64 bits can count its fills leaves exits that are refused`() {
        var book = Self.book()
        var events: [BookEvent] = []
        let most = Instrument.quantityMax
        var entry = Self.limit(.buy, 500, most)
        (entry.flags, entry.takeProfitPrice) = (.bracket, Price(ticks: 600))
        var id = book.place(entry, into: &events).orderID
        // Each carries what those before it were filled: all but one lot.
        for _ in 0...Int64.max / (most - 1) {
            events = []
            #expect(book.place(Self.limit(.sell, 500, most - 1, by: 2), into: &events).leaves == .zero)
            let replace = ReplaceOrder(account: entry.account, orderID: id, price: entry.price, quantity: entry.quantity)
            #expect(book.admitReplace(replace) == .none)
            id = book.replace(replace, into: &events).orderID
        }
        book.cancel(id, reason: .byOwner, into: &events)
        guard case .exits(let exits)? = book.nextFollowUp(into: &events) else { Issue.record("it left no exits"); return }
        #expect(exits.quantity.lots == .max && book.admit(exits) == .invalidQuantity)
        #expect(book.openOrders == 0 && !book.hasFollowUps)
    }

    @Test func `an iceberg has at most so many parts`() {
        let book = Self.book()
        var order = Self.limit(.sell, 500, 4_000)
        order.displayQuantity.lots = 4
        #expect(book.admit(order) == .invalidDisplayQuantity)
        order.quantity.lots = 3_999
        #expect(book.admit(order) == .none)
    }

    @Test func `a preview counts an own iceberg once, as matching cancels it once`() {
        var book = Self.book()
        var buffer = EventBuffer()
        for _ in 0..<100 {
            var own = Self.limit(.sell, 500, 3_000, by: 1)
            own.displayQuantity.lots = 4
            _ = book.place(own, into: &buffer)
        }
        var other = Self.limit(.sell, 500, 3_000, by: 2)
        other.displayQuantity.lots = 4
        _ = book.place(other, into: &buffer)
        var taker = Self.limit(.buy, 500, 2_400, by: 1)
        taker.selfTradePrevention = .cancelOldest
        var foreseen: Int64 = 0
        _ = book.preview(taker) { foreseen += $0.quantity.lots }
        buffer.removeAll()
        _ = book.place(taker, into: &buffer)
        let traded = (0..<buffer.count).filter { buffer[$0].kind == .trade }.reduce(0) { $0 + buffer[$1].quantity.lots }
        #expect(traded == 2_400 && foreseen == traded)
    }

    @Test func `one trailing stop too many is refused`() {
        var book = Self.book()
        var buffer = EventBuffer()
        _ = book.place(Self.limit(.sell, 500), into: &buffer)
        _ = book.place(Self.limit(.buy, 500), into: &buffer)
        var stop = Self.limit(.sell, 0)
        (stop.type, stop.price, stop.trailingOffset) = (.trailingStop, .none, 5)
        var last = OrderID.none
        for _ in 0..<OrderBook.trailingStopsMax {
            #expect(book.admit(stop) == .none)
            last = book.place(stop, into: &buffer).orderID
        }
        #expect(book.admit(stop) == .bookFull)
        book.cancel(last, reason: .byOwner, into: &buffer)
        #expect(book.admit(stop) == .none)
    }

    @Test func `a guard older than the touch history is refused`() {
        var book = Self.book()
        var buffer = EventBuffer()
        var last = OrderID.none
        for sequence in 1...UInt64(OrderBook.touchHistoryMax) {
            if last != .none { book.cancel(last, reason: .byOwner, into: &buffer) }
            last = book.place(Self.limit(.buy, 100 + Int64(sequence % 2)), into: &buffer).orderID
            book.finishCommand(sequence: sequence)
        }
        var order = Self.limit(.sell, 200)
        (order.seenSequence, order.maxMoveTicks) = (1, 1)
        #expect(book.admit(order) == .none)
        book.cancel(last, reason: .byOwner, into: &buffer)
        book.finishCommand(sequence: 5_000)
        _ = book.place(Self.limit(.buy, 100), into: &buffer)
        book.finishCommand(sequence: 5_001)
        #expect(book.admit(order) == .seenSequenceTooOld)
        order.seenSequence = 3
        #expect(book.admit(order) == .none)
    }

    @Test func `fired orders that are canceled leave the queue of follow-ups no longer than it was`() {
        var book = Self.book()
        var buffer = EventBuffer()
        _ = book.place(Self.limit(.sell, 500), into: &buffer)
        _ = book.place(Self.limit(.buy, 500), into: &buffer)
        book.setPhase(.preOpen, into: &buffer)
        var stop = Self.limit(.sell, 0)
        (stop.type, stop.price, stop.triggerPrice) = (.stopLoss, .none, Price(ticks: 600))
        let kept = (0..<3).map { _ in book.place(stop, into: &buffer).orderID }
        for _ in 0..<10_000 { book.cancel(book.place(stop, into: &buffer).orderID, reason: .byOwner, into: &buffer) }
        var queueBytes = 0
        unsafe book.forEachSection { id, stride, bytes in
            if id == 5 { queueBytes = bytes.count }
        }
        #expect(queueBytes < 16 * 64)
        book.setPhase(.continuous, into: &buffer)
        for id in kept {
            guard case .triggered(let order)? = book.nextFollowUp(into: &buffer) else {
                Issue.record("nothing follows")
                return
            }
            #expect(order.orderID == id)
            book.cancel(id, reason: .byOwner, into: &buffer)
        }
        #expect(book.nextFollowUp(into: &buffer) == nil)
    }

    // MARK: snapshots

    @Test func `a section that is cut short, of another stride or unknown is not taken back`() {
        var run = DifferentialRun(seed: 11)
        #expect(run.run(commands: 300) == nil)
        var sections: [(id: UInt32, stride: Int, bytes: [UInt8])] = []
        unsafe run.fast.forEachSection { id, stride, bytes in unsafe sections.append((id, stride, Array(bytes))) }
        for section in sections where !section.bytes.isEmpty {
            var book = OrderBook(symbol: run.naive.symbol, instrument: run.naive.instrument)
            let isCutTaken = unsafe section.bytes.dropLast().withUnsafeBytes { unsafe book.restore(section: section.id, stride: section.stride, bytes: $0) }
            #expect(!isCutTaken, "section \(section.id) cut short")
            let isStrideTaken = unsafe section.bytes.withUnsafeBytes { unsafe book.restore(section: section.id, stride: section.stride + 8, bytes: $0) }
            #expect(!isStrideTaken, "section \(section.id) of another stride")
        }
        var book = Self.book()
        #expect(unsafe !book.restore(section: 99, stride: 8, bytes: UnsafeRawBufferPointer(start: nil, count: 0)))
    }

    @Test func `a header without its sections is not taken back`() {
        var run = DifferentialRun(seed: 12)
        #expect(run.run(commands: 300) == nil)
        var header: [UInt8] = []
        unsafe run.fast.forEachSection { id, _, bytes in
            if id == 0 { unsafe header = Array(bytes) }
        }
        var book = OrderBook(symbol: run.naive.symbol, instrument: run.naive.instrument)
        let stride = header.count
        #expect(unsafe !header.withUnsafeBytes { unsafe book.restore(section: 0, stride: stride, bytes: $0) })
    }

    // MARK: size, in optimized builds only

    #if !DEBUG
    @Test func `a million orders rest, and half of them are canceled, amended and swept`() {
        var book = Self.book()
        var buffer = EventBuffer()
        var random = SeededGenerator(seed: 9)
        var ids: [OrderID] = []
        for index in 0..<1_000_000 {
            let side: Side = index % 2 == 0 ? .buy : .sell
            let ticks = side == .buy ? Int64.random(in: 400_000...500_000, using: &random) : Int64.random(in: 500_001...600_000, using: &random)
            ids.append(book.place(Self.limit(side, ticks, 2, by: UInt32(index % 100 + 1)), into: &buffer).orderID)
            buffer.removeAll()
        }
        #expect(book.openOrders == 1_000_000)
        for index in stride(from: 0, to: 1_000_000, by: 3) { book.cancel(ids[index], reason: .byOwner, into: &buffer) }
        #expect(book.openOrders == 666_666)
        #expect(ids.indices.allSatisfy { book.status(of: ids[$0]) == ($0 % 3 == 0 ? .ended : .open) })
        buffer.removeAll()
        _ = book.place(Self.limit(.buy, 600_000, 100_000, by: 200), into: &buffer)
        #expect(book.openOrders == 666_666 - 50_000)
    }

    @Test func `the last slot is taken, the next order refused`() {
        var book = Self.book()
        var buffer = EventBuffer()
        var last = OrderID.none
        for _ in 0..<Int(OrderID.slotMax) {
            last = book.place(Self.limit(.buy, 100), into: &buffer).orderID
            buffer.removeAll()
        }
        #expect(last.slot == OrderID.slotMax)
        #expect(book.admit(Self.limit(.buy, 100)) == .bookFull)
        book.cancel(last, reason: .byOwner, into: &buffer)
        #expect(book.admit(Self.limit(.buy, 100)) == .none)
        var pair = Self.limit(.sell, 200)
        (pair.flags, pair.stopPrice) = (.oneCancelsOther, Price(ticks: 50))
        #expect(book.admit(pair) == .bookFull)
        let other = book.place(Self.limit(.buy, 100), into: &buffer)
        book.cancel(other.orderID, reason: .byOwner, into: &buffer)
        book.cancel(OrderID(symbol: SymbolID(rawValue: 5), slot: 77, generation: 1), reason: .byOwner, into: &buffer)
        #expect(book.admit(pair) == .none)
        let placed = book.place(pair, into: &buffer)
        #expect(placed.orderID.slot == 77 && placed.sibling.slot == OrderID.slotMax)
    }
    #endif
}
