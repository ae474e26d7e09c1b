/// Files as the log needs them, behind a protocol so that a simulator can stand in for the file system and fail at will.
///
/// Every call blocks. Paths are plain strings; nothing here expands or normalises them.
package protocol Storage: Sendable {
    func open(_ path: String, _ mode: StorageOpenMode) throws(StorageError) -> any StorageFile
    /// Names in a directory, without `.` and `..`, in no order.
    func list(_ directory: String) throws(StorageError) -> [String]
    /// Atomically gives a file another name, replacing what had that name. Durable after `syncDirectory`.
    func rename(_ path: String, to newPath: String) throws(StorageError)
    func remove(_ path: String) throws(StorageError)
    /// Creates a directory and its missing parents; one that exists is fine.
    func createDirectory(_ path: String) throws(StorageError)
    /// Makes creations, renames and removals in a directory durable.
    func syncDirectory(_ path: String) throws(StorageError)
}

/// An open file. Reads and writes name their offset, so there is no position to share; the file closes with its last reference.
package protocol StorageFile: AnyObject, Sendable {
    var path: String { get }
    /// Bytes.
    func size() throws(StorageError) -> Int
    /// Reads up to `buffer.count` bytes and returns how many there were: fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StorageError) -> Int
    /// Writes all of `bytes` or throws; after a throw any part of them may have been written.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StorageError)
    /// Makes what was written durable, with the size but not the times.
    func syncData() throws(StorageError)
    /// Makes what was written and all metadata durable.
    func sync() throws(StorageError)
    func truncate(to bytes: Int) throws(StorageError)
    /// Takes the whole-file lock if nobody else holds it; it is given up when the file closes or the process dies.
    func tryLock() throws(StorageError) -> Bool
}

package enum StorageOpenMode: Sendable {
    case read
    case readWrite
    /// Read and write; the file is created or emptied.
    case create
    /// Read and write; the file is created if it is missing.
    case openOrCreate
}

/// What was attempted on which path, and the system's answer.
package struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Operation: String, Sendable {
        case open, read, write, syncData, sync, rename, remove, createDirectory, syncDirectory, list, size, truncate, lock, startThread
    }
    package var operation: Operation
    package var path: String
    /// The `errno` of the failed call.
    package var code: Int32

    package init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    package var isNotFound: Bool { code == StorageErrorCode.notFound }

    package var description: String { "\(operation.rawValue) \(path): \(StorageErrorCode.text(code))" }
}
