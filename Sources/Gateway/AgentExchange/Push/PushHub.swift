import History
import Engine
import Identity
import IO
import JSON
import Market
import Wire

/// All WebSockets of the interface, and who of them wants what. Follows the records behind the blotter, so it shows what is durable.
final class PushHub: RecordFollower {
    /// The interface it belongs to, which owns it.
    private unowned var owner: AgentExchange!
    private var channels: [ObjectIdentifier: PushChannel] = [:]
    private var topics: [Topic: [PushChannel]] = [:]
    /// Who wants orders, by the account whose they are: an order is looked at by nobody else.
    private var watchers: [AccountIndex: [PushChannel]] = [:]
    private var isTicking = false
    /// What one stretch of records touched; emptied at its end.
    private var trades: [(symbol: SymbolID, print: Print)] = []
    /// Instruments whose followers are to hear of the phase, and of the auction that orders are collected for: once a second at most.
    private var auctions: Set<SymbolID> = []
    /// Start of the bar at hand: those before it were said to be over.
    private var candles: [Topic: Timestamp] = [:]
    private var portfoliosAt: Int64 = 0
    /// Whom the pass under way has still to come to, and whether it is one that tells portfolios.
    private var due: [PushChannel] = []
    private var tellsPortfolios = false

    /// Distance of pings, and how long their answer may take; nanoseconds.
    static let pingInterval: Int64 = 30_000_000_000
    static let pongMax: Int64 = 10_000_000_000
    static let portfolioInterval: Int64 = 5_000_000_000
    /// Bars that are said to be over at a time, the latest: after a halt of the machine, say.
    static let closedBarsMax: Int64 = 100
    /// Trades of one stretch of records that are pushed one by one, the latest of them.
    static let tradesPerBatchMax = 64
    /// Bytes that may wait for a reader before quotes are conflated, and before private events end the connection.
    static let quotesQueuedMax = 64 << 10
    static let eventsQueuedMax = 1 << 20
    private static let tick: Int64 = 1_000_000_000
    /// Messages, or connections that get none, of a pass in one turn: ten thousand take a tenth of a second, and orders must not wait for that.
    static let messagesPerTurnMax = 64

    func begin(_ owner: AgentExchange) {
        self.owner = owner
        owner.members.keysChanged.append { [weak self] in self?.endRevoked() }
    }

    var count: Int { channels.count }
    var reader: JSONReader { owner.reader }
    var catalog: Catalog { owner.catalog }

    // MARK: connections

    func open(_ ticket: Ticket, _ principal: Principal) -> PushChannel {
        let channel = PushChannel(ticket, principal, standing(principal), self, at: owner.desk.clock.monotonicNanoseconds)
        channels[ObjectIdentifier(channel)] = channel
        startTicking()
        return channel
    }

    /// What has to stay as it is for a credential to stay good; nil where it is not.
    private func standing(_ principal: Principal) -> PushStanding? {
        guard let account = owner.members.keys.account(principal.account), account.status == .active else { return nil }
        guard let index = principal.agent else { return PushStanding(key: account.keyID, tokensNotBefore: account.tokensNotBefore) }
        guard let agent = owner.members.keys.agent(index), agent.status != .archived else { return nil }
        return PushStanding(key: agent.keyID, tokensNotBefore: 0)
    }

    /// Ends the connections whose keys or tokens open nothing any more; at their next try they are refused in the handshake.
    private func endRevoked() {
        for channel in channels.values where channel.standing != standing(channel.principal) {
            owner.outlet.end(channel.ticket, code: 1008, reason: "the credential is not valid any more")
        }
    }

    func remove(_ channel: PushChannel) {
        for subscription in channel.subscriptions { remove(subscription.topic, channel) }
        channels[ObjectIdentifier(channel)] = nil
    }

    func add(_ topic: Topic, _ channel: PushChannel) {
        guard topic != .orders else { return watchers[channel.principal.account, default: []].append(channel) }
        topics[topic, default: []].append(channel)
        switch topic {
        case .ticker(let symbol): if catalog[symbol].phase.collects { auctions.insert(symbol) }
        case .allTickers: for listed in catalog.instruments where listed.phase.collects { auctions.insert(listed.symbol) }
        case .candles, .orders, .portfolio: break
        }
    }

