import Market

/// An order as the account's limits see it.
@usableFromInline package struct OrderInQuestion: BitwiseCopyable, Sendable {
    @usableFromInline package var account: AccountID
    @usableFromInline package var side: Side
    @usableFromInline package var quantity: Quantity
    /// Price the order is valued at: the instrument's mark, or the order's own price where there is none; `none` skips the checks of value.
    @usableFromInline package var price: Price
    @inlinable package init(account: AccountID, side: Side, quantity: Quantity, price: Price) {
        self.account = account
        self.side = side
        self.quantity = quantity
        self.price = price
    }
}

extension Accounts {
    /// The account's limits in the order of the AgentExchange contract §6.5, funds excepted; the first failure wins. Limits at 0 are off.
    @inlinable @inline(__always) package func check(
        _ order: OrderInQuestion, _ terms: borrowing Terms, _ listings: borrowing Listings, _ ledger: borrowing Ledger, at time: Timestamp
    ) -> RejectReason {
        check(order, terms, ledger.purse(order.account, terms), listings, ledger, at: time)
    }

    @inlinable @inline(__always) package func check(
        _ order: OrderInQuestion, _ terms: borrowing Terms, _ purse: Purse, _ listings: borrowing Listings, _ ledger: borrowing Ledger,
        at time: Timestamp
    ) -> RejectReason {
        let index = order.account.rawValue
        // 1: the account may trade at all.
        if accounts[index].stateCode != AccountState.active.rawValue {
            if accounts[index].state == .halted { return .accountNotActive }
            if order.side == .buy { return .accountReduceOnly }
        }
        if accounts[index].isLimited == 0 { return .none }
        return checkLimits(order, terms, purse, listings, ledger, at: time)
    }

    @usableFromInline func checkLimits(
        _ order: OrderInQuestion, _ terms: borrowing Terms, _ purse: Purse, _ listings: borrowing Listings, _ ledger: borrowing Ledger,
        at time: Timestamp
    ) -> RejectReason {
        let index = order.account.rawValue
        // 2: today's loss.
        if isStoppedByLoss(order.account, at: time) { return .dailyLossLimit }
        // 3: accepted orders this minute. Dividing, to know the minute, takes long, so what is seldom true is asked first.
        let ordersMax = profiles[index].ordersPerMinuteMax
        if ordersMax > 0, accounts[index].acceptedThisMinute >= ordersMax, accounts[index].minute == Calendar.minute(of: time) {
            return .orderRateLimit
        }
        // 4, 5, 6: value, its part of equity, the position it would make.
        if !order.price.isNone {
            let reason = checkValue(order, terms, purse, listings, ledger)
            if reason != .none { return reason }
        }
        // 7: open orders.
        let openMax = profiles[index].maxOpenOrders
        if openMax > 0, accounts[index].openOrders >= openMax { return .tooManyOpenOrders }
        return .none
    }

    // Products of two 64-bit factors fit 128 bits, so those below need no check for overflow.

    @inline(__always) private func checkValue(
        _ order: OrderInQuestion, _ terms: borrowing Terms, _ purse: Purse, _ listings: borrowing Listings, _ ledger: borrowing Ledger
    ) -> RejectReason {
        let limits = profiles[order.account.rawValue]
        guard let value = terms.notional(order.price, order.quantity) else { return .overflow }
        if limits.minOrderValue > 0, value < limits.minOrderValue { return .orderTooSmall }
        if limits.maxOrderPercent == 0, limits.maxPositionPercent == 0 { return .none }
        let held = terms.value(ofBase: purse.base == Ledger.noSlot ? 0 : ledger[purse.base].available, at: order.price)
        // What the account has of the quote asset alone is a part of its equity, and mostly enough.
        let reason = checkShare(order.side, value, held, limits, equity: purse.quote == Ledger.noSlot ? 0 : ledger[purse.quote].total)
        return reason == .none ? .none : checkWholeShare(order, value, held, limits, terms.quoteAsset, listings, ledger)
    }

    @inline(never) private func checkWholeShare(
        _ order: OrderInQuestion, _ value: Int64, _ held: Int64, _ limits: StoredProfile, _ quote: AssetID, _ listings: borrowing Listings,
        _ ledger: borrowing Ledger
    ) -> RejectReason {
        checkShare(order.side, value, held, limits, equity: Self.equity(of: order.account, in: quote, listings, ledger))
    }

    /// What an order's value, and that of the position it would add to what is `held`, may be of the equity. The more equity, the less is refused.
    @inline(__always) private func checkShare(
        _ side: Side, _ value: Int64, _ held: Int64, _ limits: StoredProfile, equity: Int64
    ) -> RejectReason {
        if limits.maxOrderPercent > 0, Int128(value) &* 100 > Int128(equity) &* Int128(limits.maxOrderPercent) { return .orderTooLarge }
        if limits.maxPositionPercent > 0 {
            // The share in percent, rounded half up to two decimals, is what the contract compares.
            // `(position × 20,000 + equity) / (2 × equity) ≤ percent × 100`, without the division.
            let position = Int128(held) &+ Int128(value)
            let fits = equity > 0 && position &* 20_000 < Int128(equity) &* Int128(UInt64(limits.maxPositionPercent) * 200 + 1)
            // The side comes last: nobody can predict it.
            if !fits, side == .buy { return .positionLimit }
        }
        return .none
    }

    /// Whether today's realised loss has reached the limit at any time of the day; then no order is taken until 00:00 UTC. Cancels are.
    @inline(__always) package func isStoppedByLoss(_ account: AccountID, at time: Timestamp) -> Bool {
        let index = account.rawValue
        // Most have lost nothing.
        guard accounts[index].stoppedByLoss != 0 || accounts[index].realisedToday < 0 else { return false }
        return isStoppedByLossNow(account, at: time)
    }

    @inline(never) private func isStoppedByLossNow(_ account: AccountID, at time: Timestamp) -> Bool {
        let index = account.rawValue
        guard accounts[index].day == Calendar.day(of: time), profiles[index].dailyLossLimitPercent > 0 else { return false }
        return accounts[index].stoppedByLoss != 0 || hasReachedLossLimit(account)
    }

    /// Whether the loss of the account's `day`, as it is counted now, reaches the limit. Without a limit it never does.
    @usableFromInline func hasReachedLossLimit(_ account: AccountID) -> Bool {
        let percent = profiles[account.rawValue].dailyLossLimitPercent
        let realised = accounts[account.rawValue].realisedToday
        return percent > 0 && realised < 0
            && Int128(realised) &* -100 >= Int128(accounts[account.rawValue].startingBalance) &* Int128(percent)
    }

    /// Everything the account has, available and locked, valued in `quote` at the marks; at most `Int64.max`.
    /// - Complexity: O(balances of the account × instruments of each).
    package static func equity(
        of account: AccountID, in quote: AssetID, _ listings: borrowing Listings, _ ledger: borrowing Ledger
    ) -> Int64 {
        var sum: Int64 = 0
        var next = ledger.firstAsset(of: account)
        while let asset = next {
            let slot = ledger.find(account, asset)
            guard slot != Ledger.noSlot else { break }
            let (total, overflow) = sum.addingReportingOverflow(listings.value(of: ledger[slot].total, asset, in: quote))
            sum = overflow ? .max : total
            next = ledger[slot].nextAsset
        }
        return sum
    }
}
