import History
import Engine
import HTTP
import Identity
import JSON
import Market
import Risk

// New orders and cancels: decoded, submitted, and answered from their record in `AgentExchange+Records.swift`.
extension AgentExchange {
    func placeOrder(_ request: borrowing HTTPRequest, _ call: Call) throws(APIError) {
        try checkOpen()
        var wanted = try order(request, call, keepsName: true)
        let idempotencyKey = try takeKey(request, &wanted)
        try resolve(&wanted)
        var entry = PendingCalls.Entry(.order, call)
        entry.idempotencyKey = idempotencyKey
        entry.key = try begin(call)
        entry.nameNumber = wanted.nameNumber
        if idempotencyKey != 0 { repeats.tie(idempotencyKey, of: call.account, to: wanted.order.clientOrderID, at: now) }
        counters.orders &+= 1
        desk.submit(wanted.order, by: answerer, call.ticket, note: pending.add(entry))
    }

    /// Counts an order as under way for its key, until `takePending`; one key must not fill the queue that all share.
    private func begin(_ call: Call) throws(APIError) -> UInt32? {
        guard let key = call.principal?.keyNumber else { return nil }
        guard limiter.begin(key: key) else { throw .tooManyUnderWay(max: Int(limiter.limits.inFlightMax)) }
        return key
    }

    func takePending(_ note: UInt64) -> PendingCalls.Entry {
        let entry = pending.take(note)
        if let key = entry.key { limiter.end(key: key) }
        return entry
    }

    /// New orders are turned away while too many commands wait for the log, and for good once it has failed.
    private func checkOpen() throws(APIError) {
        shedder.observe(commandsWaiting: desk.pendingCount, bytesQueued: desk.metrics.queuedBytes)
        guard shedder.admits(.newOrder), !desk.isFull else {
            desk.metrics.shed(.http)
            throw .serviceUnavailable(reason: "overloaded")
        }
        if desk.failure != nil { throw .serviceUnavailable(reason: "log_failed") }
    }

    func order(_ request: borrowing HTTPRequest, _ call: Call, keepsName: Bool) throws(APIError) -> OrderRequest {
        let document: JSONDocument
        do { document = try reader.read(request.bytes, request.body) } catch { throw Self.unreadable(request, .validation("body", "is no JSON: \(error)")) }
        let fields = try OrderFields(document)
        var wanted = try OrderRequest(fields, account: call.account, catalog)
        // Nobody can have seen what has not happened.
        guard wanted.order.seenSequence <= desk.durable else { throw .validation("seenSequence", "is yet to come") }
        if keepsName, let text = try unsafe fields.characters(.clientOrderID) {
            wanted.nameNumber = unsafe names.note(wanted.order.clientOrderID, of: call.account, text)
        }
        return wanted
    }

    /// Turns what depends on the last price into ticks: once, so that a repeat of the order under its name says the same.
    func resolve(_ wanted: inout OrderRequest) throws(APIError) {
        guard wanted.trailingBasisPoints != 0 else { return }
        if wanted.order.clientOrderID != 0, let first = keeper.blotter.order(named: wanted.order.clientOrderID, of: wanted.order.account),
            first.trailingOffset > 0 {
            wanted.order.trailingOffset = first.trailingOffset
            return
        }
        let last = keeper.blotter.mark(of: wanted.order.symbol).price
        guard !last.isNone else { throw .priceNotAvailable(symbol: wanted.listing.name) }
        wanted.order.trailingOffset = max(1, Int64(Int128(last.ticks) * Int128(wanted.trailingBasisPoints) / 10_000))
    }

    // MARK: cancels

    func cancelOrder(_ id: UUID?, _ text: String, _ call: Call) throws(APIError) {
        guard let id, let orderID = ids.order(id) else { throw .orderNotFound(orderID: text) }
        counters.cancels &+= 1
        var entry = PendingCalls.Entry(.cancel, call)
        entry.orderID = orderID
        desk.submit(CancelOrder(account: call.account, orderID: orderID), by: answerer, call.ticket, note: pending.add(entry))
    }

    func cancelAllOrders(_ symbol: SymbolID, _ call: Call) {
        counters.cancels &+= 1
        let note = pending.add(.init(.cancelAll, call))
        desk.submit(.cancelAll(CancelAll(account: call.account, symbol: symbol)), by: answerer, call.ticket, note: note)
    }

    // MARK: previews

    func previewOrder(_ request: borrowing HTTPRequest, _ call: Call) throws(APIError) {
        var wanted = try order(request, call, keepsName: false)
        try resolve(&wanted)
        let order = wanted.order
        let listed = wanted.listing
        let (preview, sequence) = desk.ask { $0.preview(order) }
        desk.hold(until: sequence) { [self] in
            respond(call) { write(preview, of: order, listed, into: &$0) }
        }
    }
}
