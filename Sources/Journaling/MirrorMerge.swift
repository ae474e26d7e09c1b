internal import IO

/// Walks two copies of a log at once and plans what each needs from the other.
struct MirrorMerge {
    /// Something one copy needs.
    struct Patch: Equatable {
        enum Kind: Equatable {
            /// The file, of this size.
            case file
            /// Zeros up to this size.
            case size
            /// Bytes of the other copy.
            case bytes
            /// Zeros: the end of an interrupted write.
            case zeros
        }
        var copy: LogCopy
        var number: UInt64
        var kind: Kind
        var range: Range<Int>
        var what: String
    }

    let directories: [SegmentDirectory]
    /// Segments of each copy.
    let numbers: [[UInt64]]
    private(set) var patches: [Patch] = []
    private let syncs: Bool
    private var state = ChainState()
    private var instanceID: UInt64?
    /// The frames of the segment at hand, by what they follow.
    private var known: [UInt64: FrameHeader] = [:]

    /// - Parameter syncs: whether what is read is put on disk first, so that nothing rests on what was in memory only.
    init(_ directories: [SegmentDirectory], syncs: Bool) throws(JournalError) {
        self.directories = directories
        self.syncs = syncs
        numbers = try directories.map { directory throws(JournalError) in try directory.segmentsIfAny() }
    }

    /// - Throws: `corrupt` if neither copy has what must be there, `mirror` if they are not copies of one log.
    mutating func run() throws(JournalError) {
        instanceID = try agreedIdentity()
        let all = Set(numbers[0]).union(numbers[1]).sorted()
        for (index, number) in all.enumerated() {
            if index > 0, number != all[index - 1] + 1 { throw missing(all[index - 1] + 1) }
            let pair = try SegmentPair(directories, numbers, number)
            if syncs { try pair.sync() }
            guard try enter(pair) else { return try end(pair, at: 0, all[index...]) }
            if let offset = try walk(pair) { return try end(pair, at: offset, all[index...]) }
        }
        if state.isSealed { throw missing((all.last ?? 0) + 1) }
    }

    private func missing(_ number: UInt64) -> JournalError {
        .corrupt(Damage("the segment is missing in both copies, in \(directories[1].path) too", at: JournalPosition(segment: number, offset: 0), sequence: state.nextSequence))
    }

    /// The log that both are copies of: the one whose segments both have.
    private func agreedIdentity() throws(JournalError) -> UInt64? {
        var found: [Set<UInt64>] = []
        for copy in LogCopy.allCases {
            var identities: Set<UInt64> = []
            for number in numbers[copy.rawValue] {
                let window = try SegmentWindow(directories[copy.rawValue], number, readBytes: Format.headerBytes)
                if let identity = try window.identity() { identities.insert(identity) }
            }
            found.append(identities)
        }
        if found[0].isEmpty || found[1].isEmpty { return found[0].union(found[1]).count == 1 ? found[0].union(found[1]).first : nil }
        let common = found[0].intersection(found[1])
        guard !common.isEmpty else {
            let names = found.map { $0.sorted().map { String($0, radix: 16) }.joined(separator: ", ") }
            throw .mirror("\(directories[1].path) holds another log: instance \(names[1]), not \(names[0])")
        }
        return common.count == 1 ? common.first : nil
    }

    // MARK: headers

    private enum HeaderVerdict {
        case good(SegmentHeader, chain: UInt64)
        /// Nothing was written there yet.
        case blank
        /// `isIntact`: no interrupted write leaves it like that.
        case bad(String, isIntact: Bool)

        var reason: String {
            switch self {
            case .good: ""
            case .blank: "nothing is written here"
            case .bad(let what, _): what
            }
        }

        var tornReason: String? { if case .bad(let what, _) = self { what } else { nil } }
    }

    private func judge(_ window: SegmentWindow?) throws(JournalError) -> HeaderVerdict {
        guard let window else { return .bad("the segment is missing", isIntact: false) }
        do throws(JournalError) {
            guard let (header, chain) = try window.header(instanceID: instanceID) else {
                return try window.isBlank() ? .blank : .bad("segment header is damaged", isIntact: false)
            }
            try state.check(header, window)
            return .good(header, chain: chain)
        } catch {
            if case .storage = error { throw error }
            return .bad(error.description, isIntact: true)
        }
    }

