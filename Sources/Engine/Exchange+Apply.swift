import Market
import Matching
import Risk

// The whole path of a command, step by step.
//
//  1  sequence            Sequencer.swift: the next number, and a time that never goes back
//  2  tick                Sequencer.swift: if a deadline has passed or a cascade is unfinished, a `tick` record comes first
//  3  name                a client order id that was used before: the first answer again, or a rejection
//  4  book.admit          fields, options, phase, band, guard
//  5  account             state and limits
//  6  funds               what the order could cost at worst is available
//  7  book.place          events
//  8  settle              events → ledger, counters, breakers; ExchangeState+Settle.swift
//  9  rest                what is left is locked and listed
// 10  follow-ups          what fired enters, until nothing fires or the record is full; ExchangeState+FollowUps.swift
// 11  encode, append      Sequencer.swift: command and events, straight into the journal's memory
// 12  commit, publish     Exchange+Publish.swift: the one place where anything leaves, once it is durable
extension ExchangeState {
    /// Applies one sequenced command; its events are in `events` until the next.
    package mutating func apply(_ command: Command, sequence: SequenceNumber, time: Timestamp, on proof: borrowing OnLoop) {
        switch command {
        case .enterOrder(let order): apply(order, sequence: sequence, time: time)
        case .cancelOrder(let cancel): apply(cancel, sequence: sequence, time: time)
        default:
            begin(sequence, time)
            switch command {
            case .amendOrder(let amend): self.amend(amend)
            case .replaceOrder(let replace): self.replace(replace)
            case .cancelAll(let cancelAll): self.cancelAll(cancelAll)
            case .tick: tick()
            default: administer(command, on: proof)
            }
            end()
        }
    }

    /// Returns the id of an order that went the plain way; `none` of any other.
    @inline(__always) @discardableResult
    mutating func apply(_ order: EnterOrder, sequence: SequenceNumber, time: Timestamp) -> OrderID {
        begin(sequence, time)
        let id = enterPlainly(order)
        if id == .none { enter(order) }
        end()
        return id
    }

    @inline(__always) mutating func apply(_ cancel: CancelOrder, sequence: SequenceNumber, time: Timestamp) {
        begin(sequence, time)
        self.cancel(cancel)
        end()
    }

    @inline(__always) private mutating func begin(_ sequence: SequenceNumber, _ time: Timestamp) {
        header.sequence = sequence
        header.time = time
        events.removeAll()
        feeCount = 0
    }

    @inline(__always) private mutating func end() { header.trades += UInt64(feeCount) }

    mutating func enter(_ order: EnterOrder) {
        let (account, symbol) = (order.account, order.symbol)
        guard books.contains(symbol) else { return reject(.unknownSymbol, account: account, side: order.side) }
        guard isClient(account) else {
            return reject(.unknownAccount, account: account, symbol: symbol, side: order.side)
        }
        // 3: a name that was used before.
        let bodyHash = order.clientOrderID == 0 ? 0 : order.bodyHash
        if order.clientOrderID != 0, answerAgain(order.clientOrderID, bodyHash, account, symbol, order.side) { return }
        // 4 … 6: nothing has changed so far.
        rollBreaker(symbol)
        let reason = objection(to: order)
        guard reason == .none else {
            // Who is told to wait may try again: that is no answer to the order.
            if order.clientOrderID != 0, reason != .orderRateLimit { remember(order.clientOrderID, bodyHash, account, .none, reason) }
            return reject(reason, account: account, symbol: symbol, side: order.side)
        }
        // 7: the book decides; 8: the ledger follows.
        let placement = books[symbol].place(order, into: &events)
        let entering = Entering(orderID: placement.orderID, sibling: events[0].otherID, limit: order.type.hasLimit ? order.price : .none)
        settle(from: 0, entering)
        // 9
        accounts.noteAccepted(account, at: header.time)
        if placement.leaves.lots > 0 { rest(placement, order) }
        if order.clientOrderID != 0 { remember(order.clientOrderID, bodyHash, account, placement.orderID, .none) }
        // 10
        finish(symbol)
    }

