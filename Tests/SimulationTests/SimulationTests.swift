import Testing

@testable import Simulation

@Suite struct SimulationTests {
    /// Few operations each, so that every run of the tests has the time; the soak runs more of both.
    static let seeds: ClosedRange<UInt64> = 1...200
    static let commands = 60

    @Test func `two hundred seeds with every fault violate nothing`() {
        let (failed, sum) = Simulator.run(seeds: Self.seeds, Plan(seed: 1, commands: Self.commands)) { _ in }
        #expect(failed == nil, "\(failed?.violations ?? []): \(failed?.plan.reproduction ?? "")")
        // What was not there was not tried.
        #expect(sum.trades > 200 && sum.powerCuts > 100 && sum.fences > 0 && sum.cuts > 0 && sum.snapshots > 0)
        #expect(sum.probes > sum.damageRefused && sum.damageRefused > 0 && sum.brokenConnections > 0 && sum.clockJumps > 0)
    }

    @Test func `the same seed leaves the same trace`() {
        for seed: UInt64 in [3, 11, 42] {
            let plan = Plan(seed: seed, commands: 150)
            let (first, second) = (Simulator.run(plan), Simulator.run(plan))
            #expect(first.traceHash == second.traceHash && first.stateHash == second.stateHash, "seed \(seed)")
            #expect(first.traceHash != Simulator.run(Plan(seed: seed + 1, commands: 150)).traceHash)
        }
    }

    @Test func `without faults every operation is answered by one process`() {
        let outcome = Simulator.run(Plan(seed: 5, commands: 200, faults: .none))
        #expect(outcome.violations == [])
        #expect(outcome.statistics.brokenConnections == 0)
        // The one at the end.
        #expect(outcome.statistics.crashes == 1)
    }

    @Test func `a failing run is shrunk to one that fails alike`() throws {
        var plan = Plan(seed: 1, commands: 200)
        plan.alarmAfterTrades = 3
        let failed = Simulator.run(plan)
        try #require(failed.checker == "alarm")
        let smallest = try #require(Shrinker.shrink(failed, runsMax: 80))
        #expect(smallest.checker == "alarm")
        #expect(smallest.plan.commands - smallest.plan.skipped.count < 60, "\(smallest.plan.reproduction)")
        #expect(smallest.plan.faults == .none)
        #expect(Simulator.run(smallest.plan).violations == smallest.violations)
        #expect(Shrinker.shrink(Simulator.run(Plan(seed: 1, commands: 5, faults: .none))) == nil)
    }

    @Test func `lists of operations and faults are read as they are printed`() throws {
        #expect(Plan.ranges([3, 5, 7, 8, 9]) == "3,5,7-9")
        #expect(Plan.numbers("3,5,7-9") == [3, 5, 7, 8, 9])
        for wrong in ["x", "3-", "9-7", "1-2-3", "99999999"] { #expect(Plan.numbers(wrong) == nil, "\(wrong)") }
        let faults = try Faults.parse("crash,torn").get()
        #expect(faults == [.crash, .torn] && faults.description == "crash,torn")
        #expect(try Faults.parse("all").get() == .all)
        #expect(throws: Faults.UnknownFault.self) { try Faults.parse("crash,rain").get() }
    }
}
