import Market
import Matching

extension NaiveBook {
    mutating func changePhase(to next: Phase, price: Price, volume: Int64, into events: inout [BookEvent]) {
        events.append(
            BookEvent(
                Event(
                    .phaseChanged, symbol: symbol, account: .house, price: price, quantity: Quantity(lots: volume),
                    leaves: Quantity(lots: Int64(next.rawValue)), otherLeaves: Quantity(lots: Int64(phase.rawValue))),
                reservePrice: price))
        phase = next
    }

    mutating func setPhase(_ next: Phase, into events: inout [BookEvent]) {
        let runsAuction = next == .continuous || (next == .closed && phase.collects)
        let auction = runsAuction ? indicativeAuction() : (price: .none, volume: .zero)
        changePhase(to: next, price: auction.price, volume: auction.volume.lots, into: &events)
        if auction.volume > .zero { uncross(at: auction.price, into: &events) }
        if runsAuction, auction.volume == .zero { clear(above: limits.bandHigh.isNone ? Price(ticks: .max) : limits.bandHigh, into: &events) }
        if next == .closed {
            let day = (bids + asks + waitingInOrder).filter { $0.entry.timeInForce == .day }
            for order in day where status(of: order.id) == .open { cancel(order.id, reason: .instrumentClosed, into: &events) }
        }
    }

    /// Most volume, then least surplus, then the side of the surplus, then the reference price.
    func indicativeAuction() -> (price: Price, volume: Quantity) {
        struct Candidate {
            var price: Price
            var demand: Int64
            var supply: Int64
            var volume: Int64 { min(demand, supply) }
            var surplus: Int64 { abs(demand - supply) }
        }
        // Every tick is a candidate; demand and supply only change from one tick to the next at the price of an order.
        // Where the band ends, so does a stretch of equal ones.
        var ticks = (bids + asks).flatMap { [$0.entry.price.ticks - 1, $0.entry.price.ticks, $0.entry.price.ticks + 1] }
        ticks += [limits.bandLow, limits.bandHigh].filter { !$0.isNone }.map(\.ticks)
        let prices = Set(ticks).sorted().map { Price(ticks: $0) }.filter { isListed($0) && !isOutsideBand($0) }
        var candidates = prices.map { price in
            Candidate(
                price: price, demand: bids.filter { $0.entry.price >= price }.map(\.leaves).reduce(0, +),
                supply: asks.filter { $0.entry.price <= price }.map(\.leaves).reduce(0, +))
        }
        let volume = candidates.map(\.volume).max() ?? 0
        if volume == 0 { return (.none, .zero) }
        candidates = candidates.filter { $0.volume == volume }
        let surplus = candidates.map(\.surplus).min()!
        candidates = candidates.filter { $0.surplus == surplus }
        let (lowest, highest) = (candidates.first!.price, candidates.last!.price)
        let price: Price
        if candidates.allSatisfy({ $0.demand > $0.supply }) {
            price = highest
        } else if candidates.allSatisfy({ $0.demand < $0.supply }) {
            price = lowest
        } else {
            let reference = lastPrice.isNone ? instrument.referencePrice : lastPrice
            price = reference.isNone ? lowest : min(max(reference, lowest), highest)
        }
        return (price, Quantity(lots: volume))
    }

    /// Trades at one price, in price-time order on both sides, shown parts first; icebergs show their next part at the end of their queue.
    mutating func uncross(at price: Price, into events: inout [BookEvent]) {
        while var buyer = bids.first, var seller = asks.first, buyer.entry.price >= price, seller.entry.price <= price {
            let quantity = min(buyer.shown, seller.shown)
            trade(&buyer, &seller, quantity, at: price, into: &events)
            events[events.count - 1].flags = .auction
            events[events.count - 1].reservePrice = buyer.reservePrice
            buyer.shown -= quantity
            cancelSiblingOnTrade(&buyer, into: &events)
            cancelSiblingOnTrade(&seller, into: &events)
            afterShrinking(buyer, into: &events)
            afterShrinking(seller, into: &events)
        }
        clear(above: price, into: &events)
        fire(on: price)
    }

    /// Buys that still cross above the band, or else the sells that do below it.
    mutating func clear(above price: Price, into events: inout [BookEvent]) {
        while let buyer = bids.first, let seller = asks.first, buyer.entry.price >= seller.entry.price {
            cancel(seller.entry.price > price ? buyer.id : seller.id, reason: .priceBand, into: &events)
        }
    }
}
