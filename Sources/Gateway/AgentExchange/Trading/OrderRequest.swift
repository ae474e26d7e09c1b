import JSON
import Market

// How the numbers of a request become ticks and lots: quantities are cut to the symbol's step; a price between two ticks goes to the one
// that is worse for a hasty order and the same for a patient one: a buy's limit down, a sell's up. A trigger that waits for a rising price
// goes up, one that waits for a falling price down: as prices are whole ticks, it fires exactly when the price named would have.

/// An order as a client asked for it, ready to be entered.
struct OrderRequest {
    var order: EnterOrder
    /// Basis points of the last price that the trigger trails behind; the engine wants ticks. 0 if there is none.
    var trailingBasisPoints: Int64 = 0
    /// Number of its name's text, if its answer has to wait for that; 0 otherwise.
    var nameNumber: UInt64 = 0

    let listing: Catalog.Listed

    init(_ fields: OrderFields, account: AccountID, _ catalog: Catalog) throws(APIError) {
        let listing = try Self.listing(fields, catalog)
        self.listing = listing
        let side = try Self.side(fields)
        let (type, isPostOnly) = try Self.type(fields)
        guard let text = try unsafe fields.characters(.quantity) else { throw .validation("quantity", "is required") }
        guard let quantity = unsafe listing.quantity(text) else { throw unsafe Self.fault(inQuantity: text, listing) }
        let limits = listing.instrument.minQuantity...listing.instrument.maxQuantity
        guard limits.contains(quantity) else { throw unsafe Self.invalidQuantity(text, listing) }
        order = EnterOrder(account: account, symbol: listing.symbol, side: side, type: type, quantity: quantity)
        try readPrices(fields, listing)
        if isPostOnly { order.flags.insert(.postOnly) }
        // Most orders have nothing more to say.
        try readOptions(fields, listing)
        try readName(fields)
    }

    private static func listing(_ fields: OrderFields, _ catalog: Catalog) throws(APIError) -> Catalog.Listed {
        guard let text = try unsafe fields.characters(.symbol) else { throw .validation("symbol", "is required") }
        guard let name = unsafe Name(upperCasing: text), let listing = catalog.find(name) else { throw unsafe .invalidSymbol(text.text) }
        return listing
    }

    private static func side(_ fields: OrderFields) throws(APIError) -> Side {
        guard let text = try unsafe fields.characters(.side) else { throw .validation("side", "is required") }
        if unsafe text.matches("buy") { return .buy }
        if unsafe text.matches("sell") { return .sell }
        throw .validation("side", "is neither buy nor sell")
    }

    private static let types = NameIndex([
        ("limit", 0), ("market", 1), ("stop_loss", 2), ("take_profit", 3), ("stop_limit", 4), ("stop_loss_limit", 4), ("take_profit_limit", 5),
        ("trailing_stop", 6),
    ])

    private static func type(_ fields: OrderFields) throws(APIError) -> (OrderType, postOnly: Bool) {
        guard let text = try unsafe fields.characters(.type) else { throw .validation("type", "is required") }
        if let number = unsafe types.find(text), let type = OrderType(rawValue: number) { return (type, false) }
        for type in OrderType.allCases where unsafe text.matches(type.wireName) { return (type, false) }
        if unsafe text.matches("limit_maker") { return (.limit, true) }
        if unsafe text.matches("stop_loss_limit") { return (.stopLimit, false) }
        throw unsafe .invalidOrderType(text.text)
    }

    private static func fault(inQuantity text: UnsafeRawBufferPointer, _ listing: Catalog.Listed) -> APIError {
        do {
            let units = try unsafe ScaledDecimal.parse(text, scale: listing.baseScale, rounding: .up)
            return units > 0 ? unsafe invalidQuantity(text, listing) : .validation("quantity", "is not above zero")
        } catch DecimalError.overflow {
            return unsafe invalidQuantity(text, listing)
        } catch {
            return .validation("quantity", "is not a decimal number")
        }
    }

    private static func invalidQuantity(_ text: UnsafeRawBufferPointer, _ listing: Catalog.Listed) -> APIError {
        .invalidQuantity(
            quantity: unsafe text.text, min: listing.amount(listing.instrument.minQuantity), max: listing.amount(listing.instrument.maxQuantity))
    }

    // MARK: prices

    private mutating func readPrices(_ fields: OrderFields, _ listing: Catalog.Listed) throws(APIError) {
        let limitRounding: DecimalRounding = order.side == .buy ? .down : .up
        switch order.type {
        case .limit:
            order.price = try require(.price, fields, listing, limitRounding)
            try forbid(.triggerPrice, fields)
        case .market:
            try forbid(.price, fields)
            try forbid(.triggerPrice, fields)
        case .stopLoss, .takeProfit: order.triggerPrice = try trigger(fields, listing)
        case .stopLimit, .takeProfitLimit:
            order.price = try require(.price, fields, listing, limitRounding)
            order.triggerPrice = try require(.triggerPrice, fields, listing, triggerRounding)
        case .trailingStop:
            try forbid(.price, fields)
            try forbid(.triggerPrice, fields)
            try readTrailing(fields, listing)
        }
        guard order.type != .trailingStop else { return }
        try forbid(.trailingDelta, fields)
        try forbid(.trailingAmount, fields)
    }

