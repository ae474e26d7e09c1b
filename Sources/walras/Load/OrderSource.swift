import Market
import Wire

/// What the load tool has to know of an instrument to trade it.
struct LoadInstrument: Sendable {
    var name: String
    var base: String
    var symbol: UInt16 = 0
    /// The last price as text gave it, in units of 10^-8 quote currency.
    var priceUnits: Int64
    /// Smallest steps and smallest order, in units of 10^-8.
    var tickUnits: Int64
    var lotUnits: Int64
    var minNotionalUnits: Int64
    /// What a connection may sell from the start, in lots.
    var heldLots: Int64 = 0

    static let scale = 8

    var mid: Int64 { max(1, priceUnits / tickUnits) }
    /// Ticks between the prices orders are put at: half a basis point.
    var step: Int64 { max(1, mid / 20_000) }
    /// Lots of the smallest order that is worth ten times what an order must be worth, so that it may be at any price the source draws.
    var unitLots: Int64 {
        let worth = Double(priceUnits) * Double(lotUnits) / 1e16
        return max(1, Int64((10 * Double(max(minNotionalUnits, 100_000_000)) / 1e8 / worth).rounded(.up)))
    }
}

/// What a drawn request is.
struct DrawnOrder {
    var instrument: Int
    var isBuy: Bool
    /// Ticks; 0 for a market order.
    var price: Int64
    var lots: Int64
}

/// Draws orders around the price each instrument had at the start: bids up to 64 steps below it, asks as far above; one in 64 at it, where they meet.
///
/// An account sells what it has been given or has bought.
struct OrderSource {
    private static let stepsMax = 64
    var instruments: [LoadInstrument]
    private let mids: [Int64]
    private let steps: [Int64]
    private let units: [Int64]
    /// Lots that may be sold, by instrument.
    var holdings: [Int64]

    init(_ instruments: [LoadInstrument]) {
        self.instruments = instruments
        mids = instruments.map(\.mid)
        steps = instruments.map(\.step)
        units = instruments.map(\.unitLots)
        holdings = instruments.map(\.heldLots)
    }

    @inline(__always) mutating func draw(_ random: inout RandomSource, isMarket: Bool) -> DrawnOrder {
        let bits = random.next()
        let index = instruments.count == 1 ? 0 : Int(bits >> 40) % instruments.count
        let lots = units[index] * Int64(1 + bits >> 8 & 7)
        let sells = bits & 1 == 0 && holdings[index] >= lots
        if sells { holdings[index] -= lots }
        let distance = Int64(bits >> 16 & UInt64(Self.stepsMax - 1)) * steps[index]
        let price = sells ? mids[index] + distance : max(1, mids[index] - distance)
        return DrawnOrder(instrument: index, isBuy: !sells, price: isMarket ? 0 : price, lots: lots)
    }
}
