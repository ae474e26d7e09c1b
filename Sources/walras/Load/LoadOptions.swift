import IO
import Security

/// What `walras load` was asked for.
struct LoadOptions: Sendable {
    var target: LoadTarget
    /// Where accounts are registered and prices asked.
    var http: LoadTarget
    var connections: Int
    var inFlight: Int
    var accounts: Int
    var symbols: [String]
    var mix: LoadMix
    var seed: UInt64
    /// Requests a second; nil for as fast as answers come.
    var rate: Int64?
    /// Either may end the run.
    var nanoseconds: Int64?
    var requests: Int?

    /// Connections stay open and send nothing.
    var isIdle: Bool
    /// Sessions beside the first connection's that log on to its account and then read nothing.
    var slowReaders: Int
    /// Where accounts are given base currency; nil for nowhere.
    var admin: SocketAddress?
    /// Whose certificates are believed.
    var trust: TLSTrust
    /// What is sent instead of random orders.
    var script: LoadScript.Source?
    /// Where acknowledgements are written; nil for nowhere.
    var record: String?
    /// What is to be sent within so many nanoseconds of the start is answered, and not measured.
    var warmUpNanoseconds: Int64

    /// What an account begins with, in whole units of the quote currency. Recorded orders may be large; random ones are worth at most some
    /// hundreds each. All accounts together stay within half of what 63 bits hold of units of 10^-8, so that one run leaves room for another.
    var startingBalance: Int64 { min(script == nil ? 10_000_000 : 1_000_000_000, 46_000_000_000 / Int64(max(1, accounts))) }

    static let connectionsMax = 20_000
    static let inFlightMax = 65_536
    /// Open orders a connection may have; at that many it cancels the oldest instead of entering another.
    static let openOrdersMax = 2048

    init(_ invocation: Invocation) throws {
        target = try LoadTarget(invocation.text("target"))
        let sharesAddress = target.transport != .sbe
        http = try invocation.optionalText("http").map { text throws(UsageError) in try LoadTarget(text, option: "http") }
            ?? (sharesAddress ? target : LoadTarget("http://127.0.0.1:8000", option: "http"))
        let connections = Int(invocation.integer("connections"))
        self.connections = connections
        inFlight = Int(invocation.integer("inflight"))
        isIdle = invocation.flag("idle")
        slowReaders = Int(invocation.integer("slow-readers"))
        symbols = invocation.text("symbols").split(separator: ",").map(String.init)
        let mix = try LoadMix(invocation.text("mix"))
        self.mix = mix
        seed = UInt64(invocation.integer("seed"))
        let trades = [LoadMix.Kind.limit, .cancel, .market].contains { mix.has($0) }
        accounts = trades ? invocation.optionalInteger("accounts").map(Int.init) ?? connections : 0
        rate = invocation.optionalInteger("rate")
        requests = invocation.optionalInteger("requests").map(Int.init)
        admin = try invocation.optionalText("admin").map { text throws(UsageError) in
            guard let address = SocketAddress(text) else { throw UsageError("--admin: '\(text)' is no address such as unix:data/admin.sock") }
            return address
        }
        let authorities = invocation.optionalText("cacert")
        guard authorities == nil || !invocation.flag("insecure") else { throw UsageError("--cacert and --insecure exclude each other") }
        trust = invocation.flag("insecure") ? .anyone : authorities.map { .authorities(path: $0) } ?? .system
        script = try Self.script(invocation)
        record = invocation.optionalText("record")
        warmUpNanoseconds = invocation.integer("warmup") * 1_000_000_000
        let isEndless = requests == nil && script == nil
        nanoseconds = invocation.optionalInteger("duration").map { $0 * 1_000_000_000 } ?? (isEndless ? 5_000_000_000 : nil)
        nanoseconds = nanoseconds.map { $0 + warmUpNanoseconds }
        try check()
    }

    private static func script(_ invocation: Invocation) throws(UsageError) -> LoadScript.Source? {
        let (workload, orders, speed) = (invocation.optionalText("workload"), invocation.optionalText("orders"), invocation.optionalText("speed"))
        guard workload == nil || orders == nil else { throw .init("--workload and --orders exclude each other") }
        guard speed == nil || orders != nil else { throw .init("--speed is for --orders") }
        guard let orders else { return workload.map { .workload($0) } }
        guard invocation.optionalInteger("rate") == nil else { throw .init("--rate: recorded orders have a clock of their own; see --speed") }
        guard let factor = Double(speed ?? "1"), factor > 0, factor <= 1_000_000 else { throw .init("--speed: '\(speed ?? "")' is no factor above 0") }
        return .orders(orders, speed: factor)
    }

    private func check() throws(UsageError) {
        if script != nil, !speaksFrames || isIdle { throw .init("--workload and --orders go over sbe:// and ws://") }
        if script != nil, record != nil { throw .init("--record: only of random orders") }
        guard !symbols.isEmpty else { throw .init("--symbols: empty") }
        guard accounts <= connections else { throw .init("--accounts: \(accounts) are more than \(connections) connections can use") }
        guard slowReaders == 0 || target.transport == .sbe && accounts == connections else {
            throw .init("--slow-readers: only of sbe://, where every connection has an account of its own")
        }
        guard !isIdle || target.transport == .ws else { throw .init("--idle: only of ws://") }
        guard speaksFrames, !isIdle else { return }
        guard connections <= FrameSession.streamsMax * accounts else {
            throw .init("--accounts: \(accounts) are too few for \(connections) connections, of which an account can have \(FrameSession.streamsMax)")
        }
        for kind in [LoadMix.Kind.health, .price] where mix.has(kind) {
            throw .init("--mix: \(kind.rawValue) can only be asked over http://, https://, h2c:// and h2://")
        }
    }

    var speaksFrames: Bool { target.transport == .sbe || target.transport == .ws }

    /// Encryption of connections to a target; nil for none.
    func encryption(_ target: LoadTarget, _ spoken: ApplicationProtocol) throws -> TLSContext? {
        target.transport.isEncrypted ? try .client(trusting: trust, protocols: [spoken]) : nil
    }

    /// A connection to a target: its certificate has to be for the address asked.
    func session(_ context: TLSContext?, _ target: LoadTarget) throws -> TLSSession? {
        guard let context else { return nil }
        return try TLSSession(context, peerName: trust == .anyone ? nil : target.address.host)
    }
}
