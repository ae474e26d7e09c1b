import Market

/// Commands on their way to the sequencer, and what became of each.
///
/// Its memory is reused: a connection decodes into it, the engine's loop answers into it, and only one of them has it at a time. That
/// hand-over is the caller's to keep, as for any buffer.
package final class CommandBatch: @unchecked Sendable {
    package struct Fate: BitwiseCopyable, Sendable, Equatable {
        /// Place in the total order; the command's answer is published under this number once it is durable. 0 if it was refused.
        package var sequence: SequenceNumber
        /// Why it was not taken up. It left no trace, and may be sent again.
        package var refusal: RejectReason
    }

    /// What of a command says which memory it will touch; a command itself is six times as large.
    struct Touch: BitwiseCopyable {
        var orderID = OrderID.none
        var clientOrderID: ClientOrderID = 0
        var account = AccountID.house
        var symbol = SymbolID.all

        init(_ command: Command) {
            switch command {
            case .enterOrder(let order):
                clientOrderID = order.clientOrderID
                account = order.account
                symbol = order.symbol
            case .cancelOrder(let cancel):
                orderID = cancel.orderID
                account = cancel.account
            case .amendOrder(let amend):
                orderID = amend.orderID
                account = amend.account
            case .replaceOrder(let replace):
                orderID = replace.orderID
                account = replace.account
            default: break
            }
        }
    }

    var commands: Arena<Command>
    var touches: Arena<Touch>
    var fates: Arena<Fate>
    package private(set) var count = 0

    package init(capacity: Int = 64) {
        commands = Arena(capacity: capacity)
        touches = Arena(capacity: capacity)
        fates = Arena(capacity: capacity)
    }

    package convenience init(_ commands: [Command]) {
        self.init(capacity: commands.count)
        for command in commands { append(command) }
    }

    deinit {
        commands.deallocate()
        touches.deallocate()
        fates.deallocate()
    }

    package func append(_ command: Command) {
        if count == commands.count {
            _ = commands.append()
            _ = touches.append()
            _ = fates.append()
        }
        commands[count] = command
        touches[count] = Touch(command)
        fates[count] = Fate(sequence: 0, refusal: .none)
        count += 1
    }

    package func removeAll() { count = 0 }

    package subscript(index: Int) -> Command {
        precondition(index < count, "command index out of bounds")
        return commands[index]
    }

    package func fate(_ index: Int) -> Fate {
        precondition(index < count, "command index out of bounds")
        return fates[index]
    }

    package var sequences: [SequenceNumber] { (0..<count).map { fates[$0].sequence } }
    package var refusals: [RejectReason] { (0..<count).map { fates[$0].refusal } }
}