    /// Steps 3 to 10 of most orders, which have no option and find nobody to trade with, in one go: `enter`, with what they cannot need left out.
    ///
    /// - Returns: the order's id; `none` if the order has something else to it, or something may speak against it: then it has yet to `enter`.
    @inline(__always) mutating func enterPlainly(_ order: EnterOrder) -> OrderID {
        let (account, symbol, side) = (order.account, order.symbol, order.side)
        guard order.isPlainLimit, order.timeInForce == .gtc, order.clientOrderID == 0, books.contains(symbol), isClient(account) else { return .none }
        rollBreaker(symbol)
        guard books[symbol].admitsPassive(order.price, order.quantity, side) else { return .none }
        let index = Int(symbol.rawValue)
        let purse = ledger.purse(account, listings.terms[index])
        let mark = listings.terms[index].mark
        let question = OrderInQuestion(account: account, side: side, quantity: order.quantity, price: mark.isNone ? order.price : mark)
        guard purse.isOpen, accounts.check(question, listings.terms[index], purse, listings, ledger, at: header.time) == .none,
            let needed = listings.terms[index].reserve(side, order.quantity, at: order.price), ledger[purse.paying(side)].available >= needed
        else { return .none }
        let id = books[symbol].placePassively(order, into: &events)
        guard id != .none else { return .none }
        accounts.noteAccepted(account, at: header.time)
        ledger.lock(purse.paying(side), needed)
        list(id, account)
        finish(symbol)
        return id
    }

    /// Why an order cannot enter now; `none` if it can, and then both balances it touches are open.
    @inline(__always) mutating func objection(to order: EnterOrder) -> RejectReason {
        let reason = refusal(of: order, at: header.time)
        if reason != .none { return reason }
        let shortage = shortage(of: order, released: 0)
        return shortage == .none ? openBalance(for: order) : shortage
    }

    /// Steps 4 and 5. Changes nothing.
    @inline(__always) func refusal(of order: EnterOrder, at time: Timestamp) -> RejectReason {
        let reason = books[order.symbol].admit(order)
        if reason != .none { return reason }
        if order.timeInForce == .gtd, order.expireTime <= time { return .invalidExpireTime }
        if order.flags.contains(.reduceOnly), order.side == .buy { return .reduceOnlyWouldIncrease }
        return accounts.check(
            OrderInQuestion(account: order.account, side: order.side, quantity: order.quantity, price: valuation(order)),
            listings.terms[Int(order.symbol.rawValue)], listings, ledger, at: time)
    }

    /// The price an order is valued at: the mark, else what the order itself says, else what it would meet.
    func valuation(_ order: EnterOrder) -> Price {
        let mark = listings.terms[Int(order.symbol.rawValue)].mark
        if !mark.isNone { return mark }
        let own = order.type.waitsForTrigger && !order.type.hasLimit ? order.triggerPrice : order.price
        return own.isNone ? books[order.symbol].best(order.side.opposite) : own
    }

    /// Step 6: whether the funds for an admitted order are there, counting `released` units as available. Changes nothing.
    @inline(__always) func shortage(of order: EnterOrder, released: Int64) -> RejectReason {
        let terms = listings.terms[Int(order.symbol.rawValue)]
        guard let needed = worstCase(of: order, terms) else { return .overflow }
        let slot = ledger.find(order.account, order.side == .buy ? terms.quoteAsset : terms.baseAsset)
        return slot != Ledger.noSlot && ledger[slot].available + released >= needed ? .none : .insufficientBalance
    }

    /// Opens the balance the order's trades will credit, so that a settlement never has to.
    @inline(__always) mutating func openBalance(for order: EnterOrder) -> RejectReason {
        let terms = listings.terms[Int(order.symbol.rawValue)]
        return ledger.open(order.account, order.side == .buy ? terms.baseAsset : terms.quoteAsset) == Ledger.noSlot ? .tableFull : .none
    }

