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

    /// By symbol, then slot. All symbols there can be: what none of them uses costs no memory.
    private let symbols: Arena<Arena<Entry>>

    init() { symbols = Arena(count: OrderID.symbolsMax) }

    deinit {
        for index in 0..<symbols.count where symbols[index].count > 0 { symbols[index].deallocate() }
        symbols.deallocate()
    }

    @inline(__always) func note(_ id: OrderID, clientOrderID: ClientOrderID, quantity: Quantity, leaves: Quantity, state: OrderState) {
        let symbol = Int(id.symbol.rawValue)
        if id.slot >= symbols[symbol].count { makeRoom(id) }
        symbols[symbol][id.slot] = Entry(
            clientOrderID: clientOrderID, quantity: quantity.lots, filled: quantity.lots - leaves.lots, generation: id.generation,
            state: state.rawValue)
    }

    /// The order as it was last told of; nil if that was never, or if its slot has another by now.
    @inline(__always) func entry(_ id: OrderID) -> Entry? {
        let symbol = Int(id.symbol.rawValue)
        guard id.slot < symbols[symbol].count else { return nil }
        let entry = symbols[symbol][id.slot]
        return entry.generation == id.generation ? entry : nil
    }

    /// The order after a change to `leaves` open of `quantity` (of as many as before, if nil). One never told of begins here.
    @inline(__always) func change(_ id: OrderID, leaves: Quantity, quantity: Quantity? = nil, state: OrderState) -> Entry {
        let known = entry(id)
        let quantity = quantity ?? Quantity(lots: known?.quantity ?? leaves.lots)
        let name = known?.clientOrderID ?? 0
        note(id, clientOrderID: name, quantity: quantity, leaves: leaves, state: state)
        return Entry(
            clientOrderID: name, quantity: quantity.lots, filled: quantity.lots - leaves.lots, generation: id.generation,
            state: state.rawValue)
    }

    private func makeRoom(_ id: OrderID) {
        let symbol = Int(id.symbol.rawValue)
        // An arena that is all zeros holds no memory yet.
        if symbols[symbol].count == 0 { symbols[symbol] = Arena(capacity: 64) }
        _ = symbols[symbol].append(count: Int(id.slot) + 1 - symbols[symbol].count)
    }
}
