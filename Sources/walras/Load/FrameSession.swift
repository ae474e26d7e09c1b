import Gateway
import Market
import Security
import Wire

/// The client's end of the binary protocol: bytes in, bytes out, over whatever transport.
///
/// Keeps up to `inFlight` requests under way, and holds the server to what the protocol promises: every request is answered once, reports
/// are numbered without a gap, and what they say of an order adds up. Allocates nothing per message.
final class FrameSession {
    /// Sessions an account can have: the protocol's streams.
    static let streamsMax = 8

    private enum Phase { case challenge, logon, instruments, active, ended }

    /// A request; zero where none was.
    struct Request: BitwiseCopyable {
        var number: UInt64
        var sent: Int64
        var orderID: UInt64
        var price: Int64
        var lots: Int64
        var instrument: UInt16
        var kind: UInt8
        var isBuy: Bool
        var isAnswered: Bool

        static let limit: UInt8 = 1
        static let market: UInt8 = 2
        static let cancel: UInt8 = 3
        /// A cancel whose `orderID` is the name the order was given; a change of quantity.
        static let namedCancel: UInt8 = 4
        static let amendment: UInt8 = 5
    }

    let run: LoadRun
    let statistics: LoadStatistics
    var output: FrameOutput
    let stream: UInt8
    /// Which of the run's accounts it is.
    var account = 0
    /// No other session has this account: every report is about an order of this one.
    let isAlone: Bool
    private let cancelsOnDisconnect: Bool
    private let key: [UInt8]
    private let window: Int
    private var phase = Phase.challenge
    private var partial: [UInt8] = []
    private var lastSent: Int64 = 0
    private(set) var nextRequest: UInt64 = 1
    var nextReport: UInt64 = 0
    private(set) var inFlight = 0
    private var limitsInFlight = 0
    /// By number, as many as a power of two.
    private let requests: Arena<Request>
    private let requestMask: Int
    var orders: OpenOrders
    /// Ids of orders in the order they were accepted; those that have ended since are skipped.
    private let accepted: Arena<UInt64>
    private var acceptedHead = 0
    private var acceptedTail = 0
    var source: OrderSource
    /// What is sent instead of random orders.
    var script: ScriptCursor?
    private var random: RandomSource
    /// Upper half of the names that orders get; no other connection or run has it.
    private let tag = LoadRecord.tag()
    private var symbols: [UInt16: Int] = [:]

    static let heartbeatMilliseconds: UInt32 = 60_000
    /// Silence after which a heartbeat is sent.
    private static let silenceNanoseconds: Int64 = 20_000_000_000

    init(
        _ run: LoadRun, key: String, stream: UInt8, isAlone: Bool, cancelsOnDisconnect: Bool = true, script: ScriptCursor? = nil, _ random: RandomSource
    ) {
        self.run = run
        self.key = Array(key.utf8)
        self.stream = stream
        self.isAlone = isAlone
        self.cancelsOnDisconnect = cancelsOnDisconnect
        self.random = random
        self.script = script
        statistics = run.statistics
        window = run.options.inFlight
        output = FrameOutput(messages: window + 8)
        var size = 64
        // Answers come nearly in order: a request waits only for one that many numbers before it.
        while size < 4 * window { size *= 2 }
        requests = Arena(count: size)
        requestMask = size - 1
        orders = OpenOrders(capacity: (script?.orders ?? LoadOptions.openOrdersMax) + window)
        var places = 64
        while places < LoadOptions.openOrdersMax + window { places *= 2 }
        accepted = Arena(count: places)
        source = OrderSource(run.instruments)
    }

    deinit {
        requests.deallocate()
        orders.deallocate()
        accepted.deallocate()
        script?.deallocate()
    }

    var missing: String? { inFlight == 0 ? nil : "\(inFlight) requests of stream \(stream) were not answered" }

    // MARK: frames

