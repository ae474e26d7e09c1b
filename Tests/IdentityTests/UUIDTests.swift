import Market
import Testing

@testable import Identity

@Suite struct UUIDTests {
    @Test func `a UUID reads what it prints, and is of version 4 where it is random`() throws {
        let uuid = try #require(UUID("550E8400-e29b-41d4-A716-446655440000"))
        #expect(uuid.description == "550e8400-e29b-41d4-a716-446655440000")
        #expect(UUID(stored: uuid.bytes) == uuid)
        let random = try (0..<100).map { _ in try UUID.random() }
        #expect(Set(random).count == 100)
        for uuid in random {
            #expect(uuid.version == 4)
            #expect(uuid.low >> 62 == 2)
            #expect(UUID(uuid.description) == uuid)
        }
    }

    @Test(arguments: [
        "", "550e8400-e29b-41d4-a716-44665544000", "550e8400-e29b-41d4-a716-4466554400000", "550e8400e29b-41d4-a716-4466554400000",
        "550e8400-e29b-41d4-a716-44665544000g", "{50e8400-e29b-41d4-a716-446655440000}", "550e8400-e29b-41d4-a716_446655440000",
    ]) func `text that is no UUID is refused`(text: String) {
        #expect(UUID(text) == nil)
    }

    @Test func `SipHash agrees with the vector of its authors for eight bytes`() {
        #expect(SipHash.hash(0x0706_0504_0302_0100, key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)) == 0x93f5_f579_9a93_2462)
    }

    @Test func `an order's UUID turns back into the order, and is of version 8`() {
        var random = SystemRandomNumberGenerator()
        let ids = PublicIDs(instanceID: 0x1234_5678_9abc_def0)
        for id in [0, 1, .max, 1 << 63, 0xffff] + (0..<1_000).map({ _ in UInt64.random(in: 0...UInt64.max, using: &random) }) {
            let uuid = ids.uuid(of: OrderID(rawValue: id))
            #expect(uuid.version == 8)
            #expect(uuid.low >> 62 == 2)
            #expect(ids.order(uuid)?.rawValue == id)
            #expect(ids.trade(ids.uuid(ofTrade: id)) == id)
        }
    }

    @Test func `a UUID of another log, of another kind, or with any bit changed is no order`() {
        let ids = PublicIDs(instanceID: 1)
        let uuid = ids.uuid(of: OrderID(rawValue: 0x0123_4567_89ab_cdef))
        #expect(PublicIDs(instanceID: 2).order(uuid) == nil)
        #expect(ids.trade(uuid) == nil)
        for bit in 0..<64 {
            #expect(ids.order(UUID(high: uuid.high ^ 1 << UInt64(bit), low: uuid.low)) == nil)
            #expect(ids.order(UUID(high: uuid.high, low: uuid.low ^ 1 << UInt64(bit))) == nil)
        }
        #expect(ids.order(UUID(high: 0, low: 0)) == nil)
    }
}
