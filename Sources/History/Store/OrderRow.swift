import Database
import Market

// Rows of `ended_order`.
extension OrderEntry {
    static let insertion = """
        INSERT INTO ended_order (number, account, sequence, order_id, client_order_id, side, type, time_in_force, self_trade_prevention, flags, \
        marks, price, reference, quantity, filled, gross, fees, status, reason, created_at, ended_at, options) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// What `BlotterOrder.init(row:at:)` reads, in its order.
    package static let columns = """
        account, sequence, order_id, client_order_id, side, type, time_in_force, self_trade_prevention, flags, marks, price, reference, quantity, \
        filled, gross, fees, status, reason, created_at, ended_at, options
        """

    func insert(_ number: UInt64, _ options: OrderOptions?, by statement: Statement) throws(DatabaseError) {
        try statement.bind(Int64(bitPattern: number), at: 0)
        try statement.bind(Int64(account), at: 1)
        try statement.bind(Int64(bitPattern: sequence), at: 2)
        try statement.bind(Int64(bitPattern: orderID.rawValue), at: 3)
        try statement.bind(Int64(bitPattern: clientOrderID), at: 4)
        try statement.bind(Int64(side.rawValue), at: 5)
        try statement.bind(Int64(type.rawValue), at: 6)
        try statement.bind(Int64(timeInForce.rawValue), at: 7)
        try statement.bind(Int64(selfTradePrevention.rawValue), at: 8)
        try statement.bind(Int64(flags.rawValue), at: 9)
        try statement.bind(Int64(marks.rawValue), at: 10)
        try statement.bind(price.ticks, at: 11)
        try statement.bind(reference.ticks, at: 12)
        try statement.bind(quantity, at: 13)
        try statement.bind(filled, at: 14)
        try statement.bind(gross, at: 15)
        try statement.bind(fees, at: 16)
        try statement.bind(Int64(status.rawValue), at: 17)
        try statement.bind(Int64(reason), at: 18)
        try statement.bind(createdAt, at: 19)
        try statement.bind(updatedAt, at: 20)
        if let options { try statement.bind(options.encoded, at: 21) } else { try statement.bindNull(at: 21) }
        try statement.run()
    }
}

extension OrderOptions {
    /// Integers of eight bytes, little-endian, in the order they are declared.
    private var words: [Int64] {
        [
            triggerPrice.ticks, displayQuantity, expireTime, trailingOffset, Int64(bitPattern: sibling.rawValue), Int64(bitPattern: replaces.rawValue),
            Int64(bitPattern: replacedBy.rawValue), Int64(bitPattern: parent.rawValue), stopPrice.ticks, stopLimitPrice.ticks, takeProfitPrice.ticks,
            carriedFill,
        ]
    }

    var encoded: [UInt8] { words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> Int64(8 * $0)) } } }

    /// Nil if they are not as many bytes as `encoded` has.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count == 96 else { return nil }
        func word(_ index: Int) -> Int64 { bytes[(8 * index)..<(8 * index + 8)].reversed().reduce(0) { $0 << 8 | Int64($1) } }
        func order(_ index: Int) -> OrderID { OrderID(rawValue: UInt64(bitPattern: word(index))) }
        self.init()
        triggerPrice = Price(ticks: word(0))
        displayQuantity = word(1)
        expireTime = word(2)
        trailingOffset = word(3)
        (sibling, replaces, replacedBy, parent) = (order(4), order(5), order(6), order(7))
        (stopPrice, stopLimitPrice, takeProfitPrice) = (Price(ticks: word(8)), Price(ticks: word(9)), Price(ticks: word(10)))
        carriedFill = word(11)
    }
}

extension BlotterOrder {
    /// The order of a row that was read as `OrderEntry.columns`.
    /// - Parameter column: where these begin.
    package init(row: Statement, at column: Int = 0) throws(DatabaseError) {
        func number<Number: FixedWidthInteger>(_ index: Int) throws(DatabaseError) -> Number {
            guard let number = Number(exactly: row.integer(column + index)) else { throw row.corrupt(column + index) }
            return number
        }
        func value<Value>(_ index: Int, _ make: (UInt8) -> Value?) throws(DatabaseError) -> Value {
            guard let value = make(try number(index)) else { throw row.corrupt(column + index) }
            return value
        }
        var entry = OrderEntry()
        entry.account = try number(0)
        entry.sequence = SequenceNumber(bitPattern: row.integer(column + 1))
        entry.orderID = OrderID(rawValue: UInt64(bitPattern: row.integer(column + 2)))
        entry.clientOrderID = ClientOrderID(bitPattern: row.integer(column + 3))
        entry.side = try value(4, Side.init)
        entry.type = try value(5, OrderType.init)
        entry.timeInForce = try value(6, TimeInForce.init)
        entry.selfTradePrevention = try value(7, SelfTradePrevention.init)
        entry.flags = OrderFlags(rawValue: try number(8))
        entry.marks = OrderEntry.Marks(rawValue: try number(9))
        entry.price = Price(ticks: row.integer(column + 10))
        entry.reference = Price(ticks: row.integer(column + 11))
        (entry.quantity, entry.filled) = (row.integer(column + 12), row.integer(column + 13))
        (entry.gross, entry.fees) = (row.integer(column + 14), row.integer(column + 15))
        entry.status = try value(16, Status.init)
        entry.reason = try number(17)
        (entry.createdAt, entry.updatedAt) = (row.integer(column + 18), row.integer(column + 19))
        var options = OrderOptions()
        if !row.isNull(column + 20) {
            guard let decoded = OrderOptions(decoding: row.blob(column + 20)) else { throw row.corrupt(column + 20) }
            options = decoded
        }
        self.init(entry, options)
    }
}
