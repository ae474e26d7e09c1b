import IO
import Market
import Testing

@testable import Engine

@Suite struct `A damaged snapshot` {
    struct Section {
        var id: UInt32
        var stride: Int
        var bytes: [UInt8]
    }

    private static func sections(_ state: borrowing ExchangeState) -> [Section] {
        var sections: [Section] = []
        unsafe state.forEachSection { id, stride, bytes in sections.append(Section(id: id, stride: stride, bytes: unsafe Array(bytes))) }
        return sections
    }

    /// The hash of what the sections restore; nil if one of them was refused.
    private static func restored(_ sections: [Section], _ loop: EventLoop) -> UInt64? {
        var state = ExchangeState(smallOptions())
        for section in sections {
            let fits = unsafe section.bytes.withUnsafeBytes {
                unsafe state.restore(section: section.id, stride: section.stride, bytes: $0, on: OnLoop(loop))
            }
            if !fits { return nil }
        }
        return state.stateHash()
    }

    /// A state with something in every section.
    private static func flowed(_ loop: EventLoop) -> ExchangeState {
        var state = ExchangeState(smallOptions())
        let proof = OnLoop(loop)
        for command in Flow.opening(accounts: 6) { state.apply(command, sequence: state.sequence + 1, time: noon, on: proof) }
        var flow = Flow(seed: 5)
        for _ in 0..<1_500 {
            let command = flow.next()
            while state.needsTick(at: flow.time) { state.apply(.tick, sequence: state.sequence + 1, time: flow.time, on: proof) }
            state.apply(command, sequence: state.sequence + 1, time: flow.time, on: proof)
            flow.learn(state.events)
        }
        return state
    }

    @Test func `any flipped bit of a section is refused or changes the hash, and never traps`() throws {
        try onLoop { loop in
            let state = Self.flowed(loop)
            let (sections, hash) = (Self.sections(state), state.stateHash())
            #expect(Self.restored(sections, loop) == hash)
            var random = SeededRandom(seed: 77)
            print("seed", 77)
            var refused = 0
            for index in sections.indices where !sections[index].bytes.isEmpty {
                for _ in 0..<12 {
                    var damaged = sections
                    let bit = Int.random(in: 0..<damaged[index].bytes.count * 8, using: &random)
                    damaged[index].bytes[bit / 8] ^= 1 << (bit % 8)
                    let found = Self.restored(damaged, loop)
                    if found == nil { refused += 1 }
                    #expect(found != hash, "section \(String(sections[index].id, radix: 16)), bit \(bit)")
                }
                // Whole fields of the small ones, where counts and indices are.
                for word in stride(from: 0, to: min(sections[index].bytes.count - 7, 256), by: 4) {
                    var damaged = sections
                    for byte in 0..<8 { damaged[index].bytes[word + byte] = UInt8.random(in: 0...255, using: &random) }
                    #expect(Self.restored(damaged, loop) != hash)
                }
            }
            #expect(refused > 0)
        }
    }

    @Test func `a section with another shape, cut, lost, doubled or unknown is refused or changes the hash`() throws {
        try onLoop { loop in
            let state = Self.flowed(loop)
            let (sections, hash) = (Self.sections(state), state.stateHash())
            for index in sections.indices {
                let section = sections[index]
                var damaged = sections
                damaged[index].stride += 4
                #expect(Self.restored(damaged, loop) == nil, "stride of \(String(section.id, radix: 16))")
                damaged[index] = section
                damaged[index].bytes.append(0)
                // One byte more is no whole element, unless elements are bytes.
                #expect(Self.restored(damaged, loop) == nil, "bytes of \(String(section.id, radix: 16))")
                if !section.bytes.isEmpty {
                    damaged[index].bytes = Array(section.bytes.dropLast(section.stride))
                    #expect(Self.restored(damaged, loop) != hash, "cut \(String(section.id, radix: 16))")
                }
                damaged[index] = section
                damaged[index].id ^= 0x40_0000
                #expect(Self.restored(damaged, loop) != hash, "id of \(String(section.id, radix: 16))")
                damaged.remove(at: index)
                if !section.bytes.isEmpty { #expect(Self.restored(damaged, loop) != hash, "without \(String(section.id, radix: 16))") }
                damaged.swapAt(0, damaged.count - 1)
                _ = Self.restored(damaged, loop)
            }
        }
    }
}
