import Market
import Synchronization

/// Money terms of every instrument, by symbol, and which instruments trade an asset.
@usableFromInline package struct Listings: ~Copyable {
    /// Pins the listings to their address, as in `Ledger`.
    private let pin = Atomic<UInt8>(0)
    /// By symbol.
    @usableFromInline package var terms: Arena<Terms>
    /// First instrument whose base is this asset, plus one; 0 means none.
    var firstOfBase: Arena<UInt32>

    package init() {
        terms = Arena()
        firstOfBase = Arena()
    }

    deinit {
        terms.deallocate()
        firstOfBase.deallocate()
    }

    package var count: Int { terms.count }

    /// Lists the next symbol.
    package mutating func append(_ instrument: Instrument) {
        let index = terms.append()
        let base = Int(instrument.baseAsset.rawValue)
        while firstOfBase.count <= base { _ = firstOfBase.append() }
        terms[index] = Terms(instrument)
        terms[index].nextOfBase = firstOfBase[base]
        firstOfBase[base] = index + 1
    }

    /// What `units` of `asset` are worth in `quote`: face value if that is the asset, else by the instrument of the pair that was
    /// listed last and has a price; 0 where there is none.
    package func value(of units: Int64, _ asset: AssetID, in quote: AssetID) -> Int64 {
        if asset == quote { return units }
        guard Int(asset.rawValue) < firstOfBase.count else { return 0 }
        var next = firstOfBase[asset.rawValue]
        while next != 0 {
            let terms = terms[next - 1]
            if terms.quoteAsset == quote, !terms.mark.isNone { return terms.value(ofBase: units, at: terms.mark) }
            next = terms.nextOfBase
        }
        return 0
    }
}

extension Listings {
    package func hash(into hasher: inout StateHasher) {
        hasher.combine(terms)
        hasher.combine(firstOfBase)
    }

    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe forEachSectionOf(terms, id: 1, body)
        try unsafe forEachSectionOf(firstOfBase, id: 2, body)
    }

    /// False: the bytes do not fit this version.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 1: unsafe restored(&terms, stride: stride, bytes)
        case 2: unsafe restored(&firstOfBase, stride: stride, bytes)
        default: false
        }
    }
}
