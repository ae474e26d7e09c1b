import HTTP

/// Finds the route of a path: a tree of segments, walked without allocating.
///
/// A literal segment is tried before a `{parameter}`; where it leads nowhere the parameter is, so that `/backtest/{id}/status` and
/// `/backtest/status/{id}` live side by side. One slash at the end is ignored. Built once; then only read.
package struct Router: Sendable {
    /// Parameters a pattern may have; checked when it is added.
    package static let parametersMax = 3
    /// Segments a path may have: each parameter may double the ways that are tried, so their number is bounded.
    package static let segmentsMax = 12

    /// What a path names.
    package enum Outcome: Sendable, Equatable {
        case found(Match)
        case unknownPath
        /// The path exists under other methods.
        case otherMethods(MethodSet)
    }

    package struct Match: Sendable, Equatable {
        /// Index of the route, in the order given.
        package var route: Int
        /// Where the parameters stand in the bytes given, in the order of the pattern; the rest is empty.
        package var parameters: InlineArray<3, Range<Int>> = InlineArray(repeating: 0..<0)

        package static func == (a: Match, b: Match) -> Bool {
            a.route == b.route && a.parameters.indices.allSatisfy { a.parameters[$0] == b.parameters[$0] }
        }
    }

    private struct Node {
        /// Edges by literal segment: where its bytes lie, and where it leads.
        var literals: [(bytes: Range<Int>, node: Int)] = []
        var parameter = -1
        /// Index of the route by method, -1 for none.
        var routes: [Int16] = Array(repeating: -1, count: HTTPMethod.allCases.count)
        var methods = MethodSet()
    }

    private var nodes = [Node()]
    private var letters: [UInt8] = []

    /// - Precondition: patterns are distinct, begin with a slash and stay within the limits: they are the program's own.
    package init(_ routes: [Route]) {
        precondition(routes.count <= Int(Int16.max), "more routes than an index can name")
        for (index, route) in routes.enumerated() { add(route, index: index) }
    }

    private mutating func add(_ route: Route, index: Int) {
        var node = 0
        var parameters = 0
        let segments = route.pattern.utf8.split(separator: UInt8(ascii: "/"))
        precondition(route.pattern.utf8.first == UInt8(ascii: "/") && segments.count <= Self.segmentsMax, "not a pattern: \(route.pattern)")
        for segment in segments {
            if segment.first == UInt8(ascii: "{") {
                parameters += 1
                node = parameterChild(of: node)
            } else {
                node = literalChild(of: node, Array(segment))
            }
        }
        precondition(parameters <= Self.parametersMax, "too many parameters: \(route.pattern)")
        let method = Int(route.method.rawValue)
        precondition(nodes[node].routes[method] == -1, "two routes for \(route.pattern)")
        nodes[node].routes[method] = Int16(index)
        nodes[node].methods.insert(route.method)
        // What can be fetched can be asked after.
        if route.method == .get { nodes[node].methods.insert(.head) }
    }

    private mutating func parameterChild(of node: Int) -> Int {
        if nodes[node].parameter < 0 {
            nodes[node].parameter = nodes.count
            nodes.append(Node())
        }
        return nodes[node].parameter
    }

    private mutating func literalChild(of node: Int, _ segment: [UInt8]) -> Int {
        for edge in nodes[node].literals where letters[edge.bytes].elementsEqual(segment) { return edge.node }
        nodes[node].literals.append((letters.count..<letters.count + segment.count, nodes.count))
        letters += segment
        nodes.append(Node())
        return nodes.count - 1
    }

    // MARK: matching

    /// - Parameter path: where the raw path lies in `bytes`, without query.
    /// - Complexity: O(segments) unless a literal and a parameter share a place; then both are tried.
    package func match(_ method: HTTPMethod, _ bytes: borrowing [UInt8], _ path: Range<Int>) -> Outcome {
        guard !path.isEmpty, bytes[path.lowerBound] == UInt8(ascii: "/") else { return .unknownPath }
        var walk = Walk(method: method == .head ? .get : method, end: path.upperBound)
        if path.count > 1, bytes[path.upperBound - 1] == UInt8(ascii: "/") { walk.end -= 1 }
        let isFound = walk.end <= path.lowerBound + 1
            ? arrive(0, &walk) : descend(0, bytes, from: path.lowerBound + 1, depth: 0, &walk)
        if isFound { return .found(walk.match) }
        return walk.methods.isEmpty ? .unknownPath : .otherMethods(walk.methods)
    }

    private struct Walk {
        let method: HTTPMethod
        var end: Int
        var match = Match(route: -1)
        var parameters = 0
        var methods = MethodSet()
    }

    private func descend(_ node: Int, _ bytes: borrowing [UInt8], from start: Int, depth: Int, _ walk: inout Walk) -> Bool {
        guard depth < Self.segmentsMax else { return false }
        var stop = start
        while stop < walk.end, bytes[stop] != UInt8(ascii: "/") { stop += 1 }
        let segment = start..<stop
        for edge in nodes[node].literals where edge.bytes.count == segment.count && equal(edge.bytes, bytes, segment) {
            if goOn(edge.node, bytes, from: stop, depth: depth, &walk) { return true }
            break
        }
        let child = nodes[node].parameter
        guard child >= 0, !segment.isEmpty else { return false }
        let place = walk.parameters
        walk.match.parameters[place] = segment
        walk.parameters += 1
        if goOn(child, bytes, from: stop, depth: depth, &walk) { return true }
        walk.parameters = place
        walk.match.parameters[place] = 0..<0
        return false
    }

    private func goOn(_ node: Int, _ bytes: borrowing [UInt8], from stop: Int, depth: Int, _ walk: inout Walk) -> Bool {
        stop >= walk.end ? arrive(node, &walk) : descend(node, bytes, from: stop + 1, depth: depth + 1, &walk)
    }

    private func arrive(_ node: Int, _ walk: inout Walk) -> Bool {
        let route = nodes[node].routes[Int(walk.method.rawValue)]
        walk.methods.formUnion(nodes[node].methods)
        walk.match.route = Int(route)
        return route >= 0
    }

    private func equal(_ edge: Range<Int>, _ bytes: borrowing [UInt8], _ segment: Range<Int>) -> Bool {
        for offset in 0..<edge.count where letters[edge.lowerBound + offset] != bytes[segment.lowerBound + offset] { return false }
        return true
    }
}

/// Methods a path knows.
package struct MethodSet: Sendable, Hashable {
    private var bits: UInt16 = 0
    package init() {}
    package init(_ methods: [HTTPMethod]) { for method in methods { insert(method) } }
    package var isEmpty: Bool { bits == 0 }
    package func contains(_ method: HTTPMethod) -> Bool { bits & 1 << method.rawValue != 0 }
    package mutating func insert(_ method: HTTPMethod) { bits |= 1 << method.rawValue }
    package mutating func formUnion(_ other: MethodSet) { bits |= other.bits }

    /// As the `Allow` field says it; `OPTIONS` is always answered.
    package var allow: String {
        HTTPMethod.allCases.filter { $0 != .options && $0 != .other && contains($0) }.map { "\($0)".uppercased() + ", " }.joined() + "OPTIONS"
    }
}
