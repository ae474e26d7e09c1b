import Market
import Matching

/// A command as a book gets it. An order is named by the id that the exchange gave it: the same commands get the same ids every time.
struct BookCommand: BitwiseCopyable {
    var orderID: OrderID
    /// In a cancel, which does not say where its order is: buy at 0.
    var price: Price
    var quantity: Quantity
    var operation: WorkloadOperation
    var side: Side
    var symbol: UInt16

    init(_ record: WorkloadRecord, orderID: OrderID) {
        self.orderID = orderID
        price = Price(ticks: record.operation == .cancel ? 0 : Int64(record.price))
        quantity = Quantity(lots: Int64(record.quantity))
        operation = record.operation
        side = record.operation == .cancel ? .buy : record.side
        symbol = record.symbol
    }
}

/// The commands of a run, all zero at first, with more zeros behind the last: who looks ahead needs not ask whether there is anything.
@safe struct BookCommands: ~Copyable {
    /// Commands that may be looked at beyond the last of a range.
    static let lookahead = 32

    let count: Int
    private let base: UnsafeMutableRawPointer
    private var bytes: Int { (count + Self.lookahead) * MemoryLayout<BookCommand>.stride }

    init(count: Int) {
        self.count = count
        unsafe base = allocateZeroed(bytes: (count + Self.lookahead) * MemoryLayout<BookCommand>.stride)
    }

    deinit { unsafe deallocateZeroed(base, bytes: bytes) }

    subscript(index: Int) -> BookCommand {
        get { unsafe slice(index..<index + 1)[0] }
        nonmutating set { unsafe slice(index..<index + 1)[0] = newValue }
    }

    /// Where a range starts that was checked; `lookahead` more may be read.
    @inline(__always) func slice(_ range: Range<Int>) -> UnsafeMutablePointer<BookCommand> {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "commands out of bounds")
        return unsafe base.assumingMemoryBound(to: BookCommand.self) + range.lowerBound
    }
}
