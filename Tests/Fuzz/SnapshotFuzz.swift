import IO
import Market

@testable import Engine
@testable import Journaling

/// A snapshot, and the state made of it: refused, or the state whose hash stands beside it.
///
/// An input is a byte that says what is set right again (1: checksums), then the file; or (2) what follows is laid over a good one: pairs of a place, two
/// bytes, big-endian, and a byte.
final class SnapshotFuzz: FuzzedParser {
    static let name = "snapshots"
    private static let directory = "/data"

    static func seeds(_ loop: EventLoop) throws -> [[UInt8]] {
        var seeds = [[1] + SnapshotFuzz.snapshot(loop)]
        for place in stride(from: 0, to: 6_000, by: 500) { seeds.append([3, UInt8(place >> 8), UInt8(place & 0xFF), 1, UInt8(place >> 8), UInt8(place & 0xFF) | 3, 0xFF]) }
        return seeds
    }

    /// Of an exchange with a few open orders.
    private static func snapshot(_ loop: EventLoop) -> [UInt8] {
        let floor = Floor(loop)
        for (account, side, price) in [(1 as UInt32, Side.buy, 990 as Int64), (2, .sell, 1_010), (1, .sell, 990), (2, .buy, 980)] {
            var order = EnterOrder(
                account: AccountID(rawValue: account), symbol: SymbolID(rawValue: 0), side: side, type: .limit, price: Price(ticks: price), quantity: Quantity(lots: 50))
            order.clientOrderID = UInt64(price)
            floor.apply(.enterOrder(order))
        }
        let storage = SimulatedStorage()
        do {
            let writer = try SnapshotWriter(directory, storage: storage, instanceID: 0x1D, sequence: floor.state.sequence)
            try unsafe floor.state.forEachSection { id, stride, bytes throws(JournalError) in try unsafe writer.add(id: id, stride: stride, bytes) }
            guard let bytes = storage[try writer.finish(stateHash: floor.stateHash(), chain: 5)] else { preconditionFailure("the snapshot is where it says") }
            return bytes
        } catch {
            preconditionFailure("a disk in memory takes a snapshot: \(error)")
        }
    }

    private let good: [UInt8]
    private let loop: EventLoop

    init(_ loop: EventLoop) {
        self.loop = loop
        good = Self.snapshot(loop)
        take(good)
    }

    func take(_ bytes: UnsafeRawBufferPointer) {
        guard let first = unsafe bytes.first else { return }
        var file = unsafe Array(bytes.dropFirst())
        if first & 2 != 0 {
            let changes = file
            file = good
            for index in stride(from: 0, to: changes.count - 2, by: 3) { file[(Int(changes[index]) << 8 | Int(changes[index + 1])) % file.count] = changes[index + 2] }
        }
        if first & 1 != 0 { unsafe file.withUnsafeMutableBytes { unsafe Self.setRight($0) } }
        take(file)
    }

    private func take(_ file: [UInt8]) {
        let storage = SimulatedStorage()
        let path = "\(Self.directory)/snapshot"
        storage[path] = file
        do throws(JournalError) {
            let reader = try SnapshotReader(path: path, storage: storage)
            try reader.verify()
            do throws(JournalError) { _ = try ExchangeState.instruments(in: reader) } catch { hold(!error.description.isEmpty, "an error says what it is about") }
            var state = ExchangeState(Floor.options)
            try state.restore(reader, on: OnLoop(loop))
            hold(state.stateHash() == reader.info.stateHash && state.sequence == reader.info.sequence, "another state than the one announced")
            if let fault = state.audit() { hold(false, "\(fault), in a state with the hash announced") }
        } catch {
            hold(file != good, "a good snapshot is refused: \(error)")
        }
    }

    /// Writes the checksums anew, so that what stands in the other fields counts.
    private static func setRight(_ file: UnsafeMutableRawBufferPointer) {
        guard file.count >= SnapshotFormat.headerBytes + SnapshotFormat.trailerBytes else { return }
        let bytes = UnsafeRawBufferPointer(file)
        func sum(_ range: Range<Int>) -> UInt32 { unsafe Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[range])) }
        let trailer = file.count - SnapshotFormat.trailerBytes
        let directory = Int(truncatingIfNeeded: unsafe bytes.get(UInt64.self, trailer + 16))
        let sections = Int(unsafe bytes.get(UInt32.self, trailer + 12))
        if (0...trailer).contains(directory), sections <= (trailer - directory) / SnapshotFormat.entryBytes {
            var place = directory + sections * SnapshotFormat.entryBytes
            for entry in stride(from: directory, to: place, by: SnapshotFormat.entryBytes) {
                var start = Int(truncatingIfNeeded: unsafe bytes.get(UInt64.self, entry + 8))
                let count = Int(truncatingIfNeeded: unsafe bytes.get(UInt64.self, entry + 16))
                guard (0...trailer).contains(start), (0...(trailer - start)).contains(count) else { break }
                let end = start + count
                while start < end, place + 4 <= trailer {
                    let next = min(end, start + SnapshotFormat.blockBytes)
                    unsafe file.put(sum(start..<next), place)
                    place += 4
                    start = next
                }
            }
            unsafe file.put(sum(directory..<trailer), trailer + 72)
        }
        unsafe file.put(sum(0..<60), 60)
        unsafe file.put(sum(trailer..<(trailer + 92)), trailer + 92)
    }
}
