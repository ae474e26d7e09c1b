import Market
import Wire

// What reports say, and what they must.
extension FrameSession {
    @inline(__always) func report(_ report: Message.ExecutionReport) {
        numbered(report.number)
        run.record?.report(report, account: account)
        let isMine = report.request != 0 && report.stream == stream
        switch report.kind {
        case .accepted: accepted(report, isMine)
        case .fill: filled(report)
        case .canceled: canceled(report, isMine)
        case .rejected:
            statistics.rejected(report.rejectReason)
            if isMine, let request = answer(report.request) { giveBack(request) }
        case .changeRejected: changeRejected(report, isMine)
        case .amended: amended(report)
        case .replaced, .triggered, .refreshed, .duplicate:
            statistics.check(false, "stream \(stream): a report of kind \(report.kind), which nothing asked for")
        }
    }

    @inline(__always) private func accepted(_ report: Message.ExecutionReport, _ isMine: Bool) {
        guard isMine, let request = answer(report.request) else { return }
        statistics.check(
            report.quantity == request.lots && report.leaves == request.lots && report.filled == 0 && report.state == .open,
            "order \(report.orderID) of \(request.lots) lots was accepted with \(report.quantity), of them \(report.leaves) open, as \(report.state)")
        orders.insert(KnownOrder(
            id: report.orderID, price: request.price, quantity: request.lots, filled: 0, symbol: request.instrument, isBuy: request.isBuy,
            isMarket: request.kind == Request.market))
        if script == nil {
            if request.kind == Request.limit { enqueue(report.orderID) }
        } else {
            script?.accepted(report.clientOrderID, report.orderID)
        }
    }

    /// Where an order stands that a report is about; nil if it is another session's, or none, which breaks a promise.
    @inline(__always) private func place(of report: Message.ExecutionReport) -> Int? {
        if let place = orders.find(report.orderID) { return place }
        if isAlone { statistics.check(false, "stream \(stream): \(report.kind) of order \(report.orderID), which is not open") }
        return nil
    }

    @inline(__always) private func filled(_ report: Message.ExecutionReport) {
        statistics.fills += 1
        guard let place = place(of: report) else { return }
        var order = orders[place]
        order.filled += report.lastQuantity
        let leaves = order.quantity - order.filled
        statistics.check(
            report.lastQuantity > 0 && leaves >= 0 && report.filled == order.filled && report.leaves == leaves
                && report.state == (leaves == 0 ? .filled : .partiallyFilled),
            "order \(report.orderID) of \(order.quantity): a fill of \(report.lastQuantity) makes \(order.filled), but \(report.filled) are reported filled, \(report.leaves) open, \(report.state)")
        if !order.isMarket {
            statistics.check(
                order.isBuy ? report.price <= order.price : report.price >= order.price,
                "order \(report.orderID) was filled at \(report.price), beyond its limit \(order.price)")
        }
        if order.isBuy { source.holdings[Int(order.symbol)] += report.lastQuantity }
        if leaves == 0 { orders.remove(at: place) } else { orders[place] = order }
    }

    @inline(__always) private func canceled(_ report: Message.ExecutionReport, _ isMine: Bool) {
        // The remainder of an order that takes names the request that entered it, which has its answer already.
        if isMine, let request = remembered(report.request), request.kind >= Request.cancel {
            _ = answer(report.request)
            let canceled = request.kind == Request.namedCancel ? report.clientOrderID : report.orderID
            statistics.check(request.orderID == canceled, "request \(report.request) canceled order \(canceled), not \(request.orderID)")
        }
        guard let place = place(of: report) else { return }
        let order = orders[place]
        statistics.check(
            report.filled == order.filled && report.lastQuantity == order.quantity - order.filled && report.leaves == 0
                && (report.state == .canceled || report.state == .expired),
            "order \(report.orderID) of \(order.quantity), \(order.filled) filled: \(report.lastQuantity) canceled, \(report.filled) reported filled, \(report.leaves) open, \(report.state)")
        if !order.isBuy { source.holdings[Int(order.symbol)] += order.quantity - order.filled }
        orders.remove(at: place)
    }

    private func changeRejected(_ report: Message.ExecutionReport, _ isMine: Bool) {
        statistics.rejected(report.rejectReason)
        guard isMine, let request = answer(report.request) else { return }
        let isGone = report.rejectReason == .unknownOrder || report.rejectReason == .orderNotOpen
        statistics.check(
            !isGone || orders.find(request.orderID) == nil, "a cancel of order \(request.orderID) was refused with \(report.rejectReason), but it is open")
    }
}
