import Market
import Testing

@testable import walras

@Suite struct LoadScriptTests {
    private static let instruments = [
        LoadInstrument(name: "BTCUSDT", base: "BTC", symbol: 0, priceUnits: 6_450_000_000_000, tickUnits: 1_000_000, lotUnits: 1_000, minNotionalUnits: 100_000_000),
        LoadInstrument(name: "ETHUSDT", base: "ETH", symbol: 1, priceUnits: 342_000_000_000, tickUnits: 1_000_000, lotUnits: 10_000, minNotionalUnits: 100_000_000),
    ]

    private func workload(_ records: [WorkloadRecord], connections: Int) throws -> LoadScript {
        let header = WorkloadHeader(
            preloadCount: 0, timedCount: UInt64(records.count), symbols: 4, maxID: UInt32(records.count), minPrice: 10_000, maxPrice: 30_000)
        return try withDirectory { directory in
            try Workload(header: header, records: records).write(to: directory + "/w")
            return try LoadScript(.workload(directory + "/w"), Self.instruments, connections: connections)
        }
    }

    @Test func `a cancel goes over the connection of its order, a replacement as a cancel and a new order`() throws {
        let script = try workload(
            [
                WorkloadRecord(.add, .sell, symbol: 0, id: 1, price: 20_000, quantity: 2),
                WorkloadRecord(.add, .buy, symbol: 3, id: 2, price: 10_000, quantity: 9),
                WorkloadRecord(.replace, .buy, symbol: 3, id: 2, price: 10_001, quantity: 3, newID: 3, oldPrice: 10_000),
                WorkloadRecord(.cancel, .buy, symbol: 3, id: 3, price: 10_001, quantity: 0),
                WorkloadRecord(.market, .buy, symbol: 0, id: 4, price: 30_000, quantity: 7),
            ], connections: 2)
        #expect(!script.isPaced)
        #expect(script.count == 6)
        #expect(script.orders == [3, 1])
        #expect(script.parts[1].map(\.kind) == [.limit])
        #expect(script.parts[0].map(\.kind) == [.limit, .cancel, .limit, .cancel, .market])
        #expect(script.parts[0].map(\.order) == [0, 0, 1, 1, 2])
        // Symbol 3 of two instruments is the second.
        #expect(script.parts[0].map(\.instrument) == [1, 1, 1, 1, 0])
        #expect(script.parts[0].map(\.isImmediate) == [false, false, false, false, true])
        #expect(script.parts[0].map(\.price) == [10_000, 10_001, 10_001, 10_001, 30_000])
    }

    @Test func `the smallest order is worth what an order must be worth`() throws {
        let script = try workload([WorkloadRecord(.add, .buy, symbol: 0, id: 1, price: 10_000, quantity: 1)], connections: 1)
        // 100 USDT a piece and 0.00001 pieces a lot: 1 USDT takes 1,000 lots. The other instrument would do with 100.
        #expect(script.parts[0][0].lots == 1_000)
    }

    @Test func `recorded orders keep their distances in time, divided by the speed; auctions are left out`() throws {
        let text = """
            seq,time_hhmmsscc,action,order_id,side,price_milliyuan,qty_shares,tif
            1,09300000,NEW,10,B,1000,100,GTC
            2,09300000,UNCROSS,0,,0,0,
            3,09300100,NEW,11,S,1010,200,IOC
            4,09300200,REDUCE,10,B,1000,40,
            5,09300400,CXL,10,B,1000,60,
            6,09300400,CXL,77,B,1000,60,
            """
        let script = try withDirectory { directory in
            try write(Array(text.utf8), to: directory + "/day_20240102_orders.csv")
            return try LoadScript(.orders(directory + "/day_20240102_orders.csv", speed: 2), Self.instruments, connections: 1)
        }
        #expect(script.isPaced)
        #expect(script.left == 2)
        #expect(script.parts[0].map(\.kind) == [.limit, .limit, .reduce, .cancel])
        #expect(script.parts[0].map(\.order) == [0, 1, 0, 0])
        #expect(script.parts[0].map(\.time) == [0, 500_000_000, 1_000_000_000, 2_000_000_000])
        #expect(script.parts[0].map(\.isImmediate) == [false, true, false, false])
        // A tick of the file is 10 thousandths; the price is in ticks.
        #expect(script.parts[0].map(\.price) == [100, 101, 100, 100])
    }

    @Test func `orders are told apart by names that no other connection gives`() throws {
        let script = try workload(
            (1...4).map { WorkloadRecord(.add, .buy, symbol: 0, id: $0, price: 20_000, quantity: 1) }, connections: 2)
        let cursors = (0..<2).map { ScriptCursor(script, part: $0, tag: UInt64(100 + $0)) }
        defer { for cursor in cursors { cursor.deallocate() } }
        #expect(Set((0..<4).map { cursors[$0 / 2].name(UInt32($0 % 2)) }).count == 4)
        cursors[0].accepted(cursors[0].name(1), 77)
        cursors[0].accepted(cursors[1].name(0), 88)
        #expect([cursors[0].id(0), cursors[0].id(1)] == [0, 77])
        // A number in JSON and in a path, and never no name.
        #expect(cursors.allSatisfy { $0.name(0) > 0 && $0.name(.max) < 1 << 60 })
    }

    @Test func `accounts are given base currency for a quarter of what they hold, shared among the instruments`() {
        let lots = Funding.lots(Self.instruments[0], of: 2, balance: 1_000_000_000)
        // 125,000,000 USDT at 64,500 each, in lots of 0.00001.
        #expect(lots == 193_798_449)
    }
}
