import Market

/// What an account was worth at a time, in units of the asset of its first deposit.
package struct EquityPoint: BitwiseCopyable, Sendable, Hashable {
    package internal(set) var time: Timestamp
    /// Everything it has, at the last prices.
    package internal(set) var equity: Int64
    /// Value less cost of what it bought here and holds.
    package internal(set) var unrealised: Int64
    /// Profit less loss of its sells, fees included.
    package internal(set) var realised: Int64
    /// Number of the account's point before; 0 ends the list.
    var older: UInt64 = 0

    func isWorthTheSame(as other: EquityPoint) -> Bool {
        equity == other.equity && unrealised == other.unrealised && realised == other.realised
    }
}

/// The latest points of all accounts, at one spacing. Only changes are kept: between two of them an account was worth what the first says.
struct EquityRing: ~Copyable {
    private var points: Arena<EquityPoint>
    /// Whose each of them is.
    private var owners: Arena<UInt32>
    private(set) var count: UInt64 = 0
    private let max: UInt64

    init(max: Int) {
        precondition(max > 0, "a ring of nothing")
        points = Arena()
        owners = Arena()
        self.max = UInt64(max)
    }

    deinit {
        points.deallocate()
        owners.deallocate()
    }

    func owner(of number: UInt64) -> UInt32 { owners[Int((number - 1) % max)] }

    subscript(number: UInt64) -> EquityPoint { points[Int((number - 1) % max)] }

    func remembers(_ number: UInt64) -> Bool { number != 0 && number &+ max > count }

    /// Adds a point behind the account's last one, if anything has changed since.
    mutating func note(_ point: EquityPoint, of account: UInt32, last: inout UInt64) {
        if remembers(last), self[last].isWorthTheSame(as: point) { return }
        let place = Int(count % max)
        if place == points.count {
            _ = points.append()
            _ = owners.append()
        }
        points[place] = point
        owners[place] = account
        points[place].older = last
        count += 1
        last = count
    }

    func hash(into hasher: inout StateHasher) {
        hasher.combine(count)
        hasher.combine(points)
        hasher.combine(owners)
    }

    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        try visitor.visit(bits: &count)
        try visitor.visit(&points)
        try visitor.visit(&owners)
    }
}

/// Equity of the accounts that were active lately, at the full minutes, hours and days of UTC.
///
/// A point is noted when the first record behind its time comes; as nothing changes without a record, it holds for that time.
struct EquityHistory: ~Copyable {
    /// Numbers of an account's last points.
    struct Heads: BitwiseCopyable {
        var minute: UInt64
        var hour: UInt64
        var day: UInt64
    }

    var minutes: EquityRing
    var hours: EquityRing
    var days: EquityRing
    var heads: Arena<Heads>
    /// Accounts whose equity is noted: those that traded, paid in or out since 00:00 UTC, or hold what has a price.
    var followed: Arena<UInt32>
    var followedCount = 0

    /// The next full minute, hour and day.
    var minuteEnds = Timestamp.min
    var hourEnds = Timestamp.min
    var dayEnds = Timestamp.min

    /// Accounts followed at a time: a millisecond or two of work a minute. The equity of further ones is not noted until, at 00:00 UTC,
    /// those make room that hold nothing with a price.
    static let followedMax = 1 << 14

    init(_ limits: Blotter.Limits) {
        minutes = EquityRing(max: limits.minutePointsMax)
        hours = EquityRing(max: limits.hourPointsMax)
        days = EquityRing(max: limits.dayPointsMax)
        heads = Arena()
        followed = Arena()
    }

    deinit {
        heads.deallocate()
        followed.deallocate()
    }

    func hash(into hasher: inout StateHasher) {
        minutes.hash(into: &hasher)
        hours.hash(into: &hasher)
        days.hash(into: &hasher)
    }

    mutating func visit(_ visitor: inout some ArenaVisitor) throws(HistoryError) {
        try minutes.visit(&visitor)
        try hours.visit(&visitor)
        try days.visit(&visitor)
        try visitor.visit(&heads)
        try visitor.visit(&followed)
        try visitor.visit(bits: &followedCount)
        try visitor.visit(bits: &minuteEnds)
        try visitor.visit(bits: &hourEnds)
        try visitor.visit(bits: &dayEnds)
    }
}

extension Blotter {
    // MARK: noting

    @inline(__always) mutating func follow(_ account: AccountID) {
        if accounts[account.rawValue].isFollowed == 0 { beginFollowing(account.rawValue) }
    }

    @inline(never) private mutating func beginFollowing(_ account: UInt32) {
        guard history.followedCount < EquityHistory.followedMax else { return }
        accounts[account].isFollowed = 1
        if history.followedCount == history.followed.count { _ = history.followed.append() }
        history.followed[history.followedCount] = account
        history.followedCount += 1
        let missing = Int(account) + 1 - history.heads.count
        if missing > 0 { _ = history.heads.append(count: missing) }
    }

    /// The first deposit names the asset an account is valued in; one withdrawn down to nothing starts anew. The engine's rule.
    mutating func noteStart(_ account: AccountID, _ asset: UInt32, isDeposit: Bool, left: Int64) {
        let index = account.rawValue
        if isDeposit, accounts[index].startingAssetPlusOne == 0 { accounts[index].startingAssetPlusOne = asset + 1 }
        if !isDeposit, left == 0, accounts[index].startingAssetPlusOne == asset + 1 { accounts[index].startingAssetPlusOne = 0 }
    }

