import Market

/// Goes through everything a blotter remembers, in one order, to write it down or to read it back.
protocol ArenaVisitor {
    /// Whether what is visited is replaced.
    var isReading: Bool { get }
    mutating func visit<Value: BitwiseCopyable>(bits value: inout Value) throws(HistoryError)
    mutating func visit<Element: BitwiseCopyable>(_ arena: inout Arena<Element>) throws(HistoryError)
}

extension Blotter {
    /// Changed whenever an image means something else than before, though every piece of it is as large as it was.
    static let imageVersion: UInt64 = 1

    /// What an image must begin with to be one of this blotter.
    private var imageTerms: [UInt64] {
        [
            Self.imageVersion, UInt64(limits.endedOrdersMax), UInt64(limits.fillsMax), UInt64(limits.minutePointsMax),
            UInt64(limits.hourPointsMax), UInt64(limits.dayPointsMax), UInt64(AccountEventRing.max), UInt64(Tape.printsMax), UInt64(Tape.minutesMax),
            UInt64(Tape.hoursMax), UInt64(Tape.daysMax), UInt64(MemoryLayout<Tape>.stride),
        ]
    }

    /// Writes all of it, or becomes what was written; that is good for this program's layout only.
    ///
    /// - Throws: `image` if what is read is of another layout or differs from what was written. The blotter is of no more use then.
    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        for term in imageTerms {
            var found = term
            try visitor.visit(bits: &found)
            guard found == term else { throw .image("it was made by another version of this program") }
        }
        try visitor.visit(bits: &sequence)
        try visitor.visit(bits: &time)
        try visitor.visit(bits: &unknown)
        try visitor.visit(&accounts)
        try archive.visit(&visitor)
        try fills.visit(&visitor)
        try holdings.visit(&visitor)
        try visitor.visit(&assets)
        try visitor.visit(&exits)
        try visitor.visit(bits: &freeExits)
        try visitor.visit(&firstOfBase)
        try history.visit(&visitor)
        try accountEvents.visit(&visitor)
        try visitTapes(&visitor)
        var hash = stateHash()
        let own = hash
        try visitor.visit(bits: &hash)
        guard hash == own else { throw .image("it does not hold what was written into it") }
    }

    private mutating func visitTapes(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        var count = tapes.count
        try visitor.visit(bits: &count)
        guard (0...Int(SymbolID.all.rawValue)).contains(count) else { throw .image("it tells of \(count) instruments") }
        // Bits to be replaced by those of a tape.
        let scratch = Arena<Tape>(count: 1)
        defer { scratch.deallocate() }
        for index in 0..<count {
            if !visitor.isReading {
                try visitor.visit(bits: &tapes[index])
                try tapes[index].visit(&visitor)
                continue
            }
            try visitor.visit(bits: &scratch[0])
            var tape = scratch[0]
            try tape.visit(&visitor)
            let place = tapes.append()
            tapes[place] = tape
            symbols[tape.instrument.name] = SymbolID(rawValue: UInt16(index))
        }
    }
}
