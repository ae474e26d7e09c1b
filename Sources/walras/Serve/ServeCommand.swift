import Engine
import Gateway
import History
import IO
import Journaling
import Security
import Synchronization

extension Subcommand {
    static let serve = Subcommand(
        path: ["serve"],
        summary: "Run the exchange as a daemon: HTTP, WebSocket and binary frames.",
        discussion: """
            Opens the data directory, or recovers what is in it, and serves until SIGTERM or SIGINT: then it takes nothing new, answers what has begun, \
            commits, and ends. SIGHUP reads limits and the certificate again.

            \(settingsDiscussion)
            """,
        options: EffectiveConfiguration.options + plantedOptions,
        examples: ["walras serve --data data --demo", "walras serve --binary 127.0.0.1:9000 --durability interval", "walras serve --config walras.json5"],
        exitNote: "could not start, or the log failed"
    ) { invocation in
        invocation.plant()
        let effective = try EffectiveConfiguration(invocation)
        return try ServeRun(
            options: effective.configuration.daemonOptions(), tls: effective.configuration.tlsContext(),
            readAgain: {
                let configuration = try EffectiveConfiguration(invocation).configuration
                return (try configuration.tlsContext(), try configuration.daemonOptions().gateway)
            }, print: invocation.print
        ).run()
    }
}

/// One `walras serve`, from opening to the last byte.
struct ServeRun {
    let options: Daemon.Options
    let tls: TLSContext?
    /// Certificate, and limits among the rest, as the settings have them now.
    let readAgain: @Sendable () throws -> (TLSContext?, GatewayOptions)
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
                started.server.tls = tls
                started.desk.onFence = { error in
                    status.withLock { $0 = .failed }
                    complain("the log failed, nothing more is acknowledged: \(error)")
                    loop.stop()
                }
                started.signals = try Signals(on: loop) { signal in
                    guard signal != .hangUp else { return reload(started) }
                    started.shutDown { loop.stop() }
                }
                started.whenReady {
                    do { try unsafe announce(daemon!, try daemon!.server.listen()) } catch {  // Set just above.
                        failure.withLock { $0 = error }
                        loop.stop()
                    }
                }
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
        do { try unsafe daemon?.stop() } catch {
            complain("the history is behind, and is written when the exchange is opened again: \(error)")
        }
        return status.withLock { $0 }
    }

    /// New connections get the certificate that is there now, everybody the limits; settings that cannot be used change nothing.
    private func reload(_ daemon: Daemon) {
        do {
            let (certificate, gateway) = try readAgain()
            // Accounts have been opened with limits or without, and who connects in clear from one moment to the next would not notice.
            guard (certificate == nil) == (tls == nil), gateway.hasNoLimits == options.gateway.hasNoLimits else {
                return complain("settings not read again: tls and limits.enabled change with a new start alone")
            }
            daemon.server.tls = certificate
            daemon.setLimits(gateway.limits)
            complain("limits and certificate read again; other settings are for the next start")
        } catch {
            complain("settings not read again: \(error)")
        }
    }

    private func announce(_ daemon: Daemon, _ addresses: [(door: Door, address: SocketAddress)]) throws {
        var lines = ["durability \(options.journal.durability), state \(hexadecimal(daemon.stateHash)), \(daemon.catalog.instruments.count) instruments"]
        if let cut = daemon.opening.cut { lines.append("the log: \(cut)") }
        if let mirror = daemon.opening.mirror { lines.append(mirror.text) }
        if let snapshot = daemon.opening.snapshot { lines.append("began with the snapshot at \(snapshot.sequence)") }
        for (door, address) in addresses {
            switch door {
            case .binary: lines.append("binary frames on \(address)")
            case .admin: lines.append("administration on \(address)")
            case .agentExchange: lines.append("http\(tls == nil || address.port == nil ? "" : "s")://\(address)")
            }
        }
        if daemon.server.connectionsMax < options.gateway.connectionsMax {
            lines.append("at most \(daemon.server.connectionsMax) connections, not connections.max: the system allows no more open files (ulimit -n)")
        }
        if let notice = daemon.history?.status.now.notice { lines.append(notice) }
        if options.gateway.hasNoLimits { lines.insert("limits are off: for load tests only", at: 1) }
        try print(lines.joined(separator: "\n") + "\n")
    }
}

/// To the operator, not to who reads the addresses.
private func complain(_ message: String) {
    do { try Terminal.error.write("walras: \(message)\n") } catch { /* Nobody reads it: there is nobody to tell. */ return }
}
