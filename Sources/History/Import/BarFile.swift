import IO
import JSON
import Market

/// A file of bars, plain or zstd-compressed, in one of the layouts exchanges and libraries write:
///
/// - CSV without a header: open time, open, high, low, close, volume, close time, quote volume, trades, and whatever follows;
/// - CSV with a header that names its columns; others than those of a bar are ignored;
/// - JSON: an array of such rows as arrays, or of objects with such names; or the rows alone, one after another.
///
/// Times are seconds, milli-, micro- or nanoseconds since 1970, or dates.
package struct BarFile {
    package let path: String
    private let length: Timestamp
    private let parseTime: (String) -> Timestamp?

    /// Bytes of one row as JSON.
    package static let rowBytesMax = 1 << 16

    package init(path: String, length: Timestamp, parseTime: @escaping (String) -> Timestamp?) {
        (self.path, self.length, self.parseTime) = (path, length, parseTime)
    }

    /// Hands over the bars one after another; returns how many there were.
    /// - Throws: `HistoryError.row`, which names line and field; errors of reading; what `body` throws.
    package func forEach(_ body: (Bar) throws -> Void) throws -> Int {
        var checker = BarChecker(path: path, length: length, parseTime: parseTime)
        var rows = 0
        let take = { (fields: [ArraySlice<UInt8>?], line: Int) in
            try body(try checker.bar(fields, line: line))
            rows += 1
        }
        if try isJSON() { try forEachElement(take) } else { try forEachLine(take) }
        try checker.finish(rows: rows)
        return rows
    }

    private func isJSON() throws -> Bool {
        var reader = try ZstdReader(path: path)
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = try reader.read(into: &bytes)
        let first = bytes[..<count].first { !Self.isBlank($0) && ![0xEF, 0xBB, 0xBF].contains($0) }
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    // MARK: CSV

    private func forEachLine(_ take: ([ArraySlice<UInt8>?], Int) throws -> Void) throws {
        var lines = try ZstdLineReader(path: path)
        var columns: [BarField?]?
        var line = 0
        while try lines.next({ bytes in
            line += 1
            guard !bytes.allSatisfy(Self.isBlank) else { return }
            let cells = Self.cells(bytes)
            guard let known = columns else {
                let begins = cells[0].first
                if let begins, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(begins) {
                    columns = (0..<cells.count).map { $0 < BarField.positions ? BarField(rawValue: $0) : nil }
                    return try take(Self.fields(cells, columns ?? []), line)
                }
                return columns = try named(cells)
            }
            guard cells.count == known.count else {
                throw HistoryError.row(path: path, line: line, field: "", what: "\(cells.count) columns, and the first line has \(known.count)")
            }
            try take(Self.fields(cells, known), line)
        }) != nil {}
    }

    private func named(_ cells: [ArraySlice<UInt8>]) throws(HistoryError) -> [BarField?] {
        var columns: [BarField?] = []
        for cell in cells {
            let field = BarField(named: String(decoding: cell, as: UTF8.self))
            // Of two columns that could be meant the first counts.
            columns.append(field.map { columns.contains($0) } ?? false ? nil : field)
        }
        for field in BarField.required where !columns.contains(field) {
            throw .row(path: path, line: 1, field: field.name, what: "no column has that name")
        }
        return columns
    }

    private static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { cell in
            cell.drop { isBlank($0) || $0 == UInt8(ascii: "\"") || [0xEF, 0xBB, 0xBF].contains($0) }
                .reversed().drop { isBlank($0) || $0 == UInt8(ascii: "\"") }.reversed()[...]
        }
    }

    private static func fields(_ cells: [ArraySlice<UInt8>], _ columns: [BarField?]) -> [ArraySlice<UInt8>?] {
        var fields = [ArraySlice<UInt8>?](repeating: nil, count: BarField.allCases.count)
        for (cell, column) in zip(cells, columns) { if let column { fields[column.rawValue] = cell } }
        return fields
    }

    // MARK: JSON

    private func forEachElement(_ take: ([ArraySlice<UInt8>?], Int) throws -> Void) throws {
        let parser = JSONReader()
        var rows = JSONRows(path: path)
        try rows.forEach { bytes, line in
            let document: JSONDocument
            do { document = try parser.read(bytes) } catch { throw HistoryError.row(path: path, line: line, field: "", what: "\(error)") }
            var fields = [ArraySlice<UInt8>?](repeating: nil, count: BarField.allCases.count)
            if let members = document.root.members {
                for member in members {
                    guard let field = BarField(named: member.key), fields[field.rawValue] == nil, !member.isNull else { continue }
                    fields[field.rawValue] = unsafe Array(member.bytes)[...]
                }
            } else if let elements = document.root.elements {
                for (position, element) in elements.enumerated() where position < BarField.positions {
                    fields[position] = unsafe Array(element.bytes)[...]
                }
            } else {
                throw HistoryError.row(path: path, line: line, field: "", what: "a row is an array or an object")
            }
            try take(fields, line)
        }
    }
}

/// Takes a text of JSON rows apart without reading it whole: elements of one array, or values one after another.
struct JSONRows {
    private let path: String
    private var row: [UInt8] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Nil until it is known whether the first bracket holds the rows or is a row.
    private var isArray: Bool?
    private var hasBracket = false
    private var hasEnded = false
    private var line = 1
    private var rowLine = 1

    init(path: String) { self.path = path }

    mutating func forEach(_ body: ([UInt8], Int) throws -> Void) throws {
        var reader = try ZstdReader(path: path)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try reader.read(into: &buffer)
            if count == 0 { break }
            for byte in buffer[..<count] { try take(byte, body) }
        }
        guard depth == 0, isArray != true || hasEnded else { throw fault("the text ends within a value") }
    }

    private func fault(_ what: String) -> HistoryError { .row(path: path, line: line, field: "", what: what) }

    private mutating func take(_ byte: UInt8, _ body: ([UInt8], Int) throws -> Void) throws {
        if byte == 0x0A { line += 1 }
        if depth == 0 {
            if byte == 0x20 || (0x09...0x0D).contains(byte) || [0xEF, 0xBB, 0xBF].contains(byte) { return }
            guard !hasEnded else { throw fault("more follows behind the end of the array") }
            if isArray == nil, !hasBracket, byte == UInt8(ascii: "[") { return hasBracket = true }
            if isArray == nil {
                // `[[`, `[{` and `[]` begin an array of rows; anything else behind a bracket is a row's first number.
                isArray = hasBracket && [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "]")].contains(byte)
                if hasBracket, isArray == false { (row, depth, rowLine) = ([UInt8(ascii: "[")], 1, line) }
            }
            if depth == 0 {
                if isArray == true, byte == UInt8(ascii: "]") { return hasEnded = true }
                if byte == UInt8(ascii: ",") { return }
                guard byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") else { throw fault("a row is an array or an object") }
                rowLine = line
            }
        }
        guard row.count < BarFile.rowBytesMax else { throw fault("a row has more than \(BarFile.rowBytesMax) bytes") }
        row.append(byte)
        if isInString {
            if isEscaped { isEscaped = false } else if byte == UInt8(ascii: "\\") { isEscaped = true } else if byte == UInt8(ascii: "\"") { isInString = false }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            depth -= 1
            guard depth == 0 else { return }
            try body(row, rowLine)
            row.removeAll(keepingCapacity: true)
        default: break
        }
    }
}
