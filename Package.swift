// swift-tools-version: 6.2
import PackageDescription

/// Bugs for the simulator to find: only `bench/planted-bugs` asks for them, in a build of its own.
let plantedBugs: [SwiftSetting] = Context.environment["WALRAS_PLANTED_BUGS"] == nil ? [] : [.define("WALRAS_PLANTED_BUGS")]

/// The parsers under libFuzzer: only `Tests/Proofs/fuzz` asks for them, in a build of its own. The path of libFuzzer without a `main`.
let fuzzer = Context.environment["WALRAS_FUZZING"]
let fuzzing: [SwiftSetting] =
    fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=address,fuzzer", "-enable-testing", "-assert-config", "Debug", "-gline-tables-only"])]

/// Every target is Swift 6, strictly memory safe, and warns about nothing.
let settings: [SwiftSetting] = plantedBugs + fuzzing + [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // The hot path crosses Market, Matching, Risk, Wire and Engine; bodies must inline across them.
    .unsafeFlags(fuzzer == nil ? ["-cross-module-optimization"] : [], .when(configuration: .release)),
]

/// For classes on one loop or thread: overlapping accesses are looked for in debug builds, which the tests run, at no cost to the release.
let settingsOnLoop = settings + [.unsafeFlags(fuzzer == nil ? ["-enforce-exclusivity=unchecked"] : [], .when(configuration: .release))]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], onLoop: Bool = false) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: onLoop ? settingsOnLoop : settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "walras",
    products: [.executable(name: "walras", targets: ["walras"])],
    targets: [
        .target(name: "CMemory"),
        .target(name: "CChecksum"),
        .systemLibrary(name: "CLinux"),
        .target(name: "CAllocations"),
        .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CWSLAY", providers: [.apt(["libwslay-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CPages", linkerSettings: [.linkedLibrary("sqlite3")]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

        library("Market", ["CMemory"]),
        library("IO", ["CLinux", "CZstd"], onLoop: true),
        library("Matching", ["Market"]),
        library("Risk", ["Market"]),
        library("Wire", ["Market"]),
        library("Journaling", ["IO", "Market", "CLZ4", "CChecksum"], onLoop: true),
        library("Engine", ["Market", "IO", "Matching", "Risk", "Wire", "Journaling"], onLoop: true),
        library("JSON", ["CSimdjson"], onLoop: true),
        library("HTTP", ["CNGHTTP2", "CWSLAY"], onLoop: true),
        library("Security", ["COpenSSL"]),
        library("Database", ["CSQLite", "CPages"]),
        library("Identity", ["Database", "Security", "IO", "Market"]),
        library("History", ["Database", "JSON", "Engine", "Journaling", "Risk", "Wire", "Market", "IO"], onLoop: true),
        library("Webhooks", ["CCurl", "History", "Identity", "Database", "Security", "Market", "IO"], onLoop: true),
        library("Gateway", ["Webhooks", "History", "Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO", "HTTP", "JSON", "Security", "Identity", "Database"], onLoop: true),
        library("Simulation", ["Gateway", "Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO"], onLoop: true),
        .executableTarget(
            name: "walras", dependencies: ["Simulation", "Gateway", "Webhooks", "History", "Database", "HTTP", "JSON", "Security", "Identity", "Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO", "CAllocations"],
            exclude: ["README.md"], swiftSettings: settings),
        .executableTarget(name: "SchemaCompiler", exclude: ["README.md"], swiftSettings: settings),

        tests("Market", ["Market"]),
        tests("IO", ["IO"]),
        tests("Matching", ["Matching", "Market"], exclude: ["testdata"]),
        tests("Risk", ["Risk", "Market"]),
        tests("Wire", ["Wire", "Market"]),
        tests("Journaling", ["Journaling", "IO", "Market"]),
        tests("Engine", ["Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO"]),
        tests("JSON", ["JSON"]),
        tests("HTTP", ["HTTP"]),
        tests("Security", ["Security"]),
        tests("Database", ["Database"]),
        tests("Identity", ["Identity", "Database", "Security", "IO", "Market"]),
        tests("History", ["History", "Database", "Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO"]),
        tests("Webhooks", ["Webhooks", "History", "Identity", "Database", "Security", "HTTP", "Market", "IO"]),
        tests("Gateway", ["Gateway", "Webhooks", "Database", "History", "Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO", "HTTP", "JSON", "Security", "Identity"]),
        tests("Simulation", ["Simulation", "IO"]),
        tests("Command", ["walras", "Gateway", "History", "Engine", "Journaling", "Matching", "Wire", "Market", "IO"]),
        tests("House", []),
    ]
)

// In place of the program and the tests: of the program the parsers, without `main` and without the stand-in for `malloc`, which is AddressSanitizer's part here.
if let fuzzer {
    package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
    package.targets.removeAll { $0.type == .test || ["walras", "Simulation", "SchemaCompiler", "CAllocations"].contains($0.name) }
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .target(
            name: "walras", dependencies: ["Gateway", "Webhooks", "History", "JSON", "Security", "Journaling", "Market", "IO"],
            sources: [
                "CommandLine", "OrderFiles", "Workloads", "FileError.swift", "Serve/ConfigCommand.swift", "Serve/Configuration.swift", "Serve/ConfigurationFile.swift",
                "Serve/ConfigurationText.swift", "Serve/ConfigurationSources.swift", "Serve/Configuration+Daemon.swift", "Serve/JSON5Reader.swift",
                "Serve/Setting.swift", "Serve/Setting+All.swift",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "fuzz", dependencies: ["CFuzzer", "walras", "Gateway", "Engine", "Journaling", "Matching", "Risk", "Wire", "Market", "IO", "HTTP", "JSON", "Security"],
            path: "Tests/Fuzz", exclude: ["README.md", "CFuzzer", "found"], swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=address", fuzzer]), .linkedLibrary("stdc++")]),
    ]
}
