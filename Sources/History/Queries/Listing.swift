import Market

/// Where in a list a page begins.
package enum ListingStart<Key: Hashable & Sendable>: Hashable, Sendable {
    case offset(Int)
    /// Behind the element with this key, whatever came or went before it meanwhile.
    case after(Key)
}

/// Place of an order in the list of an account's orders, the newest first.
package struct OrderKey: Hashable, Sendable {
    package var account: AccountID
    /// Of the command that created it.
    package var sequence: SequenceNumber
    package var orderID: OrderID

    init(_ order: BlotterOrder) { (account, sequence, orderID) = (order.account, order.sequence, order.orderID) }

    init(_ entry: OrderEntry) { (account, sequence, orderID) = (AccountID(rawValue: entry.account), entry.sequence, entry.orderID) }

    /// Whether `order`, of the same account, comes behind it.
    func isBefore(_ order: OrderKey) -> Bool {
        order.sequence != sequence ? order.sequence < sequence : order.orderID.rawValue < orderID.rawValue
    }
    func isBefore(_ order: BlotterOrder) -> Bool { isBefore(OrderKey(order)) }
    func isBefore(_ entry: OrderEntry) -> Bool { isBefore(OrderKey(entry)) }
}

/// Place of a fill: `number` counts all fills from 1.
package struct FillKey: Hashable, Sendable {
    package var account: AccountID
    package var number: UInt64

    package init(account: AccountID, number: UInt64) {
        self.account = account
        self.number = number
    }
}

/// A page of somebody's orders: those of the latest account first, in each the newest first.
package struct OrderListing: Hashable, Sendable {
    /// Accounts of the engine one agent has had, the latest first. Each began when the one before it had no open orders left.
    package var accounts: [AccountID]
    package var symbol = SymbolID.all
    package var statuses = OrderQuestion.Statuses.all
    package var limit: Int
    package var start = ListingStart<OrderKey>.offset(0)

    package init(accounts: [AccountID], limit: Int) {
        self.accounts = accounts
        self.limit = limit
    }

    package var wantsEnded: Bool { !statuses.subtracting(.open).isEmpty }
    /// Whether every order of an account is asked for.
    var isPlain: Bool { symbol == .all && statuses.isSuperset(of: .every) }

    func asksFor(_ status: BlotterOrder.Status, _ symbol: SymbolID) -> Bool {
        statuses.contains(.init(status)) && (self.symbol == .all || symbol == self.symbol)
    }
}

/// A page of somebody's fills, as `OrderListing`.
package struct FillListing: Hashable, Sendable {
    package var accounts: [AccountID]
    package var symbol = SymbolID.all
    package var side: Side?
    package var limit: Int
    package var start = ListingStart<FillKey>.offset(0)

    package init(accounts: [AccountID], limit: Int) {
        self.accounts = accounts
        self.limit = limit
    }

    var isPlain: Bool { symbol == .all && side == nil }

    func asksFor(_ fill: Fill) -> Bool { (symbol == .all || fill.orderID.symbol == symbol) && (side == nil || fill.side == side) }
}

/// Part of a list, how long the list is, and where the next page begins.
package struct ListingPage<Element: Sendable, Key: Hashable & Sendable>: Sendable {
    package var elements: [Element] = []
    package var total = 0
    /// Of the last element; nil for an empty page.
    package var last: Key?

    package init() {}
}

extension OrderQuestion.Statuses {
    static let every = BlotterOrder.Status.allCases.reduce(into: OrderQuestion.Statuses()) { $0.insert(.init($1)) }
}

/// Goes through the accounts of a listing, which follow each other in it.
struct ListingWalk<Key: Hashable & Sendable> {
    private var left: Int
    private var behind: Key?
    private let accountOfKey: AccountID?

    init(_ start: ListingStart<Key>, account: (Key) -> AccountID) {
        switch start {
        case .offset(let offset): (left, behind, accountOfKey) = (max(offset, 0), nil, nil)
        case .after(let key): (left, behind, accountOfKey) = (0, key, account(key))
        }
    }

    /// Where the page begins among `total` elements of `account`; nil if behind all of them.
    mutating func enter(_ account: AccountID, total: Int) -> ListingStart<Key>? {
        if let key = behind {
            guard account == accountOfKey else { return nil }
            behind = nil
            return .after(key)
        }
        guard left < total else {
            left -= total
            return nil
        }
        defer { left = 0 }
        return .offset(left)
    }
}
