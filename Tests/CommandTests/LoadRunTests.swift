import Foundation
import Gateway
import IO
import Synchronization
import Testing

@testable import walras

/// A daemon on a loop of its own, for as long as the body runs.
func withDaemon(_ body: (_ http: String, _ binary: String, _ admin: String, _ directory: String) async throws -> Void) async throws {
    try await withDaemonAndLoop { _, http, binary, admin, directory in try await body(http, binary, admin, directory) }
}

func withDaemonAndLoop(
    _ body: (_ loop: EventLoop, _ http: String, _ binary: String, _ admin: String, _ directory: String) async throws -> Void
) async throws {
    try await withDirectory { directory in
        var options = Daemon.Options(data: directory + "/data")
        options.gateway.hasNoLimits = true
        options.gateway.limits = .none
        options.gateway.listen = [
            (.agentExchange, try #require(SocketAddress("127.0.0.1:0"))), (.binary, try #require(SocketAddress("127.0.0.1:0"))),
            (.admin, try #require(SocketAddress("unix:\(directory)/a"))),
        ]
        let loop = try EventLoop()
        try loop.start()
        let started = options
        // The daemon is touched on its loop alone.
        nonisolated(unsafe) var daemon: Daemon?
        let addresses = try loop.performAndWait {
            Result {
                let made = try Daemon(started, on: loop)
                unsafe daemon = made
                return try made.server.listen().map(\.address)
            }
        }.get()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(loop, "\(addresses[0])", "\(addresses[1])", "\(addresses[2])", directory)) } catch { outcome = .failure(error) }
        try loop.performAndWait { Result { try unsafe daemon?.close() } }.get()
        try unsafe daemon?.stop()
        loop.stop()
        loop.join()
        try outcome.get()
    }
}

@Suite(.serialized) struct LoadRunTests {
    /// Whether every check held, and there were some.
    private func expectClean(_ result: (status: walras.ExitStatus, output: String, errors: String), _ what: String) {
        #expect(result.status == .done, "\(what): \(result.output) \(result.errors)")
        #expect(result.output.contains("\"violations\":0"), "\(what): \(result.output)")
        #expect(!result.output.contains("\"checks\":0,"), "\(what): \(result.output)")
        #expect(!result.output.contains("\"fills\":0,"), "\(what) traded nothing: \(result.output)")
    }

    @Test func `every protocol carries orders that trade, and every check holds`() async throws {
        try await withDaemon { http, binary, admin, directory in
            for target in ["http://\(http)", "h2c://\(http)", "ws://\(http)", "sbe://\(binary)"] {
                let result = await run(
                    "load", "--target", target, "--http", "http://\(http)", "--admin", admin, "--connections", "2", "--inflight", "4", "--requests", "400", "--json")
                expectClean(result, target)
                #expect(result.output.contains("\"answers\":400,"), "\(target): \(result.output)")
            }
        }
    }

    @Test func `a workload and recorded orders are sent whole`() async throws {
        try await withDaemon { http, binary, admin, directory in
            let made = try WorkloadGenerator.generate(.base, seed: 3, commands: 2_000, resting: 500)
            try made.write(to: directory + "/w")
            let workload = await run(
                "load", "--target", "sbe://\(binary)", "--http", "http://\(http)", "--admin", admin, "--connections", "3", "--inflight", "16", "--workload",
                directory + "/w", "--plot", directory + "/plot.svg", "--json")
            expectClean(workload, "workload")
            #expect(FileManager.default.fileExists(atPath: directory + "/plot.svg"))
            // A replacement is two commands.
            let commands = made.records.reduce(0) { $0 + ($1.operation == .replace ? 2 : 1) }
            #expect(workload.output.contains("\"answers\":\(commands),"), "\(workload.output)")

            var rows = ["seq,time_hhmmsscc,action,order_id,side,price_milliyuan,qty_shares,tif"]
            for index in 1...300 {
                let time = 9_300_000 + index / 3
                rows.append("\(index),0\(time),\(["NEW", "NEW", "CXL"][index % 3]),\(index % 3 == 2 ? index - 1 : index),\(index % 2 == 0 ? "B" : "S"),\(1_000_000 + 10 * (index % 7)),100,\(index % 3 == 2 ? "" : "GTC")")
            }
            try write(Array(rows.joined(separator: "\n").utf8), to: directory + "/day_orders.csv")
            let recorded = await run(
                "load", "--target", "ws://\(http)", "--admin", admin, "--connections", "2", "--inflight", "64", "--orders", directory + "/day_orders.csv",
                "--speed", "10", "--json")
            expectClean(recorded, "recorded orders")
            #expect(recorded.output.contains("\"answers\":300,"), "\(recorded.output)")
        }
    }

    @Test func `acknowledgements are recorded, each order under a name of its own`() async throws {
        try await withDaemon { http, binary, admin, directory in
            for (target, kind) in [("sbe://\(binary)", "accepted"), ("http://\(http)", "answer")] {
                let path = directory + "/record"
                let result = await run(
                    "load", "--target", target, "--http", "http://\(http)", "--connections", "2", "--inflight", "4", "--mix", "limit=100", "--requests", "100",
                    "--record", path, "--json")
                #expect(result.status == .done, "\(result.output) \(result.errors)")
                #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
                let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
                    try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
                }
                #expect(lines.count { $0["key"] != nil } == 2)
                let accepted = lines.filter { $0["kind"] as? String == kind }
                #expect(accepted.count == 100 && Set(accepted.map { "\($0["name"] ?? "")" }).count == 100)
                #expect(Set(accepted.compactMap { $0["sequence"] as? Int }).count == 100)
                #expect(!lines.contains { $0["pending"] != nil })
            }
        }
    }

    @Test func `what excludes each other is refused`() async {
        let target = ["load", "--target", "sbe://127.0.0.1:1"]
        for (words, message) in [
            (["--workload", "w", "--orders", "o"], "--workload and --orders exclude each other"),
            (["--orders", "o", "--rate", "5"], "--rate: recorded orders have a clock of their own"),
            (["--orders", "o", "--speed", "0"], "--speed: '0' is no factor above 0"),
            (["--workload", "w", "--speed", "2"], "--speed is for --orders"),
            (["--workload", "w", "--record", "r"], "--record: only of random orders"),
            (["--admin", "nowhere"], "--admin: 'nowhere' is no address"),
        ] {
            let errors = Printed()
            var program = Walras.program
            program.errors = { errors.add($0) }
            #expect(await program.run(target + words) == .usage)
            #expect(errors.all.contains(message), "\(errors.all)")
        }
        #expect(await run("load", "--target", "http://127.0.0.1:1", "--workload", "w").errors.contains("go over sbe:// and ws://"))
    }
}
