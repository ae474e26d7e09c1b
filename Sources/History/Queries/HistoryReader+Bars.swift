import Database
import Market

extension HistoryReader {
    /// The bars of a question.
    /// - Parameter memory: what it was when it was asked, at `sequence`.
    package func bars(_ question: BarQuestion, _ memory: CandlesInMemory, at sequence: SequenceNumber) throws(HistoryError) -> [Bar] {
        guard question.first <= question.last else { return [] }
        let imported = try imports.bars(question)
        var known = memory
        if !memory.isEnough(for: question) {
            try read(through: sequence) { tables throws(DatabaseError) in try tables.complete(&known, question) }
        }
        var before = known.before.map { (start: $0.start, close: Bar($0, of: question.instrument).close) }
        if let firstOwn = known.first, firstOwn < question.gridFirst, let other = try imports.last(question, before: question.gridFirst),
            other.start > before?.start ?? .min { before = (other.start, other.close) }
        return BarSeries.assemble(question, own: known.candles, before: before?.close, firstOwn: known.first, imported: imported)
    }
}

extension HistoryTables {
    private static let candleColumns = "start, open, high, low, close, volume, quote_volume, trades"

    /// Adds what memory has forgotten.
    func complete(_ memory: inout CandlesInMemory, _ question: BarQuestion) throws(DatabaseError) {
        guard let sureFrom = memory.sureFrom else { return }
        let key: [DatabaseValue] = [.integer(Int64(question.symbol.rawValue)), .integer(question.length / 1_000_000_000)]
        memory.first = try number("SELECT min(start) FROM candle WHERE symbol = ? AND interval = ?", key)
        if question.gridFirst < sureFrom {
            let older = try rows(
                "SELECT \(Self.candleColumns) FROM candle WHERE symbol = ? AND interval = ? AND start BETWEEN ? AND ? ORDER BY start",
                key + [.integer(question.gridFirst), .integer(min(sureFrom - 1, question.last))]
            ) { row throws(DatabaseError) in Candle(row: row, start: row.integer(0), at: 1) }
            memory.candles = older + memory.candles
        }
        if memory.before == nil {
            memory.before = try rows(
                "SELECT \(Self.candleColumns) FROM candle WHERE symbol = ? AND interval = ? AND start < ? ORDER BY start DESC LIMIT 1",
                key + [.integer(min(question.gridFirst, sureFrom))]
            ) { row throws(DatabaseError) in Candle(row: row, start: row.integer(0), at: 1) }.first
        }
    }
}
