import Market
import Matching

/// A script being run: the book, the names, and what is to be printed.
struct ScriptRun<B: Book & ~Copyable>: ~Copyable {
    var book: B
    var names: OrderNames = [:]
    var ids: [String: OrderID] = [:]
    var output = ""
    private var sequence: SequenceNumber = 0
    private var exits = 0

    init(_ book: consuming B) { self.book = book }

    mutating func run(_ script: Script) throws(ScriptError) {
        var index = 0
        while index < script.lines.count {
            let line = script.lines[index]
            index += 1
            if line.hasPrefix("instrument") || line.isEmpty { continue }
            if line.hasPrefix("#") {
                output += (output.isEmpty ? "" : "\n") + line + "\n"
            } else if line.hasPrefix("repeat") {
                guard let end = script.lines[index...].firstIndex(of: "end") else { throw ScriptError(description: "repeat without end") }
                try runRepeat(line, Array(script.lines[index..<end]))
                index = end + 1
            } else {
                output += "> \(line)\n"
                if let outcome = try step(line) { print(outcome) }
            }
        }
        output += "> book\n"
        printBook()
    }

    // MARK: commands

    /// Nil for lines that only look.
    private mutating func step(_ line: Substring) throws(ScriptError) -> Outcome? {
        var words = Words(line)
        if words.take("book") {
            printBook()
            return nil
        }
        if words.take("preview") {
            printPreview(try words.order())
            return nil
        }
        var name: Substring?
        let command = try command(&words, &name)
        sequence += 1
        let outcome = book.apply(command, sequence: sequence)
        var entersOrder = true
        switch command {
        case .enter, .refuseTriggered, .replace: break
        case .cancel, .amend, .setPhase, .setLimits: entersOrder = false
        }
        giveNames(outcome, name.map(String.init), entersOrder: entersOrder)
        return outcome
    }

    private func command(_ words: inout Words, _ name: inout Substring?) throws(ScriptError) -> BookCommand {
        if words.take("cancel") { return .cancel(try order(&words)) }
        if words.take("phase") { return .setPhase(try words.phase()) }
        if words.take("amend") {
            let id = try order(&words)
            _ = words.take("to")
            return .amend(AmendOrder(account: AccountID(rawValue: 1), orderID: id, quantity: Quantity(lots: try words.number())))
        }
        if words.take("replace") {
            var replace = ReplaceOrder(account: AccountID(rawValue: 1), orderID: try order(&words), price: .none, quantity: .zero)
            _ = words.take("by")
            name = try words.next().dropLast()
            replace.quantity = Quantity(lots: try words.number())
            if words.take("@") { replace.price = try words.price() }
            if words.take("trigger") { replace.triggerPrice = try words.price() }
            return .replace(replace)
        }
        if words.take("limits") {
            var limits = PriceLimits()
            if words.take("band") { (limits.bandLow, limits.bandHigh) = try words.range() }
            if words.take("pause") { (limits.pauseLow, limits.pauseHigh) = try words.range() }
            return .setLimits(limits)
        }
        let refuses = words.take("refuse")
        if words.peek.hasSuffix(":") { name = try words.next().dropLast() }
        let order = try words.order()
        return refuses ? .refuseTriggered(order) : .enter(order)
    }

    /// An order by its name, or by `#slot.generation`.
    private func order(_ words: inout Words) throws(ScriptError) -> OrderID {
        let word = try words.next()
        if let id = ids[String(word)] { return id }
        let numbers = word.dropFirst().split(separator: ".").compactMap { UInt32($0) }
        guard word.hasPrefix("#"), numbers.count == 2 else { throw words.fault("\(word) is no order") }
        return OrderID(symbol: scriptSymbol, slot: numbers[0], generation: numbers[1])
    }

    /// The first new order has the command's name, a waiting leg that of its limit leg with a tick, a bracket's exits are counted.
    private mutating func giveNames(_ outcome: Outcome, _ name: String?, entersOrder: Bool) {
        var isCommanded = entersOrder
        for event in outcome.events where event.kind == .orderAccepted || event.kind == .orderReplaced {
            if event.flags.contains(.sharesReserve) {
                if let other = names[event.otherID] { give(event.orderID, other + "'") }
            } else if isCommanded {
                if let name { give(event.orderID, name) }
            } else {
                exits += 1
                give(event.orderID, "x\(exits)")
            }
            isCommanded = false
        }
    }