    /// Whether the trigger waits for a rising price: stops of buys and targets of sells do.
    private var triggerRounding: DecimalRounding {
        let isStop = order.type == .stopLoss || order.type == .stopLimit
        return isStop == (order.side == .buy) ? .up : .down
    }

    /// Some clients send a trigger as `price`; both are taken if they are the same.
    private func trigger(_ fields: OrderFields, _ listing: Catalog.Listed) throws(APIError) -> Price {
        guard let asPrice = try price(.price, fields, listing, triggerRounding) else {
            return try require(.triggerPrice, fields, listing, triggerRounding)
        }
        guard let trigger = try price(.triggerPrice, fields, listing, triggerRounding) else { return asPrice }
        guard trigger == asPrice else { throw .validation("price", "differs from trigger_price") }
        return trigger
    }

    private mutating func readTrailing(_ fields: OrderFields, _ listing: Catalog.Listed) throws(APIError) {
        let hasDelta = fields.has(.trailingDelta)
        guard hasDelta != fields.has(.trailingAmount) else {
            throw .validation("trailingDelta", hasDelta ? "stands beside trailingAmount" : "is required")
        }
        if hasDelta {
            trailingBasisPoints = Int64(try integer(.trailingDelta, fields) ?? 0)
        } else {
            order.trailingOffset = try require(.trailingAmount, fields, listing, .up).ticks
        }
    }

    private func price(
        _ field: OrderFields.Field, _ fields: OrderFields, _ listing: Catalog.Listed, _ rounding: DecimalRounding
    ) throws(APIError) -> Price? {
        guard let text = try unsafe fields.characters(field) else { return nil }
        guard let price = unsafe listing.price(text, rounding) else { throw .validation(field.parameter.name, "is not a decimal number above zero that a price can be") }
        return price
    }

    private func require(
        _ field: OrderFields.Field, _ fields: OrderFields, _ listing: Catalog.Listed, _ rounding: DecimalRounding
    ) throws(APIError) -> Price {
        guard let price = try price(field, fields, listing, rounding) else { throw .validation(field.parameter.name, "is required for this type") }
        return price
    }

    private func forbid(_ field: OrderFields.Field, _ fields: OrderFields) throws(APIError) {
        if fields.has(field) { throw .validation(field.parameter.name, "does not go with type \(order.type.wireName)") }
    }

    private func integer(_ field: OrderFields.Field, _ fields: OrderFields) throws(APIError) -> Int? {
        guard let text = try unsafe fields.characters(field) else { return nil }
        do {
            return try field.parameter.integer(Int(unsafe ScaledDecimal.parse(text, scale: 0, rounding: .exact)))
        } catch let fault as ArgumentFault {
            throw .validation([fault])
        } catch {
            throw .validation(field.parameter.name, "is not an integer")
        }
    }
}

// MARK: options

extension OrderRequest {
    private mutating func readOptions(_ fields: OrderFields, _ listing: Catalog.Listed) throws(APIError) {
        if let text = try unsafe fields.characters(.timeInForce) { order.timeInForce = try unsafe Self.timeInForce(text) }
        try readExpiry(fields)
        if try fields.isTrue(.postOnly) { order.flags.insert(.postOnly) }
        if try fields.isTrue(.reduceOnly) { order.flags.insert(.reduceOnly) }
        let isImmediate = order.timeInForce == .ioc || order.timeInForce == .fok
        if order.flags.contains(.postOnly) {
            guard order.type == .limit else { throw .validation("postOnly", "goes with type limit alone") }
            guard !isImmediate else { throw .validation("timeInForce", "of an order that may not trade at once cannot be IOC or FOK") }
        }
        if order.type == .market, order.timeInForce == .gtd || order.timeInForce == .day {
            throw .validation("timeInForce", "of a market order cannot be GTD or DAY")
        }
        if let text = try unsafe fields.characters(.icebergQuantity) {
            guard order.type.hasLimit, !isImmediate else { throw .validation("icebergQty", "goes with limit orders that can rest") }
            guard let shown = unsafe listing.quantity(text), shown.lots > 0, shown < order.quantity else {
                throw .validation("icebergQty", "has to be above zero and less than the quantity")
            }
            order.displayQuantity = shown
        }
        if let text = try unsafe fields.characters(.selfTradePrevention) { order.selfTradePrevention = try unsafe Self.selfTradePrevention(text) }
        try readExits(fields, listing)
        try readGuard(fields)
    }

    private static func timeInForce(_ text: UnsafeRawBufferPointer) throws(APIError) -> TimeInForce {
        if unsafe text.matches("gtc") { return .gtc }
        if unsafe text.matches("ioc") { return .ioc }
        if unsafe text.matches("fok") { return .fok }
        if unsafe text.matches("gtd") { return .gtd }
        if unsafe text.matches("day") { return .day }
        throw .validation("timeInForce", "is none of GTC, IOC, FOK, GTD, DAY")
    }