    /// Reads a segment's header; false if neither copy has one: then the log ends before it.
    private mutating func enter(_ pair: SegmentPair) throws(JournalError) -> Bool {
        var verdicts = try pair.windows.map { window throws(JournalError) in try judge(window) }
        if case .good(_, let a) = verdicts[0], case .good(_, let b) = verdicts[1], a != b {
            let stale = try staleCopy(pair, verdicts.map { verdict in if case .good(let header, let chain) = verdict { (header, chain) } else { nil } })
            verdicts[stale.rawValue] = .bad("the segment belongs to another life of the log", isIntact: true)
        }
        let position = JournalPosition(segment: pair.number, offset: 0)
        for copy in LogCopy.allCases {
            guard case .good(let header, let chain) = verdicts[copy.rawValue] else { continue }
            pair.adopt(header.segmentBytes)
            prepare(pair, header.segmentBytes)
            if case .good = verdicts[copy.other.rawValue] {} else {
                add(copy.other, pair.number, .bytes, 0..<Format.headerBytes, verdicts[copy.other.rawValue].reason)
            }
            instanceID = header.instanceID
            state.enter(header, chain: chain)
            known = [:]
            return true
        }
        for verdict in verdicts { if case .bad(_, isIntact: true) = verdict { throw both(verdicts.map(\.reason), position) } }
        return false
    }

    /// Two intact headers that both follow what was read so far: a copy whose own next segment follows the other's is the one that is not
    /// of this log's life.
    private func staleCopy(_ pair: SegmentPair, _ headers: [(header: SegmentHeader, chain: UInt64)?]) throws(JournalError) -> LogCopy {
        var ends: [UInt64] = []
        var following: [UInt64?] = []
        for copy in LogCopy.allCases {
            guard let window = pair.windows[copy.rawValue], let (header, chain) = headers[copy.rawValue] else { break }
            var own = state
            own.enter(header, chain: chain)
            var offset = Format.headerBytes
            while case .frame(let frame, let chain, _) = try window.examine(offset, after: own) {
                own.advance(over: frame, chain: chain)
                offset += frame.frameBytes
                if own.isSealed { break }
            }
            ends.append(own.chain)
            guard numbers[copy.rawValue].contains(pair.number + 1) else {
                following.append(nil)
                continue
            }
            following.append(try SegmentWindow(directories[copy.rawValue], pair.number + 1, readBytes: Format.headerBytes).previousChain())
        }
        let stale = LogCopy.allCases.filter { following[$0.rawValue] == ends[$0.other.rawValue] }
        guard stale.count == 1 else { throw parted(JournalPosition(segment: pair.number, offset: 0)) }
        return stale[0]
    }

    private func parted(_ position: JournalPosition) -> JournalError {
        .mirror(
            "the copies part at \(position), sequence \(state.nextSequence): both are intact there, and not the same; "
                + "move aside the one that is not to be kept, \(directories[0].path) or \(directories[1].path)")
    }

    private func both(_ reasons: [String], _ position: JournalPosition) -> JournalError {
        .corrupt(Damage(
            "\(reasons[0]); and in the mirror, \(directories[1].path), \(position): \(reasons[1])", at: position, sequence: state.nextSequence))
    }

    /// A segment that only one copy has, or that is too short in one.
    private mutating func prepare(_ pair: SegmentPair, _ bytes: Int) {
        for copy in LogCopy.allCases {
            guard let window = pair.windows[copy.rawValue] else {
                add(copy, pair.number, .file, 0..<bytes, "the segment is missing")
                continue
            }
            if window.fileBytes < bytes { add(copy, pair.number, .size, window.fileBytes..<bytes, "the file ends at \(window.fileBytes) bytes") }
        }
    }

    // MARK: frames

    /// Walks one segment; nil if it is sealed, else where the frames end.
    private mutating func walk(_ pair: SegmentPair) throws(JournalError) -> Int? {
        var offset = Format.headerBytes
        while true {
            let verdicts = try pair.examine(offset, after: state)
            let found = verdicts.map { verdict -> (header: FrameHeader, chain: UInt64)? in
                if case .frame(let header, let chain, _) = verdict { (header, chain) } else { nil }
            }
            if let a = found[0], let b = found[1], a.chain != b.chain { throw parted(JournalPosition(segment: pair.number, offset: offset)) }
            guard let (header, chain) = found[0] ?? found[1] else {
                for copy in LogCopy.allCases where try isUnexplained(copy, pair, offset, verdicts) {
                    throw both(verdicts.map(\.reason), JournalPosition(segment: pair.number, offset: offset))
                }
                return offset
            }
            for copy in LogCopy.allCases where found[copy.rawValue] == nil {
                add(copy, pair.number, .bytes, offset..<(offset + header.frameBytes), verdicts[copy.rawValue].reason)
            }
            known[header.previousChain] = header
            state.advance(over: header, chain: chain)
            offset += header.frameBytes
            if state.isSealed {
                try clearBehind(pair, offset)
                return nil
            }
        }
    }

