import Market
import Wire

/// One of every message of a session, with plausible values: the examples of `proto/MESSAGES.md`.
struct SessionExample {
    var template: UInt16
    /// Header, block and group.
    var bytes: [UInt8]

    init<M: SessionMessage>(_ message: M) { self.init(block: message) }

    private init<M: MessageBlock>(block message: M) {
        template = M.templateID
        bytes = [UInt8](repeating: 0, count: M.encodedBytes)
        unsafe bytes.withUnsafeMutableBytes { unsafe message.encode(into: $0.baseAddress!) }
    }

    init<M: GroupedMessage>(_ message: M, _ entries: [M.Entry]) {
        self.init(block: message)
        let start = bytes.count
        bytes += [UInt8](repeating: 0, count: GroupSize.encodedBytes + entries.count * M.Entry.blockLength)
        unsafe bytes.withUnsafeMutableBytes { buffer in
            let base = unsafe buffer.baseAddress! + start
            unsafe GroupSize(blockLength: UInt16(M.Entry.blockLength), count: UInt16(entries.count)).encode(into: base)
            for (index, entry) in entries.enumerated() {
                unsafe entry.encode(into: base + GroupSize.encodedBytes + index * M.Entry.blockLength)
            }
        }
    }

    /// Behind a framing header: the length and the encoding, both big-endian.
    var framed: [UInt8] {
        let length = UInt32(bytes.count + 6)
        return [UInt8(length >> 24), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), 0xEB, 0x50] + bytes
    }

    var isBatch: Bool { template == Message.CompressedBatch.templateID }

    func json() throws -> String { try unsafe bytes.withUnsafeBytes { try unsafe Schema.json(sessionMessage: $0) } }
}

enum SessionExamples {
    static var messages: [SessionExample] { session + requests + reports + answers + marketData }

    private static let time = Examples.time
    private static let first = Examples.first.rawValue
    private static let second = Examples.second.rawValue

    static let batched = SessionExample(Message.Heartbeat(testID: 0, lastReport: 14))

    /// The same frame twice, in an LZ4 block: its 30 bytes, a copy of 25 from 30 before, and the last five, which the format wants as they are.
    private static var packed: [UInt8] { [0xFF, 15] + batched.framed + [30, 0, 6, 0x50] + batched.framed.suffix(5) }

    private static var session: [SessionExample] {
        [
            SessionExample(Message.Challenge(
                nonce0: 0x0706_0504_0302_0100, nonce1: 0x0F0E_0D0C_0B0A_0908, nonce2: 0x1716_1514_1312_1110, nonce3: 0x1F1E_1D1C_1B1A_1918,
                epoch: 7, protocolVersion: 1)),
            SessionExample(Message.Logon(
                keyID: Name("0123456789abcdef")!, key: .empty, signature0: 1, signature1: 2, signature2: 3, signature3: .max, epoch: 7,
                nextReport: 12, heartbeatInterval: 10_000, deadMansTimer: 30_000, protocolVersion: 1, stream: 0, flags: .cancelOnDisconnect)),
            SessionExample(Message.LogonAccepted(
                epoch: 7, session: 3, nextReport: 12, nextRequest: 5, account: 7, heartbeatInterval: 10_000, instruments: 2, durability: .always,
                resumption: .complete, stream: 0)),
            SessionExample(Message.LogonRejected(reason: .wrongCredential, protocolVersion: 1)),
            batched,
            SessionExample(Message.TestRequest(testID: 99)),
            SessionExample(Message.Logout(nextRequest: 5, reason: .requestGap)),
            SessionExample(Message.CompressedBatch(rawBytes: 60), packed.map { Message.CompressedBatch.Entry(octet: $0) }),
        ]
    }

    private static var requests: [SessionExample] {
        [
            SessionExample(Message.NewOrder(
                request: 1, clientOrderID: 42, price: 6_100_000, quantity: 500, symbol: 1, side: .buy, type: .limit, timeInForce: .gtc,
                selfTradePrevention: .none, flags: .postOnly)),
            SessionExample(Message.NewAdvancedOrder(
                request: 2, clientOrderID: 0, price: Price.none.ticks, quantity: 200, symbol: 1, side: .sell, type: .trailingStop,
                timeInForce: .gtc, selfTradePrevention: .cancelOldest, flags: [], triggerPrice: Price.none.ticks, trailingOffset: 500,
                displayQuantity: 0, expireTime: 0, seenSequence: 0, maxMoveTicks: 0, stopPrice: Price.none.ticks,
                stopLimitPrice: Price.none.ticks, takeProfitPrice: Price.none.ticks)),
            SessionExample(Message.CancelRequest(request: 3, orderID: first, clientOrderID: 0)),
            SessionExample(Message.ReplaceRequest(
                request: 4, orderID: first, clientOrderID: 0, price: Price.none.ticks, quantity: 150, triggerPrice: Price.none.ticks)),
            SessionExample(Message.AmendRequest(request: 5, orderID: first, quantity: 400)),
            SessionExample(Message.MassCancelRequest(request: 6, symbol: SymbolID.all.rawValue)),
            SessionExample(Message.PreviewRequest(
                request: 7, clientOrderID: 0, price: Price.none.ticks, quantity: 200, symbol: 1, side: .sell, type: .market, timeInForce: .ioc,
                selfTradePrevention: .none, flags: [], triggerPrice: Price.none.ticks, trailingOffset: 0, displayQuantity: 0, expireTime: 0,
                seenSequence: 0, maxMoveTicks: 0, stopPrice: Price.none.ticks, stopLimitPrice: Price.none.ticks,
                takeProfitPrice: Price.none.ticks)),
            SessionExample(Message.OrderStatusRequest(request: 8, orderID: 0, clientOrderID: 42)),
            SessionExample(Message.AccountRequest(request: 9)),
            SessionExample(Message.InstrumentListRequest(request: 10)),
            SessionExample(Message.SubscribeRequest(request: 11, symbol: 1, feeds: [.levels, .trades, .compressed])),
            SessionExample(Message.UnsubscribeRequest(request: 12, symbol: 1, feeds: .trades)),
        ]
    }

