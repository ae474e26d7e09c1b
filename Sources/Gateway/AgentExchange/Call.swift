import HTTP
import Identity
import IO
import Market

/// A request that is being answered: who asked what, and what its answer has to say beside the body.
struct Call {
    let ticket: Ticket
    let peer: Peer
    let endpoint: Endpoint
    /// What is left of the caller's requests in this minute; nil if they are not counted.
    var quota: RateDecision?
    /// Place of the origin in the settings' list, plus one; 0 for one that is not there, or none.
    var origin: UInt8 = 0
    /// Whoever the credential belongs to; nil for anybody.
    var principal: Principal?
    /// The agent acted for.
    var agent = AgentIndex(rawValue: 0)
    /// Whether the caller named it, with an account's credential.
    var choseAgent = false
    /// Its account of the engine.
    var account = AccountID.house
}

/// Where answers go. The sockets' side has one; tests have another.
package protocol Outlet: AnyObject {
    func respond(_ ticket: Ticket, _ response: HTTPResponse)
    func accept(_ ticket: Ticket, _ channel: any Channel)
    func send(_ ticket: Ticket, text: [UInt8])
    func end(_ ticket: Ticket, code: UInt16, reason: StaticString)
    func queuedBytes(_ ticket: Ticket) -> Int
}

extension Reception: Outlet {
    package func send(_ ticket: Ticket, text: [UInt8]) {
        desk.connections.with(ticket, bytes: text.count) { $0.send(ticket.stream, text: text) }
    }

    package func end(_ ticket: Ticket, code: UInt16, reason: StaticString) {
        desk.connections.with(ticket) { $0.end(ticket.stream, code: code, reason: reason) }
    }

    package func queuedBytes(_ ticket: Ticket) -> Int { desk.connections.queuedBytes(ticket) }
}
