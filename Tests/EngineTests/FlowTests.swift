import IO
import Market
import Testing

@testable import Engine

@Suite struct `Random flows` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `after every command money is conserved and locked is what open orders hold`(seed: UInt64) throws {
        print("seed", seed)
        try onLoop { loop in
            var state = ExchangeState()
            let proof = OnLoop(loop)
            for command in Flow.opening(accounts: 6) { state.apply(command, sequence: state.sequence + 1, time: noon, on: proof) }
            var flow = Flow(seed: seed)
            var seen: [Event.Kind: Int] = [:]
            for step in 0..<6_000 {
                let command = flow.next()
                while state.needsTick(at: flow.time) {
                    state.apply(.tick, sequence: state.sequence + 1, time: flow.time, on: proof)
                    try #require(audit(state) == nil, "seed \(seed), step \(step), tick before \(command)")
                }
                state.apply(command, sequence: state.sequence + 1, time: flow.time, on: proof)
                for index in 0..<state.events.count { seen[state.events[index].kind, default: 0] += 1 }
                flow.learn(state.events)
                let fault = audit(state)
                try #require(fault == nil, "seed \(seed), step \(step), \(command)")
            }
            print(seen.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
            for kind in Event.Kind.allCases where ![.assetAdded, .instrumentAdded, .accountOpened].contains(kind) {
                #expect(seen[kind, default: 0] > 0, "no \(kind)")
            }
        }
    }
}
