import Market
import Matching
import Wire

/// Turns published records into the reports of the accounts concerned. On the engine's loop; allocates nothing per record.
///
/// Every event of an order goes to its account: to all its sessions, and to its log for those who come back. A trade goes to both sides.
package final class ExecutionReports {
    let table: SessionTable
    /// Accounts of which a cancel without a request left orders open: to be canceled again.
    package var leftBehind: [AccountID] = []
    private let orders = OrderMemory()

    /// What all reports of one record have in common.
    private struct Context {
        var sequence: SequenceNumber
        var time: Timestamp
        var origin: RequestOrigin
        var command: Record
        /// Of the order that the command enters; later acceptances of the record are legs and exits, which have no name.
        var clientOrderID: ClientOrderID
    }

    package init(table: SessionTable) { self.table = table }

    /// An order that was open before the first record came: what reports on it need.
    package func adopt(_ order: OpenOrder) {
        let state: OrderState = order.waits ? .waiting : order.leaves < order.quantity ? .partiallyFilled : .open
        orders.note(
            order.orderID, order.account, clientOrderID: order.clientOrderID, quantity: order.quantity, leaves: order.leaves, state: state)
    }

    /// Reports one published record. Records come in order, each once; `origin` is that of the request it answers.
    /// - Throws: what decoding its events throws: the record is not one.
    package func apply(_ record: Record, sequence: SequenceNumber, origin: RequestOrigin = .none) throws(WireError) {
        var context = Context(sequence: sequence, time: record.time, origin: origin, command: record, clientOrderID: 0)
        switch record.header.templateID {
        case Message.EnterOrder.templateID: context.clientOrderID = record.plainMessage.clientOrderID
        case Message.EnterAdvancedOrder.templateID, Message.ReplaceOrder.templateID: context.clientOrderID = record.command.clientOrderID
        default: break
        }
        var events = record.events()
        while let recorded = try events.next() {
            let event = recorded.event
            switch event.kind {
            case .orderAccepted: accepted(event, &context)
            case .trade: traded(recorded, context)
            case .orderCanceled: canceled(event, context)
            default: other(event, context)
            }
        }
    }

    /// A command the exchange did not take up: it has no record.
    package func refused(_ origin: RequestOrigin, reason: RejectReason) {
        table.log(of: origin.account)?.reject(
            origin, template: 0, reason: reason == .overloaded ? .overloaded : .refused, rejectReason: reason)
    }

    /// What is remembered of an order of `account`, open or ended; nil if there is none.
    func order(_ id: OrderID, of account: AccountID) -> OrderMemory.Entry? {
        guard let entry = orders.entry(id), entry.account == account else { return nil }
        return entry
    }

    // MARK: orders

    @inline(__always) private func accepted(_ event: Event, _ context: inout Context) {
        let name = context.clientOrderID
        context.clientOrderID = 0
        let state: OrderState = event.flags.contains(.waits) ? .waiting : .open
        orders.note(event.orderID, event.account, clientOrderID: name, quantity: event.quantity, leaves: event.leaves, state: state)
        guard let log = table.log(of: event.account) else { return }
        var report = blank(event, context, log)
        report.relatedID = event.otherID.rawValue
        report.clientOrderID = name
        report.quantity = event.quantity.lots
        report.leaves = event.leaves.lots
        report.filled = event.quantity.lots - event.leaves.lots
        report.kind = .accepted
        report.state = state
        publish(report, context, log)
    }

    @inline(__always) private func traded(_ recorded: RecordedEvent, _ context: Context) {
        let event = recorded.event
        let isAuction = event.flags.contains(.auction)
        fill(
            recorded, context, event.orderID, event.account, event.side, event.leaves, recorded.takerFee, isAuction ? .auction : .taker)
        fill(
            recorded, context, event.otherID, event.otherAccount, event.side.opposite, event.otherLeaves, recorded.makerFee,
            isAuction ? .auction : .maker)
    }

    @inline(__always) private func fill(
        _ recorded: RecordedEvent, _ context: Context, _ id: OrderID, _ account: AccountID, _ side: Side, _ leaves: Quantity, _ fee: Amount,
        _ liquidity: Liquidity
    ) {
        let state: OrderState = leaves.lots == 0 ? .filled : .partiallyFilled
        let entry = orders.change(id, account, leaves: leaves, state: state)
        guard let log = table.log(of: account) else { return }
        var report = blank(recorded.event, context, log)
        report.orderID = id.rawValue
        report.clientOrderID = entry.clientOrderID
        report.tradeID = recorded.tradeID
        report.lastQuantity = recorded.event.quantity.lots
        report.quantity = entry.quantity
        report.leaves = leaves.lots
        report.filled = max(0, entry.filled)
        report.fee = fee.units
        report.side = side
        report.kind = .fill
        report.state = state
        report.liquidity = liquidity
        publish(report, context, log)
    }

    @inline(__always) private func canceled(_ event: Event, _ context: Context) {
        let state: OrderState = event.cancelReason == .expired ? .expired : .canceled
        let entry = orders.change(event.orderID, event.account, leaves: event.quantity, state: state)
        guard let log = table.log(of: event.account) else { return }
        var report = blank(event, context, log)
        report.clientOrderID = entry.clientOrderID
        report.lastQuantity = event.quantity.lots
        report.quantity = entry.quantity
        report.filled = max(0, entry.filled)
        report.kind = .canceled
        report.state = state
        report.cancelReason = event.cancelReason
        publish(report, context, log)
    }

    private func other(_ event: Event, _ context: Context) {
        switch event.kind {
        case .orderReplaced: replaced(event, context)
        case .orderAmended, .orderTriggered, .orderRefreshed: changed(event, context)
        case .orderRejected: rejected(event, context)
        case .duplicateOrder: duplicate(event, context)
        case .cancelAllDone: massCanceled(event, context, .none, event.symbol)
        case .balanceChanged: balanceChanged(event, context)
        case .accountStateChanged: accountStateChanged(event, context)
        case .orderAccepted, .orderCanceled, .trade, .phaseChanged, .assetAdded, .instrumentAdded, .accountOpened, .riskProfileChanged: break
        }
    }

    private func replaced(_ event: Event, _ context: Context) {
        let old = orders.entry(event.otherID)
        if let old { _ = orders.change(event.otherID, event.account, leaves: Quantity(lots: old.leaves), state: .replaced) }
        let name = context.clientOrderID == 0 ? old?.clientOrderID ?? 0 : context.clientOrderID
        let state: OrderState = event.flags.contains(.waits) ? .waiting : .open
        orders.note(event.orderID, event.account, clientOrderID: name, quantity: event.quantity, leaves: event.leaves, state: state)
        guard let log = table.log(of: event.account) else { return }
        var report = blank(event, context, log)
        report.relatedID = event.otherID.rawValue
        report.clientOrderID = name
        report.quantity = event.quantity.lots
        report.leaves = event.leaves.lots
        report.kind = .replaced
        report.state = state
        publish(report, context, log)
    }

    private func changed(_ event: Event, _ context: Context) {
        let before = orders.entry(event.orderID)
        let total = event.kind == .orderRefreshed ? Quantity(lots: before?.quantity ?? event.leaves.lots) : event.quantity
        let isWaiting = before?.state == .waiting && event.kind != .orderTriggered
        let state: OrderState = isWaiting ? .waiting : event.leaves < total ? .partiallyFilled : .open
        let entry = orders.change(event.orderID, event.account, leaves: event.leaves, quantity: total, state: state)
        guard let log = table.log(of: event.account) else { return }
        var report = blank(event, context, log)
        report.clientOrderID = entry.clientOrderID
        report.quantity = entry.quantity
        report.leaves = event.leaves.lots
        report.filled = max(0, entry.filled)
        report.kind = event.kind == .orderAmended ? .amended : event.kind == .orderTriggered ? .triggered : .refreshed
        report.state = state
        if event.kind == .orderAmended { report.cancelReason = event.cancelReason }
        publish(report, context, log)
    }

    // MARK: answers

    private func rejected(_ event: Event, _ context: Context) {
        guard let log = table.log(of: event.account) else { return }
        let command = context.command.command
        var report = blank(event, context, log)
        report.rejectReason = event.rejectReason
        switch command {
        case .enterOrder(let order):
            report.clientOrderID = order.clientOrderID
            report.symbol = order.symbol.rawValue
            report.price = order.price.ticks
            report.quantity = order.quantity.lots
            report.kind = .rejected
            report.state = .rejected
        case .cancelOrder, .replaceOrder, .amendOrder:
            // Of another's order nothing is told, not even that it is or was there.
            let entry = order(event.orderID, of: event.account)
            if entry == nil {
                report.symbol = SymbolID.all.rawValue
                if event.rejectReason == .notOwner || orders.entry(event.orderID) != nil { report.rejectReason = .unknownOrder }
            }
            report.clientOrderID = entry?.clientOrderID ?? command.clientOrderID
            report.kind = .changeRejected
            describe(entry, in: &report)
        case .cancelAll(let wanted): return massCanceled(event, context, event.rejectReason, wanted.symbol)
        // What an operator asked for in vain happened to no order of the account.
        default: return
        }
        publish(report, context, log)
    }

    private func duplicate(_ event: Event, _ context: Context) {
        guard let log = table.log(of: event.account) else { return }
        var report = blank(event, context, log)
        report.clientOrderID = context.clientOrderID
        report.rejectReason = event.rejectReason
        report.kind = .duplicate
        if event.rejectReason != .none { report.state = .rejected } else { describe(orders.entry(event.orderID), in: &report) }
        publish(report, context, log)
    }

    private func describe(_ entry: OrderMemory.Entry?, in report: inout Message.ExecutionReport) {
        guard let entry else { return }
        report.quantity = entry.quantity
        report.leaves = entry.leaves
        report.state = entry.state
        report.filled = max(0, entry.filled)
    }

    private func massCanceled(_ event: Event, _ context: Context, _ reason: RejectReason, _ symbol: SymbolID) {
        if reason == .none, event.leaves.lots > 0, context.origin.request == 0, context.origin.account == event.account { leftBehind.append(event.account) }
        guard let log = table.log(of: event.account) else { return }
        let isRejected = reason != .none
        let message = Message.MassCancelReport(
            number: log.next, request: request(of: context, log), sequence: context.sequence, time: context.time,
            canceled: isRejected ? 0 : event.quantity.lots, left: isRejected ? 0 : event.leaves.lots, symbol: symbol.rawValue,
            rejectReason: reason, durability: table.durability, stream: context.origin.stream)
        log.publish(message, origin: context.origin)
    }

    private func balanceChanged(_ event: Event, _ context: Context) {
        guard let log = table.log(of: event.account) else { return }
        let message = Message.BalanceReport(
            number: log.next, request: 0, sequence: context.sequence, time: context.time, amount: event.quantity.lots,
            available: event.leaves.lots, locked: event.otherLeaves.lots, asset: UInt32(truncatingIfNeeded: event.otherID.rawValue), stream: 0)
        log.publish(message, origin: .none)
    }

    private func accountStateChanged(_ event: Event, _ context: Context) {
        guard let log = table.log(of: event.account), let state = AccountState(rawValue: UInt8(truncatingIfNeeded: event.leaves.lots)),
            let previous = AccountState(rawValue: UInt8(truncatingIfNeeded: event.otherLeaves.lots))
        else { return }
        let message = Message.AccountStateReport(
            number: log.next, request: 0, sequence: context.sequence, time: context.time, state: state, previousState: previous,
            reason: event.rejectReason, stream: 0)
        log.publish(message, origin: .none)
    }

    // MARK: common

    @inline(__always) private func request(of context: Context, _ log: ReportLog) -> UInt64 {
        context.origin.account == log.account ? context.origin.request : 0
    }

    /// A report with what every one has, and nothing else.
    @inline(__always) private func blank(_ event: Event, _ context: Context, _ log: ReportLog) -> Message.ExecutionReport {
        Message.ExecutionReport(
            number: log.next, request: request(of: context, log), sequence: context.sequence, time: context.time,
            orderID: event.orderID.rawValue, clientOrderID: 0, relatedID: 0, tradeID: 0, price: event.price.ticks, lastQuantity: 0, quantity: 0,
            leaves: 0, filled: 0, fee: 0, symbol: event.symbol.rawValue, side: event.side, kind: .accepted, state: .unknown,
            rejectReason: .none, cancelReason: .none, liquidity: .none, durability: table.durability, stream: context.origin.stream)
    }

    @inline(__always) private func publish(_ report: Message.ExecutionReport, _ context: Context, _ log: ReportLog) {
        log.publish(report, origin: context.origin)
    }
}

extension Command {
    /// The client's name that the command gives or uses; 0 if it has none.
    fileprivate var clientOrderID: ClientOrderID {
        switch self {
        case .enterOrder(let order): order.clientOrderID
        case .cancelOrder(let cancel): cancel.clientOrderID
        case .replaceOrder(let replace): replace.clientOrderID
        default: 0
        }
    }
}
