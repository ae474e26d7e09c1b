import Foundation
import IO
import Synchronization

/// A directory to write into: the one the caller named, which stays, or a temporary one, which goes.
struct WorkDirectory {
    let path: String
    private let isTemporary: Bool

    init(_ named: String?, prefix: String) throws {
        isTemporary = named == nil
        path = named ?? FileManager.default.temporaryDirectory.appendingPathComponent("\(prefix)-\(UUID().uuidString)").path
        if isTemporary { try Interruption.removes(path) }
        try FileStorage().createDirectory(path)
    }

    /// Removes a temporary directory. A failure is reported, not thrown: the work is done.
    func clean() {
        guard isTemporary else { return }
        Interruption.keeps(path)
        do { try Directory.remove(path) } catch {
            FileHandle.standardError.write(Data("walras: could not remove \(path): \(error)\n".utf8))
        }
    }
}

enum Directory {
    /// Removes a directory and what is in it.
    static func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }
}

/// What signals find to do before they end the process: its temporary directories go with it.
enum Interruption {
    private static let directories = Mutex<Set<String>>([])
    private static let loop = Mutex<EventLoop?>(nil)

    /// From now on SIGINT, SIGTERM and SIGHUP remove the directory before they end the process.
    static func removes(_ directory: String) throws {
        _ = directories.withLock { $0.insert(directory) }
        try loop.withLock { known in
            guard known == nil else { return }
            let started = try EventLoop()
            try started.start()
            let failure = started.performAndWait { () -> IOError? in
                do throws(IOError) {
                    // The loop keeps it, and lives as long as the process.
                    _ = try Signals(on: started) { end($0) }
                    return nil
                } catch { return error }
            }
            if let failure { throw failure }
            known = started
        }
    }

    static func keeps(_ directory: String) {
        _ = directories.withLock { $0.remove(directory) }
    }

    /// How often removing is tried: other threads may still put files into the directory.
    private static let attemptsMax = 3

    /// Ends the process as a shell would say that the signal did.
    private static func end(_ signal: Signals.Signal) {
        var text = "walras: interrupted\n"
        for directory in directories.withLock({ $0 }) where FileManager.default.fileExists(atPath: directory) {
            text += removal(of: directory)
        }
        FileHandle.standardError.write(Data(text.utf8))
        _exit(128 + signal.rawValue)
    }

    private static func removal(of directory: String) -> String {
        var failure = ""
        for _ in 0..<attemptsMax {
            do {
                try Directory.remove(directory)
                return ""
            } catch { failure = "walras: could not remove \(directory): \(error)\n" }
        }
        return failure
    }
}
