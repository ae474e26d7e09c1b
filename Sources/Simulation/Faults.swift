/// Kinds of faults a simulation may suffer.
package struct Faults: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    private init(bit: UInt32) { rawValue = 1 << bit }

    /// The power fails or the process dies, between two steps or in the middle of an input or output.
    package static let crash = Faults(bit: 0)
    /// A power cut keeps some sectors of what was not synced, and loses others. Without it, all of that is lost.
    package static let torn = Faults(bit: 1)
    /// Reads and writes go through in pieces.
    package static let short = Faults(bit: 2)
    /// Writes and syncs fail (EIO).
    package static let error = Faults(bit: 3)
    /// The disk is full for a while (ENOSPC).
    package static let full = Faults(bit: 4)
    /// Syncs take long.
    package static let delay = Faults(bit: 5)
    /// Bits differ when they are read back.
    package static let flip = Faults(bit: 6)
    /// A write went elsewhere.
    package static let misdirect = Faults(bit: 7)
    /// Connections break and lose what was under way.
    package static let drop = Faults(bit: 8)
    /// Requests are sent again, though nothing was lost.
    package static let duplicate = Faults(bit: 9)
    /// Connections overtake each other, and bytes come in any pieces.
    package static let reorder = Faults(bit: 10)
    /// Clients stop reading for a while.
    package static let slow = Faults(bit: 11)
    /// The wall clock jumps.
    package static let clock = Faults(bit: 12)

    /// A sync that fails forgets what it did not write: it can be read, and will never be on the disk.
    package static let forget = Faults(bit: 13)

    package static let all = Faults(rawValue: 1 << 14 - 1)
    package static let none: Faults = []

    package static let names: [(name: String, fault: Faults)] = [
        ("crash", .crash), ("torn", .torn), ("short", .short), ("error", .error), ("full", .full), ("delay", .delay), ("flip", .flip),
        ("misdirect", .misdirect), ("drop", .drop), ("duplicate", .duplicate), ("reorder", .reorder), ("slow", .slow), ("clock", .clock), ("forget", .forget),
    ]

    /// `all`, `none`, or names with commas between them; the first name there is no fault for otherwise.
    package static func parse(_ text: String) -> Result<Faults, UnknownFault> {
        if text == "all" { return .success(.all) }
        if text == "none" { return .success(.none) }
        var faults: Faults = []
        for word in text.split(separator: ",") {
            guard let known = names.first(where: { $0.name == word }) else { return .failure(UnknownFault(name: String(word))) }
            faults.insert(known.fault)
        }
        return .success(faults)
    }

    package struct UnknownFault: Error { package let name: String }

    /// Its parts.
    var each: [Faults] { Self.names.map(\.fault).filter(contains) }

    package var description: String {
        if self == .all { return "all" }
        return isEmpty ? "none" : Self.names.filter { contains($0.fault) }.map(\.name).joined(separator: ",")
    }
}
