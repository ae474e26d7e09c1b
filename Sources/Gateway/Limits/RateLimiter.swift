import HTTP
import Identity

/// Counts requests in fixed minutes (`floor(unix / 60)`) and groups, per key and per account, and per client address where nobody has logged in yet.
///
/// On the engine's loop. Time is an argument, in Unix nanoseconds. A minute costs nothing until its first request: a row that belongs to
/// another minute counts from 0.
package struct RateLimiter {
    /// Addresses in one minute. When so many have come, others are refused until the minute is over; then all are forgotten.
    package static let addressesMax = 1 << 16
    /// Keys ever made: two numbers for each account or agent there can be.
    package static let keysMax = 2 * (Registry.agentsMax + 1)

    private struct Row {
        var minute: Int64 = .min
        var inFlight: UInt32 = 0
        /// By group, from `orders` on.
        var counts = InlineArray<5, UInt32>(repeating: 0)
    }

    /// What was counted so far stands when they change.
    package var limits: RateLimits { didSet { policies = Self.policies(limits) } }
    /// By key number, and by account.
    private var rows: [Row] = []
    private var accounts: [Row] = []
    /// By group, from `login` on.
    private var addresses: [ClientAddress: InlineArray<3, UInt32>] = [:]
    /// Whether `barred` has anybody to look for.
    package private(set) var hasBarred = false
    private var addressMinute = Int64.min
    private let addressesMax: Int
    private var policies: [[UInt8]]
    private var scratch: [UInt8] = []

    package init(_ limits: RateLimits = .standard, addressesMax: Int = RateLimiter.addressesMax) {
        self.limits = limits
        self.addressesMax = addressesMax
        policies = Self.policies(limits)
    }

    private static func policies(_ limits: RateLimits) -> [[UInt8]] {
        RateGroup.allCases.map { Array("\"\($0.name)\";q=\(limits[$0]);w=60".utf8) }
    }

    // MARK: counting

    /// Counts a request of a key and of its account; what either refuses neither counts. The answer is that of the one with less left.
    ///
    /// A cancel counts, but is never refused: who may trade may always get out.
    package mutating func check(_ caller: RateKey, _ group: RateGroup, isCancel: Bool = false, at now: Int64) -> RateDecision {
        precondition(!group.isByAddress, "\(group.name) is counted by address")
        precondition(caller.key < Self.keysMax && caller.account < Self.keysMax, "\(caller): numbers go up to \(Self.keysMax)")
        let (limit, accountLimit) = (limits[group], limits.ofAccount(group))
        guard group != .uncounted, limit > 0 else { return .uncounted(group) }
        let place = Int(group.rawValue) - Int(RateGroup.orders.rawValue)
        let used = Self.count(&rows, caller.key, place, Self.minute(now))
        guard accountLimit > 0 else {
            let isAllowed = isCancel || used < limit
            if isAllowed { Self.add(&rows, caller.key, place) }
            return Self.decision(group, isAllowed, used: used, limit, now)
        }
        let usedByAll = Self.count(&accounts, caller.account, place, Self.minute(now))
        let isAllowed = isCancel || (used < limit && usedByAll < accountLimit)
        if isAllowed {
            Self.add(&rows, caller.key, place)
            Self.add(&accounts, caller.account, place)
        }
        let isAccountTighter = Int64(accountLimit) - Int64(usedByAll) < Int64(limit) - Int64(used)
        return isAccountTighter
            ? Self.decision(group, isAllowed, used: usedByAll, accountLimit, now) : Self.decision(group, isAllowed, used: used, limit, now)
    }

    /// Counted so far in this minute.
    private static func count(_ rows: inout [Row], _ number: UInt32, _ place: Int, _ minute: Int64) -> UInt32 {
        let row = row(number, in: &rows)
        if rows[row].minute != minute {
            rows[row].minute = minute
            rows[row].counts = InlineArray(repeating: 0)
        }
        return rows[row].counts[place]
    }

    private static func add(_ rows: inout [Row], _ number: UInt32, _ place: Int) {
        if rows[Int(number)].counts[place] < .max { rows[Int(number)].counts[place] += 1 }
    }

    private static func decision(_ group: RateGroup, _ isAllowed: Bool, used: UInt32, _ limit: UInt32, _ now: Int64) -> RateDecision {
        let used = isAllowed && used < .max ? used + 1 : used
        let reset = (minute(now) + 1) * 60
        return RateDecision(
            group: group, isAllowed: isAllowed, limit: limit, remaining: limit - min(used, limit), resetUnixSeconds: reset,
            resetSeconds: UInt32(reset - floor(now, 1_000_000_000)))
    }

    /// Counts a log-in, a registration or a bad credential from an address.
    package mutating func check(_ address: ClientAddress, _ group: RateGroup, at now: Int64) -> RateDecision {
        precondition(group.isByAddress, "\(group.name) is counted by key")
        let limit = limits[group]
        guard limit > 0 else { return .uncounted(group) }
        let minute = Self.minute(now)
        if addressMinute != minute {
            addressMinute = minute
            addresses.removeAll(keepingCapacity: true)
            hasBarred = false
        }
        if addresses[address] == nil, addresses.count >= addressesMax {
            var full = limit
            return Self.count(&full, limit, group, now)
        }
        let place = Int(group.rawValue - RateGroup.login.rawValue)
        let decision = Self.count(&addresses[address, default: InlineArray(repeating: 0)][place], limit, group, now)
        if group == .badCredential, decision.remaining == 0 { hasBarred = true }
        return decision
    }

    /// What to say to an address whose bad credentials of this minute are as many as may be; nil while it may show more.
    package func barred(_ address: @autoclosure () -> ClientAddress, at now: @autoclosure () -> Int64) -> RateDecision? {
        guard hasBarred else { return nil }
        let (limit, group, now) = (limits[.badCredential], RateGroup.badCredential, now())
        guard limit > 0, addressMinute == Self.minute(now) else { return nil }
        guard let counts = addresses[address()], counts[Int(group.rawValue - RateGroup.login.rawValue)] >= limit else { return nil }
        return Self.decision(group, false, used: limit, limit, now)
    }

    /// Addresses counted in this minute.
    package var addressCount: Int { addresses.count }

    private static func minute(_ now: Int64) -> Int64 { floor(floor(now, 1_000_000_000), 60) }

    /// The quotient, rounded down before 1970 too.
    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 { number / divisor - (number % divisor < 0 ? 1 : 0) }

    private static func count(_ count: inout UInt32, _ limit: UInt32, _ group: RateGroup, _ now: Int64) -> RateDecision {
        let decision = decision(group, count < limit, used: count, limit, now)
        if decision.isAllowed { count += 1 }
        return decision
    }

    private static func row(_ number: UInt32, in rows: inout [Row]) -> Int {
        // Numbers are given in order, so this grows with the registry.
        if Int(number) >= rows.count { rows.append(contentsOf: repeatElement(Row(), count: Int(number) + 1 - rows.count)) }
        return Int(number)
    }

    // MARK: requests under way

    /// Whether one more request of this key may begin; if so, `end` must follow. Cancels always may.
    package mutating func begin(key: UInt32, isCancel: Bool = false) -> Bool {
        precondition(key < Self.keysMax, "key number \(key) of at most \(Self.keysMax)")
        let place = Self.row(key, in: &rows)
        guard isCancel || limits.inFlightMax == 0 || rows[place].inFlight < limits.inFlightMax else { return false }
        rows[place].inFlight += 1
        return true
    }

    package mutating func end(key: UInt32) {
        let place = Self.row(key, in: &rows)
        precondition(rows[place].inFlight > 0, "key number \(key) ends a request it did not begin")
        rows[place].inFlight -= 1
    }

    // MARK: headers

    /// Adds `X-RateLimit-Limit`, `-Remaining` and `-Reset` (Unix seconds), and the same as `RateLimit-Policy` and `RateLimit`
    /// (draft-ietf-httpapi-ratelimit-headers-10), which give the time to go instead of an instant; nothing if it was not counted.
    package mutating func addHeaders(_ decision: RateDecision, to response: inout HTTPResponse) {
        guard decision.isCounted else { return }
        response.add("x-ratelimit-limit", Int(decision.limit))
        response.add("x-ratelimit-remaining", Int(decision.remaining))
        response.add("x-ratelimit-reset", Int(decision.resetUnixSeconds))
        response.add("ratelimit-policy", policies[Int(decision.group.rawValue)])
        scratch.removeAll(keepingCapacity: true)
        scratch.append(UInt8(ascii: "\""))
        decision.group.name.withUTF8Buffer { unsafe scratch.append(contentsOf: $0) }
        scratch.append(contentsOf: "\";r=".utf8)
        scratch.append(decimal: Int(decision.remaining))
        scratch.append(contentsOf: ";t=".utf8)
        scratch.append(decimal: Int(decision.resetSeconds))
        response.add("ratelimit", scratch)
    }
}
