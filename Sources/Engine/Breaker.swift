import Market
import Matching

/// The circuit breakers of one instrument: a static band around a reference, and a pause around the price at the start of a window.
///
///     continuous ── an execution would pass the pause limits ──→ volatilityAuction ── `pauseEnds` ──→ auction → continuous
package struct Breaker: Sendable, BitwiseCopyable {
    /// Centre of the static band: the last auction's price, before one the instrument's reference, else the first trade.
    var reference: Price
    /// Centre of the pause limits.
    var windowPrice: Price
    var windowStart: Timestamp
    /// When a pause ends by itself; `.max` while there is none.
    var pauseEnds: Timestamp
    var window: Timestamp
    var duration: Timestamp
    var bandPPM: UInt32
    var pausePPM: UInt32

    init(_ instrument: Instrument) {
        reference = instrument.referencePrice
        windowPrice = instrument.referencePrice
        windowStart = 0
        pauseEnds = .max
        window = instrument.pauseWindow
        duration = instrument.pauseDuration
        bandPPM = instrument.bandPPM
        pausePPM = instrument.pausePPM
    }

    /// Whether either is on.
    @inline(__always) var isOn: Bool { bandPPM | pausePPM != 0 }

    package var limits: PriceLimits {
        var limits = PriceLimits.none
        if bandPPM > 0, !reference.isNone { (limits.bandLow, limits.bandHigh) = Self.around(reference, bandPPM) }
        if pausePPM > 0, !windowPrice.isNone { (limits.pauseLow, limits.pauseHigh) = Self.around(windowPrice, pausePPM) }
        return limits
    }

    private static func around(_ price: Price, _ ppm: UInt32) -> (low: Price, high: Price) {
        let distance = Int64(Int128(price.ticks) * Int128(ppm) / 1_000_000)
        return (Price(ticks: price.ticks - distance), Price(ticks: price.ticks + distance))
    }

    /// Starts a new window once the old one has passed; true if the limits moved.
    mutating func roll(to time: Timestamp, last: Price) -> Bool {
        guard pausePPM > 0, !last.isNone, time - windowStart >= window else { return false }
        windowStart = time
        windowPrice = last
        return true
    }

    /// The first trade gives the centres that the listing did not; true if the limits moved.
    package mutating func noteTrade(_ last: Price, at time: Timestamp) -> Bool {
        guard !last.isNone, reference.isNone || windowPrice.isNone else { return false }
        if reference.isNone { reference = last }
        if windowPrice.isNone {
            windowPrice = last
            windowStart = time
        }
        return true
    }

    /// Follows a change of phase; `auction` is the price it traded at, if it did.
    package mutating func notePhase(_ phase: Phase, auction: Price, last: Price, at time: Timestamp) {
        pauseEnds = phase == .volatilityAuction && duration > 0 ? time + duration : .max
        if !auction.isNone { reference = auction }
        guard phase == .continuous else { return }
        windowStart = time
        if !auction.isNone { windowPrice = auction } else if !last.isNone { windowPrice = last }
    }
}