    private mutating func give(_ id: OrderID, _ name: String) {
        names[id] = name
        ids[name] = id
    }

    // MARK: repeat

    private mutating func runRepeat(_ line: Substring, _ body: [Substring]) throws(ScriptError) {
        var words = Words(line)
        _ = try words.next()
        let count = try words.number()
        output += "> \(line)\n" + body.map { "> \($0)\n" }.joined()
        var events: [BookEvent] = []
        var rejects: [RejectReason: Int] = [:]
        for index in 1...count {
            for template in body {
                guard let outcome = try step(Substring(try Self.fill(template, index))) else { continue }
                events += outcome.events
                if outcome.reject != .none { rejects[outcome.reject, default: 0] += 1 }
            }
        }
        for reason in RejectReason.allCases { if let count = rejects[reason] { output += "  \(count) x rejected: \(reason)\n" } }
        printSum(events)
    }

    /// Puts the count in for `{i}`, `{i+7}` and `{7-i}`.
    private static func fill(_ template: Substring, _ index: Int64) throws(ScriptError) -> String {
        var text = ""
        for (position, part) in template.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            if position == 0 {
                text += part
                continue
            }
            let halves = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let value = value(halves[0], index) else { throw ScriptError(description: "cannot fill \(template)") }
            text += "\(value)" + halves[1]
        }
        return text
    }

    private static func value(_ expression: Substring, _ index: Int64) -> Int64? {
        func term(_ text: Substring) -> Int64? { text == "i" ? index : Int64(text) }
        for sign in ["+", "-"] as [Character] {
            let terms = expression.split(separator: sign).map(term)
            if terms.count == 2, let a = terms[0], let b = terms[1] { return sign == "+" ? a + b : a - b }
        }
        return term(expression)
    }

    // MARK: printing

    private mutating func print(_ outcome: Outcome) {
        if outcome.reject != .none { output += "  rejected: \(outcome.reject)\n" }
        if outcome.events.count > 40 {
            for event in outcome.events.prefix(8) { output += "  \(describe(event, names))\n" }
            output += "  ... in all\n"
            printSum(outcome.events)
            output += "  ... and last\n"
            for event in outcome.events.suffix(4) { output += "  \(describe(event, names))\n" }
        } else {
            for event in outcome.events { output += "  \(describe(event, names))\n" }
        }
    }

    private mutating func printSum(_ events: [BookEvent]) {
        for kind in Event.Kind.allCases {
            let some = events.filter { $0.kind == kind }
            if some.isEmpty { continue }
            output += "  \(some.count) x \(kind), quantity \(some.reduce(0) { $0 + $1.quantity.lots }) in all\n"
        }
    }

    private mutating func printPreview(_ order: EnterOrder) {
        let reason = book.admit(order)
        if reason != .none {
            output += "  would be rejected: \(reason)\n"
            return
        }
        let preview = book.previewed(order)
        for fill in preview.fills { output += "  would trade \(fill.quantity.lots) @ \(describe(fill.price)) with \(describe(fill.makerID, names))\n" }
        output += "  would leave \(preview.leaves.lots)\n"
    }

    private mutating func printBook() {
        let limit = 12
        func lines(_ side: Side) -> [String] {
            let orders = book.orders(side)
            return book.levels(side, max: .max).map { level in
                let queue = orders.filter { $0.price == level.price }.map { describe($0, names) }.joined(separator: ", ")
                return "\(describe(level.price)) x \(level.quantity.lots): \(queue)"
            }
        }
        func shortened(_ lines: [String]) -> [String] {
            lines.count <= limit ? lines : Array(lines.prefix(limit)) + ["... \(lines.count - limit) more"]
        }
        for line in shortened(lines(.sell)).reversed() { output += "  ask \(line)\n" }
        for line in shortened(lines(.buy)) { output += "  bid \(line)\n" }
        let waiting = book.waitingOrders().map { "\($0.side) \($0.type) trigger \(describe($0.triggerPrice)): \(describe($0, names))" }
        for line in shortened(waiting) { output += "  waits \(line)\n" }
        let auction = book.indicativeAuction()
        if auction.volume > .zero { output += "  auction \(auction.volume.lots) @ \(describe(auction.price))\n" }
        output += "  \(book.phase), last price \(describe(book.lastPrice)), \(book.openOrders) open\n"
    }
}
