import History
import IO
import Market
import Matching
import Testing
import Wire

@testable import Engine
@testable import Gateway

/// An exchange's state, and feeds that read what it would log, batch by batch.
final class FeedRig {
    var state = ExchangeState()
    var feeds = FeedBooks()
    let proof: OnLoop
    var time = Bazaar.noon
    var memory = [UInt8](repeating: 0, count: 1 << 20)
    var used = 0
    var firstSequence: SequenceNumber = 1
    var events: [RecordedEvent] = []

    init(_ loop: EventLoop) { proof = OnLoop(loop) }

    func apply(_ command: Command) {
        while state.needsTick(at: time) { step(.tick) }
        step(command)
    }

    private func step(_ command: Command) {
        state.apply(command, sequence: state.sequence + 1, time: time, on: proof)
        if memory.count - used < state.recordBytesMax { memory += [UInt8](repeating: 0, count: state.recordBytesMax) }
        unsafe memory.withUnsafeMutableBytes { bytes in
            var writer = unsafe RecordWriter(into: UnsafeMutableRawBufferPointer(rebasing: bytes[used...]))
            state.encode(command, into: &writer)
            used += writer.bytesWritten
        }
    }

    /// Publishes what was applied since the last time.
    func publish() throws {
        events = []
        feeds.beginBatch()
        try unsafe memory.withUnsafeBytes { bytes in
            var reader = unsafe RecordReader(UnsafeRawBufferPointer(rebasing: bytes[0..<used]))
            while let record = try reader.next() {
                try feeds.apply(record, sequence: firstSequence)
                var told = record.events()
                while let event = try told.next() { events.append(event) }
                firstSequence += 1
            }
        }
        feeds.endBatch()
        used = 0
    }

    func run(_ commands: [Command]) throws {
        for command in commands { apply(command) }
        try publish()
    }

    func enter(
        _ account: AccountID, _ side: Side, _ lots: Int64, at price: Int64, _ change: (inout EnterOrder) -> Void = { _ in }
    ) throws -> OrderID {
        var order = EnterOrder(
            account: account, symbol: Bazaar.btcusdt, side: side, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: lots))
        change(&order)
        try run([.enterOrder(order)])
        return events.first { $0.event.kind == .orderAccepted }?.event.orderID ?? .none
    }

    func subscribe(_ symbol: SymbolID) -> FeedBook? { feeds.subscribe(symbol) { state.bookSnapshot(of: symbol) } }

    /// Where a followed book differs from the live one, all of whose records are published.
    func difference(_ symbol: SymbolID) -> String? {
        guard let book = feeds.book(symbol), let live = state.bookSnapshot(of: symbol) else { return "no book" }
        for (side, orders) in [(Side.buy, live.bids), (.sell, live.asks)] {
            var shown: [RestingOrder] = []
            book.forEachOrder(side) { shown.append(RestingOrder(id: $0, price: $1, quantity: $2)) }
            let expected = orders.map { RestingOrder(id: $0.orderID, price: $0.price, quantity: $0.shown) }
            if shown != expected { return "\(side):\n\(shown)\n\(expected)" }
            if book.depth(side, max: 1_000) != state.books[symbol].depth(side, max: 1_000) { return "\(side): depth differs" }
        }
        if book.phase != live.phase { return "\(book.phase), not \(live.phase)" }
        let quote = book.quote
        if quote.bid != state.books[symbol].best(.buy) || quote.ask != state.books[symbol].best(.sell) { return "best prices: \(quote)" }
        let auction = live.phase.collects ? state.books[symbol].indicativeAuction() : (.none, .zero)
        if book.indicative != auction { return "indicative \(book.indicative), not \(auction)" }
        return nil
    }
}

struct RestingOrder: Hashable { var id: OrderID; var price: Price; var quantity: Quantity }

/// What a client makes of updates alone.
struct FeedClient {
    var orders: [OrderID: (side: Side, price: Price, quantity: Int64)] = [:]
    var levels: [Side: [Price: FeedUpdate]] = [.buy: [:], .sell: [:]]
    var best: [Side: Price] = [:]

    init(_ book: FeedBook) {
        for side in Side.allCases {
            book.forEachOrder(side) { orders[$0] = (side, $1, $2.lots) }
            for level in book.depth(side, max: .max) {
                levels[side]?[level.price] = FeedUpdate(
                    .level, side: side, symbol: book.symbol, orders: UInt32(level.orders), sequence: 0, time: 0, price: level.price, quantity: level.quantity)
            }
        }
    }

