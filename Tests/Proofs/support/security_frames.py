"""The binary protocol over its three transports: who is let in, and that nothing of another's orders is told or touched."""
import hashlib
import hmac
import socket
import struct

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import websockets.sync.client

from security_world import Frames, Person, World, check
import binary  # found by way of the line above

NONE = binary.NONE64


class Plain:
    """TCP."""

    def __init__(self, world):
        self.socket = socket.create_connection(world.daemon.address("binary"), timeout=10)

    def write(self, data):
        self.socket.sendall(data)

    def read(self):
        return self.socket.recv(65536)

    def close(self):
        self.socket.close()


class OverWebSocket:
    def __init__(self, world):
        host, port = world.daemon.address()
        self.socket = websockets.sync.client.connect(f"ws://{host}:{port}/v1/stream", open_timeout=10)

    def write(self, data):
        self.socket.send(data)

    def read(self):
        try:
            return self.socket.recv(timeout=10)
        except websockets.exceptions.ConnectionClosed:
            return b""

    def close(self):
        self.socket.close()


class OverHTTP2:
    def __init__(self, world):
        self.socket = socket.create_connection(world.daemon.address(), timeout=10)
        self.connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.connection.initiate_connection()
        self.stream = self.connection.get_next_available_stream_id()
        self.connection.send_headers(
            self.stream, [(":method", "POST"), (":path", "/v1/stream"), (":scheme", "http"), (":authority", "a"), ("content-type", "application/sbe")])
        self.socket.sendall(self.connection.data_to_send())

    def write(self, data):
        self.connection.send_data(self.stream, data)
        self.socket.sendall(self.connection.data_to_send())

    def read(self):
        while True:
            received = self.socket.recv(65536)
            if not received:
                return b""
            data, ended = b"", False
            for event in self.connection.receive_data(received):
                if isinstance(event, h2.events.DataReceived):
                    data += event.data
                    self.connection.acknowledge_received_data(event.flow_controlled_length, self.stream)
                ended = ended or isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset))
            self.socket.sendall(self.connection.data_to_send())
            if data or ended:
                return data

    def close(self):
        self.socket.close()


def signed(key, nonce, by=None, **options):
    """A logon that names `key` and is signed with `by`."""
    frame = bytearray(binary.logon(key, nonce, **options))
    if by is not None:
        digest = hmac.new(hashlib.sha256(by.encode()).digest(), nonce, hashlib.sha256).digest()
        frame[14 + 16 + 72:14 + 16 + 72 + 32] = digest
    return bytes(frame)


def logons(world, rng, transports):
    """Every kind of credential over every transport: the answer, and that nothing is done for who was not let in."""
    ada, gone = Person(world, "Ada"), Person(world, "Suspended")
    void = ada.do("POST", "agents", display_name="Void")
    ada.do("POST", f"agents/{void['agent_id']}/regenerate-key")
    archived = ada.do("POST", "agents", display_name="Archived")
    ada.do("POST", f"agents/{archived['agent_id']}/archive")
    jwt = ada.log_in()
    world.admin("POST", f"/admin/keys/{gone.id}/revoke")
    place = rng.randrange(8, 72)
    changed = ada.key[:place] + ("A" if ada.key[place] != "A" else "B") + ada.key[place + 1:]
    stranger = "ak_live_" + "".join(rng.choice("abcdefghij0123456789_-") for _ in range(64))
    wrong = ("LogonRejected", "wrongCredential")
    cases = [
        ("unknown key", lambda n: binary.logon(stranger), wrong), ("unknown key that signs", lambda n: binary.logon(stranger, n), wrong),
        ("changed key", lambda n: binary.logon(changed), wrong), ("nothing", lambda n: binary.logon("")[:-50] + bytes(50), None),
        ("key of Ada, signed with another", lambda n: signed(ada.key, n, by=stranger), wrong), ("key of Ada, signed with her agent's", lambda n: signed(ada.key, n, by=ada.agent_key), wrong),
        ("key of Ada, another nonce signed", lambda n: binary.logon(ada.key, bytes(32)), wrong), ("void key", lambda n: binary.logon(void["api_key"], n), wrong),
        ("archived agent's key", lambda n: binary.logon(archived["api_key"], n), wrong), ("secret", lambda n: binary.logon(ada.secret), wrong),
        ("admin key", lambda n: binary.logon(world.admin_key), wrong), ("token", lambda n: binary.logon(jwt[:72]), wrong),
        ("key of Ada with no signature", lambda n: binary.logon(ada.key, n)[:14 + 16] + bytes(72 + 32) + binary.logon(ada.key, n)[14 + 16 + 72 + 32:], wrong),
        ("suspended", lambda n: binary.logon(gone.key, n), ("LogonRejected", "accountNotActive")),
        ("suspended, in clear", lambda n: binary.logon(gone.key), ("LogonRejected", "accountNotActive")),
        ("order before the logon", lambda n: binary.new_order(1, 2_000_000, 100), ("Logout", "notLoggedOn")),
        ("account", lambda n: binary.logon(ada.key, n), "LogonAccepted"), ("account, in clear", lambda n: binary.logon(ada.key), "LogonAccepted"),
        ("agent", lambda n: binary.logon(ada.agent_key, n), "LogonAccepted"),
    ]
    count, recorded = 0, None
    for transport in transports:
        for name, make, expected in cases:
            session = Frames(transport(world))
            frame = make(session.nonce)
            session.send(frame)
            kind, fields = session.until("LogonAccepted", "LogonRejected", "Logout")
            if expected == "LogonAccepted":
                check(kind == expected, name, kind, fields)
                if name == "account":
                    recorded = frame
            else:
                check(kind in ("LogonRejected", "Logout") and (expected is None or (kind, fields["reason"]) == expected), name, transport.__name__, kind, fields)
                # What is sent behind a refusal is not looked at.
                try:
                    session.send(binary.new_order(1, 2_000_000, 100))
                    while (after := session.next())[0] not in ("closed",):
                        check(after[0] not in ("ExecutionReport", "LogonAccepted"), name, "is served after it was refused:", after)
                except (OSError, websockets.exceptions.ConnectionClosed, h2.exceptions.StreamClosedError):
                    pass
            session.transport.close()
            count += 1
        # A logon somebody recorded is no logon: its nonce was another.
        session = Frames(transport(world))
        session.send(recorded)
        kind, fields = session.until("LogonAccepted", "LogonRejected", "Logout")
        check((kind, fields.get("reason")) == wrong, "a recorded logon is taken:", kind, fields)
        session.transport.close()
        count += 1
    open_orders = ada.get("trade/orders/open")["orders"]
    check(open_orders == [], "somebody who was refused has entered an order:", open_orders)
    return count


