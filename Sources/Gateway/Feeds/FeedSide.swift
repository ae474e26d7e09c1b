import Market

/// What stands at one price.
struct FeedLevel: BitwiseCopyable, Equatable {
    var price: Price
    /// Lots shown, and open with hidden parts.
    var shown: Int64 = 0
    var open: Int64 = 0
    var orders: UInt32 = 0
    /// First and last order by slot; 0 for none.
    var head: UInt32 = 0
    var tail: UInt32 = 0
}

/// One side of a public book: its levels, the best last, so that what changes most moves least.
struct FeedSide {
    let side: Side
    private(set) var levels: [FeedLevel] = []

    init(_ side: Side) { self.side = side }

    var best: FeedLevel? { levels.last }

    /// The level's place, or where it would be.
    /// - Complexity: O(log levels).
    func place(of price: Price) -> Int {
        var (low, high) = (0, levels.count)
        while low < high {
            let middle = (low + high) / 2
            // Worse prices come first.
            if side == .buy ? levels[middle].price < price : levels[middle].price > price { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func level(at price: Price) -> FeedLevel? {
        let place = place(of: price)
        return place < levels.count && levels[place].price == price ? levels[place] : nil
    }

    /// Changes the level at `price`, opened if need be; it goes when no order is left.
    mutating func change(_ price: Price, _ body: (inout FeedLevel) -> Void) {
        let place = place(of: price)
        if place == levels.count || levels[place].price != price { levels.insert(FeedLevel(price: price), at: place) }
        body(&levels[place])
        if levels[place].orders == 0 { levels.remove(at: place) }
    }
}
