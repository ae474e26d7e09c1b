import Market
import Matching
import Risk

// Commands on orders that are there already.
extension ExchangeState {
    mutating func cancel(_ cancel: CancelOrder) {
        var id = cancel.orderID
        if id == .none, cancel.clientOrderID != 0 {
            id = clientOrders.find(cancel.account, cancel.clientOrderID, at: header.time)?.orderID ?? .none
        }
        guard id != .none, books.contains(id.symbol) else { return rejectChange(.unknownOrder, cancel.account, id) }
        let reason = books[id.symbol].cancel(id, by: cancel.account, into: &events)
        guard reason == .none else { return rejectChange(reason, cancel.account, id) }
        // Mostly there is nothing but the order's end.
        if events.count == 1 { settleCancel(0, Entering()) } else { settle(from: 0, Entering()) }
        finish(id.symbol)
    }

    mutating func amend(_ amend: AmendOrder) {
        var reason = objection(to: amend.orderID, of: amend.account)
        if reason == .none { reason = books[amend.orderID.symbol].admitAmend(amend) }
        guard reason == .none else { return rejectChange(reason, amend.account, amend.orderID) }
        books[amend.orderID.symbol].amend(amend, into: &events)
        settle(from: 0, Entering())
        finish(amend.orderID.symbol)
    }

    mutating func replace(_ command: ReplaceOrder) {
        let id = command.orderID
        let name = command.clientOrderID
        let bodyHash = name == 0 ? 0 : command.bodyHash
        // Before the order is looked for: the first answer may have ended it.
        if name != 0, answerAgain(name, bodyHash, command.account, id.symbol, .buy) { return }
        let reason = objection(to: id, of: command.account)
        guard reason == .none, let old = books[id.symbol].order(id) else {
            if name != 0, isClient(command.account) { remember(name, bodyHash, command.account, .none, reason) }
            return rejectChange(reason, command.account, id)
        }
        var replace = command
        // Without a new name the order keeps the one it has.
        if name == 0 { replace.clientOrderID = old.clientOrderID }
        rollBreaker(id.symbol)
        let held = heldNow(old)
        let objection = objection(to: replace, old, held)
        guard objection == .none else {
            if name != 0 { remember(name, bodyHash, command.account, .none, objection) }
            return rejectChange(objection, command.account, id)
        }
        let order = books[id.symbol].replacement(replace)
        let terms = listings.terms[Int(id.symbol.rawValue)]
        ledger.release(old.account, old.side == .buy ? terms.quoteAsset : terms.baseAsset, held)
        accounts[old.account].openOrders -= 1
        let placement = books[id.symbol].replace(replace, into: &events)
        settle(from: 0, Entering(orderID: placement.orderID, limit: order.type.hasLimit ? order.price : .none))
        accounts.noteAccepted(old.account, at: header.time)
        if placement.leaves.lots > 0 { rest(placement, order) }
        if name != 0 {
            remember(name, bodyHash, command.account, placement.orderID, .none)
        } else if old.clientOrderID != 0 {
            clientOrders.follow(old.account, old.clientOrderID, from: id, to: placement.orderID)
        }
        finish(id.symbol)
    }

    /// As for a new order, with the old one's funds and place counted as free.
    private mutating func objection(to replace: ReplaceOrder, _ old: OpenOrder, _ held: Int64) -> RejectReason {
        let reason = books[old.orderID.symbol].admitReplace(replace)
        if reason != .none { return reason }
        let order = books[old.orderID.symbol].replacement(replace)
        accounts[old.account].openOrders -= 1
        let limit = accounts.check(
            OrderInQuestion(account: old.account, side: old.side, quantity: replace.quantity, price: valuation(order)),
            listings.terms[Int(order.symbol.rawValue)], listings, ledger, at: header.time)
        accounts[old.account].openOrders += 1
        return limit != .none ? limit : shortage(of: order, released: held)
    }

    /// Units an open order holds.
    func heldNow(_ order: OpenOrder) -> Int64 {
        order.sharesReserve
            ? 0 : listings.terms[Int(order.orderID.symbol.rawValue)].held(order.side, order.leaves, at: order.reservePrice)
    }

    mutating func cancelAll(_ command: CancelAll) {
        guard isClient(command.account) else { return reject(.unknownAccount, account: command.account) }
        guard command.symbol == .all || books.contains(command.symbol) else { return reject(.unknownSymbol, account: command.account) }
        let canceled = cancelOrders(of: command.account, on: command.symbol, reason: .byOwnerAll)
        var left: Int64 = 0
        orderIndex.forEach(of: accounts[command.account]) { id in
            if command.symbol == .all || id.symbol == command.symbol, books.isOpen(id) { left += 1 }
        }
        events.append(Event(
            .cancelAllDone, symbol: command.symbol, account: command.account, quantity: Quantity(lots: canceled),
            leaves: Quantity(lots: left)))
    }

