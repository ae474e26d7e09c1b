import IO

/// What a machine's loopback and disk can do with nothing in between: messages of 64 bytes that come straight back, and syncs of a file.
///
/// An order cannot be acknowledged faster than an echo, nor durably faster than an echo that is sent after a sync. That is slower than both
/// by themselves: processors that wait for a disk fall asleep, and take their time to wake.
struct EchoBenchmark {
    static let messageBytes = 64
    /// Messages under way in the pass for throughput.
    static let window = 512
    /// What is written before each sync: the journal's smallest write is a block of the disk.
    static let blockBytes = 4096
    static let fileBytes = 16 << 20

    struct Result {
        var latency = Histogram()
        var messagesPerSecond: Int64 = 0
        var sync = Histogram()
        var syncedEcho = Histogram()
    }

    /// Of each of the four passes.
    let nanoseconds: Int64
    /// Where the file is written.
    let directory: String
    /// Neither side ever sleeps.
    var isBusy = false

    func run() throws -> Result {
        var result = Result()
        let file = try SyncedFile(directory + "/sync")
        result.latency = try echo(window: 1).0
        let (windowed, elapsed) = try echo(window: Self.window)
        result.messagesPerSecond = Int64(Double(windowed.count) * 1e9 / Double(max(1, elapsed)))
        result.sync = try sync(file)
        result.syncedEcho = try echo(window: 1, after: file).0
        try file.remove()
        return result
    }

    /// From a server on a thread of its own.
    private func echo(window: Int, after file: SyncedFile? = nil) throws -> (Histogram, Int64) {
        let server = try EventLoop()
        server.spins = isBusy
        try server.start()
        defer {
            server.stop()
            server.join()
        }
        let echo = EchoServer(file)
        let address = try server.performAndWait { Swift.Result { try echo.listen(on: server) } }.get()
        let result = try EchoClient.run(address, window: window, nanoseconds, isBusy: isBusy)
        server.performAndWait { echo.close(on: server) }
        if let failure = echo.failure { throw failure }
        return result
    }

    private func sync(_ file: SyncedFile) throws -> Histogram {
        var histogram = Histogram()
        let clock = SystemClock()
        let end = clock.monotonicNanoseconds + nanoseconds
        while clock.monotonicNanoseconds < end {
            let began = clock.monotonicNanoseconds
            try file.writeBlock()
            histogram.record(clock.monotonicNanoseconds - began)
        }
        return histogram
    }
}

/// A file that has all its blocks already, written and synced block after block. Used by one thread at a time.
private final class SyncedFile: @unchecked Sendable {
    private let storage = FileStorage()
    private let path: String
    private let file: any StorageFile
    private let block = [UInt8](repeating: 0x5a, count: EchoBenchmark.blockBytes)
    private var offset = 0

    init(_ path: String) throws {
        self.path = path
        file = try storage.open(path, .create)
        repeat { try write() } while offset > 0
        try file.sync()
    }

    private func write() throws {
        try unsafe block.withUnsafeBytes { try unsafe file.write($0, at: offset) }
        offset = (offset + EchoBenchmark.blockBytes) % EchoBenchmark.fileBytes
    }

    func writeBlock() throws {
        try write()
        try file.syncData()
    }

    func remove() throws { try storage.remove(path) }
}

/// Sends back what it reads. Touched by its loop alone.
private final class EchoServer: Watcher, @unchecked Sendable {
    private var listener: Listener?
    private var lines: [EchoLine] = []
    private var loop: EventLoop?
    private let file: SyncedFile?
    /// Of writing the file; ends the connection. To be read when the connections are closed.
    var failure: (any Error)? { lines.lazy.compactMap(\.failure).first }

    /// - Parameter file: written and synced before each answer, if given.
    init(_ file: SyncedFile?) { self.file = file }

