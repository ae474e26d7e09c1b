import Market
import Matching

/// A script of commands in words, run on a book; its answer is text that a person can check.
///
///     instrument 1..200 protection 50000          first line, optional
///     a: sell 5 @ 101 by 3                        an order with a name; `by` its account (buyers 1, sellers 2)
///     b: buy 5 market bound 103 ioc               ioc fok day gtd · post-only reduce-only · show 2 · stp decrement · seen 7 move 1
///     s: sell 5 stop 95 @ 94                      stop, profit (take-profit), trail 3; with `@` they become limit orders
///     p: sell 5 @ 110 oco-stop 95 oco-limit 94    a one-cancels-other pair; its waiting leg is called p'
///     q: buy 5 @ 100 exit-stop 95 exit-profit 110 a bracket; its exits are called x1, x2, …
///     cancel a · amend a to 3 · replace a by c: 5 @ 102 trigger 99 · preview buy 5 @ 101 · refuse a: buy 5 @ 101
///     phase halted · limits band 90..110 pause 95..- · book
///     repeat 100 … end                            {i}, {i+7}, {7-i} count from 1; events are summed up
struct Script {
    var instrument: Instrument
    var lines: [Substring]

    init(_ text: Substring) throws(ScriptError) {
        instrument = Instrument(
            name: Name("SCRIPT")!, baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1, lotUnits: 1,
            notionalUnits: 1, minPrice: Price(ticks: 1), maxPrice: Price(ticks: 1_000))
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { !$0.isEmpty && !$0.hasPrefix("#") }), lines[index].hasPrefix("instrument") else { return }
        var words = Words(lines[index])
        _ = try words.next()
        try instrument.read(&words)
    }
}

struct ScriptError: Error, CustomStringConvertible {
    var description: String
}

/// The words of one line, taken one by one.
struct Words {
    let line: Substring
    private var words: [Substring]

    init(_ line: Substring) {
        self.line = line
        words = line.split(separator: " ").reversed()
    }

    var isEmpty: Bool { words.isEmpty }
    var peek: Substring { words.last ?? "" }

    mutating func next() throws(ScriptError) -> Substring {
        guard let word = words.popLast() else { throw fault("ends too soon") }
        return word
    }

    mutating func take(_ word: String) -> Bool {
        guard peek == word else { return false }
        words.removeLast()
        return true
    }

    mutating func number() throws(ScriptError) -> Int64 {
        let word = try next()
        guard let number = Int64(word) else { throw fault("\(word) is not a number") }
        return number
    }

    mutating func price() throws(ScriptError) -> Price {
        if take("-") { return .none }
        return Price(ticks: try number())
    }

    /// `90..110`, `90..-` or `-..110`.
    mutating func range() throws(ScriptError) -> (low: Price, high: Price) {
        let word = try next()
        let dots = Array(word)
        guard let split = (0..<max(dots.count - 1, 0)).first(where: { dots[$0] == "." && dots[$0 + 1] == "." }) else {
            throw fault("\(word) is not a range")
        }
        var words = Words(Substring(String(dots[..<split]) + " " + String(dots[(split + 2)...])))
        return (try words.price(), try words.price())
    }

    func fault(_ what: String) -> ScriptError { ScriptError(description: "\(what): \(line)") }
}

extension Instrument {
    fileprivate mutating func read(_ words: inout Words) throws(ScriptError) {
        (minPrice, maxPrice) = try words.range()
        while !words.isEmpty {
            switch try words.next() {
            case "protection": marketProtectionPPM = UInt32(try words.number())
            case "min-notional": minNotional = Amount(units: try words.number())
            case "quantity":
                let range = try words.range()
                (minQuantity, maxQuantity) = (Quantity(lots: range.low.ticks), Quantity(lots: range.high.ticks))
            case "reference": referencePrice = try words.price()
            case "phase": phase = try words.phase()
            case let word: throw words.fault("\(word) is not known")
            }
        }
    }
}

extension Words {
    mutating func phase() throws(ScriptError) -> Phase {
        let word = try next()
        guard let phase = Phase.allCases.first(where: { "\($0)" == word }) else { throw fault("\(word) is not a phase") }
        return phase
    }

    /// An order, from its side to the end of the line.
    mutating func order() throws(ScriptError) -> EnterOrder {
        let side = try next()
        guard side == "buy" || side == "sell" else { throw fault("neither buy nor sell") }
        var order = EnterOrder(
            account: AccountID(rawValue: side == "buy" ? 1 : 2), symbol: scriptSymbol, side: side == "buy" ? .buy : .sell, type: .limit,
            quantity: Quantity(lots: try number()))
        while !isEmpty { try option(&order) }
        return order
    }

    private mutating func option(_ order: inout EnterOrder) throws(ScriptError) {
        switch try next() {
        case "@":
            order.price = try price()
            if order.type == .stopLoss { order.type = .stopLimit }
            if order.type == .takeProfit { order.type = .takeProfitLimit }
        case "market": order.type = .market
        case "bound": order.price = try price()
        case "stop": (order.type, order.triggerPrice) = (.stopLoss, try price())
        case "profit": (order.type, order.triggerPrice) = (.takeProfit, try price())
        case "trail": (order.type, order.trailingOffset) = (.trailingStop, try number())
        case "by": order.account = AccountID(rawValue: UInt32(try number()))
        case "show": order.displayQuantity = Quantity(lots: try number())
        case "ioc": order.timeInForce = .ioc
        case "fok": order.timeInForce = .fok
        case "day": order.timeInForce = .day
        case "gtd": (order.timeInForce, order.expireTime) = (.gtd, 1)
        case "post-only": order.flags.insert(.postOnly)
        case "reduce-only": order.flags.insert(.reduceOnly)
        case "seen": order.seenSequence = SequenceNumber(try number())
        case "move": order.maxMoveTicks = try number()
        case "stp":
            let word = try next()
            guard let mode = SelfTradePrevention.allCases.first(where: { "\($0)" == word }) else { throw fault("\(word) is no mode") }
            order.selfTradePrevention = mode
        case "oco-stop": (order.stopPrice, order.flags) = (try price(), order.flags.union(.oneCancelsOther))
        case "oco-limit", "exit-limit": order.stopLimitPrice = try price()
        case "exit-stop": (order.stopPrice, order.flags) = (try price(), order.flags.union(.bracket))
        case "exit-profit": (order.takeProfitPrice, order.flags) = (try price(), order.flags.union(.bracket))
        case let word: throw fault("\(word) is not known")
        }
    }
}

let scriptSymbol = SymbolID(rawValue: 0)
