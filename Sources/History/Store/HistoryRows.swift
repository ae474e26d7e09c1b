import Database
import Market

/// Writes the rows that are never changed again: one statement each.
struct HistoryRows {
    private let endedOrder: Statement
    private let fill: Statement
    private let trade: Statement
    private let equity: Statement
    private let accountEvent: Statement
    private let candle: Statement
    private let candleSoFar: Statement

    /// Lengths of the candles in the table.
    static let candleLengths: [Timestamp] = [60, 300, 900, 3_600, 14_400, 86_400].map { $0 * 1_000_000_000 }

    init(_ connection: DatabaseConnection) throws(DatabaseError) {
        endedOrder = try connection.prepare(OrderEntry.insertion)
        fill = try connection.prepare("""
            INSERT INTO fill (number, account, trade_id, order_id, side, liquidity, price, quantity, gross, fee, realised, time) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        trade = try connection.prepare(
            "INSERT INTO trade (symbol, trade_id, time, price, quantity, side, is_auction) VALUES (?, ?, ?, ?, ?, ?, ?)")
        equity = try connection.prepare("INSERT INTO equity (account, spacing, time, equity, unrealised, realised) VALUES (?, ?, ?, ?, ?, ?)")
        accountEvent = try connection.prepare("INSERT INTO account_event (number, sequence, account, state, reason, time) VALUES (?, ?, ?, ?, ?, ?)")
        candle = try connection.prepare("""
            INSERT OR REPLACE INTO candle (symbol, interval, start, open, high, low, close, volume, quote_volume, trades) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        candleSoFar = try connection.prepare("""
            SELECT open, high, low, close, volume, quote_volume, trades FROM candle WHERE symbol = ? AND interval = ? AND start = ?
            """)
    }

    func insert(_ order: OrderEntry, _ options: OrderOptions?, number: UInt64) throws(DatabaseError) {
        try order.insert(number, options, by: endedOrder)
    }

    func insert(_ row: Fill, number: UInt64) throws(DatabaseError) {
        try fill.bind(Int64(bitPattern: number), at: 0)
        try fill.bind(Int64(row.account.rawValue), at: 1)
        try fill.bind(Int64(bitPattern: row.tradeID), at: 2)
        try fill.bind(Int64(bitPattern: row.orderID.rawValue), at: 3)
        try fill.bind(Int64(row.side.rawValue), at: 4)
        try fill.bind(Int64(row.liquidity.rawValue), at: 5)
        try fill.bind(row.price.ticks, at: 6)
        try fill.bind(row.quantity.lots, at: 7)
        try fill.bind(row.gross.units, at: 8)
        try fill.bind(row.fee.units, at: 9)
        if let realised = row.realised { try fill.bind(realised.units, at: 10) } else { try fill.bindNull(at: 10) }
        try fill.bind(row.time, at: 11)
        try fill.run()
    }

    /// The trade whose taker's side, or buyer's in an auction, this is.
    func insertTrade(_ taker: Fill) throws(DatabaseError) {
        try trade.bind(Int64(taker.orderID.symbol.rawValue), at: 0)
        try trade.bind(Int64(bitPattern: taker.tradeID), at: 1)
        try trade.bind(taker.time, at: 2)
        try trade.bind(taker.price.ticks, at: 3)
        try trade.bind(taker.quantity.lots, at: 4)
        try trade.bind(Int64(taker.side.rawValue), at: 5)
        try trade.bind(taker.liquidity == .auction ? 1 : 0, at: 6)
        try trade.run()
    }

    func insert(_ point: EquityPoint, of account: UInt32, spacing: Timestamp) throws(DatabaseError) {
        try equity.bind(Int64(account), at: 0)
        try equity.bind(spacing / 1_000_000_000, at: 1)
        try equity.bind(point.time, at: 2)
        try equity.bind(point.equity, at: 3)
        try equity.bind(point.unrealised, at: 4)
        try equity.bind(point.realised, at: 5)
        try equity.run()
    }

    func insert(_ event: AccountEvent, number: UInt64) throws(DatabaseError) {
        try accountEvent.bind(Int64(bitPattern: number), at: 0)
        try accountEvent.bind(Int64(bitPattern: event.sequence), at: 1)
        try accountEvent.bind(Int64(event.account.rawValue), at: 2)
        try accountEvent.bind(Int64(event.state), at: 3)
        try accountEvent.bind(Int64(event.reason), at: 4)
        try accountEvent.bind(event.time, at: 5)
        try accountEvent.run()
    }

    /// A complete minute: a candle of its own, and part of the longer ones it lies in.
    func add(_ minute: Candle, of symbol: UInt32) throws(DatabaseError) {
        for length in Self.candleLengths {
            var whole = minute.within(length)
            if length != Candle.minute, let before = try candle(of: symbol, length, at: whole.start) {
                whole = before
                whole.add(minute)
            }
            try put(whole, of: symbol, length)
        }
    }

    private func put(_ whole: Candle, of symbol: UInt32, _ length: Timestamp) throws(DatabaseError) {
        try candle.bind(Int64(symbol), at: 0)
        try candle.bind(length / 1_000_000_000, at: 1)
        try candle.bind(whole.start, at: 2)
        try candle.bind(whole.open.ticks, at: 3)
        try candle.bind(whole.high.ticks, at: 4)
        try candle.bind(whole.low.ticks, at: 5)
        try candle.bind(whole.close.ticks, at: 6)
        try candle.bind(whole.volume.lots, at: 7)
        try candle.bind(whole.quoteVolume.units, at: 8)
        try candle.bind(whole.trades, at: 9)
        try candle.run()
    }

    private func candle(of symbol: UInt32, _ length: Timestamp, at start: Timestamp) throws(DatabaseError) -> Candle? {
        try candleSoFar.bind(Int64(symbol), at: 0)
        try candleSoFar.bind(length / 1_000_000_000, at: 1)
        try candleSoFar.bind(start, at: 2)
        defer { candleSoFar.reset() }
        guard try candleSoFar.step() else { return nil }
        return Candle(row: candleSoFar, start: start)
    }
}

extension Candle {
    /// From the columns open, high, low, close, volume, quote_volume, trades, which begin at `column`.
    package init(row: Statement, start: Timestamp, at column: Int = 0) {
        self.init(
            start: start, price: Price(ticks: row.integer(column)), quantity: Quantity(lots: row.integer(column + 4)), gross: row.integer(column + 5))
        high = Price(ticks: row.integer(column + 1))
        low = Price(ticks: row.integer(column + 2))
        close = Price(ticks: row.integer(column + 3))
        trades = row.integer(column + 6)
    }
}