    private static func selfTradePrevention(_ text: UnsafeRawBufferPointer) throws(APIError) -> SelfTradePrevention {
        if unsafe text.matches("none") { return .none }
        if unsafe text.matches("expire_taker") { return .cancelNewest }
        if unsafe text.matches("expire_maker") { return .cancelOldest }
        if unsafe text.matches("expire_both") { return .cancelBoth }
        if unsafe text.matches("decrement") { return .decrement }
        throw .validation("selfTradePreventionMode", "is none of NONE, EXPIRE_TAKER, EXPIRE_MAKER, EXPIRE_BOTH, DECREMENT")
    }

    private mutating func readExpiry(_ fields: OrderFields) throws(APIError) {
        guard let text = try unsafe fields.characters(.goodTillDate) else {
            if order.timeInForce == .gtd { throw .validation("goodTillDate", "is required for GTD") }
            return
        }
        guard order.timeInForce == .gtd else { throw .validation("goodTillDate", "goes with GTD alone") }
        if let time = ISOTime.parse(unsafe text.text) { return order.expireTime = time }
        do {
            // Milliseconds: what other exchanges want here.
            order.expireTime = try unsafe ScaledDecimal.parse(text, scale: 6, rounding: .exact)
        } catch {
            throw .validation("goodTillDate", "is neither an ISO 8601 time nor milliseconds since 1970")
        }
    }

    /// The exits of a bracket trade the other way than its entry.
    private mutating func readExits(_ fields: OrderFields, _ listing: Catalog.Listed) throws(APIError) {
        let entryBuys = order.side == .buy
        if let profit = try price(.takeProfit, fields, listing, entryBuys ? .up : .down) { order.takeProfitPrice = profit }
        if let stop = try price(.stopLoss, fields, listing, entryBuys ? .down : .up) { order.stopPrice = stop }
        if let limit = try price(.stopLossLimit, fields, listing, entryBuys ? .up : .down) {
            guard !order.stopPrice.isNone else { throw .validation("stopLossLimitPrice", "needs a stopLossPrice") }
            order.stopLimitPrice = limit
        }
        guard !order.takeProfitPrice.isNone || !order.stopPrice.isNone else { return }
        let field = order.takeProfitPrice.isNone ? "stopLossPrice" : "takeProfitPrice"
        guard !order.type.waitsForTrigger else { throw .validation(field, "goes with types market and limit") }
        order.flags.insert(.bracket)
        guard order.type == .limit else { return }
        // On the other side of the entry they would trade as soon as it has.
        if !order.stopPrice.isNone, entryBuys ? order.stopPrice >= order.price : order.stopPrice <= order.price {
            throw .validation("stopLossPrice", "is not \(entryBuys ? "below" : "above") the price")
        }
        if !order.takeProfitPrice.isNone, entryBuys ? order.takeProfitPrice <= order.price : order.takeProfitPrice >= order.price {
            throw .validation("takeProfitPrice", "is not \(entryBuys ? "above" : "below") the price")
        }
    }

    private mutating func readGuard(_ fields: OrderFields) throws(APIError) {
        if let seen = try integer(.seenSequence, fields) { order.seenSequence = SequenceNumber(seen) }
        guard let moved = try integer(.maxMoveTicks, fields) else { return }
        guard order.seenSequence != 0 else { throw .validation("maxMoveTicks", "needs a seenSequence") }
        order.maxMoveTicks = Int64(moved)
    }

    private mutating func readName(_ fields: OrderFields) throws(APIError) {
        guard let text = try unsafe fields.characters(.clientOrderID) else { return }
        guard text.count <= OrderName.charactersMax else { throw .validation("client_order_id", "has more than \(OrderName.charactersMax) characters") }
        order.clientOrderID = unsafe OrderName.reduce(text)
    }
}

extension OrderType {
    /// In lower case, as it is read and written.
    var wireName: StaticString {
        switch self {
        case .limit: "limit"
        case .market: "market"
        case .stopLoss: "stop_loss"
        case .takeProfit: "take_profit"
        case .stopLimit: "stop_limit"
        case .takeProfitLimit: "take_profit_limit"
        case .trailingStop: "trailing_stop"
        }
    }
}

extension Name {
    /// A symbol's name in any case; nil for what no symbol is called.
    init?(upperCasing text: UnsafeRawBufferPointer) {
        guard (1...Self.bytesMax).contains(text.count) else { return nil }
        var (low, high): (UInt64, UInt64) = (0, 0)
        for index in 0..<text.count {
            var byte = unsafe text[index]
            guard byte > 0x20, byte < 0x7F else { return nil }
            if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) { byte ^= 0x20 }
            if index < 8 { low |= UInt64(byte) << (8 * UInt64(index)) } else { high |= UInt64(byte) << (8 * UInt64(index - 8)) }
        }
        self.init(low: low, high: high)
    }
}
