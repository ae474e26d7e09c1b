import Database
import IO
import Market

/// Answers questions from the tables of the history, on a loop of its own: every answer may wait for the disk.
///
/// Each answer is made of one snapshot of the file. What it depends on beside the rows, open orders and how much had ended, comes with the
/// question, so that it says how things were when the question was asked, however far the tables have gone on since.
package actor HistoryReader {
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let path: String
    private var tables: HistoryTables?
    let imports: MarketData

    /// - Parameter directory: the data directory; `history.sqlite` in it need not be there yet, `market-data.sqlite` is made if it is not.
    package init(directory: String, loop: EventLoop) throws(HistoryError) {
        path = "\(directory)/history.sqlite"
        imports = try MarketData(directory: directory)
        self.loop = loop
    }

    /// Reads from tables that hold everything up to `sequence`, or the first `ended` orders that ended if that is enough.
    ///
    /// The file is opened when it is first asked for, and again when it has been replaced: what is open then stays behind.
    /// - Throws: `behind` if they do not reach as far.
    func read<Answer>(
        through sequence: SequenceNumber, orEnded ended: UInt64? = nil, _ body: (HistoryTables) throws(DatabaseError) -> Answer
    ) throws(HistoryError) -> Answer {
        do throws(DatabaseError) {
            for _ in 0..<2 {
                if tables == nil { tables = try HistoryTables(path) }
                guard let current = tables else { break }
                let answer: Answer? = try current.snapshot(through: sequence, orEnded: ended, body)
                if let answer { return answer }
                tables = nil
            }
        } catch {
            tables = nil
            throw .database(path: path, error)
        }
        throw .behind(sequence)
    }

    /// Runs `body` on the reader's loop, where it may wait.
    package nonisolated func perform(_ body: @escaping @Sendable (isolated HistoryReader) async -> Void) {
        loop.schedule(at: .min) {
            self.assumeIsolated { reader in
                _ = Task<Void, Never>.init(name: nil, priority: nil) { await body(reader) }
            }
        }
    }

    /// What `question` reads from tables that hold everything up to `sequence`.
    package func ask<Answer>(
        through sequence: SequenceNumber, _ question: (DatabaseConnection) throws(DatabaseError) -> Answer
    ) throws(HistoryError) -> Answer {
        try read(through: sequence) { tables throws(DatabaseError) in try question(tables.connection) }
    }

    /// What was imported, and what is missing in it.
    package func imported() throws(HistoryError) -> (series: [MarketData.Series], gaps: [MarketData.Gap]) { (try imports.series(), try imports.gaps()) }

    package func orders(_ listing: OrderListing, _ memory: OrdersInMemory, at sequence: SequenceNumber) throws(HistoryError)
        -> ListingPage<BlotterOrder, OrderKey>
    {
        try read(through: sequence) { tables throws(DatabaseError) in try tables.orders(listing, memory) }
    }

    package func fills(_ listing: FillListing, _ memory: FillsInMemory, at sequence: SequenceNumber) throws(HistoryError)
        -> ListingPage<Fill, FillKey>
    {
        try read(through: sequence) { tables throws(DatabaseError) in try tables.fills(listing, through: memory.through) }
    }

    /// An order that had ended; nil if there is none. Of one that can only be among the first `count` to end, tables that hold those know
    /// enough, however far they are behind.
    package func order(_ id: OrderID, endedWithin count: UInt64? = nil, at sequence: SequenceNumber) throws(HistoryError) -> BlotterOrder? {
        try read(through: sequence, orEnded: count) { tables throws(DatabaseError) in try tables.order(id) }
    }

    /// Both sides of a trade.
    package func fills(ofTrade id: UInt64, at sequence: SequenceNumber) throws(HistoryError) -> [Fill] {
        try read(through: sequence) { tables throws(DatabaseError) in try tables.fills(ofTrade: id) }
    }

    /// Public trades before `id`, newest first.
    package func trades(of symbol: SymbolID, before id: UInt64, limit: Int, at sequence: SequenceNumber) throws(HistoryError) -> [Print] {
        try read(through: sequence) { tables throws(DatabaseError) in try tables.trades(of: symbol, before: id, limit: limit) }
    }
}

/// The tables of one file, open for questions.
final class HistoryTables {
    let connection: DatabaseConnection
    private let progress: Statement

    /// Pages kept in memory: the upper levels of the indices.
    static let cacheBytes = 16 << 20

    init(_ path: String) throws(DatabaseError) {
        var options = DatabaseOptions()
        options.isReadOnly = true
        options.cacheBytes = Self.cacheBytes
        connection = try DatabaseConnection(path: path, migrations: HistorySchema.migrations, options: options)
        progress = try connection.prepare("SELECT sequence FROM progress")
    }

    /// What `body` reads of one state of the file, if that holds everything up to `sequence`, or as many ended orders; else nil.
    func snapshot<Answer>(
        through sequence: SequenceNumber, orEnded ended: UInt64? = nil, _ body: (HistoryTables) throws(DatabaseError) -> Answer
    ) throws(DatabaseError) -> Answer? {
        try connection.execute("BEGIN")
        let result = Result { () throws(DatabaseError) in
            defer { progress.reset() }
            guard try progress.step() else { return Answer?.none }
            if SequenceNumber(bitPattern: progress.integer(0)) < sequence, try !hasEnded(ended) { return Answer?.none }
            return try body(self)
        }
        try connection.execute("COMMIT")
        return try result.get()
    }

    /// Whether the first `count` orders that ended are in the tables, as far as they are kept.
    private func hasEnded(_ count: UInt64?) throws(DatabaseError) -> Bool {
        guard let count else { return false }
        let last = try number("SELECT max(number) FROM ended_order", [])
        return UInt64(bitPattern: last ?? 0) >= count
    }

    private var statements: [String: Statement] = [:]

    /// A compiled statement, kept for the next time: their texts are few.
    func statement(_ sql: String) throws(DatabaseError) -> Statement {
        if let known = statements[sql] { return known }
        let statement = try connection.prepare(sql)
        statements[sql] = statement
        return statement
    }

    func rows<Row>(_ sql: String, _ values: [DatabaseValue], _ read: (Statement) throws(DatabaseError) -> Row) throws(DatabaseError) -> [Row] {
        let statement = try statement(sql)
        try statement.bind(values)
        defer { statement.reset() }
        var rows: [Row] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }

    func number(_ sql: String, _ values: [DatabaseValue]) throws(DatabaseError) -> Int64? {
        try rows(sql, values) { row throws(DatabaseError) in row.integerIfAny(0) }.first ?? nil
    }
}
