import IO
import Security

/// Whoever speaks over a socket of the load tool. Called on the loop.
protocol LoadSpeaker: AnyObject {
    /// Connected, and encrypted if it is to be: it may speak.
    func opened()
    func received(_ bytes: UnsafeRawBufferPointer)
    /// Offers what is to be sent; the sink says how many bytes it took. 0 if there is nothing.
    func writeOutput(_ sink: (UnsafeRawBufferPointer) -> Int) -> Int
    /// The connection is gone; why.
    func ended(_ reason: String)
}

/// One connection: bytes of its speaker out, bytes of the server in, encrypted if asked for.
final class LoadSocket: Watcher {
    private enum Phase { case connecting, open, ended }

    var isOver: Bool { phase == .ended }
    private let socket: Socket
    private let run: LoadRun
    private unowned let speaker: any LoadSpeaker
    private let tls: TLSSession?
    private var phase = Phase.connecting
    private var isWriting = true
    /// Reading stops while a slow reader is played.
    var isReading = true
    private var plain: [UInt8] = []
    private var cipher: [UInt8] = []

    init(_ address: SocketAddress, _ run: LoadRun, _ speaker: any LoadSpeaker, tls: TLSSession? = nil) throws {
        socket = try Socket.connecting(to: address)
        self.run = run
        self.speaker = speaker
        self.tls = tls
        try run.loop.watch(socket.descriptor, for: [.read, .write], self)
    }

    func close() {
        guard phase != .ended else { return }
        phase = .ended
        run.loop.unwatch(socket.descriptor)
        socket.finishWriting()
    }

    private func fail(_ reason: String) {
        guard phase != .ended else { return }
        close()
        speaker.ended(reason)
    }

    func descriptorIsReady(_ readiness: Readiness) {
        if phase == .connecting {
            guard !readiness.isDisjoint(with: [.write, .failed]) else { return }
            if let error = socket.connectError { return fail("\(error)") }
            phase = .open
            do { try tls?.start() } catch { return fail("\(error)") }
            if tls == nil { speaker.opened() }
            flush()
        }
        if readiness.contains(.write) { flush() }
        if !readiness.isDisjoint(with: .readable) { read() }
    }

    private func read() {
        guard phase == .open else { return }
        switch unsafe socket.read(into: run.input) {
        case .bytes(let count):
            run.readClock()
            run.statistics.bytesReceived += UInt64(count)
            unsafe receive(UnsafeRawBufferPointer(rebasing: run.input[..<count]))
        case .later: break
        case .closed: fail("closed by the server")
        }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) {
        guard let tls else {
            unsafe speaker.received(bytes)
            return flush()
        }
        let wasOpen = tls.phase == .open
        do { try unsafe tls.receive(bytes, into: &plain) } catch { return fail("\(error)") }
        if !wasOpen, tls.phase == .open { speaker.opened() }
        if !plain.isEmpty {
            unsafe plain.withUnsafeBytes { unsafe speaker.received($0) }
            plain.removeAll(keepingCapacity: true)
        }
        flush()
    }

    /// Sends what the speaker has, in as few system calls as it takes.
    func flush() {
        guard phase == .open else { return }
        var isFull = false
        var isGone = false
        func send(_ bytes: UnsafeRawBufferPointer) -> Int {
            switch unsafe socket.write(bytes) {
            case .bytes(let count):
                run.statistics.bytesSent += UInt64(count)
                return count
            case .later: isFull = true
            case .closed: isGone = true
            }
            return 0
        }
        if let tls {
            if tls.canSend {
                while unsafe speaker.writeOutput({ bytes in
                    do { try unsafe tls.send(bytes) } catch { isGone = true }
                    return bytes.count
                }) > 0 {}
            }
            tls.drainOutput(into: &cipher)
            while !cipher.isEmpty, !isFull, !isGone {
                let taken = unsafe cipher.withUnsafeBytes { unsafe send($0) }
                cipher.removeFirst(taken)
            }
        } else {
            while !isFull, !isGone, unsafe speaker.writeOutput(send) > 0 {}
        }
        if isGone { return fail("closed by the server") }
        guard isFull != isWriting else { return }
        isWriting = isFull
        rewatch()
    }

    func setReading(_ reads: Bool) {
        guard reads != isReading, phase == .open else { return }
        isReading = reads
        rewatch()
    }

    private func rewatch() {
        var interest: Readiness = []
        if isReading { interest.insert(.read) }
        if isWriting { interest.insert(.write) }
        do { try run.loop.rewatch(socket.descriptor, for: interest) } catch { fail("\(error)") }
    }
}
