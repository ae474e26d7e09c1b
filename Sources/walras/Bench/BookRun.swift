import Market
import Matching

/// One run of a workload through order books, command by command as the engine applies them, but with nothing around the books.
///
/// Workload ids find their orders through a dense table of `OrderID`s: what a client remembers, here, costs one array access.
@safe struct BookRun: ~Copyable {
    /// Commands whose events are read together: as many as a busy loop finds in one drained socket. A power of two.
    static let batch = 64
    /// Commands between the steps of a prefetch.
    private static let prefetchStride = 8
    private static let account = AccountID(rawValue: 1)

    /// Indexed by records whose symbols were checked when they were read.
    private let books: UnsafeMutableBufferPointer<OrderBook>
    private var ids: Arena<OrderID>
    private(set) var events = EventBuffer()
    private var sequence: SequenceNumber = 0
    /// The order being entered: written in place, because copies of so large a value cost as much as a cancel.
    private var order = EnterOrder(account: Self.account, symbol: SymbolID(rawValue: 0), side: .buy, type: .limit, quantity: .zero)

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

    /// Starts loading what commands further back in the queue will touch, in three steps as they come nearer: table entry, order, neighbours.
    @inline(__always)
    func prefetch(_ records: Span<WorkloadRecord>, after index: Int) {
        // Far enough apart for a step's load to arrive before the next step needs it.
        let (entry, order, neighbours) = (index + 3 * Self.prefetchStride, index + 2 * Self.prefetchStride, index + Self.prefetchStride)
        if entry < records.count { ids.prefetch(records[entry].id) }
        if order < records.count {
            let record = records[order]
            unsafe books[Int(record.symbol)].prefetch(ids[record.id])
        }
        if neighbours < records.count {
            let record = records[neighbours]
            unsafe books[Int(record.symbol)].prefetchNeighbours(ids[record.id])
        }
    }

    /// Applies one command; its events stay in the buffer. Returns the id of the order it entered, or `none`.
    @inline(__always) @discardableResult
    mutating func apply(_ record: WorkloadRecord) -> OrderID {
        sequence += 1
        let entered = unsafe books[Int(record.symbol)].apply(record, named: ids[record.id], sequence, &order, into: &events)
        if record.operation == .add { ids[record.id] = entered }
        if record.operation == .replace { ids[record.newID] = entered }
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
        _ record: WorkloadRecord, named: OrderID, _ sequence: SequenceNumber, _ order: inout EnterOrder, into events: inout EventBuffer
    ) -> OrderID {
        var entered = OrderID.none
        switch record.operation {
        case .add, .market:
            order.type = record.operation == .add ? .limit : .market
            order.timeInForce = record.operation == .add ? .gtc : .ioc
            order.symbol = SymbolID(rawValue: record.symbol)
            order.side = record.side
            order.price = Price(ticks: Int64(record.price))
            order.quantity = Quantity(lots: Int64(record.quantity))
            if admit(order) == .none { entered = place(order, into: &events).orderID }
        case .cancel:
            _ = cancel(named, by: order.account, into: &events)
        case .replace:
            let replacement = ReplaceOrder(
                account: order.account, orderID: named, price: Price(ticks: Int64(record.price)),
                quantity: Quantity(lots: Int64(record.quantity)))
            if owner(named) == order.account, admitReplace(replacement) == .none { entered = replace(replacement, into: &events).orderID }
        }
        // No order of a workload waits for anything, but the engine asks after every command.
        precondition(!hasFollowUps, "a workload's order caused another")
        finishCommand(sequence: sequence)
        return entered
    }
}
