import Market

extension Ledger {
    /// Whether every asset adds up: Σ (available + locked) over all accounts == deposited, and nobody owes anything.
    /// - Complexity: O(size of the table).
    package func conserves() -> Bool {
        var sums = [Int64](repeating: 0, count: deposited.count)
        for index in 0..<balances.count where balances[index].assetPlusOne != 0 {
            let balance = balances[index]
            guard balance.available >= 0, balance.locked >= 0 else { return false }
            let (held, overflowA) = balance.available.addingReportingOverflow(balance.locked)
            let (sum, overflowB) = sums[Int(balance.asset.rawValue)].addingReportingOverflow(held)
            if overflowA || overflowB { return false }
            sums[Int(balance.asset.rawValue)] = sum
        }
        return sums.indices.allSatisfy { sums[$0] == deposited[$0] }
    }

    /// Deposits less withdrawals.
    package func deposited(_ asset: AssetID) -> Int64 { deposited[asset.rawValue] }

    /// The balances of an account, the youngest first.
    package func forEachBalance(of account: AccountID, _ body: (Balance) -> Void) {
        var next = firstOfAccount[account.rawValue]
        while next != 0 {
            let balance = balances[find(account, AssetID(rawValue: next - 1))]
            body(balance)
            next = balance.nextPlusOne
        }
    }

    /// Balances as a sum over all of them, so that it does not matter where in the table they lie, or how large that is. What a free place
    /// holds counts too, unless it is zero, as it has to be.
    /// - Complexity: O(size of the table).
    package func hash(into hasher: inout StateHasher) {
        var sum: UInt64 = 0
        for index in 0..<balances.count {
            unsafe withUnsafeBytes(of: balances[index]) { bytes in
                let words = unsafe bytes.bindMemory(to: UInt64.self)
                guard unsafe words.reduce(0, |) != 0 else { return }
                var own = StateHasher()
                unsafe own.combine(bytes: bytes)
                sum &+= own.finalize()
            }
        }
        hasher.combine(sum)
        hasher.combine(firstOfAccount)
        hasher.combine(deposited)
        hasher.combine(used)
    }

    package func forEachSection<Failure: Error>(
        _ body: (_ id: UInt32, _ stride: Int, UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        try unsafe forEachSectionOf(balances, id: 1, body)
        try unsafe forEachSectionOf(firstOfAccount, id: 2, body)
        try unsafe forEachSectionOf(deposited, id: 3, body)
        try unsafe forEachSectionOf(used, id: 4, body)
    }

    /// False: the bytes do not fit this version.
    package mutating func restore(section id: UInt32, stride: Int, bytes: UnsafeRawBufferPointer) -> Bool {
        switch id {
        case 1:
            guard unsafe restored(&balances, stride: stride, bytes), (16...Self.balancesMax * 2).contains(balances.count),
                balances.count & (balances.count - 1) == 0
            else { return false }
            mask = UInt32(balances.count - 1)
            shift = Self.shift(balances.count)
            return true
        case 2: return unsafe restored(&firstOfAccount, stride: stride, bytes) && firstOfAccount.count > 0
        case 3: return unsafe restored(&deposited, stride: stride, bytes)
        case 4: return unsafe restored(&used, stride: stride, bytes) && used.count == 1
        default: return false
        }
    }
}

extension Ledger {
    /// The head of the account's chain of balances, for walking it without a closure.
    func firstAsset(of account: AccountID) -> AssetID? {
        let first = firstOfAccount[account.rawValue]
        return first == 0 ? nil : AssetID(rawValue: first - 1)
    }
}

extension Balance {
    var nextAsset: AssetID? { nextPlusOne == 0 ? nil : AssetID(rawValue: nextPlusOne - 1) }
}
