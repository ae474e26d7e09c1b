import Database
import IO
import Market

/// Bars that were imported, in `DIR/market-data.sqlite`: beside the log, and untouched when the history is made anew.
///
/// Numbers are units of 10^-8 of their asset, whatever the exchange lists. Longer bars are folded up from shorter ones as they are imported;
/// a bar that was imported as such is never replaced by a folded one. Several processes may have the file open: a daemon sees what another
/// process imports with its next question.
package final class MarketData {
    /// Bars of one length of one symbol.
    package struct Series: Hashable, Sendable {
        package var symbol: String
        package var length: Timestamp
        package var bars: Int
        /// Start of the first and of the last.
        package var first: Timestamp
        package var last: Timestamp
        /// Folded up from shorter ones, all of them.
        package var isFolded: Bool
    }

    /// A stretch within a series where bars are missing: from where the first of them would begin to where the last would end.
    package struct Gap: Hashable, Sendable {
        package var symbol: String
        package var length: Timestamp
        package var start: Timestamp
        package var end: Timestamp

        package init(symbol: String, length: Timestamp, start: Timestamp, end: Timestamp) {
            (self.symbol, self.length, self.start, self.end) = (symbol, length, start, end)
        }
    }

    package static let fileName = "market-data.sqlite"
    /// Digits behind the point.
    package static let scale = 8
    /// Gaps kept of a series: the longest. A series with more has bars where something traded, and none elsewhere.
    package static let gapsMax = 1_000

    package let path: String
    let connection: DatabaseConnection

    private static let migrations = [
        """
        -- `length` in seconds, `start` in nanoseconds since 1970; `folded` is the length of the bars it was folded from, 0 if it was imported as it is.
        CREATE TABLE bar (
            symbol TEXT NOT NULL, length INTEGER NOT NULL, start INTEGER NOT NULL,
            open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, close INTEGER NOT NULL,
            volume INTEGER NOT NULL, quote_volume INTEGER NOT NULL, trades INTEGER NOT NULL, folded INTEGER NOT NULL,
            PRIMARY KEY (symbol, length, start)
        ) WITHOUT ROWID;
        -- What follows from the bars, so that nobody counts them.
        CREATE TABLE series (
            symbol TEXT NOT NULL, length INTEGER NOT NULL, bars INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            folded INTEGER NOT NULL, PRIMARY KEY (symbol, length)
        ) WITHOUT ROWID;
        CREATE TABLE gap (
            symbol TEXT NOT NULL, length INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (symbol, length, start)
        ) WITHOUT ROWID;
        """
    ]

    /// Opens or creates the file.
    package init(directory: String) throws(HistoryError) {
        path = "\(directory)/\(Self.fileName)"
        do throws(IOError) {
            if try PrivateFile.exists(path) == false { try PrivateFile.write(path, []) }
        } catch { throw .io(error) }
        do throws(DatabaseError) { connection = try DatabaseConnection(path: path, migrations: Self.migrations) } catch {
            throw .database(path: path, error)
        }
    }

    func lift<Answer>(_ body: () throws(DatabaseError) -> Answer) throws(HistoryError) -> Answer {
        do throws(DatabaseError) { return try body() } catch { throw .database(path: path, error) }
    }

    // MARK: questions

    static let barColumns = "start, open, high, low, close, volume, quote_volume, trades"

    /// Those in the range of a question, the newest `limit` of them; oldest first.
    package func bars(_ question: BarQuestion) throws(HistoryError) -> [Bar] {
        let sql = """
            SELECT \(Self.barColumns) FROM bar WHERE symbol = ? AND length = ? AND start BETWEEN ? AND ? ORDER BY start DESC LIMIT ?
            """
        return try read(sql, question, [.integer(question.first), .integer(question.last), .integer(Int64(question.limit))]).reversed()
    }

    /// The last one that begins before `time`.
    func last(_ question: BarQuestion, before time: Timestamp) throws(HistoryError) -> Bar? {
        let sql = "SELECT \(Self.barColumns) FROM bar WHERE symbol = ? AND length = ? AND start < ? ORDER BY start DESC LIMIT 1"
        return try read(sql, question, [.integer(time)]).first
    }

    private func read(_ sql: String, _ question: BarQuestion, _ values: [DatabaseValue]) throws(HistoryError) -> [Bar] {
        let key: [DatabaseValue] = [.text(question.instrument.name.description), .integer(question.length / 1_000_000_000)]
        return try lift { () throws(DatabaseError) in
            try connection.query(sql, key + values) { row throws(DatabaseError) in
                Bar(row: row).scaled(base: question.baseScale, quote: question.quoteScale)
            }
        }
    }

    /// By symbol and length.
    package func series() throws(HistoryError) -> [Series] {
        try lift { () throws(DatabaseError) in
            try connection.query("SELECT symbol, length, bars, first, last, folded FROM series ORDER BY symbol, length") { row throws(DatabaseError) in
                Series(
                    symbol: try row.text(0), length: row.integer(1) * 1_000_000_000, bars: Int(row.integer(2)), first: row.integer(3), last: row.integer(4),
                    isFolded: row.integer(5) != 0)
            }
        }
    }

    /// By symbol, length and time.
    package func gaps() throws(HistoryError) -> [Gap] {
        try lift { () throws(DatabaseError) in
            try connection.query("SELECT symbol, length, start, \"end\" FROM gap ORDER BY symbol, length, start") { row throws(DatabaseError) in
                Gap(symbol: try row.text(0), length: row.integer(1) * 1_000_000_000, start: row.integer(2), end: row.integer(3))
            }
        }
    }

    // MARK: changes

    /// Removes what was imported of a symbol, or only bars of one length and what was folded up from them; returns how many bars that were.
    package func remove(_ symbol: String, length: Timestamp?) throws(HistoryError) -> Int {
        try lift { () throws(DatabaseError) in
            try connection.transaction { () throws(DatabaseError) in
                if let length {
                    let seconds = DatabaseValue.integer(length / 1_000_000_000)
                    try connection.run("DELETE FROM bar WHERE symbol = ? AND (length = ? OR folded = ?)", [.text(symbol), seconds, seconds])
                } else {
                    try connection.run("DELETE FROM bar WHERE symbol = ?", [.text(symbol)])
                }
                let removed = connection.changedRows
                for length in BarSeries.lengths { try describe(symbol, length) }
                return removed
            }
        }
    }

    /// Writes down anew what a series consists of.
    func describe(_ symbol: String, _ length: Timestamp) throws(DatabaseError) {
        let key: [DatabaseValue] = [.text(symbol), .integer(length / 1_000_000_000)]
        try connection.run("DELETE FROM series WHERE symbol = ? AND length = ?", key)
        try connection.run("DELETE FROM gap WHERE symbol = ? AND length = ?", key)
        try connection.run(
            """
            INSERT INTO series SELECT symbol, length, count(*), min(start), max(start), min(folded) FROM bar WHERE symbol = ? AND length = ? \
            GROUP BY symbol, length
            """, key)
        let nanoseconds = DatabaseValue.integer(length)
        try connection.run(
            """
            INSERT INTO gap SELECT symbol, length, start + ?, next FROM \
            (SELECT symbol, length, start, folded, lead(start) OVER (ORDER BY start) AS next FROM bar WHERE symbol = ? AND length = ?) \
            WHERE next > start + ? AND folded = 0 ORDER BY next - start DESC, start LIMIT \(Self.gapsMax)
            """, [nanoseconds] + key + [nanoseconds])
    }
}

extension Bar {
    /// From the columns of `MarketData.barColumns`.
    init(row: Statement) {
        self.init(
            start: row.integer(0), open: row.integer(1), high: row.integer(2), low: row.integer(3), close: row.integer(4), volume: row.integer(5),
            quoteVolume: row.integer(6), trades: row.integer(7))
    }

    /// From units of 10^-8 to those of assets with other scales; what has no such digits is cut.
    func scaled(base: Int, quote: Int) -> Bar {
        if base == MarketData.scale, quote == MarketData.scale { return self }
        func scale(_ units: Int64, _ digits: Int) -> Int64 {
            var units = units
            for _ in MarketData.scale..<max(digits, MarketData.scale) { units = Bar.product(units, 10) }
            for _ in min(digits, MarketData.scale)..<MarketData.scale { units /= 10 }
            return units
        }
        return Bar(
            start: start, open: scale(open, quote), high: scale(high, quote), low: scale(low, quote), close: scale(close, quote),
            volume: scale(volume, base), quoteVolume: scale(quoteVolume, quote), trades: trades)
    }
}
