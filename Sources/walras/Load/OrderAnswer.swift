import JSON

/// What the answer to an order says, and whether that fits what was asked and itself. Amounts in units of 10^-8.
struct OrderAnswer {
    let id: String
    let status: String
    /// Of the order's record in the log; 0 if the answer does not say.
    let sequence: Int64
    private let symbol: String
    private let side: String
    private let quantity: Int64
    let executed: Int64
    private let price: Int64?
    private let fee: Int64
    private let total: Int64

    /// What was asked for.
    struct Asked {
        let symbol: String
        let isBuy: Bool
        let quantity: Int64
        /// Nil for a market order.
        let limit: Int64?
    }

    init(_ document: JSONDocument) throws {
        func text(_ key: StaticString) throws -> String {
            guard let text = document[key]?.string else { throw LoadError.missing("\(key)") }
            return text
        }
        func amount(_ key: StaticString) throws -> Int64? {
            guard let node = document[key] else { throw LoadError.missing("\(key)") }
            return node.isNull ? nil : try node.decimal(scale: LoadInstrument.scale)
        }
        id = try text("order_id")
        sequence = document["sequence"]?.integer ?? 0
        status = try text("status")
        symbol = try text("symbol")
        side = try text("side")
        guard let quantity = try amount("quantity") else { throw LoadError.missing("quantity") }
        self.quantity = quantity
        executed = try amount("executed_quantity") ?? 0
        price = try amount("executed_price")
        fee = try amount("fee") ?? 0
        total = try amount("total_cost") ?? 0
    }

    var isOpen: Bool { status == "pending" || status == "partially_filled" }

    /// The first promise it breaks; nil for none.
    func fault(_ asked: Asked) -> String? {
        guard id.utf8.count == 36 else { return "its id is no UUID" }
        guard symbol == asked.symbol, side == (asked.isBuy ? "buy" : "sell"), quantity == asked.quantity else { return "it is not the one that was asked for" }
        guard executed >= 0, executed <= quantity, (executed == quantity) == (status == "filled"), (status == "pending") <= (executed == 0) else {
            return "\(executed) of \(quantity) executed, and it is \(status)"
        }
        guard isOpen || status == "filled" || status == "cancelled" else { return "there is no status \(status)" }
        guard executed > 0 else { return price == nil && fee == 0 && total == 0 ? nil : "nothing executed has a price" }
        guard let price, price > 0 else { return "what executed has no price" }
        if let limit = asked.limit, asked.isBuy ? price > limit : price < limit { return "executed at \(price), beyond \(limit)" }
        // The average price is rounded to a unit; what it is off by, each executed unit is.
        let gross = asked.isBuy ? total - fee : total + fee
        let product = Int128(price) * Int128(executed)
        guard fee >= 0, (Int128(gross) * 100_000_000 - product).magnitude <= UInt128(executed) + 100_000_000 else {
            return "\(executed) at \(price) do not add up to \(total) with a fee of \(fee)"
        }
        return nil
    }
}

extension Bool {
    /// Whether this implies the other.
    fileprivate static func <= (a: Bool, b: Bool) -> Bool { !a || b }
}
