import Market

extension Record {
    /// Whether the command or one of its events is a message of this template.
    package func holds(template: UInt16) -> Bool {
        if header.templateID == template { return true }
        var offset = eventBytes.lowerBound
        while offset < eventBytes.upperBound {
            let event = unsafe MessageHeader(loading: payload + offset)
            if event.templateID == template { return true }
            offset += Schema.headerBytes + Int(event.blockLength)
        }
        return false
    }

    /// Whether the command names the account, or an event concerns it. Not for the house, which stands where there is no account.
    package func concerns(_ account: AccountID) throws(WireError) -> Bool {
        if command.account == account { return true }
        var events = events()
        while let event = try events.next()?.event {
            if event.account == account || event.otherAccount == account { return true }
        }
        return false
    }

    /// Whether the command names the instrument or an order of it, or an event concerns it.
    package func concerns(_ symbol: SymbolID) throws(WireError) -> Bool {
        if command.symbol == symbol { return true }
        var events = events()
        while let event = try events.next()?.event {
            if event.symbol == symbol, event.kind.hasSymbol { return true }
        }
        return false
    }

    /// The instruments it listed, and under what name: one at most.
    package func listing() throws(WireError) -> (name: Name, symbol: SymbolID)? {
        guard header.templateID == Message.AddInstrument.templateID, case .addInstrument(let instrument) = command else { return nil }
        var events = events()
        while let event = try events.next()?.event {
            if event.kind == .instrumentAdded { return (instrument.name, event.symbol) }
        }
        return nil
    }
}

extension Event.Kind {
    /// Whether the event's symbol means something. A rejection's is the command's, if that has one.
    fileprivate var hasSymbol: Bool {
        switch self {
        case .orderAccepted, .orderCanceled, .orderAmended, .orderReplaced, .orderTriggered, .orderRefreshed, .trade, .phaseChanged,
            .duplicateOrder, .instrumentAdded: true
        case .orderRejected, .cancelAllDone, .assetAdded, .accountOpened, .balanceChanged, .riskProfileChanged, .accountStateChanged: false
        }
    }
}

extension Command {
    /// The account it is for; nil if it is for none.
    fileprivate var account: AccountID? {
        switch self {
        case .enterOrder(let order): order.account
        case .cancelOrder(let cancel): cancel.account
        case .amendOrder(let amend): amend.account
        case .replaceOrder(let replace): replace.account
        case .cancelAll(let cancel): cancel.account
        case .deposit(let account, _, _), .withdraw(let account, _, _), .setRiskProfile(let account, _), .setAccountState(let account, _): account
        case .tick, .addAsset, .addInstrument, .openAccount, .setPhase: nil
        }
    }

    /// The instrument it names, itself or by an order's id.
    fileprivate var symbol: SymbolID? {
        switch self {
        case .enterOrder(let order): order.symbol
        case .cancelOrder(let cancel): cancel.orderID == .none ? nil : cancel.orderID.symbol
        case .amendOrder(let amend): amend.orderID.symbol
        case .replaceOrder(let replace): replace.orderID.symbol
        case .cancelAll(let cancel): cancel.symbol
        case .setPhase(let symbol, _): symbol
        case .tick, .addAsset, .addInstrument, .openAccount, .deposit, .withdraw, .setRiskProfile, .setAccountState: nil
        }
    }
}
