import IO
import Market
import Testing
import Wire

@testable import Engine

@Suite struct `A fixed flow` {
    /// Records of the flow below: commands with everything they caused. Changes with `Flow`, and else never, or old logs no longer replay.
    static let recordsHash: UInt64 = 3_386_566_832_767_147_307
    /// The state it ends in. Changes with the layout of the state alone; logs and snapshots hold such hashes, so they then need another format version.
    static let stateHash: UInt64 = 12_037_266_064_243_318_624

    @Test func `has the same records and ends in the same state in every build, debug or release, today or later`() throws {
        try onLoop { loop in
            var state = ExchangeState(smallOptions { $0.eventsPerRecordMax = 64 })
            let proof = OnLoop(loop)
            var records = StateHasher()
            var memory = [UInt8](repeating: 0, count: 1 << 20)
            func step(_ command: Command, at time: Timestamp) {
                state.apply(command, sequence: state.sequence + 1, time: time, on: proof)
                unsafe memory.withUnsafeMutableBytes { bytes in
                    var writer = unsafe RecordWriter(into: bytes)
                    writer.command(command, time: time)
                    state.encodeEvents(into: &writer)
                    unsafe records.combine(bytes: UnsafeRawBufferPointer(rebasing: bytes[0..<writer.bytesWritten]))
                }
            }
            for command in Flow.opening(accounts: 6) { step(command, at: noon) }
            var flow = Flow(seed: 2026)
            for _ in 0..<5_000 {
                let command = flow.next()
                while state.needsTick(at: flow.time) { step(.tick, at: flow.time) }
                step(command, at: flow.time)
                flow.learn(state.events)
            }
            let hashes = (records.finalize(), state.stateHash())
            #expect(hashes.0 == Self.recordsHash, "records: \(hashes.0)")
            #expect(hashes.1 == Self.stateHash, "state: \(hashes.1)")
        }
    }
}
