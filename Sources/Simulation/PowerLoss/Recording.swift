import Market

/// What happened to a disk, change by change, and what had been promised by then.
///
///     base ─operation─ operation─ … ─┬─ crash here: what is synced, and any part of the rest → image
struct Recording {
    struct Entry {
        var operation: DiskOperation
        /// The highest sequence somebody had been told of when it began.
        var acknowledged: SequenceNumber
    }

    /// The disk before the first operation, with nothing that waits to be synced.
    let base: VirtualDisk
    var entries: [Entry] = []
    /// Promised when the recording ended.
    var acknowledged: SequenceNumber = 0

    /// Operations one recording holds at most; a life ends before.
    static let entriesMax = 1 << 16

    /// What had been promised when the power failed at `index`: before that operation was done, or behind the last.
    func acknowledged(at index: Int) -> SequenceNumber { index < entries.count ? entries[index].acknowledged : acknowledged }
}

/// Makes crash images of a recording, from its begin to its end.
struct CrashImages {
    private let recording: Recording
    /// The disk as it was when the operation `next` began.
    private let disk: VirtualDisk
    private(set) var next = 0

    init(_ recording: Recording) {
        self.recording = recording
        disk = recording.base.copy()
    }

    mutating func advance(to index: Int) {
        while next < index {
            disk.apply(recording.entries[next].operation)
            next += 1
        }
    }

    /// What the disk may hold if the power fails in the operation `next`: all that was synced, and any part of the rest.
    func image(_ random: inout SeededRandom) -> VirtualDisk {
        let image = disk.copy()
        image.random = SeededRandom(random.next())
        // A change is under way once it has begun; a sync has promised nothing before it has ended.
        if next < recording.entries.count, random.chance(500) {
            switch recording.entries[next].operation {
            case .sync, .syncDirectory: break
            case let change: image.apply(change)
            }
        }
        image.losePower(isTorn: true)
        image.switchOn()
        return image
    }
}
