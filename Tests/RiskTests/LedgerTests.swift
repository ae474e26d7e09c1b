import Market
import Risk
import Testing

@Suite struct `The ledger` {
    @Test func `a deposit is available, and adds up`() {
        var ledger = twoAccounts()
        #expect(ledger.deposit(alice, usdt, 100) == .done)
        #expect(ledger.balance(alice, usdt)?.available == 100)
        #expect(ledger.balance(alice, btc) == nil)
        #expect(ledger.deposited(usdt) == 100)
        #expect(ledger.conserves() == true)
    }

    @Test func `deposits past 64 bits are refused and change nothing`() {
        var ledger = twoAccounts()
        #expect(ledger.deposit(alice, usdt, .max) == .done)
        #expect(ledger.deposit(bob, usdt, 1) == .overflow)
        #expect(ledger.balance(bob, usdt) == nil)
        #expect(ledger.conserves() == true)
    }

    @Test func `only what is available can be withdrawn or locked`() {
        var ledger = twoAccounts()
        _ = ledger.deposit(alice, usdt, 100)
        #expect(ledger.lock(alice, usdt, 60) == .done)
        #expect(ledger.lock(alice, usdt, 41) == .shortage)
        #expect(ledger.withdraw(alice, usdt, 41) == .shortage)
        #expect(ledger.withdraw(bob, btc, 1) == .shortage)
        #expect(ledger.withdraw(alice, usdt, 40) == .done)
        ledger.release(alice, usdt, 60)
        #expect(ledger.balance(alice, usdt)?.available == 60)
        #expect(ledger.conserves() == true)
    }

    @Test func `what is bought for one asset and sold for another, over and over, is no position`() {
        var ledger = twoAccounts()
        ledger.addAsset()
        let eth = AssetID(rawValue: 2)
        let inDollars = Terms(bitcoin(makerFeePPM: 0, takerFeePPM: 0))
        var inEther = inDollars
        inEther.quoteAsset = eth
        let whole: Int64 = 1 << 62
        #expect(ledger.deposit(alice, usdt, 1_000) == .done && ledger.deposit(bob, eth, 1_000) == .done)
        #expect(ledger.deposit(bob, btc, whole) == .done)
        for account in [alice, bob] { for asset in [usdt, btc, eth] { _ = ledger.open(account, asset) } }
        let money = TradeMoney(gross: 10, base: whole, buyerFee: 0, sellerFee: 0, buyerRelease: 0, sellerHolds: false)
        for _ in 0..<4 {
            _ = ledger.settle(money, inDollars, buyer: alice, seller: bob)
            #expect(ledger.balance(alice, btc)?.position == whole)
            _ = ledger.settle(money, inEther, buyer: bob, seller: alice)
            #expect(ledger.balance(alice, btc)?.position == 0)
        }
        #expect(ledger.conserves() == true)
    }

    @Test func `a trade moves base, quote and fees, and returns what the buyer held too much`() {
        var ledger = twoAccounts()
        let terms = Terms(bitcoin())
        _ = ledger.deposit(bob, usdt, 10_000)
        _ = ledger.deposit(alice, btc, 30_000)
        for account in [alice, bob] { for asset in [usdt, btc] { _ = ledger.open(account, asset) } }
        // Bob bids 2 lots at 30, one trades at an auction price of 20.
        #expect(ledger.lock(bob, usdt, terms.held(.buy, Quantity(lots: 2), at: Price(ticks: 30))) == .done)
        #expect(ledger.lock(alice, btc, 10_000) == .done)
        var event = trade(taker: .buy, price: 20, quantity: 1, leaves: 1, flags: .auction)
        swap(&event.account, &event.otherAccount)
        let realised = ledger.settle(terms.money(of: event, reservePrice: Price(ticks: 30), takerLimit: .none), terms, buyer: bob, seller: alice)
        #expect(ledger.balance(bob, usdt)?.locked == terms.held(.buy, Quantity(lots: 1), at: Price(ticks: 30)))
        #expect(ledger.balance(bob, usdt)?.total == 7_999)
        #expect(ledger.balance(bob, btc)?.available == 10_000)
        #expect(ledger.balance(alice, usdt)?.available == 1_999)
        #expect(ledger.balance(alice, btc)?.locked == 0)
        #expect(ledger.balance(.house, usdt)?.available == 2)
        // Deposited units cost what they fetch: only the fee is lost.
        #expect(realised == -1)
        #expect(ledger.conserves() == true)
    }

