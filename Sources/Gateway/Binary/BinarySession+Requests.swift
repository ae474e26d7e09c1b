import Market
import Wire

// Requests: counted, admitted, handed on.
extension BinarySession {
    /// One request. Its number decides first: the next is taken, an old one answered again, a later one ends the session.
    @inline(__always) func request(_ header: MessageHeader, _ block: UnsafeRawPointer, _ handler: some RequestHandler) {
        guard header.blockLength >= 8, let log else { return end(.badMessage, handler) }
        let number = UInt64(littleEndian: unsafe block.loadUnaligned(as: UInt64.self))
        guard number == log.lastRequest(streamID) + 1 else { return unsafe unexpected(number, log, header, block, handler) }
        log.take(number, streamID)
        unsafe perform(number, header, block, handler)
    }

    @inline(__always) private func perform(
        _ number: UInt64, _ header: MessageHeader, _ block: UnsafeRawPointer, _ handler: some RequestHandler
    ) {
        let length = Int(header.blockLength)
        do throws(WireError) {
            switch header.templateID {
            case Message.NewOrder.templateID:
                let message = try unsafe Message.NewOrder(decoding: block, blockLength: length, at: Schema.headerBytes)
                guard isName(message.clientOrderID, number, header, of: "NewOrder") else { return }
                guard admits(.order, number, header, handler) else { return }
                handler.enter(EnterOrder(message, account: account), origin: origin(number))
            case Message.CancelRequest.templateID:
                let message = try unsafe Message.CancelRequest(decoding: block, blockLength: length, at: Schema.headerBytes)
                let cancel = CancelOrder(account: account, orderID: OrderID(rawValue: message.orderID), clientOrderID: message.clientOrderID)
                handler.cancel(cancel, origin: origin(number))
            default: try unsafe performOther(number, header, block, handler)
            }
        } catch {
            reject(number, header, error)
        }
    }

