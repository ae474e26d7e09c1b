import Market
import Matching
import Risk

// Commands of operators and of the gateway on behalf of accounts.
extension ExchangeState {
    mutating func administer(_ command: Command, on proof: borrowing OnLoop) {
        switch command {
        case .addAsset(let asset): add(asset)
        case .addInstrument(let instrument): add(instrument, on: proof)
        case .openAccount(let profile): open(profile)
        case .deposit(let account, let asset, let amount): deposit(account, asset, amount.units)
        case .withdraw(let account, let asset, let amount): withdraw(account, asset, amount.units)
        case .setPhase(let symbol, let phase): set(phase, of: symbol)
        case .setRiskProfile(let account, let profile): set(profile, of: account)
        case .setAccountState(let account, let state): set(state, of: account)
        case .enterOrder, .cancelOrder, .amendOrder, .replaceOrder, .cancelAll, .tick: preconditionFailure("not an administrative command")
        }
    }

    // MARK: listing

    private mutating func add(_ asset: Asset) {
        guard asset.name.isValid, asset.scale <= Asset.scaleMax else { return reject(.invalidName, account: .house) }
        for index in 0..<assets.count where assets[index].asset.name == asset.name { return reject(.alreadyExists, account: .house) }
        guard assets.count < EngineOptions.assetsMax else { return reject(.tableFull, account: .house) }
        let index = assets.append()
        assets[index] = StoredAsset(asset)
        ledger.addAsset()
        events.append(Event(.assetAdded, symbol: SymbolID(rawValue: 0), account: .house, otherID: OrderID(rawValue: UInt64(index))))
    }

    private mutating func add(_ instrument: Instrument, on proof: borrowing OnLoop) {
        let reason = objection(to: instrument)
        guard reason == .none else { return reject(reason, account: .house) }
        // The house's balance is there before the first fee.
        guard ledger.open(.house, instrument.quoteAsset) != Ledger.noSlot else { return reject(.tableFull, account: .house) }
        let index = instruments.append()
        instruments[index] = StoredInstrument(instrument)
        list(instrument, on: proof)
        let breaker = breakers.append()
        breakers[breaker] = Breaker(instrument)
        let symbol = SymbolID(rawValue: UInt16(index))
        applyLimits(symbol)
        events.append(Event(.instrumentAdded, symbol: symbol, account: .house))
    }

    private mutating func list(_ instrument: Instrument, on proof: borrowing OnLoop) {
        listings.append(instrument)
        openBook(instrument, on: proof)
    }

    private func objection(to instrument: Instrument) -> RejectReason {
        guard instrument.name.isValid else { return .invalidName }
        for index in 0..<instruments.count where instruments[index].nameLow == instrument.name.low && instruments[index].nameHigh == instrument.name.high {
            return .alreadyExists
        }
        guard instruments.count < OrderID.symbolsMax else { return .tableFull }
        guard isListed(instrument.baseAsset), isListed(instrument.quoteAsset) else { return .unknownAsset }
        return fitsAssets(instrument) ? .none : .invalidInstrument
    }

    private func isListed(_ asset: AssetID) -> Bool { Int(asset.rawValue) < assets.count }

    /// Whether its assets are there and its numbers fit together with theirs.
    func fitsAssets(_ instrument: Instrument) -> Bool {
        isListed(instrument.baseAsset) && isListed(instrument.quoteAsset)
            && instrument.isConsistent(baseScale: assets[instrument.baseAsset.rawValue].asset.scale)
    }

    // MARK: accounts

    private mutating func open(_ profile: RiskProfile) {
        guard profile.minOrderValue >= .zero else { return reject(.invalidRiskProfile, account: .house) }
        guard let account = accounts.open(profile) else { return reject(.tableFull, account: .house) }
        ledger.addAccount()
        events.append(Event(.accountOpened, symbol: SymbolID(rawValue: 0), account: account))
    }

    private mutating func deposit(_ account: AccountID, _ asset: AssetID, _ units: Int64) {
        let reason = objection(account, asset, units)
        guard reason == .none else { return reject(reason, account: account) }
        switch ledger.deposit(account, asset, units) {
        case .done:
            accounts.noteDeposit(account, asset, units)
            reportBalance(account, asset, units)
        case .overflow: reject(.overflow, account: account)
        case .full: reject(.tableFull, account: account)
        case .shortage: preconditionFailure("a deposit takes nothing")
        }
    }

