import Market

/// How one maker quotes: where its ladder begins, how far apart its levels are, and what stands on each.
struct Quoter {
    /// Steps of the grid between the fair price and the first level.
    let first: Int64
    /// Steps between levels; each stands on a multiple of it, so that a moving price leaves the others where they are.
    let stride: Int64
    let levels: Int
    /// Worth of a level, in whole units of the quote currency.
    let worth: Int64

    /// One close and thin, one far and deep: 80,000 within five basis points of the price and half a million within 25, on each side.
    static let all = [Quoter(first: 0, stride: 1, levels: 10, worth: 8_000), Quoter(first: 2, stride: 4, levels: 12, worth: 40_000)]
    /// Levels are remembered as bits of a word.
    static let levelsMax = 64
}

/// One instrument of the demo market: its fair price and the ladders around it.
///
/// Prices stand on a grid of multiples of `spacing` ticks. The fair price lies in cell `floor(fair / spacing)`: bids stand on its lower
/// edge and below, asks on its upper edge and above, so two makers that look at the same price never trade with each other.
struct DemoBook {
    let symbol: SymbolID
    let instrument: Instrument
    let name: String
    /// Quote units of one whole quote currency.
    let quoteWhole: Int64
    /// Ticks between prices of the grid: half a basis point, or a tick.
    let spacing: Int64
    /// What an account should have of the base asset, in lots; and what it would have if that were not more than there can be.
    let baseLots: Int64
    private let wantedLots: Int64
    var fair: FairPrice

    /// Worth of what an account should have of a base asset, in whole quote currency.
    static let baseWorth: Int64 = 5_000_000
    /// Units of an asset that an account may have: of what is very cheap, all of them have a small part of all there can be.
    static let baseUnitsMax = Int64.max / Int64(16 * DemoAccounts.count)

    /// Nil if there is nothing to go by: no reference price, one too high to walk from, or one at which no order is large enough.
    init?(_ listed: Catalog.Listed, last: Price) {
        let anchor = listed.instrument.referencePrice
        guard !anchor.isNone, anchor.ticks <= FairPrice.ticksMax else { return nil }
        symbol = listed.symbol
        instrument = listed.instrument
        name = listed.name
        var whole: Int64 = 1
        for _ in 0..<listed.quote.scale { whole *= 10 }
        quoteWhole = whole
        spacing = max(1, anchor.ticks / 20_000)
        fair = FairPrice(anchor: anchor, from: last.isNone ? anchor : last)
        wantedLots = Self.baseWorth * whole / (anchor.ticks * instrument.notionalUnits)
        baseLots = min(wantedLots, instrument.maxQuantity.lots, Self.baseUnitsMax / instrument.lotUnits)
        guard Quoter.all.contains(where: { quantity(worth: worth($0.worth) / 2, at: anchor) != nil }) else { return nil }
    }

    /// Quote units of so many whole quote currency, or, where there cannot be enough of the base asset, of the part there can be.
    func worth(_ whole: Int64) -> Int64 {
        let units = whole * quoteWhole
        return baseLots == wantedLots ? units : Int64(Int128(units) * Int128(baseLots) / Int128(wantedLots))
    }

    private var cell: Int64 { fair.ticks / spacing }

    /// Price of a level, best first.
    func price(_ level: Int, _ side: Side, _ quoter: Quoter) -> Price {
        let depth = Int64(level) * quoter.stride
        return Price(ticks: (best(side, quoter) + (side == .buy ? -depth : depth)) * spacing)
    }

    /// Which level a price is; nil if it is none.
    func level(_ price: Price, _ side: Side, _ quoter: Quoter) -> Int? {
        let (step, rest) = price.ticks.quotientAndRemainder(dividingBy: spacing)
        let depth = side == .buy ? best(side, quoter) - step : step - best(side, quoter)
        guard rest == 0, depth >= 0, depth % quoter.stride == 0, depth / quoter.stride < Int64(quoter.levels) else { return nil }
        return Int(depth / quoter.stride)
    }

    private func best(_ side: Side, _ quoter: Quoter) -> Int64 {
        switch side {
        case .buy: (cell - quoter.first) / quoter.stride * quoter.stride
        case .sell: (cell + quoter.first) / quoter.stride * quoter.stride + quoter.stride
        }
    }

    /// A limit some steps beyond the fair price, so that it trades at once.
    func marketable(_ side: Side, steps: Int64) -> Price {
        let ticks = (side == .buy ? cell + 1 + steps : cell - steps) * spacing
        return min(max(Price(ticks: ticks), instrument.minPrice), instrument.maxPrice)
    }

    func isListed(_ price: Price) -> Bool { price >= instrument.minPrice && price <= instrument.maxPrice }

    /// What an amount of quote units buys, as much as an order may be; nil if that is less than an order may be.
    func quantity(worth units: Int64, at price: Price) -> Quantity? {
        let lots = min(units / (price.ticks * instrument.notionalUnits), instrument.maxQuantity.lots)
        guard lots >= instrument.minQuantity.lots, lots * price.ticks * instrument.notionalUnits >= instrument.minNotional.units else { return nil }
        return Quantity(lots: lots)
    }
}
