import Market

/// Commands that are made on demand, and where their places in the total order go. Whoever can fill a `CommandBatch` directly saves a copy.
package protocol CommandSource: ~Copyable {
    var count: Int { get }
    subscript(index: Int) -> Command { get }
    /// The command is in the total order; its answer is published under this number once it is durable.
    mutating func sequenced(_ index: Int, as sequence: SequenceNumber)
    /// The command was not taken up and left no trace; it may be sent again.
    mutating func refused(_ index: Int, _ reason: RejectReason)
}

extension Exchange {
    /// Sequences and applies everything a source has, in order, in one turn.
    package func submit<Source: CommandSource & ~Copyable>(_ source: inout Source) throws(EngineError) {
        inbox.removeAll()
        let count = source.count
        for index in 0..<count { inbox.append(source[index]) }
        try submitInbox()
        for index in 0..<count {
            let fate = inbox.fate(index)
            if fate.sequence != 0 { source.sequenced(index, as: fate.sequence) } else { source.refused(index, fate.refusal) }
        }
    }
}
