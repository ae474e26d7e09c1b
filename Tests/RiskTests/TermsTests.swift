import Market
import Risk
import Testing

@Suite struct `Terms of an instrument` {
    @Test(arguments: [(2_500, 1_000, 2), (3_500, 1_000, 4), (2_501, 1_000, 3), (2_499, 1_000, 2), (0, 1_000, 0), (1, 100_000, 0)])
    func `a fee is rounded half to even`(notional: Int, ppm: Int, expected: Int) {
        #expect(Terms.fee(Int64(notional), ppm: UInt32(ppm)) == Int64(expected))
    }

    @Test func `fees equal those of 128-bit arithmetic, whatever their size`() {
        let seed: UInt64 = 7
        print("seed", seed)
        var random = SeededRandom(seed: seed)
        for _ in 0..<10_000 {
            let notional = Int64.random(in: 0...Int64.max, using: &random) >> Int64.random(in: 0..<63, using: &random)
            let ppm = UInt32.random(in: 1...Instrument.feePPMMax, using: &random)
            let product = Int128(notional) * Int128(ppm)
            let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1_000_000)
            let up = remainder > 500_000 || (remainder == 500_000 && quotient % 2 == 1)
            #expect(Int128(Terms.fee(notional, ppm: ppm)) == quotient + (up ? 1 : 0))
            #expect(Int128(Terms.feeCeiling(notional, ppm: ppm)) == quotient + (remainder > 0 ? 1 : 0))
        }
    }

    @Test func `a buy holds its notional and the higher fee, a sell its base units`() {
        let terms = Terms(bitcoin(makerFeePPM: 2_000, takerFeePPM: 1_000))
        #expect(terms.reserve(.buy, Quantity(lots: 3), at: Price(ticks: 7)) == 2_105)
        #expect(terms.reserve(.sell, Quantity(lots: 3), at: Price(ticks: 7)) == 30_000)
    }

    @Test func `a reserve past 64 bits is reported`() {
        let terms = Terms(bitcoin())
        #expect(terms.reserve(.buy, Quantity(lots: 1 << 40), at: Price(ticks: 1 << 30)) == nil)
        #expect(terms.reserve(.sell, Quantity(lots: .max), at: Price(ticks: 1)) == nil)
        // What a buy would hold is no matter of a sell.
        let base: Int64 = (1 << 40) * 10_000
        #expect(terms.reserve(.sell, Quantity(lots: 1 << 40), at: Price(ticks: 1 << 30)) == base)
        #expect(terms.held(.sell, Quantity(lots: 1 << 40), at: Price(ticks: 1 << 30)) == base)
        // The notional fits, the fee on top does not.
        let free = Terms(bitcoin(makerFeePPM: 0, takerFeePPM: 0))
        let (price, lots): (Int64, Int64) = (1, .max / 100)
        #expect(free.reserve(.buy, Quantity(lots: lots), at: Price(ticks: price)) == lots * 100)
        #expect(terms.reserve(.buy, Quantity(lots: lots), at: Price(ticks: price)) == nil)
    }

    @Test func `a maker's fee and release follow its own limit, and never pass what it holds`() {
        let terms = Terms(bitcoin(makerFeePPM: 1_000, takerFeePPM: 0))
        // The maker bids 25; the fee of 2,500 units is 2.5, held are 3, and half to even says 2.
        let money = terms.money(of: trade(taker: .sell, price: 25, quantity: 1), reservePrice: Price(ticks: 25), takerLimit: .none)
        #expect(money == TradeMoney(gross: 2_500, base: 10_000, buyerFee: 2, sellerFee: 0, buyerRelease: 2_503, sellerHolds: false))
        // Second of two lots: both held 5, one lot holds 3, so this trade releases a fee of 2 although 2.6 would round to 3.
        let tight = terms.money(of: trade(taker: .sell, price: 26, quantity: 1, makerLeaves: 1), reservePrice: Price(ticks: 26), takerLimit: .none)
        #expect(tight.buyerRelease - tight.gross == 3)
        let last = terms.money(of: trade(taker: .sell, price: 26, quantity: 1, makerLeaves: 4), reservePrice: Price(ticks: 26), takerLimit: .none)
        #expect(last.buyerRelease - last.gross == 2)
        #expect(last.buyerFee == 2)
    }

    @Test func `many small fills of a limit buyer never cost more than was checked on entry`() {
        let terms = Terms(bitcoin(makerFeePPM: 0, takerFeePPM: 999))
        let limit = Price(ticks: 7)
        let total: Int64 = 1_000
        var spent: Int64 = 0
        for lots in 0..<total {
            let money = terms.money(of: trade(taker: .buy, price: 7, quantity: 1, leaves: total - lots - 1), reservePrice: Price(ticks: 7), takerLimit: limit)
            spent += money.gross + money.buyerFee
        }
        #expect(spent <= terms.held(.buy, Quantity(lots: total), at: limit))
    }
}
