import Foundation

@main struct Walras {
    static let program = Program(subcommands: [
        .serve, .load, .run, .benchBook, .benchEngine, .benchGenerate, .benchEcho, .benchHistoryQueries,
        .replay, .rebuild, .journalStat, .journalCat, .journalVerify, .journalRepair, .snapshot,
        .dataImport, .dataList, .dataRemove, .configCheck, .configShow, .sim, .prove,
    ])

    static func main() async {
        let status = await program.run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }
}
