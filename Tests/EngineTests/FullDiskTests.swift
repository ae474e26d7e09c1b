import IO
import Journaling
import Market
import Matching
import Risk
import Testing

@testable import Engine

/// What the sizes of disk, segments and tables may and may not do to an exchange.
@Suite struct FullDiskTests {
    @Test func `cancels that use up the reserve of a full disk are refused in the end, and go on when there is space`() throws {
        let storage = SimulatedStorage()
        let ear = Ear()
        try withExchange(storage, log: logOptions { $0.segmentBytes = 4096; $0.batchBytes = 1024; $0.segmentsAhead = 2 }, ear: ear) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt)]))
            let order = EnterOrder(account: alice, symbol: btcusdt, side: .buy, type: .limit, price: Price(ticks: 5), quantity: Quantity(lots: 1))
            for _ in 0..<300 { _ = try exchange.submit([.enterOrder(order)]) }
            let ids = exchange.openOrders(of: alice).map(\.orderID)
            try #require(ids.count == 300)
            storage.bytesMax = 0
            var canceled = 0
            var refusal = RejectReason.none
            while refusal == .none {
                try #require(canceled < ids.count)
                let batch = try exchange.submit([.cancelOrder(CancelOrder(account: alice, orderID: ids[canceled]))])
                refusal = batch.refusals[0]
                if refusal == .none { canceled += 1 }
            }
            #expect(refusal == .storageFull && canceled > 5 && exchange.failure == nil)
            let sequence = exchange.sequence
            storage.bytesMax = .max
            #expect(try exchange.submit([.cancelOrder(CancelOrder(account: alice, orderID: ids[canceled]))]).sequences == [sequence + 1])
            #expect(try exchange.submit([.enterOrder(order)]).sequences == [sequence + 2])
            #expect(ear.now.failures == 0 && ear.now.sequences == Array(1...exchange.sequence))
            try exchange.close()
        }
    }

    @Test func `segments that cannot hold the largest record are refused when the log is opened`() throws {
        let storage = SimulatedStorage()
        let error = #expect(throws: EngineError.self) {
            try withExchange(storage, log: logOptions { $0.allowsSmallSegments = false }, ear: Ear()) { _, _ in }
        }
        #expect(error.map { "\($0)".contains("segmentBytes 1048576") } == true)
    }

    @Test func `the state's hash depends on what is in it, not on how much room there is`() throws {
        try onLoop { loop in
            var hashes: Set<UInt64> = []
            for expected in [1, 1 << 8, 1 << 14] {
                var options = EngineOptions()
                options.balancesExpected = expected
                options.accountsExpected = expected
                var desk = Desk(loop, options: options)
                desk.enter(bob, .sell, 3, at: 500)
                desk.enter(alice, .buy, 2, at: 500)
                hashes.insert(desk.state.stateHash())
            }
            #expect(hashes.count == 1)
        }
    }
}
