import Gateway
import Market
import Wire

/// A client that keeps its word: numbers its requests, resumes after every break, sends again what was not answered, and believes nothing unchecked.
final class SimulatedClient {
    enum State { case down, connecting, loggingOn, active }

    /// A request without its answer.
    struct Pending {
        var operation: Int
        var name: ClientOrderID
        var body: Body
        /// In this epoch; 0 if it was not sent in it.
        var number: UInt64 = 0
    }

    /// What a request says, but for its number.
    enum Body: Hashable {
        case enter(EnterOrder)
        case cancel(OrderID, ClientOrderID)
        case amend(OrderID, Quantity)
        case replace(OrderID, ClientOrderID, Price, Quantity)
        case cancelAll(SymbolID)
        case status(OrderID)
        case account
        case follow(SymbolID)

        /// Its answer is not kept for those who come back: it has to be asked again.
        var isQuestion: Bool {
            switch self {
            case .status, .account, .follow: true
            case .enter, .cancel, .amend, .replace, .cancelAll: false
            }
        }
    }

    /// The first answer under a name.
    struct Answer: Equatable {
        var orderID: OrderID
        var isAccepted: Bool
        var reason: RejectReason
    }

    let index: Int
    let account: AccountID
    let stream: UInt8
    var random: SeededRandom
    var state = State.down
    var connection: VirtualConnection?
    /// Does not read until then.
    var sleepsUntil: Int64 = 0
    private var stretch: [UInt8] = []

    // The session, as the client knows it.
    private(set) var epoch: UInt64 = 0
    private var nextReport: UInt64 = 1
    private var nextRequest: UInt64 = 1
    private var reportHashes: [UInt64: UInt64] = [:]
    private(set) var pending: [Pending] = []
    /// Named requests, by name, and what was first said to them.
    private(set) var named: [(name: ClientOrderID, body: Body)] = []
    private(set) var answers: [ClientOrderID: Answer] = [:]
    private(set) var orders: [OrderID] = []
    private var namesOfOrders: [OrderID: ClientOrderID] = [:]
    /// Fills and answers it was told of: what the exchange may never take back.
    private(set) var fills: [(trade: UInt64, orderID: OrderID, quantity: Int64, price: Int64, fee: Int64)] = []
    private(set) var lastSequence: SequenceNumber = 0
    private(set) var answered = 0
    private(set) var fault: String?

    let send: (SimulatedClient, [UInt8]) -> Void

    static let heartbeatMilliseconds: UInt32 = 1_000
    static let ordersKnownMax = 64

    init(index: Int, seed: UInt64, send: @escaping (SimulatedClient, [UInt8]) -> Void) {
        self.index = index
        account = AccountID(rawValue: UInt32(1 + index % Int(Operation.accountsMax)))
        stream = UInt8(index / Int(Operation.accountsMax))
        random = SeededRandom(seed, .client, index)
        self.send = send
    }

    func fail(_ checker: String, _ what: @autoclosure () -> String) {
        if fault == nil { fault = "\(checker): client \(index), account \(account.rawValue): \(what())" }
    }

    // MARK: connections

    func connected(_ connection: VirtualConnection) {
        self.connection = connection
        state = .connecting
        stretch = []
    }

    func disconnected() {
        connection = nil
        state = .down
    }

    // MARK: requests

    /// Begins an operation; it is sent now, or once there is a session.
    func begin(_ operation: Operation, _ number: Int) {
        guard let body = body(of: operation, number) else { return }
        var name: ClientOrderID = 0
        switch body {
        case .enter(let order): name = order.clientOrderID
        case .replace(_, let given, _, _): name = given
        default: break
        }
        if name != 0, !named.contains(where: { $0.name == name }) { named.append((name, body)) }
        pending.append(Pending(operation: number, name: name, body: body))
        if state == .active { sendPending(pending.count - 1) }
    }

    static func name(of operation: Int) -> ClientOrderID { UInt64(operation) + 1_000 }

    private func body(of operation: Operation, _ number: Int) -> Body? {
        switch operation {
        case .enter(var order):
            order.account = account
            return .enter(order)
        case .cancel(let pick, let byName):
            guard let id = order(pick) else { return nil }
            if byName, let name = namesOfOrders[id] { return .cancel(.none, name) }
            return .cancel(id, 0)
        case .amend(let pick, let quantity): return order(pick).map { .amend($0, Quantity(lots: quantity)) }
        case .replace(let pick, let price, let quantity, let isNamed):
            return order(pick).map { .replace($0, isNamed ? Self.name(of: number) : 0, Price(ticks: price), Quantity(lots: quantity)) }
        case .cancelAll(let symbol): return .cancelAll(symbol)
        case .repeatNamed(let pick, let isChanged):
            guard !named.isEmpty else { return nil }
            let body = named[pick % named.count].body
            guard isChanged, case .enter(var order) = body else { return body }
            order.quantity.lots += 1
            return .enter(order)
        case .ask(let pick): return order(pick).map { .status($0) } ?? .account
        case .follow(let symbol): return .follow(symbol)
        case .administer: return nil
        }
    }

