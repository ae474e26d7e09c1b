/// A Swift file taken apart: what is code, and what is said in comments, each at its place.
///
/// Contents of string literals are blanked in `code`, but not their quotes and not what they interpolate, so that a rule neither trips
/// over a text nor misses a call inside of one. Regex literals are taken for code.
struct SwiftText {
    private(set) var code: [String]
    private(set) var comments: [String]

    init(_ text: String) {
        var scanner = Scanner(Array(text.utf8))
        scanner.run()
        code = Self.lines(scanner.code)
        comments = Self.lines(scanner.comments)
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    private struct Scanner {
        enum State {
            case code
            /// Inside the parentheses of an interpolation: how many are open.
            case interpolation(open: Int)
            case lineComment
            case blockComment(depth: Int)
            case string(quotes: Int, hashes: Int)
        }

        let bytes: [UInt8]
        var code: [UInt8]
        var comments: [UInt8]
        private var at = 0
        private var states: [State] = [.code]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            code = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
            comments = code
        }

        mutating func run() {
            while at < bytes.count { step() }
        }

        private mutating func step() {
            switch states[states.count - 1] {
            case .code: stepCode(open: nil)
            case .interpolation(let open): stepCode(open: open)
            case .lineComment:
                if bytes[at] == UInt8(ascii: "\n") { states.removeLast() }
                comment(1)
            case .blockComment(let depth):
                if starts("/*") { return nest(depth + 1) }
                if starts("*/") { return nest(depth - 1) }
                comment(1)
            case .string(let quotes, let hashes): stepString(quotes, hashes)
            }
        }

        private mutating func nest(_ depth: Int) {
            states.removeLast()
            if depth > 0 { states.append(.blockComment(depth: depth)) }
            comment(2)
        }

        private mutating func stepCode(open: Int?) {
            if starts("//") { return states.append(.lineComment) }
            if starts("/*") {
                states.append(.blockComment(depth: 1))
                return comment(2)
            }
            let hashes = count(UInt8(ascii: "#"), from: at)
            if at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "\"") {
                let quotes = count(UInt8(ascii: "\""), from: at + hashes) >= 3 ? 3 : 1
                states.append(.string(quotes: quotes, hashes: hashes))
                return keep(hashes + quotes)
            }
            if let open {
                states.removeLast()
                let change = bytes[at] == UInt8(ascii: "(") ? 1 : bytes[at] == UInt8(ascii: ")") ? -1 : 0
                if open + change > 0 { states.append(.interpolation(open: open + change)) }
            }
            keep(1)
        }

        private mutating func stepString(_ quotes: Int, _ hashes: Int) {
            if count(UInt8(ascii: "\""), from: at) >= quotes, count(UInt8(ascii: "#"), from: at + quotes) >= hashes {
                states.removeLast()
                return keep(quotes + hashes)
            }
            guard bytes[at] == UInt8(ascii: "\\"), count(UInt8(ascii: "#"), from: at + 1) >= hashes else { return at += 1 }
            let next = at + 1 + hashes
            if next < bytes.count, bytes[next] == UInt8(ascii: "(") {
                states.append(.interpolation(open: 1))
                at = next
                return keep(1)
            }
            at = min(next + 1, bytes.count)
        }

        private func starts(_ text: StaticString) -> Bool {
            text.withUTF8Buffer { text in unsafe at + text.count <= bytes.count && bytes[at..<(at + text.count)].elementsEqual(text) }
        }

        private func count(_ byte: UInt8, from start: Int) -> Int {
            var end = start
            while end < bytes.count, bytes[end] == byte { end += 1 }
            return end - start
        }

        private mutating func keep(_ length: Int) {
            for index in at..<min(at + length, bytes.count) { code[index] = bytes[index] }
            at = min(at + length, bytes.count)
        }

        private mutating func comment(_ length: Int) {
            for index in at..<min(at + length, bytes.count) { comments[index] = bytes[index] }
            at = min(at + length, bytes.count)
        }
    }
}
