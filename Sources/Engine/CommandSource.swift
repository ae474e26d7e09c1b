import Market

/// A batch of commands, and where their places in the total order go.
///
/// Generic, so that a connection's decoder hands over what it decoded without an array in between.
package protocol CommandSource: ~Copyable {
    var count: Int { get }
    subscript(index: Int) -> Command { get }
    /// The command is in the total order; its answer is published under this number once it is durable.
    mutating func sequenced(_ index: Int, as sequence: SequenceNumber)
    /// The command was not taken up and left no trace; it may be sent again.
    mutating func refused(_ index: Int, _ reason: RejectReason)
}

/// The plainest batch.
package struct CommandBatch: CommandSource, Sendable {
    package var commands: [Command]
    /// By command: its sequence number, 0 if it was refused.
    package private(set) var sequences: [SequenceNumber]
    package private(set) var refusals: [RejectReason]

    package init(_ commands: [Command]) {
        self.commands = commands
        sequences = [SequenceNumber](repeating: 0, count: commands.count)
        refusals = [RejectReason](repeating: .none, count: commands.count)
    }

    @inlinable package var count: Int { commands.count }
    @inlinable package subscript(index: Int) -> Command { commands[index] }
    package mutating func sequenced(_ index: Int, as sequence: SequenceNumber) { sequences[index] = sequence }
    package mutating func refused(_ index: Int, _ reason: RejectReason) { refusals[index] = reason }
}