    private func order(_ pick: Int) -> OrderID? { orders.isEmpty ? nil : orders[pick % orders.count] }

    private func sendPending(_ index: Int) {
        if pending[index].number == 0 {
            pending[index].number = nextRequest
            nextRequest += 1
        }
        transmit(pending[index].body, pending[index].number)
    }

    /// Sends something again that is on its way, for no reason.
    func repeatSomething() {
        guard state == .active, let entry = pending.first(where: { $0.number != 0 }) else { return }
        transmit(entry.body, entry.number)
    }

    /// A sign of life.
    func beat() {
        if state == .active { send(self, Frame.bytes(Message.Heartbeat(testID: 0, lastReport: nextReport - 1))) }
    }

    private func transmit(_ body: Body, _ number: UInt64) {
        switch body {
        case .enter(let order): send(self, Frame.order(order, number))
        case .cancel(let id, let name): send(self, Frame.bytes(Message.CancelRequest(request: number, orderID: id.rawValue, clientOrderID: name)))
        case .amend(let id, let quantity): send(self, Frame.bytes(Message.AmendRequest(request: number, orderID: id.rawValue, quantity: quantity.lots)))
        case .replace(let id, let name, let price, let quantity):
            send(self, Frame.bytes(Message.ReplaceRequest(
                request: number, orderID: id.rawValue, clientOrderID: name, price: price.ticks, quantity: quantity.lots, triggerPrice: Price.none.ticks)))
        case .cancelAll(let symbol): send(self, Frame.bytes(Message.MassCancelRequest(request: number, symbol: symbol.rawValue)))
        case .status(let id): send(self, Frame.bytes(Message.OrderStatusRequest(request: number, orderID: id.rawValue, clientOrderID: 0)))
        case .account: send(self, Frame.bytes(Message.AccountRequest(request: number)))
        case .follow(let symbol): send(self, Frame.bytes(Message.SubscribeRequest(request: number, symbol: symbol.rawValue, feeds: .all)))
        }
    }

    // MARK: what comes back

    func receive(_ bytes: [UInt8]) {
        stretch += bytes
        while let frame = Frame.takeFirst(&stretch) {
            do throws(WireError) { try take(frame) } catch { fail("encoding", "\(error)") }
        }
    }

    private func take(_ frame: Frame) throws(WireError) {
        switch frame.templateID {
        case Message.Challenge.templateID: logOn(try frame.decode(Message.Challenge.self))
        case Message.LogonAccepted.templateID: loggedOn(try frame.decode(Message.LogonAccepted.self))
        case Message.LogonRejected.templateID: 
            let refusal = try frame.decode(Message.LogonRejected.self)
            fail("session", "the logon was refused: \(refusal.reason)")
        case Message.Logout.templateID: loggedOut(try frame.decode(Message.Logout.self))
        case Message.ExecutionReport.templateID:
            let report = try frame.decode(Message.ExecutionReport.self)
            if isNew(report.number, frame) { executed(report) }
        case Message.MassCancelReport.templateID:
            let report = try frame.decode(Message.MassCancelReport.self)
            if isNew(report.number, frame), report.stream == stream { settle(report.request) }
        case Message.Reject.templateID:
            let report = try frame.decode(Message.Reject.self)
            if report.number == 0 || isNew(report.number, frame), report.stream == stream { settle(report.request) }
        case Message.ThrottleNotice.templateID:
            let report = try frame.decode(Message.ThrottleNotice.self)
            if isNew(report.number, frame), report.stream == stream { settle(report.request) }
        case Message.BalanceReport.templateID: _ = isNew(try frame.decode(Message.BalanceReport.self).number, frame)
        case Message.AccountStateReport.templateID: _ = isNew(try frame.decode(Message.AccountStateReport.self).number, frame)
        case Message.OrderStatusReport.templateID: settle(try frame.decode(Message.OrderStatusReport.self).request)
        case Message.AccountReport.templateID: settle(try frame.decode(Message.AccountReport.self).request)
        case Message.SubscriptionReport.templateID: settle(try frame.decode(Message.SubscriptionReport.self).request)
        default: break
        }
    }

