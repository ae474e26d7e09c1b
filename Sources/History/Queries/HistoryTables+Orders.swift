import Database
import Market

extension HistoryTables {
    /// What narrows a listing down, as conditions of SQL: a symbol is a range of order ids, for it makes their upper bits.
    private struct Filter {
        var sql = ""
        var values: [DatabaseValue] = []

        init(_ listing: OrderListing) {
            let ended = BlotterOrder.Status.allCases.filter { $0 != .pending && $0 != .partiallyFilled && listing.statuses.contains(.init($0)) }
            // Every ended order has one of four; the question then is shorter.
            if ended.count < 4 { sql = " AND status IN (\(ended.map { "\($0.rawValue)" }.joined(separator: ", ")))" }
            add(listing.symbol)
        }

        init(_ listing: FillListing) {
            if let side = listing.side { sql = " AND side = \(side.rawValue)" }
            add(listing.symbol)
        }

        private mutating func add(_ symbol: SymbolID) {
            guard symbol != .all else { return }
            let first = OrderID(symbol: symbol, slot: 0, generation: 0).rawValue
            sql += " AND order_id BETWEEN ? AND ?"
            values += [.id(first), .id(OrderID(symbol: symbol, slot: OrderID.slotMax, generation: OrderID.generationMax).rawValue)]
        }
    }

    // MARK: orders

    func order(_ id: OrderID) throws(DatabaseError) -> BlotterOrder? {
        // Of `order_id = ?2` the planner would make a constant within the expression too, and not know the index again.
        let sql = "SELECT \(OrderEntry.columns) FROM ended_order WHERE (order_id & 268435455) = ?1 AND order_id BETWEEN ?2 AND ?2"
        return try rows(sql, [.integer(Int64(id.generation)), .id(id.rawValue)]) { row throws(DatabaseError) in try BlotterOrder(row: row) }.first
    }

    func orders(_ listing: OrderListing, _ memory: OrdersInMemory) throws(DatabaseError) -> ListingPage<BlotterOrder, OrderKey> {
        var page = ListingPage<BlotterOrder, OrderKey>()
        var walk = ListingWalk(listing.start) { $0.account }
        let later = try endedLater(listing, than: memory.endedThrough)
        for (account, open) in zip(listing.accounts, memory.open) {
            let ended = try endedCount(listing, account) - (later[account] ?? 0)
            page.total += open.count + ended
            guard page.elements.count < listing.limit, let start = walk.enter(account, total: open.count + ended) else { continue }
            page.elements += try orders(listing, account, open, start, limit: listing.limit - page.elements.count, memory.endedThrough)
        }
        page.last = page.elements.last.map(OrderKey.init)
        return page
    }

    /// Of one account: its open orders and the rows of its ended ones, merged.
    private func orders(
        _ listing: OrderListing, _ account: AccountID, _ open: [BlotterOrder], _ start: ListingStart<OrderKey>, limit: Int, _ through: UInt64
    ) throws(DatabaseError) -> [BlotterOrder] {
        switch start {
        case .after(let key):
            let ended = try ended(listing, account, through, behind: key, limit: limit, offset: 0)
            return Array(Self.merge(open.drop { !key.isBefore($0) }, ended[...]).prefix(limit))
        case .offset(let offset):
            // Of what comes before the page at most the open ones are no rows.
            let skipped = max(offset - open.count, 0)
            let ended = try ended(listing, account, through, behind: nil, limit: limit + min(offset, open.count), offset: skipped)
            guard skipped > 0, let first = ended.first else { return Array(Self.merge(open[...], ended[...]).dropFirst(offset).prefix(limit)) }
            let rest = open.drop { OrderKey($0).isBefore(first) }
            return Array(Self.merge(rest, ended[...]).dropFirst(offset - skipped - (open.count - rest.count)).prefix(limit))
        }
    }

    private static func merge(_ open: ArraySlice<BlotterOrder>, _ ended: ArraySlice<BlotterOrder>) -> [BlotterOrder] {
        var (open, ended) = (open, ended)
        var merged: [BlotterOrder] = []
        while let first = open.first, let other = ended.first {
            merged.append(OrderKey(first).isBefore(other) ? open.removeFirst() : ended.removeFirst())
        }
        return merged + open + ended
    }

