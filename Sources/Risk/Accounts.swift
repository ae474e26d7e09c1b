import Market
import Synchronization

/// One trading account: one cache line of what every order touches.
@usableFromInline package struct Account: BitwiseCopyable, Sendable {
    /// The first deposit and later ones of the same asset: what a daily loss is measured against.
    @usableFromInline package internal(set) var startingBalance: Int64
    /// Profit less loss of today's sells, in the asset of `startingBalance`, fees included.
    @usableFromInline var realisedToday: Int64
    /// UTC day of `realisedToday` and UTC minute of `acceptedThisMinute`, since 1970.
    @usableFromInline var day: Int32
    @usableFromInline var minute: Int32
    @usableFromInline var acceptedThisMinute: UInt32
    /// Orders in books and trigger ladders.
    @usableFromInline package var openOrders: UInt32
    @usableFromInline var startingAssetPlusOne: UInt32
    @usableFromInline var stateCode: UInt8
    /// 1 while any limit of the profile is on, so that an account without limits never loads its profile.
    @usableFromInline var isLimited: UInt8
    /// 1 once the loss of `day` has reached the limit: a later profit of that day does not lift the stop.
    @usableFromInline var stoppedByLoss: UInt8
    @usableFromInline var unused: UInt8
    /// First and last chunk of its list of orders, plus one, and the ids in it; see `OpenOrderIndex`.
    @usableFromInline var firstChunk: UInt32
    @usableFromInline var lastChunk: UInt32
    @usableFromInline var listedOrders: UInt32
    @usableFromInline var unused2: UInt32
    @usableFromInline var unused3: Int64

    @inlinable package var state: AccountState { AccountState(rawValue: stateCode) ?? .halted }
    package var startingAsset: AssetID? { startingAssetPlusOne == 0 ? nil : AssetID(rawValue: startingAssetPlusOne - 1) }

    /// Realised today, as of `time`: 0 from 00:00 UTC on.
    @inlinable package func realised(at time: Timestamp) -> Int64 { day == Calendar.day(of: time) ? realisedToday : 0 }
}

/// UTC days and minutes of a time stamp.
@usableFromInline package enum Calendar {
    @inlinable package static var minute: Timestamp { 60_000_000_000 }
    @inlinable package static var day: Timestamp { 86_400_000_000_000 }
    @inlinable package static func day(of time: Timestamp) -> Int32 { Int32(truncatingIfNeeded: time / day) }
    @inlinable package static func minute(of time: Timestamp) -> Int32 { Int32(truncatingIfNeeded: time / minute) }
    /// The first 00:00 UTC after `time`.
    package static func nextDay(after time: Timestamp) -> Timestamp { (time / day + 1) * day }
}

/// A risk profile as it is stored: every limit, no gaps.
struct StoredProfile: BitwiseCopyable {
    var minOrderValue: Int64
    var dailyLossLimitPercent: UInt32
    var ordersPerMinuteMax: UInt32
    var maxOrderPercent: UInt32
    var maxPositionPercent: UInt32
    var maxOpenOrders: UInt32
    var unused: UInt32
}

