import HTTP
import Testing

/// What RFC 9112 says a server must take or refuse in a request, rule by rule. `ThirdPartyParserTests` gives the same to h11, whole and mutated.
@Suite struct RFC9112Tests {
    struct Rule: CustomTestStringConvertible {
        let section: String
        let rule: String
        let request: String
        /// Of the first request; nil if it is taken.
        let refused: UInt16?
        var testDescription: String { "§\(section): \(rule)" }
    }

    private static func taken(_ section: String, _ rule: String, _ request: String) -> Rule { Rule(section: section, rule: rule, request: lines(request), refused: nil) }
    private static func refused(_ section: String, _ rule: String, _ request: String, _ status: UInt16 = 400) -> Rule {
        Rule(section: section, rule: rule, request: lines(request), refused: status)
    }

    private static let chunked = "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n"

    static let rules: [Rule] = messages + targets + fields + bodies + chunks

    private static let messages = [
        taken("2.1", "start line, field lines, empty line", "GET / HTTP/1.1\nHost: x\n\n"),
        refused("2.2", "a bare CR is not valid anywhere before the content", "GET / HTTP/1.1\nHost: x\nA: b\rc\n\n"),
        refused("2.2", "nor in the request line", "GET /\ra HTTP/1.1\nHost: x\n\n"),
        taken("2.2", "at least one empty line before a request is ignored", "\n\nGET / HTTP/1.1\nHost: x\n\n"),
        refused("2.2", "white space between the request line and the first field", "GET / HTTP/1.1\n \nHost: x\n\n"),
        refused("2.2", "as if it continued the line", "GET / HTTP/1.1\n Host: x\n\n"),
        refused("2.3", "the name of the protocol is in capitals", "GET / Http/1.1\nHost: x\n\n"),
        refused("2.3", "one digit on each side of the point", "GET / HTTP/1.01\nHost: x\n\n"),
        refused("2.3", "a major version that is not served", "GET / HTTP/2.1\nHost: x\n\n", 505),
        taken("2.3", "a higher minor version is served as 1.1", "GET / HTTP/1.9\nHost: x\n\n"),
        refused("3", "two spaces are not one", "GET  / HTTP/1.1\nHost: x\n\n"),
        refused("3", "a tab is no space", "GET\t/ HTTP/1.1\nHost: x\n\n"),
        refused("3", "no version: HTTP/0.9 is gone", "GET /\n\n"),
        refused("3", "a target longer than any that is parsed", "GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\nHost: x\n\n", 414),
        taken("3", "at least 8,000 bytes of request line", "GET /\(String(repeating: "a", count: 7_980)) HTTP/1.1\nHost: x\n\n"),
        taken("3.1", "methods are tokens, and their case counts", "get / HTTP/1.1\nHost: x\n\n"),
        refused("3.1", "a method is a token", "G[T / HTTP/1.1\nHost: x\n\n"),
    ]

    private static let targets = [
        refused("3.2", "no white space in a target", "GET /a b HTTP/1.1\nHost: x\n\n"),
        refused("3.2", "HTTP/1.1 without a host", "GET / HTTP/1.1\nA: b\n\n"),
        refused("3.2", "more than one host", "GET / HTTP/1.1\nHost: x\nHost: y\n\n"),
        refused("3.2", "even the same", "GET / HTTP/1.1\nHost: x\nhost: x\n\n"),
        refused("3.2", "a host that is none", "GET / HTTP/1.1\nHost: a/b\n\n"),
        taken("3.2", "an empty host, where there is no authority", "GET / HTTP/1.1\nHost:\n\n"),
        taken("3.2", "HTTP/1.0 needs no host", "GET / HTTP/1.0\n\n"),
        taken("3.2.1", "path and query", "GET /where?q=now&r= HTTP/1.1\nHost: x\n\n"),
        taken("3.2.2", "a server takes the absolute form", "GET http://www.example.org/pub/a.html HTTP/1.1\nHost: x\n\n"),
        taken("3.2.2", "without a path too", "GET http://www.example.org HTTP/1.1\nHost: x\n\n"),
        refused("3.2.2", "it needs its host all the same", "GET http://www.example.org/ HTTP/1.1\n\n"),
        refused("3.2.3", "the authority form is CONNECT's, which an origin need not do", "CONNECT www.example.com:80 HTTP/1.1\nHost: www.example.com:80\n\n", 501),
        refused("3.2.3", "and nobody else's", "GET www.example.com:80 HTTP/1.1\nHost: x\n\n"),
        taken("3.2.4", "the asterisk is for OPTIONS", "OPTIONS * HTTP/1.1\nHost: x\n\n"),
        refused("3.2.4", "alone", "GET * HTTP/1.1\nHost: x\n\n"),
    ]