    @Test func `profit is the proceeds less the average cost, buy fees included`() {
        var ledger = twoAccounts()
        let terms = Terms(bitcoin(makerFeePPM: 0, takerFeePPM: 10_000))
        _ = ledger.deposit(alice, usdt, 1_000_000)
        _ = ledger.deposit(bob, usdt, 1_000_000)
        _ = ledger.deposit(bob, btc, 1_000_000)
        _ = ledger.open(alice, btc)
        func swap(buyer: AccountID, price: Int64, lots: Int64) -> Int64 {
            let side: Side = buyer == alice ? .buy : .sell
            let seller = buyer == alice ? bob : alice
            let money = terms.money(of: trade(taker: side, price: price, quantity: lots), reservePrice: Price(ticks: price), takerLimit: .none)
            if money.sellerHolds { #expect(ledger.lock(seller, btc, money.base) == .done) }
            #expect(ledger.lock(buyer, usdt, money.buyerRelease) == .done)
            return ledger.settle(money, terms, buyer: buyer, seller: seller)
        }
        // Two lots at 100 and two at 200: 60,000 and a fee of 600.
        _ = swap(buyer: alice, price: 100, lots: 2)
        _ = swap(buyer: alice, price: 200, lots: 2)
        #expect(ledger.balance(alice, btc)?.cost == 60_600)
        // One lot at 180: 18,000 less fee 180 less a quarter of the cost.
        #expect(swap(buyer: bob, price: 180, lots: 1) == 18_000 - 180 - 15_150)
        #expect(ledger.balance(alice, btc)?.cost == 45_450)
        #expect(ledger.balance(alice, btc)?.position == 30_000)
        #expect(swap(buyer: bob, price: 10, lots: 3) == 3_000 - 30 - 45_450)
        #expect(ledger.balance(alice, btc)?.position == 0)
        #expect(ledger.balance(alice, btc)?.costAsset == nil)
        #expect(ledger.conserves() == true)
    }

    @Test func `thousands of balances survive the growth of the table, and every account lists its own`() {
        var ledger = Ledger(capacity: 1)
        for _ in 0..<5 { ledger.addAsset() }
        for account in 1...UInt32(2_000) {
            ledger.addAccount()
            for asset in 0..<UInt32(5) {
                #expect(ledger.deposit(AccountID(rawValue: account), AssetID(rawValue: asset), Int64(account * 5 + asset)) == .done)
            }
        }
        for account in 1...UInt32(2_000) {
            var assets: [UInt32] = []
            ledger.forEachBalance(of: AccountID(rawValue: account)) {
                assets.append($0.asset.rawValue)
                #expect($0.available == Int64(account * 5 + $0.asset.rawValue))
            }
            #expect(assets == [4, 3, 2, 1, 0])
        }
        #expect(ledger.balanceCount == 10_000)
        #expect(ledger.conserves() == true)
    }

    @Test func `sections restore it, hash and all`() {
        var first = twoAccounts()
        _ = first.deposit(alice, usdt, 500)
        _ = first.lock(alice, usdt, 20)
        var second = Ledger(capacity: 1_000)
        unsafe first.forEachSection { id, stride, bytes in let taken = unsafe second.restore(section: id, stride: stride, bytes: bytes)
            #expect(taken) }
        #expect(second.balance(alice, usdt) == first.balance(alice, usdt))
        #expect(stateHash { first.hash(into: &$0) } == stateHash { second.hash(into: &$0) })
        _ = second.lock(alice, usdt, 1)
        #expect(stateHash { first.hash(into: &$0) } != stateHash { second.hash(into: &$0) })
        unsafe first.forEachSection { id, stride, bytes in let taken = unsafe second.restore(section: id, stride: stride + 8, bytes: bytes)
            #expect(!taken) }
    }
}

func stateHash(_ body: (inout StateHasher) -> Void) -> UInt64 {
    var hasher = StateHasher()
    body(&hasher)
    return hasher.finalize()
}
