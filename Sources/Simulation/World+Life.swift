import Engine
import IO
import Journaling
import Market
import Wire

// The life of the server: starts, ends, snapshots, and what goes wrong in between.
extension World {
    /// Starts a process on what is on the disk.
    func start() {
        guard server == nil else { return }
        disk.switchOn()
        // Power can fail while a process starts, too.
        if isStormy, schedule.chance(40) { disk.weather.cutAfter = schedule.below(40) }
        do {
            let started = try SimulatedServer(disk, clock, segmentBytes: segmentBytes)
            server = started
            trace.note(.life, 1, started.sequence)
            trace.line("\(stamp) server starts at record \(started.sequence), snapshot \(started.opening.snapshot?.sequence ?? 0), \(started.opening.cut?.description ?? "nothing cut")")
            if started.opening.cut != nil { statistics.cuts += 1 }
            recovered(started)
            started.witness.see = { [unowned self] record, sequence in see(record, sequence) }
            settle()
        } catch {
            statistics.refusedStarts += 1
            trace.line("\(stamp) server does not start: \(error)")
            trace.note(.life, 2)
            if disk.isOff {
                disk.losePower(isTorn: plan.faults.contains(.torn))
            } else if !Self.isPassing(error) {
                return fail("recovery", "a log that nobody damaged is refused: \(error)")
            }
            queue.add(.start, at: now + schedule.from(1_000_000, to: 20_000_000))
        }
    }

    private var isStormy: Bool { plan.faults.contains(.crash) && !isCalm && nextOperation > 0 }

    /// Whether another attempt may go better: the disk failed, not what was on it.
    private static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case EngineError.journal(.storage), EngineError.fenced(.storage): true
        default: false
        }
    }

    /// The process is gone, and with its power, if that failed, what was not synced.
    func crash(losesPower: Bool) {
        guard let server else { return }
        statistics.crashes += 1
        trace.note(.life, 3, losesPower ? 1 : 0)
        trace.line("\(stamp) server dies at record \(server.sequence), \(losesPower ? "without power" : "by itself")")
        server.die()
        self.server = nil
        (logWorkAt, isLogAtWork) = (nil, false)
        if losesPower {
            statistics.powerCuts += 1
            disk.losePower(isTorn: plan.faults.contains(.torn))
        }
        for (number, connection) in connections.sorted(by: { $0.key < $1.key }) {
            connection.isDead = true
            connection.session = nil
            queue.add(.hangUp(connection: number), at: now + network.from(10_000, to: 2_000_000))
        }
        probe()
        queue.add(.start, at: now + schedule.from(500_000, to: 10_000_000))
    }

    // MARK: records

    /// Every record that leaves the exchange, once.
    func see(_ record: Record, _ sequence: SequenceNumber) {
        guard sequence == UInt64(recordHashes.count) + 1 else {
            return fail("sequence", "record \(sequence) is published after \(recordHashes.count)")
        }
        recordHashes.append(Self.hash(record))
        shadow.apply(record, sequence: sequence)
        checkShadow()
    }

    static func hash(_ record: Record) -> UInt64 {
        var hasher = StateHasher()
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(start: record.payload + record.bytes.lowerBound, count: record.bytes.count))
        return hasher.finalize()
    }

    func checkShadow() {
        guard let fault = shadow.fault else { return }
        fail(String(fault.prefix { $0 != ":" }), String(fault.drop { $0 != ":" }.dropFirst(2)))
    }

    /// Compares what a process has found on the disk with what was said before: nothing of it may be missing or different.
    private func recovered(_ server: SimulatedServer) {
        let published = UInt64(recordHashes.count)
        if server.sequence < published { return fail("durability", "record \(published) was published, the log ends with \(server.sequence)") }
        if let hash = stateHashes[server.sequence], hash != server.stateHash { fail("state", "record \(server.sequence) leads to another state than before") }
        // What was not on the disk has not happened; other records take its numbers.
        stateHashes = stateHashes.filter { $0.key <= server.sequence }
        do {
            var last: SequenceNumber = 0
            try readLog(disk) { record, sequence in
                last = sequence
                if sequence <= published {
                    if Self.hash(record) != recordHashes[Int(sequence) - 1] { fail("durability", "record \(sequence) is not what it was when it was published") }
                } else {
                    recordHashes.append(Self.hash(record))
                    shadow.apply(record, sequence: sequence)
                    checkShadow()
                }
            }
            if last != server.sequence { fail("recovery", "the log ends with record \(last), the state with \(server.sequence)") }
        } catch {
            if !disk.isOff { fail("recovery", "the log cannot be read: \(error)") }
        }
    }

    /// Reads every record that is still in a log.
    func readLog(_ storage: any Storage, _ body: (Record, SequenceNumber) -> Void) throws {
        let reader = try JournalReader("\(SimulatedServer.data)/log", storage: storage)
        while let frame = try reader.next() {
            guard frame.stateHash == nil else { continue }
            var records = unsafe RecordReader(frame.payload)
            var sequence = frame.firstSequence
            while let record = try records.next() {
                body(record, sequence)
                sequence += 1
            }
        }
    }

    // MARK: mischief

    /// Something goes wrong, perhaps.
    func mischief() {
        guard !isCalm else { return }
        queue.add(.mischief, at: now + schedule.from(500_000, to: 6_000_000) * tempo)
        let faults = plan.faults
        switch schedule.below(100) {
        case 0..<8 where faults.contains(.crash): disk.weather.cutAfter = schedule.below(8)
        case 8..<11 where faults.contains(.crash): crash(losesPower: true)
        case 11..<15 where faults.contains(.crash): crash(losesPower: false)
        case 15..<35 where faults.contains(.drop):
            let alive = connections.values.filter { !$0.isDead }.sorted { $0.number < $1.number }
            if !alive.isEmpty { breakConnection(alive[schedule.below(alive.count)]) }
        case 35..<50 where faults.contains(.duplicate): clients[schedule.below(clients.count)].repeatSomething()
        case 50..<58 where faults.contains(.slow): clients[schedule.below(clients.count)].sleepsUntil = now + schedule.from(1_000_000, to: 60_000_000) * tempo
        case 58..<64 where faults.contains(.clock): jumpClock()
        case 64..<68 where faults.contains(.full):
            disk.weather.bytesMax = disk.bytesUsed + schedule.below(segmentBytes)
            queue.add(.diskHasRoom, at: now + schedule.from(1_000_000, to: 20_000_000))
            trace.line("\(stamp) the disk is full")
        case 68..<74 where faults.contains(.error): disk.weather.errors = disk.weather.errors == 0 ? 60 : 0
        default: break
        }
    }

    /// By up to a quarter of an hour in either direction: names last a day, and a run has few jumps.
    private func jumpClock() {
        let jump = schedule.from(-900, to: 900) * (schedule.chance(500) ? 1_000_000 : 1_000_000_000)
        statistics.clockJumps += 1
        clock.jump(by: jump)
        trace.note(.fault, 3, UInt64(bitPattern: jump))
        trace.line("\(stamp) the clock jumps by \(jump / 1_000_000) ms")
    }
}
