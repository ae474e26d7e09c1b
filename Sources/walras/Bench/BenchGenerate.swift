import IO

extension Subcommand {
    static let benchGenerate = Subcommand(
        path: ["bench", "generate"],
        summary: "Write a workload file for `bench book`.",
        discussion: """
            Draws a stream of order commands from a seed and writes it to FILE, with the trades, volume and checksum that a correct book \
            makes of it in its header. The expectation comes from a simple matcher that shares no code with the order book. The same seed \
            gives the same bytes on every machine. Of 100 commands about 46 add passively, 39 cancel, 10 take (half of them market orders) \
            and 5 replace; the number of resting orders stays about the same.
            """,
        arguments: [
            Argument(
                name: "SHAPE", summary: WorkloadShape.all.map { "\($0.name): \($0.summary)." }.joined(separator: " "),
                choices: WorkloadShape.all.map(\.name)),
            Argument(name: "FILE", summary: "Where to write; an existing file is replaced."),
        ],
        options: [
            Option(name: "seed", value: .integer(0...Int64.max, default: 1), summary: "Seed of the random numbers."),
            Option(name: "commands", value: .integer(1...100_000_000, default: 5_000_000), summary: "Timed commands."),
            Option(
                name: "resting", value: .integer(0...4_000_000, default: nil),
                summary: "Orders resting before the timed commands, all symbols together. Default: what the shape says."),
            .json,
        ],
        examples: ["walras bench generate base --seed 7 base.workload", "walras bench generate deep --commands 100000 --json deep.workload"]
    ) { invocation in
        guard let shape = WorkloadShape.all.first(where: { $0.name == invocation.arguments[0] }) else {
            fatalError("a shape that the parser let through does not exist")
        }
        let path = invocation.arguments[1]
        let commands = Int(invocation.integer("commands"))
        let seed = UInt64(invocation.integer("seed"))
        var progress = Progress("generate", total: commands)
        let workload = try WorkloadGenerator.generate(
            shape, seed: seed, commands: commands, resting: invocation.optionalInteger("resting").map(Int.init)
        ) { try progress.update($0) }
        try progress.finish()
        try workload.write(to: path)

        let header = workload.header
        if invocation.flag("json") {
            let json = JSONValue.object([
                ("workload", .string(path)), ("shape", .string(shape.name)), ("seed", .unsigned(seed)), ("symbols", .integer(Int64(header.symbols))),
                ("preload", .unsigned(header.preloadCount)), ("commands", .unsigned(header.timedCount)), ("trades", .unsigned(header.trades)),
                ("volume", .unsigned(header.volume)), ("checksum", .string(hexadecimal(header.checksum))),
            ])
            try invocation.print(json.text + "\n")
        } else {
            try invocation.print("""
                \(path): \(shape.name), seed \(seed), \(header.preloadCount) preload + \(header.timedCount) timed commands on \(header.symbols) symbols; \
                expected \(header.trades) trades, volume \(header.volume), checksum \(hexadecimal(header.checksum))\n
                """)
        }
        return .done
    }
}

/// As `0x` and 16 digits.
func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
}
