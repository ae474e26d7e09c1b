import Engine
import IO
import Market
import Matching
import Risk

/// The whole state of an exchange as one JSON document, written as it is made.
///
///     {"sequence":…,"time":…,"stateHash":"0x…",
///     "instruments":[{"name":…,"phase":…,"lastPrice":…}, …],
///     "accounts":[{"id":…,"state":…,"balances":{"USDT":{"available":…,"locked":…}, …}}, …],
///     "orders":[{"orderID":…, …}, …],
///     "depth":{"BTCUSDT":{"bids":[[price,quantity], …],"asks":[…]}, …}}
///
/// Prices are ticks, quantities lots, amounts units; what is absent is `null`. Equal states give equal bytes: instruments, accounts and
/// balances by number, orders by instrument as bids, then asks in price-time order, then those that wait for a trigger.
struct StateDocument {
    private static let sides = names(Side.self)
    private static let types = names(OrderType.self)
    private static let timesInForce = names(TimeInForce.self)
    private static let selfTradePreventions = names(SelfTradePrevention.self)
    private static let flags: [(OrderFlags, String)] = [
        (.postOnly, "postOnly"), (.reduceOnly, "reduceOnly"), (.oneCancelsOther, "oneCancelsOther"), (.bracket, "bracket"),
    ]

    let sink: ByteSink

    init(to sink: ByteSink) { self.sink = sink }

