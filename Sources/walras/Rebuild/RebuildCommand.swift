import Engine
import History
import IO

extension Subcommand {
    static let rebuild = Subcommand(
        path: ["rebuild"],
        summary: "Make the history of a data directory again from its log.",
        discussion: """
            Reads the log in DIR from its first record and writes DIR/history.sqlite (orders that have ended, fills, candles, equity) as it follows \
            from it: under a temporary name first, then renamed. The daemon keeps the file up to date by itself and makes it again if it is \
            damaged; this is for when it should not have to. How long rows are kept, and how far others have read them, is taken from the old \
            file if that can be read.

            Refused while an exchange has DIR open, and if the log no longer begins with its first record: then the old file, which stays as it \
            is, has rows that nothing else has.

            --json prints: path, sequence (of the last record in the tables), bytes.
            """,
        arguments: [.dataDirectory],
        options: [.json],
        examples: ["walras rebuild data"]
    ) { invocation in
        let bar = SharedProgress("rebuild")
        var rebuild = HistoryRebuild(DataDirectory(invocation.arguments[0]))
        rebuild.onProgress = { bar.update($0, of: $1) }
        let outcome = try rebuild.run()
        try bar.finish()
        let json = JSONValue.object([
            ("path", .string(outcome.path)), ("sequence", .unsigned(outcome.sequence)), ("bytes", .integer(Int64(outcome.bytes))),
        ])
        try Terminal.output.write(
            invocation.flag("json") ? json.text + "\n" : "\(outcome.path): every record up to \(outcome.sequence), \(outcome.bytes) bytes\n")
        return .done
    }
}
