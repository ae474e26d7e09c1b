import Market
import Matching

/// A command as a book gets it. An order is named by the id that the exchange gave it: the same commands get the same ids every time.
struct BookCommand: BitwiseCopyable {
    var orderID: OrderID
    var price: Price
    var quantity: Quantity
    var operation: WorkloadOperation
    var side: Side
    var symbol: UInt16

    init(_ record: WorkloadRecord, orderID: OrderID) {
        self.orderID = orderID
        price = Price(ticks: Int64(record.price))
        quantity = Quantity(lots: Int64(record.quantity))
        operation = record.operation
        side = record.side
        symbol = record.symbol
    }
}

/// One run of a workload through order books, command by command as the engine applies them, but with nothing around the books.
@safe struct BookRun: ~Copyable {
    /// Commands whose events are read together: as many as a busy loop finds in one drained socket. A power of two.
    static let batch = 64
    /// Commands between the steps of a prefetch.
    private static let prefetchStride = 6
    @inline(__always) fileprivate static var account: AccountID { AccountID(rawValue: 1) }

    /// Indexed by commands whose symbols were checked when they were read.
    private let books: UnsafeMutableBufferPointer<OrderBook>
    private var ids: Arena<OrderID>
    private(set) var events = EventBuffer()
    private var sequence: SequenceNumber = 0

    init(_ header: WorkloadHeader) {
        precondition(MemoryLayout<OrderBook>.stride % OrderBook.alignment == 0, "books in a row do not start on cache lines")
        let bytes = Int(header.symbols) * MemoryLayout<OrderBook>.stride
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: OrderBook.alignment)
        unsafe books = memory.bindMemory(to: OrderBook.self)
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
    mutating func run(_ commands: Arena<BookCommand>, _ range: Range<Int>, _ body: (borrowing EventBuffer) -> Void) {
        for index in range {
            prefetch(commands, after: index)
            apply(commands[index])
            if index & (Self.batch - 1) == Self.batch - 1 {
                body(events)
                events.removeAll()
            }
        }
        body(events)
        events.removeAll()
    }

    mutating func clearEvents() { events.removeAll() }

    /// Applies records one by one, handing over the command each became, its events, and the id it entered an order under.
    ///
    /// Workload ids find their orders through a table of what the books answered, as a client would remember it.
    mutating func runEach(_ records: Span<WorkloadRecord>, _ body: (WorkloadRecord, BookCommand, OrderID, borrowing EventBuffer) -> Void) {
        for index in records.indices {
            let record = records[index]
            let command = BookCommand(record, orderID: ids[record.id])
            let entered = apply(command)
            if record.operation != .cancel { ids[record.operation == .replace ? record.newID : record.id] = entered }
            body(record, command, entered, events)
            events.removeAll()
        }
    }

    /// Starts loading what commands further back in the queue will touch, in steps as they come nearer: order, then neighbours and level.
    ///
    /// Of one book, the levels stay in the cache, and to fetch them costs more than it gains. Of many, even the book has to be fetched, its
    /// ladders, the way to the level, and the level.
    @inline(__always)
    func prefetch(_ commands: Arena<BookCommand>, after index: Int) {
        // Far enough apart for a step's load to arrive before the next step needs it. The last commands are near enough to do without.
        guard index < commands.count &- 5 &* Self.prefetchStride else { return }
        // One book stays in the cache; of many, even the next command's has to be fetched.
        if unsafe books.count > 1 {
            unsafe prefetchLines(books.baseAddress! + Int(commands[index &+ 5 &* Self.prefetchStride].symbol), bytes: OrderBook.hotBytes)
            unsafe books[Int(commands[index &+ 4 &* Self.prefetchStride].symbol)].prefetchLadders()
            let third = commands[index &+ 2 &* Self.prefetchStride]
            unsafe books[Int(third.symbol)].prefetchWay(Self.price(third), third.side)
            let second = commands[index &+ Self.prefetchStride]
            unsafe books[Int(second.symbol)].prefetch(Self.price(second), second.side)
        }
        let next = commands[index &+ 2 &* Self.prefetchStride]
        unsafe books[Int(next.symbol)].prefetch(next.orderID)
        let nearest = commands[index &+ Self.prefetchStride]
        unsafe books[Int(nearest.symbol)].prefetchNeighbours(nearest.orderID)
    }

    /// The price a command says; a cancel does not say where its order is.
    @inline(__always) private static func price(_ command: BookCommand) -> Price {
        command.operation == .cancel ? Price(ticks: 0) : command.price
    }

    /// Applies one command; its events stay in the buffer. Returns the id of the order it entered, or `none`.
    @inline(__always) @discardableResult
    mutating func apply(_ command: BookCommand) -> OrderID {
        sequence &+= 1
        let book = unsafe books.baseAddress! + Int(command.symbol)
        var entered = OrderID.none
        switch command.operation {
        case .add: entered = unsafe book.pointee.add(command, into: &events)
        case .market: entered = unsafe book.pointee.enter(command, .market, .ioc, into: &events)
        case .cancel: _ = unsafe book.pointee.cancel(command.orderID, by: Self.account, into: &events)
        case .replace: entered = unsafe book.pointee.replace(command, into: &events)
        }
        unsafe book.pointee.end(sequence)
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
    fileprivate mutating func add(_ command: BookCommand, into events: inout EventBuffer) -> OrderID {
        if admitsPlain(command.price, command.quantity) {
            let entered = placePassive(.resting(command.side), BookRun.account, command.price, command.quantity, 0, into: &events)
            if entered != .none { return entered }
        }
        return enter(command, .limit, .gtc, into: &events)
    }

    @inline(never)
    fileprivate mutating func enter(
        _ command: BookCommand, _ type: OrderType, _ timeInForce: TimeInForce, into events: inout EventBuffer
    ) -> OrderID {
        var order = EnterOrder(
            account: BookRun.account, symbol: SymbolID(rawValue: command.symbol), side: command.side, type: type, price: command.price,
            quantity: command.quantity)
        order.timeInForce = timeInForce
        return admit(order) == .none ? place(order, into: &events).orderID : .none
    }

    @inline(never)
    fileprivate mutating func replace(_ command: BookCommand, into events: inout EventBuffer) -> OrderID {
        let replacement = ReplaceOrder(
            account: BookRun.account, orderID: command.orderID, price: command.price, quantity: command.quantity)
        guard owner(command.orderID) == BookRun.account, admitReplace(replacement) == .none else { return .none }
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
