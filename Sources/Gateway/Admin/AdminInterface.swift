import Engine
import HTTP
import IO
import Identity
import JSON
import Market
import Security
import Wire

/// What operators ask of the exchange, over a Unix socket of their own or with the admin key. On the engine's loop.
///
/// Whatever it changes is a command in the log like any other, and is answered from its durable record.
package final class AdminInterface: Facade, Answerer {
    let desk: Desk
    let outlet: any Outlet
    let catalog: Catalog
    let members: Membership
    let instanceID: UInt64
    /// Nil if there is no demo market.
    package weak var demo: DemoMarket?
    private let key: AdminKey
    private let router = Router(AdminEndpoint.routes)
    private let reader = JSONReader()
    private var steps: [UInt64: (Outcome) -> Void] = [:]
    private var stepCount: UInt64 = 0
    private var answerer: UInt8 = 0
    let startedAt: Int64
    package let refusals: RefusalWriter? = ProtocolFault.refusals(CrossOrigin([]))

    /// What became of a command: its first event, and its place in the log.
    enum Outcome {
        case done(Event, sequence: SequenceNumber)
        case failed(AdminError)
    }

    package init(_ desk: Desk, _ outlet: any Outlet, _ catalog: Catalog, _ members: Membership, _ key: AdminKey, instanceID: UInt64) {
        self.desk = desk
        self.outlet = outlet
        self.catalog = catalog
        self.members = members
        self.key = key
        self.instanceID = instanceID
        startedAt = desk.clock.monotonicNanoseconds
        answerer = desk.add(self)
    }

    // MARK: requests

    package func handle(_ request: borrowing HTTPRequest, _ ticket: Ticket, _ peer: Peer) {
        do throws(AdminError) {
            try authenticate(request, peer)
            switch router.match(request.method, request.bytes, request.path) {
            case .unknownPath: throw .unknownPath
            case .otherMethods(let methods): throw .methodNotAllowed(allow: methods.allow)
            case .found(let match):
                // The router was built from the cases.
                try answer(AdminEndpoint(rawValue: match.route)!, request, Arguments(request.bytes, path: match.parameters, query: request.query), ticket)
            }
        } catch { fail(error, ticket) }
    }

    /// Who can open the socket in the data directory owns it; everybody else shows the key.
    private func authenticate(_ request: borrowing HTTPRequest, _ peer: Peer) throws(AdminError) {
        if case .unix = peer.address { return }
        guard peer.isPrivate else { throw .notPrivate }
        guard let shown = request.header(named: "x-admin-key"), key.equals(request.bytes[shown]) else { throw .unauthorized }
    }

    private func answer(
        _ endpoint: AdminEndpoint, _ request: borrowing HTTPRequest, _ arguments: Arguments, _ ticket: Ticket
    ) throws(AdminError) {
        let body: Body
        do { body = try Body(reader, request.bytes, request.body) } catch { throw AdminError(error) }
        switch endpoint {
        case .state: showState(ticket)
        case .metrics: showMetrics(ticket)
        case .openAPI: showDescription(ticket)
        case .instruments: showInstruments(ticket)
        case .listInstrument: try listInstrument(body, ticket)
        case .setPhase: try setPhase(arguments.path(0), body, ticket)
        case .account: try showAccount(arguments.path(0), ticket)
        case .deposit: try move(arguments.path(0), body, isDeposit: true, ticket)
        case .withdraw: try move(arguments.path(0), body, isDeposit: false, ticket)
        case .setState: try setState(arguments.path(0), body, ticket)
        case .setRiskProfile: try setRiskProfile(arguments.path(0), body, ticket)
        case .createKey: try createKey(body, ticket)
        case .regenerateKey: try regenerateKey(arguments.path(0), ticket)
        case .revokeKey: try revokeKey(arguments.path(0), ticket)
        case .restoreKey: try restoreKey(arguments.path(0), ticket)
        }
    }

    // MARK: commands

    /// Submits a command; `then` is called once it is durable, and may submit but not ask.
    func run(_ command: Command, then: @escaping (Outcome) -> Void) {
        stepCount += 1
        steps[stepCount] = then
        desk.submit(command, by: answerer, .none, note: stepCount)
    }

    /// The same for one whose answer ends a request: failures are told here.
    func run(_ command: Command, _ ticket: Ticket, then: @escaping (Event, SequenceNumber) -> Void) {
        run(command) { [self] outcome in
            switch outcome {
            case .done(let event, let sequence): then(event, sequence)
            case .failed(let error): fail(error, ticket)
            }
        }
    }

    package func answer(_ answer: borrowing Answer) {
        guard let step = steps.removeValue(forKey: answer.note) else { preconditionFailure("an operator's command was answered twice") }
        do throws(WireError) {
            var events = answer.record.events()
            guard let event = try events.next()?.event else { preconditionFailure("the exchange answered a command with nothing") }
            step(event.kind == .orderRejected ? .failed(.rejected(event.rejectReason)) : .done(event, sequence: answer.sequence))
        } catch { preconditionFailure("the exchange published an event nobody can read: \(error)") }
    }

    package func refused(_ reason: RejectReason, _ ticket: Ticket, note: UInt64) {
        guard let step = steps.removeValue(forKey: note) else { preconditionFailure("an operator's command was answered twice") }
        step(.failed(.unavailable(reason)))
    }

    // MARK: answers

    func respond(_ ticket: Ticket, status: UInt16 = 200, _ write: (inout JSONWriter) -> Void) {
        var response = HTTPResponse(status, .json)
        var writer = JSONWriter()
        write(&writer)
        writer.finish(into: &response.body)
        response.body.append(UInt8(ascii: "\n"))
        outlet.respond(ticket, response)
    }

    func respond(_ ticket: Ticket, _ type: ContentType, _ body: [UInt8]) { outlet.respond(ticket, HTTPResponse(200, type, body: body)) }

    func fail(_ error: AdminError, _ ticket: Ticket) {
        respond(ticket, status: error.code.status) { error.write(into: &$0) }
    }

    /// Goes on with what a change made, or says why there was none.
    func finish<Success>(_ result: Result<Success, Membership.Fault>, _ ticket: Ticket, _ done: (Success) -> Void) {
        switch result {
        case .success(let success): done(success)
        case .failure(.registry(let error)): fail(AdminError(error), ticket)
        case .failure(.exchange(let reason)): fail(.rejected(reason), ticket)
        case .failure(.supply(let left)): fail(.validation(.supply(left: left, of: catalog.assets[Int(members.quote.rawValue)])), ticket)
        }
    }

    /// What `body` says of a field, its faults told in this interface's way.
    func field<Value>(_ read: () throws(APIError) -> Value) throws(AdminError) -> Value {
        do { return try read() } catch { throw AdminError(error) }
    }
}