    /// An intact frame that does not fit, where the other copy does not simply end, or that could be one that both have lost the way to.
    ///
    /// One of another life of the segment, or one that stands in its place as well, is neither.
    private func isUnexplained(_ copy: LogCopy, _ pair: SegmentPair, _ offset: Int, _ verdicts: [FrameVerdict]) throws(JournalError) -> Bool {
        guard case .wrong = verdicts[copy.rawValue] else { return false }
        guard case .end = verdicts[copy.other.rawValue], let header = try pair.windows[copy.rawValue]?.intactHeader(at: offset) else { return true }
        return header.salt == state.salt && known[header.previousChain] != header
    }

    /// Behind the end there is nothing: what is left there was written by an interrupted process, or in the wrong place.
    private mutating func clearBehind(_ pair: SegmentPair, _ offset: Int) throws(JournalError) {
        for copy in LogCopy.allCases { if let window = pair.windows[copy.rawValue] { try clear(copy, window, from: offset) } }
    }

    private mutating func clear(_ copy: LogCopy, _ window: SegmentWindow, from offset: Int) throws(JournalError) {
        guard let last = try window.lastUsed(from: offset) else { return }
        add(copy, window.number, .zeros, offset..<(last + 1), "what was left behind the end of the log")
    }

    // MARK: the end

    /// Neither copy goes on at `offset`: refuses if something durable is behind it in either, else plans to cut both.
    private mutating func end(_ pair: SegmentPair, at offset: Int, _ rest: ArraySlice<UInt64>) throws(JournalError) {
        let position = JournalPosition(segment: pair.number, offset: offset)
        let bytes = offset > 0 ? pair.segmentBytes : Format.segmentBytesMin
        if pair.windows.allSatisfy({ ($0?.fileBytes ?? 0) < bytes }) {
            throw both(pair.windows.map { window in window.map { "the file ends at \($0.fileBytes) bytes" } ?? "the segment is missing" }, position)
        }
        let judged = try LogCopy.allCases.map { copy throws(JournalError) in try assess(copy, pair, offset) }
        if judged.contains(where: \.isRefused) { throw both(judged.map(\.what), position) }
        if offset > 0 { try clearBehind(pair, offset) }
        for number in offset > 0 ? rest.dropFirst() : rest { try levelSpare(number) }
    }

    /// What recovery would say of one copy that ends here.
    private func assess(_ copy: LogCopy, _ pair: SegmentPair, _ offset: Int) throws(JournalError) -> (what: String, isRefused: Bool) {
        let window = pair.windows[copy.rawValue]
        var reason: String? = "the segment is missing"
        if let window { reason = try offset > 0 ? window.examine(offset, after: state).tornReason : judge(window).tornReason }
        let text = reason ?? "nothing is written here"
        var own = window == nil ? [] : [pair.number]
        for number in numbers[copy.rawValue] where number > pair.number { if try !isMisplaced(copy, number) { own.append(number) } }
        guard !own.isEmpty else { return (text, false) }
        do throws(JournalError) {
            _ = try Recovery.assess(
                directories[copy.rawValue], own, state, instanceID: instanceID, offset: window == nil ? 0 : offset, reason: window == nil ? nil : reason,
                known: known)
            return (text, false)
        } catch {
            guard case .corrupt(let damage) = error else { throw error }
            return (damage.what, true)
        }
    }

    /// A segment that by its header belongs elsewhere, where the other copy has none: it tells of no loss.
    private func isMisplaced(_ copy: LogCopy, _ number: UInt64) throws(JournalError) -> Bool {
        if numbers[copy.other.rawValue].contains(number), try !SegmentWindow(directories[copy.other.rawValue], number, readBytes: Format.headerBytes).isBlank() {
            return false
        }
        do throws(JournalError) {
            _ = try SegmentWindow(directories[copy.rawValue], number, readBytes: Format.headerBytes).header(instanceID: instanceID)
            return false
        } catch {
            if case .storage = error { throw error }
            return true
        }
    }

    /// Segments that are only prepared: the same ones, of one size, and blank.
    private mutating func levelSpare(_ number: UInt64) throws(JournalError) {
        let pair = try SegmentPair(directories, numbers, number)
        prepare(pair, pair.windows.reduce(0) { max($0, $1?.fileBytes ?? 0) })
        try clearBehind(pair, 0)
    }

    /// Notes a patch, together with the one before it if they touch.
    private mutating func add(_ copy: LogCopy, _ number: UInt64, _ kind: Patch.Kind, _ range: Range<Int>, _ what: String) {
        if kind == .bytes, let last = patches.lastIndex(where: { $0.copy == copy }), patches[last].number == number, patches[last].kind == .bytes,
            patches[last].range.upperBound == range.lowerBound {
            patches[last].range = patches[last].range.lowerBound..<range.upperBound
            return
        }
        patches.append(Patch(copy: copy, number: number, kind: kind, range: range, what: what))
    }
}