    /// Writes everything; a failed write shows when the sink is finished.
    func write(_ state: borrowing ExchangeState) {
        sink.bytes.append(#"{"sequence":"#)
        sink.bytes.append(decimal: state.sequence)
        sink.bytes.append(#","time":"#)
        sink.bytes.append(decimal: state.time)
        sink.bytes.append(#","stateHash":"#)
        sink.bytes.append(json: hexadecimal(state.stateHash()))
        writeInstruments(state)
        writeAccounts(state)
        writeOrders(state)
        writeDepth(state)
        sink.bytes.append("}\n")
    }

    private func writeInstruments(_ state: borrowing ExchangeState) {
        sink.bytes.append(",\n\"instruments\":[")
        for index in 0..<state.instrumentCount {
            let symbol = SymbolID(rawValue: UInt16(index))
            separate(index)
            sink.bytes.append(#"{"name":"#)
            sink.bytes.append(json: name(symbol, state))
            sink.bytes.append(#","phase":"#)
            sink.bytes.append(json: "\(state.phase(of: symbol))")
            append(#","lastPrice":"#, state.lastPrice(of: symbol))
            sink.bytes.append("}")
        }
        sink.bytes.append("]")
    }

    private func writeAccounts(_ state: borrowing ExchangeState) {
        sink.bytes.append(",\n\"accounts\":[")
        for number in 0..<UInt32(state.accountCount) {
            let account = AccountID(rawValue: number)
            separate(Int(number))
            sink.bytes.append(#"{"id":"#)
            sink.bytes.append(decimal: UInt64(number))
            sink.bytes.append(#","state":"#)
            sink.bytes.append(json: "\(state.accountState(account))")
            sink.bytes.append(#","balances":{"#)
            for (position, balance) in state.balances(of: account).enumerated() {
                if position > 0 { sink.bytes.append(",") }
                sink.bytes.append(json: state.asset(balance.asset).map { "\($0.name)" } ?? "\(balance.asset.rawValue)")
                sink.bytes.append(#":{"available":"#)
                sink.bytes.append(decimal: balance.available)
                sink.bytes.append(#","locked":"#)
                sink.bytes.append(decimal: balance.locked)
                sink.bytes.append("}")
            }
            sink.bytes.append("}}")
            sink.flushIfFull()
        }
        sink.bytes.append("]")
    }

    private func writeOrders(_ state: borrowing ExchangeState) {
        sink.bytes.append(",\n\"orders\":[")
        var count = 0
        for index in 0..<state.instrumentCount {
            let symbol = SymbolID(rawValue: UInt16(index))
            var quoted: [UInt8] = []
            quoted.append(json: name(symbol, state))
            state.forEachOpenOrder(on: symbol) { order in
                separate(count)
                write(order, quoted)
                sink.flushIfFull()
                count += 1
            }
        }
        sink.bytes.append("]")
    }

    private func write(_ order: OpenOrder, _ symbol: [UInt8]) {
        sink.bytes.append(#"{"orderID":"#)
        sink.bytes.append(decimal: order.orderID.rawValue)
        append(#","clientOrderID":"#, order.clientOrderID, absent: 0)
        sink.bytes.append(#","account":"#)
        sink.bytes.append(decimal: UInt64(order.account.rawValue))
        sink.bytes.append(#","symbol":"#)
        sink.bytes.append(contentsOf: symbol)
        sink.bytes.append(#","side":"#)
        sink.bytes.append(contentsOf: Self.sides[Int(order.side.rawValue)])
        sink.bytes.append(#","type":"#)
        sink.bytes.append(contentsOf: Self.types[Int(order.type.rawValue)])
        sink.bytes.append(#","timeInForce":"#)
        sink.bytes.append(contentsOf: Self.timesInForce[Int(order.timeInForce.rawValue)])
        sink.bytes.append(#","selfTradePrevention":"#)
        sink.bytes.append(contentsOf: Self.selfTradePreventions[Int(order.selfTradePrevention.rawValue)])
        sink.bytes.append(#","flags":["#)
        if !order.flags.isEmpty {
            let names = Self.flags.filter { order.flags.contains($0.0) }.map { "\"\($0.1)\"" }
            sink.bytes.append(contentsOf: names.joined(separator: ",").utf8)
        }
        append(#"],"price":"#, order.price)
        append(#","triggerPrice":"#, order.triggerPrice)
        append(#","quantity":"#, order.quantity)
        append(#","leaves":"#, order.leaves)
        append(#","shown":"#, order.shown)
        append(#","displayQuantity":"#, UInt64(order.displayQuantity.lots), absent: 0)
        append(#","expireTime":"#, UInt64(order.expireTime), absent: 0)
        append(#","sibling":"#, order.sibling.rawValue, absent: 0)
        append(#","reservePrice":"#, order.reservePrice)
        append(#","sharesReserve":"#, order.sharesReserve)
        append(#","waits":"#, order.waits)
        sink.bytes.append("}")
    }

    private func writeDepth(_ state: borrowing ExchangeState) {
        sink.bytes.append(",\n\"depth\":{")
        for index in 0..<state.instrumentCount {
            let symbol = SymbolID(rawValue: UInt16(index))
            separate(index)
            sink.bytes.append(json: name(symbol, state))
            sink.bytes.append(#":{"bids":["#)
            writeLevels(symbol, .buy, state)
            sink.bytes.append(#"],"asks":["#)
            writeLevels(symbol, .sell, state)
            sink.bytes.append("]}")
        }
        sink.bytes.append("}")
    }

    private func writeLevels(_ symbol: SymbolID, _ side: Side, _ state: borrowing ExchangeState) {
        var isFirst = true
        state.forEachLevel(of: symbol, side) { price, quantity in
            if !isFirst { sink.bytes.append(",") }
            isFirst = false
            sink.bytes.append("[")
            sink.bytes.append(decimal: price.ticks)
            sink.bytes.append(",")
            sink.bytes.append(decimal: quantity.lots)
            sink.bytes.append("]")
            sink.flushIfFull()
        }
    }

    // MARK: pieces

    /// A line for every element, so that two documents can be compared line by line.
    private func separate(_ index: Int) { sink.bytes.append(index > 0 ? ",\n" : "\n") }

    private func append(_ key: StaticString, _ price: Price) {
        sink.bytes.append(key)
        if price.isNone { sink.bytes.append("null") } else { sink.bytes.append(decimal: price.ticks) }
    }

    private func append(_ key: StaticString, _ quantity: Quantity) {
        sink.bytes.append(key)
        sink.bytes.append(decimal: quantity.lots)
    }

    private func append(_ key: StaticString, _ number: UInt64, absent: UInt64) {
        sink.bytes.append(key)
        if number == absent { sink.bytes.append("null") } else { sink.bytes.append(decimal: number) }
    }

    private func append(_ key: StaticString, _ value: Bool) {
        sink.bytes.append(key)
        sink.bytes.append(value ? "true" : "false")
    }

    private func name(_ symbol: SymbolID, _ state: borrowing ExchangeState) -> String {
        state.instrument(symbol).map { "\($0.name)" } ?? "\(symbol.rawValue)"
    }

    /// The quoted names of an enum's cases, by number.
    private static func names<Value: CaseIterable & RawRepresentable>(_ type: Value.Type) -> [[UInt8]] where Value.RawValue == UInt8 {
        var names = [[UInt8]](repeating: [], count: Int((type.allCases.map(\.rawValue).max() ?? 0)) + 1)
        for value in type.allCases { names[Int(value.rawValue)] = Array("\"\(value)\"".utf8) }
        return names
    }
}
