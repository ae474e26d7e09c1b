import CSQLite

/// What a column holds or a parameter is given.
package enum DatabaseValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    package static func text(orNull text: String?) -> DatabaseValue { text.map(DatabaseValue.text) ?? .null }
    package static func integer(orNull number: Int64?) -> DatabaseValue { number.map(DatabaseValue.integer) ?? .null }
}

/// A compiled statement: bind its parameters (from 0), then step through its rows and read their columns (from 0).
@safe package final class Statement {
    private let connection: DatabaseConnection
    private let handle: OpaquePointer
    private let sql: String

    init(_ connection: DatabaseConnection, _ sql: String) throws(DatabaseError) {
        var prepared: OpaquePointer?
        guard unsafe sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK else {
            throw connection.failure(sql)
        }
        guard let handle = unsafe prepared else { throw .failed(operation: sql, code: SQLITE_MISUSE, message: "no statement") }
        self.connection = connection
        unsafe self.handle = handle
        self.sql = sql
    }

    deinit { unsafe sqlite3_finalize(handle) }

    // MARK: parameters

    /// Makes it ready to run again. What was bound stays bound.
    package func reset() {
        // Repeats the error of the last step, which was thrown there.
        _ = unsafe sqlite3_reset(handle)
    }

    /// Starts afresh with all parameters given, in order; as many as the statement has.
    package func bind(_ values: [DatabaseValue]) throws(DatabaseError) {
        reset()
        let expected = unsafe Int(sqlite3_bind_parameter_count(handle))
        guard values.count == expected else {
            throw .failed(operation: sql, code: SQLITE_RANGE, message: "\(values.count) values for \(expected) parameters")
        }
        for (index, value) in values.enumerated() { try bind(value, at: index) }
    }

    package func bind(_ value: DatabaseValue, at index: Int) throws(DatabaseError) {
        switch value {
        case .null: try check(unsafe sqlite3_bind_null(handle, Int32(index + 1)))
        case .integer(let number): try bind(number, at: index)
        case .text(let text): try bind(text, at: index)
        case .blob(let bytes): try bind(bytes, at: index)
        }
    }

    package func bind(_ number: Int64, at index: Int) throws(DatabaseError) {
        try check(unsafe sqlite3_bind_int64(handle, Int32(index + 1), number))
    }

    package func bindNull(at index: Int) throws(DatabaseError) { try check(unsafe sqlite3_bind_null(handle, Int32(index + 1))) }

    package func bind(_ text: String, at index: Int) throws(DatabaseError) {
        var text = text
        let code = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) {
                unsafe sqlite3_bind_text64(handle, Int32(index + 1), $0.baseAddress ?? Self.nothing, UInt64($0.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
        try check(code)
    }

    package func bind(_ bytes: [UInt8], at index: Int) throws(DatabaseError) {
        let code = unsafe bytes.withUnsafeBytes {
            unsafe sqlite3_bind_blob64(handle, Int32(index + 1), $0.baseAddress ?? UnsafeRawPointer(Self.nothing), UInt64($0.count), Self.copied)
        }
        try check(code)
    }

    /// An address for what has no bytes: a null pointer would bind NULL instead.
    nonisolated(unsafe) private static let nothing: UnsafePointer<CChar> = {
        let place = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        unsafe place.initialize(to: 0)
        return unsafe UnsafePointer(place)
    }()
    /// `SQLITE_TRANSIENT`: SQLite copies the bytes before the call returns.
    private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type?.self)

    // MARK: rows

    /// Runs a statement that returns no rows, with what is bound, and makes it ready to run again.
    package func run() throws(DatabaseError) {
        while try step() {}
        reset()
    }

    /// Goes to the next row; false after the last, when the statement is done.
    package func step() throws(DatabaseError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let failure = connection.failure(sql)
            reset()
            throw failure
        }
    }

    package func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
    /// 0 for NULL.
    package func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }
    package func integerIfAny(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

    /// Empty for NULL; throws for what is not UTF-8.
    package func text(_ column: Int) throws(DatabaseError) -> String {
        guard let start = unsafe sqlite3_column_text(handle, Int32(column)) else { return "" }
        let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column))))
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else { throw corrupt(column) }
        return text
    }

    package func textIfAny(_ column: Int) throws(DatabaseError) -> String? { isNull(column) ? nil : try text(column) }

    /// Empty for NULL.
    package func blob(_ column: Int) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, Int32(column)) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(column)))))
    }

    /// The error for a column whose value makes no sense to the reader.
    package func corrupt(_ column: Int) -> DatabaseError {
        let name = unsafe sqlite3_column_name(handle, Int32(column)).map { unsafe String(cString: $0) } ?? "\(column)"
        return .column(name: name, statement: sql)
    }

    private func check(_ code: Int32) throws(DatabaseError) {
        guard code == SQLITE_OK else { throw connection.failure(sql) }
    }
}