    private static var reports: [SessionExample] {
        [
            SessionExample(Message.ExecutionReport(
                number: 13, request: 0, sequence: 9, time: time, orderID: first, clientOrderID: 42, relatedID: 0, tradeID: 99, price: 6_100_000,
                lastQuantity: 200, quantity: 500, leaves: 300, filled: 200, fee: 6_100_000, symbol: 1, side: .buy, kind: .fill,
                state: .partiallyFilled, rejectReason: .none, cancelReason: .none, liquidity: .maker, durability: .always, stream: 0)),
            SessionExample(Message.MassCancelReport(
                number: 14, request: 6, sequence: 10, time: time, canceled: 3, left: 0, symbol: SymbolID.all.rawValue, rejectReason: .none,
                durability: .always, stream: 0)),
            SessionExample(Message.Reject(
                number: 15, request: 13, template: 144, field: 6, reason: .invalidField, rejectReason: .none, stream: 0)),
            SessionExample(Message.ThrottleNotice(number: 16, request: 14, retryAfter: 250, template: 144, by: .orderRate, stream: 0)),
            SessionExample(Message.BalanceReport(
                number: 17, request: 0, sequence: 11, time: time, amount: -100_000_000, available: 400_000_000, locked: 0, asset: 2, stream: 0)),
            SessionExample(Message.AccountStateReport(
                number: 18, request: 0, sequence: 12, time: time, state: .halted, previousState: .active, reason: .dailyLossLimit, stream: 0)),
        ]
    }

    private static var answers: [SessionExample] {
        [
            SessionExample(
                Message.PreviewReport(
                    request: 7, sequence: 12, leaves: 0, baseAvailable: 499_800_000, baseLocked: 0, quoteAvailable: 12_187_800_000, quoteLocked: 0,
                    symbol: 1, reason: .none),
                [Message.PreviewReport.Entry(price: 6_100_000, quantity: 150, fee: 9_150_000), .init(price: 6_099_900, quantity: 50, fee: 3_049_950)]),
            SessionExample(Message.OrderStatusReport(
                request: 8, sequence: 12, orderID: first, clientOrderID: 42, price: 6_100_000, triggerPrice: Price.none.ticks, quantity: 500,
                leaves: 300, filled: 200, symbol: 1, side: .buy, type: .limit, timeInForce: .gtc, state: .partiallyFilled, reason: .none)),
            SessionExample(
                Message.AccountReport(request: 9, sequence: 12, equity: 100_000_000_000, account: 7, openOrders: 1, startingAsset: 1, state: .active),
                [Message.AccountReport.Entry(available: 81_700_000_000, locked: 18_300_000_000, asset: 1, name: Name("USDT")!, scale: 8)]),
            SessionExample(Message.InstrumentDefinition(
                request: 10, name: Name("BTCUSDT")!, baseName: Name("BTC")!, quoteName: Name("USDT")!, tickUnits: 1_000_000, lotUnits: 1_000,
                notionalUnits: 10, minPrice: 1, maxPrice: 20_000_000, minQuantity: 1, maxQuantity: 1 << 47, minNotional: 0, makerFeePPM: 500,
                takerFeePPM: 1_000, bandPPM: 100_000, baseAsset: 2, quoteAsset: 1, symbol: 1, left: 0, baseScale: 8, quoteScale: 8,
                phase: .continuous)),
        ]
    }

    private static var marketData: [SessionExample] {
        [
            SessionExample(Message.SubscriptionReport(request: 11, symbol: 1, feeds: [.levels, .trades, .compressed], reason: .none)),
            SessionExample(
                Message.LevelsSnapshot(sequence: 12, time: time, lastPrice: 6_100_000, symbol: 1, phase: .continuous),
                [Message.LevelsSnapshot.Entry(price: 6_099_900, quantity: 700, orders: 3, side: .buy), .init(price: 6_100_100, quantity: 20, orders: 1, side: .sell)]),
            SessionExample(
                Message.OrdersSnapshot(sequence: 12, time: time, lastPrice: 6_100_000, symbol: 1, phase: .continuous, part: 1, parts: 1),
                [Message.OrdersSnapshot.Entry(orderID: first, price: 6_099_900, quantity: 300, side: .buy)]),
            SessionExample(Message.TopOfBook(
                sequence: 12, time: time, bidPrice: 6_099_900, bidQuantity: 700, askPrice: Price.none.ticks, askQuantity: 0, symbol: 1)),
            SessionExample(
                Message.LevelsUpdate(sequence: 13, previousSequence: 12, time: time, symbol: 1),
                [Message.LevelsUpdate.Entry(price: 6_100_100, quantity: 0, orders: 0, side: .sell)]),
            SessionExample(
                Message.OrdersUpdate(sequence: 13, previousSequence: 12, time: time, symbol: 1),
                [Message.OrdersUpdate.Entry(orderID: second, price: 6_100_100, quantity: 0, side: .sell, change: .remove)]),
            SessionExample(Message.TradeReport(
                sequence: 13, time: time, tradeID: 100, price: 6_100_100, quantity: 20, symbol: 1, side: .buy, flags: [])),
            SessionExample(Message.PhaseReport(
                sequence: 14, time: time, price: 6_100_000, quantity: 250, symbol: 1, phase: .continuous)),
        ]
    }
}
