internal import IO
#if WALRAS_PLANTED_BUGS
internal import Market
#endif
import Synchronization

/// Keeps zero-filled segments ready ahead of the log, so that a roll costs one small write.
///
///     file.wal.tmp ─fill, sync→ ─rename→ file.wal ─sync directory→ ready ─take→ current
///
/// With a thread it works beside the log thread; without one, inside `take` and `refill`.
@safe final class SegmentPreparer: @unchecked Sendable {
    struct Segment {
        var number: UInt64
        var file: any StorageFile
        var bytes: Int
    }

    private let directory: SegmentDirectory
    private let segmentBytes: Int
    private let ahead: Int
    private let gate = ThreadGate()
    // All of these change only inside `gate.withLock`.
    private var ready: [Segment]
    private var nextNumber: UInt64
    private var failure: JournalError?
    private let isStopping = Atomic<Bool>(false)
    private let isLow = Atomic<Bool>(false)
    private let readyCounter = Atomic<Int>(0)
    private var thread: IO.Thread?

    /// Pause between attempts to prepare a segment on a full disk, in milliseconds.
    private static let retryMilliseconds = 500

    init(directory: SegmentDirectory, options: JournalOptions, ready: [Segment], nextNumber: UInt64) {
        self.directory = directory
        segmentBytes = options.segmentBytes
        ahead = options.segmentsAhead
        self.ready = ready
        self.nextNumber = nextNumber
        readyCounter.store(ready.count, ordering: .relaxed)
    }

    /// Segments that are ready, from any thread.
    var readyCount: Int { readyCounter.load(ordering: .acquiring) }

    /// Whether the reserve could not be brought back to its full size at the last attempt.
    var spaceIsLow: Bool { isLow.load(ordering: .acquiring) }

    func startThread() throws(JournalError) {
        thread = try lifting { () throws(StorageError) in try IO.Thread(name: "walras-prepare") { [self] in run() } }
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        gate.notify()
        thread?.join()
        thread = nil
    }

    /// The next segment; waits for one that is being prepared.
    /// - Throws: why there is none, once the reserve is used up and no more can be prepared.
    func take() throws(JournalError) -> Segment {
        if thread == nil, ready.isEmpty { _ = attempt() }
        gate.wait { !ready.isEmpty || failure != nil }
        var taken: Segment?
        gate.withLock {
            if !ready.isEmpty { taken = ready.removeFirst() }
            readyCounter.store(ready.count, ordering: .releasing)
        }
        guard let taken else { throw failure ?? .closed }
        return taken
    }

    /// Before the thread starts: makes sure that there is one, or says why there cannot be.
    func prepareFirst() throws(JournalError) {
        if ready.isEmpty { try prepareOne() }
    }

    /// Without a thread: tops the reserve up. On a full disk it just stays low; the next `take` that finds nothing reports why.
    func refill() {
        while thread == nil, ready.count < ahead {
            guard attempt() else { return }
        }
    }

    private func run() {
        while true {
            gate.wait { ready.count < ahead || isStopping.load(ordering: .acquiring) }
            if isStopping.load(ordering: .acquiring) { return }
            if !attempt() { _ = gate.wait(milliseconds: Self.retryMilliseconds) { isStopping.load(ordering: .acquiring) } }
        }
    }

    /// Prepares one segment and notes how that went.
    private func attempt() -> Bool {
        do {
            try prepareOne()
            isLow.store(false, ordering: .releasing)
            return true
        } catch {
            gate.withLock { failure = error }
            isLow.store(true, ordering: .releasing)
            return false
        }
    }

    private func prepareOne() throws(JournalError) {
        let number = nextNumber
        let temporary = directory.temporaryPath(ofSegment: number)
        let (storage, name) = (directory.storage, directory.path(ofSegment: number))
        do {
            let file = try storage.open(temporary, .create)
            guard try ZeroFill.fill(file, 0..<segmentBytes, isCancelled: { isStopping.load(ordering: .acquiring) }) else {
                try storage.remove(temporary)
                throw JournalError.closed
            }
            try storage.rename(temporary, to: name)
            #if WALRAS_PLANTED_BUGS
            if !PlantedBug.isOn(.forgetDirectorySync) { try storage.syncDirectory(directory.path) }
            #else
            try storage.syncDirectory(directory.path)
            #endif
            gate.withLock {
                ready.append(Segment(number: number, file: file, bytes: segmentBytes))
                nextNumber = number + 1
                failure = nil
                readyCounter.store(ready.count, ordering: .releasing)
            }
        } catch let error as StorageError {
            throw .storage(giveBack(temporary, error))
        } catch {
            throw .closed
        }
    }

    /// Frees what a failed preparation took, since the disk may be full. The name it was to have may exist already: the next attempt replaces it.
    private func giveBack(_ temporary: String, _ error: StorageError) -> StorageError {
        do {
            try directory.storage.remove(temporary)
            return error
        } catch let removal {
            // Nothing to remove: it failed before the file was there or after it was renamed.
            return removal.isNotFound ? error : removal
        }
    }
}
