import IO
import Synchronization
import Testing

@testable import walras

@Suite struct CommandLineTests {
    private static let sample = Subcommand(
        path: ["dig"], summary: "Digs.", discussion: "Digs a hole.", arguments: [Argument(name: "PLACE", summary: "Where.")],
        options: [
            Option(name: "depth", value: .integer(1...9, default: 3), summary: "Meters."),
            Option(name: "tool", value: .choice(["spade", "drill"], default: "spade"), summary: "With what."),
            Option(name: "plan", value: .text(placeholder: "FILE", default: nil), summary: "The plan.", isRequired: true),
            .json,
        ],
        examples: ["walras dig garden --plan plan.txt"]
    ) { _ in .done }

    private func parse(_ words: String...) throws -> Invocation? { try Self.sample.parse(words[...]) }

    private func message(_ words: String...) -> String? {
        do {
            _ = try Self.sample.parse(words[...])
            return nil
        } catch {
            return error.message
        }
    }

    @Test func `options take a value after a space or an equals sign, in any order around arguments`() throws {
        let invocation = try #require(try parse("--depth=5", "garden", "--plan", "p.txt", "--json"))
        #expect(invocation.integer("depth") == 5)
        #expect(invocation.text("plan") == "p.txt")
        #expect(invocation.text("tool") == "spade")
        #expect(invocation.flag("json"))
        #expect(invocation.arguments == ["garden"])
    }

    @Test func `after two dashes everything is an argument`() throws {
        #expect(try parse("--plan", "p", "--", "--depth")?.arguments == ["--depth"])
    }

    @Test func `help wins over whatever else is wrong`() throws {
        #expect(try parse("--help") == nil)
        #expect(try parse("garden", "-h", "--nonsense") == nil)
    }

    @Test func `a wrong command line is refused with a message that names the culprit`() {
        #expect(message("garden", "--plan", "p", "--dpeth", "3") == "unknown option '--dpeth'; did you mean '--depth'?")
        #expect(message("garden", "--plan", "p", "--xyzzy") == "unknown option '--xyzzy'")
        #expect(message("garden", "--plan", "p", "--depth", "ten") == "--depth: 'ten' is not a whole number from 1 to 9")
        #expect(message("garden", "--plan", "p", "--depth", "10") == "--depth: '10' is not a whole number from 1 to 9")
        #expect(message("garden", "--plan", "p", "--depth") == "--depth needs a value")
        #expect(message("garden", "--plan", "p", "--depth", "2", "--depth=3") == "--depth is given twice")
        #expect(message("garden", "--plan", "p", "--tool", "spdae") == "--tool: 'spdae' is none of spade, drill; did you mean 'spade'?")
        #expect(message("garden", "--plan=") == "--plan: empty")
        #expect(message("garden", "--plan", "p", "--json=yes") == "--json takes no value")
        #expect(message("garden") == "--plan FILE is missing")
        #expect(message("--plan", "p") == "PLACE is missing")
        #expect(message("a", "b", "--plan", "p") == "unexpected argument 'b'")
    }

    @Test func `exit statuses: 0 done, 1 failed, 2 usage`() async {
        struct Broken: Error, CustomStringConvertible { var description: String { "the spade broke" } }
        let program = Program(subcommands: [
            Subcommand(path: ["fine"], summary: "", discussion: "", options: [], examples: []) { _ in .done },
            Subcommand(path: ["differs"], summary: "", discussion: "", options: [], examples: []) { _ in .failed },
            Subcommand(path: ["breaks"], summary: "", discussion: "", options: [], examples: []) { _ in throw Broken() },
        ])
        #expect(await run("fine", program: program).status == .done)
        #expect(await run("differs", program: program).status == .failed)
        let broken = await run("breaks", program: program)
        #expect(broken.status == .failed)
        #expect(broken.errors == "walras: the spade broke\n")
        let unknown = await run("fnie", program: program)
        #expect(unknown.status == .usage)
        #expect(unknown.errors == "walras: unknown subcommand 'fnie'; did you mean 'fine'?\nTry: walras --help\n")
        #expect(await run(program: program).status == .usage)
    }

