import Engine
import Market
import Matching
import Wire

// What binary sessions ask without changing anything. Answers show the state behind everything submitted so far, and leave once that is durable.
extension FrameDesk {
    package func ask(_ question: Question, request: UInt64, of session: BinarySession) {
        switch question {
        case .preview(let order):
            guard order.seenSequence <= desk.durable else { return session.refusePreview(field: "seenSequence", request: request) }
            let (preview, sequence) = desk.ask { $0.preview(order) }
            desk.hold(until: sequence) { session.answer(preview, on: order.symbol, request: request) }
        case .orderStatus(let id, let name): askStatus(id, name, request, session)
        case .account:
            let account = session.account
            let (view, sequence) = desk.ask { $0.account(account) }
            desk.hold(until: sequence) { [catalog] in
                guard let view else { return session.refuse(.refused, request: request) }
                session.answer(view, catalog.assets, at: sequence, request: request)
            }
        case .instruments:
            let count = catalog.instruments.count
            for (index, listed) in catalog.instruments.enumerated() { session.answer(listed, left: count - 1 - index, request: request) }
            if count == 0 { session.refuse(.unknownSymbol, request: request) }
        }
    }

    private func askStatus(_ asked: OrderID, _ name: ClientOrderID, _ request: UInt64, _ session: BinarySession) {
        let account = session.account
        let ((id, open), sequence) = desk.ask { exchange -> (OrderID, OpenOrder?) in
            let id = asked != .none ? asked : exchange.orderID(named: name, of: account) ?? .none
            return (id, id == .none ? nil : exchange.order(id))
        }
        desk.hold(until: sequence) { [reports] in
            // Another's order is as unknown as one that never was.
            if let open, open.account == account { return session.answer(open, at: sequence, request: request) }
            guard open == nil, id != .none, let ended = reports.order(id, of: account) else {
                return session.answer(
                    ended: asked, clientOrderID: name, quantity: 0, filled: 0, .unknown, at: sequence, request: request)
            }
            session.answer(
                ended: id, clientOrderID: ended.clientOrderID, quantity: ended.quantity, filled: ended.filled, ended.state, at: sequence,
                request: request)
        }
    }

    package func subscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription {
        guard Int(symbol.rawValue) < catalog.instruments.count else { return Subscription(feeds: [], refusal: .unknownSymbol) }
        return marketData.subscribe(symbol, feeds, session) { desk.ask { $0.bookSnapshot(of: symbol) }.0 }
    }

    package func unsubscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription {
        marketData.unsubscribe(symbol, feeds, session)
    }

    package func unsubscribeAll(_ session: BinarySession) { marketData.unsubscribeAll(session) }
}
