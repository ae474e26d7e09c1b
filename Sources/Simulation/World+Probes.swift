import Engine
import IO
import Journaling
import Market

// What else the disk could hold: copies of it are damaged and opened. Whatever was damaged, nothing wrong may come out as right.
extension World {
    /// Another process takes a snapshot, and prunes what it replaces.
    func snapshot() {
        if !isCalm { queue.add(.snapshot, at: now + schedule.from(5_000_000, to: 40_000_000) * tempo) }
        guard !disk.isOff, recordHashes.count > 0 else { return }
        do {
            try takeSnapshot()
            statistics.snapshots += 1
        } catch {
            // A disk that fails is nobody's fault; the follower tries again the next time.
            if !disk.isOff, !Self.isStorage(error) { fail("snapshot", "\(error)") }
            trace.line("\(stamp) no snapshot: \(error)")
        }
    }

    private static func isStorage(_ error: any Error) -> Bool {
        switch error {
        case EngineError.journal(.storage), JournalError.storage: true
        case is StorageError: true
        default: false
        }
    }

    private func takeSnapshot() throws {
        let loop = try EventLoop(clock: clock)
        loop.takeInHand()
        defer { loop.letGo() }
        let directory = DataDirectory(SimulatedServer.data, storage: disk)
        let lock = try directory.snapshots.lock()
        defer { withExtendedLifetime(lock) {} }
        var options = DataDirectory.RecallOptions()
        options.durableOnly = true
        options.replay = SimulatedServer.replayOptions
        let proof = OnLoop(loop)
        let recalled = try directory.recall(options, engine: SimulatedServer.engineOptions, on: proof)
        let (sequence, hash) = (recalled.state.sequence, recalled.state.stateHash())
        if let known = stateHashes[sequence], known != hash { fail("state", "the follower has another state at record \(sequence)") }
        guard sequence > recalled.snapshot?.sequence ?? 0 else { return }
        _ = try recalled.state.writeSnapshot(to: directory, instanceID: recalled.instanceID, chain: recalled.chain, on: proof)
        try disk.syncDirectory(directory.path)
        trace.note(.life, 4, sequence)
        trace.line("\(stamp) snapshot of record \(sequence)")
    }

    /// Opens damaged copies of what a dead server left behind.
    func probe() {
        guard violation == nil, !recordHashes.isEmpty else { return }
        if plan.faults.contains(.flip), probing.chance(400) { probe { flip($0) } }
        if plan.faults.contains(.misdirect), probing.chance(300) { probe { misdirect($0) } }
    }

    private func probe(_ damage: (VirtualDisk) -> String?) {
        let copy = disk.copy()
        copy.switchOn()
        guard let what = damage(copy) else { return }
        statistics.probes += 1
        do {
            let found = try open(copy)
            trace.note(.probe, found)
            trace.line("\(stamp) \(what): opens at record \(found)")
        } catch {
            statistics.damageRefused += 1
            trace.note(.probe, 0)
            trace.line("\(stamp) \(what): \(error)")
        }
    }

    /// One bit of a log or a snapshot is another.
    private func flip(_ copy: VirtualDisk) -> String? {
        let paths = copy.names.keys.sorted().filter { $0.hasSuffix(".wal") || $0.contains("/snapshots/") && !$0.hasSuffix("lock") }
        guard !paths.isEmpty else { return nil }
        let path = paths[probing.below(paths.count)]
        guard let node = copy.names[path], let used = copy.nodes[node].cached.lastIndex(where: { $0 != 0 }) else { return nil }
        let offset = probing.below(used + 1)
        copy.nodes[node].cached[offset] ^= 1 << UInt8(probing.below(8))
        copy.nodes[node].durable = copy.nodes[node].cached
        return "a bit of \(path) at \(offset)"
    }

    /// One of the last writes went elsewhere.
    private func misdirect(_ copy: VirtualDisk) -> String? {
        let writes = copy.writes.filter { copy.names[$0.path] != nil && $0.bytes.contains { $0 != 0 } }
        guard !writes.isEmpty else { return nil }
        let write = writes[probing.below(writes.count)]
        guard let node = copy.names[write.path] else { return nil }
        let size = copy.nodes[node].cached.count
        let target = probing.below(max(1, size / VirtualDisk.sectorBytes)) * VirtualDisk.sectorBytes
        func put(_ bytes: [UInt8], _ offset: Int) {
            for (index, byte) in bytes.enumerated() where offset + index < size { copy.nodes[node].cached[offset + index] = byte }
        }
        put(write.old, write.offset)
        put(write.bytes, target)
        copy.nodes[node].durable = copy.nodes[node].cached
        return "a write of \(write.bytes.count) bytes to \(write.path) at \(write.offset) went to \(target)"
    }

    /// Opens a copy as a process would. What it holds must be what was written, as far as it reaches.
    private func open(_ copy: VirtualDisk) throws -> SequenceNumber {
        let probe = try SimulatedServer(copy, clock, segmentBytes: segmentBytes, lists: false)
        defer { probe.die() }
        let sequence = probe.sequence
        trace.line("        the copy: \(probe.opening.replay.records) records behind snapshot \(probe.opening.snapshot?.sequence ?? 0), \(probe.opening.cut?.description ?? "nothing cut")")
        if sequence <= UInt64(recordHashes.count), let hash = stateHashes[sequence], hash != probe.stateHash { fail("damage", "record \(sequence) leads to another state") }
        try readLog(copy) { record, sequence in
            if sequence <= UInt64(recordHashes.count), Self.hash(record) != recordHashes[Int(sequence) - 1] {
                fail("damage", "record \(sequence) is taken for what it is not")
            }
        }
        if sequence < UInt64(recordHashes.count) {
            // Nothing follows the last frame that would tell of it: damage there cannot be told from a torn write. Anything before it can.
            let last = try lastFrame()
            if sequence + 1 < last { fail("damage", "records \(sequence + 1) to \(recordHashes.count) are cut off without a word, the last frame begins with \(last)") }
        }
        return sequence
    }

    /// First record of the last frame on the disk.
    private func lastFrame() throws -> SequenceNumber {
        let reader = try JournalReader("\(SimulatedServer.data)/log", storage: disk.copy())
        var last: SequenceNumber = 0
        while let frame = try reader.next() { if frame.stateHash == nil { last = frame.firstSequence } }
        return last
    }
}
