import Market
import Testing
import Wire

/// Bytes from a disk may be anything: they decode or throw, and never trap.
@Suite struct UntrustedBytesTests {
    private func samples(seed: UInt64) -> [SampleRecord] {
        var random = Random(seed: seed)
        return random.commands().map { SampleRecord($0, random: &random) }
    }

    /// Reads everything there is to read; true if it was all right.
    private func isReadable(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var reader = unsafe RecordReader(buffer)
            do throws(WireError) {
                while let record = try reader.next() { _ = try record.json(sequence: 1) }
                return true
            } catch {
                return false
            }
        }
    }

    private func error(_ bytes: [UInt8]) -> WireError? {
        do throws(WireError) {
            _ = try decode(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a record cut anywhere but between messages is refused`() {
        for record in samples(seed: 1).prefix(9) {
            let bytes = record.encoded
            let boundaries = Set(messageOffsets(bytes).map(\.offset))
            for count in 1..<bytes.count {
                #expect(isReadable(Array(bytes.prefix(count))) == boundaries.contains(count), "cut at \(count)")
            }
        }
    }

    @Test func `no flipped bit makes the reader trap`() {
        var refused = 0
        for record in samples(seed: 2) {
            // Commands alone first, then one record with all events.
            var bytes = SampleRecord(record.command, time: record.time).encoded
            if case .enterOrder = record.command { bytes = record.encoded }
            for bit in 0..<bytes.count * 8 {
                bytes[bit / 8] ^= 1 << (bit % 8)
                if !isReadable(bytes) { refused += 1 }
                bytes[bit / 8] ^= 1 << (bit % 8)
            }
            #expect(isReadable(bytes))
        }
        #expect(refused > 1000)
    }

    @Test func `random damage never makes the reader trap`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Random(seed: seed)
        let valid = samples(seed: seed).flatMap(\.encoded)
        var refused = 0
        for _ in 0..<300 {
            let start = Int(random.next() % UInt64(valid.count))
            var bytes = Array(valid[start..<min(valid.count, start + 400)])
            for _ in 0..<random.next() % 8 { bytes[Int(random.next() % UInt64(bytes.count))] = random.extreme() }
            if !isReadable(bytes) { refused += 1 }
        }
        #expect(refused > 0, "seed \(seed)")
    }

    @Test func `every enum field refuses a number without a name, and says where`() {
        for record in samples(seed: 4) {
            let bytes = record.encoded
            for (offset, template) in messageOffsets(bytes) {
                let message = Schema.messages.first { $0.templateID == template }!
                for field in message.fields {
                    guard case .enumeration = field.type else { continue }
                    let place = offset + Schema.headerBytes + field.offset
                    var damaged = bytes
                    damaged[place] = 200
                    guard case .unknownValue(place, let name, let fieldName, 200) = error(damaged) else {
                        Issue.record("\(message.name).\(field.name) took 200")
                        continue
                    }
                    #expect(name.description == message.name)
                    #expect(fieldName.description == field.name)
                }
            }
        }
    }

    @Test func `no event has negative lots`() {
        let bytes = samples(seed: 5)[0].encoded
        var checked = 0
        for (offset, template) in messageOffsets(bytes) where template >= 64 {
            for field in Schema.messages.first(where: { $0.templateID == template })!.fields {
                guard case .scalar(let type) = field.type, type == "Lots" || type == "Count" else { continue }
                let place = offset + Schema.headerBytes + field.offset
                var damaged = bytes
                damaged.replaceSubrange(place..<place + 8, with: [UInt8](repeating: 255, count: 8))
                guard case .belowMinimum(place, _, let name, -1) = error(damaged) else {
                    Issue.record("\(template).\(field.name) took -1")
                    continue
                }
                #expect(name.description == field.name)
                checked += 1
            }
        }
        #expect(checked >= 16)
    }

    @Test func `a longer block of a later version is read, a shorter one refused`() throws {
        for record in samples(seed: 6) {
            var longer: [UInt8] = []
            let bytes = record.encoded
            for (offset, _) in messageOffsets(bytes) {
                let length = Int(bytes[offset])
                longer += [UInt8(length + 3)] + bytes[(offset + 1)..<(offset + 6)] + [2, 0] + bytes[(offset + 8)..<(offset + 8 + length)] + [1, 2, 3]
                var shorter = bytes
                shorter[offset] -= 1
                shorter.remove(at: offset + 8 + length - 1)
                guard case .shortBlock(offset, _, length - 1, length) = error(shorter) else {
                    Issue.record("a block of \(length - 1) bytes was read at \(offset): \(String(describing: error(shorter)))")
                    continue
                }
            }
            #expect(try decode(longer) == [record])
        }
    }

    @Test func `headers are refused by what is wrong with them`() {
        let tick = SampleRecord(.tick, time: 1).encoded
        let opened = SampleRecord(.tick, time: 1, [RecordedEvent(Event(.accountOpened, symbol: .all, account: .house))]).encoded
        #expect(error([1, 2, 3]) == .truncated(offset: 0, bytes: 3, needed: 8))
        #expect(error(Array(tick.dropLast())) == .truncated(offset: 0, bytes: 15, needed: 16))
        #expect(error(Array(opened[16...])) == .eventWithoutCommand(offset: 0, templateID: 78))
        var damaged = tick
        damaged[2] = 16
        #expect(error(tick + damaged) == .unknownTemplate(offset: 16, templateID: 16))
        damaged[2] = 128
        #expect(error(tick + damaged) == .unknownTemplate(offset: 16, templateID: 128))
        damaged = tick
        damaged[4] ^= 1
        #expect(error(tick + damaged) == .unknownSchema(offset: 16, schemaID: Schema.id ^ 1))
        #expect("\(error(tick + damaged)!)" == "offset 16: schema 7700 is not 7701")
    }

    @Test func `a short acceptance needs an order before it`() {
        let accepted = Message.OrderAccepted(orderID: 1, flags: [])
        var bytes = [UInt8](repeating: 0, count: Message.OrderAccepted.encodedBytes)
        unsafe bytes.withUnsafeMutableBytes { unsafe accepted.encode(into: $0.baseAddress!) }
        #expect(error(SampleRecord(.tick, time: 1).encoded + bytes) == .acceptedWithoutOrder(offset: 16))
    }

    @Test func `after an error the reader stays where it is`() {
        let bytes = SampleRecord(.tick, time: 1).encoded + [0]
        unsafe bytes.withUnsafeBytes { buffer in
            var reader = unsafe RecordReader(buffer)
            #expect(reader.offset == 0)
            #expect(throws: WireError.truncated(offset: 16, bytes: 1, needed: 8)) { try reader.next() }
            #expect(reader.offset == 0)
        }
    }
}
