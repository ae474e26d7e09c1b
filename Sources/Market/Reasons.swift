/// Why a command was rejected. The numbers are part of the wire protocol and the log: append, never renumber.
@usableFromInline package enum RejectReason: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none = 0
    // The command itself.
    case unknownSymbol = 1
    case unknownAccount = 2
    case unknownAsset = 3
    case invalidPrice = 4
    case invalidQuantity = 5
    case invalidTriggerPrice = 6
    case invalidDisplayQuantity = 7
    case invalidExpireTime = 8
    case invalidTrailingOffset = 9
    case invalidExits = 10
    case invalidAmount = 11
    case invalidName = 12
    case invalidInstrument = 13
    case invalidRiskProfile = 14
    case invalidPhase = 15
    case contradictoryOptions = 16
    case belowMinNotional = 17
    // The order it names.
    case unknownOrder = 20
    /// The order existed and is filled, cancelled or expired.
    case orderNotOpen = 21
    case notOwner = 22
    case duplicateClientOrderID = 23
    case notAmendable = 24
    // The market.
    case instrumentHalted = 30
    case instrumentClosed = 31
    case notInThisPhase = 32
    case priceBand = 33
    case postOnlyWouldTake = 34
    case noLiquidity = 35
    case touchMoved = 36
    case seenSequenceTooOld = 37
    case noReferencePrice = 38
    // The account.
    case insufficientBalance = 40
    case accountNotActive = 41
    case accountReduceOnly = 42
    case dailyLossLimit = 43
    case orderRateLimit = 44
    case orderTooSmall = 45
    case orderTooLarge = 46
    case positionLimit = 47
    case tooManyOpenOrders = 48
    case reduceOnlyWouldIncrease = 49
    // Limits of the exchange.
    case bookFull = 60
    case tableFull = 61
    case overflow = 62
    case alreadyExists = 63
    case storageFull = 64
    case overloaded = 65
}

/// Why an order ended, or shrank, without being filled. Part of the wire protocol and the log, like `RejectReason`.
@usableFromInline package enum CancelReason: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case none = 0
    case byOwner = 1
    case byOwnerAll = 2
    case immediateOrCancel = 3
    case fillOrKill = 4
    case noLiquidity = 5
    case expired = 6
    case selfTrade = 7
    case oneCancelsOther = 8
    case priceBand = 9
    case volatilityPause = 10
    case marketProtection = 11
    case insufficientBalance = 12
    case instrumentClosed = 13
    case matchLimit = 14
    case replaced = 15
    case accountHalted = 16
    case postOnlyWouldTake = 17
    case accountReduceOnly = 18
}
