import Market

/// One message of an order file.
struct OrderRow: Equatable {
    enum Action: String, CaseIterable {
        case new = "NEW"
        /// Cancels what is left of the order.
        case cancel = "CXL"
        /// Takes `quantity` off the order, which keeps its priority.
        case reduce = "REDUCE"
        /// Runs the call auction now.
        case uncross = "UNCROSS"
    }

    var sequence: Int64
    /// Nanoseconds after midnight.
    var time: Int64
    var action: Action
    /// Negative for an aggressor whose own id is not known, which is always IOC; 0 for `uncross`.
    var orderID: Int64
    /// Means nothing for `uncross`.
    var side: Side
    /// In the file's price unit.
    var price: Int64
    var quantity: Int64
    /// Of new orders; `gtc` otherwise.
    var timeInForce: TimeInForce
    /// The message of the original recording this row belongs to, if the file says so.
    var sourceRow: Int64?

    init(_ cursor: inout RowCursor, _ format: OrderFileKind.TimeFormat, hasSourceRow: Bool) throws(FileError) {
        sequence = try cursor.integer(1 ... .max)
        time = try Self.time(&cursor, format)
        let name = try cursor.text()
        guard let action = Action(rawValue: name) else {
            throw cursor.fault("'\(name)' is none of \(Action.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.action = action
        orderID = switch action {
        case .uncross: try cursor.integer(0...0)
        case .new: try cursor.integer()
        case .cancel, .reduce: try cursor.integer(1 ... .max)
        }
        switch (try cursor.text(), action) {
        case ("B", _): side = .buy
        case ("S", _): side = .sell
        case ("", .uncross): side = .buy
        case (let text, _): throw cursor.fault("'\(text)' is neither B nor S")
        }
        price = try cursor.integer()
        if action == .new, price <= 0 { throw cursor.fault("\(price) is no price of an order, which is above 0") }
        quantity = try cursor.integer(action == .uncross ? 0...0 : 1 ... Instrument.quantityMax)
        switch (try cursor.text(), action) {
        case ("GTC", .new):
            guard orderID > 0 else { throw cursor.fault("an order that may rest needs an id above 0") }
            timeInForce = .gtc
        case ("IOC", .new): timeInForce = .ioc
        case ("", .cancel), ("", .reduce), ("", .uncross): timeInForce = .gtc
        case (let text, _): throw cursor.fault("'\(text)' is no time in force of \(action.rawValue)")
        }
        sourceRow = hasSourceRow ? try cursor.integer(0 ... .max) : nil
    }

    private static func time(_ cursor: inout RowCursor, _ format: OrderFileKind.TimeFormat) throws(FileError) -> Int64 {
        let field = try cursor.field()
        switch format {
        case .clock:
            guard field.count == 8 else { throw cursor.fault("'\(String(decoding: field, as: UTF8.self))' is not hhmmsscc") }
            let value = try cursor.integer(field)
            let (hour, minute, second, hundredth) = (value / 1_000_000, value / 10_000 % 100, value / 100 % 100, value % 100)
            guard value >= 0, hour < 24, minute < 60, second < 60 else { throw cursor.fault("\(value) is no time of day") }
            return ((hour * 60 + minute) * 60 + second) * 1_000_000_000 + hundredth * 10_000_000
        case .seconds:
            let point = field.firstIndex(of: UInt8(ascii: ".")) ?? field.endIndex
            let seconds = try cursor.integer(field[..<point])
            let decimals = field[point...].dropFirst()
            guard (0..<86_400).contains(seconds), decimals.count <= 9, point == field.endIndex || !decimals.isEmpty else {
                throw cursor.fault("'\(String(decoding: field, as: UTF8.self))' are no seconds after midnight")
            }
            var nanoseconds = decimals.isEmpty ? 0 : try cursor.integer(decimals)
            guard nanoseconds >= 0, decimals.first != UInt8(ascii: "-") else { throw cursor.fault("a sign after the point") }
            for _ in decimals.count..<9 { nanoseconds *= 10 }
            return seconds * 1_000_000_000 + nanoseconds
        }
    }
}

/// A trade the exchange printed, in the order it did.
struct TradeRow: Equatable {
    /// Of the order row that caused it.
    var sequence: Int64
    var buyID: Int64
    var sellID: Int64
    var price: Int64
    var quantity: Int64

    init(_ cursor: inout RowCursor) throws(FileError) {
        sequence = try cursor.integer(1 ... .max)
        buyID = try cursor.integer(-1 ... .max)
        sellID = try cursor.integer(-1 ... .max)
        price = try cursor.integer()
        quantity = try cursor.integer(1 ... Instrument.quantityMax)
    }
}

/// What a price-time book fills of a resting order.
struct FillRow: Equatable {
    /// Of the order row that caused it.
    var sequence: Int64
    var restingID: Int64
    var price: Int64
    var quantity: Int64

    init(_ cursor: inout RowCursor) throws(FileError) {
        sequence = try cursor.integer(1 ... .max)
        restingID = try cursor.integer(1 ... .max)
        price = try cursor.integer()
        quantity = try cursor.integer(1 ... Instrument.quantityMax)
    }
}

/// The best ten levels of both sides after a message; a level that is not there is nil.
struct DepthRow: Equatable {
    struct Level: Equatable {
        var price: Int64
        var quantity: Int64
    }

    static let levels = 10
    /// Stands for the price of an absent level, negative on the bid side.
    private static let absentPrice: Int64 = 9_999_999_999

    var asks: [Level?] = []
    var bids: [Level?] = []

    init(_ cursor: inout RowCursor) throws(FileError) {
        asks.reserveCapacity(Self.levels)
        bids.reserveCapacity(Self.levels)
        for _ in 0..<Self.levels {
            asks.append(try Self.level(&cursor))
            bids.append(try Self.level(&cursor))
        }
    }

    private static func level(_ cursor: inout RowCursor) throws(FileError) -> Level? {
        let price = try cursor.integer()
        let quantity = try cursor.integer(0 ... Instrument.quantityMax)
        let isAbsent = price == absentPrice || price == -absentPrice
        guard isAbsent == (quantity == 0) else { throw cursor.fault("size \(quantity) at price \(price)") }
        return isAbsent ? nil : Level(price: price, quantity: quantity)
    }
}

extension OrderFile {
    /// The next order; the file must hold orders.
    mutating func nextOrder() throws -> OrderRow? {
        guard case .orders(let format, let hasSourceRow) = kind else { throw wrongKind("orders") }
        return try next { cursor throws in try OrderRow(&cursor, format, hasSourceRow: hasSourceRow) }
    }

    mutating func nextTrade() throws -> TradeRow? {
        guard kind == .trades else { throw wrongKind("trades") }
        return try next { cursor throws in try TradeRow(&cursor) }
    }

    mutating func nextFill() throws -> FillRow? {
        guard kind == .fills else { throw wrongKind("fills") }
        return try next { cursor throws in try FillRow(&cursor) }
    }

    mutating func nextDepth() throws -> DepthRow? {
        guard kind == .depth else { throw wrongKind("depth") }
        return try next { cursor throws in try DepthRow(&cursor) }
    }

    private func wrongKind(_ expected: String) -> FileError { .wrongKind(path: path, expected: expected, found: kind.name) }
}
