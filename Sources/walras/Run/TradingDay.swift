import Engine
import IO
import Market
import Risk

/// What a first reading of an order file tells: the instrument to list, and when its auctions are.
struct TradingDay {
    /// Accounts that share the file's orders, by order id.
    static let accounts: Int64 = 64
    /// A closing auction collects orders for so long, unless told otherwise: three minutes, as in Shanghai.
    static let closingCollection: Timestamp = 180 * 1_000_000_000
    /// Money and shares of each account: more than a day can use, and with 64 accounts far from what 64 bits hold.
    private static let deposit = Amount(units: 1 << 52)

    let path: String
    /// Largest unit that divides every price, in the file's price unit: a tick of the instrument.
    let tick: Int64
    let lowest: Int64
    let highest: Int64
    let rows: Int
    let auctions: Int
    /// Whether its rows name the messages of a recording, with which levels can be compared.
    let hasSourceRow: Bool
    /// When orders are collected for the closing auction; nil if the day has none.
    let closingFrom: Timestamp?
    /// 00:00 of the day the name of the file tells, else of 1970-01-01; UTC.
    let midnight: Timestamp
    let name: Name
    let currency: (name: Name, scale: UInt8)

    /// - Parameter closingFrom: overrides the time from which orders are collected for the last of several auctions.
    init(scanning path: String, closingFrom: Timestamp?) throws {
        var file = try OrderFile(path: path)
        var (tick, lowest, highest, rows, auctions): (Int64, Int64, Int64, Int, Int) = (0, .max, .min, 0, 0)
        var lastAuction: Timestamp = 0
        while let row = try file.nextOrder() {
            rows += 1
            guard row.action != .uncross else {
                auctions += 1
                lastAuction = row.time
                continue
            }
            guard row.action == .new else { continue }
            tick = Self.greatestCommonDivisor(tick, row.price)
            lowest = min(lowest, row.price)
            highest = max(highest, row.price)
        }
        guard rows > 0, tick > 0 else { throw RunError.noOrders(path) }
        guard (highest - lowest) / tick <= Instrument.priceSpanMax else { throw RunError.priceRange(path, lowest, highest) }
        self.path = path
        if case .orders(_, let has) = file.kind { hasSourceRow = has } else { hasSourceRow = false }
        (self.tick, self.lowest, self.highest, self.rows, self.auctions) = (tick, lowest, highest, rows, auctions)
        self.closingFrom = auctions < 2 ? nil : closingFrom ?? lastAuction / 60_000_000_000 * 60_000_000_000 - Self.closingCollection
        let fileName = path.split(separator: "/").last.map(String.init) ?? path
        let words = fileName.split(separator: "_")
        midnight = words.lazy.compactMap(Self.midnight).first ?? 0
        name = Self.known(Name(words.first.map { $0.prefix(12).uppercased() } ?? "DAY") ?? Name("DAY"))
        currency = Self.currency(file.priceUnit)
    }

    /// Assets, the instrument in its first phase, and accounts with more than enough of both assets.
    func setUp() -> [Command] {
        var instrument = Instrument(
            name: name, baseAsset: AssetID(rawValue: 0), quoteAsset: AssetID(rawValue: 1), tickUnits: tick, lotUnits: 1, notionalUnits: tick,
            minPrice: Price(ticks: lowest / tick), maxPrice: Price(ticks: highest / tick))
        instrument.phase = auctions > 0 ? .preOpen : .continuous
        let share = Self.known(Name("\(name).SHARES".prefix(Name.bytesMax)))
        var commands: [Command] = [
            .addAsset(Asset(name: share, scale: 0)), .addAsset(Asset(name: currency.name, scale: currency.scale)), .addInstrument(instrument),
        ]
        for account in 1...UInt32(Self.accounts) {
            commands.append(.openAccount(.unlimited))
            commands.append(.deposit(account: AccountID(rawValue: account), asset: AssetID(rawValue: 0), amount: Self.deposit))
            commands.append(.deposit(account: AccountID(rawValue: account), asset: AssetID(rawValue: 1), amount: Self.deposit))
        }
        return commands
    }

    /// `YYYYMMDD` somewhere in a file's name.
    private static func midnight(_ word: Substring) -> Timestamp? {
        guard word.count == 8, let number = Int64(word) else { return nil }
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
        guard (1970...2261).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Days since 1970-01-01 of a Gregorian date, counting years from March (Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = month > 2 ? year : year - 1
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = shifted / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return days * 86_400_000_000_000
    }

    private static func currency(_ unit: String) -> (Name, UInt8) {
        switch unit {
        case "milliyuan": (known(Name("CNY")), 3)
        case "1e-4usd": (known(Name("USD")), 4)
        default: (known(Name("MONEY")), 0)
        }
    }

    private static func known(_ name: Name?) -> Name {
        guard let name else { fatalError("a few letters and digits are a name") }
        return name
    }

    private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
        var (a, b) = (abs(a), abs(b))
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

enum RunError: Error, CustomStringConvertible {
    case noOrders(String)
    case priceRange(String, Int64, Int64)
    case timeGoesBack(String, row: Int64)
    case tooManyAuctions(String)
    case refused(String, row: Int64, RejectReason)
    case expectation(String)

    var description: String {
        switch self {
        case .noOrders(let path): "\(path): no orders in it"
        case .priceRange(let path, let low, let high): "\(path): prices from \(low) to \(high) are more than an instrument can span"
        case .timeGoesBack(let path, let row): "\(path): row \(row) is earlier than the one before"
        case .tooManyAuctions(let path): "\(path): more auctions than an opening and a closing one"
        case .refused(let path, let row, let reason):
            "\(path): row \(row) was refused: \(reason == .storageFull ? "the disk with the log is nearly full" : "\(reason)")"
        case .expectation(let what): what
        }
    }
}
