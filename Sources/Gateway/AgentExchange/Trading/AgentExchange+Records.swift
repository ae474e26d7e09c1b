import History
import Engine
import HTTP
import Identity
import JSON
import Market
import Wire

// Durable records become answers. Whatever was sequenced has been committed, so nothing here answers with a status that clients repeat.
extension AgentExchange: Answerer {
    package func answer(_ answer: borrowing Answer) {
        let entry = takePending(answer.note)
        let reply = Reply(ticket: answer.ticket, entry: entry)
        switch entry.kind {
        case .order: answerOrder(answer, reply)
        case .cancel: answerCancel(answer, reply)
        case .cancelAll: answerCancelAll(answer, reply)
        }
    }

    package func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) {
        let reply = Reply(ticket: ticket, entry: takePending(note))
        if reply.entry.idempotencyKey != 0 { repeats.forget(key: reply.entry.idempotencyKey, of: reply.entry.account) }
        counters.rejected &+= 1
        if case .unavailable(let reason) = reason.answer { return fail(.serviceUnavailable(reason: reason), reply) }
        fail(.serviceUnavailable(reason: "\(reason)"), reply)
    }

    /// Who is answered, and what goes beside the body.
    struct Reply {
        let ticket: Ticket
        let entry: PendingCalls.Entry
        /// What is said has been said before.
        var isRepeat = false
    }

    func fail(_ error: APIError, _ reply: Reply) { fail(error, reply.ticket, reply.entry.origin, reply.entry.quota, isRepeat: reply.isRepeat) }

    // MARK: orders

    private func answerOrder(_ answer: borrowing Answer, _ first: Reply) {
        guard case .enterOrder(let order) = answer.record.command else { preconditionFailure("an order's record holds another command") }
        let event = self.first(of: answer) { $0 == .orderAccepted || $0 == .orderRejected || $0 == .duplicateOrder }
        var reply = first
        reply.isRepeat = event.kind == .duplicateOrder
        guard event.rejectReason == .none else { return answerRejected(order, event.rejectReason, at: answer.record.time, reply) }
        // The blotter follows before anybody is answered; the first order of an old name may have to be looked up.
        if names.isSettled(reply.entry.nameNumber), let known = keeper.blotter.order(event.orderID) { return confirm(known, reply) }
        confirmLater(order, event.orderID, reply)
    }

    private func confirm(_ order: BlotterOrder, _ reply: Reply) {
        respond(reply, status: 201) { write(reply.isRepeat ? asEntered(order) : order, into: &$0) }
    }

    private func confirmLater(_ order: EnterOrder, _ id: OrderID, _ reply: Reply) {
        historian.order(id) { [self] result in
            names.hold(until: reply.entry.nameNumber) { [self] in
                if case .success(let known?) = result { return confirm(known, reply) }
                respond(reply, status: 201) { write(forgotten: order, id, into: &$0) }
            }
        }
    }

    private func answerRejected(_ order: EnterOrder, _ reason: RejectReason, at time: Timestamp, _ reply: Reply) {
        counters.rejected &+= 1
        let name = order.clientOrderID
        // The name is the key's, and the client knows it by that.
        if reason == .duplicateClientOrderID, name == reply.entry.idempotencyKey { return fail(.validation("Idempotency-Key", "came with another order before"), reply) }
        if reply.isRepeat, let words = repeats.rejection(of: name, by: order.account, at: time) { return repeatAnswer(words.status, words.body, reply) }
        fail(error(reason, order, at: time), reply)
        if name != 0, !reply.isRepeat, reason != .duplicateClientOrderID {
            repeats.note(rejected: name, of: order.account, response.status, response.body, at: time)
        }
    }

    /// The first event of some kinds: every command has one.
    private func first(of answer: borrowing Answer, _ isAnswer: (Event.Kind) -> Bool) -> Event {
        do throws(WireError) {
            var events = answer.record.events()
            while let event = try events.next()?.event {
                if isAnswer(event.kind) { return event }
            }
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
        preconditionFailure("the exchange answered a command with nothing")
    }

    // MARK: cancels

    private func answerCancel(_ answer: borrowing Answer, _ reply: Reply) {
        let id = reply.entry.orderID
        let event = first(of: answer) { $0 == .orderCanceled || $0 == .orderRejected }
        if event.kind == .orderRejected {
            counters.rejected &+= 1
            return fail(event.rejectReason, canceling: id, reply)
        }
        let unlocked = keeper.blotter.order(id).map { self.unlocked($0) } ?? APIError.Decimal(0)
        let time = answer.record.time
        respond(reply) { writer in
            writer.object { writer in
                writer.key("order_id")
                writer.uuid(ids.uuid(of: id))
                writer.member("status", "cancelled")
                writer.key("unlocked_amount")
                writer.decimal(units: unlocked.units, scale: unlocked.scale)
                writer.key("cancelled_at")
                writer.time(time)
            }
        }
    }

    private func answerCancelAll(_ answer: borrowing Answer, _ reply: Reply) {
        guard case .cancelAll(let command) = answer.record.command else { preconditionFailure("a cancel's record holds another command") }
        var entry = reply.entry
        let quote = command.symbol == .all ? members.quote : catalog[command.symbol].instrument.quoteAsset
        var left: Int64 = 0
        do throws(WireError) {
            var events = answer.record.events()
            while let event = try events.next()?.event {
                switch event.kind {
                case .orderCanceled: entry.unlocked = saturated(entry.unlocked, plus: unlocked(event.orderID, quote))
                case .cancelAllDone:
                    entry.canceled += event.quantity.lots
                    left = event.leaves.lots
                default: break
                }
            }
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
        // One record cancels a few thousand at most.
        if left > 0 { return desk.submit(.cancelAll(command), by: answerer, reply.ticket, note: pending.add(entry)) }
        respond(reply) { writer in
            writer.object { writer in
                writer.key("cancelled_count")
                writer.integer(entry.canceled)
                writer.key("total_unlocked")
                writer.decimal(units: entry.unlocked, scale: Int(catalog.assets[Int(quote.rawValue)].scale))
            }
        }
    }

    /// What a cancelled buy gave back of this asset, in units: what others gave back cannot be added to it.
    private func unlocked(_ id: OrderID, _ asset: AssetID) -> Int64 {
        guard let order = keeper.blotter.order(id), order.side == .buy, catalog[order.symbol].instrument.quoteAsset == asset else { return 0 }
        return unlocked(order).units
    }
}
