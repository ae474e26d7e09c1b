import Market

/// Texts of client order ids that were hashed, so that answers can repeat them; the oldest is forgotten first.
///
/// In memory only: after a restart such an order is shown without its name, and is still found by it.
struct NameBook {
    private var texts: [ClientOrderID: String] = [:]
    private var order: [ClientOrderID] = []
    private var next = 0

    /// Names remembered, at most 64 characters each.
    static let namesMax = 1 << 16

    mutating func note(_ name: ClientOrderID, _ text: @autoclosure () -> String) {
        guard OrderName.isHashed(name), texts[name] == nil else { return }
        texts[name] = text()
        if order.count < Self.namesMax { return order.append(name) }
        texts[order[next]] = nil
        order[next] = name
        next = (next + 1) % Self.namesMax
    }

    /// As the client wrote it; nil for none and for one that was forgotten.
    func text(_ name: ClientOrderID) -> String? { OrderName.isHashed(name) ? texts[name] : OrderName.text(name) }
}
