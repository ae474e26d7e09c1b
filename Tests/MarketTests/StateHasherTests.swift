import Market
import Testing

struct StateHasherTests {
    private func hash(_ body: (inout StateHasher) -> Void) -> UInt64 {
        var hasher = StateHasher()
        body(&hasher)
        return hasher.finalize()
    }

    private func hash(_ bytes: [UInt8]) -> UInt64 {
        hash { hasher in unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) } }
    }

    @Test func `the hash is the same on every machine and in every build`() {
        // Logs hold hashes of the state: another value here makes them unreadable.
        #expect(String(hash { _ in }, radix: 16) == "3cddca52cd948678")
        #expect(String(hash { $0.combine(UInt64(1)) }, radix: 16) == "195b552695e03c79")
        #expect(String(hash((0..<100).map { UInt8($0) }), radix: 16) == "f007b5e7dd0b8c1e")
    }

    @Test func `every byte counts, wherever it stands`() {
        let zeros = [UInt8](repeating: 0, count: 70)
        var seen: Set<UInt64> = [hash(zeros)]
        for index in zeros.indices {
            var bytes = zeros
            bytes[index] = 1
            seen.insert(hash(bytes))
        }
        #expect(seen.count == zeros.count + 1)
    }

    @Test func `length and order count`() {
        let lengths = (0..<100).map { count in
            let zeros = Arena<UInt8>(count: count)
            defer { zeros.deallocate() }
            return hash { $0.combine(zeros) }
        }
        #expect(Set(lengths).count == 100)
        let forth = hash { hasher in for word in 1...8 { hasher.combine(word) } }
        let back = hash { hasher in for word in (1...8).reversed() { hasher.combine(word) } }
        #expect(forth != back)
    }

    @Test func `an arena is hashed by what is in use`() {
        var arena = Arena<UInt64>(capacity: 4)
        defer { arena.deallocate() }
        _ = arena.append()
        arena[0] = 5
        let before = hash { $0.combine(arena) }
        arena.reserve(1 << 10)
        #expect(hash { $0.combine(arena) } == before)
        _ = arena.append()
        #expect(hash { $0.combine(arena) } != before)
    }
}
