import Market

extension Ledger {
    /// Brings money in from outside.
    package mutating func deposit(_ account: AccountID, _ asset: AssetID, _ units: Int64) -> Outcome {
        precondition(units > 0, "a deposit is positive")
        let (total, overflow) = deposited[asset.rawValue].addingReportingOverflow(units)
        if overflow { return .overflow }
        let slot = open(account, asset)
        if slot == Self.noSlot { return .full }
        deposited[asset.rawValue] = total
        balances[slot].available += units
        return .done
    }

    /// Takes money out; only what is available.
    package mutating func withdraw(_ account: AccountID, _ asset: AssetID, _ units: Int64) -> Outcome {
        precondition(units > 0, "a withdrawal is positive")
        let slot = find(account, asset)
        guard slot != Self.noSlot, balances[slot].available >= units else { return .shortage }
        deposited[asset.rawValue] -= units
        balances[slot].available -= units
        balances[slot].capPosition()
        return .done
    }

    /// Available → locked.
    @inlinable @inline(__always) package mutating func lock(_ account: AccountID, _ asset: AssetID, _ units: Int64) -> Outcome {
        if units == 0 { return .done }
        let slot = find(account, asset)
        guard slot != Self.noSlot, balances[slot].available >= units else { return .shortage }
        balances[slot].available -= units
        balances[slot].locked += units
        return .done
    }

    /// Available → locked, for a balance that has as much.
    @inlinable @inline(__always) package mutating func lock(_ slot: Slot, _ units: Int64) {
        precondition(units >= 0 && balances[slot].available >= units, "funds are checked before they are locked")
        balances[slot].available -= units
        balances[slot].locked += units
    }

    /// Locked → available. Releasing more than is locked is a fault.
    @inlinable @inline(__always) package mutating func release(_ account: AccountID, _ asset: AssetID, _ units: Int64) {
        if units == 0 { return }
        let slot = find(account, asset)
        precondition(slot != Self.noSlot && balances[slot].locked >= units, "released more than was locked")
        balances[slot].locked -= units
        balances[slot].available += units
    }

    /// Moves base and quote between buyer and seller and the fees to the house, all four balances at once; returns the seller's realised profit.
    ///
    /// Funds were checked when the orders were admitted: a shortage here is a fault and traps, before anything has moved.
    /// The balances on both sides must have been opened.
    /// - Complexity: five balances, one cache line each.
    @inlinable package mutating func settle(_ money: TradeMoney, _ terms: borrowing Terms, buyer: AccountID, seller: AccountID) -> Int64 {
        let (base, quote) = (terms.baseAsset, terms.quoteAsset)
        let buyerQuote = find(buyer, quote)
        let buyerBase = find(buyer, base)
        let sellerBase = find(seller, base)
        let sellerQuote = find(seller, quote)
        let spent = money.gross + money.buyerFee
        let earned = money.gross - money.sellerFee
        precondition(money.buyerFee >= 0 && money.sellerFee >= 0 && earned >= 0, "a fee is no payment")

        let fromAvailable = spent - money.buyerRelease
        precondition(
            balances[buyerQuote].locked >= money.buyerRelease && balances[buyerQuote].available >= fromAvailable, "the buyer cannot pay")
        precondition((money.sellerHolds ? balances[sellerBase].locked : balances[sellerBase].available) >= money.base, "the seller cannot deliver")

        balances[buyerQuote].locked -= money.buyerRelease
        balances[buyerQuote].available -= fromAvailable
        if money.sellerHolds { balances[sellerBase].locked -= money.base } else { balances[sellerBase].available -= money.base }
        balances[buyerBase].available += money.base
        balances[sellerQuote].available += earned
        // The house gets the difference, so that the sides cancel out by construction.
        if spent > earned { balances[find(.house, quote)].available += spent - earned }

        // The seller first: an account that trades with itself sells what it had before.
        let cost = balances[sellerBase].sell(money.base, for: money.gross, of: quote)
        balances[buyerBase].buy(money.base, for: spent, of: quote)
        return earned - cost
    }
}