    func received(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        if !partial.isEmpty {
            guard unsafe complete(bytes, &offset) else { return }
            unsafe partial.withUnsafeBytes { unsafe message(UnsafeRawBufferPointer(rebasing: $0[Framing.headerBytes...])) }
            partial.removeAll(keepingCapacity: true)
        }
        while let base = bytes.baseAddress, bytes.count - offset >= Framing.headerBytes + Schema.headerBytes {
            let length = unsafe Framing.frameBytes(at: base + offset)
            guard length >= Framing.headerBytes + Schema.headerBytes, length <= Framing.frameBytesMax else {
                return end("a frame of \(length) bytes")
            }
            guard bytes.count - offset >= length else { break }
            unsafe message(UnsafeRawBufferPointer(start: base + offset + Framing.headerBytes, count: length - Framing.headerBytes))
            offset += length
        }
        if offset < bytes.count { unsafe partial.append(contentsOf: bytes[offset...]) }
    }

    /// Lets `partial` have what it lacks of a frame. False if it still lacks something.
    private func complete(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Bool {
        func take(_ count: Int) -> Bool {
            let taken = min(max(0, count - partial.count), bytes.count - offset)
            unsafe partial.append(contentsOf: bytes[offset..<offset + taken])
            offset += taken
            return partial.count >= count
        }
        guard take(Framing.headerBytes) else { return false }
        return take(unsafe partial.withUnsafeBytes { bytes in unsafe bytes.baseAddress.map { unsafe Framing.frameBytes(at: $0) } ?? 0 })
    }

    /// A message with its header, in place.
    @inline(__always) private func message(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        let template = UInt16(littleEndian: unsafe base.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        let length = Int(UInt16(littleEndian: unsafe base.loadUnaligned(as: UInt16.self)))
        let block = unsafe base + Schema.headerBytes
        do throws(WireError) {
            if template == Message.ExecutionReport.templateID {
                return report(try unsafe Message.ExecutionReport(decoding: block, blockLength: length, at: Schema.headerBytes))
            }
            try unsafe other(template, block, length)
        } catch {
            statistics.check(false, "a message that cannot be read: \(error)")
        }
    }

    private func other(_ template: UInt16, _ block: UnsafeRawPointer, _ length: Int) throws(WireError) {
        switch template {
        case Message.Challenge.templateID: logOn(try unsafe .init(decoding: block, blockLength: length, at: Schema.headerBytes))
        case Message.LogonAccepted.templateID: loggedOn(try unsafe .init(decoding: block, blockLength: length, at: Schema.headerBytes))
        case Message.LogonRejected.templateID:
            let rejected = try unsafe Message.LogonRejected(decoding: block, blockLength: length, at: Schema.headerBytes)
            end("the logon was refused: \(rejected.reason)")
        case Message.InstrumentDefinition.templateID: define(try unsafe .init(decoding: block, blockLength: length, at: Schema.headerBytes))
        case Message.Reject.templateID:
            let reject = try unsafe Message.Reject(decoding: block, blockLength: length, at: Schema.headerBytes)
            numbered(reject.number)
            if reject.rejectReason != .none { statistics.rejected(reject.rejectReason) } else { statistics.refused(reject.reason) }
            refused(reject.request, reject.stream)
        case Message.ThrottleNotice.templateID:
            let notice = try unsafe Message.ThrottleNotice(decoding: block, blockLength: length, at: Schema.headerBytes)
            numbered(notice.number)
            statistics.throttled(notice.by)
            refused(notice.request, notice.stream)
        case Message.BalanceReport.templateID:
            numbered(try unsafe Message.BalanceReport(decoding: block, blockLength: length, at: Schema.headerBytes).number)
        case Message.AccountStateReport.templateID:
            numbered(try unsafe Message.AccountStateReport(decoding: block, blockLength: length, at: Schema.headerBytes).number)
        case Message.Logout.templateID:
            let logout = try unsafe Message.Logout(decoding: block, blockLength: length, at: Schema.headerBytes)
            if phase != .ended { end("logged out: \(logout.reason)") }
        case Message.Heartbeat.templateID: break
        default: statistics.check(false, "a message nobody asked for: template \(template)")
        }
    }

    // MARK: the session

    private func logOn(_ challenge: Message.Challenge) {
        let nonce = Nonce(challenge.nonce0, challenge.nonce1, challenge.nonce2, challenge.nonce3)
        let signature = Nonce(bytes: HMACSHA256.authenticate(nonce.bytes, key: SHA256.hash(key)).bytes)
        // `ak_live_`, then what names the key.
        guard key.count > 24, let keyID = Name(String(decoding: key[8..<24], as: UTF8.self)) else { return end("a key without a name") }
        output.append(Message.Logon(
            keyID: keyID, key: .empty, signature0: signature.word0, signature1: signature.word1, signature2: signature.word2,
            signature3: signature.word3, epoch: challenge.epoch, nextReport: 0, heartbeatInterval: Self.heartbeatMilliseconds, deadMansTimer: 0,
            protocolVersion: 1, stream: stream, flags: cancelsOnDisconnect ? [.cancelOnDisconnect] : []))
        phase = .logon
    }

    private func loggedOn(_ answer: Message.LogonAccepted) {
        nextReport = answer.nextReport
        nextRequest = answer.nextRequest
        output.append(Message.InstrumentListRequest(request: nextRequest))
        nextRequest += 1
        phase = .instruments
    }

    private func define(_ definition: Message.InstrumentDefinition) {
        guard phase == .instruments else { return }
        if let index = run.instruments.firstIndex(where: { $0.name == "\(definition.name)" }) {
            source.instruments[index].symbol = definition.symbol
            symbols[definition.symbol] = index
        }
        guard definition.left == 0 else { return }
        phase = .active
        run.isReady()
    }

    private func end(_ reason: String) {
        phase = .ended
        run.fail("stream \(stream): \(reason)")
    }

    func logOut() {
        guard phase == .active else { return }
        phase = .ended
        output.append(Message.Logout(nextRequest: 0, reason: .byClient))
    }

    func tick() {
        guard phase == .active, run.now - lastSent > Self.silenceNanoseconds else { return }
        lastSent = run.now
        output.append(Message.Heartbeat(testID: 0, lastReport: 0))
    }

    // MARK: requests

    var isActive: Bool { phase == .active }

    func fill() {
        guard phase == .active else { return }
        // What it took to look at the answers is not the server's.
        if inFlight < window { run.readClock() }
        while inFlight < window, requests[Int(truncatingIfNeeded: nextRequest) & requestMask].isFree {
            guard script == nil else {
                guard let due = takeScripted() else { return }
                sendScripted(due)
                continue
            }
            guard let due = run.take() else { return }
            send(due)
        }
    }

    private func takeScripted() -> Int64? {
        guard let script, !script.isAtEnd else { return nil }
        if let due = script.due { return run.take(after: due) }
        return run.take()
    }

    /// A request that was put together elsewhere has been added to the output.
    func sent(_ request: Request) {
        note(request)
        if request.kind == Request.limit { limitsInFlight += 1 }
        lastSent = run.now
        nextRequest += 1
    }

    @inline(__always) private func send(_ due: Int64) {
        lastSent = run.now
        let kind = run.options.mix.draw(&random)
        let mustCancel = kind == .limit && orders.count + limitsInFlight >= LoadOptions.openOrdersMax
        if kind == .cancel || mustCancel, let id = oldestOpen() { return sendCancel(id, due) }
        sendOrder(isMarket: kind == .market, due)
    }

    @inline(__always) private func sendOrder(isMarket: Bool, _ due: Int64) {
        let order = source.draw(&random, isMarket: isMarket)
        note(Request(
            number: nextRequest, sent: due, orderID: 0, price: order.price, lots: order.lots, instrument: UInt16(order.instrument),
            kind: isMarket ? Request.market : Request.limit, isBuy: order.isBuy, isAnswered: false))
        if !isMarket { limitsInFlight += 1 }
        output.append(Message.NewOrder(
            request: nextRequest, clientOrderID: run.record == nil ? 0 : name(nextRequest), price: isMarket ? Price.none.ticks : order.price, quantity: order.lots,
            symbol: source.instruments[order.instrument].symbol, side: order.isBuy ? .buy : .sell, type: isMarket ? .market : .limit,
            timeInForce: isMarket ? .ioc : .gtc, selfTradePrevention: .none, flags: []))
        nextRequest += 1
    }

    /// What the order of that request is called, if acknowledgements are recorded.
    private func name(_ request: UInt64) -> UInt64 { tag | request & 0xFFFF_FFFF }

    func recordPending(_ record: LoadRecord) {
        for index in 0..<requests.count {
            let request = requests[index]
            guard request.number != 0, !request.isAnswered, request.kind <= Request.market else { continue }
            record.pending(request, account: account, name: name(request.number), symbol: source.instruments[Int(request.instrument)].symbol)
        }
    }

    private func sendCancel(_ id: UInt64, _ due: Int64) {
        note(Request(
            number: nextRequest, sent: due, orderID: id, price: 0, lots: 0, instrument: 0, kind: Request.cancel, isBuy: false, isAnswered: false))
        output.append(Message.CancelRequest(request: nextRequest, orderID: id, clientOrderID: 0))
        nextRequest += 1
    }

    @inline(__always) private func note(_ request: Request) {
        requests[Int(truncatingIfNeeded: request.number) & requestMask] = request
        inFlight += 1
    }

    /// The order that has been open longest and is not being canceled; it is taken out of the queue.
    private func oldestOpen() -> UInt64? {
        while acceptedHead != acceptedTail {
            let id = accepted[acceptedHead & (accepted.count - 1)]
            acceptedHead += 1
            if orders.find(id) != nil { return id }
        }
        return nil
    }

    func enqueue(_ id: UInt64) {
        // Full of orders that have ended: the oldest makes room. Open ones are fewer than there are places.
        if acceptedTail - acceptedHead == accepted.count { acceptedHead += 1 }
        accepted[acceptedTail & (accepted.count - 1)] = id
        acceptedTail += 1
    }

    // MARK: answers

    @inline(__always) func numbered(_ number: UInt64) {
        statistics.check(number == nextReport, "stream \(stream): report \(number) came, \(nextReport) was to come")
        nextReport = number + 1
    }

    /// The request that a report answers; nil if it is not one of this session under way, which breaks a promise.
    @inline(__always) func answer(_ number: UInt64) -> Request? {
        let index = Int(truncatingIfNeeded: number) & requestMask
        let request = requests[index]
        let isFirst = request.number == number && !request.isAnswered
        statistics.check(isFirst, "stream \(stream): request \(number) was answered twice, or never made")
        guard isFirst else { return nil }
        requests[index].isAnswered = true
        inFlight -= 1
        if request.kind == Request.limit { limitsInFlight -= 1 }
        run.answered(sent: request.sent)
        return request
    }

    /// The request of that number as far as it is remembered, answered or not.
    @inline(__always) func remembered(_ number: UInt64) -> Request? {
        let request = requests[Int(truncatingIfNeeded: number) & requestMask]
        return request.number == number ? request : nil
    }

    private func refused(_ number: UInt64, _ stream: UInt8) {
        guard stream == self.stream, let request = answer(number) else { return }
        giveBack(request)
    }

    /// What was to be sold was not.
    @inline(__always) func giveBack(_ request: Request) {
        if request.kind != Request.cancel, !request.isBuy { source.holdings[Int(request.instrument)] += request.lots }
    }

    @inline(__always) func instrument(_ symbol: UInt16) -> Int? { symbols.count == 1 ? 0 : symbols[symbol] }
}

extension FrameSession.Request {
    @inline(__always) fileprivate var isFree: Bool { number == 0 || isAnswered }
}
