import Market

/// What stands at one price: the quantity shown, and how many orders show it.
package struct DepthLevel: Hashable, Sendable {
    package var price: Price
    package var quantity: Quantity
    package var orders: Int

    package init(price: Price, quantity: Quantity, orders: Int) {
        self.price = price
        self.quantity = quantity
        self.orders = orders
    }
}

extension OrderBook {
    /// Up to `max` levels of a side, best first.
    /// - Complexity: O(orders in them).
    package func depth(_ side: Side, max: Int) -> [DepthLevel] {
        var found: [DepthLevel] = []
        guard max > 0 else { return found }
        forEachLevel(onLadder: side.ladder) { key, level in
            let levels = ladders[side.ladder].levels
            var count = 0
            var slot = levels[level].head
            while slot != 0 {
                count += 1
                slot = orders[slot].next
            }
            found.append(DepthLevel(price: Price(ticks: ticks(key, on: side.ladder)), quantity: Quantity(lots: levels[level].shown), orders: count))
            return found.count < max
        }
        return found
    }
}

/// Price and volume of an auction, from what crosses.
package enum Auction {
    /// Open quantity at a price, hidden parts included.
    package typealias Level = (ticks: Int64, lots: Int64)

    /// - Parameters:
    ///   - bids: best first, at the best ask or above.
    ///   - asks: best first, at the best bid or below.
    ///   - reference: decides where nothing else does; `none` if there is none.
    ///   - limits: their band has the prices the auction may have.
    /// - Complexity: O(levels).
    package static func indicative(
        bids: [Level], asks: [Level], reference: Price, within limits: PriceLimits
    ) -> (price: Price, volume: Quantity) {
        guard !bids.isEmpty, !asks.isEmpty, let band = limits.band else { return (.none, .zero) }
        var ties = AuctionTies()
        let prices = Set(bids.map(\.ticks) + asks.map(\.ticks)).sorted()
        var (bidIndex, askIndex) = (bids.count - 1, 0)
        var demand = bids.reduce(Int128(0)) { $0 + Int128($1.lots) }
        var supply = Int128(0)
        for (index, ticks) in prices.enumerated() {
            while askIndex < asks.count, asks[askIndex].ticks <= ticks {
                supply += Int128(asks[askIndex].lots)
                askIndex += 1
            }
            if band.contains(ticks) { ties.consider(ticks...ticks, demand: demand, supply: supply) }
            while bidIndex >= 0, bids[bidIndex].ticks <= ticks {
                demand -= Int128(bids[bidIndex].lots)
                bidIndex -= 1
            }
            if index + 1 < prices.count, prices[index + 1] - ticks > 1 {
                let between = (ticks + 1...prices[index + 1] - 1).clamped(to: band)
                if band.overlaps(ticks + 1...prices[index + 1] - 1) { ties.consider(between, demand: demand, supply: supply) }
            }
        }
        return (ties.price(reference: reference), Quantity(lots: Int64(ties.volume)))
    }
}
