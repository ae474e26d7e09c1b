import Market

/// Texts of client order ids that were hashed, so that answers can repeat them.
///
/// In memory only: after a restart such an order is shown without its name, and is still found by it.
struct NameBook {
    private var texts = Recent<ClientOrderID, String>(max: namesMax)

    /// Names remembered, of at most `OrderName.keyCharactersMax` characters each.
    static let namesMax = 1 << 16

    mutating func note(_ name: ClientOrderID, _ text: @autoclosure () -> String) {
        if OrderName.isHashed(name) { texts.insert(name, text()) }
    }

    /// As the client wrote it; nil for none and for one that was forgotten.
    func text(_ name: ClientOrderID) -> String? { OrderName.isHashed(name) ? texts[name] : OrderName.text(name) }
}
