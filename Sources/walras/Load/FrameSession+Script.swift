import Market
import Wire

/// What one session sends of a script, and how far it is. Orders are named by their number, so that a cancel needs no answer to the order before it.
struct ScriptCursor {
    private let steps: [LoadScript.Step]
    private let isPaced: Bool
    private var next = 0
    /// Upper half of the names; no other connection or run has it.
    private let tag: UInt64
    /// The exchange's id of each order, once it has one.
    private let ids: Arena<UInt64>
    /// Orders that may be open at a time: as many as there are.
    let orders: Int

    init(_ script: LoadScript, part: Int, tag: UInt64) {
        steps = script.parts[part]
        isPaced = script.isPaced
        orders = script.orders[part]
        ids = Arena(count: max(1, orders))
        // Below 2^60: a number in every protocol, never 0.
        self.tag = (tag & 0x7FF_FFFF | 0x800_0000) << 32
    }

    func deallocate() { ids.deallocate() }

    var isAtEnd: Bool { next == steps.count }
    /// When the next command is to be sent, after the start; nil for as soon as may be.
    var due: Int64? { isPaced && !isAtEnd ? steps[next].time : nil }

    mutating func take() -> LoadScript.Step {
        next += 1
        return steps[next - 1]
    }

    func name(_ order: UInt32) -> UInt64 { tag | UInt64(order) }

    /// The order was accepted under this name.
    func accepted(_ name: UInt64, _ id: UInt64) {
        let order = Int(UInt32(truncatingIfNeeded: name))
        if name & ~0xFFFF_FFFF == tag, order < ids.count { ids[order] = id }
    }

    func id(_ order: UInt32) -> UInt64 { ids[Int(order)] }
}

extension FrameSession {
    /// Sends the next command of the script.
    func sendScripted(_ due: Int64) {
        guard let step = script?.take(), let name = script?.name(step.order) else { return }
        let symbol = source.instruments[Int(step.instrument)].symbol
        var request = Request(
            number: nextRequest, sent: due, orderID: 0, price: step.price, lots: step.lots, instrument: step.instrument, kind: Request.limit,
            isBuy: step.isBuy, isAnswered: false)
        switch step.kind {
        case .limit, .market:
            // What rests not is not looked for later.
            if step.isImmediate { request.kind = Request.market }
            output.append(Message.NewOrder(
                request: nextRequest, clientOrderID: name, price: step.price, quantity: step.lots, symbol: symbol, side: step.isBuy ? .buy : .sell,
                type: step.kind == .market ? .market : .limit, timeInForce: step.isImmediate ? .ioc : .gtc, selfTradePrevention: .none, flags: []))
        case .cancel:
            request.kind = Request.namedCancel
            request.orderID = name
            output.append(Message.CancelRequest(request: nextRequest, orderID: 0, clientOrderID: name))
        case .reduce:
            guard let id = script?.id(step.order), let place = orders.find(id), orders[place].quantity - step.lots > orders[place].filled else {
                // Refused, filled, or not answered yet: there is nothing to take it off.
                return statistics.skip()
            }
            request.kind = Request.amendment
            request.orderID = id
            request.lots = orders[place].quantity - step.lots
            output.append(Message.AmendRequest(request: nextRequest, orderID: id, quantity: request.lots))
        }
        sent(request)
    }

    /// An order shrank in its place.
    func amended(_ report: Message.ExecutionReport) {
        guard report.request != 0, report.stream == stream, let request = remembered(report.request), request.kind == Request.amendment else {
            return statistics.check(false, "stream \(stream): order \(report.orderID) was amended, which nothing asked for")
        }
        _ = answer(report.request)
        guard let place = orders.find(report.orderID) else {
            return statistics.check(false, "stream \(stream): order \(report.orderID), which is not open, was amended")
        }
        var order = orders[place]
        if !order.isBuy { source.holdings[Int(order.symbol)] += order.quantity - report.quantity }
        order.quantity = report.quantity
        statistics.check(
            report.orderID == request.orderID && report.quantity == request.lots && report.filled == order.filled && report.leaves == order.quantity - order.filled,
            "order \(request.orderID) was to have \(request.lots) lots: \(report.quantity) reported, \(report.filled) filled, \(report.leaves) open")
        orders[place] = order
    }
}
