import Market

/// How much there is of one account.
package struct AccountActivity: Sendable, Hashable {
    package var openedAt: Timestamp
    package var openOrders: Int
    /// All that ever ended, remembered or not, and so on.
    package var endedOrders: UInt64
    package var fills: UInt64
    /// Commands that were rejected.
    package var rejected: UInt32
}

/// Which orders are asked for.
package struct OrderQuestion: Sendable {
    package struct Statuses: OptionSet, Hashable, Sendable {
        package var rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package init(_ status: BlotterOrder.Status) { rawValue = 1 << status.rawValue }
        package static let open: Statuses = [Statuses(.pending), Statuses(.partiallyFilled)]
        package static let all = Statuses(rawValue: .max)
    }

    package var account: AccountID
    package var symbol = SymbolID.all
    package var statuses = Statuses.all
    package var limit: Int
    package var offset = 0

    package init(account: AccountID, limit: Int) {
        self.account = account
        self.limit = limit
    }
}

/// Which fills are asked for.
package struct FillQuestion: Sendable {
    package var account: AccountID
    package var symbol = SymbolID.all
    package var side: Side?
    package var limit: Int
    package var offset = 0

    package init(account: AccountID, limit: Int) {
        self.account = account
        self.limit = limit
    }
}

/// Part of a list, and how long the list is.
package struct Page<Element: Sendable>: Sendable {
    package var elements: [Element]
    package var total: Int

    package init(elements: [Element], total: Int) {
        self.elements = elements
        self.total = total
    }
}

extension Blotter {
    /// Ended orders or fills of an account that one question looks at, the latest of them: a few milliseconds of work.
    /// What is older is in no list, but is found by its id while it is remembered.
    package static let listedMax = 1 << 14

    // MARK: orders

    /// An open order, or an ended one that is remembered.
    /// - Complexity: O(1).
    package func order(_ id: OrderID) -> BlotterOrder? {
        guard knows(id.symbol), id != .none else { return nil }
        var index = tapes[Int(id.symbol.rawValue)].slot(id.slot)
        if archive.entries[index].orderID != id { index = archive.findEnded(id) }
        return index == 0 ? nil : copy(index)
    }

    /// Of the orders that ended, how many of the first are not remembered any more.
    package var forgottenOrders: UInt64 { archive.forgottenCount }

    /// The account's latest order under a name it gave: an open one if there is one, else one of the latest ended.
    package func order(named name: ClientOrderID, of account: AccountID) -> BlotterOrder? {
        guard name != 0 else { return nil }
        var found: UInt32 = 0
        forEachEntry(of: account, endedToo: true) { index in
            if archive.entries[index].clientOrderID == name { found = index }
            return found == 0
        }
        return found == 0 ? nil : copy(found)
    }

    /// The newest first, by the command that created them.
    package func orders(_ question: OrderQuestion) -> Page<BlotterOrder> {
        var found: [UInt32] = []
        let wantsEnded = !question.statuses.subtracting(.open).isEmpty
        forEachEntry(of: question.account, endedToo: wantsEnded) { index in
            let entry = archive.entries[index]
            if question.statuses.contains(.init(entry.status)), question.symbol == .all || entry.orderID.symbol == question.symbol {
                found.append(index)
            }
            return true
        }
        if wantsEnded {
            // Open orders come as they were created, ended ones as they ended. Of one command the limit leg of a pair comes last, being its first.
            found.sort { a, b in
                let (first, second) = (archive.entries[a], archive.entries[b])
                return first.sequence != second.sequence ? first.sequence > second.sequence : first.orderID.rawValue > second.orderID.rawValue
            }
        }
        let page = found.dropFirst(max(question.offset, 0)).prefix(max(question.limit, 0))
        return Page(elements: page.map { copy($0) }, total: found.count)
    }

    /// Entries of the open orders, the newest first, then of the ended ones, the latest first; until `body` says false.
    private func forEachEntry(of account: AccountID, endedToo: Bool, _ body: (UInt32) -> Bool) {
        guard Int(account.rawValue) < accounts.count else { return }
        var index = accounts[account.rawValue].newestOpen
        while index != 0 {
            if !body(index) { return }
            index = archive.entries[index].olderOpen
        }
        guard endedToo else { return }
        var number = accounts[account.rawValue].newestEnded
        var left = Self.listedMax
        while archive.remembers(number), left > 0 {
            let ended = archive.entry(ofEnded: number)
            if !body(ended) { return }
            number = archive.olderOfAccount(number)
            left -= 1
        }
    }

    func copy(_ index: UInt32) -> BlotterOrder {
        BlotterOrder(archive.entries[index], archive.options[archive.entries[index].options])
    }

