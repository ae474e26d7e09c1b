import Foundation

let usage = """
    usage: SchemaCompiler [--check] SCHEMA.xml GENERATED.swift

    Writes the Swift codecs of SCHEMA.xml to GENERATED.swift.
      --check   write nothing; exit 1 if GENERATED.swift is not what would be written

    exit status: 0 done or current, 1 failed or not current, 2 wrong usage

    """

func exit(_ status: Int32, saying text: String) -> Never {
    FileHandle.standardError.write(Data(text.utf8))
    Foundation.exit(status)
}

var paths: [String] = []
var isCheck = false
for argument in CommandLine.arguments.dropFirst() {
    switch argument {
    case "--check": isCheck = true
    case "--help", "-h":
        FileHandle.standardOutput.write(Data(usage.utf8))
        Foundation.exit(0)
    case _ where argument.hasPrefix("-"): exit(2, saying: "SchemaCompiler: unknown option \(argument)\n\(usage)")
    default: paths.append(argument)
    }
}
guard paths.count == 2 else { exit(2, saying: usage) }

do {
    let schema = try SchemaReader.read(Data(contentsOf: URL(fileURLWithPath: paths[0])))
    // The generated file names its source the same way wherever the tool runs.
    let generated = Data(SwiftWriter.write(schema, source: "proto/\(URL(fileURLWithPath: paths[0]).lastPathComponent)").utf8)
    if isCheck {
        guard try Data(contentsOf: URL(fileURLWithPath: paths[1])) == generated else {
            exit(1, saying: "SchemaCompiler: \(paths[1]) is not what \(paths[0]) says: run SchemaCompiler without --check\n")
        }
    } else {
        try generated.write(to: URL(fileURLWithPath: paths[1]), options: .atomic)
    }
} catch let error as SchemaError {
    exit(1, saying: "SchemaCompiler: \(paths[0]): \(error)\n")
} catch {
    exit(1, saying: "SchemaCompiler: \(error)\n")
}
