import Market
import Matching

/// One run of a workload through order books, command by command as the engine applies them, but with nothing around the books.
@safe struct BookRun: ~Copyable {
    /// Commands whose events are read together: as many as a busy loop finds in one drained socket. A power of two.
    static let batch = 64
    /// Commands between the steps in which what later ones will touch is loaded, so that a step's load has arrived before the next needs it:
    /// order, then neighbours and level.
    private static let stride = 6
    @inline(__always) fileprivate static var account: AccountID { AccountID(rawValue: 1) }

    /// Indexed by commands whose symbols were checked when they were read.
    private let books: UnsafeMutableBufferPointer<OrderBook>
    private var ids: Arena<OrderID>
    private(set) var events = EventBuffer()
    private var sequence: SequenceNumber = 0

    init(_ header: WorkloadHeader) {
        precondition(4 * Self.stride <= BookCommands.lookahead, "looks further ahead than it may")
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
    mutating func run(_ commands: borrowing BookCommands, _ range: Range<Int>, _ body: (borrowing EventBuffer) -> Void) {
        var first = range.lowerBound
        while first < range.upperBound {
            let end = min((first | (Self.batch - 1)) + 1, range.upperBound)
            apply(commands, first..<end)
            body(events)
            events.removeAll()
            first = end
        }
    }

    /// Applies a batch, in a loop of its own for what there is to look ahead for.
    private mutating func apply(_ commands: borrowing BookCommands, _ range: Range<Int>) {
        if unsafe books.count > 1 {
            unsafe applyToMany(commands.slice(range), range.count)
        } else if unsafe books[0].hasManyLevels {
            unsafe applyToWide(commands.slice(range), range.count)
        } else if unsafe books[0].hasManyOrders {
            unsafe applyToDeep(commands.slice(range), range.count)
        } else {
            unsafe applyToOne(commands.slice(range), range.count)
        }
    }

    /// To a book that stays in the cache, if not in the nearest: to fetch more than the orders themselves would cost more than it gains.
    @inline(never)
    private mutating func applyToOne(_ commands: UnsafePointer<BookCommand>, _ count: Int) {
        let book = unsafe books.baseAddress!
        for index in 0..<count {
            let command = unsafe commands + index
            unsafe book.pointee.prefetch(command[2 * Self.stride].orderID)
            unsafe apply(command.pointee, to: book)
        }
    }

    /// To a book with so many orders that their neighbours have to be fetched too.
    @inline(never)
    private mutating func applyToDeep(_ commands: UnsafePointer<BookCommand>, _ count: Int) {
        let book = unsafe books.baseAddress!
        for index in 0..<count {
            let command = unsafe commands + index
            unsafe book.pointee.prefetch(command[2 * Self.stride].orderID)
            unsafe book.pointee.prefetchNeighbours(command[Self.stride].orderID, andLevel: false)
            unsafe apply(command.pointee, to: book)
        }
    }

    /// To a book with so many levels that they have to be fetched as well.
    @inline(never)
    private mutating func applyToWide(_ commands: UnsafePointer<BookCommand>, _ count: Int) {
        let book = unsafe books.baseAddress!
        for index in 0..<count {
            let command = unsafe commands + index
            unsafe book.pointee.prefetchWay(command[2 * Self.stride].price, command[2 * Self.stride].side)
            unsafe book.pointee.prefetch(command[Self.stride].price, command[Self.stride].side)
            unsafe book.pointee.prefetch(command[2 * Self.stride].orderID)
            unsafe book.pointee.prefetchNeighbours(command[Self.stride].orderID)
            unsafe apply(command.pointee, to: book)
        }
    }

    /// To many books: even the next command's has to be fetched, the way to the level, and the level.
    @inline(never)
    private mutating func applyToMany(_ commands: UnsafePointer<BookCommand>, _ count: Int) {
        let books = unsafe books.baseAddress!
        let stride = Self.stride
        for index in 0..<count {
            let command = unsafe commands + index
            unsafe OrderBook.prefetch(at: books + Int(command[4 * stride].symbol))
            let second = unsafe books + Int(command[2 * stride].symbol)
            unsafe second.pointee.prefetchWay(command[2 * stride].price, command[2 * stride].side)
            unsafe second.pointee.prefetch(command[2 * stride].orderID)
            let first = unsafe books + Int(command[stride].symbol)
            unsafe first.pointee.prefetch(command[stride].price, command[stride].side)
            unsafe first.pointee.prefetchNeighbours(command[stride].orderID)
            if unsafe first.pointee.wouldTrade(command[stride].price, command[stride].side) {
                unsafe first.pointee.prefetchBestLevel(against: command[stride].side)
            }
            let nearest = unsafe books + Int(command[stride / 2].symbol)
            if unsafe nearest.pointee.wouldTrade(command[stride / 2].price, command[stride / 2].side) {
                unsafe nearest.pointee.prefetchBestOrder(against: command[stride / 2].side)
            }
            unsafe apply(command.pointee, to: books + Int(command.pointee.symbol))
        }
    }

    /// Applies one command as `run` does; its events stay in the buffer.
    mutating func apply(_ commands: borrowing BookCommands, _ index: Int) { apply(commands, index..<index + 1) }

    mutating func clearEvents() { events.removeAll() }

    /// Applies records one by one, handing over the command each became, its events, and the id it entered an order under.
    ///
    /// Workload ids find their orders through a table of what the books answered, as a client would remember it.
    mutating func runEach(_ records: Span<WorkloadRecord>, _ body: (WorkloadRecord, BookCommand, OrderID, borrowing EventBuffer) -> Void) {
        for index in records.indices {
            let record = records[index]
            let command = BookCommand(record, orderID: ids[record.id])
            let entered = unsafe apply(command, to: books.baseAddress! + Int(command.symbol))
            if record.operation != .cancel { ids[record.operation == .replace ? record.newID : record.id] = entered }
            body(record, command, entered, events)
            events.removeAll()
        }
    }

    /// Applies one command; its events stay in the buffer. Returns the id of the order it entered, or `none`.
    @inline(__always) @discardableResult
    private mutating func apply(_ command: BookCommand, to book: UnsafeMutablePointer<OrderBook>) -> OrderID {
        sequence &+= 1
        var entered = OrderID.none
        // Nobody can predict which: a jump to one of two places is known to be wrong sooner than one to any of four.
        if command.operation == .add {
            entered = unsafe book.pointee.add(command, into: &events)
        } else if command.operation == .cancel {
            _ = unsafe book.pointee.cancel(command.orderID, by: Self.account, into: &events)
        } else if command.operation == .replace {
            entered = unsafe book.pointee.replace(command, into: &events)
        } else {
            entered = unsafe book.pointee.take(command, into: &events)
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
            let traits = Order.Traits.taking(command.side, .limit, .gtc)
            return takePlainly(traits, BookRun.account, command.price, command.quantity, 0, into: &events).orderID
        }
        return enter(command, .limit, .gtc, into: &events)
    }

    @inline(__always)
    fileprivate mutating func take(_ command: BookCommand, into events: inout EventBuffer) -> OrderID {
        guard admitsPlainMarket(command.side, command.price, command.quantity) else { return enter(command, .market, .ioc, into: &events) }
        let traits = Order.Traits.taking(command.side, .market, .ioc)
        return takePlainly(traits, BookRun.account, command.price, command.quantity, 0, into: &events).orderID
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
        let entered = replacePlainly(command.orderID, by: BookRun.account, command.price, command.quantity, 0, into: &events)
        if entered != .none { return entered }
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

    @inline(__always) mutating func add(_ events: borrowing EventBuffer) {
        for index in 0..<events.count {
            // All ones for a trade. Subtracted: a comparison would be made a branch again.
            let mask = (Int64(events[index].kind.rawValue ^ Event.Kind.trade.rawValue) &- 1) &>> 63
            trades &-= mask
            volume &+= events[index].quantity.lots & mask
        }
    }
}
