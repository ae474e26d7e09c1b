import Database
import Market

/// One import: bars of one symbol and length in one transaction, all or none.
package final class BarImport {
    package struct Outcome: Sendable, Equatable {
        package var read = 0
        /// Of them, those that were not there yet.
        package var new = 0
        package var first: Timestamp = 0
        package var last: Timestamp = 0
        /// Longer bars that were folded up.
        package var folded = 0
    }

    private let data: MarketData
    private let symbol: String
    private let length: Timestamp
    private let insertion: Statement
    private var outcome = Outcome()

    private static let columns = "symbol, length, start, open, high, low, close, volume, quote_volume, trades, folded"

    private init(_ data: MarketData, _ symbol: String, _ length: Timestamp) throws(DatabaseError) {
        (self.data, self.symbol, self.length) = (data, symbol, length)
        // A bar that was imported as it is stays.
        insertion = try data.connection.prepare("""
            INSERT INTO bar (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
            ON CONFLICT DO UPDATE SET open = ?4, high = ?5, low = ?6, close = ?7, volume = ?8, quote_volume = ?9, trades = ?10, folded = ?11 \
            WHERE folded <> 0 OR ?11 = 0
            """)
    }

    /// Imports what `body` hands over, in the order of its time; nothing stays if it throws.
    /// - Throws: what `body` throws, or the `HistoryError` of a file that could not be written.
    package static func run(
        into data: MarketData, symbol: String, length: Timestamp, _ body: ((Bar) throws -> Void) throws -> Void
    ) throws -> Outcome {
        let work = try data.lift { () throws(DatabaseError) in try BarImport(data, symbol, length) }
        return try data.connection.transaction(orFailing: { HistoryError.database(path: data.path, $0) as any Error }) {
            try body { bar in try work.add(bar) }
            try data.lift { () throws(DatabaseError) in try work.finish() }
            return work.outcome
        }
    }

    private func add(_ bar: Bar) throws(HistoryError) {
        try data.lift { () throws(DatabaseError) in
            if outcome.read == 0 { outcome.first = bar.start }
            if try !isThere(bar.start) { outcome.new += 1 }
            try put(bar, length, foldedFrom: 0)
        }
        outcome.read += 1
        outcome.last = bar.start
    }

    private lazy var presence = Result { () throws(DatabaseError) in
        try data.connection.prepare("SELECT 1 FROM bar WHERE symbol = ? AND length = ? AND start = ? AND folded = 0")
    }

    private func isThere(_ start: Timestamp) throws(DatabaseError) -> Bool {
        let presence = try presence.get()
        try presence.bind([.text(symbol), .integer(length / 1_000_000_000), .integer(start)])
        defer { presence.reset() }
        return try presence.step()
    }

    private func put(_ bar: Bar, _ length: Timestamp, foldedFrom source: Timestamp) throws(DatabaseError) {
        try insertion.bind([
            .text(symbol), .integer(length / 1_000_000_000), .integer(bar.start), .integer(bar.open), .integer(bar.high), .integer(bar.low),
            .integer(bar.close), .integer(bar.volume), .integer(bar.quoteVolume), .integer(bar.trades), .integer(source / 1_000_000_000),
        ])
        while try insertion.step() {}
        insertion.reset()
    }

    /// Folds longer bars from all there are of this length where some are new, and describes the series.
    private func finish() throws(DatabaseError) {
        guard outcome.read > 0 else { return }
        for longer in BarSeries.lengths where longer > length { try fold(longer) }
        for length in BarSeries.lengths where length >= self.length { try data.describe(symbol, length) }
    }

    private func fold(_ longer: Timestamp) throws(DatabaseError) {
        let (first, last) = (outcome.first / longer * longer, outcome.last / longer * longer + longer - 1)
        let parts = try data.connection.prepare(
            "SELECT \(MarketData.barColumns) FROM bar WHERE symbol = ? AND length = ? AND start BETWEEN ? AND ? ORDER BY start")
        try parts.bind([.text(symbol), .integer(length / 1_000_000_000), .integer(first), .integer(last)])
        defer { parts.reset() }
        var whole: Bar?
        while try parts.step() {
            var part = Bar(row: parts)
            part.start = part.start / longer * longer
            if whole?.start == part.start {
                whole?.add(part)
            } else {
                if let whole { try putFolded(whole, longer) }
                whole = part
            }
        }
        if let whole { try putFolded(whole, longer) }
    }

    private func putFolded(_ bar: Bar, _ longer: Timestamp) throws(DatabaseError) {
        try put(bar, longer, foldedFrom: length)
        outcome.folded += 1
    }
}
