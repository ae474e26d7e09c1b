import Foundation
import Testing

@testable import IO

@Suite struct SocketTests {
    /// Sends back what it reads, on the loop.
    private final class Echo: Watcher {
        let loop: EventLoop
        let socket: Socket
        init(_ socket: consuming Socket, _ loop: EventLoop) {
            self.socket = socket
            self.loop = loop
        }
        func descriptorIsReady(_ readiness: Readiness) {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 8)
            defer { unsafe buffer.deallocate() }
            switch unsafe socket.read(into: buffer) {
            case .bytes(let count): _ = unsafe socket.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            case .closed: loop.unwatch(socket.descriptor)
            case .later: break
            }
        }
    }

    private final class Door: Watcher {
        let listener: Listener
        let loop: EventLoop
        var inside: [Echo] = []
        init(_ listener: consuming Listener, _ loop: EventLoop) {
            self.listener = listener
            self.loop = loop
        }
        func descriptorIsReady(_ readiness: Readiness) {
            while case .socket(let accepted) = listener.accept() {
                let echo = Echo(accepted, loop)
                inside.append(echo)
                do { try loop.watch(echo.socket.descriptor, for: .read, echo) } catch { Issue.record(error) }
            }
        }
    }

    /// Says a word and stops the loop once it has come back.
    private final class Caller: Watcher {
        let socket: Socket
        let loop: EventLoop
        var heard: [UInt8] = []
        var said = false
        init(_ address: SocketAddress, _ loop: EventLoop) throws {
            socket = try Socket.connecting(to: address)
            self.loop = loop
        }
        func descriptorIsReady(_ readiness: Readiness) {
            if !said {
                said = true
                #expect(socket.connectError == nil)
                #expect(unsafe Array("hello".utf8).withUnsafeBytes { unsafe socket.write($0) } == .bytes(5))
                do { try loop.rewatch(socket.descriptor, for: .read) } catch { Issue.record(error) }
            }
            guard readiness.contains(.read) else { return }
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 8)
            defer { unsafe buffer.deallocate() }
            if case .bytes(let count) = unsafe socket.read(into: buffer) { unsafe heard += buffer[..<count] }
            if heard.count == 5 { loop.stop() }
        }
    }

    @Test func `only its owner may connect to a Unix socket`() throws {
        let path = "/tmp/walras-socket-test-\(UInt64.random(in: 0 ... .max))"
        let listener = try Listener(.unix(path))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(listener.address == .unix(path))
        try FileManager.default.removeItem(atPath: path)
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0", "unix:"]) func `what is written on one side is read on the other`(_ text: String) throws {
        let text = text == "unix:" ? "unix:/tmp/walras-socket-test-\(UInt64.random(in: 0 ... .max))" : text
        let loop = try EventLoop()
        let address = try #require(SocketAddress(text))
        // Used on the loop alone, which runs on this very thread.
        nonisolated(unsafe) var parts: (Door, Caller)?
        nonisolated(unsafe) var turns = 0
        loop.schedule(at: .min) {
            do {
                let door = Door(try Listener(address), loop)
                let caller = try Caller(door.listener.address, loop)
                try loop.watch(door.listener.descriptor, for: .read, door)
                try loop.watch(caller.socket.descriptor, for: [.read, .write], caller)
                loop.atTurnEnd { unsafe turns += 1 }
                unsafe parts = (door, caller)
            } catch {
                Issue.record(error)
                loop.stop()
            }
        }
        loop.run()
        #expect(unsafe parts?.1.heard == Array("hello".utf8))
        #expect(unsafe turns > 0)
        if case .unix(let path) = address { try FileManager.default.removeItem(atPath: path) }
    }

    @Test func `addresses are read and printed back`() {
        for text in ["127.0.0.1:8000", "[::1]:80", "unix:/run/walras.sock", "0.0.0.0:0"] { #expect(SocketAddress(text)?.description == text) }
        #expect(SocketAddress("localhost:1")?.isLoopback == true)
        for text in ["", "8000", "127.0.0.1", "127.0.0.1:65536", "example.com:80", "[::1:80", "unix:", "unix:" + String(repeating: "a", count: 108)] {
            #expect(SocketAddress(text) == nil, "\(text)")
        }
    }

    @Test func `a port that is taken says so`() throws {
        let first = try Listener(SocketAddress("127.0.0.1:0")!)
        let address = first.address
        #expect(throws: IOError.systemCall("bind", subject: "\(address)", errno: 98)) { _ = try Listener(address) }
    }
}
