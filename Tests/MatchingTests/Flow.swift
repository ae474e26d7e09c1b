import Market
import Matching

/// SplitMix64: the same numbers from the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }
}

/// Random commands made so that much happens: few prices, small quantities, few accounts, everything near the market.
struct Flow {
    var random: SeededGenerator
    let instrument: Instrument
    /// Ids that were open at some time, most of them ended by now.
    private var pastIDs: [OrderID] = []
    private let openOrdersMax: Int
    private let calm: Bool

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let low = [1, -12, 1_000_000, -2_000_000_000][Int(seed % 4)] as Int64
        let span = [24, 40, 200, Instrument.priceSpanMax][Int(seed / 4 % 4)]
        var instrument = Instrument(
            name: Name("RANDOM")!, baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1, lotUnits: 1,
            notionalUnits: 3, minPrice: Price(ticks: low), maxPrice: Price(ticks: low + span))
        instrument.maxQuantity = Quantity(lots: 1_000)
        if seed % 3 == 0 { instrument.marketProtectionPPM = low == 1 ? 150_000 : 2 }
        if seed % 5 == 0 && low == 1 { instrument.minNotional = Amount(units: 90) }
        if seed % 2 == 0 { instrument.referencePrice = Price(ticks: low + span / 2) }
        if seed % 7 == 0 { instrument.phase = .preOpen }
        self.instrument = instrument
        openOrdersMax = [12, 30, 60, 120][Int(seed / 2 % 4)]
        calm = seed % 4 == 3
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    mutating func lots(_ range: ClosedRange<Int64>) -> Quantity { Quantity(lots: Int64.random(in: range, using: &random)) }

    mutating func pick<Value>(_ values: [(Int, Value)]) -> Value {
        var left = Int.random(in: 0..<values.reduce(0) { $0 + $1.0 }, using: &random)
        for (weight, value) in values {
            if left < weight { return value }
            left -= weight
        }
        return values[0].1
    }

    /// A listed price near the middle of the market; now and then beyond the edges.
    mutating func price(around book: NaiveBook, shift: Int64 = 0) -> Price {
        let (low, high) = (instrument.minPrice.ticks, instrument.maxPrice.ticks)
        if chance(1) { return Price(ticks: [low - 1, high + 1, low, high].randomElement(using: &random)!) }
        let bid = book.best(.buy)
        let ask = book.best(.sell)
        var middle = book.lastPrice.isNone ? low + (high - low) / 2 : book.lastPrice.ticks
        if !bid.isNone && !ask.isNone && chance(50) { middle = (bid.ticks + ask.ticks) / 2 }
        // Pulled back to the middle, so that the market does not stick to an edge.
        if chance(10) { middle = low + (high - low) / 2 }
        let width: Int64 = chance(4) ? high - low : 5
        return Price(ticks: min(max(middle + shift + Int64.random(in: -width...width, using: &random), low), high))
    }

    mutating func command(for book: NaiveBook, sequence: SequenceNumber) -> BookCommand {
        let crowded = book.openOrders > openOrdersMax
        let kind = pick([
            (62, 0), (crowded ? 60 : 12, 1), (7, 2), (9, 3), (calm ? 0 : book.phase == .continuous ? 1 : 14, 4), (calm ? 0 : 2, 5), (2, 6),
        ])
        switch kind {
        case 0: return .enter(order(for: book, sequence: sequence))
        case 1: return .cancel(id(in: book))
        case 2:
            let id = id(in: book)
            let total = book.find(id)?.quantity ?? 5
            return .amend(AmendOrder(account: AccountID(rawValue: 1), orderID: id, quantity: lots(min(-1, total - 5)...total + 1)))
        case 3: return .replace(replacement(in: book))
        case 4: return .setPhase(nextPhase(after: book))
        case 5: return .setLimits(limits(for: book))
        default: return .refuseTriggered(order(for: book, sequence: sequence))
        }
    }

    mutating func remember(_ ids: [OrderID]) {
        pastIDs.append(contentsOf: ids)
        if pastIDs.count > 400 { pastIDs.removeFirst(200) }
    }

    private mutating func id(in book: NaiveBook) -> OrderID {
        if chance(12), let past = pastIDs.randomElement(using: &random) { return past }
        if chance(2) {
            return OrderID(
                symbol: SymbolID(rawValue: chance(50) ? book.symbol.rawValue : 9), slot: UInt32.random(in: 0...200, using: &random),
                generation: UInt32.random(in: 0...3, using: &random))
        }
        let open = book.openOrders
        guard open > 0 else { return .none }
        let index = Int.random(in: 0..<open, using: &random)
        if index < book.bids.count { return book.bids[index].id }
        if index < book.bids.count + book.asks.count { return book.asks[index - book.bids.count].id }
        return book.waiting[index - book.bids.count - book.asks.count].id
    }

    private mutating func replacement(in book: NaiveBook) -> ReplaceOrder {
        let id = id(in: book)
        let order = book.find(id)
        var replace = ReplaceOrder(
            account: AccountID(rawValue: 1), orderID: id, clientOrderID: UInt64.random(in: 0...9, using: &random),
            price: .none, quantity: lots(1...14))
        if order?.entry.type.hasLimit ?? true, chance(75) { replace.price = price(around: book) }
        if order?.waits ?? chance(3), chance(60) { replace.triggerPrice = price(around: book) }
        if chance(2) { replace.quantity = lots(-1...1_001) }
        if chance(2) { replace.triggerPrice = price(around: book) }
        return replace
    }

