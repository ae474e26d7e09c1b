import JSON

/// The members of an order's body that anybody reads, found in one pass; others are ignored. Valid while the document is.
struct OrderFields {
    enum Field: UInt8, CaseIterable {
        case symbol, side, type, quantity, price, triggerPrice, trailingDelta, trailingAmount, timeInForce, goodTillDate, postOnly, reduceOnly
        case icebergQuantity, selfTradePrevention, takeProfit, stopLoss, stopLossLimit, seenSequence, maxMoveTicks, clientOrderID

        var parameter: Parameter {
            switch self {
            case .symbol: .symbol
            case .side: .side
            case .type: .type
            case .quantity: .quantity
            case .price: .price
            case .triggerPrice: .triggerPrice
            case .trailingDelta: .trailingDelta
            case .trailingAmount: .trailingAmount
            case .timeInForce: .timeInForce
            case .goodTillDate: .goodTillDate
            case .postOnly: .postOnly
            case .reduceOnly: .reduceOnly
            case .icebergQuantity: .icebergQuantity
            case .selfTradePrevention: .selfTradePrevention
            case .takeProfit: .takeProfit
            case .stopLoss: .stopLoss
            case .stopLossLimit: .stopLossLimit
            case .seenSequence: .seenSequence
            case .maxMoveTicks: .maxMoveTicks
            case .clientOrderID: .clientOrderID
            }
        }
    }

    private let root: JSONNode
    /// Where each stands in the document; 0, the place of the root, for those that do not.
    private var places = InlineArray<20, UInt32>(repeating: 0)

    private static let index = NameIndex([
        ("symbol", Field.symbol.rawValue), ("side", Field.side.rawValue), ("type", Field.type.rawValue), ("order_type", Field.type.rawValue),
        ("quantity", Field.quantity.rawValue), ("price", Field.price.rawValue),
        ("trigger_price", Field.triggerPrice.rawValue), ("stop_price", Field.triggerPrice.rawValue), ("stopPrice", Field.triggerPrice.rawValue),
        ("trailingDelta", Field.trailingDelta.rawValue), ("trailing_delta", Field.trailingDelta.rawValue),
        ("trailingAmount", Field.trailingAmount.rawValue), ("trailing_amount", Field.trailingAmount.rawValue),
        ("timeInForce", Field.timeInForce.rawValue), ("time_in_force", Field.timeInForce.rawValue),
        ("goodTillDate", Field.goodTillDate.rawValue), ("good_till_date", Field.goodTillDate.rawValue),
        ("postOnly", Field.postOnly.rawValue), ("post_only", Field.postOnly.rawValue),
        ("reduceOnly", Field.reduceOnly.rawValue), ("reduce_only", Field.reduceOnly.rawValue),
        ("icebergQty", Field.icebergQuantity.rawValue), ("iceberg_qty", Field.icebergQuantity.rawValue),
        ("selfTradePreventionMode", Field.selfTradePrevention.rawValue), ("self_trade_prevention_mode", Field.selfTradePrevention.rawValue),
        ("takeProfitPrice", Field.takeProfit.rawValue), ("take_profit_price", Field.takeProfit.rawValue),
        ("stopLossPrice", Field.stopLoss.rawValue), ("stop_loss_price", Field.stopLoss.rawValue),
        ("stopLossLimitPrice", Field.stopLossLimit.rawValue), ("stop_loss_limit_price", Field.stopLossLimit.rawValue),
        ("seenSequence", Field.seenSequence.rawValue), ("seen_sequence", Field.seenSequence.rawValue),
        ("maxMoveTicks", Field.maxMoveTicks.rawValue), ("max_move_ticks", Field.maxMoveTicks.rawValue),
        ("client_order_id", Field.clientOrderID.rawValue), ("newClientOrderId", Field.clientOrderID.rawValue),
    ])

    /// A member that is null counts as absent. Two names of one value in one body have to say the same.
    init(_ document: JSONDocument) throws(APIError) {
        root = document.root
        guard let members = root.members else { throw .validation("body", "is not a JSON object") }
        for member in members where !member.isNull {
            guard let number = unsafe Self.index.find(member.keyBytes) else { continue }
            let place = places[Int(number)]
            if place != 0 {
                let known = root.node(at: place)
                guard known.agrees(with: member) else { throw .validation(member.key, "differs from what the body calls \(known.key)") }
            } else {
                places[Int(number)] = member.place
            }
        }
    }

    subscript(_ field: Field) -> JSONNode? { has(field) ? root.node(at: places[Int(field.rawValue)]) : nil }
    func has(_ field: Field) -> Bool { places[Int(field.rawValue)] != 0 }

    /// The characters of a text or of a number, without white space around them; nil if the member is absent.
    func characters(_ field: Field) throws(APIError) -> UnsafeRawBufferPointer? {
        guard let node = self[field] else { return nil }
        guard node.kind == .string || node.kind == .number else { throw .validation(field.parameter.name, "is neither a text nor a number") }
        let trimmed = unsafe node.bytes.trimmed
        // An empty text says nothing, like an absent member.
        return unsafe trimmed.isEmpty ? nil : trimmed
    }

    func isTrue(_ field: Field) throws(APIError) -> Bool {
        guard let node = self[field] else { return false }
        if let value = node.bool { return value }
        if unsafe node.bytes.matches("true") { return true }
        if unsafe node.bytes.matches("false") { return false }
        throw .validation(field.parameter.name, "is neither true nor false")
    }
}

extension JSONNode {
    /// Whether two members mean one value: the same number however it is written, the same text in any case.
    func agrees(with other: JSONNode) -> Bool {
        if let bool { return bool == other.bool }
        guard kind == .string || kind == .number, other.kind == .string || other.kind == .number else { return false }
        let (mine, theirs) = unsafe (bytes.trimmed, other.bytes.trimmed)
        if mine.count == theirs.count, (0..<mine.count).allSatisfy({ unsafe mine[$0].lowercasedLetter == theirs[$0].lowercasedLetter }) { return true }
        do {
            return try unsafe ScaledDecimal.parse(mine, scale: 8, rounding: .exact) == ScaledDecimal.parse(theirs, scale: 8, rounding: .exact)
        } catch {
            // What is no number, or has more digits than any number here, is the same only if it is spelled the same.
            return false
        }
    }
}

extension UInt8 {
    /// The small letter of a capital one of ASCII.
    fileprivate var lowercasedLetter: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}

extension UnsafeRawBufferPointer {
    /// Without white space at either end.
    var trimmed: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, unsafe Self.isSpace(self[start]) { start += 1 }
        while end > start, unsafe Self.isSpace(self[end - 1]) { end -= 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether it spells `text`, which is in lower case, in any case.
    func matches(_ text: StaticString) -> Bool {
        guard text.utf8CodeUnitCount == count else { return false }
        for index in 0..<count {
            let byte = unsafe self[index]
            let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            if unsafe text.utf8Start[index] != lower { return false }
        }
        return true
    }

    /// For messages.
    var text: String { unsafe String(decoding: self, as: UTF8.self) }
}
