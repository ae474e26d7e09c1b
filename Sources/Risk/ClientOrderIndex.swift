import Market
import Synchronization

/// The first answer given under a client's name for an order.
package struct ClientOrder: BitwiseCopyable, Sendable, Equatable {
    package var name: ClientOrderID
    /// Hash of everything the command said; a repeat says the same.
    package var bodyHash: UInt64
    /// `none` if the command was rejected. Follows the order when it is replaced without a new name.
    package var orderID: OrderID
    package var sequence: SequenceNumber
    package var time: Timestamp
    /// The house marks an entry that was forgotten before its turn.
    package var account: AccountID
    package var reason: UInt8
    var unused: UInt8 = 0
    var unused2: UInt16 = 0

    package init(
        name: ClientOrderID, bodyHash: UInt64, orderID: OrderID, sequence: SequenceNumber, time: Timestamp, account: AccountID,
        reason: RejectReason
    ) {
        self.name = name
        self.bodyHash = bodyHash
        self.orderID = orderID
        self.sequence = sequence
        self.time = time
        self.account = account
        self.reason = reason.rawValue
    }

    package static func == (a: Self, b: Self) -> Bool {
        a.name == b.name && a.account == b.account && a.bodyHash == b.bodyHash && a.orderID == b.orderID && a.sequence == b.sequence
    }
}

