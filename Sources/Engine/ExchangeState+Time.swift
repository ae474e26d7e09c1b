import Market
import Matching
import Risk

extension ExchangeState {
    /// Goes on with what an earlier record left, then does what time has made due. What does not fit into the record is left to the next tick.
    mutating func tick() {
        if header.cascades != 0 { cascade() }
        if header.cascades == 0, header.sweeps != 0 { sweep() }
        if header.cascades | header.sweeps != 0 { return }
        expireOrders()
        endPauses()
    }

    /// Goes on with changes of phase and follow-ups, symbol by symbol.
    private mutating func cascade() {
        header.cascades = 0
        for index in 0..<books.count {
            let symbol = SymbolID(rawValue: UInt16(index))
            if books[symbol].isChangingPhase { continueChange(of: symbol) } else if books[symbol].hasFollowUps { finish(symbol) }
            if header.cascades != 0 { return }
        }
    }

    /// Goes on with cancelling the orders of halted accounts.
    private mutating func sweep() {
        while header.sweeps > 0, events.count < options.eventsPerRecordMax {
            let account = AccountID(rawValue: sweeping[header.sweeps - 1])
            if accounts[account].state == .halted, accounts[account].openOrders > 0 {
                _ = cancelOrders(of: account, on: .all, reason: .accountHalted)
            }
            if accounts[account].state == .halted, accounts[account].openOrders > 0 { return }
            header.sweeps -= 1
            sweeping[header.sweeps] = 0
        }
    }

    /// Cancels the orders of an account that was halted.
    mutating func startSweep(_ account: AccountID) {
        if Int(header.sweeps) == sweeping.count { _ = sweeping.append() }
        sweeping[header.sweeps] = account.rawValue
        header.sweeps += 1
        sweep()
    }

    private mutating func expireOrders() {
        while events.count < options.eventsPerRecordMax, let expiry = expiries.pop(at: header.time) {
            let id = expiry.orderID
            guard books.isOpen(id) else { continue }
            let start = events.count
            books[id.symbol].cancel(id, reason: .expired, into: &events)
            settle(from: start, Entering())
            finish(id.symbol)
        }
    }

    /// Reopens instruments whose pause is over, through an auction.
    private mutating func endPauses() {
        while events.count < options.eventsPerRecordMax, nextPauseEnd <= header.time {
            for index in 0..<breakers.count where breakers[index].pauseEnds <= header.time {
                change(SymbolID(rawValue: UInt16(index)), to: .continuous)
                break
            }
        }
    }

    /// Changes the phase of a book. Its auction and the orders a close cancels may go on in further records; nothing else comes in between.
    mutating func change(_ symbol: SymbolID, to phase: Phase) {
        let start = events.count
        books[symbol].beginPhase(phase, into: &events)
        settle(from: start, Entering())
        continueChange(of: symbol)
    }

    private mutating func continueChange(of symbol: SymbolID) {
        let start = events.count
        books[symbol].continuePhase(eventsMax: options.eventsPerRecordMax, into: &events)
        settle(from: start, Entering())
        if books[symbol].isChangingPhase { header.cascades = 1 } else { finish(symbol) }
    }
}
