import Market
import Matching

/// One run of a workload through order books, command by command as the engine applies them, but with nothing around the books.
///
/// Workload ids find their orders through a dense table of `OrderID`s: what a client remembers, here, costs one array access.
@safe struct BookRun: ~Copyable {
    /// Commands whose events are read together: as many as a busy loop finds in one drained socket. A power of two.
    static let batch = 64
    /// Commands between the steps of a prefetch.
    private static let prefetchStride = 6
    @inline(__always) fileprivate static var account: AccountID { AccountID(rawValue: 1) }

    /// Indexed by records whose symbols were checked when they were read.
    private let books: UnsafeMutableBufferPointer<OrderBook>
    private var ids: Arena<OrderID>
    private(set) var events = EventBuffer()
    private var sequence: SequenceNumber = 0

    init(_ header: WorkloadHeader) {
        unsafe books = .allocate(capacity: Int(header.symbols))
        for index in 0..<Int(header.symbols) {
            let symbol = SymbolID(rawValue: UInt16(index))
            unsafe (books.baseAddress! + index).initialize(to: OrderBook(symbol: symbol, instrument: Self.instrument(header, index)))
        }
        ids = Arena(count: Int(header.maxID) + 1)
    }

    deinit {
        // A workload has at least one symbol.
        unsafe books.baseAddress!.deinitialize(count: books.count)
        unsafe books.deallocate()
        ids.deallocate()
    }

    private static func instrument(_ header: WorkloadHeader, _ index: Int) -> Instrument {
        guard let name = Name("W\(index)") else { fatalError("a letter and at most five digits are a name") }
        return Instrument(
            name: name, baseAsset: AssetID(rawValue: 0), quoteAsset: AssetID(rawValue: 1), tickUnits: 1, lotUnits: 1, notionalUnits: 1,
            minPrice: Price(ticks: Int64(header.minPrice)), maxPrice: Price(ticks: Int64(header.maxPrice)))
    }

    /// Orders resting in all books.
    var restingOrders: Int {
        var total = 0
        for index in unsafe books.indices { total += unsafe books[index].openOrders }
        return total
    }

    /// Bytes of all arenas and price levels in use, over all books.
    var bytesInUse: Int {
        var total = 0
        for index in unsafe books.indices { total += unsafe books[index].bytesInUse }
        return total
    }

    /// Applies commands in order, handing over the events of each batch.
    @inline(__always)
    mutating func run(_ records: Span<WorkloadRecord>, _ body: (borrowing EventBuffer) -> Void) {
        for index in records.indices {
            prefetch(records, after: index)
            apply(records[index])
            if index & (Self.batch - 1) == Self.batch - 1 {
                body(events)
                events.removeAll()
            }
        }
        body(events)
        events.removeAll()
    }

    mutating func clearEvents() { events.removeAll() }

    /// Applies commands one by one, handing over the events of each and the id it entered an order under.
    mutating func runEach(_ records: Span<WorkloadRecord>, _ body: (WorkloadRecord, OrderID, borrowing EventBuffer) -> Void) {
        for index in records.indices {
            let entered = apply(records[index])
            body(records[index], entered, events)
            events.removeAll()
        }
    }

    /// Starts loading what commands further back in the queue will touch, in steps as they come nearer: table entry, order, neighbours and level.
    ///
    /// Of one book, the levels stay in the cache, and to fetch them costs more than it gains. Of many, even the book has to be fetched, its
    /// ladders, the way to the level, and the level.
    @inline(__always)
    func prefetch(_ records: Span<WorkloadRecord>, after index: Int) {
        // Far enough apart for a step's load to arrive before the next step needs it. The last records are near enough to do without.
        guard index < records.count &- 5 &* Self.prefetchStride else { return }
        // One book stays in the cache; of many, even the next command's has to be fetched.
        if unsafe books.count > 1 {
            unsafe prefetchLines(books.baseAddress! + Int(records[index &+ 5 &* Self.prefetchStride].symbol), bytes: OrderBook.hotBytes)
            unsafe books[Int(records[index &+ 4 &* Self.prefetchStride].symbol)].prefetchLadders()
            let third = records[index &+ 2 &* Self.prefetchStride]
            unsafe books[Int(third.symbol)].prefetchWay(Price(ticks: Self.ticks(third)), third.side)
            let second = records[index &+ Self.prefetchStride]
            unsafe books[Int(second.symbol)].prefetch(Price(ticks: Self.ticks(second)), second.side)
        }
        ids.prefetch(likely: records[index &+ 3 &* Self.prefetchStride].id)
        let next = records[index &+ 2 &* Self.prefetchStride]
        unsafe books[Int(next.symbol)].prefetch(ids[next.id])
        let nearest = records[index &+ Self.prefetchStride]
        unsafe books[Int(nearest.symbol)].prefetchNeighbours(ids[nearest.id])
    }

