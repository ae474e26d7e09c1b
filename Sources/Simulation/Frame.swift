import Gateway
import Market
import Wire

/// A frame as a client sees it: made and taken apart without the server's own reader.
struct Frame {
    private let bytes: [UInt8]
    let templateID: UInt16

    private static let headerBytes = 14

    /// Takes the first frame off a stretch of bytes; nil if it is not whole yet.
    static func takeFirst(_ stretch: inout [UInt8]) -> Frame? {
        guard stretch.count >= headerBytes else { return nil }
        let length = stretch[0..<4].reduce(0) { $0 << 8 | Int($1) }
        guard stretch.count >= length else { return nil }
        let bytes = Array(stretch[0..<length])
        stretch.removeFirst(length)
        return Frame(bytes: bytes, templateID: UInt16(bytes[8]) | UInt16(bytes[9]) << 8)
    }

    func decode<M: MessageBlock>(_ type: M.Type) throws(WireError) -> M {
        guard bytes.count >= Self.headerBytes + M.blockLength else { throw .truncated(offset: 0, bytes: bytes.count, needed: Self.headerBytes + M.blockLength) }
        var result: Result<M, WireError>?
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return }
            do throws(WireError) {
                unsafe result = .success(try M(decoding: base + Self.headerBytes, blockLength: raw.count - Self.headerBytes, at: 0))
            } catch { result = .failure(error) }
        }
        guard let result else { preconditionFailure("a frame has bytes") }
        return try result.get()
    }

    var hash: UInt64 {
        var hasher = StateHasher()
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    static func bytes<M: SessionMessage>(_ message: M) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Framing.frameBytes(M.self)) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            unsafe Framing.write(message, at: base)
            count = Framing.frameBytes(M.self)
        }
    }

    static func order(_ order: EnterOrder, _ number: UInt64) -> [UInt8] {
        let isPlain = !order.type.waitsForTrigger && order.displayQuantity == .zero && order.timeInForce != .gtd
            && order.flags.isDisjoint(with: [.oneCancelsOther, .bracket])
        if isPlain {
            return bytes(Message.NewOrder(
                request: number, clientOrderID: order.clientOrderID, price: order.price.ticks, quantity: order.quantity.lots,
                symbol: order.symbol.rawValue, side: order.side, type: order.type, timeInForce: order.timeInForce,
                selfTradePrevention: order.selfTradePrevention, flags: order.flags))
        }
        return bytes(Message.NewAdvancedOrder(
            request: number, clientOrderID: order.clientOrderID, price: order.price.ticks, quantity: order.quantity.lots,
            symbol: order.symbol.rawValue, side: order.side, type: order.type, timeInForce: order.timeInForce,
            selfTradePrevention: order.selfTradePrevention, flags: order.flags, triggerPrice: order.triggerPrice.ticks,
            trailingOffset: order.trailingOffset, displayQuantity: order.displayQuantity.lots, expireTime: order.expireTime,
            seenSequence: order.seenSequence, maxMoveTicks: order.maxMoveTicks, stopPrice: order.stopPrice.ticks,
            stopLimitPrice: order.stopLimitPrice.ticks, takeProfitPrice: order.takeProfitPrice.ticks))
    }
}