/// Every account's state, limits and counters. Account 0 is the house; it is halted, for it never trades.
@usableFromInline package struct Accounts: ~Copyable {
    /// Pins the accounts to their address, as in `Ledger`.
    private let pin = Atomic<UInt8>(0)
    @usableFromInline var accounts: Arena<Account>
    var profiles: Arena<StoredProfile>

    /// Accounts an exchange can open; 64 + 32 bytes each.
    package static let accountsMax = 1 << 24

    package init(capacity: Int = 64) {
        precondition(MemoryLayout<Account>.stride == 64, "an account is one cache line")
        accounts = Arena(capacity: capacity)
        profiles = Arena(capacity: capacity)
        _ = accounts.append()
        _ = profiles.append()
        accounts[0].stateCode = AccountState.halted.rawValue
    }

    deinit {
        accounts.deallocate()
        profiles.deallocate()
    }

    /// Accounts, the house included.
    package var count: Int { accounts.count }
    @inlinable @inline(__always) package func contains(_ account: AccountID) -> Bool { Int(account.rawValue) < accounts.count }
    @inlinable package func prefetch(_ account: AccountID) { accounts.prefetch(account.rawValue) }

    @inlinable package subscript(account: AccountID) -> Account {
        @inline(__always) get { accounts[account.rawValue] }
        @inline(__always) _modify { yield &accounts[account.rawValue] }
    }

    /// Opens the next account; nil at `accountsMax`.
    package mutating func open(_ profile: RiskProfile) -> AccountID? {
        if accounts.count == Self.accountsMax { return nil }
        let account = AccountID(rawValue: accounts.append())
        _ = profiles.append()
        setProfile(profile, of: account)
        return account
    }

    package func profile(of account: AccountID) -> RiskProfile {
        let stored = profiles[account.rawValue]
        return RiskProfile(
            dailyLossLimitPercent: stored.dailyLossLimitPercent, ordersPerMinuteMax: stored.ordersPerMinuteMax,
            minOrderValue: Amount(units: stored.minOrderValue), maxOrderPercent: stored.maxOrderPercent,
            maxPositionPercent: stored.maxPositionPercent, maxOpenOrders: stored.maxOpenOrders)
    }

    package mutating func setProfile(_ profile: RiskProfile, of account: AccountID) {
        profiles[account.rawValue] = StoredProfile(
            minOrderValue: profile.minOrderValue.units, dailyLossLimitPercent: profile.dailyLossLimitPercent,
            ordersPerMinuteMax: profile.ordersPerMinuteMax, maxOrderPercent: profile.maxOrderPercent,
            maxPositionPercent: profile.maxPositionPercent, maxOpenOrders: profile.maxOpenOrders, unused: 0)
        accounts[account.rawValue].isLimited = profile == .unlimited ? 0 : 1
    }

    package mutating func setState(_ state: AccountState, of account: AccountID) { accounts[account.rawValue].stateCode = state.rawValue }

    /// Counts a deposit into the starting balance: the first names the asset, later ones of that asset add up.
    package mutating func noteDeposit(_ account: AccountID, _ asset: AssetID, _ units: Int64) {
        let index = account.rawValue
        if accounts[index].startingAssetPlusOne == 0 { accounts[index].startingAssetPlusOne = asset.rawValue + 1 }
        if accounts[index].startingAssetPlusOne == asset.rawValue + 1 {
            let (sum, overflow) = accounts[index].startingBalance.addingReportingOverflow(units)
            accounts[index].startingBalance = overflow ? .max : sum
        }
    }

    /// An account withdrawn down to nothing of its starting asset starts anew with the next deposit.
    package mutating func noteWithdrawal(_ account: AccountID, _ asset: AssetID, left units: Int64) {
        let index = account.rawValue
        guard units == 0, accounts[index].startingAssetPlusOne == asset.rawValue + 1 else { return }
        accounts[index].startingAssetPlusOne = 0
        accounts[index].startingBalance = 0
    }

    /// Counts what a sell realised; only profits in the starting asset count.
    @inlinable @inline(__always) package mutating func noteRealised(_ account: AccountID, _ units: Int64, of quote: AssetID, at time: Timestamp) {
        let index = account.rawValue
        guard accounts[index].startingAssetPlusOne == quote.rawValue + 1 else { return }
        let today = Calendar.day(of: time)
        if accounts[index].day != today {
            accounts[index].day = today
            accounts[index].realisedToday = 0
            accounts[index].stoppedByLoss = 0
        }
        // Before as well: the limit may have been lowered since, and this may be a profit.
        stopByLoss(account)
        let (sum, overflow) = accounts[index].realisedToday.addingReportingOverflow(units)
        accounts[index].realisedToday = overflow ? (units < 0 ? .min : .max) : sum
        stopByLoss(account)
    }

    /// Remembers for the rest of the day that its loss has reached the limit.
    @inlinable @inline(__always) mutating func stopByLoss(_ account: AccountID) {
        if accounts[account.rawValue].realisedToday < 0, hasReachedLossLimit(account) { accounts[account.rawValue].stoppedByLoss = 1 }
    }

    /// Counts an accepted order against the rate of its minute.
    @inlinable @inline(__always) package mutating func noteAccepted(_ account: AccountID, at time: Timestamp) {
        let index = account.rawValue
        guard accounts[index].isLimited != 0 else { return }
        let minute = Calendar.minute(of: time)
        let before = accounts[index].minute == minute ? accounts[index].acceptedThisMinute : 0
        accounts[index].acceptedThisMinute = before + 1
        accounts[index].minute = minute
    }
}

extension Accounts {
    package func hash(into hasher: inout StateHasher) {
        hasher.combine(accounts)
        hasher.combine(profiles)
    }

    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe forEachSectionOf(accounts, id: 1, body)
        try unsafe forEachSectionOf(profiles, id: 2, body)
    }

    /// False: the bytes do not fit this version.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 1: unsafe restored(&accounts, stride: stride, bytes) && accounts.count > 0
        case 2: unsafe restored(&profiles, stride: stride, bytes) && profiles.count > 0
        default: false
        }
    }
}
