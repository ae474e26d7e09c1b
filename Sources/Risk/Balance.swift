import Market

/// What one account has of one asset: one cache line.
@usableFromInline package struct Balance: BitwiseCopyable, Sendable, Equatable {
    @usableFromInline package internal(set) var account: AccountID
    /// The asset plus one; 0 marks a free slot of the table.
    @usableFromInline var assetPlusOne: UInt32
    @usableFromInline package internal(set) var available: Int64
    @usableFromInline package internal(set) var locked: Int64
    /// Units bought here and still held, and what they cost in `costAsset`, fees included.
    @usableFromInline package internal(set) var position: Int64
    @usableFromInline package internal(set) var cost: Int64
    @usableFromInline var costAssetPlusOne: UInt32
    /// Next asset of the account, plus one; 0 ends the chain. By asset, not by slot, for slots move when the table grows.
    @usableFromInline var nextPlusOne: UInt32
    @usableFromInline var unused: (Int64, Int64)

    package var asset: AssetID { AssetID(rawValue: assetPlusOne - 1) }
    @inlinable package var total: Int64 { available + locked }
    /// The quote asset `cost` is counted in; nil while nothing is held.
    package var costAsset: AssetID? { costAssetPlusOne == 0 ? nil : AssetID(rawValue: costAssetPlusOne - 1) }

    @inlinable package static func == (a: Self, b: Self) -> Bool {
        a.account == b.account && a.assetPlusOne == b.assetPlusOne && a.available == b.available && a.locked == b.locked
            && a.position == b.position && a.cost == b.cost && a.costAssetPlusOne == b.costAssetPlusOne
    }

    /// Counts a purchase into the position. A purchase for another quote asset than the position's first counts as a deposit would: not at all.
    @inlinable mutating func buy(_ units: Int64, for spent: Int64, of quote: AssetID) {
        if position == 0 { costAssetPlusOne = quote.rawValue + 1 } else if costAssetPlusOne != quote.rawValue + 1 { return }
        position += units
        // Cost is a statistic: beyond Int64 it stays at the top.
        let (sum, overflow) = cost.addingReportingOverflow(spent)
        cost = overflow ? .max : sum
    }

    /// Takes `units` out of the position and returns their part of its cost, rounded down; what was never bought here cost what it fetches.
    @inlinable mutating func sell(_ units: Int64, for proceeds: Int64, of quote: AssetID) -> Int64 {
        if position == 0 || costAssetPlusOne != quote.rawValue + 1 {
            // Sold for another asset than it was bought for: what is gone is no position any more.
            capPosition()
            return proceeds
        }
        if units >= position {
            let excess = units == position ? 0 : Self.part(proceeds, units - position, of: units)
            let (spent, overflow) = cost.addingReportingOverflow(excess)
            position = 0
            cost = 0
            costAssetPlusOne = 0
            return overflow ? .max : spent
        }
        let spent = Self.part(cost, units, of: position)
        position -= units
        cost -= spent
        return spent
    }

    /// `amount × part / whole`, rounded down; `part ≤ whole`.
    @inlinable static func part(_ amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
        let (product, overflow) = amount.multipliedReportingOverflow(by: part)
        return overflow ? whole.dividingFullWidth(amount.multipliedFullWidth(by: part)).quotient : product / whole
    }

    /// A position never is more than what the account has.
    @usableFromInline mutating func capPosition() {
        guard position > total else { return }
        cost = Self.part(cost, total, of: position)
        position = total
        if position == 0 {
            cost = 0
            costAssetPlusOne = 0
        }
    }
}
