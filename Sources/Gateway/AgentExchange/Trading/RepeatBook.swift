import Market

/// What the exchange itself does not remember of orders that may be asked for again: the words of rejections, and which name a key came with.
///
/// In memory only. After a restart a rejection is worded anew, with its reason and the numbers of that moment; and a key that came beside a
/// `client_order_id` is as good as none, for that name alone is in the log.
struct RepeatBook {
    private struct Named: Hashable {
        let account: AccountID
        let name: ClientOrderID
    }

    private var rejections = Recent<Named, (status: UInt16, body: [UInt8], time: Timestamp)>(max: rejectionsMax)
    private var keys = Recent<Named, (name: ClientOrderID, time: Timestamp)>(max: keysMax)

    /// Rejections remembered, of less than a kilobyte each.
    static let rejectionsMax = 4_096
    /// Idempotency keys remembered; 40 bytes each.
    static let keysMax = 1 << 16
    /// As long as the exchange remembers names; nanoseconds.
    static let ageMax: Timestamp = 86_400_000_000_000

    mutating func note(rejected name: ClientOrderID, of account: AccountID, _ status: UInt16, _ body: [UInt8], at time: Timestamp) {
        let key = Named(account: account, name: name)
        if let known = rejections[key], time - known.time > Self.ageMax { rejections.remove(key) }
        rejections.insert(key, (status, body, time))
    }

    func rejection(of name: ClientOrderID, by account: AccountID, at time: Timestamp) -> (status: UInt16, body: [UInt8])? {
        guard let known = rejections[Named(account: account, name: name)], time - known.time <= Self.ageMax else { return nil }
        return (known.status, known.body)
    }

    /// The name an account's key came with first; nil if the key is new.
    mutating func name(tiedTo key: ClientOrderID, by account: AccountID, at time: Timestamp) -> ClientOrderID? {
        guard let known = keys[Named(account: account, name: key)] else { return nil }
        if time - known.time <= Self.ageMax { return known.name }
        forget(key: key, of: account)
        return nil
    }

    mutating func tie(_ key: ClientOrderID, of account: AccountID, to name: ClientOrderID, at time: Timestamp) {
        keys.insert(Named(account: account, name: key), (name, time))
    }

    /// Nothing came of the order.
    mutating func forget(key: ClientOrderID, of account: AccountID) { keys.remove(Named(account: account, name: key)) }
}