/// Which client order ids were used, by whom, and what came of it: for 24 hours, and for the last `clientOrdersMax` of them.
///
/// A ring in order of arrival, and an open-addressed index over it whose cells carry part of the hash, so that a miss costs one cache line.
/// When the ring is full the oldest name is forgotten first. The index is derived: a snapshot holds the ring alone.
package struct ClientOrderIndex: ~Copyable {
    struct Header: BitwiseCopyable {
        /// Ring position of the oldest entry, and how many there are.
        var oldest: Int
        var count: Int
    }

    /// Pins the index to its address, as in `Ledger`.
    private let pin = Atomic<UInt8>(0)
    var ring: Arena<ClientOrder>
    var header: Arena<Header>
    /// Low half: ring position plus one, 0 if free. High half: the hash, whose low bits are the cell's home.
    var cells: Arena<UInt64>
    let mask: UInt32
    package let clientOrdersMax: Int

    package static let ageMax: Timestamp = Calendar.day
    /// Names remembered unless told otherwise: 48 + 16 bytes each, touched only when used.
    package static let clientOrdersMaxDefault = 1 << 20
    /// Names that are too old are dropped this many at a time, so that no command pays for a day of them.
    static let expiredPerInsertMax = 2

    package init(clientOrdersMax: Int = clientOrdersMaxDefault) {
        precondition(MemoryLayout<ClientOrder>.stride == 48, "a name takes 48 bytes")
        precondition((1...1 << 30).contains(clientOrdersMax), "clientOrdersMax out of range")
        self.clientOrdersMax = clientOrdersMax
        ring = Arena(capacity: clientOrdersMax)
        header = Arena(count: 1)
        var size = 16
        while size < clientOrdersMax * 2 { size *= 2 }
        cells = Arena(count: size)
        mask = UInt32(truncatingIfNeeded: size - 1)
    }

    deinit {
        ring.deallocate()
        header.deallocate()
        cells.deallocate()
    }

    package var count: Int { header[0].count }

    private static func hash(_ account: AccountID, _ name: ClientOrderID) -> UInt32 {
        UInt32(truncatingIfNeeded: mixed(name ^ UInt64(account.rawValue) &* 0x9E37_79B9_7F4A_7C15))
    }

    package func prefetch(_ account: AccountID, _ name: ClientOrderID) { cells.prefetch(Self.hash(account, name) & mask) }

    /// What became of the name; nil if it is free (never used, or forgotten).
    /// - Complexity: O(1) expected.
    package func find(_ account: AccountID, _ name: ClientOrderID, at time: Timestamp) -> ClientOrder? {
        guard let cell = cell(of: account, name) else { return nil }
        let entry = ring[position(cell)]
        return entry.time <= time - Self.ageMax ? nil : entry
    }

    /// Remembers a name that `find` did not know, forgetting the oldest where there is no room.
    package mutating func insert(_ entry: ClientOrder) {
        precondition(entry.account != .house && entry.name != 0, "a name belongs to an account")
        // The same name from more than a day ago is still there if its turn has not come.
        if let cell = cell(of: entry.account, entry.name) {
            ring[position(cell)].account = .house
            remove(cell)
        }
        for _ in 0..<Self.expiredPerInsertMax where count > 0 && ring[header[0].oldest].time <= entry.time - Self.ageMax { forgetOldest() }
        if count == clientOrdersMax { forgetOldest() }
        let position = (header[0].oldest + header[0].count) % clientOrdersMax
        if position == ring.count { _ = ring.append() }
        ring[position] = entry
        header[0].count += 1
        link(position)
    }

    /// Lets the name stand for the order's new id.
    package mutating func follow(_ account: AccountID, _ name: ClientOrderID, from old: OrderID, to new: OrderID) {
        guard let cell = cell(of: account, name), ring[position(cell)].orderID == old else { return }
        ring[position(cell)].orderID = new
    }

    private mutating func forgetOldest() {
        let oldest = header[0].oldest
        let entry = ring[oldest]
        if entry.account != .house, let cell = cell(of: entry.account, entry.name) { remove(cell) }
        header[0].oldest = oldest + 1 == clientOrdersMax ? 0 : oldest + 1
        header[0].count -= 1
    }

    private func position(_ cell: UInt32) -> Int { Int(cells[cell] & 0xFFFF_FFFF) - 1 }

    private func cell(of account: AccountID, _ name: ClientOrderID) -> UInt32? {
        let hash = Self.hash(account, name)
        var cell = hash & mask
        while cells[cell] != 0 {
            if UInt32(cells[cell] >> 32) == hash {
                let entry = ring[position(cell)]
                if entry.name == name, entry.account == account { return cell }
            }
            cell = (cell &+ 1) & mask
        }
        return nil
    }

    private mutating func link(_ position: Int) {
        let hash = Self.hash(ring[position].account, ring[position].name)
        var cell = hash & mask
        while cells[cell] != 0 { cell = (cell &+ 1) & mask }
        cells[cell] = UInt64(hash) << 32 | UInt64(position + 1)
    }

    /// Frees a cell and closes the gap, so that no tombstones pile up (Knuth, vol. 3, 6.4, algorithm R).
    private mutating func remove(_ removed: UInt32) {
        var gap = removed
        var cell = gap
        while true {
            cell = (cell &+ 1) & mask
            if cells[cell] == 0 { break }
            let home = UInt32(cells[cell] >> 32) & mask
            // The cell may move into the gap unless its home lies between the two.
            if (cell &- home) & mask >= (cell &- gap) & mask {
                cells[gap] = cells[cell]
                gap = cell
            }
        }
        cells[gap] = 0
    }
}

extension ClientOrderIndex {
    package func hash(into hasher: inout StateHasher) {
        hasher.combine(header)
        hasher.combine(ring)
    }

    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe forEachSectionOf(header, id: 1, body)
        try unsafe forEachSectionOf(ring, id: 2, body)
    }

    /// Takes the header, then the ring, and rebuilds the index. False: the bytes do not fit this version or this `clientOrdersMax`.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 1: return unsafe restored(&header, stride: stride, bytes) && header.count == 1
        case 2:
            guard unsafe restored(&ring, stride: stride, bytes), ring.count <= clientOrdersMax, (0...ring.count).contains(header[0].count),
                (0..<clientOrdersMax).contains(header[0].oldest)
            else { return false }
            for step in 0..<header[0].count {
                let position = (header[0].oldest + step) % clientOrdersMax
                guard position < ring.count else { return false }
                if ring[position].account != .house { link(position) }
            }
            return true
        default: return false
        }
    }
}
