import Market

/// What has to be remembered of a call between its command and the record that answers it, in slots that are used again.
struct PendingCalls {
    struct Entry {
        enum Kind: UInt8 { case order, cancel, cancelAll }
        var kind: Kind
        var origin: UInt8
        var quota: RateDecision?
        var account: AccountID
        /// Number of the key it counts for while it is under way; nil for cancels, which always pass.
        var key: UInt32?
        /// Of an order: its `Idempotency-Key`, as names are kept; 0 if it has none.
        var idempotencyKey: ClientOrderID = 0
        /// Of an order: number of its name's text, if that is new.
        var nameNumber: UInt64 = 0
        /// Of a cancel: what it names.
        var orderID = OrderID.none
        /// Of a "cancel all" that goes on: what is done so far.
        var canceled: Int64 = 0
        var unlocked: Int64 = 0

        init(_ kind: Kind, _ call: Call) {
            self.kind = kind
            origin = call.origin
            quota = call.quota
            account = call.account
        }
    }

    private var entries: [Entry] = []
    private var free: [UInt32] = []

    /// Commands under way: as many as the desk lets wait.
    var count: Int { entries.count - free.count }

    mutating func add(_ entry: Entry) -> UInt64 {
        if let slot = free.popLast() {
            entries[Int(slot)] = entry
            return UInt64(slot)
        }
        entries.append(entry)
        return UInt64(entries.count - 1)
    }

    /// Takes an entry out; its slot is free again.
    mutating func take(_ note: UInt64) -> Entry {
        free.append(UInt32(truncatingIfNeeded: note))
        return entries[Int(note)]
    }
}
