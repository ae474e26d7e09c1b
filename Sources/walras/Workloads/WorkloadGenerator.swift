import Market

/// Draws a workload of a given shape from a seed: the same bytes from the same seed, on every machine.
///
/// Of 100 commands about 46 add passively, 39 cancel a uniformly chosen live order, 10 take (half of them market orders) and 5 replace.
/// The first two shares lean against any drift in the number of resting orders.
struct WorkloadGenerator {
    private static let quantityMax = 100
    /// Takers are smaller than resting orders: together with the cancels they take out about what the adds put in.
    private static let takerQuantityMax = 70
    /// A taker's limit or bound lies up to this many ticks beyond the touch.
    private static let takerReachMax = 20

    private let shape: WorkloadShape
    private let resting: Int
    private let minPrice: Int32
    private let maxPrice: Int32
    private var random: RandomSource
    private var market: ReferenceMarket
    private var mids: [Int32]
    private var nextID: UInt32 = 1
    private var records: [WorkloadRecord] = []

    static func generate(
        _ shape: WorkloadShape, seed: UInt64, commands: Int, resting: Int? = nil, progress: (Int) throws -> Void = { _ in }
    ) rethrows -> Workload {
        var generator = WorkloadGenerator(shape, seed: seed, commands: commands, resting: resting ?? shape.resting)
        return try generator.run(commands, progress)
    }

    private init(_ shape: WorkloadShape, seed: UInt64, commands: Int, resting: Int) {
        self.shape = shape
        self.resting = resting
        minPrice = WorkloadShape.startPrice - shape.halfRange
        maxPrice = WorkloadShape.startPrice + shape.halfRange
        random = RandomSource(seed: seed)
        market = ReferenceMarket(symbols: shape.symbols, minPrice: minPrice, maxPrice: maxPrice, idsMax: commands + resting)
        mids = Array(repeating: WorkloadShape.startPrice, count: shape.symbols)
        records.reserveCapacity(commands + resting)
    }

    private mutating func run(_ commands: Int, _ progress: (Int) throws -> Void) rethrows -> Workload {
        for index in 0..<resting { addPassively(symbol: index % shape.symbols) }
        for index in 0..<commands {
            if index & 0xFFFF == 0 { try progress(index) }
            step()
        }
        let totals = market.totals
        let header = WorkloadHeader(
            preloadCount: UInt64(resting), timedCount: UInt64(commands), symbols: UInt32(shape.symbols), maxID: nextID - 1,
            minPrice: minPrice, maxPrice: maxPrice, trades: totals.trades, volume: totals.volume, checksum: totals.checksum)
        return Workload(header: header, records: records)
    }

    private mutating func step() {
        let symbol = random.below(shape.symbols)
        walk(symbol)
        // Shares in 1/1000, moved by up to 100 when the books hold twice or none of what they should.
        let drift = min(100, max(-100, (resting - market.live.count) * 400 / max(resting, 1)))
        let draw = random.below(1_000)
        switch draw {
        case ..<100: take(symbol: symbol, asMarketOrder: draw < 50)
        case ..<150: replace()
        case ..<(610 + drift): addPassively(symbol: symbol)
        default: cancel()
        }
    }

    private mutating func walk(_ symbol: Int) {
        guard random.below(shape.stepEvery) == 0 else { return }
        let up = random.below(2) == 0
        let moved = mids[symbol] + (up ? shape.stepTicks : -shape.stepTicks)
        if abs(moved - WorkloadShape.startPrice) <= shape.wander { mids[symbol] = moved }
    }

    private mutating func addPassively(symbol: Int) {
        let side: Side = random.below(2) == 0 ? .buy : .sell
        let price = passivePrice(side, symbol: symbol)
        emit(WorkloadRecord(.add, side, symbol: UInt16(symbol), id: takeID(), price: price, quantity: quantity(Self.quantityMax)))
    }

    private mutating func cancel() {
        guard let id = liveOrder() else { return addPassively(symbol: random.below(shape.symbols)) }
        emit(WorkloadRecord(
            .cancel, market.side(of: id), symbol: market.symbol(of: id), id: id, price: market.price(of: id), quantity: market.leaves(of: id)))
    }

    private mutating func replace() {
        guard let id = liveOrder() else { return addPassively(symbol: random.below(shape.symbols)) }
        let side = market.side(of: id)
        let symbol = market.symbol(of: id)
        let price = passivePrice(side, symbol: Int(symbol))
        emit(WorkloadRecord(
            .replace, side, symbol: symbol, id: id, price: price, quantity: quantity(Self.quantityMax), newID: takeID(),
            oldPrice: market.price(of: id)))
    }

    private mutating func take(symbol: Int, asMarketOrder: Bool) {
        let side: Side = random.below(2) == 0 ? .buy : .sell
        guard let touch = market.best(side.opposite, symbol: symbol) else { return addPassively(symbol: symbol) }
        let reach = Int32(random.below(Self.takerReachMax + 1))
        let price = side == .buy ? min(touch + reach, maxPrice) : max(touch - reach, minPrice)
        emit(WorkloadRecord(
            asMarketOrder ? .market : .add, side, symbol: UInt16(symbol), id: takeID(), price: price, quantity: quantity(Self.takerQuantityMax)))
    }

    /// A price behind the mid that does not cross.
    private mutating func passivePrice(_ side: Side, symbol: Int) -> Int32 {
        let distance = Int32(1 + shape.distances.draw(&random))
        let touch = market.best(side.opposite, symbol: symbol)
        if side == .buy {
            return max(minPrice, min(mids[symbol] - distance, (touch ?? maxPrice) - 1))
        }
        return min(maxPrice, max(mids[symbol] + distance, (touch ?? minPrice) + 1))
    }

    private mutating func liveOrder() -> UInt32? {
        market.live.isEmpty ? nil : market.live[random.below(market.live.count)]
    }

    private mutating func quantity(_ max: Int) -> UInt32 { UInt32(1 + random.below(max)) }

    private mutating func takeID() -> UInt32 {
        defer { nextID += 1 }
        return nextID
    }

    private mutating func emit(_ record: WorkloadRecord) {
        market.apply(record)
        records.append(record)
    }
}
