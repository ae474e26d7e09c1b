import Market
import Risk

/// SplitMix64, so that a printed seed is enough to repeat a run.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }
}

let usdt = AssetID(rawValue: 0)
let btc = AssetID(rawValue: 1)
let alice = AccountID(rawValue: 1)
let bob = AccountID(rawValue: 2)

/// BTCUSDT: tick 0.01, lot 0.0001, both assets at scale 8.
func bitcoin(makerFeePPM: UInt32 = 500, takerFeePPM: UInt32 = 1_000) -> Instrument {
    var instrument = Instrument(
        name: Name(low: 0x5443, high: 0), baseAsset: btc, quoteAsset: usdt, tickUnits: 1_000_000, lotUnits: 10_000, notionalUnits: 100,
        minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1 << 30))
    instrument.makerFeePPM = makerFeePPM
    instrument.takerFeePPM = takerFeePPM
    return instrument
}

/// A ledger of two assets and two accounts.
func twoAccounts() -> Ledger {
    var ledger = Ledger(capacity: 4)
    ledger.addAsset()
    ledger.addAsset()
    ledger.addAccount()
    ledger.addAccount()
    _ = ledger.open(.house, usdt)
    return ledger
}

func trade(
    taker: Side, price: Int64, quantity: Int64, leaves: Int64 = 0, makerLeaves: Int64 = 0, flags: Event.Flags = []
) -> Event {
    Event(
        .trade, side: taker, flags: flags, symbol: SymbolID(rawValue: 0), account: alice, otherAccount: bob,
        orderID: OrderID(rawValue: 1), otherID: OrderID(rawValue: 2), price: Price(ticks: price), quantity: Quantity(lots: quantity),
        leaves: Quantity(lots: leaves), otherLeaves: Quantity(lots: makerLeaves))
}