    private func performOther(
        _ number: UInt64, _ header: MessageHeader, _ block: UnsafeRawPointer, _ handler: some RequestHandler
    ) throws(WireError) {
        let length = Int(header.blockLength)
        let start = Schema.headerBytes
        switch header.templateID {
        case Message.NewAdvancedOrder.templateID:
            let message = try unsafe Message.NewAdvancedOrder(decoding: block, blockLength: length, at: start)
            guard isName(message.clientOrderID, number, header, of: "NewAdvancedOrder") else { return }
            guard admits(.order, number, header, handler) else { return }
            handler.enter(EnterOrder(message, account: account), origin: origin(number))
        case Message.ReplaceRequest.templateID:
            let message = try unsafe Message.ReplaceRequest(decoding: block, blockLength: length, at: start)
            guard isName(message.clientOrderID, number, header, of: "ReplaceRequest") else { return }
            guard admits(.replacement, number, header, handler) else { return }
            let replace = ReplaceOrder(
                account: account, orderID: OrderID(rawValue: message.orderID), clientOrderID: message.clientOrderID,
                price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity), triggerPrice: Price(ticks: message.triggerPrice))
            handler.command(.replaceOrder(replace), origin: origin(number))
        case Message.AmendRequest.templateID:
            let message = try unsafe Message.AmendRequest(decoding: block, blockLength: length, at: start)
            let amend = AmendOrder(
                account: account, orderID: OrderID(rawValue: message.orderID), quantity: Quantity(lots: message.quantity))
            handler.command(.amendOrder(amend), origin: origin(number))
        case Message.MassCancelRequest.templateID:
            let message = try unsafe Message.MassCancelRequest(decoding: block, blockLength: length, at: start)
            handler.command(.cancelAll(CancelAll(account: account, symbol: SymbolID(rawValue: message.symbol))), origin: origin(number))
        default:
            guard try unsafe performQuestion(number, header, block, handler) else {
                return reject(number, header.templateID, reason: .unknownMessage)
            }
            log?.noteQuestion(number, streamID)
        }
    }

    /// What changes nothing, and may therefore be asked twice. False if it is no such request.
    private func performQuestion(
        _ number: UInt64, _ header: MessageHeader, _ block: UnsafeRawPointer, _ handler: some RequestHandler
    ) throws(WireError) -> Bool {
        let length = Int(header.blockLength)
        let start = Schema.headerBytes
        switch header.templateID {
        case Message.PreviewRequest.templateID:
            let message = try unsafe Message.PreviewRequest(decoding: block, blockLength: length, at: start)
            guard message.clientOrderID <= Self.clientOrderIDMax else {
                refusePreview(field: "clientOrderID", request: number)
                return true
            }
            ask(.preview(EnterOrder(message, account: account)), number, header, handler)
        case Message.OrderStatusRequest.templateID:
            let message = try unsafe Message.OrderStatusRequest(decoding: block, blockLength: length, at: start)
            ask(.orderStatus(OrderID(rawValue: message.orderID), clientOrderID: message.clientOrderID), number, header, handler)
        case Message.AccountRequest.templateID: ask(.account, number, header, handler)
        case Message.InstrumentListRequest.templateID: ask(.instruments, number, header, handler)
        case Message.SubscribeRequest.templateID:
            let message = try unsafe Message.SubscribeRequest(decoding: block, blockLength: length, at: start)
            guard admits(.question, number, header, handler) else { return true }
            let outcome = handler.subscribe(SymbolID(rawValue: message.symbol), message.feeds, for: self)
            send(Message.SubscriptionReport(request: number, symbol: message.symbol, feeds: outcome.feeds, reason: outcome.refusal))
        case Message.UnsubscribeRequest.templateID:
            let message = try unsafe Message.UnsubscribeRequest(decoding: block, blockLength: length, at: start)
            let outcome = handler.unsubscribe(SymbolID(rawValue: message.symbol), message.feeds, for: self)
            send(Message.SubscriptionReport(request: number, symbol: message.symbol, feeds: outcome.feeds, reason: outcome.refusal))
        default: return false
        }
        return true
    }

    private func ask(_ question: Question, _ number: UInt64, _ header: MessageHeader, _ handler: some RequestHandler) {
        guard admits(.question, number, header, handler) else { return }
        handler.ask(question, request: number, of: self)
    }

    @inline(__always) private func origin(_ number: UInt64) -> RequestOrigin {
        RequestOrigin(request: number, account: account, stream: streamID)
    }

    // MARK: turned away

    /// Whether limits let the request pass; if not, it has been answered.
    @inline(__always) private func admits(
        _ kind: RequestKind, _ number: UInt64, _ header: MessageHeader, _ handler: some RequestHandler
    ) -> Bool {
        switch handler.admission(kind, of: account, rateKey) {
        case .admitted: return true
        case .wait(let limit, let milliseconds):
            guard let log else { return false }
            log.publish(
                Message.ThrottleNotice(
                    number: log.next, request: number, retryAfter: milliseconds, template: header.templateID, by: limit, stream: streamID),
                origin: origin(number))
        case .refused(let reason): reject(number, header.templateID, reason: reason)
        }
        return false
    }

    /// Whether an order may be called so; if not, the request has been answered.
    @inline(__always) private func isName(_ name: ClientOrderID, _ number: UInt64, _ header: MessageHeader, of message: WireError.Text) -> Bool {
        if name <= Self.clientOrderIDMax { return true }
        reject(number, header.templateID, reason: .invalidField, field: Schema.fieldNumber("clientOrderID", of: message))
        return false
    }

    private func reject(_ number: UInt64, _ header: MessageHeader, _ error: WireError) {
        switch error {
        case .unknownValue(_, let message, let field, _), .belowMinimum(_, let message, let field, _):
            reject(number, header.templateID, reason: .invalidField, field: Schema.fieldNumber(field, of: message))
        default: reject(number, header.templateID, reason: .shortMessage)
        }
    }

    private func reject(_ number: UInt64, _ template: UInt16, reason: RequestRefusal, field: UInt16 = 0) {
        log?.reject(origin(number), template: template, reason: reason, field: field)
    }

    /// A number that is not the next: a repeated request is answered again and not executed; a gap cannot be filled.
    private func unexpected(
        _ number: UInt64, _ log: ReportLog, _ header: MessageHeader, _ block: UnsafeRawPointer, _ handler: some RequestHandler
    ) {
        guard number > 0, number <= log.lastRequest(streamID) else { return end(.requestGap, handler) }
        do throws(WireError) {
            // Questions have no side effect: asked again, they are answered as things are now.
            if try unsafe performQuestion(number, header, block, handler) { return }
        } catch {
            return repeatAnswer(number, log, header)
        }
        repeatAnswer(number, log, header)
    }

    private func repeatAnswer(_ number: UInt64, _ log: ReportLog, _ header: MessageHeader) {
        let report = log.report(for: number, streamID)
        if report != 0, log.repeatReport(report, to: self) { return }
        // Not answered yet: the answer is on its way, and will come once.
        if report == 0, log.remembers(number, streamID) { return }
        send(Message.Reject(
            number: 0, request: number, template: header.templateID, field: 0, reason: .answerGone, rejectReason: .none, stream: streamID))
    }
}

