internal import IO

extension MirrorMerge {
    /// Writes every patch and puts it on disk. What a crash leaves of it is planned again by the next walk.
    func apply() throws(JournalError) {
        var index = patches.startIndex
        while index < patches.endIndex {
            let patch = patches[index]
            try apply(patches.filter { $0.copy == patch.copy && $0.number == patch.number })
            index = patches[index...].firstIndex { $0.number != patch.number } ?? patches.endIndex
            try apply(patches.filter { $0.copy == patch.copy.other && $0.number == patch.number })
        }
    }

    /// All patches of one file.
    private func apply(_ patches: [Patch]) throws(JournalError) {
        guard let first = patches.first else { return }
        let directory = directories[first.copy.rawValue]
        let isNew = patches.contains { $0.kind == .file }
        let path = isNew ? directory.temporaryPath(ofSegment: first.number) : directory.path(ofSegment: first.number)
        var source: (any StorageFile)?
        if patches.contains(where: { $0.kind == .bytes }) { source = try directories[first.copy.other.rawValue].open(first.number, .read) }
        try lifting { () throws(StorageError) in
            let file = try directory.storage.open(path, isNew ? .create : .readWrite)
            // Files and sizes come first: they are planned before what goes into them.
            for patch in patches {
                switch patch.kind {
                case .file, .size, .zeros: _ = try ZeroFill.fill(file, patch.range)
                case .bytes: if let source { try FileCopy.copy(source, patch.range, to: file) }
                }
            }
            try file.sync()
            guard isNew else { return }
            try directory.storage.rename(path, to: directory.path(ofSegment: first.number))
            try directory.storage.syncDirectory(directory.path)
        }
    }
}
