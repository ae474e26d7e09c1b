import Database
import Market
import Testing

@testable import History

struct OrderRowTests {
    @Test func `what few orders have comes back from its bytes`() {
        var options = OrderOptions()
        options.triggerPrice = Price(ticks: -7)
        options.displayQuantity = 3
        options.sibling = OrderID(rawValue: .max)
        options.parent = OrderID(rawValue: 5)
        options.carriedFill = .max
        let read = OrderOptions(decoding: options.encoded)
        #expect(read?.encoded == options.encoded)
        #expect(read?.triggerPrice == options.triggerPrice && read?.sibling == options.sibling && read?.carriedFill == .max)
        #expect(OrderOptions(decoding: [1, 2, 3]) == nil)
    }
}
