import Simulation
#if WALRAS_PLANTED_BUGS
import IO
import Market
#endif

extension Subcommand {
    static let sim = Subcommand(
        path: ["sim"],
        summary: "Simulate the whole exchange on made-up time, disk and network, with faults.",
        discussion: """
            Runs sequencer, books, ledger, log, snapshots, binary sessions and clients that retry in one thread, on a clock, a disk and a network that exist in memory only, and checks \
            after every step what must hold: money, locks, priority, quantities, names, and that nothing published is ever lost. Everything follows from the seed: \
            the same seed gives the same trace hash.

            Faults are names with commas between them, all, or none: \(Faults.names.map(\.name).joined(separator: ", ")). A seed that fails is shrunk to fewer operations and faults, and the line that repeats it is printed.

            --json prints one object per seed: seed, commands, faults, traceHash, stateHash, violations.
            """,
        options: [
            Option(name: "seed", value: .integer(0...Int64.max, default: nil), summary: "The seed; 1 unless --seeds is given."),
            Option(name: "seeds", value: .text(placeholder: "A..B", default: nil), summary: "All seeds from A to B, up to the first that fails."),
            Option(
                name: "commands", value: .integer(1...Int64(Plan.commandsMax), default: Int64(Plan.commandsDefault)), summary: "Operations in the script of a run."),
            Option(name: "faults", value: .text(placeholder: "LIST", default: "all"), summary: "What may go wrong."),
            Option(name: "without", value: .text(placeholder: "LIST", default: nil), summary: "Operations to leave out: 3,5,7-20."),
            Option(name: "trace", value: .flag, summary: "Print what happened, step by step."),
            Option(name: "no-shrink", value: .flag, summary: "Do not look for a smaller failure."),
            .json,
        ] + plantedOptions,
        examples: ["walras sim --seed 7", "walras sim --seeds 1..200 --commands 200", "walras sim --seed 7 --faults crash,torn --trace"],
        exitNote: "failed, or something was violated"
    ) { invocation in
        invocation.plant()
        let run = try SimulationRun(invocation)
        return try run.run(invocation.print) ? .done : .failed
    }

    #if WALRAS_PLANTED_BUGS
    static let plantedOptions = [Option(name: "planted", value: .choice(PlantedBug.allCases.map(\.rawValue), default: nil), summary: "A bug to find.")]
    #else
    static let plantedOptions: [Option] = []
    #endif
}

extension Invocation {
    /// Switches on the bug that was asked for, in the build that has any.
    func plant() {
        #if WALRAS_PLANTED_BUGS
        unsafe PlantedBug.active = optionalText("planted").flatMap(PlantedBug.init)
        unsafe File.ignoresShortWrites = PlantedBug.isOn(.ignoreShortWrite)
        #endif
    }
}

/// One `walras sim`.
struct SimulationRun {
    var seeds: ClosedRange<UInt64>
    var plan: Plan
    var json: Bool
    var shrinks: Bool

    init(_ invocation: Invocation) throws(UsageError) {
        let (seed, range) = (invocation.optionalInteger("seed"), invocation.optionalText("seeds"))
        if let range {
            guard seed == nil else { throw UsageError("--seed and --seeds exclude each other") }
            let ends = range.split(separator: ".", omittingEmptySubsequences: true).map { UInt64($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, range.contains("..") else {
                throw UsageError("--seeds: '\(range)' is not A..B")
            }
            seeds = first...last
        } else {
            let seed = UInt64(seed ?? 1)
            seeds = seed...seed
        }
        plan = Plan(seed: seeds.lowerBound, commands: Int(invocation.integer("commands")))
        switch Faults.parse(invocation.text("faults")) {
        case .success(let faults): plan.faults = faults
        case .failure(let unknown):
            throw UsageError("--faults: '\(unknown.name)' is none of all, none, \(Faults.names.map(\.name).joined(separator: ", "))")
        }
        if let text = invocation.optionalText("without") {
            guard let skipped = Plan.numbers(text) else { throw UsageError("--without: '\(text)' is no list of numbers and ranges") }
            plan.skipped = skipped
        }
        plan.keepsTrace = invocation.flag("trace")
        json = invocation.flag("json")
        shrinks = !invocation.flag("no-shrink")
    }

    /// Whether nothing was violated.
    func run(_ print: (String) throws -> Void) throws -> Bool {
        let (failed, sum) = try Simulator.run(seeds: seeds, plan) { outcome in
            if plan.keepsTrace { for line in outcome.trace { try print(line + "\n") } }
            if json { try print(outcome.json.text + "\n") } else if seeds.count == 1 || !outcome.violations.isEmpty { try print(outcome.text) }
        }
        guard let failed else {
            if !json { try print(sum.text(seeds: seeds.count)) }
            return true
        }
        if shrinks, let smallest = Shrinker.shrink(failed) {
            if json {
                try print(JSONValue.object([
                    ("shrunk", smallest.json), ("operations", .integer(Int64(smallest.plan.commands - smallest.plan.skipped.count))),
                    ("reproduce", .string(smallest.plan.reproduction)),
                ]).text + "\n")
            } else {
                try print("shrunk to \(smallest.plan.commands - smallest.plan.skipped.count) operations: \(smallest.violations[0])\n  \(smallest.plan.reproduction)\n")
            }
        }
        return false
    }
}

extension Outcome {
    var json: JSONValue {
        .object([
            ("seed", .unsigned(plan.seed)),
            ("commands", .integer(Int64(plan.commands))),
            ("faults", .string(plan.faults.description)),
            ("traceHash", .string(hexadecimal(traceHash))),
            ("stateHash", .string(hexadecimal(stateHash))),
            ("violations", .array(violations.map { .string($0) })),
        ])
    }

    var text: String {
        var text = "seed \(plan.seed): \(plan.commands) operations, faults \(plan.faults), trace \(hexadecimal(traceHash)), state \(hexadecimal(stateHash))\n"
        for violation in violations { text += "VIOLATION \(violation)\n  \(plan.reproduction)\n" }
        return text
    }
}

extension Statistics {
    func text(seeds: Int) -> String {
        """
        \(seeds) seeds, nothing violated: \(steps) steps, \(records) records, \(trades) trades, \(answered) answers, \(nanoseconds / 1_000_000) ms of made-up time
        \(crashes) ends of a process (\(powerCuts) without power, \(fences) after a failed write), \(refusedStarts) failed starts, \(cuts) torn tails, \(snapshots) snapshots
        \(brokenConnections) broken connections, \(clockJumps) clock jumps, \(probes) damaged copies, of which \(damageRefused) were refused

        """
    }
}
