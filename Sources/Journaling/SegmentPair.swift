internal import IO

/// The two files of one segment.
@safe final class SegmentPair {
    let number: UInt64
    /// Of the primary and of the mirror; nil where it is missing.
    let windows: [SegmentWindow?]
    private(set) var segmentBytes = 0

    init(_ directories: [SegmentDirectory], _ numbers: [[UInt64]], _ number: UInt64) throws(JournalError) {
        self.number = number
        windows = try LogCopy.allCases.map { copy throws(JournalError) in
            numbers[copy.rawValue].contains(number) ? try SegmentWindow(directories[copy.rawValue], number) : nil
        }
    }

    func sync() throws(JournalError) {
        for window in windows { if let window { try lifting { () throws(StorageError) in try window.file.sync() } } }
    }

    /// The size that an intact header names.
    func adopt(_ bytes: Int) {
        segmentBytes = bytes
        for window in windows { window?.adopt(segmentBytes: bytes) }
    }

    func examine(_ offset: Int, after state: ChainState) throws(JournalError) -> [FrameVerdict] {
        try windows.map { window throws(JournalError) in try window?.examine(offset, after: state) ?? .torn("the segment is missing") }
    }
}

extension FrameVerdict {
    var reason: String {
        switch self {
        case .frame: ""
        case .end: "nothing is written here"
        case .torn(let what), .wrong(let what): what
        }
    }

    var tornReason: String? { if case .torn(let what) = self { what } else { nil } }
}
