import HTTP
import IO
import JSON

@testable import Gateway

/// A path with its query, and a body, as every route of AgentExchange would read them.
///
/// An input is a line `METHOD target`, and the body behind it. What is read keeps within what its parameter may be.
final class PathFuzz: FuzzedParser {
    static let name = "paths"
    static let words = Endpoint.routes.map(\.pattern) + Set(Endpoint.routes.flatMap { $0.parameters + $0.body }.map(\.name)).sorted() + ["?", "&", "=", "%20", "+", "%F0%9F%98%80", "GET ", "POST ", "PUT ", "DELETE "]

    static func seeds(_ loop: EventLoop) -> [[UInt8]] {
        Endpoint.routes.map { route in
            let path = route.pattern.replacing(#/\{[a-z_]+\}/#, with: "6b8b4567-327b-43c6-643c-986966334873")
            let query = route.parameters.filter { $0.place == .query }.map { "\($0.name)=\(sample($0))" }.joined(separator: "&")
            let members = route.body.map { "\"\($0.name)\":\(json($0))" }.joined(separator: ",")
            return Array("\(route.method.name) \(path)\(query.isEmpty ? "" : "?" + query)\n\(route.body.isEmpty ? "" : "{\(members)}")".utf8)
        }
    }

    private static func sample(_ parameter: Parameter) -> String {
        switch parameter.kind {
        case .text: "some%20text"
        case .choice(let choices): choices[0]
        case .integer(let range): "\(range.lowerBound)"
        case .decimal: "1.5"
        case .boolean: "true"
        case .timestamp: "2026-01-02T03:04:05.678Z"
        case .uuid: "6b8b4567-327b-43c6-643c-986966334873"
        case .symbol: "BTCUSDT"
        case .list: "a,b"
        case .numbers: "1"
        case .object: ""
        }
    }

    private static func json(_ parameter: Parameter) -> String {
        switch parameter.kind {
        case .integer, .decimal, .boolean: sample(parameter)
        case .list: #"["a","b"]"#
        case .numbers: "[1,-2.5e1]"
        case .object: "{}"
        default: "\"\(sample(parameter))\""
        }
    }

    private let router = Router(Endpoint.routes)
    private let reader = JSONReader()

    init(_ loop: EventLoop) {}

    func take(_ bytes: UnsafeRawBufferPointer) {
        let bytes = unsafe Array(bytes)
        // What a proxy says of who asks has no form it would have to keep.
        _ = ClientAddress(forwardedFor: bytes)
        let line = bytes.firstIndex(of: 10) ?? bytes.count
        guard let space = bytes[..<line].firstIndex(of: 0x20) else { return }
        let method = HTTPMethod.allCases.first { "\($0.name)".utf8.elementsEqual(bytes[..<space]) } ?? .other
        let mark = bytes[space..<line].firstIndex(of: UInt8(ascii: "?")) ?? line
        let path = space + 1..<max(space + 1, mark)
        guard case .found(let match) = router.match(method, bytes, path) else { return }
        let route = Endpoint.routes[match.route]
        for index in match.parameters.indices {
            hold(path.contains(match.parameters[index].lowerBound) || match.parameters[index].isEmpty, "a parameter outside its path: \(match)")
        }
        read(route, Arguments(bytes, path: match.parameters, query: min(mark + 1, line)..<line))
        do throws(APIError) {
            let body = try Body(reader, bytes, min(line + 1, bytes.count)..<bytes.count)
            for parameter in route.body { try read(parameter, body) }
        } catch {
            check(error)
        }
    }

    private func check(_ error: APIError) {
        guard case .validation(let faults) = error else { return hold(false, "a body is refused for \(error)") }
        hold(!faults.isEmpty, "a refusal names what it is about")
    }

    private func read(_ route: Route, _ arguments: Arguments) {
        for index in 0..<Router.parametersMax { hold(arguments.path(index).utf8.count <= 3 * arguments.rawPath(index).count, "a path's parameter grew") }
        for parameter in route.parameters where parameter.place == .query {
            do throws(ArgumentFault) {
                switch parameter.kind {
                case .text(_, let max): if let text = try arguments.text(parameter) { hold(text.count <= max, "\(parameter.name) is '\(text)'") }
                case .choice(let choices): if let text = try arguments.choice(parameter) { hold(choices.contains(text), "\(parameter.name) is '\(text)'") }
                case .integer(let range): if let number = try arguments.integer(parameter) { hold(range.contains(number), "\(parameter.name) is \(number)") }
                case .boolean: _ = try arguments.boolean(parameter)
                case .timestamp: if let time = try arguments.timestamp(parameter) { hold(time >= 0, "\(parameter.name) is \(time)") }
                case .list(let max): if let list = try arguments.list(parameter) { hold(list.count <= max, "\(parameter.name) is \(list)") }
                case .decimal, .uuid, .symbol, .numbers, .object: _ = try arguments.text(parameter)
                }
            } catch {
                hold(!"\(error)".isEmpty, "a fault says what it is about")
            }
        }
    }

    private func read(_ parameter: Parameter, _ body: Body) throws(APIError) {
        switch parameter.kind {
        case .text(_, let max): if let text = try body.text(parameter) { hold(text.count <= max, "\(parameter.name) is '\(text)'") }
        case .choice(let choices): if let text = try body.choice(parameter) { hold(choices.contains(text), "\(parameter.name) is '\(text)'") }
        case .integer(let range): if let number = try body.integer(parameter) { hold(range.contains(number), "\(parameter.name) is \(number)") }
        case .decimal: if let units = try body.amount(parameter, scale: 8) { hold(units > 0, "\(parameter.name) is \(units)") }
        case .boolean: _ = try body.boolean(parameter)
        case .list(let max): if let list = try body.list(parameter) { hold(list.count <= max, "\(parameter.name) is \(list)") }
        case .numbers: hold(try body.numbers(parameter, within: 1e6).allSatisfy { $0.magnitude <= 1e6 }, "\(parameter.name) is finite")
        case .object: _ = try body.nested(parameter)
        case .timestamp, .uuid, .symbol: _ = try body.text(parameter)
        }
    }
}
