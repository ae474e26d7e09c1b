import Market

/// One thing that can have happened to the files of a log.
enum LogDamage: CustomStringConvertible {
    /// Bits are counted over all written segments.
    case bit(Int)
    /// The segment's file ends before this byte of the log; the later segments are there, or gone as well.
    case shortened(Int, losesLater: Bool)
    /// From this byte on the log reads as zeros: writes that never arrived.
    case lostTail(Int)
    /// A disk block as it was before: zeros, or of another life of the log.
    case staleBlock(Int, isZero: Bool)
    case frame(FrameDamage, segment: Int, index: Int)
    case segment(SegmentDamage, Int, Int)

    enum FrameDamage: CaseIterable { case stale, overPrevious, overNext, swappedWithNext, repeated, dropped }
    enum SegmentDamage: CaseIterable { case over, swapped, dropped, zeroed, stale, foreign }

    /// What a disk writes in one piece, in bytes.
    static let blockBytes = 512

    var description: String {
        switch self {
        case .bit(let bit): "bit \(bit % 8) of byte \(bit / 8 % DamagedLog.segmentBytes) of segment \(bit / 8 / DamagedLog.segmentBytes + 1)"
        case .shortened(let byte, let losesLater): "the file of segment \(byte / DamagedLog.segmentBytes + 1) cut to \(byte % DamagedLog.segmentBytes) bytes\(losesLater ? ", later ones gone" : "")"
        case .lostTail(let byte): "zeros from byte \(byte % DamagedLog.segmentBytes) of segment \(byte / DamagedLog.segmentBytes + 1) on"
        case .staleBlock(let block, let isZero): "block \(block) is \(isZero ? "zero" : "of another life")"
        case .frame(let damage, let segment, let index): "frame \(index) of segment \(segment): \(damage)"
        case .segment(let damage, let a, let b): "segment \(a): \(damage) \(b)"
        }
    }
}

/// Every damage to one log, by number.
struct LogDamages {
    let log: DamagedLog
    /// The same commands in another life of the same log, and in another log.
    let stale: DamagedLog
    let foreign: DamagedLog
    private let framed: [(segment: Int, index: Int)]

    static let bytes = DamagedLog.segmentBytes * DamagedLog.segmentsWritten
    static var bits: Int { bytes * 8 }

    init(_ log: DamagedLog, stale: DamagedLog, foreign: DamagedLog) {
        self.log = log
        self.stale = stale
        self.foreign = foreign
        framed = log.segments.enumerated().flatMap { number, places in places.indices.dropFirst().map { (number + 1, $0) } }
    }

    /// Everything but single bits.
    var others: [LogDamage] {
        var all: [LogDamage] = []
        for byte in 0..<Self.bytes { all += [.shortened(byte, losesLater: false), .shortened(byte, losesLater: true)] }
        for byte in stride(from: 0, to: Self.bytes, by: 8) { all.append(.lostTail(byte)) }
        for block in 0..<(Self.bytes / LogDamage.blockBytes) { all += [.staleBlock(block, isZero: true), .staleBlock(block, isZero: false)] }
        for (segment, index) in framed { all += LogDamage.FrameDamage.allCases.map { .frame($0, segment: segment, index: index) } }
        for a in 1...DamagedLog.segmentsWritten {
            all += [.segment(.dropped, a, a), .segment(.zeroed, a, a), .segment(.stale, a, a), .segment(.foreign, a, a)]
            for b in 1...DamagedLog.segmentsWritten where a != b { all += [.segment(.over, a, b), .segment(.swapped, a, b)] }
        }
        return all
    }

