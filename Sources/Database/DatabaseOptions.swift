/// How a database file is opened; unless said otherwise, for data that is nowhere else.
package struct DatabaseOptions: Sendable {
    package enum Synchronous: String, Sendable {
        /// What was committed is on disk.
        case full = "FULL"
        /// A power cut may take back the last commits, in order; the file stays whole. For what can be made again.
        case normal = "NORMAL"
        /// A power cut may leave anything: for a file that nobody uses before it is finished and synced.
        case off = "OFF"
    }

    package var synchronous = Synchronous.full
    /// For questions only; the file must exist, with the schema this program knows.
    package var isReadOnly = false
    /// The file is somebody else's, who makes it and brings its schema up to date: as for questions it must exist, but may be written to.
    package var isExisting = false
    /// Pages kept in memory, in bytes; nil for SQLite's own 2 MiB.
    package var cacheBytes: Int?
    /// Pages in the write-ahead file from which on a commit moves them to the database; nil for SQLite's own 1,000.
    package var walPages: Int?
    /// What the write-ahead file is cut to when it begins anew, in bytes; nil for never.
    package var walBytesKept: Int?

    /// A file of up to so many bytes is read through when it is opened, and refused if a page is not what was written (`PRAGMA quick_check`):
    /// in seconds. Of a larger one, each page is checked when it is read.
    package var checkedBytesMax = 1 << 30

    package init() {}
}
