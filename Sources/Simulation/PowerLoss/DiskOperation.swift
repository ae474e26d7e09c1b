/// One change of what is on a disk, or a promise that it is there for good. Files go by numbers, in the order they were created.
enum DiskOperation {
    case create(path: String, node: Int)
    case write(node: Int, offset: Int, bytes: [UInt8])
    case sync(node: Int)
    case truncate(node: Int, size: Int)
    case rename(path: String, newPath: String)
    case remove(path: String)
    case syncDirectory(path: String)
}
