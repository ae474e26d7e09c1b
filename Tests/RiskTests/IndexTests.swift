import Market
import Risk
import Testing

@Suite struct `Client order ids` {
    func entry(_ account: AccountID, _ name: UInt64, at time: Timestamp = 0) -> ClientOrder {
        ClientOrder(name: name, bodyHash: name, orderID: OrderID(rawValue: name), sequence: 1, time: time, account: account, reason: .none)
    }

    @Test func `a name belongs to its account`() {
        var index = ClientOrderIndex(clientOrdersMax: 8)
        index.insert(entry(alice, 5))
        #expect(index.find(alice, 5, at: 0) == entry(alice, 5))
        #expect(index.find(bob, 5, at: 0) == nil)
        #expect(index.find(alice, 6, at: 0) == nil)
    }

    @Test func `a full index forgets the oldest name`() {
        var index = ClientOrderIndex(clientOrdersMax: 8)
        for name in 1...UInt64(12) { index.insert(entry(alice, name)) }
        for name in 1...UInt64(12) { #expect((index.find(alice, name, at: 0) != nil) == (name > 4)) }
        #expect(index.count == 8)
    }

    @Test func `a name is free again after 24 hours`() {
        var index = ClientOrderIndex(clientOrdersMax: 8)
        index.insert(entry(alice, 5, at: 100))
        #expect(index.find(alice, 5, at: 99 + ClientOrderIndex.ageMax) != nil)
        #expect(index.find(alice, 5, at: 100 + ClientOrderIndex.ageMax) == nil)
        index.insert(entry(alice, 5, at: 100 + ClientOrderIndex.ageMax))
        #expect(index.find(alice, 5, at: 100 + ClientOrderIndex.ageMax)?.time == 100 + ClientOrderIndex.ageMax)
    }

    @Test func `it answers like a plain list under random names, and so does its restored copy`() {
        let seed: UInt64 = 11
        print("seed", seed)
        var random = SeededRandom(seed: seed)
        var index = ClientOrderIndex(clientOrdersMax: 64)
        var list: [ClientOrder] = []
        var time: Timestamp = 0
        for _ in 0..<5_000 {
            time += Timestamp.random(in: 0..<ClientOrderIndex.ageMax / 40, using: &random)
            let account = Bool.random(using: &random) ? alice : bob
            let name = UInt64.random(in: 1...100, using: &random)
            let expected = list.suffix(64).last { $0.account == account && $0.name == name && $0.time > time - ClientOrderIndex.ageMax }
            #expect(index.find(account, name, at: time) == expected)
            if expected == nil {
                index.insert(entry(account, name, at: time))
                list.append(entry(account, name, at: time))
            }
        }
        var copy = ClientOrderIndex(clientOrdersMax: 64)
        unsafe index.forEachSection { id, stride, bytes in let taken = unsafe copy.restore(section: id, stride: stride, bytes: bytes)
            #expect(taken) }
        for name in 1...UInt64(100) { #expect(copy.find(alice, name, at: time) == index.find(alice, name, at: time)) }
        #expect(stateHash { index.hash(into: &$0) } == stateHash { copy.hash(into: &$0) })
    }

    @Test func `a replaced order keeps its name`() {
        var index = ClientOrderIndex(clientOrdersMax: 8)
        index.insert(entry(alice, 5))
        index.follow(alice, 5, from: OrderID(rawValue: 5), to: OrderID(rawValue: 77))
        index.follow(alice, 5, from: OrderID(rawValue: 6), to: OrderID(rawValue: 78))
        #expect(index.find(alice, 5, at: 0)?.orderID == OrderID(rawValue: 77))
    }
}

@Suite struct `Open orders of an account` {
    @Test func `the list keeps their order, and ended ones leave it by the time they are half`() {
        let seed: UInt64 = 3
        print("seed", seed)
        var random = SeededRandom(seed: seed)
        var index = OpenOrderIndex()
        var accounts = Accounts()
        _ = accounts.open(.unlimited)
        var open: [UInt64] = []
        for id in 1...UInt64(3_000) {
            while open.count > 40 || (!open.isEmpty && Bool.random(using: &random)) {
                open.remove(at: Int.random(in: 0..<open.count, using: &random))
                accounts[alice].openOrders -= 1
            }
            open.append(id)
            index.append(OrderID(rawValue: id), to: &accounts[alice]) { open.contains($0.rawValue) }
            var listed: [UInt64] = []
            index.forEach(of: accounts[alice]) { listed.append($0.rawValue) }
            #expect(listed.filter { open.contains($0) } == open)
            #expect(listed.count <= 2 * open.count + 16)
        }
    }
}

@Suite struct `Expiry of orders` {
    @Test func `orders come out by time, then by id, and never early`() {
        let seed: UInt64 = 5
        print("seed", seed)
        var random = SeededRandom(seed: seed)
        var queue = ExpiryQueue()
        var list: [Expiry] = []
        for id in 1...UInt64(500) {
            let expiry = Expiry(time: Timestamp.random(in: 1...50, using: &random), orderID: OrderID(rawValue: id))
            list.append(expiry)
            queue.insert(expiry) { _ in true }
        }
        list.sort { ($0.time, $0.orderID.rawValue) < ($1.time, $1.orderID.rawValue) }
        #expect(queue.pop(at: 0) == nil)
        for expected in list {
            #expect(queue.nextTime == expected.time)
            #expect(queue.pop(at: expected.time - 1) == nil)
            #expect(queue.pop(at: expected.time) == expected)
        }
        #expect(queue.nextTime == .max)
    }

    @Test func `ended orders are swept out before the heap grows`() {
        var queue = ExpiryQueue()
        for id in 1...UInt64(100_000) { queue.insert(Expiry(time: .max - 1, orderID: OrderID(rawValue: id))) { $0.rawValue > id - 10 } }
        #expect(queue.count <= 1 << 10)
    }
}