    /// Cancels up to `cancelsPerRecordMax` open orders of an account, the oldest first; returns how many.
    mutating func cancelOrders(of account: AccountID, on symbol: SymbolID, reason: CancelReason) -> Int64 {
        var found = 0
        let start = events.count
        collectOpenOrders(of: account, on: symbol, &found)
        for index in 0..<found {
            let id = scratch[index]
            // The other leg of a pair has gone with the first.
            guard books[id.symbol].status(of: id) == .open else { continue }
            books[id.symbol].cancel(id, reason: reason, into: &events)
        }
        settle(from: start, Entering())
        let canceled = events.count - start
        for index in 0..<found where index == 0 || scratch[index].symbol != scratch[index - 1].symbol { finish(scratch[index].symbol) }
        return Int64(canceled)
    }

    private mutating func collectOpenOrders(of account: AccountID, on symbol: SymbolID, _ found: inout Int) {
        var count = 0
        var scratch = scratch
        orderIndex.forEach(of: accounts[account]) { id in
            guard count < options.cancelsPerRecordMax, symbol == .all || id.symbol == symbol, books.isOpen(id) else { return }
            if count == scratch.count { _ = scratch.append() }
            scratch[count] = id
            count += 1
        }
        self.scratch = scratch
        found = count
    }

    // MARK: common

    /// Whether the account exists and may trade: all but the house.
    func isClient(_ account: AccountID) -> Bool { accounts.contains(account) && account != .house }

    /// Why an account may not touch an order; `none` if it may.
    private func objection(to id: OrderID, of account: AccountID) -> RejectReason {
        guard id != .none, books.contains(id.symbol) else { return .unknownOrder }
        if let owner = books[id.symbol].owner(id) { return owner == account ? .none : .notOwner }
        return books[id.symbol].status(of: id) == .ended ? .orderNotOpen : .unknownOrder
    }

    private mutating func rejectChange(_ reason: RejectReason, _ account: AccountID, _ id: OrderID) {
        reject(reason, account: account, symbol: id.symbol, orderID: id)
    }

    // MARK: names

    /// Answers a command whose client order id is known: once more if it is the same command, else with a rejection. False if it is new.
    mutating func answerAgain(
        _ name: ClientOrderID, _ bodyHash: UInt64, _ account: AccountID, _ symbol: SymbolID, _ side: Side
    ) -> Bool {
        guard let first = clientOrders.find(account, name, at: header.time) else { return false }
        if first.bodyHash == bodyHash {
            events.append(Event(
                .duplicateOrder, reason: first.reason, symbol: symbol, account: account, orderID: first.orderID,
                leaves: Quantity(lots: Int64(bitPattern: first.sequence))))
        } else {
            reject(.duplicateClientOrderID, account: account, symbol: symbol, side: side, orderID: first.orderID)
        }
        return true
    }

    mutating func remember(
        _ name: ClientOrderID, _ bodyHash: UInt64, _ account: AccountID, _ orderID: OrderID, _ reason: RejectReason
    ) {
        clientOrders.insert(ClientOrder(
            name: name, bodyHash: bodyHash, orderID: orderID, sequence: header.sequence, time: header.time, account: account, reason: reason))
    }
}

extension EnterOrder {
    /// Hash of everything the client said.
    var bodyHash: UInt64 {
        var hasher = StateHasher()
        hasher.combine(
            UInt64(symbol.rawValue) << 32 | UInt64(side.rawValue) << 24 | UInt64(type.rawValue) << 16 | UInt64(timeInForce.rawValue) << 8
                | UInt64(selfTradePrevention.rawValue))
        hasher.combine(flags.rawValue)
        for price in [price, triggerPrice, stopPrice, stopLimitPrice, takeProfitPrice] { hasher.combine(price.ticks) }
        for quantity in [quantity, displayQuantity] { hasher.combine(quantity.lots) }
        hasher.combine(trailingOffset)
        hasher.combine(expireTime)
        hasher.combine(seenSequence)
        hasher.combine(maxMoveTicks)
        return hasher.finalize()
    }
}

extension ReplaceOrder {
    /// Hash of everything the client said; never that of a new order, which has more words.
    var bodyHash: UInt64 {
        var hasher = StateHasher()
        hasher.combine(orderID.rawValue)
        hasher.combine(price.ticks)
        hasher.combine(quantity.lots)
        hasher.combine(triggerPrice.ticks)
        return hasher.finalize()
    }
}
