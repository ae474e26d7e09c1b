import Market
import Wire

/// Which order of a record is told of next by an `orderAccepted`.
struct AwaitedOrder {
    enum Kind { case none, own, sibling }
    var kind: Kind
    /// The limit leg of the pair whose waiting leg comes next.
    var limitLeg: UInt32 = 0
    var isFirst = true
}

extension Blotter {
    /// Takes in the next published record.
    /// - Throws: if the record is not one the exchange wrote. What it said up to there has been taken in: the blotter is of no more use.
    package mutating func apply(_ record: Record, sequence: SequenceNumber) throws(WireError) {
        self.sequence = sequence
        if record.time >= history.minuteEnds { passTime(to: record.time) }
        time = record.time
        if try applyPlain(record) { return }
        let template = record.header.templateID
        let enters = template == Message.EnterOrder.templateID || template == Message.EnterAdvancedOrder.templateID
        var awaited = AwaitedOrder(kind: enters ? .own : .none)
        var events = record.events()
        while let recorded = try events.next() {
            switch recorded.event.kind {
            case .orderAccepted: accept(recorded.event, of: record, &awaited)
            case .trade: trade(recorded)
            case .orderCanceled: cancel(recorded.event.orderID, recorded.event.cancelReason)
            default: other(recorded.event, of: record, awaited)
            }
            awaited.isFirst = false
        }
    }

    /// The short way of most records: a plain order that nobody met, or a cancel of one order. False if the record is neither.
    @inline(__always) private mutating func applyPlain(_ record: Record) throws(WireError) -> Bool {
        let events = record.eventBytes
        guard !events.isEmpty else { return true }
        let header = unsafe MessageHeader(loading: record.payload + events.lowerBound)
        let (block, length) = (events.lowerBound + Schema.headerBytes, Int(header.blockLength))
        guard block + length == events.upperBound else { return false }
        switch (record.header.templateID, header.templateID) {
        case (Message.EnterOrder.templateID, Message.OrderAccepted.templateID):
            let id = OrderID(rawValue: try unsafe Message.OrderAccepted(decoding: record.payload + block, blockLength: length, at: block).orderID)
            guard knows(id.symbol) else { unknown &+= 1; return true }
            _ = open(record.plainOrder, as: id)
        case (Message.CancelOrder.templateID, Message.OrderCanceled.templateID):
            let message = try unsafe Message.OrderCanceled(decoding: record.payload + block, blockLength: length, at: block)
            cancel(OrderID(rawValue: message.orderID), message.reason)
        default: return false
        }
        return true
    }

    @inline(never) private mutating func other(_ event: Event, of record: Record, _ awaited: AwaitedOrder) {
        switch event.kind {
        case .orderAccepted, .trade, .orderCanceled: preconditionFailure("the caller takes it")
        case .orderAmended: amend(event)
        case .orderReplaced: replace(event, of: record)
        case .orderTriggered: trigger(event)
        case .orderRejected: reject(event, of: record, isFirst: awaited.isFirst)
        case .phaseChanged: changePhase(event)
        case .assetAdded: if case .addAsset(let asset) = record.command { list(asset) }
        case .instrumentAdded: if case .addInstrument(let instrument) = record.command { list(instrument, at: time) }
        case .accountOpened:
            let account = meet(event.account)
            accounts[account].openedAt = time
        case .balanceChanged: changeBalance(event)
        case .accountStateChanged: accountEvents.append(AccountEvent(event, sequence: sequence, time: time))
        case .orderRefreshed, .duplicateOrder, .cancelAllDone, .riskProfileChanged: break
        }
    }

    // MARK: orders that go on

    /// The entry of an order the event is about; 0, and counted, if no record told of it.
    @inline(__always) private mutating func entry(of id: OrderID) -> UInt32 {
        if knows(id.symbol) {
            let index = tapes[Int(id.symbol.rawValue)].slot(id.slot)
            if archive.entries[index].orderID == id { return index }
        }
        unknown &+= 1
        return 0
    }

    @inline(__always) private mutating func cancel(_ id: OrderID, _ reason: CancelReason) {
        let index = entry(of: id)
        guard index != 0 else { return }
        let status: BlotterOrder.Status
        switch reason {
        case .expired, .instrumentClosed: status = .expired
        case .insufficientBalance: status = .rejected
        default: status = .canceled
        }
        end(index, status, reason.rawValue)
    }

    private mutating func amend(_ event: Event) {
        let index = entry(of: event.orderID)
        guard index != 0 else { return }
        archive.entries[index].quantity = event.quantity.lots
        archive.entries[index].updatedAt = time
    }

    private mutating func trigger(_ event: Event) {
        let index = entry(of: event.orderID)
        guard index != 0 else { return }
        archive.entries[index].marks.subtract([.waits, .sharesReserve])
        archive.entries[index].marks.insert(.triggered)
        archive.entries[index].reference = tapes[Int(event.symbol.rawValue)].last
        archive.entries[index].updatedAt = time
    }

    /// Ends an order: from its account's open orders to its ended ones.
    @inline(__always) mutating func end(_ index: UInt32, _ status: BlotterOrder.Status, _ reason: UInt8) {
        let entries = archive.entries
        let entry = entries[index]
        // Entry 0 stands beyond both ends of every list: writing to it is cheaper than asking whether an end is there.
        entries[entry.newerOpen].olderOpen = entry.olderOpen
        entries[entry.olderOpen].newerOpen = entry.newerOpen
        entries[index].status = status
        entries[index].reason = reason
        entries[index].updatedAt = time
        if entry.marks.contains(.bracket) { awaitExits(index) }
        let account = entry.account
        if entry.newerOpen == 0 { accounts[account].newestOpen = entry.olderOpen }
        accounts[account].openOrders &-= 1
        accounts[account].endedOrders &+= 1
        accounts[account].newestEnded = archive.end(index, after: accounts[account].newestEnded)
    }

