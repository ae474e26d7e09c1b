import Market

/// An order that its session knows to be open.
struct KnownOrder: BitwiseCopyable {
    /// 0 where the table is empty.
    var id: UInt64
    var price: Int64
    var quantity: Int64
    var filled: Int64
    var symbol: UInt16
    var isBuy: Bool
    var isMarket: Bool
}

/// The open orders of a session by id: a table of fixed size with linear probing. Allocates nothing once made.
struct OpenOrders {
    private let table: Arena<KnownOrder>
    private let mask: Int
    private(set) var count = 0

    /// Room for `capacity` orders, half of the table.
    init(capacity: Int) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        table = Arena(count: size)
        mask = size - 1
    }

    func deallocate() { table.deallocate() }

    @inline(__always) private func home(_ id: UInt64) -> Int { Int(truncatingIfNeeded: (id &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask }

    /// Where the order stands; nil if it is not there.
    @inline(__always) func find(_ id: UInt64) -> Int? {
        var index = home(id)
        while table[index].id != 0 {
            if table[index].id == id { return index }
            index = (index + 1) & mask
        }
        return nil
    }

    subscript(index: Int) -> KnownOrder {
        @inline(__always) get { table[index] }
        @inline(__always) nonmutating set { table[index] = newValue }
    }

    @inline(__always) mutating func insert(_ order: KnownOrder) {
        precondition(2 * count <= mask, "more open orders than the session may have")
        var index = home(order.id)
        while table[index].id != 0 { index = (index + 1) & mask }
        table[index] = order
        count += 1
    }

    /// Moves up those behind it that would no longer be found.
    @inline(__always) mutating func remove(at place: Int) {
        var hole = place
        var next = (place + 1) & mask
        while table[next].id != 0 {
            if (next - home(table[next].id)) & mask >= (next - hole) & mask {
                table[hole] = table[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        table[hole].id = 0
        count -= 1
    }
}
