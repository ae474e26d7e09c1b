import Identity
import IO
import Market

/// Tells hooks what happened, each in order and one thing at a time, again and again until it is heard or given up. On a loop of its own.
///
///     history ─(rows behind the cursor)→ voice ─(messages)→ queue of each hook, on disk with the cursor ─→ transport ─→ receiver
///     hook:   idle → ready → under way → idle
///                      ↑         ↓ failed
///                      └──── waiting ──→ (last retry failed) given up, and after so many inactive
///
/// What is on disk is told at least once: it leaves the queue when the receiver has answered, and a crash in between repeats it, with the same id.
package actor WebhookSender {
    /// Over all accounts.
    package static let hooksMax = 16_384
    /// Events that wait for one hook; the oldest goes when another comes, which the hook's `droppedCount` counts.
    package static let queuedPerHookMax = 1_000
    /// Events that wait for all hooks: a gigabyte on disk at most. At it a hook's own oldest goes, or if it has none the new one.
    package static let queuedMax = 500_000
    /// Deliveries under way at a time, each of another hook; the others wait their turn.
    package static let transfersMax = 32
    /// Names being looked up for new hooks.
    static let probesMax = 32
    /// Between two looks whether something happened.
    static let pollNanoseconds: Int64 = 100_000_000
    /// How often the place in history is written where nothing else is: what was passed over would only be passed over again.
    static let noteNanoseconds: Int64 = 10_000_000_000
    /// After a failure of the disk, before it is tried again.
    static let pauseNanoseconds: Int64 = 5_000_000_000
    /// How long somebody waits for history to be read up to where it is; while it cannot be, no longer.
    static let settleNanosecondsMax: Int64 = 5_000_000_000

    struct State {
        enum Phase: Equatable { case idle, waiting, ready, underWay(Int64) }
        var hook: Hook
        var queued = 0
        var phase = Phase.idle
        var number: Int64 { hook.number }
        /// Number of the delivery that is under way.
        var sent: Int64? { if case .underWay(let number) = phase { number } else { nil } }
    }

    package nonisolated let loop: EventLoop
    package nonisolated let status = WebhookStatus()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    let store: WebhookStore
    let historyPath: String
    /// Nil while there is no history, and to look again which file has its name.
    var tail: HistoryTail?
    let transport: any WebhookTransport
    let clock: any IO.Clock
    let secret: ServerSecret
    let terms: [WebhookStyle: WebhookTerms]
    let voice: WebhookVoice
    let options: WebhookOptions
    let queuedPerHookMax: Int
    let queuedMax: Int

    var hooks: [Int64: State] = [:]
    var numbers: [UUID: Int64] = [:]
    var hooksOfAccount: [AccountIndex: [Int64]] = [:]
    var queued = 0
    var underWay = 0
    var probes = 0
    /// Hooks whose turn it is, first in, first out; the first `readyFirst` have had it.
    var ready: [Int64] = []
    var readyFirst = 0
    /// Hooks that wait until then, the earliest last.
    var waiting: [(until: Timestamp, hook: Int64)] = []
    lazy var alarm = WakeUp(loop, clock) { [unowned self] in assumeIsolated { $0.awaken() } }

    /// How far history was read, what of it is on disk, and when that was.
    var cursor = HistoryNumbers()
    var noted = HistoryNumbers()
    var notedAt: Int64 = 0
    var isReading = false
    /// Who waits until history was read so far, and until when at most.
    var settling: [(end: HistoryNumbers, until: Int64, then: @Sendable () -> Void)] = []
    var isClosed = false

    /// Where everything of one sender comes from.
    package struct Places: Sendable {
        package var directory: String
        package var history: String
        /// Of the log.
        package var instanceID: UInt64
        package init(directory: String, history: String, instanceID: UInt64) {
            self.directory = directory
            self.history = history
            self.instanceID = instanceID
        }
    }

    /// Opens `webhooks.sqlite`, on the calling thread; `begin` starts it.
    package init(
        _ places: Places, loop: EventLoop, clock: any IO.Clock = SystemClock(), transport: sending any WebhookTransport, secret: ServerSecret,
        terms: [WebhookStyle: WebhookTerms], voice: WebhookVoice, options: WebhookOptions = WebhookOptions(),
        queuedPerHookMax: Int = WebhookSender.queuedPerHookMax, queuedMax: Int = WebhookSender.queuedMax
    ) throws(WebhooksError) {
        store = try WebhookStore(directory: places.directory)
        historyPath = places.history
        self.loop = loop
        self.clock = clock
        self.transport = transport
        self.secret = secret
        self.terms = terms
        self.voice = voice
        self.options = options
        self.queuedPerHookMax = queuedPerHookMax
        self.queuedMax = queuedMax
        // History may be under repair, or not there yet: that is no reason not to deliver what is queued.
        cursor = try store.progress(instance: places.instanceID)
        noted = cursor
    }

    /// Goes on where the last one stopped. On the loop.
    package func begin() throws(WebhooksError) {
        for hook in try store.hooks() { insert(State(hook: hook)) }
        for (hook, count) in try store.waiting() {
            hooks[hook]?.queued = count
            noteQueued(count)
        }
        noteHooks()
        for number in hooks.keys.sorted() { kick(number) }
        startReady()
        poll()
    }

    /// Drops what is under way, which stays in the queue. On the loop, as the last thing.
    package func close() {
        isClosed = true
        alarm.set(nil)
        transport.close()
        attempt { () throws(WebhooksError) in try note() }
    }

    func insert(_ state: State) {
        hooks[state.number] = state
        numbers[state.hook.uuid] = state.number
        hooksOfAccount[state.hook.owner.account, default: []].append(state.number)
    }

    var now: Timestamp { clock.wallNanoseconds }

    /// Does what may fail for the disk's sake; false if it did, and somebody will have to try again.
    @discardableResult func attempt(_ body: () throws(WebhooksError) -> Void) -> Bool {
        do throws(WebhooksError) {
            try body()
            return true
        } catch {
            let time = now
            status.change {
                $0.errors += 1
                $0.lastError = error
                $0.lastErrorAt = time
            }
            return false
        }
    }
}
