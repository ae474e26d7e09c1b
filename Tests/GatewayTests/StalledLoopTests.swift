import Engine
import HTTP
import IO
import Synchronization
import Testing

@testable import Gateway

@Suite struct StalledLoopTests {
    /// A connection on a loop of its own, and the desk on another.
    @Test func `a loop that stands still costs a bounded number of letters, and the connection ends when it goes on`() throws {
        let (engine, other) = (try EventLoop(), try EventLoop())
        for loop in [engine, other] { try loop.start() }
        let release = ThreadGate()
        let isReleased = Atomic<Bool>(false)
        let (ticket, rig) = engine.performAndWait {
            let exchange = Exchange(loop: engine)
            let desk = Desk(exchange, clock: SystemClock(), durable: 0)
            let reception = Reception(desk)
            let address = SocketAddress("127.0.0.1:9")!
            let home = GatewayLoop(other, reception, GatewayTimeouts())
            let ticket = desk.connections.reserve()
            // Nobody is at the other end, and nobody has to be.
            let socket: Socket
            do { socket = try Socket.connecting(to: address) } catch { preconditionFailure("\(error)") }
            let connection = Connection(socket, ticket, Peer(door: .agentExchange, address: address, isEncrypted: false), on: home, tls: nil)
            desk.connections.put(connection) {}
            return (ticket, UncheckedBox((desk, reception, home, connection)))
        }
        let (desk, reception, home, connection) = rig.value
        other.schedule(at: .min) { release.wait { isReleased.load(ordering: .acquiring) } }
        other.schedule(at: .min) {
            home.start()
            connection.assumeIsolated { $0.open() }
        }
        let queued = engine.performAndWait {
            let body = String(repeating: "x", count: 1 << 20)
            for _ in 0..<64 { reception.respond(ticket, HTTPResponse(200, .text, text: body)) }
            desk.connections.flush()
            return desk.connections.queuedBytes(ticket)
        }
        #expect(queued > Connection.outputBytesMax && queued < Connection.outputBytesMax + (2 << 20))
        isReleased.store(true, ordering: .releasing)
        release.notify()
        // Its loop ends it, and tells the desk.
        for _ in 0..<1_000 {
            if engine.performAndWait({ !desk.connections.isOpen(ticket) }) { break }
            other.performAndWait { other.pause(milliseconds: 5) }
        }
        #expect(engine.performAndWait { !desk.connections.isOpen(ticket) })
        // What comes from it now is not looked at.
        let facade = CountingFacade()
        nonisolated(unsafe) let counting = facade
        engine.performAndWait {
            unsafe reception.serve(counting, at: .agentExchange)
            reception.received(HTTPRequest(), ticket, Peer(door: .agentExchange, address: SocketAddress("127.0.0.1:9")!, isEncrypted: false))
        }
        #expect(facade.count == 0)
        for loop in [engine, other] {
            loop.stop()
            loop.join()
        }
        // Their turns end with these.
        withExtendedLifetime(rig) {}
    }
}

private final class CountingFacade: Facade {
    var refusals: RefusalWriter? { nil }
    var count = 0
    func handle(_ request: borrowing HTTPRequest, _ ticket: Ticket, _ peer: Peer) { count += 1 }
}