    mutating func take(_ updates: [FeedUpdate]) -> String? {
        for update in updates {
            switch update.kind {
            case .orderAdded:
                if orders[update.orderID] != nil { return "added twice: \(update)" }
                orders[update.orderID] = (update.side, update.price, update.quantity.lots)
            case .orderReduced:
                guard let order = orders[update.orderID], order.quantity > update.quantity.lots else { return "not less: \(update)" }
                orders[update.orderID]?.quantity = update.quantity.lots
            case .orderRefreshed:
                if orders[update.orderID] == nil { return "refreshed and not there: \(update)" }
                orders[update.orderID]?.quantity = update.quantity.lots
            case .orderRemoved:
                if orders.removeValue(forKey: update.orderID) == nil { return "removed and not there: \(update)" }
            case .level: levels[update.side]?[update.price] = update.quantity.lots == 0 ? nil : update
            case .best: best[update.side] = update.price
            case .trade, .phase, .indicative: break
            }
        }
        return nil
    }

    func difference(_ book: FeedBook) -> String? {
        for side in Side.allCases {
            var count = 0
            var fault: String?
            book.forEachOrder(side) { id, price, quantity in
                count += 1
                if let order = orders[id], order == (side, price, quantity.lots) { return }
                fault = "order \(id): \(String(describing: orders[id]))"
            }
            if let fault { return fault }
            if orders.values.count(where: { $0.side == side }) != count { return "orders left over" }
            let depth = book.depth(side, max: .max)
            if levels[side]?.count != depth.count { return "levels left over" }
            for level in depth where levels[side]?[level.price]?.quantity != level.quantity || levels[side]?[level.price]?.orders != UInt32(level.orders) {
                return "level \(level)"
            }
            if let best = best[side], best != depth.first?.price ?? .none { return "best of \(side)" }
        }
        return nil
    }
}