    // MARK: trades

    @inline(__always) private mutating func trade(_ recorded: RecordedEvent) {
        let event = recorded.event
        guard knows(event.symbol) else { return unknown &+= 1 }
        let tape = Int(event.symbol.rawValue)
        let terms = tapes[tape].terms
        let gross = event.price.ticks &* event.quantity.lots &* terms.notionalUnits
        let taker = entry(of: event.orderID)
        let maker = entry(of: event.otherID)
        let realised = settle(recorded, gross, terms)
        tapes[tape].trade(
            Print(
                tradeID: recorded.tradeID, price: event.price, quantity: event.quantity, time: time, side: event.side,
                isAuction: event.flags.contains(.auction)),
            gross: gross)
        let buys = event.side == .buy
        let isAuction = event.flags.contains(.auction)
        var fill = Fill(
            tradeID: recorded.tradeID, orderID: event.orderID, price: event.price, quantity: event.quantity, gross: Amount(units: gross),
            fee: recorded.takerFee, realisedUnits: buys ? .min : realised, time: time, older: 0, account: event.account, side: event.side,
            liquidity: isAuction ? .auction : .taker, padding: 0)
        add(fill)
        count(fill, in: taker, leaves: event.leaves)
        fill.orderID = event.otherID
        fill.fee = recorded.makerFee
        fill.realisedUnits = buys ? realised : .min
        fill.account = event.otherAccount
        fill.side = event.side.opposite
        fill.liquidity = isAuction ? .auction : .maker
        add(fill)
        count(fill, in: maker, leaves: event.otherLeaves)
    }

    @inline(__always) private mutating func add(_ fill: Fill) {
        let account = meet(fill.account)
        var linked = fill
        linked.older = accounts[account].newestFill
        accounts[account].newestFill = fills.append(linked)
        accounts[account].fills &+= 1
    }

    @inline(__always) private mutating func count(_ fill: Fill, in index: UInt32, leaves: Quantity) {
        guard index != 0 else { return }
        let entries = archive.entries
        entries[index].filled &+= fill.quantity.lots
        entries[index].gross = saturated(entries[index].gross, plus: fill.gross.units)
        entries[index].fees = saturated(entries[index].fees, plus: fill.fee.units)
        if leaves.lots == 0 { return end(index, .filled, 0) }
        entries[index].status = .partiallyFilled
        entries[index].updatedAt = time
    }

    /// Moves what the trade moved; returns the seller's realised profit. The order of the steps is the ledger's.
    @inline(__always) private mutating func settle(_ recorded: RecordedEvent, _ gross: Int64, _ terms: Tape.Terms) -> Int64 {
        let event = recorded.event
        let buys = event.side == .buy
        let (buyer, seller) = buys ? (event.account, event.otherAccount) : (event.otherAccount, event.account)
        let (buyerFee, sellerFee) = buys ? (recorded.takerFee.units, recorded.makerFee.units) : (recorded.makerFee.units, recorded.takerFee.units)
        let (base, quote) = (terms.baseAsset, terms.quoteAsset)
        let units = event.quantity.lots &* terms.lotUnits
        let (spent, earned) = (saturated(gross, plus: buyerFee), gross &- sellerFee)
        let buyerQuote = holding(buyer, quote)
        let buyerBase = holding(buyer, base)
        let sellerBase = holding(seller, base)
        let sellerQuote = holding(seller, quote)
        let all = holdings.holdings
        all[buyerQuote].total = saturated(all[buyerQuote].total, plus: 0 &- spent)
        all[buyerBase].total = saturated(all[buyerBase].total, plus: units)
        all[sellerBase].total = saturated(all[sellerBase].total, plus: 0 &- units)
        all[sellerQuote].total = saturated(all[sellerQuote].total, plus: earned)
        all[buyerQuote].fees = saturated(all[buyerQuote].fees, plus: buyerFee)
        all[sellerQuote].fees = saturated(all[sellerQuote].fees, plus: sellerFee)
        follow(buyer)
        follow(seller)
        let cost = all[sellerBase].sell(units, for: gross, of: quote.rawValue)
        all[buyerBase].buy(units, for: spent, of: quote.rawValue, at: time)
        let realised = saturated(earned, plus: 0 &- cost)
        all[sellerBase].noteRealised(realised, of: quote.rawValue)
        all[sellerQuote].noteEarned(realised)
        return realised
    }

    // MARK: money and phases

    private mutating func changeBalance(_ event: Event) {
        guard let asset = UInt32(exactly: event.otherID.rawValue) else { return unknown &+= 1 }
        let index = holding(event.account, AssetID(rawValue: asset))
        let all = holdings.holdings
        let units = event.quantity.lots
        all[index].total = saturated(event.leaves.lots, plus: event.otherLeaves.lots)
        follow(event.account)
        noteStart(event.account, asset, isDeposit: units >= 0, left: all[index].total)
        if units >= 0 {
            all[index].deposited = saturated(all[index].deposited, plus: units)
        } else {
            all[index].withdrawn = saturated(all[index].withdrawn, plus: 0 &- units)
            all[index].capPosition()
        }
    }

    private mutating func changePhase(_ event: Event) {
        guard knows(event.symbol) else { return unknown &+= 1 }
        let tape = Int(event.symbol.rawValue)
        tapes[tape].phase = UInt8(exactly: event.leaves.lots).flatMap(Phase.init) ?? tapes[tape].phase
        guard !event.price.isNone else { return }
        tapes[tape].auctionPrice = event.price
        tapes[tape].auctionVolume = event.quantity
    }
}
