import Foundation
import IO

/// A directory to write into: the one the caller named, which stays, or a temporary one, which goes.
struct WorkDirectory {
    let path: String
    private let isTemporary: Bool

    init(_ named: String?, prefix: String) throws {
        isTemporary = named == nil
        path = named ?? FileManager.default.temporaryDirectory.appendingPathComponent("\(prefix)-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Removes a temporary directory. A failure is reported, not thrown: the work is done.
    func clean() {
        guard isTemporary else { return }
        do { try Directory.remove(path) } catch {
            FileHandle.standardError.write(Data("walras: could not remove \(path): \(error)\n".utf8))
        }
    }
}

enum Directory {
    /// Removes a directory and what is in it.
    static func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }
}
