import Market

/// What one account has, had and did in one asset.
///
/// A position is what was bought here and is still held. Its rules are those of the ledger: the buy's fee is part of the cost; a sell takes
/// its part of the cost, rounded down; a purchase for another quote asset than the position's first counts as a deposit would, not at all;
/// a withdrawal beyond what was deposited shrinks it. Sums that pass `Int64` stay at the end they reached.
package struct Holding: BitwiseCopyable, Sendable, Hashable {
    package internal(set) var account: AccountID
    var assetPlusOne: UInt32
    /// Available and locked.
    package internal(set) var total: Int64
    /// Units bought here and still held, and what they cost in `costAsset`, fees included.
    package internal(set) var position: Int64
    package internal(set) var cost: Int64
    package internal(set) var openedAt: Timestamp
    /// Profit less loss of the sells of this asset, fees included, in the quote asset of the last of them.
    package internal(set) var realised: Int64
    var costAssetPlusOne: UInt32
    var realisedAssetPlusOne: UInt32
    /// Next holding of the account; 0 ends the chain.
    var next: UInt32
    var padding: UInt32
    package internal(set) var deposited: Int64
    package internal(set) var withdrawn: Int64
    /// Of trades paid in this asset: fees, profit less loss of the sells, and how many of those won, lost or did neither.
    package internal(set) var fees: Int64
    package internal(set) var earned: Int64
    package internal(set) var wins: UInt32
    package internal(set) var losses: UInt32
    package internal(set) var breakevens: UInt32
    var padding2: UInt32

    package var asset: AssetID { AssetID(rawValue: assetPlusOne - 1) }
    /// The quote asset `cost` is counted in; nil while nothing is held.
    package var costAsset: AssetID? { costAssetPlusOne == 0 ? nil : AssetID(rawValue: costAssetPlusOne - 1) }

    /// Cost per whole unit of the base asset, in units of the quote asset, rounded half up; nil while nothing is held.
    package func averageEntry(baseScale: UInt8) -> Amount? {
        guard position > 0 else { return nil }
        var whole: Int128 = 1
        for _ in 0..<baseScale { whole *= 10 }
        // 63 bits times at most 10^12 (40 bits) leave room for the doubling.
        let doubled = (Int128(cost) * whole * 2 + Int128(position)) / (2 * Int128(position))
        return Amount(units: doubled > Int128(Int64.max) ? .max : Int64(doubled))
    }

    @inline(__always) mutating func buy(_ units: Int64, for spent: Int64, of quote: UInt32, at time: Timestamp) {
        if position == 0 {
            costAssetPlusOne = quote &+ 1
            openedAt = time
        } else if costAssetPlusOne != quote &+ 1 { return }
        position = saturated(position, plus: units)
        cost = saturated(cost, plus: spent)
    }

    /// Takes `units` out of the position and returns their part of its cost; what was never bought here cost what it fetches.
    @inline(__always) mutating func sell(_ units: Int64, for proceeds: Int64, of quote: UInt32) -> Int64 {
        if position == 0 || costAssetPlusOne != quote &+ 1 {
            capPosition()
            return proceeds
        }
        if units >= position {
            let excess = units == position ? 0 : Self.part(proceeds, units - position, of: units)
            let spent = saturated(cost, plus: excess)
            closePosition()
            return spent
        }
        let spent = Self.part(cost, units, of: position)
        position -= units
        cost -= spent
        return spent
    }

    /// Counts what a sell of this asset realised.
    @inline(__always) mutating func noteRealised(_ units: Int64, of quote: UInt32) {
        if realisedAssetPlusOne != quote &+ 1 {
            realisedAssetPlusOne = quote &+ 1
            realised = 0
        }
        realised = saturated(realised, plus: units)
    }

    /// Counts it into what the account earned in this asset, the quote.
    @inline(__always) mutating func noteEarned(_ units: Int64) {
        earned = saturated(earned, plus: units)
        if units > 0 { wins &+= 1 } else if units < 0 { losses &+= 1 } else { breakevens &+= 1 }
    }

    /// A position never is more than what the account has.
    mutating func capPosition() {
        guard position > total else { return }
        if total <= 0 { return closePosition() }
        cost = Self.part(cost, total, of: position)
        position = total
    }

    private mutating func closePosition() {
        position = 0
        cost = 0
        costAssetPlusOne = 0
        openedAt = 0
    }

    /// `amount × part / whole`, rounded down; `part ≤ whole`.
    @inline(__always) private static func part(_ amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
        let (product, overflow) = amount.multipliedReportingOverflow(by: part)
        return overflow ? whole.dividingFullWidth(amount.multipliedFullWidth(by: part)).quotient : product / whole
    }
}

/// Holdings by account and asset: a growing arena behind an open-addressed table of indices, at most half full.
struct Holdings: ~Copyable {
    /// Holding 0 stands for none.
    private(set) var holdings: Arena<Holding>
    private var table: Arena<UInt32>
    private var shift: UInt64

    init(capacity: Int) {
        holdings = Arena(capacity: capacity + 1)
        _ = holdings.append()
        var slots = 16
        while slots < capacity * 2 { slots *= 2 }
        table = Arena(count: slots)
        shift = UInt64(64 - slots.trailingZeroBitCount)
    }

    deinit {
        holdings.deallocate()
        table.deallocate()
    }

    /// Fibonacci hashing (Knuth, vol. 3, 6.4): ids are dense, so one multiplication spreads them evenly.
    @inline(__always) private func home(_ account: AccountID, _ asset: AssetID) -> UInt32 {
        UInt32(truncatingIfNeeded: ((UInt64(account.rawValue) << 32 | UInt64(asset.rawValue)) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    /// 0 if the account never had any of the asset.
    /// - Complexity: O(1) expected.
    @inline(__always) func find(_ account: AccountID, _ asset: AssetID) -> UInt32 {
        let last = UInt32(table.count - 1)
        var slot = home(account, asset)
        while true {
            let index = table[slot]
            if index == 0 { return 0 }
            if holdings[index].account == account && holdings[index].assetPlusOne == asset.rawValue &+ 1 { return index }
            slot = slot &+ 1 & last
        }
    }

    /// Finds it or opens it at the head of the account's chain.
    @inline(__always) mutating func open(_ account: AccountID, _ asset: AssetID, chain: inout UInt32) -> UInt32 {
        let found = find(account, asset)
        return found != 0 ? found : add(account, asset, chain: &chain)
    }

    @inline(never) private mutating func add(_ account: AccountID, _ asset: AssetID, chain: inout UInt32) -> UInt32 {
        if holdings.count * 2 >= table.count { grow() }
        let index = holdings.append()
        holdings[index].account = account
        holdings[index].assetPlusOne = asset.rawValue + 1
        holdings[index].next = chain
        chain = index
        place(index)
        return index
    }

    private func place(_ index: UInt32) {
        var slot = home(holdings[index].account, holdings[index].asset)
        while table[slot] != 0 { slot = slot &+ 1 & UInt32(table.count - 1) }
        table[slot] = index
    }

    private mutating func grow() {
        let slots = table.count * 2
        table.replaceByZeros(count: slots)
        shift -= 1
        for index in 1..<UInt32(holdings.count) { place(index) }
    }

    func hash(into hasher: inout StateHasher) { hasher.combine(holdings) }

    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        try visitor.visit(&holdings)
        try visitor.visit(&table)
        shift = UInt64(64 - table.count.trailingZeroBitCount)
    }
}
