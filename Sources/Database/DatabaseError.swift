/// What the database refused, and why.
package enum DatabaseError: Error, Hashable, CustomStringConvertible {
    /// SQLite's extended result code and message, and what was attempted: an operation or a statement.
    case failed(operation: String, code: Int32, message: String)
    /// The file was written by a later version, with a schema this one does not know.
    case newerSchema(path: String, version: Int, known: Int)
    /// A column that does not hold what its statement promised.
    case column(name: String, statement: String)

    /// `SQLITE_IOERR_DATA`: the checksum of a page is wrong.
    static let pageChecksum: Int32 = 8202

    /// A row that must be unique is there already (`SQLITE_CONSTRAINT_UNIQUE`, `SQLITE_CONSTRAINT_PRIMARYKEY`).
    package var isDuplicate: Bool {
        if case .failed(_, 2067, _) = self { true } else if case .failed(_, 1555, _) = self { true } else { false }
    }

    /// Somebody else held the database for longer than the busy timeout (`SQLITE_BUSY` and its extended forms).
    package var isBusy: Bool {
        if case .failed(_, let code, _) = self { code & 0xff == 5 } else { false }
    }

    /// The disk has no room for what was to be written, of which nothing was (`SQLITE_FULL`).
    package var isFull: Bool {
        if case .failed(_, let code, _) = self { code & 0xff == 13 } else { false }
    }

    /// The file is not what SQLite wrote (`SQLITE_CORRUPT`, `SQLITE_NOTADB`, and `SQLITE_IOERR_DATA` for the checksum of a page).
    package var isDamage: Bool {
        if case .failed(_, let code, _) = self { code & 0xff == 11 || code & 0xff == 26 || code == Self.pageChecksum } else { false }
    }

    package var description: String {
        switch self {
        case .failed(let operation, let code, let message): "\(operation): \(message) (SQLite \(code))"
        case .newerSchema(let path, let version, let known): "\(path): schema version \(version), this program knows up to \(known)"
        case .column(let name, let statement): "column \(name) of \(statement): another type or value than was stored"
        }
    }
}
