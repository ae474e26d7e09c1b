import IO
import Market

#if _endian(big)
#error("workload records are read and written as they lie in memory, which must be little-endian")
#endif

extension Workload {
    /// Reads and checks a whole file: a workload that comes back can be run without further checks.
    ///
    /// - Complexity: O(commands), and as much memory as the file has bytes.
    init(readingFrom path: String) throws {
        let file = try MemoryMappedFile(path: path)
        self = try unsafe file.withBytes { bytes throws(FileError) in
            func fault(_ offset: Int, _ fault: WorkloadFault) -> FileError { .workload(path: path, offset: offset, fault) }
            let header = try unsafe WorkloadHeader(bytes, fault)
            let count = (bytes.count - WorkloadHeader.bytes) / WorkloadRecord.bytes
            let records = unsafe [WorkloadRecord](unsafeUninitializedCapacity: count) { target, initialized in
                unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[WorkloadHeader.bytes...]))
                initialized = count
            }
            return Workload(header: header, records: records)
        }
        try check(path)
    }

    func write(to path: String) throws {
        try unsafe header.encoded.withUnsafeBytes { head in
            try unsafe records.withUnsafeBytes { body in
                try unsafe MemoryMappedFile.write([head, body], to: path)
            }
        }
    }

    /// Checks every record, and moves market bounds that lie beyond the announced prices to the last of them.
    private mutating func check(_ path: String) throws(FileError) {
        let limits = header.minPrice...header.maxPrice
        var entered = [Bool](repeating: false, count: Int(header.maxID) + 1)
        for index in records.indices {
            let record = records[index]
            func fail(_ fault: WorkloadFault) -> FileError {
                .workload(path: path, offset: WorkloadHeader.bytes + index * WorkloadRecord.bytes, fault)
            }
            guard let operation = WorkloadOperation(rawValue: record.rawOperation) else { throw fail(.unknownOperation(record.rawOperation)) }
            guard record.rawSide <= 1 else { throw fail(.unknownSide(record.rawSide)) }
            guard index >= Int(header.preloadCount) || operation == .add else { throw fail(.preloadIsNoAdd) }
            guard UInt32(record.symbol) < header.symbols else { throw fail(.symbolOutOfRange(record.symbol)) }
            guard operation == .cancel || record.quantity > 0 else { throw fail(.zeroQuantity) }
            if operation == .cancel || operation == .replace {
                guard (1...header.maxID).contains(record.id) else { throw fail(.idOutOfRange(record.id)) }
                guard entered[Int(record.id)] else { throw fail(.idNeverEntered(record.id)) }
            }
            if operation != .cancel {
                let id = operation == .replace ? record.newID : record.id
                guard (1...header.maxID).contains(id) else { throw fail(.idOutOfRange(id)) }
                guard !entered[Int(id)] else { throw fail(.idUsedTwice(id)) }
                entered[Int(id)] = true
            }
            if limits.contains(record.price) || operation == .cancel { continue }
            // A bound that no resting order could pass bounds as much at the edge; one that nothing could reach has no counterpart there.
            let looser = record.side == .buy ? record.price > header.maxPrice : record.price < header.minPrice
            guard operation == .market, looser else { throw fail(.priceOutOfRange(record.price)) }
            records[index].price = record.side == .buy ? header.maxPrice : header.minPrice
        }
    }
}

extension WorkloadHeader {
    /// Decodes and checks the header of a file whose bytes are all given.
    init(_ bytes: UnsafeRawBufferPointer, _ fault: (Int, WorkloadFault) -> FileError) throws(FileError) {
        guard bytes.count >= Self.bytes else { throw fault(0, .tooShort(bytes: bytes.count)) }
        guard unsafe bytes[0..<8].elementsEqual(Self.magic) else { throw fault(0, .wrongMagic) }
        preloadCount = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        timedCount = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        symbols = unsafe bytes.loadUnaligned(fromByteOffset: 24, as: UInt32.self)
        maxID = unsafe bytes.loadUnaligned(fromByteOffset: 28, as: UInt32.self)
        minPrice = unsafe bytes.loadUnaligned(fromByteOffset: 32, as: Int32.self)
        maxPrice = unsafe bytes.loadUnaligned(fromByteOffset: 36, as: Int32.self)
        trades = unsafe bytes.loadUnaligned(fromByteOffset: 40, as: UInt64.self)
        volume = unsafe bytes.loadUnaligned(fromByteOffset: 48, as: UInt64.self)
        checksum = unsafe bytes.loadUnaligned(fromByteOffset: 56, as: UInt64.self)

        guard preloadCount <= Self.commandsMax else { throw fault(8, .tooManyCommands(preloadCount)) }
        guard timedCount <= Self.commandsMax else { throw fault(16, .tooManyCommands(timedCount)) }
        let expected = UInt64(Self.bytes) + (preloadCount + timedCount) * UInt64(WorkloadRecord.bytes)
        guard UInt64(bytes.count) == expected else { throw fault(8, .wrongSize(bytes: bytes.count, expected: expected)) }
        guard (1...Self.symbolsMax).contains(symbols) else { throw fault(24, .wrongSymbolCount(symbols)) }
        // A record enters one id at most, so this also bounds the tables sized by it.
        guard maxID > 0, UInt64(maxID) <= preloadCount + timedCount else { throw fault(28, .wrongMaxID(maxID)) }
        guard minPrice <= maxPrice, Int64(maxPrice) - Int64(minPrice) <= Instrument.priceSpanMax else {
            throw fault(32, .wrongPriceRange(min: minPrice, max: maxPrice))
        }
    }

    var encoded: [UInt8] {
        var bytes = Self.magic
        func append(_ value: some FixedWidthInteger) {
            unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
        }
        append(preloadCount)
        append(timedCount)
        append(symbols)
        append(maxID)
        append(minPrice)
        append(maxPrice)
        append(trades)
        append(volume)
        append(checksum)
        return bytes
    }
}
