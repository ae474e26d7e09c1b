import Engine
import IO
import Journaling
import Market
import Matching
import Synchronization

/// The wall clock of a recording: it stands at the time of the row being played.
final class RecordedClock: Clock, Sendable {
    private let wall: Atomic<Int64>
    init(_ start: Timestamp) { wall = Atomic(start) }
    func set(_ time: Timestamp) { wall.store(time, ordering: .relaxed) }
    var wallNanoseconds: Int64 { wall.load(ordering: .relaxed) }
    var monotonicNanoseconds: Int64 { SystemClock().monotonicNanoseconds }
}

/// Turns the rows of an order file into commands.
///
///     rows of one time → one batch → submit;  a phase change, a reduction or a depth to compare ends a batch early
///
/// Orders carry the file's id as client order id, and cancels name that: an order and its cancel may stand in one batch.
struct DayPlayer {
    /// Rows handed over at a time at most, as a gateway hands over what one read of its sockets held.
    static let batchMax = 64

    let day: TradingDay
    let clock: RecordedClock
    let check: DayCheck
    let comparesDepth: Bool
    private var commands: [Command] = []
    private var rows: [OrderRow] = []
    private var auctionsDone = 0
    private var isClosing = false
    private var time: Timestamp = 0
    private var sourceRow: Int64 = 0
    private(set) var submitted = 0

    init(_ day: TradingDay, _ clock: RecordedClock, _ check: DayCheck, comparesDepth: Bool) {
        self.day = day
        self.clock = clock
        self.check = check
        self.comparesDepth = comparesDepth
    }

    /// On the engine's loop: plays the whole file. `progress` is told the rows done.
    mutating func play(_ exchange: isolated Exchange, _ progress: (Int) throws -> Void) throws {
        var file = try OrderFile(path: day.path)
        var done = 0
        while let row = try file.nextOrder() {
            try take(row, exchange)
            done += 1
            if done & 0xFFF == 0 { try progress(done) }
        }
        try flush(exchange)
        if comparesDepth { try compareDepth(exchange) }
        try exchange.settleLog()
        try check.finish()
    }

    private mutating func take(_ row: OrderRow, _ exchange: isolated Exchange) throws {
        guard row.time >= time else { throw RunError.timeGoesBack(day.path, row: row.sequence) }
        if row.time > time || commands.count == Self.batchMax { try flush(exchange) }
        if comparesDepth, let message = row.sourceRow, message > sourceRow {
            try flush(exchange)
            if sourceRow > 0 { try compareDepth(exchange) }
            sourceRow = message
        }
        time = row.time
        if let closing = day.closingFrom, !isClosing, auctionsDone > 0, row.time >= closing {
            isClosing = true
            try change(.closingAuction, row, exchange)
        }
        if row.action == .uncross { return try uncross(row, exchange) }
        // What it reduces may stand in the same batch.
        if row.action == .reduce { try flush(exchange) }
        commands.append(command(row, exchange))
        rows.append(row)
    }

    private mutating func uncross(_ row: OrderRow, _ exchange: isolated Exchange) throws {
        auctionsDone += 1
        guard auctionsDone <= 2 else { throw RunError.tooManyAuctions(day.path) }
        let isLast = auctionsDone == day.auctions && day.auctions > 1
        try change(isLast ? .closed : .continuous, row, exchange)
    }

    private mutating func change(_ phase: Phase, _ row: OrderRow, _ exchange: isolated Exchange) throws {
        try flush(exchange)
        commands.append(.setPhase(symbol: SymbolID(rawValue: 0), phase: phase))
        rows.append(row)
        try flush(exchange)
    }

    private func command(_ row: OrderRow, _ exchange: isolated Exchange) -> Command {
        let account = AccountID(rawValue: UInt32(1 + (row.orderID > 0 ? row.orderID : row.sequence) % TradingDay.accounts))
        // -1 stands for an id nobody knows: such an order goes without a name.
        let name = row.orderID > 0 ? ClientOrderID(row.orderID) : 0
        switch row.action {
        case .new:
            var order = EnterOrder(
                account: account, symbol: SymbolID(rawValue: 0), side: row.side, type: .limit, price: Price(ticks: row.price / day.tick),
                quantity: Quantity(lots: row.quantity))
            order.timeInForce = row.timeInForce
            order.clientOrderID = name
            return .enterOrder(order)
        case .cancel:
            return .cancelOrder(CancelOrder(account: account, clientOrderID: name))
        case .reduce:
            let order = exchange.openOrders(of: account).first { $0.clientOrderID == name }
            return .amendOrder(AmendOrder(
                account: account, orderID: order?.orderID ?? .none, quantity: Quantity(lots: (order?.quantity.lots ?? 0) - row.quantity)))
        case .uncross:
            preconditionFailure("auctions are phase changes")
        }
    }

    /// Hands over what has gathered, at its time.
    private mutating func flush(_ exchange: isolated Exchange) throws {
        guard !commands.isEmpty else { return }
        clock.set(day.midnight + time)
        for row in rows { check.expect(row) }
        let batch = try exchange.submit(commands)
        for (index, row) in rows.enumerated() where batch.fate(index).refusal != .none {
            throw RunError.refused(day.path, row: row.sequence, batch.fate(index).refusal)
        }
        submitted += commands.count
        commands.removeAll(keepingCapacity: true)
        rows.removeAll(keepingCapacity: true)
    }

    private func compareDepth(_ exchange: isolated Exchange) throws {
        let engine = exchange.engines[0]
        try check.compareDepth(at: sourceRow) { side in
            // Engine and exchange live on one loop, and this runs on it.
            engine.assumeIsolated { $0.levels(side, max: DepthRow.levels) }
        }
    }
}
