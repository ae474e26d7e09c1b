import IO
import Market
import Security
import Wire

@testable import Gateway

/// A connection of the binary protocol, with a small exchange behind it.
///
/// However the bytes are cut, the same happens and the same is answered; what is answered are whole frames that can be read; the exchange adds up.
/// The first byte of an input says whether a good logon goes before the rest (1), and whether requests get the numbers that are their turn (2).
final class FrameFuzz: FuzzedParser {
    static let name = "frames"
    private static let nonce = Nonce(bytes: (0..<32).map { UInt8($0) })

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        func order(_ side: Side, _ price: Int64, _ quantity: Int64, _ change: (inout Message.NewOrder) -> Void = { _ in }) -> [UInt8] {
            var message = Message.NewOrder(
                request: 1, clientOrderID: 5, price: price, quantity: quantity, symbol: 0, side: side, type: .limit, timeInForce: .gtc, selfTradePrevention: .none,
                flags: [])
            change(&message)
            return frame(message)
        }
        let advanced = Message.NewAdvancedOrder(
            request: 1, clientOrderID: 9, price: 1000, quantity: 10, symbol: 1, side: .sell, type: .stopLimit, timeInForce: .gtd, selfTradePrevention: .cancelBoth,
            flags: [], triggerPrice: 990, trailingOffset: 0, displayQuantity: 2, expireTime: Int64.max / 2, seenSequence: 0, maxMoveTicks: 0, stopPrice: 0,
            stopLimitPrice: 0, takeProfitPrice: 0)
        let preview = Message.PreviewRequest(
            request: 1, clientOrderID: 0, price: 1000, quantity: 10, symbol: 0, side: .buy, type: .limit, timeInForce: .ioc, selfTradePrevention: .none, flags: [],
            triggerPrice: 0, trailingOffset: 0, displayQuantity: 0, expireTime: 0, seenSequence: 0, maxMoveTicks: 0, stopPrice: 0, stopLimitPrice: 0,
            takeProfitPrice: 0)
        let book = order(.sell, 1000, 7) + order(.buy, 1000, 3) + order(.buy, 900, 5) { $0.clientOrderID = 6 }
        let changes = frame(Message.CancelRequest(request: 1, orderID: 0, clientOrderID: 5))
            + frame(Message.ReplaceRequest(request: 1, orderID: 0, clientOrderID: 6, price: 950, quantity: 4, triggerPrice: 0))
            + frame(Message.AmendRequest(request: 1, orderID: 1, quantity: 1)) + frame(Message.MassCancelRequest(request: 1, symbol: .max))
        let questions = frame(preview) + frame(Message.OrderStatusRequest(request: 1, orderID: 0, clientOrderID: 5)) + frame(Message.AccountRequest(request: 1))
            + frame(Message.InstrumentListRequest(request: 1)) + frame(Message.SubscribeRequest(request: 1, symbol: 0, feeds: Feeds(rawValue: 1)))
            + frame(Message.UnsubscribeRequest(request: 1, symbol: 0, feeds: Feeds(rawValue: 1)))
        let session = frame(Message.Heartbeat(testID: 1, lastReport: 0)) + frame(Message.TestRequest(testID: 7)) + frame(Message.Logout(nextRequest: 1, reason: .byClient))
        let trailing = order(.sell, 0, 2) { $0.type = .trailingStop } + order(.buy, 0, 2) { $0.type = .market }
        return [[3] + book + changes, [3] + frame(advanced) + book, [3] + book + questions, [3] + session, [3] + trailing + book, [0] + frame(logon), [1] + order(.buy, 1, 1)]
    }

    private static func frame<M: SessionMessage>(_ message: M) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Framing.frameBytes(M.self))
        // A frame has at least its header, so there is an address.
        unsafe bytes.withUnsafeMutableBytes { unsafe Framing.write(message, at: $0.baseAddress.unsafelyUnwrapped) }
        return bytes
    }

    private static let logon: Message.Logon = {
        let signature = Nonce(bytes: HMACSHA256.authenticate(nonce.bytes, key: SHA256.hash(Floor.key)).bytes)
        return Message.Logon(
            keyID: Floor.keyID, key: .empty, signature0: signature.word0, signature1: signature.word1, signature2: signature.word2, signature3: signature.word3,
            epoch: 7, nextReport: 0, heartbeatInterval: 10_000, deadMansTimer: 0, protocolVersion: 1, stream: 0, flags: [])
    }()

    private let loop: EventLoop
    private let logon = FrameFuzz.frame(FrameFuzz.logon)

    init(_ loop: EventLoop) { self.loop = loop }

    func take(_ bytes: UnsafeRawBufferPointer) {
        guard let first = unsafe bytes.first else { return }
        var frames = unsafe Array(bytes.dropFirst())
        if first & 2 != 0 { Self.number(&frames) }
        let input = (first & 1 != 0 ? logon : []) + frames
        let whole = play([input[...]])
        let cut = play(Array(Pieces(input)))
        hold(whole.hash == cut.hash && whole.floor.questions == cut.floor.questions, "whole: \(whole.floor.commands)\nin pieces: \(cut.floor.commands)")
        hold(whole.output == cut.output, "other answers in pieces, after \(whole.floor.commands)")
        read(whole.output)
    }

    /// Gives requests the numbers 1, 2, 3 …, which they would rarely have by chance, and later ones with them.
    private static func number(_ bytes: inout [UInt8]) {
        var (offset, next) = (0, UInt64(1))
        while bytes.count - offset >= 22 {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length >= 22, length <= bytes.count - offset else { return }
            if BinarySession.requests.contains(UInt16(bytes[offset + 8]) | UInt16(bytes[offset + 9]) << 8) {
                for place in 0..<8 { bytes[offset + 14 + place] = UInt8(truncatingIfNeeded: next >> (8 * UInt64(place))) }
                next += 1
            }
            offset += length
        }
    }

    private func play(_ pieces: [ArraySlice<UInt8>]) -> (floor: Floor, output: [UInt8], hash: UInt64) {
        let floor = Floor(loop)
        guard let session = floor.table.open(nonce: Self.nonce, isPrivate: false, now: 0) else { preconditionFailure("an empty table has room") }
        var output: [UInt8] = []
        for piece in pieces + [[]] {
            unsafe piece.withUnsafeBytes { unsafe session.receive($0, now: 0, floor) }
            while session.outputBytes > 0 {
                unsafe session.writeOutput { bytes in
                    unsafe output.append(contentsOf: bytes)
                    return bytes.count
                }
            }
            floor.table.takeDirty { _ in }
        }
        floor.audit()
        let outcome = (floor, output, floor.stateHash())
        floor.table.close(session, floor)
        floor.table.letGo()
        return outcome
    }

    private func read(_ output: [UInt8]) {
        var offset = 0
        while offset < output.count {
            let length = output[offset..<min(output.count, offset + 4)].reduce(0) { $0 << 8 | Int($1) }
            hold(length >= 14 && offset + length <= output.count, "no whole frame is at \(offset) of \(output)")
            do {
                let text = try unsafe output[(offset + 6)..<(offset + length)].withUnsafeBytes { try unsafe Schema.json(sessionMessage: $0) }
                hold(text.first == "{", "a message as JSON: \(text)")
            } catch {
                hold(false, "an answer that cannot be read: \(error)")
            }
            offset += length
        }
    }
}
