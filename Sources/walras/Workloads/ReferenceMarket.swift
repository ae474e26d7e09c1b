import Market

/// A price-time matcher in plain arrays, which says what the trades of a workload must be. Shares no code with `OrderBook`.
struct ReferenceMarket {
    private struct Order {
        var leaves: UInt32
        var price: Int32
        var side: Side
        var symbol: UInt16
    }

    /// By id; 0 is nobody. An order is live while `leaves` is above 0.
    private var orders: [Order]
    private var books: [ReferenceBook]
    private(set) var totals = TradeTotals()
    /// The ids of all live orders, in no order, and where each stands in it.
    private(set) var live: [UInt32] = []
    private var position: [UInt32]

    init(symbols: Int, minPrice: Int32, maxPrice: Int32, idsMax: Int) {
        orders = Array(repeating: Order(leaves: 0, price: 0, side: .buy, symbol: 0), count: idsMax + 1)
        position = Array(repeating: 0, count: idsMax + 1)
        books = Array(repeating: ReferenceBook(minPrice: minPrice, maxPrice: maxPrice), count: symbols)
    }

    mutating func best(_ side: Side, symbol: Int) -> Int32? { books[symbol].best(side) }

    func side(of id: UInt32) -> Side { orders[Int(id)].side }
    func symbol(of id: UInt32) -> UInt16 { orders[Int(id)].symbol }
    func price(of id: UInt32) -> Int32 { orders[Int(id)].price }
    func leaves(of id: UInt32) -> UInt32 { orders[Int(id)].leaves }

    mutating func apply(_ record: WorkloadRecord) {
        switch record.operation {
        case .add: enter(record, id: record.id, rests: true)
        case .market: enter(record, id: record.id, rests: false)
        case .cancel: remove(record.id)
        case .replace:
            // An order that is gone cannot be replaced.
            guard orders[Int(record.id)].leaves > 0 else { return }
            remove(record.id)
            enter(record, id: record.newID, rests: true)
        }
    }

    private mutating func enter(_ record: WorkloadRecord, id: UInt32, rests: Bool) {
        let symbol = Int(record.symbol)
        let side = record.side
        var leaves = record.quantity
        while leaves > 0, let price = books[symbol].best(side.opposite), side == .buy ? price <= record.price : price >= record.price {
            let maker = books[symbol].first(at: price) { orders[Int($0)].leaves > 0 }
            let quantity = min(leaves, orders[Int(maker)].leaves)
            leaves -= quantity
            orders[Int(maker)].leaves -= quantity
            totals.add(taker: id, maker: maker, price: price, quantity: quantity)
            if orders[Int(maker)].leaves == 0 { forget(maker) }
        }
        guard rests, leaves > 0 else { return }
        orders[Int(id)] = Order(leaves: leaves, price: record.price, side: side, symbol: record.symbol)
        books[symbol].append(id, side, at: record.price)
        position[Int(id)] = UInt32(live.count)
        live.append(id)
    }

    private mutating func remove(_ id: UInt32) {
        guard orders[Int(id)].leaves > 0 else { return }
        orders[Int(id)].leaves = 0
        forget(id)
    }

    /// Takes an order that just ended out of its level's count and of `live`.
    private mutating func forget(_ id: UInt32) {
        let order = orders[Int(id)]
        books[Int(order.symbol)].countDown(order.side, at: order.price)
        let last = live[live.count - 1]
        live[Int(position[Int(id)])] = last
        position[Int(last)] = position[Int(id)]
        live.removeLast()
    }
}

/// One symbol: an array of ids for each price. Ids of ended orders stay in it until they come to the front.
private struct ReferenceBook {
    private let minPrice: Int32
    private var queues: [[UInt32]]
    /// Where each queue's first id not yet passed stands.
    private var heads: [Int]
    /// Live orders at each price, by side.
    private var counts: [[UInt32]]
    /// The same for blocks of 1,024 prices, so that a search passes over empty stretches of a wide book.
    private var blockCounts: [[UInt32]]
    private static let blockShift = 10
    /// Live orders, by side.
    private var totals = [0, 0]
    /// A level at or better than the best one, by side.
    private var hints: [Int]

    init(minPrice: Int32, maxPrice: Int32) {
        let levels = Int(maxPrice) - Int(minPrice) + 1
        self.minPrice = minPrice
        queues = Array(repeating: [], count: levels)
        heads = Array(repeating: 0, count: levels)
        counts = Array(repeating: Array(repeating: 0, count: levels), count: 2)
        blockCounts = Array(repeating: Array(repeating: 0, count: levels >> Self.blockShift + 1), count: 2)
        hints = [0, levels - 1]
    }

    private func level(_ price: Int32) -> Int { Int(price) - Int(minPrice) }

    mutating func best(_ side: Side) -> Int32? {
        let index = Int(side.rawValue)
        guard totals[index] > 0 else { return nil }
        var level = hints[index]
        while counts[index][level] == 0 {
            let block = level >> Self.blockShift
            if blockCounts[index][block] > 0 {
                level += side == .buy ? -1 : 1
            } else {
                // To the nearest price of the next block.
                level = side == .buy ? block << Self.blockShift - 1 : (block + 1) << Self.blockShift
            }
        }
        hints[index] = level
        return Int32(Int(minPrice) + level)
    }

    mutating func append(_ id: UInt32, _ side: Side, at price: Int32) {
        let index = Int(side.rawValue)
        let level = level(price)
        queues[level].append(id)
        let isBetter = side == .buy ? level > hints[index] : level < hints[index]
        if totals[index] == 0 || isBetter { hints[index] = level }
        counts[index][level] += 1
        blockCounts[index][level >> Self.blockShift] += 1
        totals[index] += 1
    }

    mutating func countDown(_ side: Side, at price: Int32) {
        let level = level(price)
        counts[Int(side.rawValue)][level] -= 1
        blockCounts[Int(side.rawValue)][level >> Self.blockShift] -= 1
        totals[Int(side.rawValue)] -= 1
    }

    /// The first live id at a price that has one.
    mutating func first(at price: Int32, isLive: (UInt32) -> Bool) -> UInt32 {
        let level = level(price)
        while !isLive(queues[level][heads[level]]) {
            heads[level] += 1
            // Half of it passed: drop that half, so that a busy level does not keep every id it ever saw.
            if heads[level] >= 64, heads[level] * 2 >= queues[level].count {
                queues[level].removeFirst(heads[level])
                heads[level] = 0
            }
        }
        return queues[level][heads[level]]
    }
}
