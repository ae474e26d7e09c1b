import Market

/// What memory says of a listing: the page, if it holds all of it, and what has to go with the rows otherwise.
package struct OrdersInMemory: Sendable {
    /// Nil if the page or its total reaches beyond what is remembered.
    package var page: ListingPage<BlotterOrder, OrderKey>?
    /// The open orders that are asked for; by account, in the order of the listing, the newest first.
    package var open: [[BlotterOrder]] = []
    /// Orders that had ended: the tables may know of later ones.
    package var endedThrough: UInt64 = 0

    package init(page: ListingPage<BlotterOrder, OrderKey>? = nil, open: [[BlotterOrder]] = [], endedThrough: UInt64) {
        (self.page, self.open, self.endedThrough) = (page, open, endedThrough)
    }
}

package struct FillsInMemory: Sendable {
    package var page: ListingPage<Fill, FillKey>?
    package var through: UInt64 = 0

    package init(page: ListingPage<Fill, FillKey>? = nil, through: UInt64) { (self.page, self.through) = (page, through) }
}

// Listings as they are behind the last record. What is answered does not depend on how much is remembered: the tables give the same.
extension Blotter {
    /// Ended orders or fills of an account that one question looks at before it is left to the tables: some ten microseconds of work.
    package static let lookedAtMax = 1 << 11

    /// Entries of an account's orders that are remembered and asked for, the newest first.
    private struct Known {
        var entries: [UInt32] = []
        /// How many of them no other order can stand between.
        var sure = 0
        /// Of all that are asked for; nil if not known.
        var total: Int?
        var isComplete: Bool { sure == entries.count && total == sure }
    }

    /// - Parameters:
    ///   - lookedAtMax: nil where there are no tables: what is remembered then counts as all there is.
    ///   - shortens: whether the tables delete old rows: then they alone know how long a list is that memory does not hold.
    package func orders(_ listing: OrderListing, lookingAt lookedAtMax: Int? = Self.lookedAtMax, shortens: Bool = false) -> OrdersInMemory {
        var answer = OrdersInMemory(endedThrough: archive.endedCount)
        var walk = ListingWalk(listing.start) { $0.account }
        var page = ListingPage<BlotterOrder, OrderKey>()
        var isWhole = true
        for account in listing.accounts {
            let known = known(listing, account, lookedAtMax, shortens)
            answer.open.append(known.entries.filter { archive.entries[$0].isOpen }.map { copy($0) })
            guard let total = known.total else {
                isWhole = false
                continue
            }
            page.total += total
            guard page.elements.count < listing.limit, let start = walk.enter(account, total: total) else { continue }
            let from = switch start {
            case .offset(let offset): min(offset, known.sure)
            case .after(let key): known.entries[..<known.sure].firstIndex { key.isBefore(archive.entries[$0]) } ?? known.sure
            }
            let room = listing.limit - page.elements.count
            page.elements += known.entries[from..<known.sure].prefix(room).map { copy($0) }
            if page.elements.count < listing.limit, !known.isComplete { isWhole = false }
        }
        page.last = page.elements.last.map { OrderKey($0) }
        if isWhole { answer.page = page }
        return answer
    }

    private func known(_ listing: OrderListing, _ account: AccountID, _ lookedAtMax: Int?, _ shortens: Bool) -> Known {
        guard Int(account.rawValue) < accounts.count else { return Known(total: 0) }
        let entry = accounts[account.rawValue]
        var found: [UInt32] = []
        func look(_ index: UInt32) {
            if listing.asksFor(archive.entries[index].status, archive.entries[index].orderID.symbol) { found.append(index) }
        }
        var index = entry.newestOpen
        while index != 0 {
            look(index)
            index = archive.entries[index].olderOpen
        }
        guard listing.wantsEnded else { return Known(entries: found, sure: found.count, total: found.count) }
        var number = entry.newestEnded
        var (left, oldest) = (lookedAtMax ?? .max, Timestamp.min)
        while archive.remembers(number), left > 0 {
            let ended = archive.entry(ofEnded: number)
            look(ended)
            oldest = archive.entries[ended].updatedAt
            number = archive.olderOfAccount(number)
            left -= 1
        }
        // Open orders come as they were created, ended ones as they ended. Of one command the limit leg of a pair comes last, being its first.
        found.sort { a, b in
            let (first, second) = (archive.entries[a], archive.entries[b])
            return first.sequence != second.sequence ? first.sequence > second.sequence : first.orderID.rawValue > second.orderID.rawValue
        }
        if number == 0 || lookedAtMax == nil { return Known(entries: found, sure: found.count, total: found.count) }
        // What was not looked at ended before the oldest one that was, and so was created before: later ones have none of them between.
        let sure = entry.newestEnded == number ? 0 : found.firstIndex { archive.entries[$0].createdAt <= oldest } ?? found.count
        return Known(entries: found, sure: sure, total: listing.isPlain && !shortens ? Int(entry.openOrders) + Int(entry.endedOrders) : nil)
    }

    package func fills(_ listing: FillListing, lookingAt lookedAtMax: Int? = Self.lookedAtMax, shortens: Bool = false) -> FillsInMemory {
        var answer = FillsInMemory(through: fills.count)
        var walk = ListingWalk(listing.start) { $0.account }
        var page = ListingPage<Fill, FillKey>()
        for account in listing.accounts where Int(account.rawValue) < accounts.count {
            let entry = accounts[account.rawValue]
            var found: [(number: UInt64, fill: Fill)] = []
            var number = entry.newestFill
            var left = lookedAtMax ?? .max
            while fills.remembers(number), left > 0 {
                let fill = fills[number]
                if listing.asksFor(fill) { found.append((number, fill)) }
                number = fill.older
                left -= 1
            }
            let isComplete = number == 0 || lookedAtMax == nil
            guard isComplete || listing.isPlain && !shortens else { return answer }
            let total = isComplete ? found.count : Int(entry.fills)
            page.total += total
            guard page.elements.count < listing.limit, let start = walk.enter(account, total: total) else { continue }
            let from = switch start {
            case .offset(let offset): min(offset, found.count)
            case .after(let key): found.firstIndex { $0.number < key.number } ?? found.count
            }
            for (number, fill) in found[from...].prefix(listing.limit - page.elements.count) {
                page.elements.append(fill)
                page.last = FillKey(account: account, number: number)
            }
            if page.elements.count < listing.limit, !isComplete { return answer }
        }
        answer.page = page
        return answer
    }
}
