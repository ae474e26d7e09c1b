// The enums and flags of sessions. Their numbers are part of the protocol: append, never renumber.

/// What an acknowledgement promises: synced, synced within an interval, or nothing.
@usableFromInline package enum DurabilityMode: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case always = 0
    case interval = 1
    case none = 2
}

/// What became of the reports a client missed.
@usableFromInline package enum Resumption: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    /// Reports go on with the next one that happens.
    case notAsked = 0
    /// Every report since `nextReport` follows.
    case complete = 1
    /// Some are older than what is kept; the first that is follows.
    case gap = 2
    /// The server started anew: reports and requests are counted from 1.
    case newEpoch = 3
}

/// Why a logon was refused.
@usableFromInline package enum LogonRefusal: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case protocolVersion = 1
    case unknownKey = 2
    case wrongCredential = 3
    case plainKeyNotAllowed = 4
    case accountNotActive = 5
    case invalidStream = 6
    case invalidHeartbeat = 7
    case invalidDeadMansTimer = 8
    case invalidResumption = 9
    case tooManySessions = 10
    case shuttingDown = 11
}

/// Why a session ended.
@usableFromInline package enum LogoutReason: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case byClient = 1
    /// The bytes are not frames: a length or an encoding that cannot be.
    case badFrame = 2
    /// A frame whose message cannot be one: another schema, a block cut off, or a session message out of place.
    case badMessage = 3
    /// A request number beyond the next.
    case requestGap = 4
    case notLoggedOn = 5
    case logonTimeout = 6
    case heartbeatTimeout = 7
    /// The client did not read what it was sent.
    case slowReader = 8
    /// A newer connection logged on to the same stream.
    case displaced = 9
    case keyRevoked = 10
    case shuttingDown = 11
    case alreadyLoggedOn = 12
    /// The account's wallet was exchanged for a new one.
    case accountReset = 13
}

/// Why a request changed nothing and never reached the order book.
@usableFromInline package enum RequestRefusal: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none = 0
    case unknownMessage = 1
    case shortMessage = 2
    case invalidField = 3
    /// By the exchange, which says why in `rejectReason`.
    case refused = 4
    case overloaded = 5
    /// The request came before, and its answer is older than what is kept.
    case answerGone = 6
    case unknownSymbol = 7
    case tooManySubscriptions = 8
    case unknownOrder = 9
    case notSupported = 10
}

/// What an execution report tells.
@usableFromInline package enum ReportKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case accepted = 0
    case rejected = 1
    case canceled = 2
    case amended = 3
    case replaced = 4
    case triggered = 5
    /// An iceberg shows its next part, at the end of its queue.
    case refreshed = 6
    case fill = 7
    /// The same client order id with the same body came before: its answer stands.
    case duplicate = 8
    /// A cancel, replacement or amendment was rejected; the order is as it was.
    case changeRejected = 9
}

/// Where an order is in its life.
@usableFromInline package enum OrderState: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case unknown = 0
    /// For its trigger.
    case waiting = 1
    case open = 2
    case partiallyFilled = 3
    case filled = 4
    case canceled = 5
    case expired = 6
    case rejected = 7
    case replaced = 8
}

/// On which side of a match an order stood.
@usableFromInline package enum Liquidity: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none = 0
    case maker = 1
    case taker = 2
    /// Nobody takes in an auction.
    case auction = 3
}

/// Which limit turned a request away.
@usableFromInline package enum ThrottledBy: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case orderRate = 0
    case requestRate = 1
    case overload = 2
}

/// What became of an order in a book.
@usableFromInline package enum BookChange: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case add = 0
    case change = 1
    case remove = 2
}

/// What a client asks of its session.
@usableFromInline package struct LogonFlags: OptionSet, Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// However the session ends, the account's open orders are canceled.
    @inlinable package static var cancelOnDisconnect: LogonFlags { LogonFlags(rawValue: 1) }
}

/// Market data of one instrument, by kind.
@usableFromInline package struct Feeds: OptionSet, Hashable, Sendable, BitwiseCopyable {
    @usableFromInline package var rawValue: UInt8
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable package static var topOfBook: Feeds { Feeds(rawValue: 1) }
    @inlinable package static var levels: Feeds { Feeds(rawValue: 2) }
    @inlinable package static var orders: Feeds { Feeds(rawValue: 4) }
    @inlinable package static var trades: Feeds { Feeds(rawValue: 8) }
    /// Market data may come as `CompressedBatch`.
    @inlinable package static var compressed: Feeds { Feeds(rawValue: 128) }
    @inlinable package static var all: Feeds { [.topOfBook, .levels, .orders, .trades] }
}
