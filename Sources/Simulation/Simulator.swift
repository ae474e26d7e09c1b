/// Runs the whole exchange on made-up time, disk and network, from one seed.
package enum Simulator {
    /// The same plan gives the same outcome, everywhere.
    package static func run(_ plan: Plan) -> Outcome { World(plan).run() }

    /// Runs many seeds, and stops at the first that fails.
    package static func run(seeds: ClosedRange<UInt64>, _ plan: Plan, _ onOutcome: (Outcome) throws -> Void) rethrows -> (failed: Outcome?, Statistics) {
        var sum = Statistics()
        for seed in seeds {
            var plan = plan
            plan.seed = seed
            let outcome = run(plan)
            sum = sum + outcome.statistics
            try onOutcome(outcome)
            if !outcome.violations.isEmpty { return (outcome, sum) }
        }
        return (nil, sum)
    }
}

/// Makes a failing plan smaller, for as long as the same checker objects.
package struct Shrinker {
    private let checker: String
    private(set) var smallest: Outcome
    private var runsLeft: Int

    /// Runs a shrinker may take.
    package static let runsMax = 300

    /// Nil if the outcome is no failure.
    package static func shrink(_ failed: Outcome, runsMax: Int = Shrinker.runsMax) -> Outcome? {
        guard let checker = failed.checker else { return nil }
        var shrinker = Shrinker(checker: checker, smallest: failed, runsLeft: runsMax)
        shrinker.shortenScript()
        shrinker.dropFaults()
        shrinker.dropOperations()
        shrinker.shortenScript()
        shrinker.dropFaults()
        return shrinker.smallest
    }

    /// Whether a plan still fails in the same way; if so, it is the smallest known.
    private mutating func fails(_ plan: Plan) -> Bool {
        guard runsLeft > 0 else { return false }
        runsLeft -= 1
        let outcome = Simulator.run(plan)
        guard outcome.checker == checker else { return false }
        smallest = outcome
        return true
    }

    private mutating func shortenScript() {
        // Coarse steps first; a shorter script need not fail where a longer one does.
        var step = smallest.plan.commands / 2
        while step > 0 {
            var plan = smallest.plan
            plan.commands -= step
            plan.skipped = plan.skipped.filter { $0 < plan.commands }
            if plan.commands < 1 || !fails(plan) { step /= 2 }
        }
    }

    private mutating func dropFaults() {
        for fault in smallest.plan.faults.each {
            var plan = smallest.plan
            plan.faults.remove(fault)
            _ = fails(plan)
        }
    }

    /// Leaves out ever smaller stretches of the script.
    private mutating func dropOperations() {
        var width = max(1, smallest.plan.commands / 2)
        while width > 0, runsLeft > 0 {
            var start = 0
            while start < smallest.plan.commands, runsLeft > 0 {
                var plan = smallest.plan
                plan.skipped.formUnion(start..<min(start + width, plan.commands))
                if plan.skipped != smallest.plan.skipped { _ = fails(plan) }
                start += width
            }
            width /= 2
        }
    }
}
