import Foundation
import Market
import Testing
import Wire

/// `proto/decode.py` reads our records through the Python package `sbe`, with nothing but the schema.
@Suite struct ThirdPartyDecoderTests {
    /// `WALRAS_PYTHON`, or the `python3` of the path.
    static let python: (program: URL, arguments: [String]) = {
        if let path = ProcessInfo.processInfo.environment["WALRAS_PYTHON"] { return (URL(fileURLWithPath: path), []) }
        return (URL(fileURLWithPath: "/usr/bin/env"), ["python3"])
    }()

    static let hasDecoder: Bool = {
        do {
            let outcome = try Repository.run(python.program, python.arguments + ["-c", "import sbe"])
            if outcome.status == 0 { return true }
            print("SKIPPED: third-party decoding: \(outcome.errors)")
        } catch {
            print("SKIPPED: third-party decoding: \(error)")
        }
        return false
    }()

    private func decode(_ bytes: [UInt8], _ options: [String] = []) throws -> Repository.Outcome {
        try Repository.withTemporaryDirectory { directory in
            let file = directory.appendingPathComponent("records")
            try Data(bytes).write(to: file)
            let script = Repository.root.appendingPathComponent("proto/decode.py").path
            return try Repository.run(Self.python.program, Self.python.arguments + [script] + options + [Repository.schema.path, file.path])
        }
    }

    @Test(.enabled(if: hasDecoder, "python3 with the package sbe (set WALRAS_PYTHON)"))
    func `a third party's decoder reads every field of every message`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Random(seed: seed)
        random.flagBits = 0x0F
        let records = (0..<20).flatMap { _ in random.commands() }.map { SampleRecord($0, random: &random) }
        let bytes = records.flatMap(\.encoded)
        var expected: [String] = []
        try unsafe bytes.withUnsafeBytes { buffer in
            var reader = unsafe RecordReader(buffer)
            while let record = try reader.next() { expected.append(try record.json(sequence: UInt64(expected.count + 1))) }
        }
        let outcome = try decode(bytes)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.count == records.count)
        for (line, ours) in zip(lines, expected) { #expect(line == ours, "seed \(seed)") }
    }

    @Test(.enabled(if: hasDecoder, "python3 with the package sbe (set WALRAS_PYTHON)"))
    func `the script refuses what is not a record`() throws {
        let outcome = try decode(Array(SampleRecord(.tick, time: 1).encoded.dropLast()))
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("offset 0: block of Tick is cut off"))
    }

    @Test(.enabled(if: hasDecoder, "python3 with the package sbe (set WALRAS_PYTHON)"))
    func `a third party's decoder reads every message of a session, groups included`() throws {
        let outcome = try decode(SessionExamples.messages.flatMap(\.framed), ["--frames"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        // What is in a batch is printed in its place.
        #expect(lines == (try SessionExamples.messages.flatMap { [String](repeating: try ($0.isBatch ? SessionExamples.batched : $0).json(), count: $0.isBatch ? 2 : 1) }))
    }

    @Test(.enabled(if: hasDecoder, "python3 with the package sbe (set WALRAS_PYTHON)"))
    func `the script refuses a batch that is cut off, too long or copies from nowhere`() throws {
        let blocks: [([UInt8], String)] = [
            ([0x30, 1, 2], "is cut off"), ([0x10, 1, 2], "is cut off"), ([0x20, 1, 2], "holds 2 bytes, not 60"),
            ([0x10, 1, 2, 0, 0], "copies 4 bytes from 2 before byte 1"), ([0x1F, 1, 1, 0, 255, 0], "copies 274 bytes from 1 before byte 1 of 60"),
            ([0x1F, 1, 1, 0, 40, 0], "in a CompressedBatch: offset 0: no frame"),
        ]
        for (block, fault) in blocks {
            let batch = SessionExample(Message.CompressedBatch(rawBytes: 60), block.map { Message.CompressedBatch.Entry(octet: $0) })
            let outcome = try decode(batch.framed, ["--frames"])
            #expect(outcome.status == 1 && outcome.errors.contains("offset 0: in a CompressedBatch: ") && outcome.errors.contains(fault), "\(outcome)")
        }
    }

    @Test(.enabled(if: hasDecoder, "python3 with the package sbe (set WALRAS_PYTHON)"))
    func `the script refuses what is not a frame`() throws {
        let outcome = try decode(Array(SessionExamples.messages[0].framed.dropLast()), ["--frames"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("offset 0: no frame has length"))
    }
}
