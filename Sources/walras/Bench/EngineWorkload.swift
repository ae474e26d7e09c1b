import Engine
import IO
import Market
import Matching
import Risk
import Wire

/// What a workload needs of an exchange before its first command: assets, instruments, and accounts with money.
///
/// Every account has every limit of the risk chain switched on, far above what a workload can reach, so that each is computed and none refuses.
struct EngineWorkload {
    /// Accounts that share the orders of one instrument, by workload id.
    static let accountsAlone = 64
    static let accountsPerSymbol = 4
    private static let feePPM: UInt32 = 1_000
    /// All the quote asset there is, and how much more of it than of base assets an account has: room under the limit on positions.
    private static let quoteTotal: Int64 = 1 << 62
    private static let quotePerBase: Int64 = 16

    let workload: Workload
    let accountsPerSymbol: Int
    /// Added to every price: an exchange, unlike a bare book, knows no price below one tick.
    let priceShift: Int64

    init(_ workload: Workload) {
        self.workload = workload
        accountsPerSymbol = workload.header.symbols == 1 ? Self.accountsAlone : Self.accountsPerSymbol
        priceShift = max(0, 1 - Int64(workload.header.minPrice))
    }

    var accountCount: Int { Int(workload.header.symbols) * accountsPerSymbol }

    var options: EngineOptions {
        var options = EngineOptions()
        let accounts = accountCount + 1
        options.accountsExpected = accounts
        options.balancesExpected = 3 * accounts
        return options
    }

    func account(_ record: WorkloadRecord) -> AccountID {
        AccountID(rawValue: 1 + UInt32(record.symbol) * UInt32(accountsPerSymbol) + record.id % UInt32(accountsPerSymbol))
    }

    /// An order's own account: a replacement stays with the account of the first order in its chain.
    func accounts() -> [AccountID] {
        var owners = [AccountID](repeating: .house, count: Int(workload.header.maxID) + 1)
        for record in workload.records {
            switch record.operation {
            case .add, .market: owners[Int(record.id)] = account(record)
            case .replace: owners[Int(record.newID)] = owners[Int(record.id)]
            case .cancel: break
            }
        }
        return owners
    }

    func setUp() -> [Command] {
        let symbols = Int(workload.header.symbols)
        var commands: [Command] = [.addAsset(Asset(name: Self.name("QUOTE"), scale: 0))]
        for symbol in 0..<symbols { commands.append(.addAsset(Asset(name: Self.name("B\(symbol)"), scale: 0))) }
        for symbol in 0..<symbols {
            var instrument = Instrument(
                name: Self.name("W\(symbol)"), baseAsset: AssetID(rawValue: UInt32(1 + symbol)), quoteAsset: AssetID(rawValue: 0), tickUnits: 1,
                lotUnits: 1, notionalUnits: 1, minPrice: Price(ticks: Int64(workload.header.minPrice) + priceShift),
                maxPrice: Price(ticks: Int64(workload.header.maxPrice) + priceShift))
            instrument.makerFeePPM = Self.feePPM
            instrument.takerFeePPM = Self.feePPM
            commands.append(.addInstrument(instrument))
        }
        let profile = RiskProfile(
            dailyLossLimitPercent: 100, ordersPerMinuteMax: .max, minOrderValue: Amount(units: 1), maxOrderPercent: 100, maxPositionPercent: 100,
            maxOpenOrders: .max)
        for _ in 0..<symbols * accountsPerSymbol { commands.append(.openAccount(profile)) }
        let quote = Self.quoteTotal / Int64(symbols * accountsPerSymbol)
        let base = quote / (Int64(workload.header.maxPrice) + priceShift) / Self.quotePerBase
        for symbol in 0..<symbols {
            for index in 0..<accountsPerSymbol {
                let account = AccountID(rawValue: UInt32(1 + symbol * accountsPerSymbol + index))
                commands.append(.deposit(account: account, asset: AssetID(rawValue: 0), amount: Amount(units: quote)))
                commands.append(.deposit(account: account, asset: AssetID(rawValue: UInt32(1 + symbol)), amount: Amount(units: base)))
            }
        }
        return commands
    }

    private static func name(_ text: String) -> Name {
        guard let name = Name(text) else { fatalError("a few letters and digits are a name") }
        return name
    }
}

/// A workload as batches of commands. The ids of orders come from an earlier run: the same commands get the same ids every time.
///
/// Everything is in arenas, so that filling a batch counts no references. The table of ids is written in the first run and read in later
/// ones, all of them on one event loop; the owner calls `deallocate`.
struct WorkloadFeed: @unchecked Sendable {
    private let records: Arena<WorkloadRecord>
    /// The account of each order.
    private let owners: Arena<AccountID>
    /// The exchange's name of each order.
    let ids: Arena<OrderID>
    private let priceShift: Int64
    private let usesClientIDs: Bool
    /// How often the same exchange has seen the workload: names are not used twice.
    var round: UInt64 = 0

    init(_ plan: EngineWorkload, usesClientIDs: Bool) {
        records = Arena(count: plan.workload.records.count)
        for (index, record) in plan.workload.records.enumerated() { records[index] = record }
        let accounts = plan.accounts()
        owners = Arena(count: accounts.count)
        for (index, account) in accounts.enumerated() { owners[index] = account }
        ids = Arena(count: accounts.count)
        priceShift = plan.priceShift
        self.usesClientIDs = usesClientIDs
    }

    func deallocate() {
        records.deallocate()
        owners.deallocate()
        ids.deallocate()
    }

    /// Adds the command of one record.
    func append(_ index: Int, to batch: inout CommandBatch) {
        let record = records[index]
        let account = owners[record.id]
        let price = Price(ticks: Int64(record.price) + priceShift)
        let quantity = Quantity(lots: Int64(record.quantity))
        switch record.operation {
        case .add, .market:
            let isMarket = record.operation == .market
            var order = EnterOrder(
                account: account, symbol: SymbolID(rawValue: record.symbol), side: record.side, type: isMarket ? .market : .limit,
                price: price, quantity: quantity)
            if isMarket { order.timeInForce = .ioc }
            if usesClientIDs { order.clientOrderID = name(record.id) }
            batch.append(order)
        case .cancel:
            batch.append(CancelOrder(account: account, orderID: ids[record.id]))
        case .replace:
            batch.append(.replaceOrder(ReplaceOrder(
                account: account, orderID: ids[record.id], clientOrderID: usesClientIDs ? name(record.newID) : 0, price: price,
                quantity: quantity)))
        }
    }

    private func name(_ id: UInt32) -> ClientOrderID { round << 32 | UInt64(id) }

    /// Starts loading the id that the command of a later record needs.
    func prefetch(_ index: Int) {
        guard index < records.count else { return }
        ids.prefetch(records[index].id)
        owners.prefetch(records[index].id)
    }
}
