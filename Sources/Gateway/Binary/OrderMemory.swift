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
        var account: AccountID
        /// Generation of the id (28 bits), then `OrderState` by raw value.
        private var word: UInt32

        init(clientOrderID: ClientOrderID, quantity: Int64, filled: Int64, account: AccountID, generation: UInt32, state: OrderState) {
            self.clientOrderID = clientOrderID
            self.quantity = quantity
            self.filled = filled
            self.account = account
            word = generation | UInt32(state.rawValue) << 28
        }

        var generation: UInt32 { word & OrderID.generationMax }
        var state: OrderState { OrderState(rawValue: UInt8(truncatingIfNeeded: word >> 28)) ?? .unknown }

        /// Open; 0 once it has ended.
        var leaves: Int64 {
            switch state {
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

    @inline(__always) @discardableResult func note(
        _ id: OrderID, _ account: AccountID, clientOrderID: ClientOrderID, quantity: Quantity, leaves: Quantity, state: OrderState
    ) -> Entry {
        let symbol = Int(id.symbol.rawValue)
        if id.slot >= symbols[symbol].count { makeRoom(id) }
        let entry = Entry(
            clientOrderID: clientOrderID, quantity: quantity.lots, filled: quantity.lots - leaves.lots, account: account,
            generation: id.generation, state: state)
        symbols[symbol][id.slot] = entry
        return entry
    }

    /// The order as it was last told of; nil if that was never, or if its slot has another by now.
    @inline(__always) func entry(_ id: OrderID) -> Entry? {
        let symbol = Int(id.symbol.rawValue)
        guard id.slot < symbols[symbol].count else { return nil }
        let entry = symbols[symbol][id.slot]
        return entry.generation == id.generation ? entry : nil
    }

    /// The order after a change to `leaves` open of `quantity` (of as many as before, if nil). One never told of begins here.
    @inline(__always) func change(
        _ id: OrderID, _ account: AccountID, leaves: Quantity, quantity: Quantity? = nil, state: OrderState
    ) -> Entry {
        let known = entry(id)
        return note(
            id, account, clientOrderID: known?.clientOrderID ?? 0, quantity: quantity ?? Quantity(lots: known?.quantity ?? leaves.lots),
            leaves: leaves, state: state)
    }

    private func makeRoom(_ id: OrderID) {
        let symbol = Int(id.symbol.rawValue)
        // An arena that is all zeros holds no memory yet.
        if symbols[symbol].count == 0 { symbols[symbol] = Arena(capacity: 64) }
        _ = symbols[symbol].append(count: Int(id.slot) + 1 - symbols[symbol].count)
    }
}
