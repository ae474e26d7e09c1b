import Foundation

@main struct Walras {
    static let program = Program(subcommands: [
        .serve, .load, .run, .benchBook, .benchEngine, .benchGenerate, .benchEcho,
        .replay, .rebuild, .journalStat, .journalCat, .journalVerify, .journalRepair, .snapshot,
        .configCheck, .configShow, .sim,
    ])

    static func main() async {
        let status = await program.run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }
}
