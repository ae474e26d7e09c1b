import IO
import Journaling
import Market
import Matching
import Testing
import Wire

@testable import Engine

@Suite struct `The size of a record` {
    @Test func `the largest record the options allow fits the log's frame limit`() {
        let bytes = RecordWriter.commandBytesMax + EngineOptions().eventsMax * RecordWriter.eventBytesMax
        #expect(bytes <= JournalOptions().frameBytesMax)
    }

    /// Collects crossing orders, some of them DAY orders, pairs and brackets, on one instrument.
    private static func collected(_ loop: EventLoop, _ options: EngineOptions) -> Desk {
        var desk = Desk(loop, [pair("BTCUSDT", btc, usdt) { $0.phase = .preOpen }], options: options)
        for index in 0..<300 as Range<Int64> {
            let (side, away): (Side, Int64) = index % 2 == 0 ? (.buy, 1) : (.sell, -1)
            desk.enter([alice, bob, carol][Int(index % 3)], side, 1 + index % 7, at: 1_000 + index % 41 - 20) { order in
                order.timeInForce = index % 5 == 0 ? .gtc : .day
                if index % 11 == 1 { (order.flags, order.stopPrice) = (.oneCancelsOther, Price(ticks: order.price.ticks + 3 * away)) }
                if index % 11 == 2 { (order.flags, order.stopPrice) = (.bracket, Price(ticks: 1_000 - 30 * away)) }
                if index % 11 == 3 { order.displayQuantity.lots = order.quantity.lots > 2 ? 2 : 0 }
            }
        }
        return desk
    }

    @Test(arguments: [Phase.continuous, .closed])
    func `an auction and a close go on in further records, before anything else, and end as if done at once`(phase: Phase) throws {
        try onLoop { loop in
            var options = EngineOptions()
            var whole = Self.collected(loop, options)
            whole.apply(.setPhase(symbol: btcusdt, phase: phase))
            let expected = whole.events
            #expect(expected.count > 150)
            let isDone = !whole.state.needsTick(at: noon)
            #expect(isDone)

            options.eventsPerRecordMax = 8
            var desk = Self.collected(loop, options)
            desk.step(.setPhase(symbol: btcusdt, phase: phase))
            var found = desk.events
            var records = 1
            while desk.state.needsTick(at: desk.time) {
                #expect(audit(desk.state) == nil)
                // A follower may look, and a snapshot be taken, at any record.
                try Self.restart(&desk, options, loop)
                desk.step(.tick)
                #expect(desk.events.count <= options.eventsPerRecordMax + 8)
                found += desk.events
                records += 1
            }
            #expect(records > 20)
            #expect(found == expected)
            #expect(audit(desk.state) == nil)
            #expect(found[0].kind == .phaseChanged)
            #expect(found.filter { $0.kind == .trade && $0.flags.contains(.auction) }.allSatisfy { $0.price == found[0].price })
            for account in [alice, bob, carol] {
                for asset in [usdt, btc] { #expect(desk.balance(account, asset) == whole.balance(account, asset)) }
                #expect(desk.state.openOrders(of: account, on: .all) == whole.state.openOrders(of: account, on: .all))
            }
        }
    }

    /// Replaces the state by one made from its sections.
    private static func restart(_ desk: inout Desk, _ options: EngineOptions, _ loop: EventLoop) throws {
        var restored = ExchangeState(options)
        var fits = true
        unsafe desk.state.forEachSection { id, stride, bytes in
            fits = unsafe restored.restore(section: id, stride: stride, bytes: bytes, on: OnLoop(loop)) && fits
        }
        let hashes = (restored.stateHash(), desk.state.stateHash())
        try #require(fits && hashes.0 == hashes.1)
        desk.state = restored
    }

    @Test func `no command comes between the parts of an auction`() throws {
        let storage = SimulatedStorage()
        let ear = Ear()
        var options = smallOptions()
        options.eventsPerRecordMax = 4
        try withExchange(storage, options: options, ear: ear) { exchange, _ in
            _ = try exchange.submit(opening([pair("BTCUSDT", btc, usdt) { $0.phase = .preOpen }]))
            func order(_ account: AccountID, _ side: Side) -> Command {
                .enterOrder(EnterOrder(account: account, symbol: btcusdt, side: side, type: .limit, price: Price(ticks: 500), quantity: Quantity(lots: 1)))
            }
            for _ in 0..<20 { _ = try exchange.submit([order(alice, .buy), order(bob, .sell)]) }
            let before = exchange.sequence
            let batch = try exchange.submit([.setPhase(symbol: btcusdt, phase: .continuous), order(carol, .sell)])
            #expect(batch.sequences[0] == before + 1)
            #expect(batch.sequences[1] > before + 5)
            #expect(exchange.openOrders(of: carol).count == 1)
            try exchange.close()
        }
        #expect(ear.now.events.filter { $0.event.kind == .trade }.count == 20)
    }
}
