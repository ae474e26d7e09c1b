import Engine
import History
import HTTP
import Identity
import JSON
import Market
import Matching

// Everything under `trade` but the new order (contract §6.1).
extension AgentExchange {
    func trade(_ request: borrowing HTTPRequest, _ arguments: Arguments, _ call: Call) throws(APIError) {
        switch call.endpoint {
        case .previewOrder: try previewOrder(request, call)
        case .order: try showOrder(arguments.path(0), call)
        case .orders, .openOrders: try showOrders(arguments, call)
        case .cancelOrder: try cancelOrder(UUID(request.bytes.span.extracting(arguments.rawPath(0))), arguments.path(0), call)
        case .cancelAllOrders: cancelAllOrders(try symbol(arguments) ?? .all, call)
        case .tradeHistory: try showTrades(arguments, call)
        default: preconditionFailure("\(call.endpoint) is no trading")
        }
    }

    /// By the exchange's id; another's order is as unknown as none.
    private func showOrder(_ text: String, _ call: Call) throws(APIError) {
        guard let id = UUID(text).flatMap(ids.order) else { throw .orderNotFound(orderID: text) }
        historian.order(id) { [self] result in
            answer(result, call) { order throws(APIError) in
                guard let order, owns(order.account, call) else { throw .orderNotFound(orderID: text) }
                let (current, sequence) = withCurrentTriggers([order])
                desk.hold(until: sequence) { [self] in respond(call) { write(current[0], into: &$0) } }
            }
        }
    }

    /// Goes on with what the history says, or says why it says nothing.
    func answer<Answer>(_ result: Result<Answer, Historian.Fault>, _ call: Call, _ body: (Answer) throws(APIError) -> Void) {
        do throws(APIError) {
            switch result {
            case .success(let answer): try body(answer)
            case .failure(let fault): throw Self.error(fault)
            }
        } catch { fail(error, call) }
    }

    static func error(_ fault: Historian.Fault) -> APIError {
        switch fault {
        case .behind: .serviceUnavailable(reason: "history_behind")
        case .busy: .serviceUnavailable(reason: "overloaded")
        case .failed: .databaseError
        }
    }

    /// Open trailing stops with the triggers they have now: their moves are in no record, only in the book. With the sequence that this shows.
    private func withCurrentTriggers(_ orders: [BlotterOrder]) -> ([BlotterOrder], SequenceNumber) {
        guard orders.contains(where: { $0.type == .trailingStop && $0.isOpen }) else { return (orders, 0) }
        return desk.ask { exchange in
            orders.map { order in
                // One whose trigger has just fired waits no more; its record says so soon.
                guard order.type == .trailingStop, order.isOpen, let trigger = exchange.order(order.orderID)?.triggerPrice, !trigger.isNone else { return order }
                var current = order
                current.triggerPrice = trigger
                return current
            }
        }
    }

    /// Whether a trading account is the caller's: that of the present session, or of an earlier one of the same agent.
    private func owns(_ account: AccountID, _ call: Call) -> Bool {
        account == call.account || members.keys.agent(trading: account) == call.agent
    }

    /// Accounts the agent has traded with, the present one first: history outlives a reset.
    private func accounts(_ call: Call) -> [AccountID] { members.keys.sessions(of: call.agent).reversed().map(\.engineAccount) }

    private func showOrders(_ arguments: Arguments, _ call: Call) throws(APIError) {
        let isOpen = call.endpoint == .openOrders
        let (limit, offset) = try page(arguments, isOpen ? .openLimit : .ordersLimit)
        // A reset ends all open orders of the session before.
        var listing = OrderListing(accounts: isOpen ? [call.account] : accounts(call), limit: limit)
        listing.start = .offset(offset)
        listing.symbol = try symbol(arguments) ?? .all
        if isOpen {
            listing.statuses = .open
        } else if let name = try argument({ () throws(ArgumentFault) in try arguments.choice(.orderStatus) }) {
            listing.statuses = .init(BlotterOrder.Status.allCases.first { "\($0.wireName)" == name } ?? .pending)
        }
        historian.orders(listing) { [self] result in
            answer(result, call) { orders in
                let (elements, sequence) = withCurrentTriggers(orders.elements)
                desk.hold(until: sequence) { [self] in
                    respond(call) { writer in
                        writer.beginObject()
                        writer.key("orders")
                        writer.array { writer in
                            for order in elements { write(order, into: &writer) }
                        }
                        writePage(total: orders.total, limit, offset, into: &writer)
                        writer.endObject()
                    }
                }
            }
        }
    }

