import IO
import Testing

@testable import Simulation

@Suite struct VirtualDiskTests {
    private let disk = VirtualDisk(random: SeededRandom(1), trace: Trace(keepsLines: false))

    private func write(_ text: String, _ file: any StorageFile, at offset: Int = 0) throws {
        try unsafe Array(text.utf8).withUnsafeBytes { try unsafe file.write($0, at: offset) }
    }

    private func read(_ path: String) throws -> String {
        let file = try disk.open(path, .read)
        var bytes = [UInt8](repeating: 0, count: try file.size())
        let count = try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0, at: 0) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    @Test func `what was not synced is gone with the power, and so is what has no name on the disk`() throws {
        let file = try disk.open("d/a", .create)
        try write("first", file)
        try file.sync()
        try disk.syncDirectory("d")
        try write("FIRST", file)
        #expect(try read("d/a") == "FIRST")
        let other = try disk.open("d/b", .create)
        try write("other", other)
        try other.sync()
        try disk.rename("d/a", to: "d/c")
        disk.losePower(isTorn: false)
        disk.switchOn()
        #expect(try disk.list("d") == ["a"])
        #expect(try read("d/a") == "first")
    }

    @Test func `a torn write keeps whole sectors of some moment`() throws {
        var seen: Set<String> = []
        for seed in 0..<200 as Range<UInt64> {
            let disk = VirtualDisk(random: SeededRandom(seed), trace: Trace(keepsLines: false))
            let file = try disk.open("d/a", .create)
            try write(String(repeating: "a", count: 1024), file)
            try file.sync()
            try disk.syncDirectory("d")
            try write(String(repeating: "b", count: 1024), file)
            try write(String(repeating: "c", count: 512), file)
            disk.losePower(isTorn: true)
            let content = disk.nodes[0].cached
            #expect(content.count == 1024 && Set(content[..<512]).count == 1 && Set(content[512...]).count == 1)
            seen.insert(String(decoding: [content[0], content[512]], as: UTF8.self))
        }
        #expect(seen == ["aa", "ab", "ba", "bb", "ca", "cb"])
    }

    @Test func `a torn cut keeps or loses each name that was not synced, and no other`() throws {
        var seen: Set<[String]> = []
        for seed in 0..<400 as Range<UInt64> {
            let disk = VirtualDisk(random: SeededRandom(seed), trace: Trace(keepsLines: false))
            for name in ["d/kept", "d/removed", "d/old", "d/sub/kept"] { _ = try disk.open(name, .create) }
            try disk.syncDirectory("d")
            try disk.remove("d/removed")
            try disk.rename("d/old", to: "d/new")
            _ = try disk.open("d/made", .create)
            disk.losePower(isTorn: true)
            let names = try disk.list("d").sorted()
            #expect(names.contains("kept") && names.contains("old") != names.contains("new"))
            seen.insert(names + (try disk.list("d/sub")))
        }
        // Removed or not, renamed or not, made or not; and the file whose own directory was not synced, there or not.
        #expect(seen.count == 16)
    }

    @Test func `a file that was cut has its old or its new length until it is synced`() throws {
        var seen: Set<Int> = []
        for seed in 0..<40 as Range<UInt64> {
            let disk = VirtualDisk(random: SeededRandom(seed), trace: Trace(keepsLines: false))
            let file = try disk.open("d/a", .create)
            try write(String(repeating: "a", count: 2048), file)
            try file.sync()
            try disk.syncDirectory("d")
            try file.truncate(to: 700)
            let copy = disk.copy()
            disk.losePower(isTorn: true)
            seen.insert(disk.nodes[0].cached.count)
            copy.nodes[0].sync()
            copy.losePower(isTorn: true)
            #expect(copy.nodes[0].cached.count == 700)
        }
        #expect(seen == [700, 2048])
    }

    @Test func `when the power fails in an operation, that and everything after it fails, and a file left open stays closed`() throws {
        let file = try disk.open("d/a", .create)
        disk.weather.cutAfter = 1
        try write("x", file)
        #expect(throws: StorageError.self) { try file.sync() }
        #expect(disk.isOff)
        #expect(throws: StorageError.self) { try disk.open("d/b", .create) }
        disk.losePower(isTorn: false)
        disk.switchOn()
        #expect(throws: StorageError.self) { try file.sync() }
        #expect(try disk.open("d/b", .create).size() == 0)
    }

    @Test func `short transfers go on until all is through`() throws {
        disk.weather.shorts = 900
        let text = String((0..<2_000).map { _ in "walrus" }.joined())
        try write(text, try disk.open("d/a", .create))
        #expect(try read("d/a") == text)
    }
}