    func remove(_ topic: Topic, _ channel: PushChannel) {
        if topic == .orders {
            watchers[channel.principal.account]?.removeAll { $0 === channel }
            if watchers[channel.principal.account]?.isEmpty == true { watchers[channel.principal.account] = nil }
            return
        }
        topics[topic]?.removeAll { $0 === channel }
        if topics[topic]?.isEmpty == true {
            topics[topic] = nil
            candles[topic] = nil
        }
    }

    /// Counts a message with the general requests of its key; false if there have been too many.
    func counts(_ principal: Principal) -> Bool {
        if owner.limiter.check(principal.rateKey, .general, at: owner.now).isAllowed { return true }
        owner.desk.metrics.throttled(.websocket, .general)
        return false
    }

    func send(_ channel: PushChannel, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        owner.outlet.send(channel.ticket, text: writer.bytes)
    }

    /// A private event: nothing of it may be left out, so who does not read it is let go.
    private func sendEvent(_ channel: PushChannel, _ bytes: [UInt8]) {
        guard owner.outlet.queuedBytes(channel.ticket) <= Self.eventsQueuedMax else {
            return owner.outlet.end(channel.ticket, code: 1008, reason: "too slow for private events")
        }
        owner.outlet.send(channel.ticket, text: bytes)
    }

    // MARK: records

