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
        let index = order.account.rawValue
        // 1: the account may trade at all.
        if accounts[index].stateCode != AccountState.active.rawValue {
            if accounts[index].state == .halted { return .accountNotActive }
            if order.side == .buy { return .accountReduceOnly }
        }
        if accounts[index].isLimited == 0 { return .none }
        return checkLimits(order, terms, listings, ledger, at: time)
    }

    @usableFromInline func checkLimits(
        _ order: OrderInQuestion, _ terms: borrowing Terms, _ listings: borrowing Listings, _ ledger: borrowing Ledger, at time: Timestamp
    ) -> RejectReason {
        let account = accounts[order.account.rawValue]
        let limits = profiles[order.account.rawValue]
        // 2: today's loss.
        if isStoppedByLoss(order.account, at: time) { return .dailyLossLimit }
        // 3: accepted orders this minute.
        if limits.ordersPerMinuteMax > 0, account.minute == Calendar.minute(of: time), account.acceptedThisMinute >= limits.ordersPerMinuteMax {
            return .orderRateLimit
        }
        // 4, 5, 6: value, its part of equity, the position it would make.
        if !order.price.isNone {
            let reason = checkValue(order, limits, terms, listings, ledger)
            if reason != .none { return reason }
        }
        // 7: open orders.
        if limits.maxOpenOrders > 0, account.openOrders >= limits.maxOpenOrders { return .tooManyOpenOrders }
        return .none
    }

    // Products of two 64-bit factors fit 128 bits, so those below need no check for overflow.

    private func checkValue(
        _ order: OrderInQuestion, _ limits: StoredProfile, _ terms: borrowing Terms, _ listings: borrowing Listings, _ ledger: borrowing Ledger
    ) -> RejectReason {
        guard let value = terms.notional(order.price, order.quantity) else { return .overflow }
        if limits.minOrderValue > 0, value < limits.minOrderValue { return .orderTooSmall }
        if limits.maxOrderPercent == 0, limits.maxPositionPercent == 0 { return .none }
        let equity = Self.equity(of: order.account, in: terms.quoteAsset, listings, ledger)
        if limits.maxOrderPercent > 0, Int128(value) &* 100 > Int128(equity) &* Int128(limits.maxOrderPercent) { return .orderTooLarge }
        if limits.maxPositionPercent > 0, order.side == .buy {
            let held = terms.value(ofBase: ledger.available(order.account, terms.baseAsset), at: order.price)
            // The share in percent, rounded half up to two decimals, is what the contract compares.
            // `(position × 20,000 + equity) / (2 × equity) ≤ percent × 100`, without the division.
            let position = Int128(held) &+ Int128(value)
            guard equity > 0, position &* 20_000 < Int128(equity) &* Int128(UInt64(limits.maxPositionPercent) * 200 + 1)
            else { return .positionLimit }
        }
        return .none
    }

    /// Whether today's realised loss has reached the limit at any time of the day; then no order is taken until 00:00 UTC. Cancels are.
    package func isStoppedByLoss(_ account: AccountID, at time: Timestamp) -> Bool {
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
