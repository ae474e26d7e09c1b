import Gateway

extension World {
    private var latency: Int64 { plan.faults.contains(.reorder) ? network.from(5_000, to: 400_000) : 30_000 }

    func connect(_ client: SimulatedClient) {
        guard client.connection == nil else { return }
        guard let server, let session = server.frames.table.open(
            nonce: Nonce(network.next(), network.next(), network.next(), network.next()), isPrivate: true, now: now)
        else { return queue.add(.connect(client: client.index), at: now + network.from(1_000_000, to: 10_000_000)) }
        let connection = VirtualConnection(number: nextConnection, client: client.index, session: session)
        nextConnection += 1
        connections[connection.number] = connection
        client.connected(connection)
        trace.line("\(stamp) client \(client.index) connects (\(connection.number))")
    }

    /// What a client sends, in pieces as the network likes.
    func transmit(_ client: SimulatedClient, _ bytes: [UInt8]) {
        guard let connection = client.connection else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = plan.faults.contains(.reorder) && network.chance(60) ? 1 + network.below(rest.count) : rest.count
            connection.toServerAt = max(connection.toServerAt, now + latency)
            queue.add(.toServer(connection: connection.number, bytes: Array(rest.prefix(count))), at: connection.toServerAt)
            rest = rest.dropFirst(count)
        }
    }

    func deliverToServer(_ number: Int, _ bytes: [UInt8]) {
        guard let server, let connection = connections[number], !connection.isDead, let session = connection.session else { return }
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe trace.note(.toServer, bytes: bytes)
            unsafe session.receive(bytes, now: now, server.frames)
        }
    }

    /// Takes from the sessions what the network has room for, and closes those that are done.
    func collect(_ server: SimulatedServer) {
        for (number, connection) in connections.sorted(by: { $0.key < $1.key }) {
            guard let session = connection.session else { continue }
            let room = connection.isDead ? 0 : VirtualConnection.windowBytes - connection.bytesToClient
            if session.outputBytes > 0, room > 0 {
                var bytes: [UInt8] = []
                unsafe session.writeOutput { output in
                    bytes = unsafe Array(output.prefix(room))
                    return bytes.count
                }
                connection.bytesToClient += bytes.count
                connection.toClientAt = max(connection.toClientAt, now + latency)
                connection.toClient.append(bytes)
                queue.add(.toClient(connection: number), at: connection.toClientAt)
            }
            if session.closesAfterOutput, session.outputBytes == 0 || connection.isDead {
                connection.session = nil
                server.frames.table.close(session, server.frames)
                queue.add(.hangUp(connection: number), at: max(connection.toClientAt, now + latency))
            }
        }
    }

    /// The next bytes under way arrive, or wait for a client that does not read.
    func deliverToClient(_ number: Int) {
        guard let connection = connections[number], !connection.isDead else { return }
        let client = clients[connection.client]
        guard client.connection === connection else { return }
        if client.sleepsUntil > now { return queue.add(.toClient(connection: number), at: client.sleepsUntil) }
        let bytes = connection.toClient.removeFirst()
        connection.bytesToClient -= bytes.count
        unsafe bytes.withUnsafeBytes { unsafe trace.note(.toClient, bytes: $0) }
        client.receive(bytes)
        if let fault = client.fault { fail(String(fault.prefix { $0 != ":" }), String(fault.drop { $0 != ":" }.dropFirst(2))) }
    }

    // MARK: the end of a connection

    /// Loses everything under way; the two ends learn of it when they do.
    func breakConnection(_ connection: VirtualConnection) {
        guard !connection.isDead else { return }
        statistics.brokenConnections += 1
        connection.isDead = true
        trace.line("\(stamp) connection \(connection.number) breaks")
        queue.add(.hangUp(connection: connection.number), at: now + network.from(50_000, to: 5_000_000))
        // Now and then the server does not hear of it, and has to find out.
        if !network.chance(300) { queue.add(.hangUpServer(connection: connection.number), at: now + network.from(50_000, to: 5_000_000)) }
    }

    func hangUp(_ number: Int) {
        guard let connection = connections[number] else { return }
        let client = clients[connection.client]
        if client.connection === connection {
            client.disconnected()
            queue.add(.connect(client: client.index), at: now + network.from(10_000, to: 3_000_000))
        }
        connection.isDead = true
        forget(connection)
    }

    func hangUpServer(_ number: Int) {
        guard let server, let connection = connections[number], let session = connection.session else { return }
        connection.session = nil
        server.frames.table.close(session, server.frames)
        forget(connection)
    }

    /// Once both ends are gone.
    private func forget(_ connection: VirtualConnection) {
        if connection.session == nil, clients[connection.client].connection !== connection { connections[connection.number] = nil }
    }

    func tick(_ client: SimulatedClient) {
        queue.add(.clientTick(client: client.index), at: now + network.from(150_000_000, to: 300_000_000))
        if client.connection == nil, client.state == .down { return connect(client) }
        client.beat()
    }
}
