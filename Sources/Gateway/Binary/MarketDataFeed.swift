import Engine
import Journaling
import Market
import Matching
import Wire

/// One instrument's market data as frames, made once per batch of records for everybody who follows it.
struct MarketDataFeed {
    /// Levels of a side in a snapshot, the best first; updates speak of all.
    static let levelsMax = 20_000
    /// Orders in one part of a snapshot, and of a side in all parts.
    static let ordersPerPartMax = 20_000
    static let ordersMax = 50_000

    var top = FrameBuffer()
    var levels = FrameBuffer()
    var orders = FrameBuffer()
    /// Phases as well, in their order.
    var trades = FrameBuffer()
    /// For those who do not follow trades.
    var phases = FrameBuffer()
    /// Sequence of the latest update of levels and of orders.
    private var levelsSequence: SequenceNumber
    private var ordersSequence: SequenceNumber

    init(_ book: FeedBook) {
        levelsSequence = book.sequence
        ordersSequence = book.sequence
    }

    /// Makes the frames of what the batch changed.
    mutating func encode(_ book: FeedBook) {
        top.removeAll()
        levels.removeAll()
        orders.removeAll()
        trades.removeAll()
        phases.removeAll()
        var changedLevels: [Message.LevelsUpdate.Entry] = []
        var changedOrders: [Message.OrdersUpdate.Entry] = []
        var isTopChanged = false
        for update in book.updates {
            switch update.kind {
            case .orderAdded, .orderRefreshed: changedOrders.append(Self.entry(update, .add))
            case .orderReduced: changedOrders.append(Self.entry(update, .change))
            case .orderRemoved: changedOrders.append(Self.entry(update, .remove))
            case .level:
                changedLevels.append(.init(
                    price: update.price.ticks, quantity: update.quantity.lots, orders: update.orders, side: update.side))
            case .best: isTopChanged = true
            case .trade:
                trades.append(Message.TradeReport(
                    sequence: update.sequence, time: update.time, tradeID: update.tradeID, price: update.price.ticks,
                    quantity: update.quantity.lots, symbol: update.symbol.rawValue, side: update.side, flags: update.isAuction ? .auction : []))
            case .phase: encode(phase: update)
            // Once orders are collected no more, the change of phase has told the auction's price.
            case .indicative: if update.phase.collects { encode(phase: update) }
            }
        }
        if isTopChanged { top.append(Self.top(book)) }
        encode(changedLevels, book)
        encode(changedOrders, book)
    }

    private static func entry(_ update: FeedUpdate, _ change: BookChange) -> Message.OrdersUpdate.Entry {
        .init(
            orderID: update.orderID.rawValue, price: update.price.ticks, quantity: update.quantity.lots, side: update.side, change: change)
    }

    /// A change of phase concerns everybody, and so do the prospects of an auction.
    private mutating func encode(phase update: FeedUpdate) {
        let message = Message.PhaseReport(
            sequence: update.sequence, time: update.time, price: update.price.ticks, quantity: update.quantity.lots,
            symbol: update.symbol.rawValue, phase: update.phase)
        trades.append(message)
        phases.append(message)
    }

    private mutating func encode(_ entries: [Message.LevelsUpdate.Entry], _ book: FeedBook) {
        let quote = book.quote
        for start in stride(from: 0, to: entries.count, by: Self.levelsMax) {
            levels.append(
                Message.LevelsUpdate(sequence: quote.sequence, previousSequence: levelsSequence, time: quote.time, symbol: book.symbol.rawValue),
                entries[start..<min(start + Self.levelsMax, entries.count)])
            levelsSequence = quote.sequence
        }
    }

    private mutating func encode(_ entries: [Message.OrdersUpdate.Entry], _ book: FeedBook) {
        let quote = book.quote
        for start in stride(from: 0, to: entries.count, by: Self.ordersPerPartMax) {
            orders.append(
                Message.OrdersUpdate(sequence: quote.sequence, previousSequence: ordersSequence, time: quote.time, symbol: book.symbol.rawValue),
                entries[start..<min(start + Self.ordersPerPartMax, entries.count)])
            ordersSequence = quote.sequence
        }
    }

    // MARK: snapshots

    static func top(_ book: FeedBook) -> Message.TopOfBook {
        let quote = book.quote
        return Message.TopOfBook(
            sequence: quote.sequence, time: quote.time, bidPrice: quote.bid.ticks, bidQuantity: quote.bidQuantity.lots,
            askPrice: quote.ask.ticks, askQuantity: quote.askQuantity.lots, symbol: book.symbol.rawValue)
    }

    /// The phase, and while orders are collected the auction there would be now.
    static func phase(_ book: FeedBook) -> Message.PhaseReport {
        let indicative = book.indicative
        return Message.PhaseReport(
            sequence: book.quote.sequence, time: book.quote.time, price: indicative.price.ticks, quantity: indicative.volume.lots,
            symbol: book.symbol.rawValue, phase: book.phase)
    }

    /// Where the book stands: what a new follower of `feeds` begins with.
    static func snapshot(_ book: FeedBook, _ feeds: Feeds, into frames: inout FrameBuffer) {
        let quote = book.quote
        if feeds.contains(.topOfBook) { frames.append(top(book)) }
        if feeds.contains(.levels) {
            var entries: [Message.LevelsSnapshot.Entry] = []
            for side in Side.allCases {
                entries += book.depth(side, max: levelsMax).map {
                    .init(price: $0.price.ticks, quantity: $0.quantity.lots, orders: UInt32($0.orders), side: side)
                }
            }
            frames.append(
                Message.LevelsSnapshot(
                    sequence: quote.sequence, time: quote.time, lastPrice: book.lastPrice.ticks, symbol: book.symbol.rawValue, phase: book.phase),
                entries)
        }
        if feeds.contains(.orders) { orders(book, into: &frames) }
    }

    private static func orders(_ book: FeedBook, into frames: inout FrameBuffer) {
        let quote = book.quote
        var entries: [Message.OrdersSnapshot.Entry] = []
        for side in Side.allCases {
            var count = 0
            book.forEachOrder(side) { id, price, quantity in
                guard count < ordersMax else { return }
                count += 1
                entries.append(.init(orderID: id.rawValue, price: price.ticks, quantity: quantity.lots, side: side))
            }
        }
        let parts = max(1, (entries.count + ordersPerPartMax - 1) / ordersPerPartMax)
        for part in 0..<parts {
            frames.append(
                Message.OrdersSnapshot(
                    sequence: quote.sequence, time: quote.time, lastPrice: book.lastPrice.ticks, symbol: book.symbol.rawValue, phase: book.phase,
                    part: UInt16(part + 1), parts: UInt16(parts)),
                entries[(part * ordersPerPartMax)..<min((part + 1) * ordersPerPartMax, entries.count)])
        }
    }
}
