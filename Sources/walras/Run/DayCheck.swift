import Engine
import Journaling
import Market
import Matching
import Wire

/// Compares what the exchange publishes with what the real one printed. Lives on the engine's loop.
final class DayCheck: ExchangeListener, @unchecked Sendable {
    /// One trade or fill as both sides can tell it; nil where the file has no such column.
    struct Print: Equatable, CustomStringConvertible {
        var row: Int64
        var buyID: Int64?
        var sellID: Int64?
        var restingID: Int64?
        /// In the file's unit.
        var price: Int64
        var quantity: Int64

        var description: String {
            let parties = restingID.map { "resting \($0)" } ?? "buy \(buyID ?? 0), sell \(sellID ?? 0)"
            return "row \(row): \(parties), price \(price), quantity \(quantity)"
        }
    }

    private let tick: Int64
    private var expected: Expectation?
    private let depth: DepthCheck?
    /// Ids of the file by slot of the order.
    private var fileIDs: [Int64] = []
    /// Rows handed over and not yet published, oldest first from `nextRow` on.
    private var rows: [(row: Int64, orderID: Int64)] = []
    private var nextRow = 0
    /// The last record of the set-up: rows begin after it.
    private var setUp: SequenceNumber = .max

    private(set) var trades = 0
    private(set) var volume: Int64 = 0
    private(set) var rejected: [RejectReason: Int] = [:]
    /// The last prints that agreed, for context.
    private var agreed: [Print] = []
    private(set) var difference: String?
    private(set) var failure: (any Error)?

    init(tick: Int64, expected: Expectation?, depth: DepthCheck?) {
        self.tick = tick
        self.expected = expected
        self.depth = depth
    }

    /// Whether everything compared so far is the same; nil if there is nothing to compare with.
    var identical: Bool? { expected == nil && depth == nil ? nil : difference == nil }
    var comparedDepthRows: Int { depth?.compared ?? 0 }

    func begin(after sequence: SequenceNumber) { setUp = sequence }

    /// Says which row the next command comes from, before it is handed over: its answer may come while the batch is.
    func expect(_ row: OrderRow) { rows.append((row.sequence, row.orderID)) }

    func fenced(_ error: JournalError) { failure = error }

    func published(_ batch: borrowing PublishedBatch) {
        guard failure == nil else { return }
        do {
            var records = batch.records()
            var sequence = batch.first
            while let record = try records.next() {
                if sequence > setUp, record.command != .tick { try follow(record) }
                sequence += 1
            }
        } catch { failure = error }
        if nextRow > 1 << 16 {
            rows.removeFirst(nextRow)
            nextRow = 0
        }
    }

    private func follow(_ record: Record) throws {
        let row = rows[nextRow]
        nextRow += 1
        var events = record.events()
        while let event = try events.next()?.event {
            switch event.kind {
            case .orderAccepted:
                let slot = Int(event.orderID.slot)
                while fileIDs.count <= slot { fileIDs.append(0) }
                fileIDs[slot] = row.orderID
            case .orderRejected: rejected[event.rejectReason, default: 0] += 1
            case .trade: try compare(event, row.row)
            default: break
            }
        }
    }

    private func compare(_ trade: Event, _ row: Int64) throws {
        trades += 1
        volume += trade.quantity.lots
        guard difference == nil, var expectation = expected else { return }
        let (first, second) = (fileIDs[Int(trade.orderID.slot)], fileIDs[Int(trade.otherID.slot)])
        let (buyer, seller) = trade.side == .buy ? (first, second) : (second, first)
        let isFills = expectation.isFills
        let made = Print(
            row: row, buyID: isFills ? nil : buyer, sellID: isFills ? nil : seller, restingID: isFills ? second : nil,
            price: trade.price.ticks * tick, quantity: trade.quantity.lots)
        let wanted = try expectation.next()
        expected = expectation
        guard wanted == made else { return differ(wanted, made) }
        agreed.append(made)
        if agreed.count > 3 { agreed.removeFirst() }
    }

