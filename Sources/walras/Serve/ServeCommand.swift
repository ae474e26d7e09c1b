import Engine
import Gateway
import IO
import Journaling
import Synchronization

extension Subcommand {
    static let serve = Subcommand(
        path: ["serve"],
        summary: "Run the exchange as a daemon: HTTP, WebSocket and binary frames.",
        discussion: """
            Opens the data directory, or recovers what is in it, and serves until SIGTERM or SIGINT: then it takes nothing new, answers what has begun, \
            commits, and ends. SIGHUP reads limits and certificates again.
            """,
        options: [
            Option(name: "data", value: .text(placeholder: "DIR", default: "data"), summary: "The data directory; made if it is not there."),
            Option(name: "listen", value: .text(placeholder: "NAME=ADDRESS", default: "agentexchange=127.0.0.1:8000"), summary: "Where to speak HTTP."),
            Option(name: "binary", value: .text(placeholder: "ADDRESS", default: nil), summary: "Where to take binary frames: 127.0.0.1:9000."),
            Option(name: "loops", value: .integer(1...64, default: 1), summary: "Threads that carry connections; 1 shares the engine's."),
            Option(name: "busy-poll", value: .flag, summary: "Never sleep: the lowest latency, for a whole core a loop."),
            Option(name: "durability", value: .choice(["always", "interval", "none"], default: "always"), summary: "When a command counts as done."),
            Option(name: "demo", value: .flag, summary: "Makers and noise traders inside the daemon, so that there is somebody to trade with."),
            Option(name: "seed", value: .integer(0...Int64.max, default: 1), summary: "What the demo market's prices and orders follow from."),
            Option(name: "feed", value: .text(placeholder: "FILE", default: nil), summary: "A recorded feed that the demo market follows, again and again."),
        ],
        examples: ["walras serve --data data --demo", "walras serve --binary 127.0.0.1:9000 --durability interval"],
        exitNote: "could not start, or the log failed"
    ) { invocation in
        var options = Daemon.Options(data: invocation.text("data"))
        options.gateway.loops = Int(invocation.integer("loops"))
        options.gateway.busyPoll = invocation.flag("busy-poll")
        options.gateway.listen = [(.agentExchange, try address(invocation.text("listen").replacing("agentexchange=", with: ""), "listen"))]
        if let text = invocation.optionalText("binary") { options.gateway.listen.append((.binary, try address(text, "binary"))) }
        switch invocation.text("durability") {
        case "interval": options.journal.durability = .interval(milliseconds: 100)
        case "none": options.journal.durability = .none
        default: options.journal.durability = .always
        }
        if invocation.flag("demo") {
            var demo = DemoOptions()
            demo.seed = UInt64(invocation.integer("seed"))
            demo.feed = invocation.optionalText("feed")
            options.demo = demo
        }
        return try ServeRun(options: options, print: invocation.print).run()
    }

    private static func address(_ text: String, _ option: String) throws(UsageError) -> SocketAddress {
        guard let address = SocketAddress(text) else { throw UsageError("--\(option): '\(text)' is not an address such as 127.0.0.1:8000") }
        return address
    }
}

/// One `walras serve`, from opening to the last byte.
struct ServeRun {
    let options: Daemon.Options
    let print: @Sendable (String) throws -> Void

    func run() throws -> ExitStatus {
        let loop = try EventLoop()
        let status = Mutex(ExitStatus.done)
        let failure = Mutex<(any Error)?>(nil)
        // Everything below is on the loop, which runs on this thread.
        nonisolated(unsafe) var daemon: Daemon?
        loop.schedule(at: .min) {
            do {
                let started = try Daemon(options, on: loop)
                unsafe daemon = started
                started.desk.onFence = { error in
                    status.withLock { $0 = .failed }
                    complain("the log failed, nothing more is acknowledged: \(error)")
                    loop.stop()
                }
                started.signals = try Signals(on: loop) { signal in
                    guard signal != .hangUp else { return }
                    started.shutDown { loop.stop() }
                }
                try announce(started, try started.server.listen())
            } catch {
                failure.withLock { $0 = error }
                loop.stop()
            }
        }
        loop.run()
        if let error = failure.withLock({ $0 }) { throw error }
        loop.schedule(at: .min) {
            do { try unsafe daemon?.close() } catch {
                status.withLock { $0 = .failed }
                complain("the log could not be closed: \(error)")
            }
            loop.stop()
        }
        loop.run()
        unsafe daemon?.stop()
        return status.withLock { $0 }
    }

    private func announce(_ daemon: Daemon, _ addresses: [(door: Door, address: SocketAddress)]) throws {
        var lines = ["durability \(options.journal.durability), state \(hexadecimal(daemon.stateHash)), \(daemon.catalog.instruments.count) instruments"]
        for (door, address) in addresses {
            lines.append(door == .binary ? "binary frames on \(address)" : "http://\(address)")
        }
        try print(lines.joined(separator: "\n") + "\n")
    }
}

private func complain(_ message: String) {
    do { try Terminal.error.write("walras: \(message)\n") } catch { /* Nobody reads it: there is nobody to tell. */ return }
}