    func listen(on loop: EventLoop) throws -> SocketAddress {
        guard let address = SocketAddress("127.0.0.1:0") else { preconditionFailure("the loopback address is one") }
        let listener = try Listener(address)
        try loop.watch(listener.descriptor, for: .read, self)
        self.loop = loop
        let bound = listener.address
        self.listener = consume listener
        return bound
    }

    func descriptorIsReady(_ readiness: Readiness) {
        guard let loop, let arrival = listener?.accept() else { return }
        switch consume arrival {
        case .socket(let socket):
            let line = EchoLine(socket, loop, file)
            lines.append(line)
            line.watch()
        case .none: break
        // The client waits for nothing then, and must not: it has one connection at a time.
        case .exhausted: preconditionFailure("no descriptor is left for the second of two connections")
        }
    }

    func close(on loop: EventLoop) {
        if let descriptor = listener?.descriptor { loop.unwatch(descriptor) }
        listener = nil
        for line in lines { line.close() }
    }
}

/// One connection of the server.
@safe private final class EchoLine: Watcher {
    private let socket: Socket
    private let loop: EventLoop
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EchoBenchmark.window * EchoBenchmark.messageBytes, alignment: 64)
    private var isWatched = false
    private let file: SyncedFile?
    private(set) var failure: (any Error)?

    init(_ socket: consuming Socket, _ loop: EventLoop, _ file: SyncedFile?) {
        self.file = file
        self.socket = socket
        self.loop = loop
    }

    deinit { unsafe buffer.deallocate() }

    func watch() {
        do {
            try loop.watch(socket.descriptor, for: .read, self)
            isWatched = true
        } catch { socket.finishWriting() }
    }

    func close() {
        if isWatched { loop.unwatch(socket.descriptor) }
        isWatched = false
    }

    func descriptorIsReady(_ readiness: Readiness) {
        guard case .bytes(let count) = unsafe socket.read(into: buffer) else { return close() }
        do { try file?.writeBlock() } catch {
            failure = error
            return close()
        }
        var sent = 0
        // A window fits what the kernel keeps for a socket, so this ends.
        while sent < count {
            switch unsafe socket.write(UnsafeRawBufferPointer(rebasing: buffer[sent..<count])) {
            case .bytes(let taken): sent += taken
            case .later: continue
            case .closed: return close()
            }
        }
    }
}

/// Keeps a window of messages under way. Touched by its loop alone.
@safe private final class EchoClient: Watcher, @unchecked Sendable {
    private let socket: Socket
    private let loop: EventLoop
    private let window: Int
    private let clock = SystemClock()
    private let buffer: UnsafeMutableRawBufferPointer
    private var histogram = Histogram()
    /// When each message of the window was sent, the oldest first.
    private var sent: [Int64]
    private var first = 0
    private var owed = 0
    private var partial = 0
    private var began: Int64 = 0
    private let ends: Int64
    private var isConnected = false
    private var failure: IOError?

    /// Runs for a while on the calling thread; returns latencies and how long it took.
    static func run(_ address: SocketAddress, window: Int, _ nanoseconds: Int64, isBusy: Bool) throws -> (Histogram, Int64) {
        let loop = try EventLoop()
        loop.spins = isBusy
        let client = try EchoClient(address, window, nanoseconds, loop)
        loop.schedule(at: .min) { client.start() }
        loop.run()
        if let failure = client.failure { throw failure }
        return (client.histogram, client.clock.monotonicNanoseconds - client.began)
    }