    private static let fields = [
        taken("5", "names in any case, white space around values, empty values", "GET / HTTP/1.1\nhOsT:x\nA:\nB: \t c \t\n\n"),
        refused("5", "a line without a colon", "GET / HTTP/1.1\nHost: x\nA\n\n"),
        refused("5", "a name is not empty", "GET / HTTP/1.1\nHost: x\n: a\n\n"),
        refused("5.1", "white space between name and colon", "GET / HTTP/1.1\nHost: x\nA : b\n\n"),
        refused("5.1", "a tab too", "GET / HTTP/1.1\nHost: x\nContent-Length\t: 0\n\n"),
        refused("5.2", "a folded line", "GET / HTTP/1.1\nHost: x\nA: b\n\tc\n\n"),
        refused("5 (9110 §5.5)", "NUL in a value", "GET / HTTP/1.1\nHost: x\nA: b\u{0}c\n\n"),
        taken("5 (9110 §5.5)", "bytes beyond ASCII in a value", "GET / HTTP/1.1\nHost: x\nA: \u{e9}\n\n"),
    ]

    private static let bodies = [
        taken("6", "no length and no coding: no body", "POST / HTTP/1.1\nHost: x\n\n"),
        taken("6.1", "the name of a coding in any case", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: Chunked\n\n0\n\n"),
        refused("6.1", "a coding that is not understood", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip, chunked\n\n0\n\n", 501),
        refused("6.1", "chunked twice", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, chunked\n\n0\n\n"),
        refused("6.1", "a coding in HTTP/1.0: its framing is faulty", "POST / HTTP/1.0\nHost: x\nTransfer-Encoding: chunked\n\n0\n\n"),
        refused("6.1", "both length and coding", "POST / HTTP/1.1\nHost: x\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n"),
        refused("6.1", "in either order", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nContent-Length: 4\n\n0\n\n"),
        refused("6.1", "nor hidden by a tab that some take for a name's end", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding\t: chunked\nContent-Length: 4\n\n0\n\n"),
        refused("6.1", "nor by a vertical tab that some take for white space", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: \u{b}chunked\nContent-Length: 4\n\n0\n\n"),
        refused("6.1", "nor by a coding that some do not know", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: xchunked\nContent-Length: 4\n\n0\n\n"),
        taken("6.2", "a length", "POST / HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc"),
        taken("6.2", "with zeros before it", "POST / HTTP/1.1\nHost: x\nContent-Length: 003\n\nabc"),
        refused("6.3", "the last coding is not chunked", "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked, gzip\n\n0\n\n"),
        refused("6.3", "a length that is no number", "POST / HTTP/1.1\nHost: x\nContent-Length: 3a\n\nabc"),
        refused("6.3", "signed", "POST / HTTP/1.1\nHost: x\nContent-Length: +3\n\nabc"),
        refused("6.3", "hexadecimal", "POST / HTTP/1.1\nHost: x\nContent-Length: 0x3\n\nabc"),
        refused("6.3", "a list of different lengths", "POST / HTTP/1.1\nHost: x\nContent-Length: 3, 4\n\nabc"),
        refused("6.3", "two different lengths", "POST / HTTP/1.1\nHost: x\nContent-Length: 3\nContent-Length: 4\n\nabc"),
        refused("6.3", "the same twice, which a server may refuse", "POST / HTTP/1.1\nHost: x\nContent-Length: 3\nContent-Length: 3\n\nabc"),
        refused("6.3", "a length that overflows", "POST / HTTP/1.1\nHost: x\nContent-Length: 18446744073709551619\n\nabc", 413),
    ]

    private static let chunks = [
        taken("7.1", "chunks, sizes in either case, an empty trailer", chunked + "a\n0123456789\nA\n0123456789\n000\n\n"),
        taken("7.1.1", "extensions that nobody knows are ignored", chunked + "3;a;b=c;d=\"e f\"\nabc\n0;x\n\n"),
        taken("7.1.2", "a trailer", chunked + "0\nA: b\nC: d\n\n"),
        refused("7.1", "a size that overflows", chunked + "ffffffffffffffff1\nabc", 413),
        refused("7.1", "a size that is none", chunked + "3g\nabc\n0\n\n"),
        refused("7.1", "a sign", chunked + "-3\nabc\n0\n\n"),
        refused("7.1", "a prefix", chunked + "0x3\nabc\n0\n\n"),
        refused("7.1", "no size", chunked + "\nabc\n0\n\n"),
        refused("7.1", "a chunk longer than its size", chunked + "3\nabcd\n0\n\n"),
        refused("7.1.2", "a trailer line that is none", chunked + "0\nA b\n\n"),
    ]

    @Test(arguments: rules) func `a request is taken or refused as RFC 9112 says`(_ rule: Rule) {
        let session = HTTP1Session()
        let recorder = Recorder()
        recorder.answer = { _, stream in session.respond(stream, HTTPResponse(200, .none)) }
        session.receive(rule.request, recorder)
        let answer = session.takeText().prefix(12)
        #expect(answer == "HTTP/1.1 \(rule.refused ?? 200)", "\(rule.request.debugDescription.prefix(200))")
        // RFC 9112 §6.3, §9.6: after a fault of framing nothing that follows is a request.
        if rule.refused != nil { #expect(session.closesAfterOutput && recorder.events.allSatisfy { $0.hasSuffix("aborted") }) }
    }
}
