import Database
import History
import Market

/// A history of as many rows as one likes, without an exchange: made by SQL from the numbers of its rows.
struct MadeUpHistory {
    let directory: String
    let rows: Int64

    static let accounts = 1_000
    static let begin: Timestamp = 1_700_000_000_000_000_000 / Candle.day * Candle.day
    /// Of candles; about a year.
    static let minutes: Int64 = 500_000
    /// Rows of one transaction.
    private static let step: Int64 = 250_000

    static func orderID(_ number: Int64) -> OrderID {
        OrderID(symbol: SymbolID(rawValue: UInt16(number % 8)), slot: UInt32(number % 4_096), generation: UInt32(1 + number / 4_096 * 8 + number % 8))
    }

    /// What memory says that remembers nothing.
    static var forgotten: CandlesInMemory {
        var memory = CandlesInMemory()
        memory.sureFrom = .max
        return memory
    }

    static func bars(_ length: Timestamp, through last: Timestamp) -> BarQuestion {
        guard let name = Name("BTCUSDT") else { fatalError("letters are a name") }
        let instrument = Instrument(
            name: name, baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1_000_000, lotUnits: 1_000, notionalUnits: 10,
            minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1 << 30))
        return BarQuestion(
            SymbolID(rawValue: 0), instrument, baseScale: 8, quoteScale: 8, length: length, in: .min ... last, now: .max, limit: BarSeries.barsMax)
    }

    /// Writes the file, unless it holds as many rows already.
    func write(_ progress: (Int64) throws -> Void) throws {
        var options = DatabaseOptions()
        options.synchronous = .off
        options.cacheBytes = 256 << 20
        let connection = try DatabaseConnection(path: "\(directory)/history.sqlite", migrations: HistorySchema.migrations, options: options)
        let known = try connection.query("SELECT max(number) FROM ended_order") { row throws(DatabaseError) in row.integer(0) }
        guard known != [rows] else { return }
        try connection.run("INSERT OR REPLACE INTO progress VALUES (1, 0, ?, 0, 0, 0, 0)", [.integer(rows)])
        for first in stride(from: Int64(1), through: rows, by: Int64.Stride(Self.step)) {
            let numbers: [DatabaseValue] = [.integer(first), .integer(min(first + Self.step - 1, rows))]
            try connection.transaction { () throws(DatabaseError) in
                for sql in [Self.orders, Self.fills] { try connection.run(Self.numbers + sql, numbers) }
                let trades: [DatabaseValue] = [.integer((first + 1) / 2), .integer(min(first + Self.step - 1, rows) / 2)]
                try connection.run(Self.numbers + Self.trades, trades)
            }
            try progress(first)
        }
        try connection.transaction { () throws(DatabaseError) in
            for length in BarSeries.lengths {
                let count = Self.minutes * Candle.minute / length
                try connection.run(Self.numbers + Self.candles, [.integer(0), .integer(count - 1), .integer(length / 1_000_000_000), .integer(Self.begin)])
            }
            try connection.execute("""
                INSERT INTO order_count SELECT account, order_id >> 50, status, count(*) FROM ended_order GROUP BY 1, 2, 3;
                INSERT INTO fill_count SELECT account, order_id >> 50, side, count(*) FROM fill GROUP BY 1, 2, 3;
                """)
        }
    }

    private static let numbers = "WITH RECURSIVE n(i) AS (VALUES (?1) UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
    private static let id = "(((i % 8) << 50) | ((i % 4096) << 28) | (1 + i / 4096 * 8 + i % 8))"

    private static let orders = """
        INSERT INTO ended_order SELECT i, 1 + i * 7919 % 7001 % 1000, 2 * i - i % 17, \(id), 0, i % 2, 0, 0, 0, 0, 0, 6450000 + i % 1000, 6450000, \
        1000, CASE WHEN i % 3 = 0 THEN 1000 ELSE 0 END, 645000000, 645000, CASE WHEN i % 997 = 1 THEN 4 WHEN i % 3 = 0 THEN 2 ELSE 3 END, 1, \
        1700000000000000000 + i * 1000000, 1700000000000000000 + i * 1000100, NULL FROM n
        """
    private static let fills = """
        INSERT INTO fill SELECT i, 1 + i * 7919 % 7001 % 1000, (i + 1) / 2, \(id), i / 3 % 2, i % 2, 6450000 + i % 1000, 1000, 645000000, 645000, \
        CASE WHEN i / 3 % 2 = 1 THEN 100 END, 1700000000000000000 + i * 1000000 FROM n
        """
    private static let trades = """
        INSERT INTO trade SELECT i % 8, i, 1700000000000000000 + i * 2000000, 6450000 + i % 1000, 1000, i % 2, 0 FROM n
        """
    private static let candles = """
        INSERT INTO candle SELECT 0, ?3, ?4 + i * ?3 * 1000000000, 6450000, 6451000, 6449000, 6450500, 100000, 64500000000, 120 FROM n WHERE i % 10 < 8
        """
}
