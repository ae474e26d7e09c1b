import Market
import Risk
import Synchronization
import Wire

/// What the published records say: orders, fills and holdings by account, the tape by instrument.
///
/// It belongs to the engine's loop and is fed every record in order, live or read back from the log: the same records give the same blotter.
/// It trusts them. What names an order, account or instrument that no earlier record told of, because the log before it is gone, changes
/// nothing of that order and is counted in `unknown`.
package struct Blotter: ~Copyable {
    /// What it remembers at most. Ended orders and fills are powers of two.
    package struct Limits: Sendable {
        /// Ended orders of all accounts, 144 bytes each with their places in ring and table. The oldest is forgotten; open ones never are.
        package var endedOrdersMax = 1 << 18
        /// Fills of all accounts, 80 bytes each. The oldest is forgotten; sums keep counting it.
        package var fillsMax = 1 << 18
        /// Changes of equity of all accounts, 44 bytes each: from minute to minute, hour to hour, day to day. The oldest is forgotten.
        package var minutePointsMax = 1 << 20
        package var hourPointsMax = 1 << 20
        package var dayPointsMax = 1 << 18
        /// Accounts and holdings to make room for ahead of time.
        package var accountsExpected = 1 << 10
        package var holdingsExpected = 1 << 12
        package init() {}
    }

    /// One account: where its lists begin, and how much there was of each.
    struct AccountEntry: BitwiseCopyable {
        var newestOpen: UInt32
        var openOrders: UInt32
        var newestEnded: UInt64
        var endedOrders: UInt64
        var newestFill: UInt64
        var fills: UInt64
        var openedAt: Timestamp
        var rejected: UInt32
        var firstHolding: UInt32
        /// The asset of the first deposit, plus one: what the account is valued in. 0 once all of it was withdrawn.
        var startingAssetPlusOne: UInt32
        /// 1 while its equity is noted every minute.
        var isFollowed: UInt32
    }

    /// A bracket that is done and whose exits have not entered yet.
    struct PendingExits: BitwiseCopyable {
        var parent = OrderID.none
        var quantity: Int64 = 0
        var stopPrice = Price.none
        var stopLimitPrice = Price.none
        var takeProfitPrice = Price.none
        /// Of the command that entered the bracket: exits enter in this order.
        var sequence: SequenceNumber = 0
        var account = AccountID.house
        var side = Side.buy
        var selfTradePrevention = SelfTradePrevention.none
        /// Next of the instrument, or next free one; 0 ends either list.
        var next: UInt32 = 0
    }

    /// Pins the blotter to its address. Without a member that lives in memory, every call of a non-mutating method copies all of `self`.
    private let pin = Atomic<UInt8>(0)

    package internal(set) var sequence: SequenceNumber = 0
    package internal(set) var time: Timestamp = 0
    /// Events about orders, accounts and instruments that no earlier record told of.
    package internal(set) var unknown: UInt64 = 0
    package let limits: Limits

    var accounts: Arena<AccountEntry>
    var archive: OrderArchive
    var fills: FillRing
    var holdings: Holdings
    var tapes: Arena<Tape>
    var assets: Arena<Asset>
    var exits: Arena<PendingExits>
    var freeExits: UInt32 = 0
    var symbols: [Name: SymbolID] = [:]
    /// First instrument whose base is this asset, plus one; 0 for none.
    var firstOfBase: Arena<UInt32>
    var history: EquityHistory
    var accountEvents: AccountEventRing
    /// What a look ahead found; no state.
    let ahead: Arena<OrderID>
    let aheadEntries: Arena<UInt32>

    package init(_ limits: Limits = Limits()) {
        self.limits = limits
        accounts = Arena(capacity: limits.accountsExpected)
        // The house is there from the start.
        _ = accounts.append()
        archive = OrderArchive(endedMax: limits.endedOrdersMax)
        fills = FillRing(max: limits.fillsMax)
        holdings = Holdings(capacity: limits.holdingsExpected)
        tapes = Arena()
        assets = Arena()
        // Exits 0 stand for none.
        exits = Arena(count: 1)
        firstOfBase = Arena()
        history = EquityHistory(limits)
        accountEvents = AccountEventRing()
        ahead = Arena(count: Self.ordersAheadMax)
        aheadEntries = Arena(count: Self.ordersAheadMax)
    }

    deinit {
        for index in 0..<tapes.count { tapes[index].deallocate() }
        accounts.deallocate()
        tapes.deallocate()
        assets.deallocate()
        exits.deallocate()
        firstOfBase.deallocate()
        ahead.deallocate()
        aheadEntries.deallocate()
    }

    // MARK: what there is

    /// Learns of an asset or instrument, in order of listing: from its record, or from the exchange if that record is gone.
    package mutating func list(_ asset: Asset) {
        let index = assets.append()
        assets[index] = asset
    }

    package mutating func list(_ instrument: Instrument, at time: Timestamp) {
        let index = tapes.append()
        tapes[index] = Tape(instrument, listedAt: time)
        let base = Int(instrument.baseAsset.rawValue)
        while firstOfBase.count <= base { _ = firstOfBase.append() }
        tapes[index].nextOfBase = firstOfBase[base]
        firstOfBase[base] = index + 1
        symbols[instrument.name] = SymbolID(rawValue: UInt16(index))
    }

    @inline(__always) func knows(_ symbol: SymbolID) -> Bool { Int(symbol.rawValue) < tapes.count }

    /// Makes the account one of those there are. Accounts are dense, and the exchange opens at most `Accounts.accountsMax`.
    @inline(__always) mutating func meet(_ account: AccountID) -> UInt32 {
        if Int(account.rawValue) >= accounts.count { _ = accounts.append(count: Int(account.rawValue) + 1 - accounts.count) }
        return account.rawValue
    }

    @inline(__always) mutating func holding(_ account: AccountID, _ asset: AssetID) -> UInt32 {
        let index = meet(account)
        return holdings.open(account, asset, chain: &accounts[index].firstHolding)
    }

    /// A hash of everything it remembers, to compare blotters.
    package func stateHash() -> UInt64 {
        var hasher = StateHasher()
        hasher.combine(sequence)
        hasher.combine(unknown)
        hasher.combine(accounts)
        archive.hash(into: &hasher)
        holdings.hash(into: &hasher)
        hasher.combine(fills.count)
        hasher.combine(fills.fills)
        history.hash(into: &hasher)
        accountEvents.hash(into: &hasher)
        for index in 0..<tapes.count {
            hasher.combine(tapes[index].last.ticks)
            hasher.combine(tapes[index].printCount)
        }
        return hasher.finalize()
    }
}
