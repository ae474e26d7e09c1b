import Engine
import Market
import Matching
import Risk

extension DemoMarket {
    /// Levels of a ladder that stand as they should, one bit each.
    private struct Standing {
        var bids: UInt64 = 0
        var asks: UInt64 = 0

        subscript(_ side: Side) -> UInt64 {
            get { side == .buy ? bids : asks }
            set { if side == .buy { bids = newValue } else { asks = newValue } }
        }
    }

    // MARK: makers

    /// All makers cancel before any places: what they put up never meets what another left behind.
    func requote() {
        let standing = Quoter.all.indices.map { cancelStale($0) }
        for (part, quoter) in Quoter.all.enumerated() where pausedUntil[part] <= steps {
            guard let account = accounts[part] else { continue }
            for (index, book) in books.enumerated() where isTrading(book) {
                for side in Side.allCases {
                    for level in 0..<quoter.levels where standing[part][index][side] & 1 << UInt64(level) == 0 {
                        quote(book, book.price(level, side, quoter), side, quoter, account, part)
                    }
                }
            }
        }
    }

    /// Cancels what stands where it should not, or has little left, and tells what remains by book.
    private func cancelStale(_ part: Int) -> [Standing] {
        var standing = Array(repeating: Standing(), count: books.count)
        guard let account = accounts[part] else { return standing }
        let places = Dictionary(uniqueKeysWithValues: books.enumerated().map { ($1.symbol, $0) })
        for order in desk.ask({ $0.openOrders(of: account) }).0 {
            guard let index = places[order.orderID.symbol], isTrading(books[index]) else { continue }
            let isLow = order.leaves.lots < order.quantity.lots / 4
            if !isLow, let level = books[index].level(order.price, order.side, Quoter.all[part]), standing[index][order.side] & 1 << UInt64(level) == 0 {
                standing[index][order.side] |= 1 << UInt64(level)
            } else {
                submit(CancelOrder(account: account, orderID: order.orderID), part)
            }
        }
        return standing
    }

    private func quote(_ book: DemoBook, _ price: Price, _ side: Side, _ quoter: Quoter, _ account: AccountID, _ part: Int) {
        let percent = 75 + random.below(51)
        guard book.isListed(price), let quantity = book.quantity(worth: book.worth(quoter.worth) / 100 * percent, at: price) else { return }
        submit(EnterOrder(account: account, symbol: book.symbol, side: side, type: .limit, price: price, quantity: quantity), part)
    }

    // MARK: noise

    /// Every fourth step or so a small order: 10 to 2,560 in quote currency, one in a hundred ten times that.
    func makeNoise(_ book: DemoBook) {
        guard random.isOne(in: 4) else { return }
        let side = random.isOne(in: 2) ? Side.buy : .sell
        var worth = max(1, book.worth(10 << random.below(8)))
        worth += random.below(worth)
        if random.isOne(in: 100) { worth *= 10 }
        guard let quantity = book.quantity(worth: worth, at: book.marketable(side, steps: 0)) else { return }
        take(book, side, quantity, limit: random.isOne(in: 2) ? book.marketable(side, steps: 3) : nil)
    }

    /// What the feed says was traded, as far as the ladders carry it.
    func replay(_ book: DemoBook, _ side: Side, _ units: Int64) {
        guard let most = book.quantity(worth: book.worth(50_000), at: book.marketable(side, steps: 0)) else { return }
        let lots = min(units / book.instrument.lotUnits, most.lots)
        if lots >= book.instrument.minQuantity.lots { take(book, side, Quantity(lots: lots), limit: nil) }
    }

    private func take(_ book: DemoBook, _ side: Side, _ quantity: Quantity, limit: Price?) {
        let part = DemoAccounts.makers + Int(random.below(Int64(DemoAccounts.takers)))
        guard pausedUntil[part] <= steps, let account = accounts[part] else { return }
        var order = EnterOrder(
            account: account, symbol: book.symbol, side: side, type: limit == nil ? .market : .limit, price: limit ?? .none, quantity: quantity)
        order.timeInForce = .ioc
        submit(order, part)
    }

    // MARK: money

    /// What an account should have of the quote currency, in whole ones.
    static let quoteWorth: Int64 = 20_000_000

    /// Whoever has less than half of what he should have gets the rest; whoever has more than twice gives it back, so that sums stay bounded.
    func fund() {
        guard let first = books.first else { return }
        var targets: [(asset: AssetID, units: Int64)] = [(first.instrument.quoteAsset, Self.quoteWorth * first.quoteWhole)]
        for book in books where !targets.contains(where: { $0.asset == book.instrument.baseAsset }) {
            targets.append((book.instrument.baseAsset, book.baseLots * book.instrument.lotUnits))
        }
        for part in 0..<DemoAccounts.count {
            guard let account = accounts[part], let view = desk.ask({ $0.account(account) }).0 else { continue }
            for target in targets {
                let balance = view.balances.first { $0.asset == target.asset }
                let (total, available) = (balance?.total ?? 0, balance?.available ?? 0)
                if total < target.units / 2 {
                    submit(.deposit(account: account, asset: target.asset, amount: Amount(units: target.units - total)), part)
                } else if total / 2 > target.units, available > target.units {
                    submit(.withdraw(account: account, asset: target.asset, amount: Amount(units: available - target.units)), part)
                }
            }
        }
    }
}