    private func logOn(_ challenge: Message.Challenge) {
        guard let keyID = Name("\(account.rawValue)") else { preconditionFailure("a number is a name") }
        state = .loggingOn
        send(self, Frame.bytes(Message.Logon(
            keyID: keyID, key: .empty, signature0: 0, signature1: 0, signature2: 0, signature3: 0, epoch: epoch, nextReport: nextReport,
            heartbeatInterval: Self.heartbeatMilliseconds, deadMansTimer: index == 2 ? 1_500 : 0, protocolVersion: 1, stream: stream,
            flags: index == 1 ? .cancelOnDisconnect : [])))
    }

    private func loggedOn(_ logon: Message.LogonAccepted) {
        state = .active
        if logon.epoch != epoch {
            beginEpoch(logon)
        } else {
            if logon.resumption == .complete, logon.nextReport != nextReport { fail("session", "resumed at \(logon.nextReport), asked for \(nextReport)") }
            nextReport = logon.nextReport
            if logon.nextRequest > nextRequest { fail("session", "the server expects request \(logon.nextRequest), the next is \(nextRequest)") }
        }
        for index in pending.indices where pending[index].number == 0 || pending[index].number >= logon.nextRequest || pending[index].body.isQuestion {
            sendPending(index)
        }
    }

    /// What was under way may or may not have happened: named requests are sent again, others are given up.
    private func beginEpoch(_ logon: Message.LogonAccepted) {
        epoch = logon.epoch
        nextReport = logon.nextReport
        nextRequest = logon.nextRequest
        reportHashes = [:]
        pending.removeAll { $0.number != 0 && $0.name == 0 }
        for index in pending.indices { pending[index].number = 0 }
    }

    private func loggedOut(_ logout: Message.Logout) {
        if logout.reason == .requestGap || logout.reason == .badFrame || logout.reason == .badMessage { fail("session", "logged out: \(logout.reason)") }
    }

    /// Whether a report was not seen before. What was, must be the same to the last bit.
    private func isNew(_ number: UInt64, _ frame: Frame) -> Bool {
        let hash = frame.hash
        if number < nextReport {
            if let known = reportHashes[number], known != hash { fail("session", "report \(number) reads differently the second time") }
            return false
        }
        if number > nextReport { fail("session", "report \(number) follows \(nextReport - 1)") }
        nextReport = number + 1
        reportHashes[number] = hash
        return true
    }

    private func settle(_ request: UInt64) {
        guard request != 0, let index = pending.firstIndex(where: { $0.number == request }) else { return }
        pending.remove(at: index)
        answered += 1
    }

    private func executed(_ report: Message.ExecutionReport) {
        lastSequence = max(lastSequence, report.sequence)
        let id = OrderID(rawValue: report.orderID)
        switch report.kind {
        case .accepted, .replaced: learn(id, report.clientOrderID)
        case .fill: fills.append((report.tradeID, id, report.lastQuantity, report.price, report.fee))
        default: break
        }
        guard report.request != 0, report.stream == stream, let entry = pending.first(where: { $0.number == report.request }) else { return }
        check(report, answers: entry)
        settle(report.request)
    }

    private func learn(_ id: OrderID, _ name: ClientOrderID) {
        if orders.count == Self.ordersKnownMax { orders.removeFirst() }
        orders.append(id)
        if name != 0 { namesOfOrders[id] = name }
    }

    /// The same name is answered alike, however often and whenever it is asked.
    private func check(_ report: Message.ExecutionReport, answers entry: Pending) {
        guard entry.name != 0, let first = named.first(where: { $0.name == entry.name }) else { return }
        if first.body != entry.body {
            // Whoever comes first with a name has it; the other is refused.
            if let known = answers[entry.name], report.kind != .rejected, report.kind != .changeRejected, report.kind != .duplicate || known.orderID == .none {
                fail("names", "name \(entry.name) was given twice, with answer \(report.kind)")
            }
            return
        }
        let answer = Answer(
            orderID: OrderID(rawValue: report.orderID), isAccepted: report.rejectReason == .none, reason: report.rejectReason)
        // Another command under this name was faster.
        if report.rejectReason == .duplicateClientOrderID { return }
        if let known = answers[entry.name] {
            if known.isAccepted != answer.isAccepted || known.reason != answer.reason {
                fail("names", "name \(entry.name) is answered \(answer), before \(known)")
            }
        } else {
            answers[entry.name] = answer
        }
    }
}