def plain(report):
    """A report without what counts up."""
    return {name: value for name, value in report.items() if name not in ("number", "request", "sequence", "time", "orderID", "stream")}


def foreign_orders(world, transport):
    """Bob's orders, open, waiting and ended, beside ids that were never given: Alice is told the same of both."""
    alice, bob = Person(world, "Alice"), Person(world, "Bob")
    bob.fund("BTC", "5")
    his, hers = Frames(transport(world)), Frames(transport(world))
    for session, person in ((his, bob), (hers, alice)):
        session.send(binary.logon(person.key, session.nonce))
        session.until("LogonAccepted")
    stop = struct.pack("<QQqqHBBBBB", 3, 33, NONE, 100, 0, 1, 2, 0, 0, 0) + struct.pack("<qqqQQqqqq", 1_000_000, 0, 0, 0, 0, 0, NONE, NONE, NONE)
    his.send(binary.new_order(1, 2_000_000, 100, name=31), binary.new_order(2, 2_000_000, 100, name=32), binary.frame(145, stop), binary.cancel(4, name=32))
    reports = [his.until("ExecutionReport")[1] for _ in range(4)]
    check([r["kind"] for r in reports] == ["accepted", "accepted", "accepted", "canceled"], reports)
    check(reports[2]["state"] == "waiting", reports[2])
    targets = {"open": reports[0]["orderID"], "ended": reports[1]["orderID"], "waiting": reports[2]["orderID"]}
    # In the same instrument, of a place that no order ever had.
    never = (reports[0]["orderID"] >> 50 << 50) | (0x1FFFFF << 28) | 5
    number, count = 1, 0
    requests = {
        "cancel": lambda n, order: binary.cancel(n, order),
        "replace": lambda n, order: binary.frame(147, struct.pack("<QQQqqq", n, order, 0, 2_000_100, 100, NONE)),
        "amend": lambda n, order: binary.frame(148, struct.pack("<QQq", n, order, 50)),
        "status": lambda n, order: binary.frame(151, struct.pack("<QQQ", n, order, 0)),
    }
    for what, make in requests.items():
        told = {}
        for name, order in {"never": never, **targets}.items():
            hers.send(make(number, order))
            kind, fields = hers.until("ExecutionReport", "OrderStatusReport", "Reject")
            told[name] = kind, plain(fields)
            number, count = number + 1, count + 1
        for name, answer in told.items():
            check(answer == told["never"], f"{what} of Bob's {name} order is answered with {answer}, of none with {told['never']}")
        check("notOwner" not in str(told), told)
    # By his names, which are hers to give.
    for name in (31, 32, 33):
        hers.send(binary.cancel(number, name=name))
        kind, fields = hers.until("ExecutionReport", "Reject")
        check(fields.get("rejectReason") == "unknownOrder", "Bob's name for an order:", fields)
        number, count = number + 1, count + 1
    hers.send(binary.frame(149, struct.pack("<QH", number, 0xFFFF)))
    kind, fields = hers.until("MassCancelReport")
    check((fields["canceled"], fields["left"]) == (0, 0), "a mass cancel of Alice's:", fields)
    # His stay as they were, and he heard of none of it.
    his.send(binary.frame(151, struct.pack("<QQQ", 5, targets["open"], 0)), binary.frame(151, struct.pack("<QQQ", 6, targets["waiting"], 0)))
    states = []
    while len(states) < 2:
        kind, fields = his.next()
        check(kind in ("OrderStatusReport", "Heartbeat"), "Bob is told of what Alice did:", kind, fields)
        if kind == "OrderStatusReport":
            states.append((fields["state"], fields["leaves"]))
    check(states == [("open", 100), ("waiting", 100)], states)
    # The same request by its owner is a good one: the request was not refused for its form.
    his.send(requests["amend"](7, targets["open"]), requests["cancel"](8, targets["open"]), requests["cancel"](9, targets["waiting"]))
    kinds = [his.until("ExecutionReport")[1]["kind"] for _ in range(3)]
    check(kinds == ["amended", "canceled", "canceled"], kinds)
    for session in (his, hers):
        session.transport.close()
    return count


def run(rng):
    world = World()
    transports = [Plain, OverWebSocket, OverHTTP2]
    try:
        count = logons(world, rng, transports)
        orders = sum(foreign_orders(world, transport) for transport in transports)
    finally:
        world.remove()
    return f"{count} logons over 3 transports, {orders} requests for orders of somebody else"
