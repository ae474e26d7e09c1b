import Simulation

extension Subcommand {
    static let prove = Subcommand(
        path: ["prove"],
        summary: "Try to prove a promise of the exchange wrong, many times over.",
        discussion: """
            \(Proof.all.map { "\($0.name): \($0.summary)" }.joined(separator: "\n\n"))

            Everything follows from the seed. What is found names the seed that finds it at once.

            --json prints one object: proof, seed, violation (null if there is none), and what was done, how often.
            """,
        arguments: [Argument(name: "PROOF", summary: "What to prove.", choices: Proof.all.map(\.name))],
        options: [
            Option(name: "seed", value: .integer(0...Int64.max, default: 1), summary: "The first seed."),
            Option(name: "cases", value: .integer(1...100_000_000, default: 1_000), summary: "How many cases to try."),
            .json,
        ] + Subcommand.plantedOptions,
        examples: ["walras prove power-loss --seed 7 --cases 5000"],
        exitNote: "failed, or the promise was broken"
    ) { invocation in
        invocation.plant()
        guard let proof = Proof.all.first(where: { $0.name == invocation.arguments[0] }) else {
            throw UsageError("there is no proof '\(invocation.arguments[0])'")
        }
        let finding = try proof.run(UInt64(invocation.integer("seed")), Int(invocation.integer("cases")))
        try invocation.print(invocation.flag("json") ? finding.json(proof.name, invocation.integer("seed")).text + "\n" : finding.text)
        return finding.violation == nil ? .done : .failed
    }
}

/// A promise, and how it is put to the test.
struct Proof: Sendable {
    var name: String
    var summary: String
    var run: @Sendable (_ seed: UInt64, _ cases: Int) throws -> Finding

    /// What came of it: what was done how often, and what was wrong.
    struct Finding {
        var violation: String?
        var counts: [(name: String, count: Int)]

        func json(_ proof: String, _ seed: Int64) -> JSONValue {
            .object([("proof", .string(proof)), ("seed", .integer(seed)), ("violation", violation.map { .string($0) } ?? .null)]
                + counts.map { ($0.name, .integer(Int64($0.count))) })
        }

        var text: String {
            counts.map { "\($0.name) \($0.count)\n" }.joined() + (violation.map { "VIOLATION \($0)\n" } ?? "nothing violated\n")
        }
    }

    static let all = [powerLoss, damage]

    static let powerLoss = Proof(
        name: "power-loss",
        summary: """
            Records everything that an exchange writes, syncs, renames, cuts and removes, with what it had acknowledged by then; cuts the power in every operation; makes disks \
            of all that was synced and any part of the rest, torn at 512 bytes; recovers each, sometimes cutting the power again; and compares state, records and what goes on.
            """
    ) { seed, cases in
        var proof = PowerLossProof(seed: seed, images: cases)
        try proof.run()
        let done = proof.statistics
        return Finding(violation: proof.violation, counts: [
            ("lives", done.lives), ("operations", done.operations), ("segments", done.segments), ("records", Int(done.records)), ("snapshots", done.snapshots),
            ("prunedSegments", done.prunedSegments), ("restarts", done.restarts), ("images", done.images), ("secondCuts", done.secondCuts),
            ("tornTails", done.tornTails), ("fromSnapshots", done.fromSnapshots), ("beyondPromise", done.beyondPromise), ("unknownStates", done.unknownStates),
        ])
    }
}
