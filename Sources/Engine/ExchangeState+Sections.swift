import Market
import Matching
import Risk

// The state as raw bytes, for snapshots, and as one number, for comparing states.
//
// A section's id is `part << 24 | section of the part`; a book's is `bookPart + symbol << 8 | section of the book`.
extension ExchangeState {
    private enum Part {
        static let own: UInt32 = 1
        static let ledger: UInt32 = 2
        static let accounts: UInt32 = 3
        static let listings: UInt32 = 4
        static let orderIndex: UInt32 = 5
        static let clientOrders: UInt32 = 6
        static let expiries: UInt32 = 7
        static let books: UInt32 = 1 << 31
        static func of(_ id: UInt32) -> UInt32 { id >> 24 }
    }

    static let instrumentsSection = Part.own << 24 | 2

    /// Hash of everything that decides what the exchange does next.
    /// - Complexity: reads all state, about 0.1 ns per byte.
    package func stateHash() -> UInt64 {
        var hasher = StateHasher()
        var header = header
        unsafe withUnsafeBytes(of: &header) { unsafe hasher.combine(bytes: $0) }
        hasher.combine(assets)
        hasher.combine(instruments)
        hasher.combine(breakers)
        hasher.combine(sweeping)
        ledger.hash(into: &hasher)
        accounts.hash(into: &hasher)
        listings.hash(into: &hasher)
        orderIndex.hash(into: &hasher)
        #if WALRAS_PLANTED_BUGS
        if !PlantedBug.isOn(.namesNotInSnapshot) { clientOrders.hash(into: &hasher) }
        #else
        clientOrders.hash(into: &hasher)
        #endif
        expiries.hash(into: &hasher)
        for index in 0..<books.count { books[SymbolID(rawValue: UInt16(index))].hash(into: &hasher) }
        return hasher.finalize()
    }

    /// Everything, the instruments before their books. The bytes are valid during the call.
    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        // The closures below cannot throw across `rethrows`, so the first failure is carried past them.
        var failure: Failure?
        func write(_ id: UInt32, _ stride: Int, _ bytes: UnsafeRawBufferPointer) {
            guard failure == nil else { return }
            do throws(Failure) { try unsafe body(id, stride, bytes) } catch { failure = error }
        }
        var header = header
        unsafe withUnsafeBytes(of: &header) { unsafe write(Part.own << 24, MemoryLayout<Header>.stride, $0) }
        unsafe assets.withBytes { unsafe write(Part.own << 24 | 1, MemoryLayout<StoredAsset>.stride, $0) }
        unsafe instruments.withBytes { unsafe write(Self.instrumentsSection, MemoryLayout<StoredInstrument>.stride, $0) }
        unsafe breakers.withBytes { unsafe write(Part.own << 24 | 3, MemoryLayout<Breaker>.stride, $0) }
        unsafe sweeping.withBytes { unsafe write(Part.own << 24 | 4, MemoryLayout<UInt32>.stride, $0) }
        unsafe ledger.forEachSection { unsafe write(Part.ledger << 24 | $0, $1, $2) }
        unsafe accounts.forEachSection { unsafe write(Part.accounts << 24 | $0, $1, $2) }
        unsafe listings.forEachSection { unsafe write(Part.listings << 24 | $0, $1, $2) }
        unsafe orderIndex.forEachSection { unsafe write(Part.orderIndex << 24 | $0, $1, $2) }
        #if WALRAS_PLANTED_BUGS
        if !PlantedBug.isOn(.namesNotInSnapshot) { unsafe clientOrders.forEachSection { unsafe write(Part.clientOrders << 24 | $0, $1, $2) } }
        #else
        unsafe clientOrders.forEachSection { unsafe write(Part.clientOrders << 24 | $0, $1, $2) }
        #endif
        unsafe expiries.forEachSection { unsafe write(Part.expiries << 24 | $0, $1, $2) }
        for index in 0..<books.count {
            let part = Part.books | UInt32(index) << 8
            unsafe books[SymbolID(rawValue: UInt16(index))].forEachSection { unsafe write(part | $0, $1, $2) }
        }
        if let failure { throw failure }
    }

    /// Takes back one section, in the order of `forEachSection`, into an empty state. False: the bytes do not fit this version.
    ///
    /// What is checked here is shape: known sections, whole elements, counts and indices that this and the next sections are rebuilt by.
    /// What the elements say is trusted. The checksums of the file guard it, and whoever has restored a snapshot compares `stateHash` with the
    /// one written beside it before going on: a bit that differs, or a section that is missing, is another hash.
    package mutating func restore(
        section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer, on proof: borrowing OnLoop
    ) -> Bool {
        if id >= Part.books {
            let symbol = SymbolID(rawValue: UInt16(truncatingIfNeeded: (id & ~Part.books) >> 8))
            return unsafe books.contains(symbol) && books[symbol].restore(section: id & 0xFF, stride: stride, bytes: bytes)
        }
        let section = id & 0xFF_FFFF
        switch Part.of(id) {
        case Part.own: return unsafe restoreOwn(section, stride, bytes, on: proof)
        case Part.ledger: return unsafe ledger.restore(section: section, stride: stride, bytes: bytes)
        case Part.accounts: return unsafe accounts.restore(section: section, stride: stride, bytes: bytes)
        case Part.listings: return unsafe listings.restore(section: section, stride: stride, bytes: bytes)
        case Part.orderIndex: return unsafe orderIndex.restore(section: section, stride: stride, bytes: bytes)
        case Part.clientOrders: return unsafe clientOrders.restore(section: section, stride: stride, bytes: bytes)
        case Part.expiries: return unsafe expiries.restore(section: section, stride: stride, bytes: bytes)
        default: return false
        }
    }

    private mutating func restoreOwn(_ section: UInt32, _ stride: Int, _ bytes: UnsafeRawBufferPointer, on proof: borrowing OnLoop) -> Bool {
        switch section {
        case 0:
            guard stride == MemoryLayout<Header>.stride, bytes.count == MemoryLayout<Header>.size else { return false }
            header = unsafe bytes.loadUnaligned(as: Header.self)
            return true
        case 1: return unsafe Self.fill(&assets, stride, bytes)
        case 2: return unsafe Self.fill(&instruments, stride, bytes) && openBooks(on: proof)
        case 3:
            guard unsafe Self.fill(&breakers, stride, bytes), breakers.count == instruments.count else { return false }
            notePauseEnds()
            return true
        case 4: return unsafe Self.fill(&sweeping, stride, bytes) && Int(header.sweeps) <= sweeping.count
        default: return false
        }
    }

    private mutating func openBooks(on proof: borrowing OnLoop) -> Bool {
        guard books.count == 0, instruments.count <= OrderID.symbolsMax else { return false }
        for index in 0..<instruments.count {
            guard let instrument = instruments[index].instrument, fitsAssets(instrument) else { return false }
            openBook(instrument, on: proof)
        }
        return true
    }

    private static func fill<Element: BitwiseCopyable>(_ arena: inout Arena<Element>, _ stride: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard stride == MemoryLayout<Element>.stride, bytes.count % stride == 0 else { return false }
        unsafe arena.replace(with: bytes)
        return true
    }
}
