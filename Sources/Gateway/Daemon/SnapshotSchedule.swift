import Engine
import IO
import Journaling
import Market

/// When snapshots are taken, and by which program.
package struct SnapshotOptions: Sendable {
    /// Records behind the last snapshot after which the next is due; 0 for no such reason.
    package var records: UInt64 = 5_000_000
    /// Minutes after which it is due if there has been any record; 0 for no such reason.
    package var minutes: Int64 = 60
    /// `program arguments… DIR [--mirror DIR] --keep-log-from N --background` has to take it and end with status 0.
    package var program = ChildProcess.ownProgram
    package var arguments = ["snapshot"]
    package init() {}
}

/// Has another process write snapshots and prune the log, so that neither the log nor the next start grows without end.
///
/// On the engine's loop, which only looks at the clock and at the process: that one reads the log, as low in priority as the system has.
/// Whatever happens to it, the daemon goes on; failures are told in health and metrics, and it is tried again later.
package final class SnapshotSchedule {
    package struct Status: Sendable {
        /// Of the newest snapshot; 0 before there is one.
        package var sequence: SequenceNumber
        /// When the last process ended well, of wall time; nil before.
        package var takenAt: Timestamp?
        package var isRunning = false
        package var taken: UInt64 = 0
        package var failures: UInt64 = 0
        /// Of the last one, if it failed.
        package var failure: String?
    }

    /// How often the process and the clock are looked at; how long one may take. Nanoseconds.
    static let lookInterval: Int64 = 250_000_000
    static let runMax: Int64 = 6 * 3_600_000_000_000
    /// Between a failure and the next try: doubled for each in a row, up to the maximum. Nanoseconds.
    static let retryMin: Int64 = 60_000_000_000
    static let retryMax: Int64 = 3_600_000_000_000

    private let desk: Desk
    private let directory: DataDirectory
    private let options: SnapshotOptions
    package private(set) var status: Status
    /// The lowest sequence that somebody still has to read from the log. Until it is set, nothing of the log is removed.
    package var neededFrom: () -> SequenceNumber = { 0 }
    private var child: ChildProcess?
    private var began: Int64
    /// Where the log was when the last process began, and when that was.
    private var lastSequence: SequenceNumber
    private var lastTime: Int64
    private var failuresInRow = 0
    private var isStopped = false

    /// - Parameter last: sequence of the newest snapshot, 0 for none.
    init(_ desk: Desk, _ directory: DataDirectory, _ options: SnapshotOptions, last: SequenceNumber) {
        self.desk = desk
        self.directory = directory
        self.options = options
        status = Status(sequence: last)
        lastSequence = last
        began = desk.clock.monotonicNanoseconds
        lastTime = began
    }

    /// Looks from now on.
    func start() {
        // Everything here is on the engine's loop.
        nonisolated(unsafe) weak let schedule = self
        desk.loop.schedule(at: desk.clock.monotonicNanoseconds + Self.lookInterval) { unsafe schedule?.look() }
    }

    /// Begins no more, and ends what is under way.
    func stop() {
        isStopped = true
        child?.terminate()
    }

    func look() {
        guard !isStopped else { return }
        let now = desk.clock.monotonicNanoseconds
        if let child {
            if let ending = child.poll() {
                ended(ending, now)
            } else if now - began > Self.runMax {
                child.terminate()
            }
        } else if isDue(now) {
            begin(now)
        }
        start()
    }

    private func isDue(_ now: Int64) -> Bool {
        guard desk.durable > lastSequence, failuresInRow == 0 || now - lastTime >= retryInterval else { return false }
        if failuresInRow > 0 { return true }
        if options.records > 0, desk.durable - lastSequence >= options.records { return true }
        return options.minutes > 0 && now - lastTime >= options.minutes * 60_000_000_000
    }

    private var retryInterval: Int64 { min(Self.retryMax, Self.retryMin << Int64(min(failuresInRow - 1, 16))) }

    private func begin(_ now: Int64) {
        began = now
        let mirror = directory.mirror.map { ["--mirror", $0] } ?? []
        let arguments = options.arguments + [directory.path] + mirror + ["--keep-log-from", "\(min(neededFrom(), UInt64(Int64.max)))", "--background"]
        let previous = lastSequence
        (lastSequence, lastTime) = (desk.durable, now)
        do throws(IOError) {
            child = try ChildProcess(options.program, arguments)
            status.isRunning = true
        } catch {
            failed("\(error)", previous)
        }
        beganBehind = previous
    }

    /// `lastSequence` before the process that runs.
    private var beganBehind: SequenceNumber = 0

    private func ended(_ ending: ChildProcess.Ending, _ now: Int64) {
        child = nil
        status.isRunning = false
        guard ending == .exited(0) else { return failed("walras snapshot: \(ending)", beganBehind) }
        do throws(JournalError) { status.sequence = try directory.snapshots.list().first ?? 0 } catch { return failed("\(error)", beganBehind) }
        status.takenAt = desk.clock.wallNanoseconds
        status.taken += 1
        status.failure = nil
        failuresInRow = 0
    }

    private func failed(_ reason: String, _ previous: SequenceNumber) {
        status.failures += 1
        status.failure = reason
        failuresInRow += 1
        lastSequence = previous
    }
}

extension SnapshotSchedule {
    func write(into text: inout MetricsText) {
        text.gauge("snapshot_sequence", "Record of the newest snapshot; 0 without one.", status.sequence)
        text.counter("snapshots_total", "Snapshots taken since the start.", status.taken)
        text.counter("snapshot_failures_total", "Snapshots that failed since the start.", status.failures)
        text.gauge("snapshot_running", "1 while one is being taken.", status.isRunning ? 1 : 0)
    }
}