    private mutating func nextPhase(after book: NaiveBook) -> Phase {
        book.phase != .continuous && chance(60) ? .continuous : Phase.allCases.randomElement(using: &random)!
    }

    private mutating func limits(for book: NaiveBook) -> PriceLimits {
        if chance(40) { return .none }
        var limits = PriceLimits()
        let middle = book.lastPrice.isNone ? price(around: book) : book.lastPrice
        func moved(_ low: Int64, _ high: Int64) -> Price { Price(ticks: middle.ticks + Int64.random(in: low...high, using: &random)) }
        if chance(70) { limits.bandLow = moved(-9, -1) }
        if chance(70) { limits.bandHigh = moved(1, 9) }
        if chance(70) { limits.pauseLow = moved(-7, 0) }
        if chance(70) { limits.pauseHigh = moved(0, 7) }
        return limits
    }

    private mutating func order(for book: NaiveBook, sequence: SequenceNumber) -> EnterOrder {
        let side: Side = chance(50) ? .buy : .sell
        let type: OrderType = pick([
            (60, .limit), (10, .market), (6, .stopLoss), (5, .takeProfit), (6, .stopLimit), (5, .takeProfitLimit), (6, .trailingStop),
        ])
        var order = EnterOrder(
            account: AccountID(rawValue: UInt32.random(in: 1...4, using: &random)), symbol: book.symbol, side: side, type: type,
            quantity: lots(1...(chance(15) ? 40 : 9)))
        order.clientOrderID = UInt64.random(in: 0...99, using: &random)
        order.timeInForce = pick([(60, .gtc), (10, .ioc), (12, .fok), (6, .gtd), (12, .day)])
        if type == .market && (order.timeInForce == .gtd || order.timeInForce == .day) && chance(95) { order.timeInForce = .gtc }
        if order.timeInForce == .gtd { order.expireTime = 77 }
        order.selfTradePrevention = SelfTradePrevention.allCases.randomElement(using: &random)!
        if type.hasLimit { order.price = price(around: book, shift: side == .buy ? -1 : 1) }
        if type == .market && chance(30) { order.price = price(around: book) }
        if type.waitsForTrigger && type != .trailingStop { order.triggerPrice = price(around: book) }
        if type == .trailingStop { order.trailingOffset = Int64.random(in: 1...5, using: &random) }
        addOptions(&order, book)
        if chance(4) {
            let back = chance(30) ? sequence : 40
            order.seenSequence = sequence > back || chance(90) ? sequence - min(sequence, UInt64.random(in: 0...back, using: &random)) : 1
            order.maxMoveTicks = Int64.random(in: 0...4, using: &random)
        }
        if chance(3) { spoil(&order, book) }
        return order
    }

    private mutating func addOptions(_ order: inout EnterOrder, _ book: NaiveBook) {
        let immediate = order.timeInForce == .ioc || order.timeInForce == .fok
        let away: Int64 = order.side == .buy ? 1 : -1
        if order.type == .limit && !immediate && chance(10) { order.flags.insert(.postOnly) }
        if chance(3) { order.flags.insert(.reduceOnly) }
        if order.type == .limit && !immediate && chance(14) {
            order.flags.insert(.oneCancelsOther)
            order.stopPrice = Price(ticks: order.price.ticks + away * Int64.random(in: 1...7, using: &random))
            if chance(40) { order.stopLimitPrice = Price(ticks: order.stopPrice.ticks + away * Int64.random(in: -1...3, using: &random)) }
        } else if order.type == .limit || order.type == .market, chance(16) {
            order.flags.insert(.bracket)
            let middle = order.price.isNone ? (book.lastPrice.isNone ? price(around: book) : book.lastPrice) : order.price
            if chance(75) { order.stopPrice = Price(ticks: middle.ticks - away * Int64.random(in: 1...6, using: &random)) }
            if order.stopPrice.isNone || chance(75) {
                order.takeProfitPrice = Price(ticks: middle.ticks + away * Int64.random(in: 1...6, using: &random))
            }
            if !order.stopPrice.isNone && chance(40) { order.stopLimitPrice = Price(ticks: order.stopPrice.ticks - away) }
        }
        if order.type.hasLimit && !immediate && !order.flags.contains(.oneCancelsOther) && order.quantity.lots > 2 && chance(25) {
            order.displayQuantity = lots(1...min(4, order.quantity.lots - 1))
        }
    }

    /// One field changed at random: mostly a reject, sometimes an odd but good order.
    private mutating func spoil(_ order: inout EnterOrder, _ book: NaiveBook) {
        let value = Int64.random(in: -2...2, using: &random)
        switch Int.random(in: 0..<13, using: &random) {
        case 0: order.price = chance(50) ? .none : price(around: book)
        case 1: order.quantity = Quantity(lots: chance(50) ? value : 1_001)
        case 2: order.triggerPrice = chance(50) ? .none : price(around: book)
        case 3: order.trailingOffset = chance(30) ? .max : value
        case 4: order.displayQuantity = Quantity(lots: value)
        case 5: order.expireTime = value
        case 6: order.flags = OrderFlags(rawValue: UInt8.random(in: 0...31, using: &random))
        case 7: order.timeInForce = TimeInForce.allCases.randomElement(using: &random)!
        case 8: order.type = OrderType.allCases.randomElement(using: &random)!
        case 9: order.stopPrice = price(around: book)
        case 10: order.stopLimitPrice = price(around: book)
        case 11: order.takeProfitPrice = price(around: book)
        default: order.maxMoveTicks = value
        }
    }
}
