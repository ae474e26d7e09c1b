import Engine
import Identity
import IO
import Market
import Wire

/// Who there is, and what of the engine is theirs. Lives on the engine's loop; the registry behind it on its own.
///
/// Every interface asks the one key table here. What changes goes to the registry first and into the table when it is on disk.
package final class Membership: Answerer {
    package var keys = KeyTable()
    package let secret: ServerSecret
    /// What wallets begin with.
    package let quote: AssetID
    let desk: Desk
    private let registry: Registry
    private var waitingForRegistry = 0
    private let hashLoop: EventLoop
    private var waitingForHashes = 0
    /// Called when credentials may have become void; connections that were opened with them end then.
    package var keysChanged: [() -> Void] = []
    /// Called when an account of the engine is no longer, or not for long, the one its agent trades with.
    package var walletEnded: [(AccountID) -> Void] = []
    private var steps: [UInt64: (Outcome) -> Void] = [:]
    private var stepCount: UInt64 = 0
    private var answerer: UInt8 = 0
    /// Quote units that wallets on their way will be paid.
    var promised: Int64 = 0

    /// Works that may wait for the registry: more are refused as `busy`.
    static let registryWorkMax = 1 << 10
    /// Passwords that may wait to be hashed, a tenth of a second each: more are refused as `busy`. Who waits for the last waits three seconds.
    static let hashesMax = 32

    /// Why a change did not happen.
    package enum Fault: Error {
        case registry(IdentityError)
        case exchange(RejectReason)
        /// All balances together would be more than there can be of the quote asset; this much is left.
        case supply(left: Amount)
    }

    /// What became of a command: the event that answers it, and when, or why it was not taken up.
    package enum Outcome {
        case done(Event, time: Timestamp)
        case refused(RejectReason)
    }

    /// - Parameters:
    ///   - rows: everything the registry holds, loaded before anybody is served.
    ///   - hashLoop: where passwords are hashed; the registry's, and in its way, if there is none.
    package init(_ desk: Desk, _ registry: Registry, _ rows: RegistryRows, _ secret: ServerSecret, quote: AssetID, hashLoop: EventLoop? = nil) {
        self.desk = desk
        self.registry = registry
        self.hashLoop = hashLoop ?? registry.loop
        self.secret = secret
        self.quote = quote
        keys.apply(rows)
        answerer = desk.add(self)
    }

    /// Puts what the registry wrote into the table.
    package func apply(_ rows: RegistryRows) {
        let voids = voidsCredentials(rows)
        keys.apply(rows)
        if voids { for changed in keysChanged { changed() } }
    }

    /// Whether a known key may be good no more. What is new, and other changes, ask for no look at everybody connected.
    private func voidsCredentials(_ rows: RegistryRows) -> Bool {
        if !rows.removedAgents.isEmpty { return true }
        for row in rows.accounts {
            guard let known = keys.account(row.index) else { continue }
            if known.status != row.status || known.keyID != row.keyID || known.tokensNotBefore != row.tokensNotBefore { return true }
        }
        for row in rows.agents {
            guard let known = keys.agent(row.index) else { continue }
            if known.status != row.status || known.keyID != row.keyID { return true }
        }
        return false
    }

    package func uuid(of account: AccountIndex) -> String { keys.account(account)?.uuid.description ?? "" }

    // MARK: the registry

    /// Lets the registry do something, on its loop; what it returns arrives on this one, in a later turn.
    package func inRegistry<Success: Sendable>(
        isSequel: Bool = false, _ work: @escaping @Sendable (isolated Registry) throws(IdentityError) -> Success,
        then: @escaping (Result<Success, IdentityError>) -> Void
    ) {
        guard isSequel || waitingForRegistry < Self.registryWorkMax else { return desk.afterwards { then(.failure(.busy)) } }
        waitingForRegistry += 1
        let (registry, loop, then) = (registry, desk.loop, UncheckedBox({ [self] (result: Result<Success, IdentityError>) in
            waitingForRegistry -= 1
            then(result)
        }))
        registry.loop.schedule(at: .min) {
            let result = registry.assumeIsolated { registry in
                Result { () throws(IdentityError) in try work(registry) }
            }
            loop.schedule(at: .min) { then.value(result) }
        }
    }

    /// Hashes or compares a password on a loop that has nothing else to do, so that it is in nobody's way; the outcome arrives in a later turn.
    package func hashing<Success: Sendable>(
        _ work: @escaping @Sendable () throws(IdentityError) -> Success, then: @escaping (Result<Success, IdentityError>) -> Void
    ) {
        guard waitingForHashes < Self.hashesMax else { return desk.afterwards { then(.failure(.busy)) } }
        waitingForHashes += 1
        let (loop, then) = (desk.loop, UncheckedBox({ [self] (result: Result<Success, IdentityError>) in
            waitingForHashes -= 1
            then(result)
        }))
        hashLoop.schedule(at: .min) {
            let result = Result { () throws(IdentityError) in try work() }
            loop.schedule(at: .min) { then.value(result) }
        }
    }

    /// As `inRegistry`, for what changes rows: they are in the table before `then` is called.
    package func change(
        isSequel: Bool = false, _ work: @escaping @Sendable (isolated Registry) throws(IdentityError) -> RegistryRows,
        then: @escaping (Result<RegistryRows, Fault>) -> Void
    ) {
        inRegistry(isSequel: isSequel, work) { [self] result in
            switch result {
            case .success(let rows):
                apply(rows)
                then(.success(rows))
            case .failure(let error): then(.failure(.registry(error)))
            }
        }
    }

    // MARK: the engine

    /// Submits a command of the house; `then` is called with its durable answer, in a call that may submit but not ask.
    package func run(_ command: Command, then: @escaping (Outcome) -> Void) {
        stepCount += 1
        steps[stepCount] = then
        desk.submit(command, by: answerer, .none, note: stepCount)
    }

    package func answer(_ answer: borrowing Answer) {
        let step = take(answer.note)
        do throws(WireError) {
            var events = answer.record.events()
            while let event = try events.next()?.event {
                // A change of phase may come before what answers the command.
                if event.kind == .phaseChanged { continue }
                return step(event.kind == .orderRejected ? .refused(event.rejectReason) : .done(event, time: answer.record.time))
            }
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
        preconditionFailure("the exchange answered a command with nothing")
    }

    package func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) { take(note)(.refused(reason)) }

    private func take(_ note: UInt64) -> (Outcome) -> Void {
        guard let step = steps.removeValue(forKey: note) else { preconditionFailure("a command of the house was answered twice") }
        return step
    }
}