extension ReportLog {
    /// Answers a request that reached no book.
    func reject(_ origin: RequestOrigin, template: UInt16, reason: RequestRefusal, rejectReason: RejectReason = .none, field: UInt16 = 0) {
        publish(
            Message.Reject(
                number: next, request: origin.request, template: template, field: field, reason: reason, rejectReason: rejectReason,
                stream: origin.stream),
            origin: origin)
    }
}

extension EnterOrder {
    @inline(__always) init(_ message: Message.NewOrder, account: AccountID) {
        self.init(
            account: account, symbol: SymbolID(rawValue: message.symbol), side: message.side, type: message.type,
            price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity))
        clientOrderID = message.clientOrderID
        timeInForce = message.timeInForce
        selfTradePrevention = message.selfTradePrevention
        flags = message.flags
    }

    init(_ message: Message.NewAdvancedOrder, account: AccountID) {
        self.init(
            account: account, symbol: SymbolID(rawValue: message.symbol), side: message.side, type: message.type,
            price: Price(ticks: message.price), quantity: Quantity(lots: message.quantity))
        clientOrderID = message.clientOrderID
        timeInForce = message.timeInForce
        selfTradePrevention = message.selfTradePrevention
        flags = message.flags
        triggerPrice = Price(ticks: message.triggerPrice)
        trailingOffset = message.trailingOffset
        displayQuantity = Quantity(lots: message.displayQuantity)
        expireTime = message.expireTime
        seenSequence = message.seenSequence
        maxMoveTicks = message.maxMoveTicks
        stopPrice = Price(ticks: message.stopPrice)
        stopLimitPrice = Price(ticks: message.stopLimitPrice)
        takeProfitPrice = Price(ticks: message.takeProfitPrice)
    }

    init(_ message: Message.PreviewRequest, account: AccountID) {
        self.init(
            Message.NewAdvancedOrder(
                request: message.request, clientOrderID: message.clientOrderID, price: message.price, quantity: message.quantity,
                symbol: message.symbol, side: message.side, type: message.type, timeInForce: message.timeInForce,
                selfTradePrevention: message.selfTradePrevention, flags: message.flags, triggerPrice: message.triggerPrice,
                trailingOffset: message.trailingOffset, displayQuantity: message.displayQuantity, expireTime: message.expireTime,
                seenSequence: message.seenSequence, maxMoveTicks: message.maxMoveTicks, stopPrice: message.stopPrice,
                stopLimitPrice: message.stopLimitPrice, takeProfitPrice: message.takeProfitPrice),
            account: account)
    }
}
