import Market

/// One side of a trade, as its account sees it.
package struct Fill: BitwiseCopyable, Sendable, Hashable {
    package internal(set) var tradeID: UInt64
    package internal(set) var orderID: OrderID
    package internal(set) var price: Price
    package internal(set) var quantity: Quantity
    /// Price × quantity in quote units, and the fee.
    package internal(set) var gross: Amount
    package internal(set) var fee: Amount
    /// `Int64.min` for a buy.
    var realisedUnits: Int64
    package internal(set) var time: Timestamp
    /// Number of the account's fill before; 0 ends the list.
    var older: UInt64
    package internal(set) var account: AccountID
    package internal(set) var side: Side
    package internal(set) var liquidity: Liquidity
    var padding: UInt16

    package enum Liquidity: UInt8, Sendable, BitwiseCopyable {
        case maker = 0
        case taker = 1
        /// Of an auction, where nobody takes.
        case auction = 2
    }

    /// Profit less loss of a sell, fee included; nil for a buy, which opens.
    package var realised: Amount? { realisedUnits == .min ? nil : Amount(units: realisedUnits) }
}

/// The latest fills of all accounts. Numbered from 1; a list of an account ends where its numbers have left the ring.
struct FillRing: ~Copyable {
    private(set) var fills: Arena<Fill>
    private(set) var count: UInt64 = 0
    private let mask: UInt64

    /// - Parameter max: fills to remember, a power of two.
    init(max: Int) {
        precondition(max > 0 && max & (max - 1) == 0, "a ring of \(max) is no power of two")
        fills = Arena(count: max)
        mask = UInt64(max - 1)
    }

    deinit { fills.deallocate() }

    @inline(__always) mutating func append(_ fill: Fill) -> UInt64 {
        count &+= 1
        fills[UInt32(truncatingIfNeeded: count & mask)] = fill
        return count
    }

    @inline(__always) func remembers(_ number: UInt64) -> Bool { number != 0 && number &+ mask &+ 1 > count }

    subscript(number: UInt64) -> Fill { fills[UInt32(truncatingIfNeeded: number & mask)] }

    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        try visitor.visit(bits: &count)
        try visitor.visit(&fills)
    }

    /// The two sides of a trade, or the one that is still remembered.
    /// - Complexity: O(log fills), for trade ids only rise.
    func fills(ofTrade id: UInt64) -> [Fill] {
        var low = count > mask &+ 1 ? count - mask : 1
        var high = count &+ 1
        while low < high {
            let middle = (low + high) / 2
            if self[middle].tradeID < id { low = middle + 1 } else { high = middle }
        }
        var found: [Fill] = []
        while low <= count, self[low].tradeID == id {
            found.append(self[low])
            low += 1
        }
        return found
    }
}
