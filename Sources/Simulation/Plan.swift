/// Everything a run depends on.
package struct Plan: Hashable, Sendable {
    package var seed: UInt64
    /// Operations in the script.
    package var commands: Int
    package var faults: Faults
    /// Operations left out, for shrinking.
    package var skipped: Set<Int> = []
    /// Keep what happened as text.
    package var keepsTrace = false
    /// A checker that objects to this many records, to try the shrinker.
    package var alarmAfterTrades: Int?

    package init(seed: UInt64, commands: Int = Plan.commandsDefault, faults: Faults = .all) {
        self.seed = seed
        self.commands = commands
        self.faults = faults
    }

    package static let commandsDefault = 300
    package static let commandsMax = 1_000_000

    /// How to make it happen again.
    package var reproduction: String {
        var text = "walras sim --seed \(seed) --commands \(commands)"
        if faults != .all { text += " --faults \(faults)" }
        if !skipped.isEmpty { text += " --without \(Self.ranges(skipped))" }
        return text
    }

    /// `3,5,7-20`.
    package static func ranges(_ numbers: Set<Int>) -> String {
        var parts: [(Int, Int)] = []
        for number in numbers.sorted() {
            if let last = parts.last, last.1 + 1 == number { parts[parts.count - 1].1 = number } else { parts.append((number, number)) }
        }
        return parts.map { $0.0 == $0.1 ? "\($0.0)" : "\($0.0)-\($0.1)" }.joined(separator: ",")
    }

    /// The numbers of such a text; nil if it is none.
    package static func numbers(_ text: String) -> Set<Int>? {
        var numbers: Set<Int> = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1], low <= high, high < commandsMax else { return nil }
            numbers.formUnion(low...high)
        }
        return numbers
    }
}

/// What came of a run.
package struct Outcome: Sendable {
    package var plan: Plan
    package var traceHash: UInt64 = 0
    package var stateHash: UInt64 = 0
    /// What was wrong, the checker's name first. A run ends with the first.
    package var violations: [String] = []
    package var statistics = Statistics()
    package var trace: [String] = []

    /// The checker that objected.
    package var checker: String? { violations.first.map { String($0.prefix { $0 != ":" }) } }
}

/// What a run has been through.
package struct Statistics: Sendable, Equatable {
    package var steps = 0
    package var records: UInt64 = 0
    package var trades = 0
    package var answered = 0
    package var crashes = 0
    package var powerCuts = 0
    package var fences = 0
    package var refusedStarts = 0
    package var snapshots = 0
    package var probes = 0
    package var damageRefused = 0
    package var cuts = 0
    package var brokenConnections = 0
    package var clockJumps = 0
    package var nanoseconds: Int64 = 0

    package init() {}

    package static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum.steps += b.steps
        sum.records += b.records
        sum.trades += b.trades
        sum.answered += b.answered
        sum.crashes += b.crashes
        sum.powerCuts += b.powerCuts
        sum.fences += b.fences
        sum.refusedStarts += b.refusedStarts
        sum.snapshots += b.snapshots
        sum.probes += b.probes
        sum.damageRefused += b.damageRefused
        sum.cuts += b.cuts
        sum.brokenConnections += b.brokenConnections
        sum.clockJumps += b.clockJumps
        sum.nanoseconds += b.nanoseconds
        return sum
    }
}
