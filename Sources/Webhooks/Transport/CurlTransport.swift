import CCurl
import IO

/// Deliveries over libcurl, many at a time on one loop: it says which sockets to watch and when to wake it, and this tells it what happens.
///
/// HTTP and HTTPS alone, certificates verified, no redirects, no proxy, no user of the environment's settings. Every address is judged when a
/// socket is opened to it, after the name was resolved: whoever changes a name between registration and delivery gains nothing.
@safe package final class CurlTransport: WebhookTransport, @unchecked Sendable {
    /// Connections kept open for the next delivery.
    static let idleConnectionsMax = 32

    private let loop: EventLoop
    private let clock: any IO.Clock
    private let allowsLocal: Bool
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = unsafe [:]
    private var watches: [Int32: SocketWatch] = [:]
    private lazy var wakeUp = WakeUp(loop, clock) { [unowned self] in act(CURL_SOCKET_TIMEOUT, 0) }
    private var isUsed = false
    private var isClosed = false

    /// libcurl wants to be begun once in a process.
    private static let beginning = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// - Parameter allowsLocal: addresses of this machine and its networks are allowed as well, and so is plain HTTP.
    package init(_ loop: EventLoop, clock: any IO.Clock = SystemClock(), allowsLocal: Bool) throws(WebhooksError) {
        guard Self.beginning == CURLE_OK else { throw .library(operation: "curl_global_init", message: Self.text(Self.beginning)) }
        guard let multi = unsafe curl_multi_init() else { throw .library(operation: "curl_multi_init", message: "no memory") }
        self.loop = loop
        self.clock = clock
        self.allowsLocal = allowsLocal
        unsafe self.multi = multi
        let own = unsafe Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            unsafe walras_curl_multi_pointer(multi, CURLMOPT_SOCKETDATA, own), unsafe walras_curl_multi_sockets(multi, Self.socketChanged),
            unsafe walras_curl_multi_pointer(multi, CURLMOPT_TIMERDATA, own), unsafe walras_curl_multi_timers(multi, Self.timerChanged),
            unsafe walras_curl_multi_number(multi, CURLMOPT_MAXCONNECTS, Self.idleConnectionsMax),
        ]
        if let code = codes.first(where: { $0 != CURLM_OK }) { throw .library(operation: "curl_multi_setopt", message: Self.text(code)) }
    }

    // One that carried something was closed on its loop; one that never did holds nothing else.
    deinit {
        precondition(isClosed || !isUsed, "a transport that was never closed")
        if !isClosed { unsafe curl_multi_cleanup(multi) }
    }

    package func close() {
        loop.checkIsolated()
        guard !isClosed else { return }
        for unsafe (easy, transfer) in unsafe transfers {
            unsafe curl_multi_remove_handle(multi, easy)
            transfer.end()
        }
        unsafe transfers = [:]
        unsafe curl_multi_cleanup(multi)
        for socket in watches.keys { loop.unwatch(socket) }
        watches = [:]
        wakeUp.set(nil)
        isClosed = true
    }

    // MARK: transfers

    package func post(_ post: WebhookPost, then: @escaping (WebhookOutcome) -> Void) {
        begin(then) { transfer throws(WebhooksError) in try transfer.prepare(post) }
    }

    package func probe(_ url: String, then: @escaping (ProbeOutcome) -> Void) {
        let judged: (CurlTransfer) -> ProbeOutcome = { $0.refusal.map(ProbeOutcome.refused) ?? ($0.hasAddress ? .allowed : .unknown) }
        begin({ _ in then(.unknown) }, judged: { then(judged($0)) }) { transfer throws(WebhooksError) in try transfer.prepare(probe: url) }
    }

    private func begin(
        _ then: @escaping (WebhookOutcome) -> Void, judged: ((CurlTransfer) -> Void)? = nil, _ prepare: (CurlTransfer) throws(WebhooksError) -> Void
    ) {
        precondition(!isClosed, "a delivery through a transport that is closed")
        isUsed = true
        do throws(WebhooksError) {
            let transfer = try CurlTransfer(allowsLocal: allowsLocal)
            transfer.then = judged.map { judged in { _ in judged(transfer) } } ?? then
            do throws(WebhooksError) {
                try prepare(transfer)
                let code = unsafe curl_multi_add_handle(multi, transfer.easy)
                guard code == CURLM_OK else { throw .library(operation: "curl_multi_add_handle", message: Self.text(code)) }
            } catch {
                transfer.end()
                throw error
            }
            unsafe transfers[transfer.easy] = transfer
        } catch {
            // Never before the call has returned.
            let (failed, then) = (WebhookOutcome.failed("\(error)"), Callback(then))
            loop.schedule(at: .min) { then.body(failed) }
        }
    }

    private func collect() {
        var result = CURLE_OK
        while let easy = unsafe walras_curl_multi_ended(multi, &result) {
            guard let transfer = unsafe transfers.removeValue(forKey: easy) else { continue }
            let outcome = transfer.outcome(result)
            unsafe curl_multi_remove_handle(multi, easy)
            transfer.end()
            let then = transfer.then
            transfer.then = { _ in }
            then(outcome)
            if isClosed { return }
        }
    }

    // MARK: sockets and time

    /// Tells libcurl what became possible on a socket, or that it is time.
    fileprivate func act(_ socket: Int32, _ events: Int32) {
        guard !isClosed else { return }
        var running: Int32 = 0
        // Fails for nothing but misuse; a transfer that fails is an ended one.
        let code = unsafe curl_multi_socket_action(multi, socket, events, &running)
        precondition(code == CURLM_OK, "curl_multi_socket_action: \(Self.text(code))")
        collect()
    }

    private static let socketChanged: curl_socket_callback = { _, socket, what, context, _ in
        let transport = unsafe Unmanaged<CurlTransport>.fromOpaque(context!).takeUnretainedValue()
        transport.watch(socket, what)
        return 0
    }

    private static let timerChanged: curl_multi_timer_callback = { _, milliseconds, context in
        let transport = unsafe Unmanaged<CurlTransport>.fromOpaque(context!).takeUnretainedValue()
        transport.wakeUp.set(milliseconds < 0 ? nil : transport.clock.monotonicNanoseconds + Int64(milliseconds) * 1_000_000)
        return 0
    }

    private func watch(_ socket: Int32, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            loop.unwatch(socket)
            watches[socket] = nil
            return
        }
        var readiness: Readiness = []
        if what & CURL_POLL_IN != 0 { readiness.insert(.read) }
        if what & CURL_POLL_OUT != 0 { readiness.insert(.write) }
        do throws(IOError) {
            if watches[socket] != nil { return try loop.rewatch(socket, for: readiness) }
            let watch = SocketWatch(self, socket)
            try loop.watch(socket, for: readiness, watch)
            watches[socket] = watch
        } catch {
            // The descriptor is open, so what failed is memory: the transfer hears of its socket no more, and ends at its time limit.
            watches[socket] = nil
        }
    }

    static func text(_ code: CURLcode) -> String { unsafe String(cString: curl_easy_strerror(code)) }
    private static func text(_ code: CURLMcode) -> String { unsafe String(cString: curl_multi_strerror(code)) }
}

/// Carries a callback of the loop through the loop.
private struct Callback: @unchecked Sendable {
    let body: (WebhookOutcome) -> Void
    init(_ body: @escaping (WebhookOutcome) -> Void) { self.body = body }
}

private final class SocketWatch: Watcher {
    private unowned let transport: CurlTransport
    private let socket: Int32

    init(_ transport: CurlTransport, _ socket: Int32) {
        self.transport = transport
        self.socket = socket
    }

    func descriptorIsReady(_ readiness: Readiness) {
        var events: Int32 = 0
        if readiness.contains(.read) { events |= CURL_CSELECT_IN }
        if readiness.contains(.write) { events |= CURL_CSELECT_OUT }
        if !readiness.isDisjoint(with: .failed) { events |= CURL_CSELECT_ERR }
        transport.act(socket, events)
    }
}
