import IO

@testable import Journaling

/// The write-ahead log, as it stands on the disk of somebody who damaged or forged it.
///
/// Reading gives the frames that are whole, then an end or a reason. Recovery refuses, or keeps a beginning of what was read, once and for all, and
/// appends to it. What a repair keeps is recovered.
/// An input is a byte that says what is set right again (1: checksums, 2: chain values and salts), then the segments: two bytes of length, big-endian, and
/// so many bytes, zeros following up to the segment's size.
final class LogFuzz: FuzzedParser {
    static let name = "log"
    private static let path = "/log"
    private static let segmentBytes = 4096
    /// Segments of an input.
    private static let segmentsMax = 4
    /// What the disk holds: a forged header may ask for a segment of a gigabyte.
    private static let diskBytes = 256 << 10

    private static var options: JournalOptions {
        var options = JournalOptions()
        options.segmentBytes = segmentBytes
        options.batchBytes = 2048
        options.segmentsAhead = 1
        options.usesThreads = false
        options.instanceID = 0x1D
        options.saltSeed = 7
        return options
    }

    static func seeds(_ loop: EventLoop) throws -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for (count, bytes, isClosed) in [(2, 40, false), (3, 40, true), (5, 1_500, true), (0, 0, false), (1, 2_600, true)] {
            let storage = SimulatedStorage()
            let journal = try Journal.open(Recovery.recover(path, storage: storage, options: options), options: options)
            for number in 0..<count {
                // The larger ones are worth compressing.
                append((0..<bytes).map { UInt8(truncatingIfNeeded: $0 / 100 &+ number) }, to: journal)
                if number == 1 { journal.appendStateHash(0x5EED, sequence: journal.nextSequence - 1) }
                journal.flush()
            }
            if isClosed { try journal.close() }
            seeds.append([0] + image(of: storage))
            seeds.append([3] + image(of: storage))
        }
        return seeds
    }

    private static func append(_ record: [UInt8], to journal: Journal) {
        let space = unsafe journal.space(atLeast: record.count)
        unsafe space.copyBytes(from: record)
        journal.endRecord(bytes: record.count, sequence: journal.nextSequence)
    }

    private static func image(of storage: SimulatedStorage) -> [UInt8] {
        storage.paths.filter { $0.hasSuffix(Format.segmentSuffix) }.prefix(segmentsMax).flatMap { path -> [UInt8] in
            let bytes = storage[path] ?? []
            let used = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
            return [UInt8(used >> 8), UInt8(used & 0xFF)] + bytes[..<used]
        }
    }

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        guard let repairs = unsafe bytes.first else { return }
        let storage = disk(unsafe Array(bytes.dropFirst()), repairs)
        let read = Reading(storage)
        inspect(storage, read)
        recover(copy(storage), read)
        repair(copy(storage))
    }

    private func copy(_ storage: SimulatedStorage) -> SimulatedStorage {
        let copy = storage.copy()
        copy.bytesMax = Self.diskBytes
        return copy
    }

    private func disk(_ bytes: [UInt8], _ repairs: UInt8) -> SimulatedStorage {
        let storage = SimulatedStorage()
        var (offset, chain) = (0, UInt64(0))
        for number in 1...UInt64(Self.segmentsMax) where offset + 2 <= bytes.count {
            let count = min(Int(bytes[offset]) << 8 | Int(bytes[offset + 1]), Self.segmentBytes, bytes.count - offset - 2)
            var segment = Array(bytes[(offset + 2)..<(offset + 2 + count)]) + [UInt8](repeating: 0, count: Self.segmentBytes - count)
            unsafe segment.withUnsafeMutableBytes { unsafe Self.setRight($0, &chain, checksums: repairs & 1 != 0, chains: repairs & 2 != 0) }
            storage["\(Self.path)/\(Format.segmentName(number))"] = segment
            offset += 2 + count
        }
        return storage
    }

    /// Writes checksums and chain values of a segment anew, so that what stands in the other fields counts.
    private static func setRight(_ segment: UnsafeMutableRawBufferPointer, _ chain: inout UInt64, checksums: Bool, chains: Bool) {
        guard checksums || chains else { return }
        let bytes = UnsafeRawBufferPointer(segment)
        guard unsafe bytes.get(UInt64.self, 0) == Format.segmentMagic else { return }
        var offset = 0
        var length = Format.headerBytes
        while offset + Format.headerBytes <= bytes.count {
            if offset > 0 {
                guard unsafe bytes.get(UInt32.self, offset) == Format.frameMagic else { return }
                let stored = min(Int(unsafe bytes.get(UInt32.self, offset + 8)), bytes.count - offset - Format.headerBytes)
                length = Format.headerBytes + Format.aligned(stored)
                let payload = unsafe UnsafeRawBufferPointer(rebasing: bytes[(offset + Format.headerBytes)..<(offset + Format.headerBytes + stored)])
                if checksums { unsafe segment.put(Checksum.crc32c(payload), offset + 20) }
                if chains { unsafe segment.put(bytes.get(UInt64.self, 40), offset + 40) }
            }
            if chains { unsafe segment.put(chain, offset + 48) }
            let header = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + Format.headerBytes)])
            if checksums { unsafe segment.put(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: header[..<60])), offset + 60) }
            chain = unsafe Chain.value(header)
            offset += length
        }
    }

    /// What a reader finds.
    private struct Reading {
        var records: [UInt8] = []
        var lastSequence: UInt64 = 0
        var error: JournalError?
        var isTorn = false

        init(_ storage: SimulatedStorage) {
            do throws(JournalError) {
                let reader = try JournalReader(LogFuzz.path, storage: storage)
                while let frame = try reader.next() {
                    hold(frame.lastSequence >= lastSequence, "sequence \(frame.lastSequence) behind \(lastSequence)")
                    lastSequence = frame.lastSequence
                    if frame.type == .records { unsafe records.append(contentsOf: frame.payload) }
                }
                isTorn = reader.stop != nil
            } catch {
                self.error = error
            }
        }
    }

    /// Those who only look: whoever follows a log that is being written, and `journal verify`.
    private func inspect(_ storage: SimulatedStorage, _ read: Reading) {
        for follow in [JournalReader.Follow.written, .durable] {
            do throws(JournalError) {
                let reader = try JournalReader(Self.path, storage: storage, follow: follow)
                while let frame = try reader.next() { hold(unsafe frame.payload.count <= Format.frameBytesMax, "a payload too long") }
                hold(reader.progress.bytes <= reader.progress.of, "further than the end: \(reader.progress)")
            } catch {
                hold(read.error != nil, "\(error) for a follower alone")
            }
        }
        do throws(JournalError) {
            let check = try JournalCheck.verify(Self.path, storage: storage)
            hold(check.findings.isEmpty == (read.error == nil && !read.isTorn) || read.error == nil, "found \(check.findings), read \(String(describing: read.error))")
            _ = try Recovery.inspect(Self.path, storage: storage)
        } catch {
            hold(!error.description.isEmpty, "an error says what it is about")
        }
    }

    private func recover(_ storage: SimulatedStorage, _ read: Reading) {
        do throws(JournalError) {
            let log = try Recovery.recover(Self.path, storage: storage, options: Self.options)
            let last = log.lastSequence
            let journal = try Journal.open(log, options: Self.options)
            Self.append([1, 2, 3], to: journal)
            try journal.close()
            guard read.error == nil else { return }
            let again = Reading(storage)
            hold(again.error == nil && !again.isTorn, "what was recovered cannot be read: \(String(describing: again.error))")
            hold(again.lastSequence == last + 1 && last <= max(read.lastSequence, last), "recovered to \(last), read \(again.lastSequence)")
            hold(again.records.suffix(3) == [1, 2, 3] && read.records.starts(with: again.records.dropLast(3)), "recovery changed what was read")
        } catch {
            hold(!error.description.isEmpty, "an error says what it is about")
        }
    }

    private func repair(_ storage: SimulatedStorage) {
        let repair: JournalRepair
        do throws(JournalError) { repair = try JournalRepair.repair(Self.path, storage: storage, acceptLoss: true) } catch { return }
        do throws(JournalError) {
            let log = try Recovery.recover(Self.path, storage: storage, options: Self.options)
            hold(repair.cut == nil || log.lastSequence == repair.lastSequence, "repaired: \(repair), recovered: \(log.lastSequence)")
        } catch {
            if case .storage = error { return }
            hold(false, "\(repair), and then recovery says: \(error)")
        }
    }
}
