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

    /// Starts loading what commands further back in the queue will touch, in steps as they come nearer: book (where there are many), table
    /// entry, order and level, neighbours.
    @inline(__always)
    func prefetch(_ records: Span<WorkloadRecord>, after index: Int) {
        // Far enough apart for a step's load to arrive before the next step needs it. The last records are near enough to do without.
        guard index < records.count &- 4 &* Self.prefetchStride else { return }
        // One book stays in the cache; of many, even the next command's has to be fetched.
        if unsafe books.count > 1 {
            unsafe prefetchLines(books.baseAddress! + Int(records[index &+ 4 &* Self.prefetchStride].symbol), bytes: OrderBook.hotBytes)
            unsafe books[Int(records[index &+ 3 &* Self.prefetchStride].symbol)].prefetchLadders()
        }
        ids.prefetch(records[index &+ 3 &* Self.prefetchStride].id)
        let next = records[index &+ 2 &* Self.prefetchStride]
        unsafe books[Int(next.symbol)].prefetch(ids[next.id])
        // A cancel does not say where its order is.
        let ticks = next.rawOperation == WorkloadOperation.cancel.rawValue ? 0 : Int64(next.price)
        unsafe books[Int(next.symbol)].prefetch(Price(ticks: ticks), next.side)
        let nearest = records[index &+ Self.prefetchStride]
        unsafe books[Int(nearest.symbol)].prefetchNeighbours(ids[nearest.id])
    }

    /// Applies one command; its events stay in the buffer. Returns the id of the order it entered, or `none`.
    @inline(__always) @discardableResult
    mutating func apply(_ record: WorkloadRecord) -> OrderID {
        sequence &+= 1
        let ids = ids
        let entered = unsafe books[Int(record.symbol)].apply(record, named: ids[record.id], sequence, into: &events)
        // What enters nothing writes to entry 0, which no record names.
        ids[entered == .none ? 0 : record.operation == .replace ? record.newID : record.id] = entered
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

extension OrderBook {
    /// Checks, applies and follows up one command, as the engine does. `named` is the order a cancel or replace is for.
    @inline(__always)
    fileprivate mutating func apply(
        _ record: WorkloadRecord, named: OrderID, _ sequence: SequenceNumber, into events: inout EventBuffer
    ) -> OrderID {
        var entered = OrderID.none
        switch record.operation {
        case .add:
            entered = enter(record.order(.limit, .gtc), into: &events)
        case .market:
            entered = enter(record.order(.market, .ioc), into: &events)
        case .cancel:
            _ = cancel(named, by: BookRun.account, into: &events)
        case .replace:
            let replacement = ReplaceOrder(
                account: BookRun.account, orderID: named, price: Price(ticks: Int64(record.price)),
                quantity: Quantity(lots: Int64(record.quantity)))
            if owner(named) == BookRun.account, admitReplace(replacement) == .none { entered = replace(replacement, into: &events).orderID }
        }
        // No order of a workload waits for anything, but the engine asks after every command.
        precondition(!hasFollowUps, "a workload's order caused another")
        finishCommand(sequence: sequence)
        return entered
    }

    @inline(__always)
    private mutating func enter(_ order: EnterOrder, into events: inout EventBuffer) -> OrderID {
        admit(order) == .none ? place(order, into: &events).orderID : .none
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
