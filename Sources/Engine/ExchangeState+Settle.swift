import Market
import Matching
import Risk

/// The order whose placement caused the events at hand: it holds nothing yet and is counted nowhere.
struct Entering {
    var orderID = OrderID.none
    /// The other leg that entered with it.
    var sibling = OrderID.none
    /// Its limit, `none` for market types.
    var limit = Price.none

    @inline(__always) func covers(_ id: OrderID) -> Bool { id == orderID || id == sibling }
}

extension ExchangeState {
    /// Lets ledger, counters and breakers follow the events from `start` on, in order.
    mutating func settle(from start: Int, _ entering: Entering) {
        var index = start
        while index < events.count {
            // Most events need nothing: only those that do are copied out of the buffer.
            switch events[index].kind {
            case .trade: settleTrade(events[index], reservePrice: events.reservePrice(index), entering)
            case .orderCanceled: settleCancel(index, entering)
            case .orderAmended:
                let event = events[index]
                if !entering.covers(event.orderID) { release(event, event.otherLeaves, event.leaves, at: events.reservePrice(index)) }
            case .orderTriggered:
                // It enters like any other order, out of what is available.
                let event = events[index]
                if !event.flags.contains(.sharesReserve) { release(event, event.leaves, .zero, at: events.reservePrice(index)) }
            case .phaseChanged: settlePhase(events[index])
            default: break
            }
            index += 1
        }
    }

    @inline(__always) mutating func settleCancel(_ index: Int, _ entering: Entering) {
        let event = events[index]
        if entering.covers(event.orderID) { return }
        if !event.flags.contains(.sharesReserve) { release(event, event.quantity, .zero, at: events.reservePrice(index)) }
        accounts[event.account].openOrders -= 1
    }

    /// Gives back what an order stops holding when its open quantity shrinks.
    @inline(__always) private mutating func release(_ event: Event, _ before: Quantity, _ after: Quantity, at price: Price) {
        let terms = listings.terms[Int(event.symbol.rawValue)]
        var units = terms.held(event.side, before, at: price)
        if after.lots > 0 { units -= terms.held(event.side, after, at: price) }
        let asset = event.side == .buy ? terms.quoteAsset : terms.baseAsset
        ledger.release(event.account, asset, units)
        #if WALRAS_PLANTED_BUGS
        // Where there is as much, so that the ledger does not stop it.
        if PlantedBug.isOn(.releaseLockTwice), (ledger.balance(event.account, asset)?.locked ?? 0) >= units { ledger.release(event.account, asset, units) }
        #endif
    }

    @inline(__always) private mutating func settleTrade(_ event: Event, reservePrice: Price, _ entering: Entering) {
        let terms = listings.terms[Int(event.symbol.rawValue)]
        let money = terms.money(of: event, reservePrice: reservePrice, takerLimit: entering.limit)
        let buys = event.side == .buy
        let (buyer, seller) = buys ? (event.account, event.otherAccount) : (event.otherAccount, event.account)
        let realised = ledger.settle(money, terms, buyer: buyer, seller: seller)
        accounts.noteRealised(seller, realised, of: terms.quoteAsset, at: header.time)
        if event.otherLeaves.lots == 0 { accounts[event.otherAccount].openOrders -= 1 }
        if event.leaves.lots == 0, event.flags.contains(.auction) { accounts[event.account].openOrders -= 1 }
        note(buys ? TradeFees(taker: money.buyerFee, maker: money.sellerFee) : TradeFees(taker: money.sellerFee, maker: money.buyerFee))
    }

    @inline(__always) private mutating func note(_ trade: TradeFees) {
        if feeCount == fees.count { growFees() }
        fees[feeCount] = trade
        feeCount += 1
    }

    @inline(never) private mutating func growFees() {
        let count = fees.count * 2
        fees.reserve(count)
        while fees.count < count { _ = fees.append() }
    }

    private mutating func settlePhase(_ event: Event) {
        // The book wrote a phase's number there.
        guard let phase = UInt8(exactly: event.leaves.lots).flatMap(Phase.init) else { preconditionFailure("\(event.leaves.lots) is no phase") }
        let index = Int(event.symbol.rawValue)
        breakers[index].notePhase(phase, auction: event.price, last: books[event.symbol].lastPrice, at: header.time)
        applyLimits(event.symbol)
        notePauseEnds()
    }

    // MARK: prices

    /// Starts a new window of the volatility pause if the old one has passed.
    @inline(__always) mutating func rollBreaker(_ symbol: SymbolID) {
        let index = Int(symbol.rawValue)
        guard breakers[index].pausePPM != 0 else { return }
        if breakers[index].roll(to: header.time, last: books[symbol].lastPrice) { applyLimits(symbol) }
    }

    /// Marks holdings to the last trade, and gives breakers without a centre one.
    @inline(__always) mutating func notePrices(_ symbol: SymbolID) {
        let last = books[symbol].lastPrice
        if last.isNone { return }
        let index = Int(symbol.rawValue)
        listings.terms[index].mark = last
        if breakers[index].isOn, breakers[index].noteTrade(last, at: header.time) { applyLimits(symbol) }
    }

    func applyLimits(_ symbol: SymbolID) {
        guard breakers[Int(symbol.rawValue)].isOn else { return }
        books[symbol].limits = breakers[Int(symbol.rawValue)].limits
    }

    mutating func notePauseEnds() {
        nextPauseEnd = .max
        for index in 0..<breakers.count { nextPauseEnd = min(nextPauseEnd, breakers[index].pauseEnds) }
    }
}
