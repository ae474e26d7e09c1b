import History
import Market

/// Something that happened, by its row in history.
package enum HistoryEvent: Sendable, Equatable {
    case order(EndedOrder)
    case fill(AccountFill)
    case account(AccountChange)

    package var account: AccountID {
        switch self {
        case .order(let order): order.account
        case .fill(let fill): fill.account
        case .account(let change): change.account
        }
    }

    package var time: Timestamp {
        switch self {
        case .order(let order): order.endedAt
        case .fill(let fill): fill.time
        case .account(let change): change.time
        }
    }

    /// Counted from 1 among those of its kind; follows from the log.
    package var number: Int64 {
        switch self {
        case .order(let order): order.number
        case .fill(let fill): fill.number
        case .account(let change): change.number
        }
    }
}

/// An order that is over: filled, canceled, expired, or rejected when its trigger fired.
package struct EndedOrder: Sendable, Equatable {
    package let number: Int64
    package let account: AccountID
    package let sequence: SequenceNumber
    package let orderID: OrderID
    package let clientOrderID: ClientOrderID
    package let side: Side
    package let type: OrderType
    package let price: Price
    package let quantity: Quantity
    package let filled: Quantity
    package let gross: Amount
    package let fees: Amount
    package let status: BlotterOrder.Status
    package let reason: CancelReason
    package let createdAt: Timestamp
    package let endedAt: Timestamp
}

/// One side of a trade.
package struct AccountFill: Sendable, Equatable {
    package let number: Int64
    package let account: AccountID
    package let tradeID: UInt64
    package let orderID: OrderID
    package let side: Side
    package let price: Price
    package let quantity: Quantity
    package let gross: Amount
    package let fee: Amount
    /// Of a sell.
    package let realised: Amount?
    package let time: Timestamp
}

/// An account that was halted, restricted or released.
package struct AccountChange: Sendable, Equatable {
    package let number: Int64
    package let account: AccountID
    package let sequence: SequenceNumber
    package let state: AccountState
    package let time: Timestamp
}

/// A place in history: the last row of each table that counts.
package struct HistoryNumbers: Hashable, Sendable {
    package var endedOrder: Int64
    package var fill: Int64
    package var accountEvent: Int64

    package init(endedOrder: Int64 = 0, fill: Int64 = 0, accountEvent: Int64 = 0) {
        self.endedOrder = endedOrder
        self.fill = fill
        self.accountEvent = accountEvent
    }

    /// Whether anything lies between the other one and this.
    func isAhead(of other: HistoryNumbers) -> Bool {
        endedOrder > other.endedOrder || fill > other.fill || accountEvent > other.accountEvent
    }

    /// The later of each: history that is being built again is behind what was told of it before.
    func joined(_ other: HistoryNumbers) -> HistoryNumbers {
        HistoryNumbers(
            endedOrder: max(endedOrder, other.endedOrder), fill: max(fill, other.fill), accountEvent: max(accountEvent, other.accountEvent))
    }
}
