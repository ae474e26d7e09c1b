import Market
import Wire

/// Records with plausible values, together one of every message: the examples of `proto/MESSAGES.md`.
enum Examples {
    static let time: Timestamp = 1_767_225_600_000_000_000
    static let symbol = SymbolID(rawValue: 1)
    static let alice = AccountID(rawValue: 7)
    static let bob = AccountID(rawValue: 8)
    static let first = OrderID(symbol: symbol, slot: 3, generation: 1)
    static let second = OrderID(symbol: symbol, slot: 4, generation: 1)

    static var records: [SampleRecord] { administration + orders + changes }

    private static var administration: [SampleRecord] {
        let house = AccountID.house
        let none = SymbolID(rawValue: 0)
        let asset = OrderID(rawValue: 2)
        var instrument = Instrument(
            name: Name("BTCUSDT")!, baseAsset: AssetID(rawValue: 2), quoteAsset: AssetID(rawValue: 1), tickUnits: 1_000_000,
            lotUnits: 1_000, notionalUnits: 10, minPrice: Price(ticks: 1), maxPrice: Price(ticks: 20_000_000))
        instrument.takerFeePPM = 1000
        instrument.makerFeePPM = 500
        instrument.bandPPM = 100_000
        return [
            record(.addAsset(Asset(name: Name("BTC")!, scale: 8)), Event(.assetAdded, symbol: none, account: house, otherID: asset)),
            record(.addInstrument(instrument), Event(.instrumentAdded, symbol: symbol, account: house)),
            record(.openAccount(.standard), Event(.accountOpened, symbol: none, account: alice)),
            record(
                .deposit(account: alice, asset: AssetID(rawValue: 2), amount: Amount(units: 500_000_000)),
                Event(.balanceChanged, symbol: none, account: alice, otherID: asset, quantity: lots(500_000_000), leaves: lots(500_000_000))),
            record(.withdraw(account: alice, asset: AssetID(rawValue: 2), amount: Amount(units: 100_000_000))),
            record(
                .setPhase(symbol: symbol, phase: .continuous),
                Event(
                    .phaseChanged, symbol: symbol, account: house, price: Price(ticks: 6_100_000), quantity: lots(250), leaves: lots(2),
                    otherLeaves: lots(1))),
            record(.setRiskProfile(account: alice, profile: .unlimited), Event(.riskProfileChanged, symbol: none, account: alice)),
            record(
                .setAccountState(account: alice, state: .halted),
                Event(.accountStateChanged, symbol: none, account: alice, leaves: lots(2), otherLeaves: lots(0))),
        ]
    }

    private static var orders: [SampleRecord] {
        var plain = EnterOrder(account: alice, symbol: symbol, side: .buy, type: .limit, price: Price(ticks: 6_100_000), quantity: lots(500))
        plain.clientOrderID = 42
        plain.flags = .postOnly
        var taking = EnterOrder(account: bob, symbol: symbol, side: .sell, type: .trailingStop, quantity: lots(200))
        taking.trailingOffset = 500
        taking.selfTradePrevention = .cancelOldest
        let accepted = Event(
            .orderAccepted, side: .buy, symbol: symbol, account: alice, orderID: first, price: plain.price, quantity: plain.quantity,
            leaves: plain.quantity)
        let waiting = Event(
            .orderAccepted, side: .sell, flags: .waits, symbol: symbol, account: bob, orderID: second, price: Price(ticks: 6_100_000),
            quantity: lots(200), leaves: lots(200))
        let triggered = Event(
            .orderTriggered, side: .sell, symbol: symbol, account: bob, orderID: second, price: Price(ticks: 6_100_000), quantity: lots(200),
            leaves: lots(200))
        let trade = Event(
            .trade, side: .sell, symbol: symbol, account: bob, otherAccount: alice, orderID: second, otherID: first,
            price: Price(ticks: 6_100_000), quantity: lots(200), leaves: lots(0), otherLeaves: lots(300))
        var advanced = record(.enterOrder(taking), waiting, triggered)
        advanced.events.append(
            RecordedEvent(trade, tradeID: 99, takerFee: Amount(units: 12_200_000), makerFee: Amount(units: 6_100_000)))
        return [record(.enterOrder(plain), accepted), advanced]
    }

    private static var changes: [SampleRecord] {
        func change(_ kind: Event.Kind, _ quantity: Int64, _ leaves: Int64) -> Event {
            Event(
                kind, side: .buy, symbol: symbol, account: alice, orderID: first, price: Price(ticks: 6_100_000), quantity: lots(quantity),
                leaves: lots(leaves))
        }
        var amended = change(.orderAmended, 400, 200)
        amended.otherLeaves = lots(300)
        var replaced = change(.orderReplaced, 150, 150)
        replaced.orderID = second
        replaced.otherID = first
        replaced.flags = .rests
        return [
            record(
                .cancelOrder(CancelOrder(account: alice, orderID: first)),
                Event(
                    .orderCanceled, reason: CancelReason.byOwner.rawValue, side: .buy, symbol: symbol, account: alice, orderID: first,
                    quantity: lots(300))),
            record(.amendOrder(AmendOrder(account: alice, orderID: first, quantity: lots(400))), amended),
            record(
                .replaceOrder(ReplaceOrder(account: alice, orderID: first, price: .none, quantity: lots(150))), replaced,
                change(.orderRefreshed, 50, 150)),
            record(
                .cancelAll(CancelAll(account: alice)), Event(.cancelAllDone, symbol: .all, account: alice, quantity: lots(3)),
                Event(
                    .orderRejected, reason: RejectReason.unknownOrder.rawValue, symbol: symbol, account: alice, orderID: first),
                Event(.duplicateOrder, symbol: symbol, account: alice, orderID: first, leaves: lots(12))),
            record(.tick),
        ]
    }

    private static func lots(_ lots: Int64) -> Quantity { Quantity(lots: lots) }

    private static func record(_ command: Command, _ events: Event...) -> SampleRecord {
        SampleRecord(command, time: time, events.map { RecordedEvent($0) })
    }
}
