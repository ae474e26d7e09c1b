import IO
import Market
import Matching

/// Owner of one instrument's book. Lives on the engine's loop; whoever else wants to see the book asks with `await`.
///
/// The exchange applies whole batches of commands on the same loop. It proves that once (`OnLoop`) and then works on the book directly:
/// a hop, even a free one, would cost as much as a match.
@safe package actor MatchingEngine {
    package nonisolated let symbol: SymbolID
    package nonisolated let instrument: Instrument
    private let loop: EventLoop
    /// Stable for the life of the actor, and touched on the loop's thread alone.
    private nonisolated(unsafe) let storage: UnsafeMutablePointer<OrderBook>

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    package init(symbol: SymbolID, instrument: Instrument, loop: EventLoop) {
        self.symbol = symbol
        self.instrument = instrument
        self.loop = loop
        let memory = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<OrderBook>.stride, alignment: OrderBook.alignment)
        unsafe storage = memory.bindMemory(to: OrderBook.self, capacity: 1)
        unsafe storage.initialize(to: OrderBook(symbol: symbol, instrument: instrument))
    }

    deinit {
        unsafe storage.deinitialize(count: 1)
        unsafe storage.deallocate()
    }

    /// The book itself, for whoever proves to be where it lives.
    nonisolated func book(_ proof: borrowing OnLoop) -> UnsafeMutablePointer<OrderBook> {
        precondition(proof.loop === loop, "the book lives on another loop")
        return unsafe storage
    }
}

// What may be asked from anywhere. Not a barrier: it shows what has been matched, durable or not, so it serves operators, not clients.
extension MatchingEngine {
    package var phase: Phase { unsafe storage.pointee.phase }
    package var lastPrice: Price { unsafe storage.pointee.lastPrice }
    package var openOrders: Int { unsafe storage.pointee.openOrders }
    package var bytesInUse: Int { unsafe storage.pointee.bytesInUse }

    /// Up to `max` levels of a side, best first: price and shown quantity.
    package func levels(_ side: Side, max: Int) -> [(price: Price, quantity: Quantity)] {
        var levels: [(price: Price, quantity: Quantity)] = []
        unsafe storage.pointee.forEachLevel(side, max: max) { levels.append(($0, $1)) }
        return levels
    }

    package func order(_ id: OrderID) -> OpenOrder? { unsafe storage.pointee.order(id) }
    package func indicativeAuction() -> (price: Price, volume: Quantity) { unsafe storage.pointee.indicativeAuction() }
}

/// The books by symbol, at their stable addresses. A handle, like the arena in it: copying it is free, and the one owner deallocates it.
@safe struct Books {
    private var addresses: Arena<UnsafeMutablePointer<OrderBook>>

    init() { unsafe addresses = Arena(capacity: 64) }
    func deallocate() { unsafe addresses.deallocate() }

    var count: Int { unsafe addresses.count }

    mutating func append(_ address: UnsafeMutablePointer<OrderBook>) {
        let index = unsafe addresses.append()
        unsafe addresses[index] = address
    }

    subscript(symbol: SymbolID) -> OrderBook {
        unsafeAddress { unsafe UnsafePointer(addresses[Int(symbol.rawValue)]) }
        nonmutating unsafeMutableAddress { unsafe addresses[Int(symbol.rawValue)] }
    }

    @inline(__always) func contains(_ symbol: SymbolID) -> Bool { unsafe Int(symbol.rawValue) < addresses.count }

    /// So many that a book is not in the cache when its command comes.
    var areMany: Bool { count > 16 }

    /// Starts loading the book itself.
    @inline(__always) func prefetch(_ symbol: SymbolID) {
        if contains(symbol) { unsafe OrderBook.prefetch(at: addresses[Int(symbol.rawValue)]) }
    }

    func prefetch(_ id: OrderID) {
        if contains(id.symbol) { self[id.symbol].prefetch(id) }
    }

    func isOpen(_ id: OrderID) -> Bool { contains(id.symbol) && self[id.symbol].isOpen(id) }
}
