import Engine
import Market
import Wire

/// Assets and instruments by number and by name. Follows the records, so it shows what is durable.
package final class Catalog: RecordFollower {
    /// One object per instrument: it is large, and looked at for every order. Only its phase changes, on the engine's loop.
    package final class Listed: @unchecked Sendable {
        package let symbol: SymbolID
        package let instrument: Instrument
        /// `BTCUSDT`.
        package let name: String
        package let base: Asset
        package let quote: Asset
        package let baseName: String
        package let quoteName: String
        package fileprivate(set) var phase: Phase

        init(_ symbol: SymbolID, _ instrument: Instrument, base: Asset, quote: Asset) {
            self.symbol = symbol
            self.instrument = instrument
            self.base = base
            self.quote = quote
            name = instrument.name.description
            baseName = base.name.description
            quoteName = quote.name.description
            phase = instrument.phase
        }
    }

    package private(set) var assets: [Asset] = []
    package private(set) var instruments: [Listed] = []
    private var byName: [Name: SymbolID] = [:]

    package init() {}

    /// Everything the exchange has listed so far. On its loop.
    package init(_ exchange: isolated Exchange) {
        var asset: UInt32 = 0
        while let known = exchange.asset(AssetID(rawValue: asset)) {
            assets.append(known)
            asset += 1
        }
        var symbol: UInt16 = 0
        while let known = exchange.instrument(SymbolID(rawValue: symbol)) {
            list(known)
            instruments[Int(symbol)].phase = exchange.phase(of: SymbolID(rawValue: symbol)) ?? known.phase
            symbol += 1
        }
    }

    package subscript(_ symbol: SymbolID) -> Listed { instruments[Int(symbol.rawValue)] }

    package func find(_ name: Name) -> Listed? { byName[name].map { self[$0] } }

    /// Any case of letters.
    package func find(_ name: some StringProtocol) -> Listed? { Name(name.uppercased()).flatMap(find) }

    package func asset(named name: String) -> AssetID? {
        guard let name = Name(name) else { return nil }
        return assets.firstIndex { $0.name == name }.map { AssetID(rawValue: UInt32($0)) }
    }

    private func list(_ instrument: Instrument) {
        let (base, quote) = (assets[Int(instrument.baseAsset.rawValue)], assets[Int(instrument.quoteAsset.rawValue)])
        let symbol = SymbolID(rawValue: UInt16(instruments.count))
        instruments.append(Listed(symbol, instrument, base: base, quote: quote))
        byName[instrument.name] = symbol
    }

    package func follow(_ record: borrowing Record, sequence: SequenceNumber) {
        // Orders and cancels, which is nearly all there is, list nothing; what they change of a phase is told by their events.
        guard record.mayChangeCatalog else { return }
        do throws(WireError) {
            var events = record.events()
            while let recorded = try events.next() {
                switch recorded.event.kind {
                case .assetAdded: if case .addAsset(let asset) = record.command { assets.append(asset) }
                case .instrumentAdded: if case .addInstrument(let instrument) = record.command { list(instrument) }
                case .phaseChanged:
                    let symbol = Int(recorded.event.symbol.rawValue)
                    if let phase = Phase(rawValue: UInt8(truncatingIfNeeded: recorded.event.leaves.lots)) { instruments[symbol].phase = phase }
                default: break
                }
            }
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
    }
}

extension Record {
    /// False for the most common shapes: a cancel, and an order that was accepted or rejected and did nothing else.
    @inline(__always) var mayChangeCatalog: Bool {
        header.templateID != Message.CancelOrder.templateID && (header.templateID > 2 || eventBytes.count > Message.OrderRejected.encodedBytes)
    }
}