    /// Before the first record at or behind a full minute: notes what that minute ends with.
    @inline(never) mutating func passTime(to time: Timestamp) {
        if history.minuteEnds != .min { noteEquities(at: time) }
        history.minuteEnds = time - time % Candle.minute + Candle.minute
        history.hourEnds = time - time % Candle.hour + Candle.hour
        history.dayEnds = time - time % Candle.day + Candle.day
    }

    private mutating func noteEquities(at time: Timestamp) {
        var kept = 0
        for index in 0..<history.followedCount {
            let account = history.followed[index]
            let (point, holdsMore) = equity(AccountID(rawValue: account), at: history.minuteEnds)
            var heads = history.heads[account]
            history.minutes.note(point, of: account, last: &heads.minute)
            if time >= history.hourEnds { history.hours.note(point.at(history.hourEnds), of: account, last: &heads.hour) }
            if time >= history.dayEnds { history.days.note(point.at(history.dayEnds), of: account, last: &heads.day) }
            history.heads[account] = heads
            if time >= history.dayEnds, !holdsMore {
                accounts[account].isFollowed = 0
            } else {
                history.followed[kept] = account
                kept += 1
            }
        }
        history.followedCount = kept
    }

    // MARK: values

    /// What units of an asset are worth in another, by the instrument of the pair that was listed last and has a price; 0 without one.
    /// Parts of a lot count nothing.
    package func value(of units: Int64, _ asset: AssetID, in quote: AssetID) -> Int64 {
        if asset == quote { return units }
        guard Int(asset.rawValue) < firstOfBase.count else { return 0 }
        var next = firstOfBase[asset.rawValue]
        while next != 0 {
            let index = Int(next - 1)
            let (terms, mark) = (tapes[index].terms, tapes[index].mark)
            if terms.quoteAsset == quote, !mark.isNone {
                let (lots, overflowA) = mark.ticks.multipliedReportingOverflow(by: units / terms.lotUnits)
                let (value, overflowB) = lots.multipliedReportingOverflow(by: terms.notionalUnits)
                return overflowA || overflowB ? .max : value
            }
            next = tapes[index].nextOfBase
        }
        return 0
    }

    /// The asset an account is valued in: that of its first deposit.
    package func startingAsset(of account: AccountID) -> AssetID? {
        guard Int(account.rawValue) < accounts.count else { return nil }
        let plusOne = accounts[account.rawValue].startingAssetPlusOne
        return plusOne == 0 ? nil : AssetID(rawValue: plusOne - 1)
    }

    /// What the account is worth by the records so far; all zero before its first deposit.
    package func equity(of account: AccountID) -> EquityPoint { equity(account, at: time).point }

    /// The same, and whether it holds anything but the asset it is valued in.
    private func equity(_ account: AccountID, at time: Timestamp) -> (point: EquityPoint, holdsMore: Bool) {
        var point = EquityPoint(time: time, equity: 0, unrealised: 0, realised: 0)
        var holdsMore = false
        guard let quote = startingAsset(of: account) else { return (point, false) }
        var index = accounts[account.rawValue].firstHolding
        while index != 0 {
            let holding = holdings.holdings[index]
            index = holding.next
            point.equity = saturated(point.equity, plus: value(of: holding.total, holding.asset, in: quote))
            if holding.asset == quote {
                point.realised = holding.earned
            } else if holding.total != 0 {
                holdsMore = true
                if holding.position > 0, holding.costAsset == quote {
                    let worth = value(of: holding.position, holding.asset, in: quote)
                    // Without a price it is worth what it cost.
                    if worth != 0 { point.unrealised = saturated(point.unrealised, plus: worth - holding.cost) }
                }
            }
        }
        return (point, holdsMore)
    }

    // MARK: answers

    /// What the account was worth at the full multiples of `spacing` (whole minutes) within `range`, the newest `limit` of them, oldest first.
    ///
    /// As far as memory reaches: from minutes below an hour, from hours below a day, else from days.
    package func equities(
        of account: AccountID, every spacing: Timestamp, in range: ClosedRange<Timestamp>, limit: Int
    ) -> [EquityPoint] {
        precondition(spacing > 0 && spacing % Candle.minute == 0, "equity is noted at full minutes")
        guard Int(account.rawValue) < history.heads.count, limit > 0 else { return [] }
        let heads = history.heads[account.rawValue]
        if spacing < Candle.hour { return expand(history.minutes, heads.minute, behind: history.minuteEnds, account, spacing, range, limit) }
        if spacing < Candle.day { return expand(history.hours, heads.hour, behind: history.hourEnds, account, spacing, range, limit) }
        return expand(history.days, heads.day, behind: history.dayEnds, account, spacing, range, limit)
    }

    /// Carries each point on to the next; from `end` on, which no record has passed, the account is worth what it is worth now.
    private func expand(
        _ ring: borrowing EquityRing, _ head: UInt64, behind end: Timestamp, _ account: AccountID, _ spacing: Timestamp,
        _ range: ClosedRange<Timestamp>, _ limit: Int
    ) -> [EquityPoint] {
        var found: [EquityPoint] = []
        var number = head
        var time = range.upperBound - range.upperBound % spacing
        let now = equity(of: account)
        while found.count < limit, time >= range.lowerBound, time > 0 {
            if time >= end {
                found.append(now.at(time))
            } else {
                while ring.remembers(number), ring[number].time > time { number = ring[number].older }
                guard ring.remembers(number) else { break }
                found.append(ring[number].at(time))
            }
            time -= spacing
        }
        return found.reversed()
    }
}

extension EquityPoint {
    func at(_ time: Timestamp) -> EquityPoint {
        var point = self
        point.time = time
        point.older = 0
        return point
    }
}