    func follow(_ record: borrowing Record, sequence: SequenceNumber) {
        guard !topics.isEmpty || !watchers.isEmpty else { return }
        // A record may hold tens of thousands of orders, each of them often.
        var (touched, known): ([OrderID], Set<OrderID>) = ([], [])
        let wantsOrders = !watchers.isEmpty
        do throws(WireError) {
            var events = record.events()
            while let recorded = try events.next() {
                let event = recorded.event
                if event.kind == .trade { note(recorded, at: record.time) }
                if event.kind == .phaseChanged || event.kind.isAboutOrder && catalog[event.symbol].phase.collects { auctions.insert(event.symbol) }
                guard wantsOrders, event.kind.isAboutOrder else { continue }
                if known.insert(event.orderID).inserted { touched.append(event.orderID) }
                if event.kind == .trade, known.insert(event.otherID).inserted { touched.append(event.otherID) }
            }
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
        for id in touched { pushOrder(id) }
    }

    private func note(_ trade: RecordedEvent, at time: Timestamp) {
        let event = trade.event
        trades.append((
            event.symbol,
            Print(tradeID: trade.tradeID, price: event.price, quantity: event.quantity, time: time, side: event.side, isAuction: event.flags.contains(.auction))))
        if trades.count > 4 * Self.tradesPerBatchMax { trades.removeFirst(2 * Self.tradesPerBatchMax) }
    }

    func endOfBatch(durable: SequenceNumber) {
        guard !trades.isEmpty else { return }
        let latest = trades.suffix(Self.tradesPerBatchMax)
        for (symbol, print) in latest { pushTick(symbol, Tick(print: print)) }
        for topic in topics.keys {
            if case .candles(let symbol, _) = topic, latest.contains(where: { $0.symbol == symbol }) { pushCandle(topic) }
        }
        trades.removeAll(keepingCapacity: true)
    }

    // MARK: quotes

    private func pushTick(_ symbol: SymbolID, _ tick: Tick) {
        var encoded: [String: [UInt8]] = [:]
        for channel in topics[.ticker(symbol)] ?? [] { pushTick(symbol, tick, channel, .ticker(symbol), &encoded) }
        for channel in topics[.allTickers] ?? [] where channel.subscription(to: .ticker(symbol)) == nil {
            pushTick(symbol, tick, channel, .allTickers, &encoded)
        }
    }

    private func pushAuctions() {
        let symbols = auctions
        auctions.removeAll(keepingCapacity: true)
        for symbol in symbols where topics[.ticker(symbol)] != nil || topics[.allTickers] != nil {
            // Without a price there is no ticker, as everywhere.
            let mark = owner.keeper.blotter.mark(of: symbol)
            guard !mark.price.isNone else { continue }
            let still = Print(tradeID: 0, price: mark.price, quantity: .zero, time: owner.now, side: .buy, isAuction: false)
            let (tick, sequence) = owner.desk.ask { exchange in
                exchange.engines[Int(symbol.rawValue)].assumeIsolated { Tick(print: still, phase: $0.phase, auction: AgentExchange.auction($0)) }
            }
            owner.desk.hold(until: sequence) { [weak self] in self?.pushTick(symbol, tick) }
        }
    }

    /// To a slow reader, later and only the last one.
    private func pushTick(_ symbol: SymbolID, _ tick: Tick, _ channel: PushChannel, _ topic: Topic, _ encoded: inout [String: [UInt8]]) {
        guard let name = channel.subscription(to: topic)?.channel else { return }
        guard owner.outlet.queuedBytes(channel.ticket) <= Self.quotesQueuedMax else {
            channel.conflated[symbol] = tick
            return
        }
        channel.conflated[symbol] = nil
        let bytes = encoded[name] ?? owner.tick(symbol, tick, channel: name)
        encoded[name] = bytes
        owner.outlet.send(channel.ticket, text: bytes)
    }

    private func sendConflated(_ channel: PushChannel) {
        guard !channel.conflated.isEmpty else { return }
        for (symbol, tick) in channel.conflated {
            var encoded: [String: [UInt8]] = [:]
            let topic: Topic = channel.subscription(to: .ticker(symbol)) != nil ? .ticker(symbol) : .allTickers
            pushTick(symbol, tick, channel, topic, &encoded)
        }
    }

    /// The bar at hand; before it, once each, those that are over.
    private func pushCandle(_ topic: Topic) {
        guard case .candles(let symbol, let interval) = topic, let length = AgentExchange.intervals[interval],
            let newest = owner.keeper.blotter.candles(of: symbol, length, limit: 1).last else { return }
        close(topic, before: newest.start)
        // A trade of the bar before may become durable a moment after that bar was said to be over: it is said again.
        let isOver = newest.start < candles[topic] ?? .min
        if !isOver { candles[topic] = newest.start }
        send(Bar(newest, of: catalog[symbol].instrument), isClosed: isOver, topic)
    }

    private func send(_ bar: Bar, isClosed: Bool, _ topic: Topic) {
        guard case .candles(let symbol, let interval) = topic else { return }
        for channel in topics[topic] ?? [] {
            // A slow reader gets the next one.
            guard owner.outlet.queuedBytes(channel.ticket) <= Self.quotesQueuedMax, let name = channel.subscription(to: topic)?.channel else { continue }
            owner.outlet.send(channel.ticket, text: owner.bar(bar, symbol, interval, isClosed: isClosed, channel: name))
        }
    }

    /// Sends the bars that begin before `end` and are over: flat ones too, as everywhere.
    private func close(_ topic: Topic, before end: Timestamp) {
        guard case .candles(let symbol, let interval) = topic, let length = AgentExchange.intervals[interval], let known = candles[topic] else { return }
        let instrument = catalog[symbol].instrument
        var start = max(known, end - Self.closedBarsMax * length)
        while start < end {
            // The newest that is not later: this one, or the one whose close goes on.
            if let candle = owner.keeper.blotter.candles(of: symbol, length, in: .min ... start, limit: 1).last {
                let bar = Bar(candle, of: instrument)
                send(candle.start == start ? bar : Bar(flat: bar.close, at: start), isClosed: true, topic)
            }
            start += length
        }
        candles[topic] = max(known, end)
    }

    /// Bars whose time is over.
    private func closeCandles(at time: Timestamp) {
        for topic in topics.keys {
            guard case .candles(_, let interval) = topic, let length = AgentExchange.intervals[interval] else { continue }
            let start = time / length * length
            if candles[topic] == nil { candles[topic] = start } else { close(topic, before: start) }
        }
    }

    // MARK: private events

    /// An agent's key sees its own orders, an account's credential those of all its agents.
    private func pushOrder(_ id: OrderID) {
        guard let order = owner.keeper.blotter.order(id), let agent = owner.members.keys.agent(trading: order.account),
            let account = owner.members.keys.agent(agent)?.account, let channels = watchers[account] else { return }
        let watching = channels.filter { $0.principal.agent == nil || $0.principal.agent == agent }
        guard !watching.isEmpty else { return }
        let bytes = owner.update(of: order)
        for channel in watching { sendEvent(channel, bytes) }
    }

    private func pushPortfolios(_ channel: PushChannel) -> Int {
        let agents = channel.principal.agent.map { [$0] } ?? owner.members.keys.agents(of: channel.principal.account)
        for agent in agents { pushPortfolio(of: agent, channel) }
        return agents.count
    }

    private func pushPortfolio(of index: AgentIndex, _ channel: PushChannel) {
        guard let agent = owner.members.keys.agent(index), agent.status != .archived, let account = agent.engineAccount else { return }
        let (view, sequence) = owner.desk.ask { $0.account(account) }
        guard let view else { return }
        owner.desk.hold(until: sequence) { [weak self, weak channel] in
            guard let self, let channel else { return }
            sendEvent(channel, owner.portfolio(view, of: agent))
        }
    }

    // MARK: time

    private func startTicking() {
        guard !isTicking else { return }
        isTicking = true
        portfoliosAt = owner.desk.clock.monotonicNanoseconds + Self.portfolioInterval
        scheduleTick()
    }

    private func scheduleTick() { schedule(at: owner.desk.clock.monotonicNanoseconds + Self.tick) { $0.ticked() } }

    private func schedule(at time: Int64, _ body: @escaping @Sendable (PushHub) -> Void) {
        let hub = UncheckedBox(WeakHub(hub: self))
        owner.desk.loop.schedule(at: time) { if let hub = hub.value.hub { body(hub) } }
    }

    private struct WeakHub { weak var hub: PushHub? }

    /// Once a second while anybody is connected.
    private func ticked() {
        guard !channels.isEmpty else {
            isTicking = false
            return
        }
        pass(owner.desk.clock.monotonicNanoseconds)
        scheduleTick()
    }

    /// What time makes due: bars that are over, how auctions stand, and for each connection what `visit` does.
    func pass(_ time: Int64) {
        closeCandles(at: owner.now)
        pushAuctions()
        guard due.isEmpty else { return }
        due = Array(channels.values)
        tellsPortfolios = time >= portfoliosAt
        if tellsPortfolios { portfoliosAt = time + Self.portfolioInterval }
        visitDue(at: time)
    }

    /// Goes on with the pass under way, and in a later turn with what is left then.
    private func visitDue(at time: Int64) {
        var left = Self.messagesPerTurnMax
        while left > 0, let channel = due.popLast() {
            // It may have left since.
            guard channels[ObjectIdentifier(channel)] === channel else { continue }
            left -= max(visit(channel, at: time), 1)
        }
        guard !due.isEmpty else { return }
        // What was said leaves when it is durable, all at once: no more is said before.
        let (_, sequence) = owner.desk.ask { _ in }
        owner.desk.hold(until: sequence) { [weak self] in self?.schedule(at: .min) { $0.visitDue(at: time) } }
    }

    /// Its ping, or the pong that did not come; quotes that were left out; portfolios. Returns how many messages that made.
    private func visit(_ channel: PushChannel, at time: Int64) -> Int {
        var messages = channel.conflated.count
        if !channel.isAnswered, time - channel.pingedAt > Self.pongMax {
            owner.outlet.end(channel.ticket, code: 1001, reason: "no pong")
        } else if channel.isAnswered, time - channel.pingedAt >= Self.pingInterval {
            channel.pingedAt = time
            channel.isAnswered = false
            send(channel) { writer in writer.object { $0.member("type", "ping") } }
            messages += 1
        }
        sendConflated(channel)
        if tellsPortfolios, channel.subscription(to: .portfolio) != nil { messages += pushPortfolios(channel) }
        return messages
    }
}

/// What a ticker says: a trade; or how an instrument stands, and then nobody traded.
struct Tick: Sendable {
    let print: Print
    var phase: Phase?
    var auction: AgentExchange.AuctionProspect?
}

extension Event.Kind {
    /// Whether it changes an order that there is.
    fileprivate var isAboutOrder: Bool {
        switch self {
        case .orderAccepted, .orderCanceled, .orderAmended, .orderReplaced, .orderTriggered, .trade: true
        default: false
        }
    }
}