    private init(_ address: SocketAddress, _ window: Int, _ nanoseconds: Int64, _ loop: EventLoop) throws(IOError) {
        self.loop = loop
        self.window = window
        unsafe buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: window * EchoBenchmark.messageBytes, alignment: 64)
        unsafe buffer.initializeMemory(as: UInt8.self, repeating: 0)
        sent = Array(repeating: 0, count: window)
        ends = clock.monotonicNanoseconds + nanoseconds
        socket = try Socket.connecting(to: address)
    }

    deinit { unsafe buffer.deallocate() }

    private func start() {
        do { try loop.watch(socket.descriptor, for: .write, self) } catch { stop(error) }
    }

    private func stop(_ error: IOError? = nil) {
        failure = error
        loop.unwatch(socket.descriptor)
        loop.stop()
    }

    func descriptorIsReady(_ readiness: Readiness) {
        guard isConnected else {
            isConnected = true
            if let error = socket.connectError { return stop(error) }
            do { try loop.rewatch(socket.descriptor, for: .read) } catch { return stop(error) }
            began = clock.monotonicNanoseconds
            return send(window)
        }
        guard case .bytes(let count) = unsafe socket.read(into: buffer) else { return stop() }
        let now = clock.monotonicNanoseconds
        let messages = (partial + count) / EchoBenchmark.messageBytes
        partial = (partial + count) % EchoBenchmark.messageBytes
        for _ in 0..<messages {
            histogram.record(now - sent[first])
            first = (first + 1) % window
        }
        owed -= messages
        if now >= ends { return stop() }
        send(messages)
    }

    private func send(_ messages: Int) {
        let bytes = messages * EchoBenchmark.messageBytes
        let now = clock.monotonicNanoseconds
        for index in 0..<messages { sent[(first + owed + index) % window] = now }
        owed += messages
        var done = 0
        while done < bytes {
            switch unsafe socket.write(UnsafeRawBufferPointer(rebasing: buffer[done..<bytes])) {
            case .bytes(let taken): done += taken
            case .later: continue
            case .closed: return stop()
            }
        }
    }
}

extension Subcommand {
    static let benchEcho = Subcommand(
        path: ["bench", "echo"],
        summary: "Measure what loopback and disk take by themselves.",
        discussion: """
            Sends messages of \(EchoBenchmark.messageBytes) bytes to an echo on a thread of its own, one at a time for latency and \(EchoBenchmark.window) at a time for throughput; then \
            writes \(EchoBenchmark.blockBytes) bytes at a time into a file of full length, with an fdatasync after each; then does so before each echo. What `walras load` measures is to be compared with this.

            --json prints: echo, sync and syncedEcho, each with p50, p90, p99, p99.9, p99.99 and max in nanoseconds, and messagesPerSecond.
            """,
        options: [
            Option(name: "duration", value: .integer(1...60, default: 1), summary: "Seconds of each of the four."),
            Option(name: "data", value: .text(placeholder: "DIR", default: nil), summary: "Where to write the file. Default: a directory for temporary files."),
            Option(name: "busy-poll", value: .flag, summary: "Neither side ever sleeps, as with `walras serve --busy-poll` and `walras load --busy-poll`."),
            .json,
        ],
        examples: ["walras bench echo", "walras bench echo --data data --json"]
    ) { invocation in
        let directory = try WorkDirectory(invocation.optionalText("data"), prefix: "walras-echo")
        defer { directory.clean() }
        let result = try EchoBenchmark(nanoseconds: invocation.integer("duration") * 1_000_000_000, directory: directory.path, isBusy: invocation.flag("busy-poll"))
            .run()
        if invocation.flag("json") {
            try invocation.print(JSONValue.object([
                ("echo", LoadReport.json(result.latency)), ("sync", LoadReport.json(result.sync)), ("syncedEcho", LoadReport.json(result.syncedEcho)),
                ("messagesPerSecond", .integer(result.messagesPerSecond)),
            ]).text + "\n")
        } else {
            try invocation.print("""
                echo of \(EchoBenchmark.messageBytes) bytes   \(LoadReport.text(result.latency))
                  \(EchoBenchmark.window) at a time  \(result.messagesPerSecond) a second
                fdatasync          \(LoadReport.text(result.sync))
                echo after it      \(LoadReport.text(result.syncedEcho))

                """)
        }
        return .done
    }
}