    private func showTrades(_ arguments: Arguments, _ call: Call) throws(APIError) {
        let (limit, offset) = try page(arguments, .tradesLimit)
        var listing = FillListing(accounts: accounts(call), limit: limit)
        listing.start = .offset(offset)
        listing.symbol = try symbol(arguments) ?? .all
        let side = try argument { () throws(ArgumentFault) in try arguments.choice(.sideFilter) }
        listing.side = side.map { $0 == "buy" ? .buy : .sell }
        historian.fills(listing) { [self] result in
            answer(result, call) { fills in
                respond(call) { writer in
                    writer.beginObject()
                    writer.key("trades")
                    writer.array { writer in
                        for fill in fills.elements { write(fill, into: &writer) }
                    }
                    writePage(total: fills.total, limit, offset, into: &writer)
                    writer.endObject()
                }
            }
        }
    }

    func write(_ fill: Fill, into writer: inout JSONWriter) {
        let listed = catalog[fill.orderID.symbol]
        writer.beginObject()
        writer.key("trade_id")
        writer.uuid(ids.uuid(ofTrade: fill.tradeID))
        writer.key("order_id")
        writer.uuid(ids.uuid(of: fill.orderID))
        writer.member("symbol", listed.name)
        writer.key("side")
        writer.string(fill.side.wireName)
        writer.key("quantity")
        writer.decimal(listed.amount(fill.quantity))
        writer.key("price")
        writer.decimal(listed.amount(fill.price))
        writer.key("fee")
        writer.decimal(.init(fill.fee.units, scale: listed.quoteScale))
        writer.key("total")
        writer.decimal(.init(fill.gross.units, scale: listed.quoteScale))
        let realised = fill.realised.map { APIError.Decimal($0.units, scale: listed.quoteScale) }
        writer.key("pnl")
        writer.decimal(realised)
        writer.key("realized_pnl")
        writer.decimal(realised)
        writer.key("executed_at")
        writer.time(fill.time)
        writer.key("created_at")
        writer.time(fill.time)
        writer.member("liquidity", fill.liquidity == .maker ? "maker" : fill.liquidity == .taker ? "taker" : "auction")
        writer.endObject()
    }

    // MARK: arguments

    private func writePage(total: Int, _ limit: Int, _ offset: Int, into writer: inout JSONWriter) {
        writer.member("total", total)
        writer.member("limit", limit)
        writer.member("offset", offset)
    }

    func page(_ arguments: Arguments, _ limit: Parameter) throws(APIError) -> (limit: Int, offset: Int) {
        // Both have a value that stands for their absence.
        try argument { () throws(ArgumentFault) in (try arguments.integer(limit) ?? 0, try arguments.integer(.offset) ?? 0) }
    }

    /// The symbol a query names; nil if it names none.
    func symbol(_ arguments: Arguments) throws(APIError) -> SymbolID? {
        guard let text = try argument({ () throws(ArgumentFault) in try arguments.text(.symbolFilter) }) else { return nil }
        return try listed(text).symbol
    }

    func listed(_ text: String) throws(APIError) -> Catalog.Listed {
        guard let listed = catalog.find(text.trimmed) else { throw .invalidSymbol(text.trimmed) }
        return listed
    }

    func argument<Value>(_ body: () throws(ArgumentFault) -> Value) throws(APIError) -> Value {
        do { return try body() } catch { throw .validation([error]) }
    }
}
