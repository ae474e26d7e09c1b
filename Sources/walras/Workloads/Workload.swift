import IO
import Market

/// A recorded stream of commands with the trades a correct book makes of it: what `walras bench book` measures with.
///
/// A workload file, little-endian:
///
///     header, 64 bytes
///      0  magic "LOBWL001"          32  i32 lowest price, i32 highest price
///      8  u64 preload commands      40  u64 expected trades
///     16  u64 timed commands        48  u64 expected volume
///     24  u32 symbols, u32 max id   56  u64 expected checksum (`TradeChecksum`)
///
///     then preload + timed records of 24 bytes
///      0  u8 operation, u8 side, u16 symbol
///      4  u32 id          add, market: its own; cancel, replace: that of the live order
///      8  i32 price       add, replace: limit; cancel: the order's; market: the protective bound
///     12  u32 quantity
///     16  u32 new id      replace: that of the order put in its place, at the end of its queue
///     20  i32 old price   replace: the old order's
///
/// Ids count from 1 in order of appearance. Preload records are adds that never cross; trades, volume and checksum cover all records.
struct Workload {
    var header: WorkloadHeader
    /// Preload first, then timed.
    var records: [WorkloadRecord]

    var preload: ArraySlice<WorkloadRecord> { records[..<Int(header.preloadCount)] }
    var timed: ArraySlice<WorkloadRecord> { records[Int(header.preloadCount)...] }
}

struct WorkloadHeader: Equatable {
    static let bytes = 64
    static let magic: [UInt8] = Array("LOBWL001".utf8)
    /// Commands in one file: 24 GiB of records; a benchmark that needs more should run twice.
    static let commandsMax: UInt64 = 1 << 30
    static let symbolsMax = UInt32(OrderID.symbolsMax)

    var preloadCount: UInt64
    var timedCount: UInt64
    var symbols: UInt32
    var maxID: UInt32
    var minPrice: Int32
    var maxPrice: Int32
    var trades: UInt64 = 0
    var volume: UInt64 = 0
    var checksum: UInt64 = 0
}

/// One command, laid out in memory as in the file.
struct WorkloadRecord: Equatable, BitwiseCopyable {
    static let bytes = 24

    var rawOperation: UInt8
    var rawSide: UInt8
    var symbol: UInt16
    var id: UInt32
    var price: Int32
    var quantity: UInt32
    var newID: UInt32 = 0
    var oldPrice: Int32 = 0

    /// Of a record that was checked when it was read.
    var operation: WorkloadOperation { WorkloadOperation(rawValue: rawOperation) ?? .add }
    var side: Side { rawSide == 0 ? .buy : .sell }

    init(_ operation: WorkloadOperation, _ side: Side, symbol: UInt16, id: UInt32, price: Int32, quantity: UInt32, newID: UInt32 = 0, oldPrice: Int32 = 0) {
        rawOperation = operation.rawValue
        rawSide = side.rawValue
        self.symbol = symbol
        self.id = id
        self.price = price
        self.quantity = quantity
        self.newID = newID
        self.oldPrice = oldPrice
    }
}

enum WorkloadOperation: UInt8, CaseIterable {
    case add = 0
    case cancel = 1
    case replace = 2
    case market = 3
}

/// What the trades of a run add up to; two books that agree on it made the same trades in the same order.
struct TradeTotals: Equatable {
    var trades: UInt64 = 0
    var volume: UInt64 = 0
    var checksum: UInt64 = 0

    /// Adds one trade to count, volume and the order-sensitive checksum.
    @inline(__always) mutating func add(taker: UInt32, maker: UInt32, price: Int32, quantity: UInt32) {
        trades += 1
        volume += UInt64(quantity)
        checksum ^= UInt64(taker) << 32 | UInt64(maker)
        checksum &*= 0x9E37_79B9_7F4A_7C15
        checksum ^= checksum >> 29
        checksum ^= UInt64(UInt32(bitPattern: price)) << 32 | UInt64(quantity)
        checksum &*= 0xBF58_476D_1CE4_E5B9
        checksum ^= checksum >> 32
    }
}
