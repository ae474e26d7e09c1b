import Market
import Wire

extension Blotter {
    /// Records to look ahead: enough to wait for memory once instead of every time, few enough to stay in the cache.
    package static let recordsAhead = 32
    /// Orders one look ahead follows; further ones are met without it.
    static let ordersAheadMax = 64

    /// Starts loading what the next records will touch, and changes nothing: call it with a copy of the reader that will read them.
    ///
    /// An order's entry, its neighbours in the account's list and its place among the ended ones lie anywhere in memory; three passes
    /// fetch, for all records at once, what the one before has made known.
    /// - Returns: how many records it looked at; 0 at the end.
    @discardableResult
    package func prefetch(_ records: RecordReader) -> Int {
        var records = records
        var seen = 0
        var count: UInt32 = 0
        do throws(WireError) {
            while seen < Self.recordsAhead, let record = try records.next() {
                seen += 1
                if record.header.templateID == Message.CancelOrder.templateID {
                    note(record.cancelOrder.orderID, &count)
                    continue
                }
                if record.header.templateID == Message.EnterOrder.templateID { noteNewest(AccountID(rawValue: record.plainMessage.account)) }
                if record.eventBytes.count > Message.Trade.encodedBytes {
                    // More than an acceptance: makers are in its trades.
                    var events = record.events()
                    while let recorded = try events.next() {
                        if recorded.event.kind == .trade { note(recorded.event.otherID, &count) }
                    }
                }
            }
        } catch {
            // Whoever reads the records to take them in meets the same fault and says so.
            return seen
        }
        for index in 0..<count {
            let id = ahead[index]
            let entry = tapes[Int(id.symbol.rawValue)].slot(id.slot)
            aheadEntries[index] = entry
            archive.entries.prefetch(entry)
        }
        for index in 0..<count { archive.prefetchAround(aheadEntries[index], ahead[index]) }
        return seen
    }

    /// The account's newest open order gets a neighbour.
    @inline(__always) private func noteNewest(_ account: AccountID) {
        guard Int(account.rawValue) < accounts.count else { return }
        archive.entries.prefetch(accounts[account.rawValue].newestOpen)
    }

    @inline(__always) private func note(_ id: OrderID, _ count: inout UInt32) {
        guard count < UInt32(Self.ordersAheadMax), knows(id.symbol) else { return }
        ahead[count] = id
        tapes[Int(id.symbol.rawValue)].slots.prefetch(id.slot)
        count &+= 1
    }
}
