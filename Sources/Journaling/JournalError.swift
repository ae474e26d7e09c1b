package import IO

/// A place in the log.
package struct JournalPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var segment: UInt64
    /// Bytes from the start of the segment's file.
    package var offset: Int

    package init(segment: UInt64, offset: Int) {
        self.segment = segment
        self.offset = offset
    }

    package static func < (a: Self, b: Self) -> Bool { (a.segment, a.offset) < (b.segment, b.offset) }
    package var description: String { "segment \(Format.segmentName(segment)), offset \(offset)" }
}

/// Something in the log or in a snapshot that is not as it was written.
package struct Damage: Error, Equatable, Sendable, CustomStringConvertible {
    package var position: JournalPosition
    /// The first sequence that cannot be read because of it.
    package var sequence: UInt64
    package var what: String

    package init(_ what: String, at position: JournalPosition, sequence: UInt64) {
        self.position = position
        self.sequence = sequence
        self.what = what
    }

    package var description: String { "\(position), sequence \(sequence): \(what)" }
}

package enum JournalError: Error, Equatable, Sendable, CustomStringConvertible {
    case storage(StorageError)
    /// Another process, or another journal of this one, has the directory.
    case locked(directory: String)
    /// What was durable cannot be read back; only an operator may decide what to give up.
    case corrupt(Damage)
    case wrongInstance(segment: UInt64, expected: UInt64, found: UInt64)
    case wrongVersion(segment: UInt64, found: UInt32)
    /// The log begins after the sequence that was asked for, or ends before one that is known to have been durable.
    case sequenceMissing(needed: UInt64, first: UInt64, last: UInt64)
    case invalidOptions(String)
    case snapshot(path: String, what: String)
    /// The two copies of a mirrored log are not, or cannot become, the same.
    case mirror(String)
    case closed

    package var description: String {
        switch self {
        case .storage(let error): error.description
        case .locked(let directory): "\(directory): the log is in use by another process"
        case .corrupt(let damage): "the log is damaged: \(damage)"
        case .wrongInstance(let segment, let expected, let found):
            "segment \(Format.segmentName(segment)) belongs to instance \(String(found, radix: 16)), not \(String(expected, radix: 16))"
        case .wrongVersion(let segment, let found): "segment \(Format.segmentName(segment)) has format version \(found), this build reads \(Format.version)"
        case .sequenceMissing(let needed, let first, let last): "sequence \(needed) is not in the log, which holds \(first) to \(last)"
        case .invalidOptions(let what): what
        case .snapshot(let path, let what): "snapshot \(path): \(what)"
        case .mirror(let what): what
        case .closed: "the journal is closed"
        }
    }
}

/// Runs storage calls and lifts their error into the module's own.
@inline(__always)
func lifting<Result>(_ body: () throws(StorageError) -> Result) throws(JournalError) -> Result {
    do { return try body() } catch { throw .storage(error) }
}
