import IO
import Market
import Matching
import Security
import Wire

@testable import Engine
@testable import Gateway

/// The exchange's state behind the binary protocol, small and the same every time: what a request asks for takes effect at once and is reported at once.
final class Floor: RequestHandler {
    static let second: Timestamp = 1_000_000_000
    static let keyID = name("0123456789abcdef")
    static let key = Array("ak_live_0123456789abcdef000000000000000000000000000000000000000000000000".utf8)
    /// Both of them can open and close orders; the first one logs on.
    static let accounts: UInt32 = 2

    private(set) var state: ExchangeState
    let table = SessionTable(epoch: 7, durability: .always)
    let catalog = Catalog()
    /// Commands in the order they took effect, behind those that opened the exchange.
    private(set) var commands: [(request: UInt64, command: Command)] = []
    /// Questions, and what is answered to those that ask what would happen.
    private(set) var questions: [String] = []
    /// Of those commands and of the ticks between them, as the log would have them.
    private(set) var records: [[UInt8]] = []
    private let reports: ExecutionReports
    private let proof: OnLoop
    private var time: Timestamp = 1_728_043_200 * second
    private var memory: [UInt8] = []

    static func name(_ text: String) -> Name {
        guard let name = Name(text) else { preconditionFailure("\(text) is no name") }
        return name
    }

    /// Small, so that one of them is made and dropped in no time.
    static var options: EngineOptions {
        var options = EngineOptions()
        options.eventsPerRecordMax = 64
        options.cancelsPerRecordMax = 16
        options.accountsExpected = 4
        options.balancesExpected = 8
        options.clientOrdersMax = 16
        return options
    }

    static let instruments: [Instrument] = {
        var plain = Instrument(
            name: name("BTCUSDT"), baseAsset: AssetID(rawValue: 1), quoteAsset: AssetID(rawValue: 0), tickUnits: 1_000_000, lotUnits: 10_000, notionalUnits: 100,
            minPrice: Price(ticks: 1), maxPrice: Price(ticks: 4_000))
        plain.makerFeePPM = 500
        plain.takerFeePPM = 1_000
        var banded = plain
        banded.name = name("ETHUSDT")
        banded.baseAsset = AssetID(rawValue: 2)
        banded.bandPPM = 300_000
        banded.pausePPM = 60_000
        banded.pauseWindow = 20 * second
        banded.pauseDuration = 5 * second
        banded.referencePrice = Price(ticks: 1_000)
        banded.marketProtectionPPM = 50_000
        return [plain, banded]
    }()

    init(_ loop: EventLoop) {
        state = ExchangeState(Self.options)
        proof = OnLoop(loop)
        reports = ExecutionReports(table: table)
        table.instruments = UInt16(Self.instruments.count)
        for asset in ["USDT", "BTC", "ETH"] { apply(.addAsset(Asset(name: Self.name(asset), scale: 8))) }
        for instrument in Self.instruments { apply(.addInstrument(instrument)) }
        for account in 1...Self.accounts {
            apply(.openAccount(.unlimited))
            for asset in 0..<3 as Range<UInt32> {
                apply(.deposit(account: AccountID(rawValue: account), asset: AssetID(rawValue: asset), amount: Amount(units: 1_000_000 * 100_000_000)))
            }
        }
        commands = []
        records = []
    }

    func apply(_ command: Command, origin: RequestOrigin = .none) {
        time += Self.second / 1_000
        while state.needsTick(at: time) { step(.tick, .none) }
        step(command, origin)
        commands.append((origin.request, command))
    }

    private func step(_ command: Command, _ origin: RequestOrigin) {
        state.apply(command, sequence: state.sequence + 1, time: time, on: proof)
        if memory.count < state.recordBytesMax { memory = [UInt8](repeating: 0, count: state.recordBytesMax) }
        do {
            try unsafe memory.withUnsafeMutableBytes { bytes in
                var writer = unsafe RecordWriter(into: bytes)
                state.encode(command, into: &writer)
                var reader = unsafe RecordReader(UnsafeRawBufferPointer(rebasing: bytes[0..<writer.bytesWritten]))
                records.append(unsafe Array(bytes[0..<writer.bytesWritten]))
                while let record = try reader.next() {
                    catalog.follow(record, sequence: state.sequence)
                    try reports.apply(record, sequence: state.sequence, origin: origin)
                }
            }
        } catch {
            hold(false, "the record of \(command) cannot be read: \(error)")
        }
    }

    /// What must hold after every command.
    func audit() {
        if let fault = state.audit() { hold(false, "\(fault), after \(commands)") }
    }

    func stateHash() -> UInt64 { state.stateHash() }

    // MARK: RequestHandler

    func account(for attempt: LogonAttempt) -> LogonOutcome {
        guard attempt.usedKeyID == Self.keyID else { return .refused(.unknownKey) }
        let hash = SHA256.hash(Self.key)
        let isRight = attempt.key.isEmpty
            ? HMACSHA256.authenticate(attempt.nonce.bytes, key: hash) == Digest(attempt.signature.bytes) : SHA256.hash(attempt.key.bytes) == hash
        return isRight ? .account(AccountID(rawValue: 1)) : .refused(.wrongCredential)
    }

    func admission(_ kind: RequestKind, of account: AccountID, _ caller: RateKey?) -> Admission { .admitted }
    func enter(_ order: EnterOrder, origin: RequestOrigin) { apply(.enterOrder(order), origin: origin) }
    func cancel(_ cancel: CancelOrder, origin: RequestOrigin) { apply(.cancelOrder(cancel), origin: origin) }
    func command(_ command: Command, origin: RequestOrigin) { apply(command, origin: origin) }

    func ask(_ question: Question, request: UInt64, of session: BinarySession) {
        if case .preview(let order) = question {
            questions.append("\(request) preview \(state.preview(order, at: time))")
        } else {
            questions.append("\(request) \(question)")
        }
    }

    func subscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription {
        Int(symbol.rawValue) < Self.instruments.count ? Subscription(feeds: feeds) : Subscription(feeds: [], refusal: .unknownSymbol)
    }

    func unsubscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription { Subscription(feeds: []) }
    func unsubscribeAll(_ session: BinarySession) {}
}