    func apply(_ damage: LogDamage, to disk: DamagedDisk, in directory: String) {
        func path(_ segment: Int) -> String { DamagedLog.path(segment, in: directory) }
        func bytes(_ segment: Int) -> [UInt8] { log.files[DamagedLog.path(segment)] ?? [] }
        let size = DamagedLog.segmentBytes
        let zeros = [UInt8](repeating: 0, count: size)
        switch damage {
        case .bit(let bit): disk.flip(path(bit / 8 / size + 1), bit: bit % (8 * size))
        case .shortened(let byte, let losesLater):
            disk.cut(path(byte / size + 1), to: byte % size)
            if losesLater { for segment in (byte / size + 2)...(DamagedLog.segmentsWritten + 2) { disk[path(segment)] = nil } }
        case .lostTail(let byte):
            disk.put(zeros, path(byte / size + 1), at: byte % size)
            for segment in (byte / size + 1)..<DamagedLog.segmentsWritten { disk.put(zeros, path(segment + 1), at: 0) }
        case .staleBlock(let block, let isZero):
            let start = block * LogDamage.blockBytes
            let old = isZero ? zeros[..<LogDamage.blockBytes] : (stale.files[DamagedLog.path(start / size + 1)] ?? zeros)[(start % size)..<(start % size + LogDamage.blockBytes)]
            disk.put(old, path(start / size + 1), at: start % size)
        case .frame(let kind, let segment, let index): apply(kind, segment, index, to: disk, path(segment), bytes(segment))
        case .segment(let kind, let a, let b):
            switch kind {
            case .over: disk[path(a)] = bytes(b)
            case .swapped: (disk[path(a)], disk[path(b)]) = (bytes(b), bytes(a))
            case .dropped: disk[path(a)] = nil
            case .zeroed: disk[path(a)] = zeros
            case .stale: disk[path(a)] = stale.files[DamagedLog.path(a)]
            case .foreign: disk[path(a)] = foreign.files[DamagedLog.path(a)]
            }
        }
    }

    private func apply(_ kind: LogDamage.FrameDamage, _ segment: Int, _ index: Int, to disk: DamagedDisk, _ path: String, _ bytes: [UInt8]) {
        let places = log.segments[segment - 1]
        let range = places[index].range
        let next = index + 1 < places.count ? places[index + 1].range : range
        let previous = places[index - 1].range
        switch kind {
        case .stale: disk.put((stale.files[DamagedLog.path(segment)] ?? bytes)[range], path, at: range.lowerBound)
        case .overPrevious: disk.put(bytes[range], path, at: previous.lowerBound)
        case .overNext: disk.put(bytes[range], path, at: next.lowerBound == range.lowerBound ? range.upperBound : next.lowerBound)
        case .swappedWithNext: disk.put(next == range ? bytes[range] : bytes[next] + bytes[range], path, at: range.lowerBound)
        case .repeated: disk.put(bytes[range.lowerBound...], path, at: range.upperBound)
        case .dropped: disk.put(bytes[range.upperBound...] + [UInt8](repeating: 0, count: range.count), path, at: range.lowerBound)
        }
    }

    // MARK: what must come of it

    /// The first place that reads otherwise than it was written.
    struct Difference: Equatable {
        var segment: Int
        /// Where the frame, or the header, begins.
        var offset: Int
        /// Frames handed on before it.
        var framesBefore: Int
        /// Whether something behind it, in the log as it was, says that it had been on disk.
        var isProven: Bool
        /// Behind the last frame.
        var isBehindEnd = false
    }

    /// Compares a damaged copy with what was written; nil if no byte that means anything differs.
    func firstDifference(_ disk: DamagedDisk, in directory: String) -> Difference? {
        var frames = 0
        for segment in 1...DamagedLog.segmentsWritten {
            let (was, places) = (log.files[DamagedLog.path(segment)] ?? [], log.segments[segment - 1])
            let now = disk[DamagedLog.path(segment, in: directory)]
            if now == was {
                frames += places.count { $0.isRead }
                continue
            }
            guard let now else { return Difference(segment: segment, offset: 0, framesBefore: frames, isProven: isProven(segment, 0, disk, directory)) }
            for (index, place) in places.enumerated() {
                // The whole frame must be there, with its padding; that the padding is zero, nobody checks.
                if now.count < place.range.upperBound || now[place.meant] != was[place.meant] {
                    return Difference(segment: segment, offset: place.range.lowerBound, framesBefore: frames, isProven: isProven(segment, index, disk, directory))
                }
                if place.isRead { frames += 1 }
            }
            guard segment == DamagedLog.segmentsWritten, let end = places.last?.range.upperBound else { continue }
            return Difference(segment: segment, offset: end, framesBefore: frames, isProven: now.count < was.count, isBehindEnd: true)
        }
        return nil
    }

    /// Evidence counts where it still stands.
    private func isProven(_ segment: Int, _ index: Int, _ disk: DamagedDisk, _ directory: String) -> Bool {
        let needed = log.segments[segment - 1][index].needed
        for later in segment...DamagedLog.segmentsWritten {
            guard let now = disk[DamagedLog.path(later, in: directory)], let was = log.files[DamagedLog.path(later)] else { continue }
            let places = log.segments[later - 1]
            for behind in later == segment ? places[(index + 1)...] : places[...] where behind.isAfterSync || behind.durable >= needed {
                let header = behind.range.lowerBound..<(behind.range.lowerBound + 64)
                if now.count >= header.upperBound, now[header] == was[header] { return true }
            }
        }
        return false
    }
}
