import Market
import Testing

struct NameTests {
    @Test(arguments: ["A", "USDT", "600519", "BTCUSDT8", "BTCUSDT89", "ABCDEFGHIJKLMNOP", "!~"])
    func `a name reads as it was written`(_ text: String) throws {
        let name = try #require(Name(text))
        #expect(name.description == text)
        #expect(Name(low: name.low, high: name.high) == name)
    }

    @Test(arguments: ["", "ABCDEFGHIJKLMNOPQ", "BTC USDT", "é", "A\n", "\u{7F}"])
    func `what is not 1 to 16 printable ASCII characters is no name`(_ text: String) {
        #expect(Name(text) == nil)
    }

    @Test func `different names differ`() {
        #expect(Name("AB") != Name("BA"))
        #expect(Name("ABCDEFGH") != Name("ABCDEFGHI"))
    }

    @Test func `the bytes stand in the order of the text`() throws {
        let name = try #require(Name("ABCDEFGHI"))
        #expect(name.low == 0x4847_4645_4443_4241)
        #expect(name.high == 0x49)
    }
}

struct OrderIDTests {
    @Test(arguments: [UInt16(0), 1, UInt16(OrderID.symbolsMax - 1)], [UInt32(0), 1, OrderID.slotMax])
    func `an order id says where the order lives`(_ symbol: UInt16, _ slot: UInt32) {
        for generation in [UInt32(0), 1, OrderID.generationMax] {
            let id = OrderID(symbol: SymbolID(rawValue: symbol), slot: slot, generation: generation)
            #expect(id.symbol.rawValue == symbol)
            #expect(id.slot == slot)
            #expect(id.generation == generation)
            #expect(OrderID(rawValue: id.rawValue) == id)
        }
    }

    @Test func `the three fields fill the 64 bits`() {
        let id = OrderID(symbol: SymbolID(rawValue: UInt16(OrderID.symbolsMax - 1)), slot: OrderID.slotMax, generation: OrderID.generationMax)
        #expect(id.rawValue == .max)
        #expect(OrderID.none == OrderID(symbol: SymbolID(rawValue: 0), slot: 0, generation: 0))
    }

    @Test func `every instrument has a number that is not the one for all`() {
        #expect(OrderID.symbolsMax - 1 < Int(SymbolID.all.rawValue))
    }
}

struct ValueTests {
    @Test func `an absent price is none of the real ones`() {
        #expect(Price.none.isNone)
        #expect(!Price(ticks: 0).isNone)
        #expect(Price.none < Price(ticks: -.max))
        #expect(Price(ticks: 1) < Price(ticks: 2))
    }

    @Test func `the other side's other side is the side`() {
        for side in Side.allCases {
            #expect(side.opposite != side)
            #expect(side.opposite.opposite == side)
        }
    }

    @Test func `every type trades at once, waits, or names a limit`() {
        #expect(OrderType.allCases.filter(\.waitsForTrigger) == [.stopLoss, .takeProfit, .stopLimit, .takeProfitLimit, .trailingStop])
        #expect(OrderType.allCases.filter(\.hasLimit) == [.limit, .stopLimit, .takeProfitLimit])
    }

    @Test func `orders are taken while trading or collecting`() {
        #expect(Phase.allCases.filter(\.takesOrders) == [.preOpen, .continuous, .volatilityAuction, .closingAuction])
        #expect(Phase.allCases.filter(\.collects) == [.preOpen, .volatilityAuction, .closingAuction])
    }

    @Test func `the widest price range has fewer keys than 32 bits`() {
        #expect(Instrument.priceSpanMax < Int64(Int32.max))
    }

    @Test func `a trade of the greatest quantity at the greatest price range fits 128 bits, and is seen not to fit 64`() {
        let product = Instrument.quantityMax.multipliedReportingOverflow(by: Instrument.priceSpanMax)
        #expect(product.overflow)
    }

    @Test func `reasons keep their numbers`() {
        // They stand in logs: these are the ends of the groups, and appending is the only change.
        #expect(RejectReason.belowMinNotional.rawValue == 17)
        #expect(RejectReason.notAmendable.rawValue == 24)
        #expect(RejectReason.noReferencePrice.rawValue == 38)
        #expect(RejectReason.reduceOnlyWouldIncrease.rawValue == 49)
        #expect(RejectReason.overloaded.rawValue == 65)
        #expect(CancelReason.postOnlyWouldTake.rawValue == 17)
        #expect(Set(RejectReason.allCases.map(\.rawValue)).count == RejectReason.allCases.count)
    }
}