    private func ended(
        _ listing: OrderListing, _ account: AccountID, _ through: UInt64, behind key: OrderKey?, limit: Int, offset: Int
    ) throws(DatabaseError) -> [BlotterOrder] {
        guard listing.wantsEnded else { return [] }
        let filter = Filter(listing)
        let values: [DatabaseValue] = [.integer(Int64(account.rawValue)), .id(through)] + filter.values
            + (key.map { [.id($0.sequence), .id($0.orderID.rawValue)] } ?? [])
        let sql = """
            SELECT \(OrderEntry.columns) FROM ended_order WHERE account = ? AND number <= ?\(filter.sql)\
            \(key == nil ? "" : " AND (sequence, order_id) < (?, ?)") ORDER BY sequence DESC, order_id DESC LIMIT ? OFFSET ?
            """
        return try rows(sql, values + [.integer(Int64(limit)), .integer(Int64(offset))]) { row throws(DatabaseError) in try BlotterOrder(row: row) }
    }

    /// All that are in the tables.
    private func endedCount(_ listing: OrderListing, _ account: AccountID) throws(DatabaseError) -> Int {
        guard listing.wantsEnded else { return 0 }
        let counts = try rows("SELECT symbol, status, count FROM order_count WHERE account = ?", [.integer(Int64(account.rawValue))]) {
            row throws(DatabaseError) in
            guard let symbol = UInt16(exactly: row.integer(0)), let status = UInt8(exactly: row.integer(1)).flatMap(BlotterOrder.Status.init) else {
                throw row.corrupt(0)
            }
            return listing.asksFor(status, SymbolID(rawValue: symbol)) ? Int(row.integer(2)) : 0
        }
        return counts.reduce(0, +)
    }

    /// Those that ended after the question was asked, by account: as many as came in between.
    private func endedLater(_ listing: OrderListing, than number: UInt64) throws(DatabaseError) -> [AccountID: Int] {
        guard listing.wantsEnded else { return [:] }
        var counts: [AccountID: Int] = [:]
        _ = try rows("SELECT account, order_id, status FROM ended_order WHERE number > ?", [.id(number)]) { row throws(DatabaseError) in
            guard let account = UInt32(exactly: row.integer(0)).map(AccountID.init), listing.accounts.contains(account) else { return }
            let symbol = OrderID(rawValue: UInt64(bitPattern: row.integer(1))).symbol
            guard let status = UInt8(exactly: row.integer(2)).flatMap(BlotterOrder.Status.init) else { throw row.corrupt(2) }
            if listing.asksFor(status, symbol) { counts[account, default: 0] += 1 }
        }
        return counts
    }

    // MARK: fills

    private static let fillColumns = "number, account, trade_id, order_id, side, liquidity, price, quantity, gross, fee, realised, time"

    func fills(_ listing: FillListing, through: UInt64) throws(DatabaseError) -> ListingPage<Fill, FillKey> {
        var page = ListingPage<Fill, FillKey>()
        var walk = ListingWalk(listing.start) { $0.account }
        for account in listing.accounts {
            let total = try fillCount(listing, account, through)
            page.total += total
            guard page.elements.count < listing.limit, let start = walk.enter(account, total: total) else { continue }
            let rows = try fills(listing, account, start, limit: listing.limit - page.elements.count, through)
            page.elements += rows.map(\.fill)
            if let last = rows.last { page.last = FillKey(account: account, number: last.number) }
        }
        return page
    }

    private func fills(
        _ listing: FillListing, _ account: AccountID, _ start: ListingStart<FillKey>, limit: Int, _ through: UInt64
    ) throws(DatabaseError) -> [(number: UInt64, fill: Fill)] {
        let filter = Filter(listing)
        let (last, offset) = switch start {
        case .offset(let offset): (through, offset)
        case .after(let key): (min(through, key.number - 1), 0)
        }
        let sql = "SELECT \(Self.fillColumns) FROM fill WHERE account = ? AND number <= ?\(filter.sql) ORDER BY number DESC LIMIT ? OFFSET ?"
        let values: [DatabaseValue] = [.integer(Int64(account.rawValue)), .id(last)] + filter.values + [.integer(Int64(limit)), .integer(Int64(offset))]
        return try rows(sql, values) { row throws(DatabaseError) in (UInt64(bitPattern: row.integer(0)), try Fill(row: row)) }
    }

