import Market

/// Commands on their way to the sequencer, and what became of each. Its memory is reused.
///
/// New orders and cancels are nearly all there is, and a `Command` is as large as its largest case: they are kept apart, so that they
/// are moved once.
package struct CommandBatch: ~Copyable, @unchecked Sendable {
    package struct Fate: BitwiseCopyable, Sendable, Equatable {
        /// Place in the total order; the command's answer is published under this number once it is durable. 0 if it was refused.
        package var sequence: SequenceNumber
        /// Why it was not taken up. It left no trace, and may be sent again.
        package var refusal: RejectReason
    }

    /// One command, or where it lies; and which memory it will touch.
    struct Entry: BitwiseCopyable {
        enum Kind: UInt8, BitwiseCopyable { case order, cancel, other }
        var orderID = OrderID.none
        var clientOrderID: ClientOrderID = 0
        var account = AccountID.house
        /// Index in `orders` or `others`.
        var index: UInt32 = 0
        var symbol = SymbolID.all
        var kind: Kind

        /// The symbol of the book it is for, or any other number.
        var book: SymbolID { orderID != .none ? orderID.symbol : symbol }

        var cancel: CancelOrder { CancelOrder(account: account, orderID: orderID, clientOrderID: clientOrderID) }
    }

    var entries: Arena<Entry>
    var orders: Arena<EnterOrder>
    var others: Arena<Command>
    var fates: Arena<Fate>
    package private(set) var count = 0
    private var orderCount = 0
    private var otherCount = 0

    package init(capacity: Int = 64) {
        entries = Arena(capacity: capacity)
        orders = Arena(capacity: capacity)
        others = Arena()
        fates = Arena(capacity: capacity)
    }

    package init(_ commands: [Command]) {
        self.init(capacity: commands.count)
        for command in commands { append(command) }
    }

    deinit {
        entries.deallocate()
        orders.deallocate()
        others.deallocate()
        fates.deallocate()
    }

    package mutating func append(_ order: EnterOrder) {
        if orderCount == orders.count { _ = orders.append() }
        orders[orderCount] = order
        append(Entry(
            clientOrderID: order.clientOrderID, account: order.account, index: UInt32(orderCount), symbol: order.symbol, kind: .order))
        orderCount += 1
    }

    package mutating func append(_ cancel: CancelOrder) {
        append(Entry(orderID: cancel.orderID, clientOrderID: cancel.clientOrderID, account: cancel.account, kind: .cancel))
    }

    package mutating func append(_ command: Command) {
        switch command {
        case .enterOrder(let order): append(order)
        case .cancelOrder(let cancel): append(cancel)
        default:
            if otherCount == others.count { _ = others.append() }
            others[otherCount] = command
            append(Entry(orderID: command.orderID, index: UInt32(otherCount), kind: .other))
            otherCount += 1
        }
    }

    @inline(__always) private mutating func append(_ entry: Entry) {
        if count == entries.count {
            _ = entries.append()
            _ = fates.append()
        }
        entries[count] = entry
        fates[count] = Fate(sequence: 0, refusal: .none)
        count += 1
    }

    package mutating func removeAll() {
        count = 0
        orderCount = 0
        otherCount = 0
    }

    package func fate(_ index: Int) -> Fate {
        precondition(index < count, "command index out of bounds")
        return fates[index]
    }

    package var sequences: [SequenceNumber] { (0..<count).map { fates[$0].sequence } }
    package var refusals: [RejectReason] { (0..<count).map { fates[$0].refusal } }
}

extension Command {
    /// The order it names, if it names one.
    var orderID: OrderID {
        switch self {
        case .cancelOrder(let cancel): cancel.orderID
        case .amendOrder(let amend): amend.orderID
        case .replaceOrder(let replace): replace.orderID
        default: .none
        }
    }
}
