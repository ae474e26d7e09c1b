import Gateway
import History
import IO
import Market

extension Subcommand {
    static let dataImport = Subcommand(
        path: ["data", "import"],
        summary: "Import bars, so that there are candles before trading starts.",
        discussion: """
            Reads bars of one symbol and length from FILE (plain or zstd-compressed) into market-data.sqlite of the data directory. A daemon that \
            runs on it shows them with its next answer. The kind of file is told by its contents:

              CSV without a header: open time, open, high, low, close, volume, close time, quote volume, trades
              CSV with a header, JSON objects: columns time (or open_time, timestamp, date), open, high, low, close, volume
              JSON arrays: rows as in the first, in one array or one after another
              recorded orders, as `walras run` plays them: bars of the trades they make; their times count as UTC

            Times are seconds, milli-, micro- or nanoseconds since 1970, or dates. Rows are in order of time. A file with a row that cannot be right \
            (high below low, a price of 0, a time between two bars) is refused as a whole. Importing a file twice changes nothing. \
            Longer bars are folded up from what was imported; a file of longer bars goes before them.

            --json prints: read, new, folded, first, last (nanoseconds since 1970).
            """,
        arguments: [Argument(name: "FILE", summary: "The file.")],
        options: [
            Option(name: "symbol", value: .text(placeholder: "SYMBOL", default: nil), summary: "Such as BTCUSDT.", isRequired: true),
            Option(name: "interval", value: .choice(intervals.map(\.name), default: nil), summary: "Length of the bars.", isRequired: true),
            Option(name: "format", value: .choice(["auto", "bars", "orders"], default: "auto"), summary: "What FILE holds; auto: its contents tell."),
            Option(name: "data", value: .text(placeholder: "DIR", default: "data"), summary: "The data directory; made if it is not there."), .json,
        ],
        examples: ["walras data import BTCUSDT-1m-2024-01.csv --symbol BTCUSDT --interval 1m", "walras data import bars.json --symbol ETHUSDT --interval 1h --data data"]
    ) { invocation in
        let (symbol, length) = (try symbol(invocation.text("symbol")), length(invocation.text("interval")))
        let data = try MarketData(directory: try WorkDirectory(invocation.text("data"), prefix: "").path)
        let path = invocation.arguments[0]
        let isOrders = switch invocation.text("format") {
        case "orders": true
        case "bars": false
        default: DataImport.holdsOrders(path)
        }
        let outcome = try DataImport(path: path, symbol: symbol, length: length).run(into: data, isOrders: isOrders)
        try invocation.print(invocation.flag("json") ? outcome.json.text + "\n" : outcome.text(path, symbol, invocation.text("interval")))
        return .done
    }

    static let dataList = Subcommand(
        path: ["data", "list"],
        summary: "Show which bars were imported.",
        discussion: """
            One line for each symbol and length: how many bars, from when to when, and how many stretches are missing between them.

            --json prints an array of objects: symbol, interval, bars, first, last (nanoseconds since 1970), folded, gaps.
            """,
        options: [dataOption, .json],
        examples: ["walras data list", "walras data list --data data --json"]
    ) { invocation in
        let data = try imported(invocation)
        let (series, gaps) = (try data?.series() ?? [], try data?.gaps() ?? [])
        func missing(_ series: MarketData.Series) -> Int { gaps.filter { $0.symbol == series.symbol && $0.length == series.length }.count }
        if invocation.flag("json") {
            let rows = series.map { series in
                JSONValue.object([
                    ("symbol", .string(series.symbol)), ("interval", .string(name(of: series.length))), ("bars", .integer(Int64(series.bars))),
                    ("first", .integer(series.first)), ("last", .integer(series.last)), ("folded", .boolean(series.isFolded)),
                    ("gaps", .integer(Int64(missing(series)))),
                ])
            }
            try invocation.print(JSONValue.array(rows).text + "\n")
            return .done
        }
        let lines = series.map { series in
            let origin = series.isFolded ? "folded" : missing(series) == 0 ? "whole" : "\(missing(series)) gaps"
            return "\(series.symbol) \(name(of: series.length))  \(series.bars) bars  \(ISOTime.string(series.first)) to \(ISOTime.string(series.last))  \(origin)\n"
        }
        try invocation.print(lines.isEmpty ? "no bars were imported\n" : lines.joined())
        return .done
    }

    static let dataRemove = Subcommand(
        path: ["data", "remove"],
        summary: "Remove imported bars.",
        discussion: """
            Removes all imported bars of a symbol, or those of one length and what was folded up from them. Bars of the exchange's own trades stay.

            --json prints: removed.
            """,
        options: [
            Option(name: "symbol", value: .text(placeholder: "SYMBOL", default: nil), summary: "Such as BTCUSDT.", isRequired: true),
            Option(name: "interval", value: .choice(intervals.map(\.name), default: nil), summary: "Only bars of this length."),
            dataOption, .json,
        ],
        examples: ["walras data remove --symbol BTCUSDT", "walras data remove --symbol BTCUSDT --interval 1h --data data"]
    ) { invocation in
        let symbol = try symbol(invocation.text("symbol"))
        let removed = try imported(invocation)?.remove(symbol, length: invocation.optionalText("interval").map { length($0) }) ?? 0
        try invocation.print(invocation.flag("json") ? JSONValue.object([("removed", .integer(Int64(removed)))]).text + "\n" : "\(removed) bars removed\n")
        return .done
    }

    // MARK: options

    static let intervals: [(name: String, length: Timestamp)] = zip(["1m", "5m", "15m", "1h", "4h", "1d"], BarSeries.lengths).map { ($0, $1) }

    private static func length(_ name: String) -> Timestamp {
        guard let interval = intervals.first(where: { $0.name == name }) else { fatalError("\(name) was a choice") }
        return interval.length
    }

    private static func name(of length: Timestamp) -> String { intervals.first { $0.length == length }?.name ?? "" }

    private static let dataOption = Option(name: "data", value: .text(placeholder: "DIR", default: "data"), summary: "The data directory.")

    /// What was imported; nil if nothing ever was.
    private static func imported(_ invocation: Invocation) throws -> MarketData? {
        let directory = invocation.text("data")
        return try FileStorage().list(directory).contains(MarketData.fileName) ? MarketData(directory: directory) : nil
    }

    private static func symbol(_ text: String) throws(UsageError) -> String {
        let symbol = text.uppercased()
        guard (2...Name.bytesMax).contains(symbol.count), symbol.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }), Name(symbol) != nil else {
            throw UsageError("--symbol: '\(text)' is not 2 to \(Name.bytesMax) letters and digits")
        }
        return symbol
    }
}
