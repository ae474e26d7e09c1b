import JSON

/// Order bodies written beforehand, so that drawing one costs nothing: what `OrderSource` draws, as JSON.
struct OrderBodies {
    struct Entry {
        let body: [UInt8]
        let instrument: Int
        let isBuy: Bool
        let isMarket: Bool
        /// In units of 10^-8.
        let quantity: Int64
        /// In units of 10^-8; nil for a market order.
        let limit: Int64?
    }

    /// Bodies of each kind and instrument.
    private static let variants = 64

    private var limitBuys: [[Entry]] = []
    private var limitSells: [[Entry]] = []
    private var marketBuys: [Entry] = []
    private var marketSells: [Entry] = []
    let instruments: Int

    init(_ instruments: [LoadInstrument]) {
        self.instruments = instruments.count
        for (index, instrument) in instruments.enumerated() {
            func entry(isBuy: Bool, price: Int64?) -> Entry {
                let quantity = instrument.unitLots * instrument.lotUnits
                return Entry(
                    body: Self.body(instrument, isBuy: isBuy, price: price, quantity: quantity), instrument: index, isBuy: isBuy,
                    isMarket: price == nil, quantity: quantity, limit: price.map { $0 * instrument.tickUnits })
            }
            limitBuys.append((0..<Self.variants).map { entry(isBuy: true, price: max(1, instrument.mid - Int64($0) * instrument.step)) })
            limitSells.append((0..<Self.variants).map { entry(isBuy: false, price: instrument.mid + Int64($0) * instrument.step) })
            marketBuys.append(entry(isBuy: true, price: nil))
            marketSells.append(entry(isBuy: false, price: nil))
        }
    }

    private static func body(_ instrument: LoadInstrument, isBuy: Bool, price: Int64?, quantity: Int64) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("symbol")
            writer.string(instrument.name)
            writer.key("side")
            writer.string(isBuy ? "buy" : "sell")
            writer.key("type")
            writer.string(price == nil ? "market" : "limit")
            writer.key("quantity")
            writer.decimal(units: quantity, scale: LoadInstrument.scale)
            guard let price else { return }
            writer.key("price")
            writer.decimal(units: price * instrument.tickUnits, scale: LoadInstrument.scale)
        }
        var bytes: [UInt8] = []
        writer.finish(into: &bytes)
        return bytes
    }

    /// Sells half of the time, if there is something to sell.
    func draw(_ random: inout RandomSource, isMarket: Bool, _ holdings: [Int64]) -> Entry {
        let bits = random.next()
        let index = Int(bits >> 40) % instruments
        let sells = bits & 1 == 0 && holdings[index] >= marketSells[index].quantity
        if isMarket { return sells ? marketSells[index] : marketBuys[index] }
        let variant = Int(bits >> 16) % Self.variants
        return sells ? limitSells[index][variant] : limitBuys[index][variant]
    }
}
