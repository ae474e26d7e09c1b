/// An input file is not what it should be; says where and why.
enum FileError: Error, Equatable, CustomStringConvertible {
    /// A workload file; `offset` in bytes.
    case workload(path: String, offset: Int, WorkloadFault)
    /// A row of an order, trade, fill or depth file; lines from 1, columns by name.
    case row(path: String, line: Int, column: String, reason: String)
    /// The first line tells no known format.
    case unknownHeader(path: String, header: String)
    /// Orders were expected, say, and it holds trades.
    case wrongKind(path: String, expected: String, found: String)

    var description: String {
        switch self {
        case .workload(let path, let offset, let fault): "\(path): not a usable workload: \(fault) (byte \(offset))"
        case .row(let path, let line, let column, let reason): "\(path):\(line): column '\(column)': \(reason)"
        case .unknownHeader(let path, let header): "\(path):1: unknown header '\(header)'"
        case .wrongKind(let path, let expected, let found): "\(path): holds \(found), expected \(expected)"
        }
    }
}

/// What is wrong with a workload file.
enum WorkloadFault: Equatable, CustomStringConvertible {
    case tooShort(bytes: Int)
    case wrongMagic
    case wrongSize(bytes: Int, expected: UInt64)
    case tooManyCommands(UInt64)
    case wrongSymbolCount(UInt32)
    case wrongMaxID(UInt32)
    case wrongPriceRange(min: Int32, max: Int32)
    case unknownOperation(UInt8)
    case unknownSide(UInt8)
    case preloadIsNoAdd
    case symbolOutOfRange(UInt16)
    case idOutOfRange(UInt32)
    case idUsedTwice(UInt32)
    case idNeverEntered(UInt32)
    case priceOutOfRange(Int32)
    case zeroQuantity

    var description: String {
        switch self {
        case .tooShort(let bytes): "\(bytes) bytes are fewer than a header has"
        case .wrongMagic: "it does not begin with LOBWL001"
        case .wrongSize(let bytes, let expected): "\(bytes) bytes, but its header announces \(expected)"
        case .tooManyCommands(let count): "\(count) commands are more than \(WorkloadHeader.commandsMax)"
        case .wrongSymbolCount(let count): "\(count) symbols, supported are 1 to \(WorkloadHeader.symbolsMax)"
        case .wrongMaxID(let id): "its highest id \(id) is 0 or more than it has commands"
        case .wrongPriceRange(let min, let max): "its prices \(min) to \(max) are no range, or one of more than 2^31 ticks"
        case .unknownOperation(let op): "operation \(op) is none of 0 to 3"
        case .unknownSide(let side): "side \(side) is neither 0 nor 1"
        case .preloadIsNoAdd: "a preload command that adds no order"
        case .symbolOutOfRange(let symbol): "symbol \(symbol) is beyond those announced"
        case .idOutOfRange(let id): "id \(id) is 0 or beyond the highest announced"
        case .idUsedTwice(let id): "id \(id) enters twice"
        case .idNeverEntered(let id): "id \(id) never entered"
        case .priceOutOfRange(let price): "price \(price) is out of the range announced"
        case .zeroQuantity: "quantity 0"
        }
    }
}
