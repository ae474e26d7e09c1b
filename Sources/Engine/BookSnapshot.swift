import Market
import Matching

/// A copy of one instrument's book, to be followed from there by the records behind `sequence`.
///
/// It shows what has been matched, durable or not: nothing of it may leave before `sequence` is durable.
package struct BookSnapshot: Sendable {
    package var symbol: SymbolID
    package var sequence: SequenceNumber
    package var phase: Phase
    /// Last price, `none` before the first trade; and the instrument's reference until then.
    package var last: Price
    package var reference: Price
    /// Moves the static band within which an auction finds its price.
    package var breaker: Breaker
    /// In price-time order.
    package var bids: [OpenOrder]
    package var asks: [OpenOrder]
    /// Those that wait for a trigger, or to enter after it.
    package var waiting: [OpenOrder]
}

extension ExchangeState {
    /// Nil if there is no such instrument.
    /// - Complexity: O(open orders).
    package func bookSnapshot(of symbol: SymbolID) -> BookSnapshot? {
        guard let instrument = instrument(symbol) else { return nil }
        var (bids, asks, waiting): ([OpenOrder], [OpenOrder], [OpenOrder]) = ([], [], [])
        books[symbol].forEachOrder(.buy) { bids.append($0) }
        books[symbol].forEachOrder(.sell) { asks.append($0) }
        books[symbol].forEachWaitingOrder { waiting.append($0) }
        return BookSnapshot(
            symbol: symbol, sequence: sequence, phase: books[symbol].phase, last: books[symbol].lastPrice, reference: instrument.referencePrice,
            breaker: breakers[Int(symbol.rawValue)], bids: bids, asks: asks, waiting: waiting)
    }
}

extension Exchange {
    /// Nil if there is no such instrument. Shows what has been matched, durable or not.
    package func bookSnapshot(of symbol: SymbolID) -> BookSnapshot? { sequencer.state.bookSnapshot(of: symbol) }

    /// Up to `max` levels of a side, best first; empty if there is no such instrument. Shows what has been matched, durable or not.
    package func depth(of symbol: SymbolID, _ side: Side, max: Int) -> [DepthLevel] {
        sequencer.state.books.contains(symbol) ? sequencer.state.books[symbol].depth(side, max: max) : []
    }

    /// Price and volume the auction would have now; `none` and zero if nothing crosses, or without the instrument.
    package func indicativeAuction(of symbol: SymbolID) -> (price: Price, volume: Quantity) {
        sequencer.state.books.contains(symbol) ? sequencer.state.books[symbol].indicativeAuction() : (.none, .zero)
    }
}
