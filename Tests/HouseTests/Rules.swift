/// What the house expects of its files. Each rule takes a tree and says where it is broken.
enum Rules {
    /// What may be imported from where: a module imports only what stands in a row below its own.
    static let layers: [[String]] = [
        ["Glibc", "CLinux", "CMemory", "CChecksum", "CLZ4", "CZstd", "CAllocations", "CNGHTTP2", "CWSLAY", "COpenSSL", "CSQLite", "CPages", "CSimdjson", "CCurl"],
        ["Market", "IO", "JSON", "HTTP", "Security", "Database"],
        ["Matching", "Risk", "Wire"],
        ["Journaling", "Identity"],
        ["Engine"],
        ["History"],
        ["Webhooks"],
        ["Gateway"],
        ["Simulation"],
        ["walras"],
    ]
    /// Part of the language, wherever Swift runs.
    static let language: Set<String> = ["Swift", "Synchronization"]
    /// Without I/O, clock, randomness or suspension: values in, values out.
    static let pure: Set<String> = ["Market", "Matching", "Risk", "Wire"]
    static let withoutFoundation: Set<String> = [
        "Market", "IO", "Matching", "Risk", "Wire", "Journaling", "Engine", "JSON", "HTTP", "Security", "Database", "Identity", "History", "Webhooks", "Gateway", "Simulation",
    ]
    /// Where an amount, a price or a record passes, numbers are integers.
    static let withoutFloatingPoint: Set<String> = ["Market", "Matching", "Risk", "Wire", "Journaling", "Engine"]
    /// The one target that imports each C module.
    static let importers = [
        "CLinux": "IO", "CZstd": "IO", "CMemory": "Market", "CChecksum": "Journaling", "CLZ4": "Journaling", "CAllocations": "walras",
        "CNGHTTP2": "HTTP", "CWSLAY": "HTTP", "COpenSSL": "Security", "CSQLite": "Database", "CPages": "Database", "CSimdjson": "JSON", "CCurl": "Webhooks",
    ]

    static let linesMax = 400
    /// Written by SchemaCompiler, read by nobody.
    static let longFiles: Set<String> = ["Sources/Wire/Generated.swift"]
    static let readmeLinesMax = 100
    static let summaryCharactersMax = 150
    static let topLevel: Set<String> = ["Package.swift", "README.md", "Sources", "Tests", "proto", "bench", "ops"]

    // MARK: imports

    static func imports(of file: Tree.File) -> [(line: Int, module: String)] {
        file.code.enumerated().compactMap { index, line in
            guard line.utf8.contains(UInt8(ascii: "i")), line.contains("import ") else { return nil }
            let words = line.split(separator: " ").drop { $0.hasPrefix("@") || modifiers.contains($0) }
            guard words.first == "import", let name = words.dropFirst().first(where: { !kinds.contains($0) }) else { return nil }
            return (index + 1, String(name.prefix { $0 != "." }))
        }
    }

