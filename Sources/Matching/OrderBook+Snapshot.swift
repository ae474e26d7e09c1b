import Market

extension OrderBook {
    /// Hashes everything that decides what the book does next.
    package func hash(into hasher: inout StateHasher) {
        unsafe forEachHashedSection { bytes in unsafe hasher.combine(bytes: bytes) }
        for index in 0..<4 { ladders[index].hash(into: &hasher) }
    }

    private func forEachHashedSection(_ body: (UnsafeRawBufferPointer) -> Void) {
        var header = header
        unsafe withUnsafeBytes(of: &header) { unsafe body($0) }
        unsafe orders.withBytes { unsafe body($0) }
        unsafe details.withBytes { unsafe body($0) }
        unsafe extras.withBytes { unsafe body($0) }
        unsafe trailing.withBytes { unsafe body($0) }
        unsafe fired.withBytes { unsafe body($0) }
        unsafe touches.withBytes { unsafe body($0) }
    }

    struct Header: BitwiseCopyable {
        var state: BookState
        var seldom: SeldomState
        var limits: PriceLimits
        var touchBid: UInt32
        var touchAsk: UInt32
        var ladders: (Ladder.Header, Ladder.Header, Ladder.Header, Ladder.Header)
    }

    private var header: Header {
        Header(
            state: state, seldom: seldom, limits: limits, touchBid: touchKeys.bid, touchAsk: touchKeys.ask,
            ladders: (ladders[0].header, ladders[1].header, ladders[2].header, ladders[3].header))
    }

    /// The whole book as sections of raw bytes, the header last.
    ///
    /// | id | what |
    /// |---|---|
    /// | 0 | header |
    /// | 1…6 | orders, details, extras, trailing stops, fired, touches |
    /// | 16 + 4 × ladder + 0…1 | levels, leaves of a ladder |
    package func forEachSection(_ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws -> Void) rethrows {
        unsafe try orders.withBytes { unsafe try body(1, MemoryLayout<Order>.stride, $0) }
        unsafe try details.withBytes { unsafe try body(2, MemoryLayout<OrderDetail>.stride, $0) }
        unsafe try extras.withBytes { unsafe try body(3, MemoryLayout<OrderExtra>.stride, $0) }
        unsafe try trailing.withBytes { unsafe try body(4, MemoryLayout<UInt32>.stride, $0) }
        unsafe try fired.withBytes { unsafe try body(5, MemoryLayout<Fired>.stride, $0) }
        unsafe try touches.withBytes { unsafe try body(6, MemoryLayout<Touch>.stride, $0) }
        for index in 0..<4 {
            unsafe try ladders[index].forEachSection { part, stride, bytes in
                unsafe try body(UInt32(16 + 4 * index + part), stride, bytes)
            }
        }
        var header = header
        unsafe try withUnsafeBytes(of: &header) { unsafe try body(0, MemoryLayout<Header>.stride, $0) }
    }

    /// Takes one section back, in the order of `forEachSection`. False if it does not fit this book or this version.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 0: return unsafe stride == MemoryLayout<Header>.stride && restore(header: bytes)
        case 1: return unsafe stride == MemoryLayout<Order>.stride && orders.replace(ifWhole: bytes)
        case 2: return unsafe stride == MemoryLayout<OrderDetail>.stride && details.replace(ifWhole: bytes)
        case 3: return unsafe stride == MemoryLayout<OrderExtra>.stride && extras.replace(ifWhole: bytes)
        case 4: return unsafe stride == MemoryLayout<UInt32>.stride && trailing.replace(ifWhole: bytes)
        case 5: return unsafe stride == MemoryLayout<Fired>.stride && fired.replace(ifWhole: bytes)
        case 6: return unsafe stride == MemoryLayout<Touch>.stride && touches.replace(ifWhole: bytes)
        case 16..<32: return unsafe ladders[Int(id - 16) / 4].restore(section: Int((id - 16) % 4), stride: stride, bytes: bytes)
        default: return false
        }
    }

    private mutating func restore(header bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == MemoryLayout<Header>.size else { return false }
        let header = unsafe bytes.loadUnaligned(as: Header.self)
        guard orders.count >= 1, orders.count == details.count, extras.count >= 1, Phase(rawValue: UInt8(truncatingIfNeeded: header.state.phase)) != nil,
            Int(header.state.freeSlot) < orders.count, Int(header.seldom.freeExtra) < extras.count,
            Int(header.seldom.trailingCount) <= trailing.count, Int(header.state.firedCount) <= fired.count
        else { return false }
        state = header.state
        seldom = header.seldom
        limits = header.limits
        touchKeys = (header.touchBid, header.touchAsk)
        touchMayHaveMoved = true
        return ladders[0].finishRestore(header.ladders.0) && ladders[1].finishRestore(header.ladders.1)
            && ladders[2].finishRestore(header.ladders.2) && ladders[3].finishRestore(header.ladders.3)
    }
}