@Suite struct `A feed` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `shows after every batch what the live book shows, and its updates lead there`(seed: UInt64) throws {
        print("seed", seed)
        try EventLoop.perform { loop in
            let rig = FeedRig(loop)
            try rig.run(Bazaar.opening(accounts: 5, units: { Int64($0) * 200_000_000 }))
            var flow = BlotterFlow(seed: seed, accounts: 5)
            var clients: [SymbolID: FeedClient] = [:]
            let symbols = [Bazaar.btcusdt, Bazaar.ethusdt, Bazaar.ethbtc]
            for step in 0..<3_000 {
                for _ in 0..<Int.random(in: 1...6, using: &flow.random) {
                    let command = flow.next()
                    rig.time = flow.time
                    rig.apply(command)
                }
                // A copy may be taken while records that it holds already are on their way.
                let joined = step % 50 == 0 ? rig.subscribe(flow.symbol()) : nil
                try rig.publish()
                flow.learn(rig.events)
                for symbol in clients.keys {
                    guard let book = rig.feeds.book(symbol), rig.feeds.changed.contains(where: { $0 === book }) else { continue }
                    if let fault = clients[symbol]?.take(book.updates) {
                        Issue.record("step \(step): \(fault)")
                        return
                    }
                }
                if let joined, clients[joined.symbol] == nil { clients[joined.symbol] = FeedClient(joined) }
                for symbol in symbols where clients[symbol] != nil {
                    guard let book = rig.feeds.book(symbol) else { continue }
                    if let difference = rig.difference(symbol) ?? clients[symbol]?.difference(book) {
                        Issue.record("step \(step), \(symbol): \(difference)")
                        return
                    }
                }
                if step % 400 == 399, let symbol = clients.keys.min() {
                    while rig.feeds.book(symbol) != nil { rig.feeds.unsubscribe(symbol) }
                    clients[symbol] = nil
                }
            }
            #expect(rig.feeds.count == clients.count)
        }
    }

    @Test func `costs nothing and says nothing about instruments nobody follows`() throws {
        try EventLoop.perform { loop in
            let rig = FeedRig(loop)
            try rig.run(Bazaar.opening())
            #expect(rig.feeds.changed.isEmpty)
            _ = rig.subscribe(Bazaar.ethbtc)
            _ = try rig.enter(Bazaar.alice, .buy, 5, at: 100)
            #expect(rig.feeds.changed.isEmpty)
            #expect(rig.feeds.count == 1)
            #expect(rig.subscribe(SymbolID(rawValue: 9)) == nil)
        }
    }

    private func brief(_ updates: [FeedUpdate]) -> [String] {
        updates.map { "\($0.kind) \($0.side) \($0.price.isNone ? "-" : "\($0.price.ticks)") \($0.quantity.lots)\($0.orders > 0 ? " x\($0.orders)" : "")" }
    }

    @Test func `never shows the hidden part of an iceberg`() throws {
        try EventLoop.perform { loop in
            let rig = FeedRig(loop)
            try rig.run(Bazaar.opening())
            let book = try #require(rig.subscribe(Bazaar.btcusdt))
            let id = try rig.enter(Bazaar.bob, .sell, 25, at: 1_000) { $0.displayQuantity = Quantity(lots: 10) }
            #expect(brief(book.updates) == ["orderAdded sell 1000 10", "level sell 1000 10 x1", "best sell 1000 10 x1"])
            _ = try rig.enter(Bazaar.alice, .buy, 14, at: 1_000)
            #expect(brief(book.updates) == [
                "trade buy 1000 10", "orderReduced sell 1000 0", "orderRefreshed sell 1000 10", "trade buy 1000 4", "orderReduced sell 1000 6",
                "level sell 1000 6 x1", "best sell 1000 6 x1",
            ])
            #expect(book.updates.filter(\.kind.isOrder).allSatisfy { $0.orderID == id && $0.sequence == rig.state.sequence })
            _ = try rig.enter(Bazaar.alice, .buy, 20, at: 1_000)
            #expect(brief(book.updates).suffix(6) == [
                "orderRemoved sell 1000 0", "orderAdded buy 1000 9", "level buy 1000 9 x1", "level sell 1000 0", "best buy 1000 9 x1", "best sell - 0",
            ])
        }
    }

    @Test func `shows a crossed book and the auction's prospects while orders are collected`() throws {
        try EventLoop.perform { loop in
            let rig = FeedRig(loop)
            try rig.run(Bazaar.opening())
            let book = try #require(rig.subscribe(Bazaar.btcusdt))
            try rig.run([.setPhase(symbol: Bazaar.btcusdt, phase: .preOpen)])
            #expect(book.updates.map(\.kind) == [.phase] && book.updates[0].phase == .preOpen)
            _ = try rig.enter(Bazaar.alice, .buy, 10, at: 1_010)
            _ = try rig.enter(Bazaar.bob, .sell, 6, at: 990) { $0.displayQuantity = Quantity(lots: 2) }
            #expect(brief(book.updates) == ["orderAdded sell 990 2", "level sell 990 2 x1", "best sell 990 2 x1", "indicative buy 1010 6"])
            #expect(book.quote.bid > book.quote.ask && book.quote.phase == .preOpen)
            #expect(book.indicative == (Price(ticks: 1_010), Quantity(lots: 6)))
            try rig.run([.setPhase(symbol: Bazaar.btcusdt, phase: .continuous)])
            let trades = book.updates.filter { $0.kind == .trade }
            #expect(trades.allSatisfy { $0.isAuction && $0.price == Price(ticks: 1_010) })
            #expect(trades.reduce(0) { $0 + $1.quantity.lots } == 6)
            #expect(brief(book.updates).suffix(5) == [
                "level buy 1010 4 x1", "level sell 990 0", "best buy 1010 4 x1", "best sell - 0", "indicative buy - 0",
            ])
        }
    }

    @Test func `an auction's prospects stay within the band the exchange applies`() throws {
        try EventLoop.perform { loop in
            let rig = FeedRig(loop)
            let symbol = SymbolID(rawValue: UInt16(Bazaar.instruments.count))
            // Without a reference, the first trade gives the band its centre: its buyer's rest is outside.
            try rig.run(Bazaar.opening() + [.addInstrument(Bazaar.pair("BTCETH", Bazaar.btc, Bazaar.eth) { $0.bandPPM = 300_000 })])
            let early = try #require(rig.subscribe(symbol))
            func enter(_ account: AccountID, _ side: Side, _ lots: Int64, _ price: Int64) throws {
                _ = try rig.enter(account, side, lots, at: price) { $0.symbol = symbol }
            }
            try enter(Bazaar.bob, .sell, 1, 1_000)
            try enter(Bazaar.alice, .buy, 10, 5_000)
            try rig.run([.setPhase(symbol: symbol, phase: .preOpen)])
            try enter(Bazaar.bob, .sell, 4, 1_200)
            #expect(early.indicative == (Price(ticks: 1_300), Quantity(lots: 4)))
            #expect(rig.difference(symbol) == nil)
            let copy = rig.state.bookSnapshot(of: symbol)
            let late = FeedBook(try #require(copy))
            #expect(late.indicative == early.indicative)
            // The auction's price is the next centre.
            try rig.run([.setPhase(symbol: symbol, phase: .continuous)])
            try enter(Bazaar.alice, .buy, 5, 1_690)
            try rig.run([.setPhase(symbol: symbol, phase: .preOpen)])
            try enter(Bazaar.bob, .sell, 2, 1_600)
            #expect(early.indicative == (Price(ticks: 1_690), Quantity(lots: 2)) && rig.difference(symbol) == nil)
        }
    }

    @Test func `follows no more instruments than it may`() throws {
        try EventLoop.perform { loop in
            let rig = FeedRig(loop)
            try rig.run(Bazaar.opening())
            for index in 0..<FeedBooks.booksMax {
                let symbol = SymbolID(rawValue: UInt16(index))
                #expect(rig.feeds.subscribe(symbol) { rig.state.bookSnapshot(of: Bazaar.btcusdt) } != nil)
            }
            #expect(rig.feeds.subscribe(SymbolID(rawValue: UInt16(FeedBooks.booksMax))) { rig.state.bookSnapshot(of: Bazaar.btcusdt) } == nil)
            #expect(rig.feeds.subscribe(Bazaar.btcusdt) { nil }?.subscribers == 2)
        }
    }
}
