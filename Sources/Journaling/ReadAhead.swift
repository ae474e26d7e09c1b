internal import IO
import Synchronization

/// Reads a log on a thread of its own, ahead of whoever takes the frames: reading, checking and unpacking them costs a third of applying them.
///
///     reader ─copy→ ring of portions ─next→ frames, one at a time
///
/// While it lives nobody else may use the reader. At the end of the log, or after an error, the reader stands where it would without it.
@safe package final class ReadAhead: @unchecked Sendable {
    /// Frames handed over together, so that a log of small ones does not wake a thread for each.
    @safe private final class Portion {
        var frames: [JournalFrame] = []
        var offsets: [Int] = []
        var progress: [(bytes: Int, of: Int)] = []
        private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: ReadAhead.portionBytes, alignment: 64)
        private(set) var used = 0

        deinit { unsafe memory.deallocate() }

        func removeAll() {
            frames.removeAll(keepingCapacity: true)
            offsets.removeAll(keepingCapacity: true)
            progress.removeAll(keepingCapacity: true)
            used = 0
        }

        func append(_ frame: JournalFrame, _ place: (bytes: Int, of: Int)) {
            let bytes = unsafe frame.payload.count
            if unsafe used + bytes > memory.count {
                let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: Format.aligned(used + bytes), alignment: 64)
                unsafe grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[0..<used]))
                unsafe memory.deallocate()
                unsafe memory = grown
            }
            unsafe UnsafeMutableRawBufferPointer(rebasing: memory[used..<(used + bytes)]).copyMemory(from: frame.payload)
            frames.append(frame)
            offsets.append(used)
            progress.append(place)
            used += Format.aligned(bytes)
        }

        func frame(_ index: Int) -> JournalFrame {
            let count = unsafe frames[index].payload.count
            return unsafe frames[index].moved(to: UnsafeRawBufferPointer(rebasing: memory[offsets[index]..<(offsets[index] + count)]))
        }
    }

    /// Portions read ahead at most; what the reader, at rest, has in hand comes on top.
    static let portionsMax = 4
    /// A portion ends with the frame that brings it to this size, in bytes.
    static let portionBytes = 1 << 18

    private let reader: JournalReader
    private let gate = ThreadGate()
    private let portions = (0..<ReadAhead.portionsMax).map { _ in Portion() }
    /// Portions filled, and portions given back; a portion between the two is the taker's, any other the reader's.
    private let filled = Atomic<Int>(0)
    private let returned = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)
    private let failure = Mutex<JournalError?>(nil)
    private var thread: IO.Thread?
    // The taker's: the portion at hand is the one numbered `returned`.
    private var isTaking = false
    private var position = 0

    /// How far reading had got behind the frame taken last, as `JournalReader.progress`.
    package private(set) var progress = (bytes: 0, of: 0)

    package init(_ reader: JournalReader) throws(JournalError) {
        self.reader = reader
        thread = try lifting { () throws(StorageError) in try IO.Thread(name: "walras-read") { [self] in run() } }
    }

    /// As `JournalReader.next`; the payload is valid until the next call.
    package func next() throws(JournalError) -> JournalFrame? {
        let number = returned.load(ordering: .relaxed)
        if isTaking, position == portions[number % Self.portionsMax].frames.count {
            isTaking = false
            returned.store(number + 1, ordering: .releasing)
            gate.notify()
        }
        if !isTaking {
            let wanted = returned.load(ordering: .relaxed)
            gate.wait { filled.load(ordering: .acquiring) > wanted || hasEnded.load(ordering: .acquiring) }
            guard filled.load(ordering: .acquiring) > wanted else {
                stop()
                if let failure = failure.withLock({ $0 }) { throw failure }
                return nil
            }
            isTaking = true
            position = 0
        }
        let portion = portions[returned.load(ordering: .relaxed) % Self.portionsMax]
        progress = portion.progress[position]
        position += 1
        return portion.frame(position - 1)
    }

    /// Ends reading; the reader may be used again. To be called in any case.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        gate.notify()
        thread?.join()
        thread = nil
    }

    private func run() {
        do throws(JournalError) {
            while try fillNext() {}
        } catch {
            failure.withLock { $0 = error }
        }
        hasEnded.store(true, ordering: .releasing)
        gate.notify()
    }

    /// Fills one portion; false at the end of the log or of the need for it.
    private func fillNext() throws(JournalError) -> Bool {
        let number = filled.load(ordering: .relaxed)
        gate.wait { number - returned.load(ordering: .acquiring) < Self.portionsMax || isStopping.load(ordering: .acquiring) }
        if isStopping.load(ordering: .acquiring) { return false }
        let portion = portions[number % Self.portionsMax]
        portion.removeAll()
        // What was read before an error is handed over before it.
        defer {
            if !portion.frames.isEmpty {
                filled.store(number + 1, ordering: .releasing)
                gate.notify()
            }
        }
        while portion.used < Self.portionBytes {
            guard let frame = try reader.next() else { return false }
            portion.append(frame, reader.progress)
        }
        return true
    }
}
