import Market
import Testing
import Wire

@Suite struct RoundTripTests {
    @Test func `every command and event comes back as it was written`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Random(seed: seed)
        for _ in 0..<200 {
            for command in random.commands() {
                let record = SampleRecord(command, random: &random)
                let decoded = try decode(record.encoded)
                #expect(decoded == [record], "seed \(seed)")
            }
        }
    }

    @Test func `records follow each other without a gap`() throws {
        var random = Random(seed: 7)
        let records = random.commands().map { SampleRecord($0, random: &random) }
        #expect(try decode(records.flatMap(\.encoded)) == records)
        #expect(try decode([]) == [])
    }

    @Test func `a plain order and its acceptance take 68 bytes`() throws {
        var order = EnterOrder(
            account: AccountID(rawValue: 3), symbol: SymbolID(rawValue: 2), side: .sell, type: .limit, price: Price(ticks: 100),
            quantity: Quantity(lots: 5))
        order.clientOrderID = 9
        let accepted = Event(
            .orderAccepted, side: .sell, flags: .rests, symbol: order.symbol, account: order.account,
            orderID: OrderID(symbol: order.symbol, slot: 1, generation: 1), price: order.price, quantity: order.quantity, leaves: order.quantity)
        let record = SampleRecord(.enterOrder(order), time: 1, [RecordedEvent(accepted)])
        #expect(record.encoded.count == 68)
        #expect(try decode(record.encoded) == [record])
    }

    @Test func `an accepted order that differs from its command is written in full`() throws {
        let order = EnterOrder(
            account: AccountID(rawValue: 3), symbol: SymbolID(rawValue: 2), side: .sell, type: .limit, price: Price(ticks: 100),
            quantity: Quantity(lots: 5))
        let same = Event(
            .orderAccepted, side: .sell, flags: .rests, symbol: order.symbol, account: order.account,
            orderID: OrderID(symbol: order.symbol, slot: 1, generation: 1), price: order.price, quantity: order.quantity, leaves: order.quantity)
        let changes: [(inout Event) -> Void] = [
            { $0.side = .buy }, { $0.account = AccountID(rawValue: 4) }, { $0.price = Price(ticks: 101) }, { $0.quantity = Quantity(lots: 6) },
            { $0.leaves = Quantity(lots: 4) }, { $0.otherID = OrderID(rawValue: 1) },
            {
                $0.symbol = SymbolID(rawValue: 1)
                $0.orderID = OrderID(symbol: $0.symbol, slot: 1, generation: 1)
            },
        ]
        for change in changes {
            var event = same
            change(&event)
            let record = SampleRecord(.enterOrder(order), time: 1, [RecordedEvent(event)])
            #expect(record.encoded.count == 51 + Message.DerivedOrderAccepted.encodedBytes)
            #expect(try decode(record.encoded) == [record])
        }
    }

    @Test func `every single option makes an order advanced`() throws {
        let options: [(inout EnterOrder) -> Void] = [
            { $0.triggerPrice = Price(ticks: 0) }, { $0.trailingOffset = -1 }, { $0.displayQuantity = Quantity(lots: 1) },
            { $0.expireTime = 1 }, { $0.seenSequence = 1 }, { $0.maxMoveTicks = 1 }, { $0.stopPrice = Price(ticks: 0) },
            { $0.stopLimitPrice = Price(ticks: 0) }, { $0.takeProfitPrice = Price(ticks: 0) },
        ]
        for option in options {
            var order = EnterOrder(
                account: AccountID(rawValue: 1), symbol: SymbolID(rawValue: 0), side: .buy, type: .market, quantity: Quantity(lots: 1))
            option(&order)
            let record = SampleRecord(.enterOrder(order), time: 1)
            #expect(record.encoded.count == Message.EnterAdvancedOrder.encodedBytes)
            #expect(try decode(record.encoded) == [record])
        }
    }
}
