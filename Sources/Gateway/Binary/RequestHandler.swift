import Engine
import Market
import Wire

/// What a client claims to be, and how it proves it.
package struct LogonAttempt: Sendable {
    package var keyID: Name
    /// The key itself; empty if the client signed.
    package var key: KeyText
    /// What the server asked to have signed.
    package var nonce: Nonce
    package var signature: Nonce
    /// Where it came from.
    package var address: ClientAddress

    /// Which key it is about: the one it shows, else the one it names.
    var usedKeyID: Name {
        // "ak_live_" and 64 characters, of which the first 16 name the key.
        key.isEmpty ? keyID : Name(String(decoding: key.bytes.dropFirst(8).prefix(Name.bytesMax), as: UTF8.self)) ?? keyID
    }
}

/// Four words as the messages carry them: a random number, or a digest.
package struct Nonce: Hashable, Sendable, BitwiseCopyable {
    package var word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64

    package init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// 32 bytes as they lie.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a nonce has 32 bytes")
        self.init(0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &self) { unsafe $0.copyBytes(from: bytes) }
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: self) { unsafe Array($0) } }
}

package enum LogonOutcome: Sendable, Equatable {
    /// What it trades for, and as whose its requests count; nil if nobody counts them.
    case account(AccountID, RateKey? = nil)
    case refused(LogonRefusal)
}

/// What a request is for those who limit requests. Cancels and amendments, which only reduce risk, are never asked about.
package enum RequestKind: Sendable { case order, replacement, question }

package enum Admission: Sendable, Equatable {
    case admitted
    case wait(ThrottledBy, milliseconds: UInt32)
    /// The exchange takes no such request at all now.
    case refused(RequestRefusal)
}

/// A request that changes nothing.
package enum Question: Sendable {
    case preview(EnterOrder)
    case orderStatus(OrderID, clientOrderID: ClientOrderID)
    case account
    case instruments
}

/// What a session is subscribed to, for one instrument, after it asked.
package struct Subscription: Sendable, Equatable {
    package var feeds: Feeds
    package var refusal: RequestRefusal

    package init(feeds: Feeds, refusal: RequestRefusal = .none) {
        self.feeds = feeds
        self.refusal = refusal
    }
}

/// Whoever does what sessions ask: the desk. Commands come with their origin, which belongs to the record they become.
package protocol RequestHandler: AnyObject {
    func account(for attempt: LogonAttempt) -> LogonOutcome
    func admission(_ kind: RequestKind, of account: AccountID, _ caller: RateKey?) -> Admission
    func enter(_ order: EnterOrder, origin: RequestOrigin)
    func cancel(_ cancel: CancelOrder, origin: RequestOrigin)
    /// A replacement, an amendment, or a mass cancel. With request 0 it cancels what a session left behind.
    func command(_ command: Command, origin: RequestOrigin)
    /// To be answered by one of the session's `answer` methods, once the state it shows is durable.
    func ask(_ question: Question, request: UInt64, of session: BinarySession)
    /// Adds feeds of an instrument, or ends them.
    func subscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription
    func unsubscribe(_ symbol: SymbolID, _ feeds: Feeds, for session: BinarySession) -> Subscription
    /// No more market data for this session.
    func unsubscribeAll(_ session: BinarySession)
}
