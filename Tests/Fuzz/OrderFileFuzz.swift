import Foundation
import IO
import Market

@testable import walras

/// A file of recorded order flow, plain or compressed. Every row is refused with its place, or says the same when it is written again.
final class OrderFileFuzz: FuzzedParser {
    static let name = "orderfiles"
    static let words = [
        "seq,time_hhmmsscc,action,order_id,side,price_milliyuan,qty_shares,tif\n", "seq,time_s,action,order_id,side,price_1e-4usd,qty,tif,lobster_row\n",
        "seq,buy_id,sell_id,price_milliyuan,qty\n", "seq,resting_id,price_milliyuan,qty\n", "NEW", "CXL", "REDUCE", "UNCROSS", "GTC", "IOC", ",B,", ",S,", "9999999999", "\r\n", "\u{28}\u{B5}\u{2F}\u{FD}",
    ]

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        let depth = (1...10).map { "\(1_000 + $0),\($0),\(1_000 - $0),\($0)" }.joined(separator: ",")
        let texts = [
            "seq,time_hhmmsscc,action,order_id,side,price_milliyuan,qty_shares,tif\n1,09300000,NEW,1,B,100000,100,GTC\n2,09300001,NEW,2,S,99990,50,IOC\n3,09300102,CXL,1,B,100000,50,\r\n4,09301000,UNCROSS,0,,0,0,\n",
            "seq,time_s,action,order_id,side,price_1e-4usd,qty,tif,lobster_row\n1,34200.123456789,NEW,1,B,100000,100,GTC,1\n2,34200.5,REDUCE,1,B,100000,10,,2\n",
            "seq,buy_id,sell_id,price_milliyuan,qty_shares\n1,1,2,100000,50\n2,-1,3,99990,1\n", "seq,resting_id,price_1e-4usd,qty\n1,1,100000,50\n",
            depth + "\n" + depth.replacing("1010,10", with: "9999999999,0") + "\n", "", "seq\n",
        ].map { Array($0.utf8) }
        return texts + texts.map(compressed)
    }

    /// A zstd frame (RFC 8878 §3.1.1): single segment, content size in one byte if it fits, one raw block.
    private static func compressed(_ text: [UInt8]) -> [UInt8] {
        let size = text.count < 256 ? [0x20, UInt8(text.count)] : [0x60, UInt8((text.count - 256) & 0xFF), UInt8((text.count - 256) >> 8)]
        let block = text.count << 3 | 1
        return [0x28, 0xB5, 0x2F, 0xFD] + size + [UInt8(block & 0xFF), UInt8(block >> 8 & 0xFF), UInt8(block >> 16)] + text
    }

    private let file = ScratchFile()

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        file.write(unsafe Array(bytes))
        do {
            var rows = try OrderFile(path: file.path)
            switch rows.kind {
            case .orders(let format, let hasSourceRow):
                while let row = try rows.nextOrder() { again(row.line(format), rows.columns) { cursor throws(FileError) in try OrderRow(&cursor, format, hasSourceRow: hasSourceRow) == row } }
            case .trades: while let row = try rows.nextTrade() { hold(row.quantity > 0 && row.sequence > 0, "\(row)") }
            case .fills: while let row = try rows.nextFill() { hold(row.quantity > 0 && row.restingID > 0, "\(row)") }
            case .depth: while let row = try rows.nextDepth() { hold(row.asks.count == DepthRow.levels && row.bids.count == DepthRow.levels, "\(row)") }
            }
        } catch let error as FileError {
            hold("\(error)".hasPrefix(file.path), "an error names its file: \(error)")
        } catch let error as IOError {
            hold(!"\(error)".isEmpty, "an error says what it is about")
        } catch {
            hold(false, "an error of another kind: \(error)")
        }
    }

    private func again(_ line: String, _ columns: [String], _ isSame: (inout RowCursor) throws(FileError) -> Bool) {
        do throws(FileError) {
            var cursor = RowCursor(bytes: Array(line.utf8)[...], columns: columns, path: "again", line: 1)
            hold(try isSame(&cursor), "written again as \(line), it is another")
            try cursor.finish()
        } catch {
            hold(false, "written again as \(line), it is refused: \(error)")
        }
    }
}

extension OrderRow {
    /// The row as a file of its kind has it.
    fileprivate func line(_ format: OrderFileKind.TimeFormat) -> String {
        func digits(_ number: Int64, _ count: Int) -> String { String(repeating: "0", count: max(0, count - "\(number)".count)) + "\(number)" }
        let seconds = time / 1_000_000_000
        let clock = digits(seconds / 3600 * 10_000 + seconds / 60 % 60 * 100 + seconds % 60, 6) + digits(time % 1_000_000_000 / 10_000_000, 2)
        let written = format == .clock ? clock : "\(seconds).\(digits(time % 1_000_000_000, 9))"
        let tif = action == .new ? (timeInForce == .ioc ? "IOC" : "GTC") : ""
        let letter = action == .uncross ? "" : side == .buy ? "B" : "S"
        return "\(sequence),\(written),\(action.rawValue),\(orderID),\(letter),\(price),\(quantity),\(tif)" + (sourceRow.map { ",\($0)" } ?? "")
    }
}
