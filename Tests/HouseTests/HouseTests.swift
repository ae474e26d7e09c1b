import Testing

/// Every rule, held against the tree; what breaks it is printed as `file:line`.
struct HouseTests {
    let tree: Tree

    init() throws {
        tree = try Tree.all.get()
    }

    @Test func `the tree was read`() {
        #expect(tree.modules.isSuperset(of: Rules.withoutFoundation), "modules found: \(tree.modules.sorted())")
        #expect(tree.files.contains { $0.path == "Package.swift" })
        #expect(tree.swift("Tests").contains { $0.path == "Tests/HouseTests/HouseTests.swift" })
    }

    @Test func `a module imports only what stands below it`() { hold(Rules.importsFromAbove) }
    @Test func `only IO imports Glibc`() { hold(Rules.glibcOutsideIO) }
    @Test func `no library needs Foundation`() { hold(Rules.foundationInLibraries) }
    @Test func `every C module has one importer`() { hold(Rules.foreignCImports) }

    @Test func `the pure modules know no clock, chance or suspension`() { hold(Rules.impurity) }
    @Test func `money, matching and log know no floating point`() { hold(Rules.floatingPoint) }
    @Test func `no error is swallowed`() { hold(Rules.swallowedErrors) }
    @Test func `a trap says why`() { hold(Rules.silentTraps) }
    @Test func `names say what things are`() { hold(Rules.houseNames) }
    @Test func `nothing is left for later`() { hold(Rules.leftovers) }
    @Test func `overflow is checked in every build`() { hold(Rules.uncheckedBuilds) }
    @Test func `no file names a path of one machine`() { hold(Rules.machinePaths) }
    @Test func `the first line of a doc comment is short`() { hold(Rules.longSummaries) }

    @Test func `files are short`() { hold(Rules.longFiles) }
    @Test func `the top level holds what it may`() { hold(Rules.strayFiles) }
    @Test func `every module has a README of two screens`() {
        hold(Rules.modulesWithoutReadme)
        hold(Rules.longReadmes)
    }
    @Test func `scripts can be run`() { hold(Rules.scriptsNobodyCanRun) }
    @Test func `what the pages refer to exists`() { hold(Rules.deadReferences) }
    @Test func `what numbered steps name exists`() { hold(Rules.deadSteps) }

    @Test func `exceptions are still needed`() {
        for path in Rules.longFiles {
            let file = tree.files.first { $0.path == path }
            #expect((file?.lines.count ?? 0) > Rules.linesMax, "\(path) needs no exception")
        }
        let imported = Set(tree.swift("Sources").flatMap { Rules.imports(of: $0).map(\.module) })
        for module in Rules.importers.keys { #expect(imported.contains(module), "nobody imports \(module)") }
    }

    private func hold(_ rule: (Tree) -> [Offence], sourceLocation: SourceLocation = #_sourceLocation) {
        let offences = rule(tree)
        #expect(offences.isEmpty, "\(offences.list)", sourceLocation: sourceLocation)
    }
}
