import Testing

/// Each rule finds what it looks for, and only that.
struct RulesTests {
    private func found(_ rule: (Tree) -> [Offence], _ path: String, _ text: String, isExecutable: Bool = false) -> [String] {
        rule(Tree(files: [Tree.File(path: path, text: text, isExecutable: isExecutable)])).map(\.description)
    }

    @Test func `imports are read with their modifiers`() {
        let file = Tree.File(path: "Sources/IO/A.swift", text: "internal import IO\n@testable import Market\nimport struct Foundation.URL\n// import Glibc\n")
        #expect(Rules.imports(of: file).map(\.module) == ["IO", "Market", "Foundation"])
    }

    @Test func `an import from above or beside is found`() {
        #expect(found(Rules.importsFromAbove, "Sources/Market/A.swift", "import CMemory\nimport IO\n") == [
            "Sources/Market/A.swift:2: Market imports IO, which does not stand below it"
        ])
        #expect(found(Rules.importsFromAbove, "Sources/Risk/A.swift", "import Engine\n").count == 1)
        #expect(found(Rules.importsFromAbove, "Sources/Newcomer/A.swift", "").count == 1)
        #expect(found(Rules.importsFromAbove, "Sources/Engine/A.swift", "package import Journaling\nimport Synchronization\n").isEmpty)
    }

    @Test func `Glibc, Foundation and C modules are found where they do not belong`() {
        #expect(found(Rules.glibcOutsideIO, "Sources/walras/A.swift", "import Glibc\n").count == 1)
        #expect(found(Rules.glibcOutsideIO, "Sources/IO/A.swift", "import Glibc\n").isEmpty)
        #expect(found(Rules.foundationInLibraries, "Sources/IO/A.swift", "import FoundationEssentials\n").count == 1)
        #expect(found(Rules.foundationInLibraries, "Sources/walras/A.swift", "import Foundation\n").isEmpty)
        #expect(found(Rules.foreignCImports, "Tests/MarketTests/A.swift", "import CMemory\n").count == 1)
        #expect(found(Rules.foreignCImports, "Sources/Market/A.swift", "import CMemory\n").isEmpty)
    }

    @Test func `code is told from comments and texts`() {
        let text = """
            let a = "try! \\(f("Double", try? g())) await" // try! here
            /* try! /* nested */ still */ let b = #"say "try!" \\(x)"#
            """
        let parts = SwiftText(text)
        #expect(!parts.code.joined().contains("try!"))
        #expect(parts.code[0].contains("try? g()"))
        #expect(parts.comments[0].contains("try! here"))
        #expect(parts.comments[1].contains("still"))
        #expect(parts.code[1].contains("let b = #\""))
        #expect(!parts.code[1].contains("say"))
    }

    @Test func `swallowed errors and silent traps are found`() {
        #expect(found(Rules.swallowedErrors, "Sources/IO/A.swift", "let a = try? f()\ndo { try f() } catch { }\n").count == 2)
        #expect(found(Rules.swallowedErrors, "Tests/IOTests/A.swift", "let a = try? f()\nlet b = try! f()\n").count == 1)
        #expect(found(Rules.silentTraps, "Sources/IO/A.swift", "fatalError()\nfatalError(\"why\")\npreconditionFailure( )\n").count == 2)
    }

    @Test func `impure words are found in pure modules only`() {
        #expect(found(Rules.impurity, "Sources/Matching/A.swift", "func f() async { await g() }\nInt.random(in: 0...1)\n").count == 3)
        #expect(found(Rules.impurity, "Sources/Engine/A.swift", "await g()\n").isEmpty)
        #expect(found(Rules.floatingPoint, "Sources/Risk/A.swift", "var a: Double // no Float\n").count == 1)
        #expect(found(Rules.floatingPoint, "Sources/walras/A.swift", "var a: Double\n").isEmpty)
    }

    @Test func `empty names are found`() {
        #expect(found(Rules.houseNames, "Sources/Risk/A.swift", "struct OrderManager {}\nenum Risk {}\nstruct Managers {}\n").count == 2)
    }

    @Test func `what was left for later is found anywhere`() {
        let word = "TO" + "DO"
        #expect(found(Rules.leftovers, "Sources/Risk/A.swift", "// \(word): more\nlet a = \"\(word)\"\n") == ["Sources/Risk/A.swift:1: \(word) left"])
        #expect(found(Rules.leftovers, "ops/run", "# \(word)\n").count == 1)
        #expect(found(Rules.uncheckedBuilds, "bench/run", "swiftc -O" + "unchecked\n").count == 1)
        #expect(found(Rules.machinePaths, "README.md", "See /" + "root/notes and a/home/b.\n").count == 1)
    }

    @Test func `long files and summaries are found`() {
        #expect(found(Rules.longFiles, "Sources/Risk/A.swift", String(repeating: "\n", count: 400)).isEmpty)
        #expect(found(Rules.longFiles, "Sources/Risk/A.swift", String(repeating: "\n", count: 401)).count == 1)
        let long = String(repeating: "a", count: 151)
        #expect(found(Rules.longSummaries, "Sources/Risk/A.swift", "    /// \(long)\n    /// \(long)\nvar a = 1\n").count == 1)
        #expect(found(Rules.longReadmes, "Sources/Risk/README.md", String(repeating: "\n", count: 101)).count == 1)
    }

    @Test func `files out of place are found`() {
        #expect(found(Rules.strayFiles, "notes/a.txt", "").count == 1)
        #expect(found(Rules.strayFiles, ".gitignore", "").isEmpty)
        #expect(found(Rules.modulesWithoutReadme, "Sources/Risk/A.swift", "").count == 1)
        #expect(found(Rules.scriptsNobodyCanRun, "ops/run", "#!/usr/bin/env bash\n").count == 1)
        #expect(found(Rules.scriptsNobodyCanRun, "ops/run", "#!/usr/bin/env bash\n", isExecutable: true).isEmpty)
    }

    @Test func `references to nothing are found`() {
        #expect(found(Rules.deadReferences, "Sources/Risk/README.md", "[a](../IO/README.md) `IO/Gone.swift` [b](https://swift.org) [c](README.md) `Book.ordersMax`\n") == [
            "Sources/Risk/README.md:1: names ../IO/README.md, which does not exist", "Sources/Risk/README.md:1: names Gone.swift, which does not exist",
            "Sources/Risk/README.md:1: names ordersMax, which does not exist",
        ])
    }

    @Test func `steps that name nothing are found`() {
        let text = "//  1  Desk.submit   in\n// 10  Desk.received, Bell  out\nclass Desk { func submit() {} }\n//      0  8  Magic  x\n"
        #expect(found(Rules.deadSteps, "Sources/Gateway/Desk.swift", text) == [
            "Sources/Gateway/Desk.swift:2: a step names Desk.received, which does not exist", "Sources/Gateway/Desk.swift:2: a step names Bell, which does not exist",
        ])
    }
}