    private mutating func withdraw(_ account: AccountID, _ asset: AssetID, _ units: Int64) {
        let reason = objection(account, asset, units)
        guard reason == .none else { return reject(reason, account: account) }
        guard ledger.withdraw(account, asset, units) == .done else { return reject(.insufficientBalance, account: account) }
        accounts.noteWithdrawal(account, asset, left: ledger.balance(account, asset)?.total ?? 0)
        reportBalance(account, asset, -units)
    }

    private func objection(_ account: AccountID, _ asset: AssetID, _ units: Int64) -> RejectReason {
        if !accounts.contains(account) { return .unknownAccount }
        if !isListed(asset) { return .unknownAsset }
        return units > 0 ? .none : .invalidAmount
    }

    private mutating func reportBalance(_ account: AccountID, _ asset: AssetID, _ units: Int64) {
        let slot = ledger.find(account, asset)
        events.append(Event(
            .balanceChanged, symbol: SymbolID(rawValue: 0), account: account, otherID: OrderID(rawValue: UInt64(asset.rawValue)),
            quantity: Quantity(lots: units), leaves: Quantity(lots: ledger[slot].available), otherLeaves: Quantity(lots: ledger[slot].locked)))
    }

    private mutating func set(_ profile: RiskProfile, of account: AccountID) {
        guard isClient(account) else { return reject(.unknownAccount, account: account) }
        guard profile.minOrderValue >= .zero else { return reject(.invalidRiskProfile, account: account) }
        accounts.setProfile(profile, of: account)
        events.append(Event(.riskProfileChanged, symbol: SymbolID(rawValue: 0), account: account))
    }

    /// Halting an account is its kill switch: its open orders are cancelled too.
    private mutating func set(_ state: AccountState, of account: AccountID) {
        guard isClient(account) else { return reject(.unknownAccount, account: account) }
        let old = accounts[account].state
        accounts.setState(state, of: account)
        events.append(Event(
            .accountStateChanged, symbol: SymbolID(rawValue: 0), account: account, leaves: Quantity(lots: Int64(state.rawValue)),
            otherLeaves: Quantity(lots: Int64(old.rawValue))))
        if state == .halted, accounts[account].openOrders > 0 { startSweep(account) }
    }

    // MARK: phases

    private mutating func set(_ phase: Phase, of symbol: SymbolID) {
        guard books.contains(symbol) else { return reject(.unknownSymbol, account: .house) }
        let old = books[symbol].phase
        // Orders collected before a halt may cross; only an auction may let them trade.
        let crossed = !old.collects && phase == .continuous && isCrossed(symbol)
        guard phase != old, !crossed else { return reject(.invalidPhase, account: .house, symbol: symbol) }
        change(symbol, to: phase)
    }

    private func isCrossed(_ symbol: SymbolID) -> Bool {
        let (bid, ask) = (books[symbol].best(.buy), books[symbol].best(.sell))
        return !bid.isNone && !ask.isNone && bid >= ask
    }
}

extension Instrument {
    /// Whether its numbers fit together, so that no trade on it is ever rounded or overflows what the book can hold.
    func isConsistent(baseScale: UInt8) -> Bool {
        guard baseScale <= Asset.scaleMax, baseAsset != quoteAsset, tickUnits > 0, lotUnits > 0, notionalUnits > 0 else { return false }
        var whole: Int128 = 1
        for _ in 0..<baseScale { whole *= 10 }
        guard Int128(tickUnits) * Int128(lotUnits) == Int128(notionalUnits) * whole else { return false }
        // A price below one tick would let money flow against the trade; the ledger does not go there.
        guard minPrice.ticks >= 1, maxPrice >= minPrice, maxPrice.ticks - minPrice.ticks <= Self.priceSpanMax else { return false }
        // One lot at the highest price is an amount of money.
        guard maxPrice.ticks <= Self.priceMax, !maxPrice.ticks.multipliedReportingOverflow(by: notionalUnits).overflow else { return false }
        guard minQuantity.lots >= 1, maxQuantity >= minQuantity, maxQuantity.lots <= Self.quantityMax, minNotional >= .zero else { return false }
        guard makerFeePPM <= Self.feePPMMax, takerFeePPM <= Self.feePPMMax, bandPPM < 1_000_000, pausePPM < 1_000_000 else { return false }
        guard marketProtectionPPM <= 1_000_000, pausePPM == 0 || (pauseWindow > 0 && pauseDuration > 0) else { return false }
        guard (0...Self.pauseMax).contains(pauseWindow), (0...Self.pauseMax).contains(pauseDuration) else { return false }
        return (referencePrice.isNone || (minPrice...maxPrice).contains(referencePrice)) && phase != .volatilityAuction
    }

    /// The longest window or pause: a week.
    static let pauseMax: Timestamp = 7 * Calendar.day
}
