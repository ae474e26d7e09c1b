/// Ids of resting orders as the paths of their cancels: a ring of texts of one length.
struct RestingOrders {
    static let path = "/api/v1/trade/order/"
    private static let idBytes = 36
    private static let capacity = LoadOptions.openOrdersMax

    private var texts: [UInt8] = []
    private var head = 0
    private var tail = 0

    var isEmpty: Bool { head == tail }
    var isFull: Bool { tail - head >= Self.capacity }

    /// Left out if the ring is full: the order stays open, and is not canceled here.
    mutating func append(_ id: String) {
        let id = Array(id.utf8)
        guard id.count == Self.idBytes, !isFull else { return }
        let start = tail % Self.capacity * Self.idBytes
        if texts.count < start + Self.idBytes {
            texts.append(contentsOf: id)
        } else {
            for index in 0..<Self.idBytes { texts[start + index] = id[index] }
        }
        tail += 1
    }

    mutating func takeOldest(into target: inout [UInt8]) {
        let start = head % Self.capacity * Self.idBytes
        target.removeLast(target.count - Self.path.utf8.count)
        target.append(contentsOf: texts[start..<start + Self.idBytes])
        head += 1
    }
}
