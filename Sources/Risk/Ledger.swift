import Market
import Synchronization

/// Where an account's balances of an instrument's two assets lie, until the ledger's table grows; `noSlot` for what it never had.
@usableFromInline package struct Purse: BitwiseCopyable, Sendable {
    @usableFromInline package var base: Ledger.Slot
    @usableFromInline package var quote: Ledger.Slot

    @inlinable init(base: Ledger.Slot, quote: Ledger.Slot) {
        self.base = base
        self.quote = quote
    }

    /// What an order of a side pays from.
    @inlinable @inline(__always) package func paying(_ side: Side) -> Ledger.Slot { side == .buy ? quote : base }
    @inlinable @inline(__always) package var isOpen: Bool { base != Ledger.noSlot && quote != Ledger.noSlot }
}

/// Who has what: double entry, available and locked, per account and asset.
///
/// Every movement has two sides. For each asset the sum over all accounts, the house included, equals what was deposited and not withdrawn:
/// each operation checks that its own sides cancel out, and `conserves` adds everything up. As no sum passes what was deposited, and that fits
/// `Int64`, a settlement cannot overflow.
///
/// Balances live in one open-addressed table (linear probing, at most half full), one cache line each. Nothing is ever removed from it.
@usableFromInline package struct Ledger: ~Copyable {
    /// Where a balance lies in the table, until the table grows.
    @usableFromInline package typealias Slot = UInt32

    @usableFromInline package enum Outcome: UInt8, Sendable, BitwiseCopyable {
        case done
        /// Less is available than the operation needs.
        case shortage
        /// A sum would pass `Int64`.
        case overflow
        /// The table has `balancesMax` balances.
        case full
    }

    /// Pins the ledger to its address: without a member that lives in memory, every call of a non-mutating method copies all of `self`.
    private let pin = Atomic<UInt8>(0)

    @usableFromInline var balances: Arena<Balance>
    /// Per account: its first asset plus one.
    var firstOfAccount: Arena<UInt32>
    /// Per asset: deposits less withdrawals, the counter-side of both.
    var deposited: Arena<Int64>
    /// `used[0]`: slots taken.
    var used: Arena<Int>
    /// Home slots are the top bits of the hash: 32 less as many as the table has.
    @usableFromInline var mask: UInt32
    @usableFromInline var shift: UInt64

    /// Balances the table can hold: 64 bytes each, twice that with its empty half, 4 GiB in all.
    package static let balancesMax = 1 << 25
    @inlinable package static var noSlot: Slot { .max }

    /// - Parameter capacity: balances expected; the table starts large enough for them.
    package init(capacity: Int = 1 << 10) {
        precondition(MemoryLayout<Balance>.stride == 64, "a balance is one cache line")
        var slots = 16
        while slots < capacity * 2 { slots *= 2 }
        balances = Arena(count: slots)
        mask = UInt32(slots - 1)
        shift = Self.shift(slots)
        firstOfAccount = Arena(count: 1)
        deposited = Arena()
        used = Arena(count: 1)
    }

    deinit {
        balances.deallocate()
        firstOfAccount.deallocate()
        deposited.deallocate()
        used.deallocate()
    }

    package mutating func addAsset() { _ = deposited.append() }
    /// Accounts are dense; the house is there from the start.
    package mutating func addAccount() { _ = firstOfAccount.append() }

    package var assets: Int { deposited.count }
    package var balanceCount: Int { used[0] }

    static func shift(_ slots: Int) -> UInt64 { UInt64(64 - slots.trailingZeroBitCount) }

    /// Fibonacci hashing (Knuth, vol. 3, 6.4): ids are dense, so one multiplication spreads them evenly.
    @inlinable @inline(__always) func home(_ account: AccountID, _ asset: AssetID) -> UInt32 {
        UInt32(truncatingIfNeeded: ((UInt64(account.rawValue) << 32 | UInt64(asset.rawValue)) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    /// Starts loading a balance into the cache.
    @inlinable @inline(__always) package func prefetch(_ account: AccountID, _ asset: AssetID) { balances.prefetch(home(account, asset)) }

    /// The balance's slot, `noSlot` if the account never had any of the asset.
    /// - Complexity: O(1) expected; one cache line mostly.
    @inlinable @inline(__always) package func find(_ account: AccountID, _ asset: AssetID) -> Slot {
        var slot = home(account, asset)
        while true {
            let assetPlusOne = balances[slot].assetPlusOne
            if assetPlusOne == asset.rawValue &+ 1, balances[slot].account == account { return slot }
            if assetPlusOne == 0 { return Self.noSlot }
            slot = (slot &+ 1) & mask
        }
    }

    /// The same, opening an empty balance if there was none; `noSlot` only if the table is full. May move every other slot.
    @inlinable @inline(__always) package mutating func open(_ account: AccountID, _ asset: AssetID) -> Slot {
        let slot = find(account, asset)
        return slot == Self.noSlot ? insert(account, asset) : slot
    }

    @usableFromInline mutating func insert(_ account: AccountID, _ asset: AssetID) -> Slot {
        precondition(Int(asset.rawValue) < deposited.count, "unknown asset")
        if used[0] == Self.balancesMax { return Self.noSlot }
        if (used[0] + 1) * 2 > balances.count { grow() }
        let slot = place(account, asset)
        balances[slot].nextPlusOne = firstOfAccount[account.rawValue]
        firstOfAccount[account.rawValue] = asset.rawValue + 1
        used[0] += 1
        return slot
    }

    private mutating func place(_ account: AccountID, _ asset: AssetID) -> Slot {
        var slot = home(account, asset)
        while balances[slot].assetPlusOne != 0 { slot = (slot &+ 1) & mask }
        balances[slot].account = account
        balances[slot].assetPlusOne = asset.rawValue + 1
        return slot
    }

    private mutating func grow() {
        let old = balances
        balances = Arena(count: old.count * 2)
        mask = UInt32(balances.count - 1)
        shift = Self.shift(balances.count)
        for index in 0..<old.count where old[index].assetPlusOne != 0 {
            balances[place(old[index].account, old[index].asset)] = old[index]
        }
        old.deallocate()
    }

    @inlinable package subscript(slot: Slot) -> Balance { balances[slot] }

    /// What the account has available of the asset.
    @inlinable package func available(_ account: AccountID, _ asset: AssetID) -> Int64 {
        let slot = find(account, asset)
        return slot == Self.noSlot ? 0 : balances[slot].available
    }

    /// Both balances of an account that an order on an instrument touches.
    @inlinable @inline(__always) package func purse(_ account: AccountID, _ terms: borrowing Terms) -> Purse {
        Purse(base: find(account, terms.baseAsset), quote: find(account, terms.quoteAsset))
    }

    package func balance(_ account: AccountID, _ asset: AssetID) -> Balance? {
        let slot = find(account, asset)
        return slot == Self.noSlot ? nil : balances[slot]
    }
}