    // MARK: fills

    /// The latest fills of an account, newest first, until `body` says false.
    package func forEachFill(of account: AccountID, _ body: (Fill) -> Bool) {
        guard Int(account.rawValue) < accounts.count else { return }
        var number = accounts[account.rawValue].newestFill
        var left = Self.listedMax
        while fills.remembers(number), left > 0 {
            let fill = fills[number]
            if !body(fill) { return }
            number = fill.older
            left -= 1
        }
    }

    package func fills(_ question: FillQuestion) -> Page<Fill> {
        var page = Page<Fill>(elements: [], total: 0)
        forEachFill(of: question.account) { fill in
            guard question.symbol == .all || fill.orderID.symbol == question.symbol, question.side == nil || fill.side == question.side else { return true }
            if page.total >= question.offset, page.elements.count < question.limit { page.elements.append(fill) }
            page.total += 1
            return true
        }
        return page
    }

    /// Both sides of a trade, as far as they are remembered; an account that traded with itself has two.
    package func fills(ofTrade id: UInt64) -> [Fill] { fills.fills(ofTrade: id) }

    // MARK: accounts

    package func activity(of account: AccountID) -> AccountActivity? {
        guard Int(account.rawValue) < accounts.count else { return nil }
        let entry = accounts[account.rawValue]
        return AccountActivity(
            openedAt: entry.openedAt, openOrders: Int(entry.openOrders), endedOrders: entry.endedOrders, fills: entry.fills, rejected: entry.rejected)
    }

    package func holding(of account: AccountID, in asset: AssetID) -> Holding? {
        let index = holdings.find(account, asset)
        return index == 0 ? nil : holdings.holdings[index]
    }

    /// Everything the account has or had, by asset.
    package func holdings(of account: AccountID) -> [Holding] {
        guard Int(account.rawValue) < accounts.count else { return [] }
        var found: [Holding] = []
        var index = accounts[account.rawValue].firstHolding
        while index != 0 {
            found.append(holdings.holdings[index])
            index = holdings.holdings[index].next
        }
        return found.sorted { $0.asset < $1.asset }
    }

    // MARK: instruments

    package func instrument(_ symbol: SymbolID) -> Instrument? { knows(symbol) ? tapes[Int(symbol.rawValue)].instrument : nil }
    package func asset(_ asset: AssetID) -> Asset? { Int(asset.rawValue) < assets.count ? assets[asset.rawValue] : nil }
    package func symbol(named name: Name) -> SymbolID? { symbols[name] }
    package func phase(of symbol: SymbolID) -> Phase? { knows(symbol) ? tapes[Int(symbol.rawValue)].phase : nil }

    /// Price and time of the last trade; before the first, the reference price and when the instrument was listed; `none` without either.
    package func mark(of symbol: SymbolID) -> (price: Price, time: Timestamp) {
        guard knows(symbol) else { return (.none, 0) }
        let tape = tapes[Int(symbol.rawValue)]
        return tape.last.isNone ? (tape.instrument.referencePrice, tape.listedAt) : (tape.last, tape.lastTime)
    }

    /// Price and volume of the last auction that traded; nil before it.
    package func lastAuction(of symbol: SymbolID) -> (price: Price, volume: Quantity)? {
        guard knows(symbol), !tapes[Int(symbol.rawValue)].auctionPrice.isNone else { return nil }
        return (tapes[Int(symbol.rawValue)].auctionPrice, tapes[Int(symbol.rawValue)].auctionVolume)
    }

    /// The 24 hours before `time`; nil before the first trade.
    package mutating func ticker(of symbol: SymbolID, at time: Timestamp) -> Ticker? {
        knows(symbol) ? tapes[Int(symbol.rawValue)].ticker(at: time) : nil
    }

    /// The last public trades, newest first, at most `Tape.printsMax`.
    package func prints(of symbol: SymbolID, limit: Int) -> [Print] {
        guard knows(symbol) else { return [] }
        var found: [Print] = []
        tapes[Int(symbol.rawValue)].forEachPrint(max: limit) { found.append($0) }
        return found
    }

    /// Candles of `nanoseconds`, a whole number of minutes, that begin within `range`: the newest `limit` of them, oldest first.
    package func candles(
        of symbol: SymbolID, _ nanoseconds: Timestamp, in range: ClosedRange<Timestamp> = .min ... .max, limit: Int
    ) -> [Candle] {
        precondition(nanoseconds > 0 && nanoseconds % Candle.minute == 0, "candles are of whole minutes")
        return knows(symbol) ? tapes[Int(symbol.rawValue)].candles(nanoseconds, in: range, max: limit) : []
    }
}