    @Test func `every subcommand has a help that names its options, defaults, examples and exit statuses`() async {
        for subcommand in Walras.program.subcommands {
            let help = Help.subcommand(subcommand)
            for option in subcommand.options {
                #expect(help.contains(option.synopsis))
                if let value = option.defaultText { #expect(help.contains("Default: \(value).")) }
            }
            for argument in subcommand.arguments { #expect(help.contains(argument.name)) }
            #expect(!subcommand.examples.isEmpty)
            #expect(subcommand.examples.allSatisfy { $0.hasPrefix("walras \(subcommand.name)") && help.contains($0) })
            #expect(help.contains("Exit status:"))
            #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(subcommand.name): a line is too long to read")
        }
    }

    @Test func `the example in each help parses`() throws {
        for subcommand in Walras.program.subcommands {
            for example in subcommand.examples {
                let words = example.split(separator: " ").map(String.init).dropFirst(1 + subcommand.path.count)
                #expect(try subcommand.parse(words) != nil)
            }
        }
    }

    @Test func `help and version go to standard output with status 0`() async {
        for words in [["--help"], ["help"], ["bench", "--help"], ["bench", "book", "--help"], ["help", "bench", "book"], ["help", "bench"]] {
            let program = Walras.program
            let printed = Printed()
            var quiet = program
            quiet.output = { printed.add($0) }
            quiet.errors = { Issue.record("\(words) said \($0)") }
            #expect(await quiet.run(words) == .done)
            #expect(printed.all.hasPrefix("walras ") || printed.all.hasPrefix("Usage: walras"))
        }
        #expect(await run("--version") == (.done, "walras \(Program.version)\n", ""))
    }

    @Test func `words that name nothing are refused with the nearest subcommand`() async {
        let wrong = await run("bench", "bok")
        #expect(wrong.status == .usage)
        #expect(wrong.errors == "walras: unknown subcommand 'bench bok'; did you mean 'bench book'?\nTry: walras bench --help\n")
        #expect(await run("bnech").errors.contains("did you mean 'bench'?"))
        #expect(await run("--versoin").errors.contains("did you mean '--version'?"))
        #expect(await run("bench").status == .usage)
        let option = await run("bench", "book", "--worklaod", "x")
        #expect(option.errors == "walras: unknown option '--worklaod'; did you mean '--workload'?\nTry: walras bench book --help\n")
    }

    @Test func `edit distance counts inserts, deletes, replacements and swaps of neighbours`() {
        #expect(editDistance("", "abc") == 3)
        #expect(editDistance("abc", "") == 3)
        #expect(editDistance("replay", "replay") == 0)
        #expect(editDistance("relpay", "replay") == 1)
        #expect(editDistance("kitten", "sitting") == 3)
        #expect(nearestMatch("replya", among: ["run", "replay", "bench"]) == "replay")
        #expect(nearestMatch("xyz", among: ["run", "replay", "bench"]) == nil)
        #expect(nearestMatch("run", among: []) == nil)
    }
}

@Suite struct OutputTests {
    @Test func `JSON escapes what it must and keeps keys in order`() {
        let value = JSONValue.object([
            ("b", .array([1, true, .null])), ("a", .string("quote \" slash \\ tab \t newline \n bell \u{7} é")),
            ("u", .unsigned(.max)), ("d", .decimal("1.50")), ("e", .object([])),
        ])
        #expect(value.text == #"{"b":[1,true,null],"a":"quote \" slash \\ tab \t newline \n bell \u0007 é","u":18446744073709551615,"d":1.50,"e":{}}"#)
    }

    @Test func `decimals are rounded to the nearest and keep their zeros`() {
        #expect(decimal(0, digits: 2) == "0.00")
        #expect(decimal(12.345678, digits: 2) == "12.35")
        #expect(decimal(0.999, digits: 2) == "1.00")
        #expect(decimal(7.05, digits: 1) == "7.1" || decimal(7.05, digits: 1) == "7.0")
    }

    private final class SteppingClock: Clock {
        private let time = Atomic<Int64>(0)
        var monotonicNanoseconds: Int64 { time.load(ordering: .relaxed) }
        var wallNanoseconds: Int64 { monotonicNanoseconds }
        func set(milliseconds: Int64) { time.store(milliseconds * 1_000_000, ordering: .relaxed) }
    }

    @Test func `a progress bar appears after a second, at most ten times a second, and cleans up`() throws {
        let clock = SteppingClock()
        let printed = Printed()
        var progress = Progress("dig", total: 200, clock: clock) { printed.add($0) }
        clock.set(milliseconds: 999)
        try progress.update(50)
        #expect(printed.all == "")
        clock.set(milliseconds: 1_000)
        try progress.update(100)
        let bar = "\rdig [###############...............] 50 %"
        #expect(printed.all == bar)
        clock.set(milliseconds: 1_099)
        try progress.update(110)
        #expect(printed.all == bar)
        try progress.finish()
        #expect(printed.all == bar + "\r\u{1B}[K")
    }

    @Test func `the README names every subcommand`() throws {
        let page = try readme
        for subcommand in Walras.program.subcommands { #expect(page.contains("`\(subcommand.name)`"), "\(subcommand.name) is missing") }
    }

    @Test func `quick or unwatched work shows no progress bar`() throws {
        let clock = SteppingClock()
        let printed = Printed()
        var quick = Progress("dig", total: 2, clock: clock) { printed.add($0) }
        try quick.update(2)
        try quick.finish()
        var unwatched = Progress("dig", total: 2, clock: clock, write: nil)
        clock.set(milliseconds: 5_000)
        try unwatched.update(1)
        try unwatched.finish()
        #expect(printed.all == "")
    }
}
