import Foundation
import IO

extension Subcommand {
    static let load = Subcommand(
        path: ["load"],
        summary: "Hammer a gateway with orders, and check its answers.",
        discussion: """
            Registers accounts, opens connections, and keeps requests in flight on each: as many as the answers allow, or so many a second with --rate, \
            where latency counts from the moment a request was to be sent. Orders are drawn around the last prices: bids and asks up to 64 steps of half \
            a basis point away, one in 64 where the two meet. Accounts begin with quote currency alone and sell what they have bought, so something must \
            be offered, as `walras serve --demo` does; or --admin gives them base currency. --workload and --orders send the commands of a file instead, \
            each connection those of its orders: a replacement as a cancel and a new order, auctions not at all. A connection that has \(LoadOptions.openOrdersMax) orders open cancels instead of entering another. \
            --mix takes \(LoadMix.Kind.allCases.map(\.rawValue).joined(separator: ", ")).

            --record writes what the server has promised, for whoever compares later: a JSON object per line for each account (agent, key), each numbered \
            report or answer of an order (kind, sequence, order, name, and what became of it), and, at the end, each order that was sent and not \
            answered (pending). Every order then has a name, which no other run gives.

            Every answer is checked. Binary: each request is answered once, reports are numbered without a gap, fills add up and stay within the limit. \
            HTTP: orders, statuses and sums are those of what was asked. Certificates of https:// and h2:// must be for the address, from an authority of \
            the system or of --cacert. \
            The server must be started with `--limits off`.

            --json prints: target, connections, inFlight, rate, seconds, requests, answers, perSecond, fills, bytesSent, bytesReceived, \
            latency (nanoseconds: p50, p90, p99, p99.9, p99.99, max), errors (by code), checks, violations, firstViolations.
            """,
        options: [
            Option(
                name: "target", value: .text(placeholder: "URL", default: nil), summary: "\(LoadTarget.Transport.allCases.map { "\($0.rawValue)://" }.joined(separator: ", ")), with address and port.",
                isRequired: true),
            Option(
                name: "http", value: .text(placeholder: "URL", default: nil),
                summary: "Where to register and ask prices. Default: the target, or http://127.0.0.1:8000 for sbe://."),
            Option(name: "connections", value: .integer(1...Int64(LoadOptions.connectionsMax), default: 1), summary: "Connections."),
            Option(name: "inflight", value: .integer(1...Int64(LoadOptions.inFlightMax), default: 1), summary: "Requests under way on each."),
            Option(
                name: "accounts", value: .integer(1...Int64(LoadOptions.connectionsMax), default: nil),
                summary: "Accounts that the connections share. Default: one each."),
            Option(name: "symbols", value: .text(placeholder: "A,B", default: "BTCUSDT"), summary: "What to trade."),
            Option(
                name: "mix", value: .text(placeholder: "KIND=PERCENT,…", default: "limit=70,cancel=20,market=10"),
                summary: "How much of what; 100 in all."),
            Option(name: "rate", value: .integer(1...10_000_000, default: nil), summary: "Requests a second, all connections together."),
            Option(name: "duration", value: .integer(1...86_400, default: nil), summary: "Seconds. Default: 5, unless --requests is given."),
            Option(name: "requests", value: .integer(1...1_000_000_000_000, default: nil), summary: "How many to send."),
            Option(name: "idle", value: .flag, summary: "WebSockets stay open and send nothing: for what they cost."),
            Option(
                name: "slow-readers", value: .integer(0...Int64(FrameSession.streamsMax - 1), default: 0),
                summary: "Binary sessions of the first connection's account that read nothing."),
            Option(name: "busy-poll", value: .flag, summary: "Never sleep while answers are awaited: what is measured is the server then, and not how fast processors wake."),
            Option(name: "warmup", value: .integer(0...3_600, default: 0), summary: "Seconds before the measured ones, for everything to come up to speed."),
            Option(
                name: "admin", value: .text(placeholder: "ADDRESS", default: nil),
                summary: "The daemon's admin interface, such as unix:data/admin.sock: new accounts are given base currency there."),
            Option(name: "cacert", value: .text(placeholder: "FILE", default: nil), summary: "PEM file of the authorities that are believed, instead of the system's."),
            Option(name: "insecure", value: .flag, summary: "Believe any certificate."),
            Option(name: "workload", value: .text(placeholder: "FILE", default: nil), summary: "Send the commands of a workload file."),
            Option(name: "orders", value: .text(placeholder: "FILE", default: nil), summary: "Send recorded orders, paced by their own clock."),
            Option(name: "speed", value: .text(placeholder: "FACTOR", default: nil), summary: "How many times as fast as recorded. Default: 1."),
            Option(name: "seed", value: .integer(0...Int64.max, default: 1), summary: "Of the random orders."),
            Option(name: "record", value: .text(placeholder: "FILE", default: nil), summary: "Write acknowledgements to this file, which holds keys then: for its owner alone."),
            Option(name: "plot", value: .text(placeholder: "FILE", default: nil), summary: "Draw latency by percentile into an SVG file."),
            .json,
        ],
        examples: [
            "walras load --target sbe://127.0.0.1:9000 --inflight 256",
            "walras load --target http://127.0.0.1:8000 --connections 64 --rate 20000 --warmup 1",
            "walras load --target sbe://127.0.0.1:9000 --admin unix:data/admin.sock --orders day.csv.zst",
        ],
        exitNote: "could not connect, or an answer was not as promised"
    ) { invocation in
        let options = try LoadOptions(invocation)
        var progress = Progress("load", total: 1000)
        let loop = try EventLoop()
        loop.spins = invocation.flag("busy-poll")
        let report = try LoadRun(options, on: loop) { done in try progress.update(Int(done * 1000)) }.perform()
        try progress.finish()
        if let path = invocation.optionalText("plot") {
            let plot = LatencyPlot(title: "\(report.target): \(report.perSecond) answers a second", latency: report.statistics.latency)
            try Data(plot.svg.utf8).write(to: URL(fileURLWithPath: path))
        }
        try invocation.print(invocation.flag("json") ? report.json.text + "\n" : report.text)
        return report.statistics.violations == 0 && (report.statistics.answers > 0 || options.isIdle) ? .done : .failed
    }
}