    private func fillCount(_ listing: FillListing, _ account: AccountID, _ through: UInt64) throws(DatabaseError) -> Int {
        let filter = Filter(listing)
        let later = try number(
            "SELECT count(*) FROM fill WHERE account = ? AND number > ?\(filter.sql)", [.integer(Int64(account.rawValue)), .id(through)] + filter.values)
        let counts = try rows("SELECT symbol, side, count FROM fill_count WHERE account = ?", [.integer(Int64(account.rawValue))]) {
            row throws(DatabaseError) in
            let isAskedFor = (listing.symbol == .all || row.integer(0) == Int64(listing.symbol.rawValue))
                && (listing.side == nil || row.integer(1) == Int64(listing.side?.rawValue ?? 0))
            return isAskedFor ? Int(row.integer(2)) : 0
        }
        return counts.reduce(0, +) - Int(later ?? 0)
    }

    /// - Complexity: O(log fills), for trade ids only rise.
    func fills(ofTrade id: UInt64) throws(DatabaseError) -> [Fill] {
        var low = try number("SELECT min(number) FROM fill", []) ?? 1
        var high = try number("SELECT max(number) FROM fill", []) ?? 0
        while low < high {
            let middle = low + (high - low) / 2
            let found = try number("SELECT trade_id FROM fill WHERE number = ?", [.integer(middle)])
            if let found, UInt64(bitPattern: found) < id { low = middle + 1 } else { high = middle }
        }
        let sql = "SELECT \(Self.fillColumns) FROM fill WHERE number BETWEEN ? AND ? AND trade_id = ?"
        return try rows(sql, [.integer(low), .integer(low + 1), .id(id)]) { row throws(DatabaseError) in try Fill(row: row) }
    }

    // MARK: public trades

    func trades(of symbol: SymbolID, before id: UInt64, limit: Int) throws(DatabaseError) -> [Print] {
        let sql = """
            SELECT trade_id, price, quantity, time, side, is_auction FROM trade WHERE symbol = ? AND trade_id < ? ORDER BY trade_id DESC LIMIT ?
            """
        return try rows(sql, [.integer(Int64(symbol.rawValue)), .id(id), .integer(Int64(limit))]) { row throws(DatabaseError) in
            guard let side = UInt8(exactly: row.integer(4)).flatMap(Side.init) else { throw row.corrupt(4) }
            return Print(
                tradeID: UInt64(bitPattern: row.integer(0)), price: Price(ticks: row.integer(1)), quantity: Quantity(lots: row.integer(2)),
                time: row.integer(3), side: side, isAuction: row.integer(5) != 0)
        }
    }
}

extension DatabaseValue {
    /// Numbers of 64 bits are stored as two's complement.
    static func id(_ number: UInt64) -> DatabaseValue { .integer(Int64(bitPattern: number)) }
}

extension Fill {
    /// From the columns of `fill`, in their order.
    init(row: Statement) throws(DatabaseError) {
        func value<Value>(_ column: Int, _ make: (UInt8) -> Value?) throws(DatabaseError) -> Value {
            guard let value = UInt8(exactly: row.integer(column)).flatMap(make) else { throw row.corrupt(column) }
            return value
        }
        guard let account = UInt32(exactly: row.integer(1)) else { throw row.corrupt(1) }
        self.init(
            tradeID: UInt64(bitPattern: row.integer(2)), orderID: OrderID(rawValue: UInt64(bitPattern: row.integer(3))),
            price: Price(ticks: row.integer(6)), quantity: Quantity(lots: row.integer(7)), gross: Amount(units: row.integer(8)),
            fee: Amount(units: row.integer(9)), realisedUnits: row.integerIfAny(10) ?? .min, time: row.integer(11), older: 0,
            account: AccountID(rawValue: account), side: try value(4, Side.init), liquidity: try value(5, Liquidity.init), padding: 0)
    }
}