    private func differ(_ wanted: Print?, _ made: Print?) {
        let context = agreed.map { "    same   \($0)\n" }.joined()
        difference = """
            print \(made == nil ? trades + 1 : trades) differs:
            \(context)    file   \(wanted.map { "\($0)" } ?? "no more")
                walras \(made.map { "\($0)" } ?? "no more")
            """
    }

    /// Everything was published: whatever the file still expects is missing.
    func finish() throws {
        if difference == nil, var expectation = expected, let wanted = try expectation.next() { differ(wanted, nil) }
        if difference == nil, let depth { difference = try depth.finish() }
    }

    /// Compares the visible levels with the recording, at a message whose last row has been applied.
    func compareDepth(at sourceRow: Int64, _ levels: (Side) -> [(price: Price, quantity: Quantity)]) throws {
        guard difference == nil, let depth else { return }
        difference = try depth.compare(at: sourceRow, tick: tick, levels)
    }
}

/// The trades or fills a file expects, one by one. A box, since readers of files cannot be copied.
struct Expectation {
    private final class Source {
        var file: OrderFile
        init(_ file: consuming OrderFile) { self.file = file }
    }

    private let source: Source
    let isFills: Bool

    init(path: String) throws {
        let file = try OrderFile(path: path)
        isFills = file.kind == .fills
        guard isFills || file.kind == .trades else { throw FileError.wrongKind(path: path, expected: "trades or fills", found: file.kind.name) }
        source = Source(file)
    }

    mutating func next() throws -> DayCheck.Print? {
        if isFills {
            return try source.file.nextFill().map {
                DayCheck.Print(row: $0.sequence, restingID: $0.restingID, price: $0.price, quantity: $0.quantity)
            }
        }
        return try source.file.nextTrade().map {
            DayCheck.Print(row: $0.sequence, buyID: $0.buyID, sellID: $0.sellID, price: $0.price, quantity: $0.quantity)
        }
    }
}

/// Levels as they stood after each message of a recording.
final class DepthCheck {
    private var file: OrderFile
    private let levels: Int
    private var read = 0
    private(set) var compared = 0

    init(path: String, levels: Int) throws {
        file = try OrderFile(path: path)
        self.levels = levels
        guard file.kind == .depth else { throw FileError.wrongKind(path: path, expected: "depth", found: file.kind.name) }
    }

    /// Compares the row of a message with the book as it stands after it.
    ///
    /// Rows before it that no order row belongs to are passed over: a recording tells the fills of one aggressor as several messages.
    func compare(at sourceRow: Int64, tick: Int64, _ book: (Side) -> [(price: Price, quantity: Quantity)]) throws -> String? {
        let asks = book(.sell).map { DepthRow.Level(price: $0.price.ticks * tick, quantity: $0.quantity.lots) }
        let bids = book(.buy).map { DepthRow.Level(price: $0.price.ticks * tick, quantity: $0.quantity.lots) }
        while read < sourceRow {
            guard let row = try file.nextDepth() else { return "depth row \(read + 1): the file ends before message \(sourceRow)" }
            read += 1
            guard read == sourceRow else { continue }
            compared += 1
            if let difference = difference("ask", row.asks, asks) ?? difference("bid", row.bids, bids) { return difference }
        }
        return nil
    }

    private func difference(_ side: String, _ wanted: [DepthRow.Level?], _ made: [DepthRow.Level]) -> String? {
        for index in 0..<levels {
            let found = index < made.count ? made[index] : nil
            guard wanted[index] != found else { continue }
            func text(_ level: DepthRow.Level?) -> String { level.map { "\($0.quantity) at \($0.price)" } ?? "nothing" }
            return "depth row \(read), \(side) level \(index + 1) differs:\n    file   \(text(wanted[index]))\n    walras \(text(found))"
        }
        return nil
    }

    func finish() throws -> String? {
        try file.nextDepth() == nil ? nil : "depth: the file goes on after row \(read)"
    }
}
