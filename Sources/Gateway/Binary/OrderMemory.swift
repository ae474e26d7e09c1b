import Market
import Wire

/// What reports say of an order and the record of the moment does not: its client's name for it, its total, what is open.
///
/// An order's id says where it is: nothing is searched, and an order that ended is forgotten when its slot names another.
struct OrderMemory: ~Copyable {
    struct Entry: BitwiseCopyable {
        var clientOrderID: ClientOrderID
        var quantity: Int64
        var filled: Int64
        var generation: UInt32
        /// `OrderState` by raw value.
        var state: UInt8

        /// Open; 0 once it has ended.
        var leaves: Int64 {
            switch OrderState(rawValue: state) {
            case .open, .waiting, .partiallyFilled: quantity - filled
            default: 0
            }
        }
    }

    /// By symbol, then slot.
    private var symbols: [Arena<Entry>] = []

    deinit { for arena in symbols { arena.deallocate() } }

    @inline(__always) mutating func note(_ id: OrderID, clientOrderID: ClientOrderID, quantity: Quantity, leaves: Quantity, state: OrderState) {
        let symbol = Int(id.symbol.rawValue)
        if symbol >= symbols.count || id.slot >= symbols[symbol].count { makeRoom(id) }
        symbols[symbol][id.slot] = Entry(
            clientOrderID: clientOrderID, quantity: quantity.lots, filled: quantity.lots - leaves.lots, generation: id.generation,
            state: state.rawValue)
    }

    /// The order as it was last told of; nil if that was never, or if its slot has another by now.
    @inline(__always) func entry(_ id: OrderID) -> Entry? {
        let symbol = Int(id.symbol.rawValue)
        guard symbol < symbols.count, id.slot < symbols[symbol].count else { return nil }
        let entry = symbols[symbol][id.slot]
        return entry.generation == id.generation ? entry : nil
    }

    /// The order after a change to `leaves` open of `quantity` (of as many as before, if nil). One never told of begins here.
    @inline(__always) mutating func change(_ id: OrderID, leaves: Quantity, quantity: Quantity? = nil, state: OrderState) -> Entry {
        let known = entry(id)
        let quantity = quantity ?? Quantity(lots: known?.quantity ?? leaves.lots)
        note(id, clientOrderID: known?.clientOrderID ?? 0, quantity: quantity, leaves: leaves, state: state)
        return Entry(
            clientOrderID: known?.clientOrderID ?? 0, quantity: quantity.lots, filled: quantity.lots - leaves.lots, generation: id.generation,
            state: state.rawValue)
    }

    /// The order after it ended with `leaves` open.
    @inline(__always) mutating func end(_ id: OrderID, leaves: Quantity, state: OrderState) -> Entry {
        change(id, leaves: leaves, state: state)
    }

    private mutating func makeRoom(_ id: OrderID) {
        while symbols.count <= Int(id.symbol.rawValue) { symbols.append(Arena(capacity: 64)) }
        var arena = symbols[Int(id.symbol.rawValue)]
        arena.reserve(Int(id.slot) + 1)
        _ = arena.append(count: Int(id.slot) + 1 - arena.count)
        symbols[Int(id.symbol.rawValue)] = arena
    }
}
