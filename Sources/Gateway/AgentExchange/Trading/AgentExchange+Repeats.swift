import Engine
import History
import HTTP
import Market

// Orders that are sent again. The exchange knows names for 24 hours, and has them in its log: a repeat makes no second order, restart or not.
// Here the first answer is said again: made of the order as its own record left it.
extension AgentExchange {
    /// Takes the request's `Idempotency-Key`, if it has one: the order's name where it names itself not, else a seal on the name it has.
    ///
    /// - Returns: the key, as names are kept; 0 for none.
    func takeKey(_ request: borrowing HTTPRequest, _ wanted: inout OrderRequest) throws(APIError) -> ClientOrderID {
        let field = request[.idempotencyKey]
        guard !field.isEmpty else { return 0 }
        guard field.count <= OrderName.keyCharactersMax else {
            throw .validation("Idempotency-Key", "has more than \(OrderName.keyCharactersMax) characters")
        }
        let key = unsafe request.withBytes(field) { unsafe OrderName.reduce($0) }
        if wanted.order.clientOrderID == 0 {
            wanted.order.clientOrderID = key
            wanted.nameNumber = unsafe request.withBytes(field) { unsafe names.note(key, of: wanted.order.account, $0) }
        }
        let (name, account) = (wanted.order.clientOrderID, wanted.order.account)
        let tied = repeats.name(tiedTo: key, by: account, at: now)
        // An order the key itself is the name of is in the log, whatever is remembered here.
        let isTaken = tied.map { $0 != name } ?? (name != key && desk.ask { $0.orderID(named: key, of: account) }.0 != nil)
        guard !isTaken else { throw .validation("Idempotency-Key", "came with another client_order_id before") }
        return key
    }

    /// The order as it was when it was answered first; as it is now if the blotter does not reach back so far.
    func asEntered(_ order: BlotterOrder) -> BlotterOrder {
        var first = order
        (first.filled, first.gross, first.fees) = (.zero, .zero, .zero)
        var isWhole = order.filled.lots == 0
        if !isWhole {
            var seen: UInt64 = 0
            keeper.blotter.forEachFill(of: order.account) { fill in
                isWhole = fill.time < order.createdAt
                guard !isWhole else { return false }
                seen += 1
                // An order takes in its own record alone; later, others take from it, or a trigger has fired.
                guard fill.orderID == order.orderID, fill.time == order.createdAt, fill.liquidity == .taker else { return true }
                first.filled = Quantity(lots: first.filled.lots + fill.quantity.lots)
                first.gross = Amount(units: saturated(first.gross.units, plus: fill.gross.units))
                first.fees = Amount(units: saturated(first.fees.units, plus: fill.fee.units))
                return true
            }
            // The account's first fills of all have none before them.
            isWhole = isWhole || first.filled == order.filled || keeper.blotter.activity(of: order.account)?.fills == seen
        }
        guard isWhole else { return order }
        first.updatedAt = order.createdAt
        if first.filled == order.quantity || order.endedWithItsEntry { return first }
        first.status = first.filled.lots > 0 ? .partiallyFilled : .pending
        first.reason = .none
        return first
    }
}

extension BlotterOrder {
    /// Whether its own record ended it: what was left of it could not stay.
    fileprivate var endedWithItsEntry: Bool {
        guard status == .canceled, updatedAt == createdAt else { return false }
        switch reason {
        case .immediateOrCancel, .fillOrKill, .noLiquidity, .selfTrade, .priceBand, .volatilityPause, .marketProtection, .matchLimit: return true
        default: return false
        }
    }
}
