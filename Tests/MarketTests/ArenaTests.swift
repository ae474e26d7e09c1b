import Market
import Testing

struct ArenaTests {
    @Test func `elements keep their contents and indices when an arena grows`() {
        var arena = Arena<UInt64>(capacity: 4)
        defer { arena.deallocate() }
        for value in UInt64(0)..<1000 {
            let index = arena.append()
            #expect(index == UInt32(value))
            arena[index] = value &* 0x9E37_79B9_7F4A_7C15
        }
        #expect(arena.count == 1000)
        #expect(arena.bytesInUse == 8000)
        #expect((0..<1000).allSatisfy { arena[$0] == UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
    }

    @Test func `new elements are zero, also behind a large reserve`() {
        var arena = Arena<UInt64>(count: 3)
        defer { arena.deallocate() }
        arena.reserve(1 << 20)
        #expect(arena.count == 3)
        #expect(arena.capacity == 1 << 20)
        let last = arena.append()
        #expect((0...last).allSatisfy { arena[$0] == 0 })
    }

    @Test func `an arena of many pages keeps its contents, and is zero behind them`() {
        var arena = Arena<UInt64>(capacity: 1 << 17)
        defer { arena.deallocate() }
        // One megabyte, which is copied, then two to sixteen, whose pages move.
        for capacity in [1 << 17, 1 << 18, 1 << 18 + 1, 1 << 20, 1 << 21] {
            arena.reserve(capacity)
            let count = capacity - 3
            for index in arena.append(count: count - arena.count)..<UInt32(count) {
                #expect(arena[index] == 0)
                arena[index] = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
            }
            #expect((0..<count).allSatisfy { arena[$0] == UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
        }
    }

    @Test func `a copy is a handle to the same elements`() {
        let arena = Arena<UInt32>(count: 2)
        defer { arena.deallocate() }
        let copy = arena
        copy[1] = 7
        #expect(arena[1] == 7)
    }

    @Test func `replacing takes the image, and leaves zeros where elements were`() {
        var arena = Arena<UInt64>(count: 4)
        defer { arena.deallocate() }
        for index in 0..<4 { arena[index] = .max }
        let image: [UInt64] = [1, 2]
        unsafe image.withUnsafeBytes { unsafe arena.replace(with: $0) }
        #expect(arena.count == 2)
        #expect([arena[0], arena[1]] == image)
        for _ in 2..<4 {
            let index = arena.append()
            #expect(arena[index] == 0)
        }
    }

    @Test func `an image longer than the arena makes it grow`() {
        var arena = Arena<UInt32>(capacity: 4)
        defer { arena.deallocate() }
        let image = (0..<100).map { UInt32($0) }
        let isWhole = unsafe image.withUnsafeBytes { unsafe arena.replace(ifWhole: $0) }
        #expect(isWhole)
        #expect(arena.count == 100)
        #expect(image.indices.allSatisfy { arena[$0] == image[$0] })
    }

    @Test func `an image that ends within an element changes nothing`() {
        var arena = Arena<UInt32>(count: 2)
        defer { arena.deallocate() }
        arena[0] = 5
        let image: [UInt8] = [1, 2, 3, 4, 5]
        let isWhole = unsafe image.withUnsafeBytes { unsafe arena.replace(ifWhole: $0) }
        #expect(!isWhole)
        #expect(arena.count == 2)
        #expect(arena[0] == 5)
    }

    @Test func `replacing by zeros forgets everything`() {
        var arena = Arena<UInt64>(count: 2)
        defer { arena.deallocate() }
        arena[0] = 1
        arena.replaceByZeros(count: 5)
        #expect(arena.count == 5)
        #expect((0..<5).allSatisfy { arena[$0] == 0 })
    }

    @Test func `prefetching what is not there does nothing`() {
        let arena = Arena<UInt64>(count: 1)
        defer { arena.deallocate() }
        arena.prefetch(0)
        arena.prefetch(.max)
        #expect(arena.count == 1)
    }
}

struct EventBufferTests {
    private func event(_ lots: Int64) -> Event {
        Event(.trade, symbol: SymbolID(rawValue: 1), account: AccountID(rawValue: 1), quantity: Quantity(lots: lots))
    }

    @Test func `events keep their order when the buffer grows`() {
        var buffer = EventBuffer(capacity: 4)
        for lots in Int64(1)...100 { buffer.append(event(lots)) }
        #expect(buffer.count == 100)
        var all: [Int64] = []
        for index in 0..<buffer.count { all.append(buffer[index].quantity.lots) }
        #expect(all == Array(1...100))
    }

    @Test func `an emptied buffer begins anew`() {
        var buffer = EventBuffer(capacity: 4)
        for lots in Int64(1)...9 { buffer.append(event(lots)) }
        buffer.removeAll()
        #expect(buffer.count == 0)
        buffer.append(event(42))
        #expect(buffer.count == 1)
        #expect(buffer[0] == event(42))
    }

    @Test func `an event takes 64 bytes, a cache line`() {
        #expect(MemoryLayout<Event>.size == 64)
    }
}