    private static let modifiers: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
    private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]

    static func importsFromAbove(_ tree: Tree) -> [Offence] {
        tree.swift("Sources").flatMap { file in
            guard let target = file.target, let layer = layers.firstIndex(where: { $0.contains(target) }) else {
                return file.target == "SchemaCompiler" ? [] : [Offence(path: file.path, what: "its module has no place among the layers")]
            }
            let below = Set(layers[..<layer].joined()).union(language).union(withoutFoundation.contains(target) ? [] : ["Foundation"])
            return imports(of: file).filter { !below.contains($0.module) }.map {
                Offence(path: file.path, line: $0.line, what: "\(target) imports \($0.module), which does not stand below it")
            }
        }
    }

    static func glibcOutsideIO(_ tree: Tree) -> [Offence] {
        tree.swift("Sources").filter { $0.target != "IO" }.flatMap { file in
            imports(of: file).filter { $0.module == "Glibc" }.map { Offence(path: file.path, line: $0.line, what: "imports Glibc: only IO may") }
        }
    }

    static func foundationInLibraries(_ tree: Tree) -> [Offence] {
        tree.swift("Sources").filter { withoutFoundation.contains($0.target ?? "") }.flatMap { file in
            imports(of: file).filter { $0.module.hasPrefix("Foundation") }.map {
                Offence(path: file.path, line: $0.line, what: "imports \($0.module): only the executables and tests may")
            }
        }
    }

    static func foreignCImports(_ tree: Tree) -> [Offence] {
        tree.swift("Sources", "Tests").flatMap { file in
            imports(of: file).compactMap { entry in
                guard let importer = importers[entry.module], importer != file.target else { return nil }
                return Offence(path: file.path, line: entry.line, what: "imports \(entry.module): only \(importer) may")
            }
        }
    }

    // MARK: code

    static func impurity(_ tree: Tree) -> [Offence] {
        let words = ["async", "await", "random", "randomElement", "shuffled", "ContinuousClock", "SuspendingClock", "IO"]
        return broken(tree.swift("Sources").filter { pure.contains($0.target ?? "") }, words) { "\($0) in a module that is pure" }
    }

    static func floatingPoint(_ tree: Tree) -> [Offence] {
        broken(tree.swift("Sources").filter { withoutFloatingPoint.contains($0.target ?? "") }, ["Double", "Float", "Float16", "Float80"]) {
            "\($0) where money and matching are computed"
        }
    }

    static func swallowedErrors(_ tree: Tree) -> [Offence] {
        broken(tree.swift("Sources"), "try?", #/\btry\?/#) { "\($0) swallows an error" }
            + broken(tree.swift("Sources"), "catch", #/\bcatch\s*\{\s*\}/#) { "\($0) swallows an error" }
            + broken(tree.swift("Sources", "Tests"), "try!", #/\btry!/#) { "\($0) hides what can go wrong" }
    }

    static func silentTraps(_ tree: Tree) -> [Offence] {
        ["fatalError", "preconditionFailure", "assertionFailure"].flatMap { trap in
            broken(tree.swift("Sources", "Tests"), trap, #/\b\w+\(\s*\)/#) { $0.hasPrefix(trap) ? "\($0) says nothing" : nil }
        }
    }

    static func houseNames(_ tree: Tree) -> [Offence] {
        ["Manager", "Helper", "Utils", "Utilities", "Impl"].flatMap { word in
            broken(tree.swift("Sources"), word, #/\b(?:struct|class|enum|actor|protocol|typealias)\s+\w+\b/#) {
                $0.hasSuffix(word) ? "\($0) does not say what it is" : nil
            }
        } + tree.swift("Sources").flatMap { file in
            guard let module = file.target else { return [Offence]() }
            return find(module, #/\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/#, in: file).filter { $0.module == module }.map {
                Offence(path: file.path, line: $0.line, what: "a type with the name of its module \($0.module)")
            }
        }
    }

    static func leftovers(_ tree: Tree) -> [Offence] {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        return tree.files.flatMap { file in
            words.filter(file.text.contains).flatMap { word in
                let lines = file.isSwift ? zip(file.code, file.comments).map { $0 + $1 } : file.lines.map(String.init)
                return lines.enumerated().filter { $0.element.split { !$0.isLetter }.contains { $0 == word } }.map {
                    Offence(path: file.path, line: $0.offset + 1, what: "\(word) left")
                }
            }
        }
    }

    static func uncheckedBuilds(_ tree: Tree) -> [Offence] {
        let flag = "-O" + "unchecked"
        return tree.files.filter { !$0.path.hasSuffix(".md") && $0.text.contains(flag) }.flatMap { file in
            file.lines.enumerated().filter { $0.element.contains(flag) }.map {
                Offence(path: file.path, line: $0.offset + 1, what: "\(flag): overflow must trap")
            }
        }
    }

    static func machinePaths(_ tree: Tree) -> [Offence] {
        let places = ["work", "root", "home", "Users"].map { "/\($0)/" }
        let pattern = #/(?:^|[\s"'`(=:])(/(?:work|root|home|Users)/\S*)/#
        return tree.files.filter { file in places.contains(where: file.text.contains) }.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                line.firstMatch(of: pattern).map { Offence(path: file.path, line: index + 1, what: "\($0.1) is a path of one machine") }
            }
        }
    }

    /// The first line of a doc comment, where it is longer than it may be.
    static func longSummaries(_ tree: Tree) -> [Offence] {
        tree.swift("Sources").filter { !longFiles.contains($0.path) }.flatMap { file in
            let isDoc = file.comments.map { Self.isDoc($0) }
            return file.comments.enumerated().compactMap { index, line -> Offence? in
                guard isDoc[index], index == 0 || !isDoc[index - 1] else { return nil }
                let characters = line.drop { $0 == " " }.count - 4
                guard characters > summaryCharactersMax else { return nil }
                return Offence(path: file.path, line: index + 1, what: "a summary of \(characters) characters, at most \(summaryCharactersMax)")
            }
        }
    }

    private static func isDoc(_ line: String) -> Bool {
        line.utf8.drop { $0 == UInt8(ascii: " ") }.starts(with: "///".utf8)
    }

    // MARK: files

    static func longFiles(_ tree: Tree) -> [Offence] {
        tree.files.filter { $0.isSwift && !longFiles.contains($0.path) }.compactMap { file in
            let lines = file.lines.count - 1
            return lines > linesMax ? Offence(path: file.path, line: linesMax + 1, what: "\(lines) lines, at most \(linesMax): split it") : nil
        }
    }

    static func strayFiles(_ tree: Tree) -> [Offence] {
        tree.files.filter { file in
            let first = String(file.path.split(separator: "/")[0])
            return !first.hasPrefix(".") && !topLevel.contains(first)
        }.map { Offence(path: $0.path, what: "does not belong at the top: allowed are \(topLevel.sorted().joined(separator: ", ")) and dot-files") }
    }

    static func modulesWithoutReadme(_ tree: Tree) -> [Offence] {
        let paths = Set(tree.files.map(\.path))
        return tree.modules.sorted().map { "Sources/\($0)/README.md" }.filter { !paths.contains($0) }.map {
            Offence(path: $0, what: "missing: every module says what it is")
        }
    }

    static func longReadmes(_ tree: Tree) -> [Offence] {
        tree.files.filter { $0.name == "README.md" && $0.path.hasPrefix("Sources/") && $0.target != nil }.compactMap { file in
            let lines = file.lines.count - 1
            return lines > readmeLinesMax ? Offence(path: file.path, what: "\(lines) lines are more than two screens") : nil
        }
    }

    static func scriptsNobodyCanRun(_ tree: Tree) -> [Offence] {
        tree.files.filter { $0.text.hasPrefix("#!") && !$0.isExecutable && !$0.name.hasSuffix(".py") }.map {
            Offence(path: $0.path, line: 1, what: "a script that is not executable")
        }
    }

    /// Links of Markdown files, and Swift files and limits they name, that do not exist.
    static func deadReferences(_ tree: Tree) -> [Offence] {
        let paths = Set(tree.files.map(\.path))
        let names = Set(tree.files.map(\.name))
        let sources = tree.swift("Sources")
        var offences: [Offence] = []
        for file in tree.files where file.path.hasSuffix(".md") {
            for (index, line) in file.lines.enumerated() where line.contains("](") || line.contains("`") {
                let links = line.matches(of: #/\]\(([^)#:\s]+)(?:#[^)]*)?\)/#).map { String($0.1) }.filter { link in
                    let path = resolve(link, from: file.path)
                    return !paths.contains(path) && !paths.contains { $0.hasPrefix(path + "/") }
                }
                let files = line.matches(of: #/`(?:[\w+]+\/)*([\w+]+\.swift)`/#).map { String($0.1) }.filter { !names.contains($0) }
                let limits = line.matches(of: #/`(?:\w+\.)?(\w+(?:Max|Min|Ahead))`/#).map { String($0.1) }.filter { limit in
                    !sources.contains { $0.text.contains(limit) }
                }
                offences += (links + files + limits).map { Offence(path: file.path, line: index + 1, what: "names \($0), which does not exist") }
            }
        }
        return offences
    }

    /// Types and their members that numbered steps name, `//  3  Reception.received   …`, and nothing declares.
    static func deadSteps(_ tree: Tree) -> [Offence] {
        let sources = tree.swift("Sources")
        return sources.flatMap { file in
            file.lines.enumerated().flatMap { index, line -> [Offence] in
                guard line.hasPrefix("//"), let names = line.firstMatch(of: #/^// +\d+  ([A-Z]\w*(?:\.\w+)?(?:, [A-Z]\w*(?:\.\w+)?)*)  /#) else { return [] }
                return names.1.split(separator: ", ").filter { name in
                    let parts = name.split(separator: ".")
                    return !sources.contains { source in parts.allSatisfy { declares($0, source) } }
                }.map { Offence(path: file.path, line: index + 1, what: "a step names \($0), which does not exist") }
            }
        }
    }

    private static func declares(_ name: Substring, _ file: Tree.File) -> Bool {
        file.text.contains(name) && file.code.contains { line in
            guard line.contains(name) else { return false }
            let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            return zip(words, words.dropFirst()).contains { declarators.contains($0) && $1 == name }
        }
    }

    private static let declarators: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "extension", "func", "var", "let", "case"]

    private static func resolve(_ link: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in link.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    // MARK: searching

    // Patterns are slow in debug builds: they are tried only where the needle is. Words end where identifiers do, not where those of prose do.

    /// First group of every match in the code of a file.
    private static func find(_ needle: String, _ pattern: Regex<(Substring, Substring)>, in file: Tree.File) -> [(line: Int, module: String)] {
        file.code.enumerated().filter { $0.element.contains(needle) }.flatMap { index, line in
            line.matches(of: pattern.wordBoundaryKind(.simple)).map { (index + 1, String($0.1)) }
        }
    }

    private static func broken(
        _ files: [Tree.File], _ needle: String, _ pattern: Regex<Substring>, _ what: (String) -> String?
    ) -> [Offence] {
        files.filter { $0.text.contains(needle) }.flatMap { file in
            file.code.enumerated().filter { $0.element.contains(needle) }.flatMap { index, line in
                line.matches(of: pattern.wordBoundaryKind(.simple)).compactMap { match in
                    what(String(match.output)).map { Offence(path: file.path, line: index + 1, what: $0) }
                }
            }
        }
    }

    private static func broken(_ files: [Tree.File], _ words: [String], _ what: (String) -> String) -> [Offence] {
        words.flatMap { word in
            broken(files, word, #/\b\w+\b/#) { $0 == word ? what(word) : nil }
        }
    }
}
