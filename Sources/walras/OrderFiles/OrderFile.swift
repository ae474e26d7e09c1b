import IO

/// What a file of recorded order flow holds, told by its first line. All of them may be zstd-compressed.
///
/// | kind | columns |
/// |---|---|
/// | orders | `seq, time_hhmmsscc` or `time_s, action, order_id, side, price_…, qty…, tif` and perhaps `lobster_row` |
/// | trades | `seq, buy_id, sell_id, price_…, qty…` |
/// | fills | `seq, resting_id, price_…, qty…` |
/// | depth | no header; ask price, ask size, bid price, bid size, ten times |
enum OrderFileKind: Equatable {
    case orders(TimeFormat, hasSourceRow: Bool)
    case trades
    case fills
    case depth

    /// How the `time` column counts.
    enum TimeFormat: Equatable {
        /// Two digits each of hour, minute, second and hundredths.
        case clock
        /// Seconds after midnight with up to nine decimals.
        case seconds
    }

    var name: String {
        switch self {
        case .orders: "orders"
        case .trades: "trades"
        case .fills: "fills"
        case .depth: "depth"
        }
    }
}

/// The rows of one file of a known kind.
struct OrderFile: ~Copyable {
    let path: String
    let kind: OrderFileKind
    /// Column names, as in the header; made up for depth.
    let columns: [String]
    /// The unit of its prices, from the header: `milliyuan`, `1e-4usd`; empty if there is none.
    let priceUnit: String
    private var lines: ZstdLineReader

    init(path: String) throws {
        self.path = path
        var lines = try ZstdLineReader(path: path)
        let header = try lines.next { String(decoding: $0, as: UTF8.self) } ?? ""
        let names = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let kind = Self.kind(of: names) else { throw FileError.unknownHeader(path: path, header: String(header.prefix(200))) }
        // Depth has no header: its first line is read again as data.
        self.lines = kind == .depth ? try ZstdLineReader(path: path) : lines
        self.kind = kind
        columns = kind == .depth ? Self.depthColumns : names
        priceUnit = columns.first { $0.hasPrefix("price_") }.map { String($0.dropFirst("price_".count)) } ?? ""
    }

    /// Reads the next row; nil at the end of the file.
    mutating func next<Row>(_ read: (inout RowCursor) throws -> Row) throws -> Row? {
        let (path, columns, line) = (path, columns, lines.line + 1)
        return try lines.next { bytes in
            var cursor = RowCursor(bytes: bytes, columns: columns, path: path, line: line)
            let row = try read(&cursor)
            try cursor.finish()
            return row
        }
    }

    private static let depthColumns = (1...DepthRow.levels).flatMap { ["ask price \($0)", "ask size \($0)", "bid price \($0)", "bid size \($0)"] }

    private static func kind(of names: [String]) -> OrderFileKind? {
        func fits(_ pattern: [String]) -> Bool {
            names.count == pattern.count && zip(names, pattern).allSatisfy { name, pattern in
                pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
            }
        }
        for (column, format) in [("time_hhmmsscc", OrderFileKind.TimeFormat.clock), ("time_s", .seconds)] {
            let orders = ["seq", column, "action", "order_id", "side", "price_*", "qty*", "tif"]
            if fits(orders) { return .orders(format, hasSourceRow: false) }
            if fits(orders + ["lobster_row"]) { return .orders(format, hasSourceRow: true) }
        }
        if fits(["seq", "buy_id", "sell_id", "price_*", "qty*"]) { return .trades }
        if fits(["seq", "resting_id", "price_*", "qty*"]) { return .fills }
        return names.count == DepthRow.levels * 4 && names.allSatisfy { Int64($0) != nil } ? .depth : nil
    }
}

/// Takes one row apart, field by field, left to right; every error names file, line and column.
struct RowCursor {
    private let bytes: ArraySlice<UInt8>
    private let columns: [String]
    private let path: String
    private let line: Int
    private var position: Int
    private var column = 0

    init(bytes: ArraySlice<UInt8>, columns: [String], path: String, line: Int) {
        self.bytes = bytes
        self.columns = columns
        self.path = path
        self.line = line
        position = bytes.startIndex
    }

    /// An error about the field read last.
    func fault(_ reason: String) -> FileError {
        .row(path: path, line: line, column: columns[max(0, min(column, columns.count) - 1)], reason: reason)
    }

    mutating func field() throws(FileError) -> ArraySlice<UInt8> {
        column += 1
        guard position <= bytes.endIndex else { throw fault("missing") }
        let end = bytes[position...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
        defer { position = end + 1 }
        return bytes[position..<end]
    }

    mutating func text() throws(FileError) -> String { String(decoding: try field(), as: UTF8.self) }

    mutating func integer(_ range: ClosedRange<Int64> = .min ... .max) throws(FileError) -> Int64 {
        let digits = try field()
        let value = try integer(digits)
        guard range.contains(value) else { throw fault("\(value) is not from \(range.lowerBound) to \(range.upperBound)") }
        return value
    }

    func integer(_ digits: ArraySlice<UInt8>) throws(FileError) -> Int64 {
        let negative = digits.first == UInt8(ascii: "-")
        let magnitude = negative ? digits.dropFirst() : digits
        guard !magnitude.isEmpty else { throw fault("empty where a number should be") }
        var value: Int64 = 0
        for byte in magnitude {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw fault("'\(String(decoding: digits, as: UTF8.self))' is not a whole number")
            }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = negative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
            guard !overflowed, !overflows else { throw fault("'\(String(decoding: digits, as: UTF8.self))' is too large") }
            value = sum
        }
        return value
    }

    /// Throws unless every byte of the row was read.
    func finish() throws(FileError) {
        guard position > bytes.endIndex else { throw fault("more fields follow than the \(columns.count) of the header") }
    }
}
