import Engine
import IO
import Journaling
import Market
import Testing

@testable import Database
@testable import History

/// A history of a random market as it was at one record, seen three ways: all of it in memory, little of it, and the tables of a later record.
private struct Views: ~Copyable {
    var whole: Blotter
    var small: Blotter
    let tables: HistoryTables

    init(_ directory: String, seed: UInt64, remembered: Int) throws {
        let last = try HistoryMarket(seed: seed).write(to: directory)
        let opening = try HistoryOpening(
            DataDirectory(directory), instanceID: HistoryMarket.instanceID, through: last, retention: HistoryRetention(), isDamaged: false)
        _ = try opening.projection.follow(opening.log, through: last)
        try opening.projection.commit()
        var limits = Blotter.Limits()
        limits.endedOrdersMax = remembered
        limits.fillsMax = remembered
        var whole = Blotter()
        var small = Blotter(limits)
        // The tables go on after the question was asked.
        let asked = last - last / 10
        try whole.apply(JournalReader(DataDirectory(directory).log, storage: FileStorage()), through: asked)
        try small.apply(JournalReader(DataDirectory(directory).log, storage: FileStorage()), through: asked)
        tables = try HistoryTables(HistoryStore.path(in: directory))
        self.whole = whole
        self.small = small
    }

    mutating func orders(_ listing: OrderListing, lookingAt: Int) throws -> (ListingPage<BlotterOrder, OrderKey>, isMemory: Bool) {
        let memory = small.orders(listing, lookingAt: lookingAt)
        if let page = memory.page { return (page, true) }
        let (sequence, tables) = (small.sequence, tables)
        return (try #require(try tables.snapshot(through: sequence) { tables throws(DatabaseError) in try tables.orders(listing, memory) }), false)
    }

    mutating func fills(_ listing: FillListing, lookingAt: Int) throws -> (ListingPage<Fill, FillKey>, isMemory: Bool) {
        let memory = small.fills(listing, lookingAt: lookingAt)
        if let page = memory.page { return (page, true) }
        let (sequence, tables) = (small.sequence, tables)
        return (try #require(try tables.snapshot(through: sequence) { tables throws(DatabaseError) in try tables.fills(listing, through: memory.through) }), false)
    }
}

extension Fill {
    /// What a row holds; the place of the one before it is memory's own.
    fileprivate var visible: Fill {
        var fill = self
        fill.older = 0
        return fill
    }
}

@Suite struct ListingTests {
    private func account(_ random: inout HistoryRandom) -> AccountID { AccountID(rawValue: .random(in: 1...6, using: &random)) }

    @Test(arguments: [11, 12, 13] as [UInt64]) func `orders are listed alike from memory and from tables`(seed: UInt64) throws {
        try withHistoryDirectory { directory in
            var random = HistoryRandom(seed: seed)
            var views = try Views(directory, seed: seed, remembered: 1 << Int.random(in: 4...9, using: &random))
            var fromMemory = 0
            for round in 0..<300 {
                var listing = OrderListing(accounts: [account(&random)], limit: .random(in: 1...60, using: &random))
                if Int.random(in: 0..<3, using: &random) == 0 { listing.accounts.append(AccountID(rawValue: listing.accounts[0].rawValue % 6 + 1)) }
                if Int.random(in: 0..<4, using: &random) == 0 { listing.symbol = SymbolID(rawValue: .random(in: 0...1, using: &random)) }
                if Int.random(in: 0..<3, using: &random) == 0 { listing.statuses = .init(BlotterOrder.Status.allCases.randomElement(using: &random)!) }
                if Int.random(in: 0..<9, using: &random) == 0 { listing.statuses = .open }
                listing.start = .offset(.random(in: 0...200, using: &random))
                for _ in 0..<3 {
                    let expected = try #require(views.whole.orders(listing, lookingAt: .max).page)
                    let (page, isMemory) = try views.orders(listing, lookingAt: .random(in: 0...300, using: &random))
                    if isMemory { fromMemory += 1 }
                    #expect(page.total == expected.total, "seed \(seed), round \(round): \(listing)")
                    #expect(page.elements == expected.elements, "seed \(seed), round \(round): \(listing)")
                    // The page behind it.
                    guard let last = page.last else { break }
                    #expect(last == expected.last)
                    listing.start = .after(last)
                }
            }
            #expect((50..<850).contains(fromMemory), "seed \(seed): \(fromMemory) from memory")
        }
    }

    @Test(arguments: [21, 22] as [UInt64]) func `fills are listed alike from memory and from tables`(seed: UInt64) throws {
        try withHistoryDirectory { directory in
            var random = HistoryRandom(seed: seed)
            var views = try Views(directory, seed: seed, remembered: 1 << Int.random(in: 4...9, using: &random))
            for round in 0..<300 {
                var listing = FillListing(accounts: [account(&random)], limit: .random(in: 1...60, using: &random))
                if Int.random(in: 0..<3, using: &random) == 0 { listing.accounts.append(AccountID(rawValue: listing.accounts[0].rawValue % 6 + 1)) }
                if Int.random(in: 0..<4, using: &random) == 0 { listing.symbol = SymbolID(rawValue: .random(in: 0...1, using: &random)) }
                if Int.random(in: 0..<3, using: &random) == 0 { listing.side = Bool.random(using: &random) ? .buy : .sell }
                listing.start = .offset(.random(in: 0...200, using: &random))
                for _ in 0..<3 {
                    let expected = try #require(views.whole.fills(listing, lookingAt: .max).page)
                    let (page, _) = try views.fills(listing, lookingAt: .random(in: 0...300, using: &random))
                    #expect(page.total == expected.total && page.last == expected.last, "seed \(seed), round \(round): \(listing)")
                    #expect(page.elements.map(\.visible) == expected.elements.map(\.visible), "seed \(seed), round \(round): \(listing)")
                    guard let last = page.last else { break }
                    listing.start = .after(last)
                }
            }
        }
    }

    @Test func `single orders, trades and prints are found when memory has forgotten them`() throws {
        try withHistoryDirectory { directory in
            let views = try Views(directory, seed: 31, remembered: 16)
            let listing = OrderListing(accounts: (1...6).map(AccountID.init), limit: .max)
            let orders = try #require(views.whole.orders(listing, lookingAt: .max).page).elements
            #expect(orders.count > 1_000)
            for order in orders where !order.isOpen { #expect(try views.tables.order(order.orderID) == order) }
            #expect(try views.tables.order(OrderID(symbol: SymbolID(rawValue: 1), slot: 4_000, generation: 9)) == nil)
            var trade: UInt64 = 1
            while case let fills = views.whole.fills(ofTrade: trade), !fills.isEmpty {
                #expect(try views.tables.fills(ofTrade: trade).map(\.visible) == fills.map(\.visible))
                trade += 1
            }
            #expect(trade > 200)
            #expect(try views.tables.fills(ofTrade: .max >> 1).isEmpty)
            let prints = views.whole.prints(of: SymbolID(rawValue: 0), limit: Tape.printsMax)
            let found = try views.tables.trades(of: SymbolID(rawValue: 0), before: prints[0].tradeID, limit: 50)
            #expect(found == Array(prints[1...50]))
        }
    }

    @Test func `tables that are behind say so`() throws {
        try withHistoryDirectory { directory in
            let views = try Views(directory, seed: 32, remembered: 16)
            let answer: Int? = try views.tables.snapshot(through: 1 << 40) { _ throws(DatabaseError) in 1 }
            #expect(answer == nil)
            try EventLoop.perform { loop in
                let reader = try HistoryReader(directory: directory, loop: loop)
                reader.assumeIsolated { reader in
                    _ = #expect(throws: HistoryError.behind(1 << 40)) { _ = try reader.order(OrderID(rawValue: 1), at: 1 << 40) }
                }
                let known = try reader.assumeIsolated { try $0.order(OrderID(rawValue: 1), at: 1) }
                #expect(known == nil)
            }
        }
    }
}