    /// What an order can cost: its reserve, or for a market buy exactly what it would trade for now. Nil if that passes 64 bits.
    @inline(__always) func worstCase(of order: EnterOrder, _ terms: Terms) -> Int64? {
        if order.side == .buy, order.type == .market { return costNow(of: order, terms) }
        return terms.reserve(order.side, order.quantity, at: reservePrice(of: order))
    }

    /// Price and fees of the fills a market buy would make now.
    func costNow(of order: EnterOrder, _ terms: Terms) -> Int64? {
        var cost: Int64? = 0
        _ = books[order.symbol].preview(order) { fill in
            guard let sum = cost, let gross = terms.notional(fill.price, fill.quantity) else { return cost = nil }
            let (withGross, overflowA) = sum.addingReportingOverflow(gross)
            let (total, overflowB) = withGross.addingReportingOverflow(Terms.fee(gross, ppm: terms.takerFeePPM))
            cost = overflowA || overflowB ? nil : total
        }
        return cost
    }

    /// The price the order will hold funds at: its limit; for a market type that waits, its trigger; for a pair, the dearer leg.
    func reservePrice(of order: EnterOrder) -> Price {
        if order.flags.contains(.oneCancelsOther) {
            return max(order.price, order.stopLimitPrice.isNone ? order.stopPrice : order.stopLimitPrice)
        }
        if !order.type.waitsForTrigger || order.type.hasLimit { return order.price }
        guard order.type == .trailingStop else { return order.triggerPrice }
        // `admit` has seen that there is a last price and that the trigger lies within the price range.
        return Price(ticks: books[order.symbol].lastPrice.ticks + (order.side == .buy ? order.trailingOffset : -order.trailingOffset))
    }

    /// Locks and lists what is left of an order that has just entered.
    @inline(__always) mutating func rest(_ placement: Placement, _ order: EnterOrder) {
        hold(placement, order.side, order.account, order.symbol)
        list(placement.orderID, order.account)
        if placement.sibling != .none { list(placement.sibling, order.account) }
        if order.timeInForce == .gtd || order.timeInForce == .day {
            let time = order.timeInForce == .gtd ? order.expireTime : Calendar.nextDay(after: header.time)
            expire(placement.orderID, at: time)
            if placement.sibling != .none { expire(placement.sibling, at: time) }
        }
    }

    @inline(__always) mutating func hold(_ placement: Placement, _ side: Side, _ account: AccountID, _ symbol: SymbolID) {
        let terms = listings.terms[Int(symbol.rawValue)]
        let outcome = ledger.lock(
            account, side == .buy ? terms.quoteAsset : terms.baseAsset,
            terms.held(side, placement.leaves, at: placement.reservePrice))
        precondition(outcome == .done, "funds were checked before the order entered")
    }

    @inline(__always) mutating func list(_ id: OrderID, _ account: AccountID) {
        accounts[account].openOrders += 1
        if OpenOrderIndex.wantsCompaction(accounts[account]) { compactList(of: account) }
        orderIndex.push(id, to: &accounts[account])
    }

    @inline(never) private mutating func compactList(of account: AccountID) {
        // The books are handles, so the closures need no part of `self`.
        let books = books
        orderIndex.compact(&accounts[account], prefetch: { books.prefetch($0) }, isOpen: { books.isOpen($0) })
    }

    private mutating func expire(_ id: OrderID, at time: Timestamp) {
        let books = books
        expiries.insert(Expiry(time: time, orderID: id)) { books.isOpen($0) }
    }

    /// Ends a command on one book: remembers prices, then lets enter what fired.
    @inline(__always) mutating func finish(_ symbol: SymbolID) {
        notePrices(symbol)
        if books[symbol].hasFollowUps { followUp(symbol) }
        books[symbol].finishCommand(sequence: header.sequence)
    }
}
