import Market
import Testing

@testable import Identity
@testable import Security

/// How long a look at a key takes must not say how much of it is right. Times are printed; what is judged is that nothing is cut short.
@Suite struct `The time a key takes` {
    private static let clock = ContinuousClock()

    /// Student's t of two rows of samples, Welch's way, without the slowest tenth: what interrupts a measurement says nothing.
    private static func t(_ a: [Double], _ b: [Double]) -> Double {
        func moments(_ all: [Double]) -> (mean: Double, error: Double) {
            let kept = all.sorted().prefix(all.count * 9 / 10)
            let mean = kept.reduce(0, +) / Double(kept.count)
            return (mean, kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(kept.count - 1) / Double(kept.count))
        }
        let (first, second) = (moments(a), moments(b))
        return (first.mean - second.mean) / max(first.error + second.error, 1e-30).squareRoot()
    }

    @Test func `wrong from its first character or at its last, and unknown`() async throws {
        let office = try Office()
        let made = try await office.register("Alpha")
        var table = KeyTable()
        table.apply(try await office.registry.load())
        let right = made.apiKey.bytes
        func wrong(at place: Int) -> [UInt8] {
            var key = right
            key[place] = key[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            return key
        }
        // The first 16 characters behind the prefix find the key; the others are the secret.
        let kinds = [("first", wrong(at: 24)), ("last", wrong(at: 71)), ("unknown", wrong(at: 8)), ("right", right)]
        var samples = Array(repeating: [Double](), count: kinds.count)
        for round in 0..<4_000 {
            // In turn, and beginning with another each time, so that what drifts does so for all.
            for offset in kinds.indices {
                let kind = (round + offset) % kinds.count
                let key = kinds[kind].1
                let began = Self.clock.now
                let found = table.authenticate(key.span)
                samples[kind].append(Double((Self.clock.now - began).components.attoseconds) / 1e9)
                #expect((found != nil) == (kind == 3))
            }
        }
        for kind in 1..<kinds.count { print("wrong at its first character against \(kinds[kind].0): t = \(Self.t(samples[0], samples[kind]))") }
    }

    @Test func `two digests are compared to their ends, wherever they differ`() throws {
        let digest = try #require(Digest((0..<32).map { UInt8($0) }))
        for place in 0..<32 {
            for bit in 0..<8 {
                var bytes = digest.bytes
                bytes[place] ^= 1 << UInt8(bit)
                #expect(try #require(Digest(bytes)) != digest, "byte \(place), bit \(bit)")
            }
        }
        #expect(Digest(digest.bytes) == digest)
    }
}