    /// The price a command says; a cancel does not say where its order is.
    @inline(__always) private static func ticks(_ record: WorkloadRecord) -> Int64 {
        record.rawOperation == WorkloadOperation.cancel.rawValue ? 0 : Int64(record.price)
    }

    /// Applies one command; its events stay in the buffer. Returns the id of the order it entered, or `none`.
    @inline(__always) @discardableResult
    mutating func apply(_ record: WorkloadRecord) -> OrderID {
        sequence &+= 1
        let ids = ids
        let book = Int(record.symbol)
        var entered = OrderID.none
        switch record.operation {
        case .add:
            entered = unsafe books[book].add(record, into: &events)
            ids[record.id] = entered
        case .market:
            entered = unsafe books[book].enter(record, .market, .ioc, into: &events)
            ids[record.id] = entered
        case .cancel:
            _ = unsafe books[book].cancel(ids[record.id], by: Self.account, into: &events)
        case .replace:
            entered = unsafe books[book].replace(ids[record.id], record, into: &events)
            ids[record.newID] = entered
        }
        unsafe books[book].end(sequence)
        return entered
    }

    /// Cancels every open order: the books are empty then, and keep their memory.
    mutating func cancelAll() {
        for id in 0..<ids.count {
            let order = ids[id]
            let book = Int(order.symbol.rawValue)
            guard order != .none, unsafe books[book].owner(order) != nil else { continue }
            unsafe books[book].cancel(order, reason: .byOwner, into: &events)
            events.removeAll()
        }
    }
}

/// Every command is checked, applied and followed up, as the engine does it.
extension OrderBook {
    @inline(__always)
    fileprivate mutating func add(_ record: WorkloadRecord, into events: inout EventBuffer) -> OrderID {
        let (price, quantity) = (Price(ticks: Int64(record.price)), Quantity(lots: Int64(record.quantity)))
        if admitsPlain(price, quantity) {
            let entered = placePassive(.resting(record.side), BookRun.account, price, quantity, 0, into: &events)
            if entered != .none { return entered }
        }
        return enter(record, .limit, .gtc, into: &events)
    }

    @inline(never)
    fileprivate mutating func enter(
        _ record: WorkloadRecord, _ type: OrderType, _ timeInForce: TimeInForce, into events: inout EventBuffer
    ) -> OrderID {
        let order = record.order(type, timeInForce)
        return admit(order) == .none ? place(order, into: &events).orderID : .none
    }

    @inline(never)
    fileprivate mutating func replace(_ named: OrderID, _ record: WorkloadRecord, into events: inout EventBuffer) -> OrderID {
        let replacement = ReplaceOrder(
            account: BookRun.account, orderID: named, price: Price(ticks: Int64(record.price)), quantity: Quantity(lots: Int64(record.quantity)))
        guard owner(named) == BookRun.account, admitReplace(replacement) == .none else { return .none }
        return replace(replacement, into: &events).orderID
    }

    @inline(__always)
    fileprivate mutating func end(_ sequence: SequenceNumber) {
        // No order of a workload waits for anything, but the engine asks after every command.
        precondition(!hasFollowUps, "a workload's order caused another")
        finishCommand(sequence: sequence)
    }
}

/// Trades and their volume, added up without a branch on the kind of an event, which nobody can predict.
struct TradeTally {
    private(set) var trades: Int64 = 0
    private(set) var volume: Int64 = 0
    /// All ones for a trade. From memory: a comparison would be made a branch again.
    private var masks = InlineArray<32, Int64>(repeating: 0)

    init() { masks[Int(Event.Kind.trade.rawValue)] = -1 }

    @inline(__always) mutating func add(_ events: borrowing EventBuffer) {
        for index in 0..<events.count {
            let mask = masks[Int(events[index].kind.rawValue)]
            trades &-= mask
            volume &+= events[index].quantity.lots & mask
        }
    }
}

extension WorkloadRecord {
    /// The order that an add or a market record stands for, made where it is used: what is the same in all of them costs nothing there.
    @inline(__always)
    fileprivate func order(_ type: OrderType, _ timeInForce: TimeInForce) -> EnterOrder {
        var order = EnterOrder(
            account: BookRun.account, symbol: SymbolID(rawValue: symbol), side: side, type: type, price: Price(ticks: Int64(price)),
            quantity: Quantity(lots: Int64(quantity)))
        order.timeInForce = timeInForce
        return order
    }
}
