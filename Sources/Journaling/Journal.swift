internal import IO
import Synchronization

/// The append side of the log: the engine fills batches, the log thread commits them.
///
///     space → endRecord → … → flush ─ring of batches→ compress → checksum → write → sync ─→ durableSequence, onDurable
///
/// While a batch is being committed the next one fills, so the slower the disk, the larger the batches. The ring is bounded;
/// when it is full, `space` waits. After the first failed write or sync nothing more becomes durable, ever: see `failure`.
@safe package final class Journal: @unchecked Sendable {
    package let instanceID: UInt64
    /// The largest record, in bytes.
    package let recordBytesMax: Int
    package let durability: Durability

    let batches: [Batch]
    let writer: FrameWriter
    let preparer: SegmentPreparer
    let options: JournalOptions
    let onDurable: @Sendable () -> Void
    let gate = ThreadGate()
    /// Batches given to the log thread, and batches it is done with. The engine owns the batch at `handed`.
    let handed = Atomic<Int>(0)
    let done = Atomic<Int>(0)
    let committed: Atomic<UInt64>
    let synced: Atomic<UInt64>
    /// Bytes left in the current segment, as of the last commit.
    let roomInSegment: Atomic<Int>
    /// What the last sync took.
    let syncNanoseconds = Atomic<Int64>(0)
    let hasFailed = Atomic<Bool>(false)
    let firstFailure = Mutex<JournalError?>(nil)
    let isClosing = Atomic<Bool>(false)
    /// Held by the thread that uses `writer`: the log thread, or the engine for a batch that is not worth the way to it.
    let writing = Mutex(())
    /// The log thread waits for a batch and nothing else: who leaves a mark to be written must wake it. Changes under `writing`.
    let isResting = Atomic<Bool>(false)
    // Log thread only.
    var lastSync: Int64
    /// The batch at `done` is written and has still to be synced.
    var isWritten = false

    // Engine thread only.
    private var filling: Batch
    /// What is left of the batch being filled, and its first sequence. Every record changes these, so they are not in the batch, where each
    /// change would count references.
    private var tail: UnsafeMutableRawBufferPointer
    private var firstOfBatch: UInt64
    private var handedCount = 0
    private var lock: (any StorageFile)?
    private var thread: IO.Thread?
    /// Sequence the next record must have.
    package private(set) var nextSequence: UInt64

    private init(_ log: RecoveredLog, options: JournalOptions, onDurable: @escaping @Sendable () -> Void) throws(JournalError) {
        try options.validate()
        guard options.segmentBytes == log.segmentBytes else {
            throw .invalidOptions("segmentBytes \(options.segmentBytes): recovery prepared segments of \(log.segmentBytes)")
        }
        let directory = log.directory
        var ready: [SegmentPreparer.Segment] = []
        for number in log.spares {
            let file = try directory.open(number, .readWrite)
            ready.append(SegmentPreparer.Segment(number: number, file: file, bytes: options.segmentBytes))
        }
        preparer = SegmentPreparer(directory: directory, options: options, ready: ready, nextNumber: log.nextSegment)
        var file: (any StorageFile)?
        if let segment = log.end.segment { file = try directory.open(segment.number, .readWrite) } else { try preparer.prepareFirst() }
        writer = FrameWriter(log.end, file: file, preparer: preparer, options: options)
        instanceID = log.end.instanceID
        recordBytesMax = options.frameBytesMax
        durability = options.durability
        self.options = options
        self.onDurable = onDurable
        lastSync = options.clock.monotonicNanoseconds
        batches = (0..<options.batchesMax).map { _ in Batch(bytes: options.batchBytes) }
        filling = batches[0]
        unsafe tail = batches[0].tail
        firstOfBatch = log.end.nextSequence
        nextSequence = log.end.nextSequence
        committed = Atomic(log.end.nextSequence - 1)
        synced = Atomic(log.end.nextSequence - 1)
        roomInSegment = Atomic(writer.roomInSegment)
        lock = log.lock
    }

    /// Goes on where recovery found the end, under the lock that recovery took.
    /// - Parameter onDurable: called after every commit and on failure, on the log thread. It should wake the engine, which then
    ///   publishes up to `durableSequence` and calls `flush` again.
    package static func open(
        _ log: consuming RecoveredLog, options: JournalOptions, onDurable: @escaping @Sendable () -> Void = {}
    ) throws(JournalError) -> Journal {
        let journal = try Journal(log, options: options, onDurable: onDurable)
        guard options.usesThreads else {
            journal.preparer.refill()
            return journal
        }
        try journal.preparer.startThread()
        do {
            journal.thread = try lifting { () throws(StorageError) in
                try IO.Thread(name: "walras-log", core: options.logThreadCore) { journal.runLogThread() }
            }
        } catch {
            journal.preparer.stop()
            throw error
        }
        return journal
    }

    // MARK: Engine thread

    /// Room for the next record, of at most `recordBytesMax`, behind those of the current batch.
    ///
    /// Waits while every batch is full or being committed. Records stay as they are where they were written until this hands out their batch
    /// once more: they are durable by then, or never will be.
    package func space(atLeast bytes: Int) -> UnsafeMutableRawBufferPointer {
        precondition(bytes <= recordBytesMax, "a record is larger than recordBytesMax")
        _ = makeWay(for: bytes)
        if isBatchEmpty, !filling.isRight(for: bytes) {
            filling.resize(for: bytes)
            unsafe tail = filling.tail
        }
        return unsafe tail
    }

    /// Whether the batch being filled has no record.
    private var isBatchEmpty: Bool { nextSequence == firstOfBatch }

    /// Ends the record whose bytes were written to the start of the last `space`.
    package func endRecord(bytes: Int, sequence: UInt64) { endRecords(bytes: bytes, from: sequence, through: sequence) }

    /// The same for several records, one behind the other.
    package func endRecords(bytes: Int, from first: UInt64, through last: UInt64) {
        precondition(first == nextSequence && first <= last, "records are numbered without gaps")
        precondition(unsafe bytes > 0 && bytes <= tail.count, "records lie within their space")
        unsafe tail = UnsafeMutableRawBufferPointer(rebasing: tail[bytes...])
        nextSequence = last + 1
    }

    /// Hands the current batch over if a record of so many bytes does not fit behind its records, and waits until the next one is durable
    /// from its last use, or never will be. What was written into that one can be read until `space` is called.
    /// - Returns: whether it did.
    package func makeWay(for bytes: Int) -> Bool {
        guard unsafe tail.count < bytes, !isBatchEmpty else { return false }
        handOver(waitForNext())
        return true
    }

    /// Logs the hash of the state after the record `sequence`, which must be the last one. Ends the current batch.
    package func appendStateHash(_ hash: UInt64, sequence: UInt64) {
        precondition(sequence + 1 == nextSequence, "a state hash belongs to the last record")
        filling.stateHash = hash
        handOver(waitForNext())
    }

    /// Largest batch the engine writes by itself, in bytes, when nobody waits for the disk: waking the log thread and being woken takes longer.
    static let bytesAtOnceMax = 8 << 10
    /// Records the engine syncs by itself in mode `always`: the only one there is has nothing to overlap with.
    static let recordsSyncedAtOnceMax = 1
    /// Nanoseconds the last sync may have taken for the next to be done by the engine: on a slower disk others would wait too long for their turn.
    static let syncAtOnceNanosecondsMax: Int64 = 1_000_000

    /// Commits the current batch if nothing else is being committed; otherwise it keeps filling until `onDurable`.
    ///
    /// A small one is committed when this returns: in mode `none`, and a single record in mode `always` if the disk is quick.
    /// - Parameter mayWait: false if the caller has something better to do than to wait for the disk.
    package func flush(mayWait: Bool = true) {
        guard !isBatchEmpty, done.load(ordering: .acquiring) == handedCount else { return }
        let next = waitForNext()
        if options.usesThreads, isWorthDoingAtOnce(mayWait), commitAtOnce(next) { return }
        handOver(next)
    }

    private func isWorthDoingAtOnce(_ mayWait: Bool) -> Bool {
        switch durability {
        case .none: unsafe filling.freeBytes - tail.count <= Self.bytesAtOnceMax
        case .always:
            mayWait && nextSequence - firstOfBatch <= Self.recordsSyncedAtOnceMax
                && syncNanoseconds.load(ordering: .relaxed) <= Self.syncAtOnceNanosecondsMax
        case .interval: false
        }
    }

    /// False if the log thread has something to do, or the batch needs another segment.
    private func commitAtOnce(_ next: Batch) -> Bool {
        var wakes = false
        let isDone = writing.withLockIfAvailable { _ in
            guard unsafe writer.hasRoom(filling.freeBytes - tail.count) else { return false }
            closeBatch(next)
            commitNext()
            // Once in a quiet period: from then on it looks by itself.
            wakes = isResting.load(ordering: .relaxed) && idleMilliseconds() != nil
            if wakes { isResting.store(false, ordering: .releasing) }
            return true
        }
        if wakes { gate.notify() }
        return isDone ?? false
    }

    /// The batch after the current one, once it is free.
    private func waitForNext() -> Batch {
        let isFree = { [self] in handedCount + 1 - done.load(ordering: .acquiring) < batches.count }
        if !isFree() { wait(until: isFree) }
        return batches[(handedCount + 1) % batches.count]
    }

    private func handOver(_ next: Batch) {
        closeBatch(next)
        if options.usesThreads { gate.notify() } else if !options.isStepped { commitHanded() }
    }

    private func closeBatch(_ next: Batch) {
        filling.fill(bytes: unsafe filling.freeBytes - tail.count, recordCount: Int(nextSequence - firstOfBatch), firstSequence: firstOfBatch)
        handedCount += 1
        filling = next
        unsafe tail = next.tail
        firstOfBatch = nextSequence
        handed.store(handedCount, ordering: .releasing)
    }

    /// Waits for the log thread; where there is none, does what it would.
    private func wait(until isReached: () -> Bool) {
        guard options.isStepped else { return gate.wait(until: isReached) }
        while !isReached() { work() }
    }

    /// Waits until `sequence` is as durable as the mode promises.
    /// - Throws: why it never will be.
    package func waitDurable(through sequence: UInt64) throws(JournalError) {
        precondition(sequence < nextSequence, "nobody has written that record")
        if !isBatchEmpty { handOver(waitForNext()) }
        wait { durableSequence >= sequence || hasFailed.load(ordering: .acquiring) }
        if durableSequence < sequence, let failure { throw failure }
    }

    /// Commits and syncs what is left, in every mode, and gives up the directory.
    /// - Throws: the failure, if there was one at any time.
    package func close() throws(JournalError) {
        guard lock != nil else { return }
        if !isBatchEmpty { handOver(waitForNext()) }
        isClosing.store(true, ordering: .releasing)
        gate.notify()
        if let thread {
            thread.join()
        } else {
            commitHanded()
            finish()
        }
        thread = nil
        preparer.stop()
        lock = nil
        if let failure { throw failure }
    }

    /// Whether a record of so many bytes will surely fit, with everything that waits to be written; true unless the disk is full.
    ///
    /// On a full disk what is prepared is all there is: who asks before every record never runs into its end, which would be a failure for good.
    package func hasRoom(forRecord bytes: Int) -> Bool {
        guard spaceIsLow else { return true }
        if !options.usesThreads {
            preparer.refill()
            guard spaceIsLow else { return true }
        }
        // Frames do not span segments: each may leave as much unused as the largest of them needs.
        let frame = max(options.batchBytes, bytes) + Format.headerBytes
        let fresh = max(0, options.segmentBytes - 3 * Format.headerBytes - frame)
        let room = max(0, roomInSegment.load(ordering: .acquiring) - frame) + preparer.readyCount * fresh
        let waiting = (handedCount - done.load(ordering: .acquiring)) * (options.batchBytes + Format.headerBytes)
        let filled = unsafe filling.freeBytes - tail.count
        return waiting + filled + bytes + Format.headerBytes <= room
    }

    // MARK: Any thread

    /// The highest sequence that is as durable as the mode promises, hence may leave the process.
    package var durableSequence: UInt64 { committed.load(ordering: .acquiring) }
    /// The highest sequence on disk, whatever the mode.
    package var syncedSequence: UInt64 { synced.load(ordering: .acquiring) }
    /// Why nothing more becomes durable.
    package var failure: JournalError? {
        hasFailed.load(ordering: .acquiring) ? firstFailure.withLock { $0 } : nil
    }
    /// As many segments are ready as there should be: nothing is being zero-filled.
    package var isPrepared: Bool { preparer.readyCount >= options.segmentsAhead }
    /// The disk is too full for another segment: what is prepared is a reserve for cancels.
    package var spaceIsLow: Bool { preparer.spaceIsLow }
}
