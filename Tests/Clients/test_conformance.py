"""The tables of the conformance proofs, against servers that are wrong: one takes everything, one refuses everything."""
import concurrent.futures
import pathlib
import socket
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Proofs/support"))

import conformance_http2
import conformance_websocket
import h2cases
import h2peer
import wscases
import wspeer

PATIENCE = 0.3


class Server:
    """Gives each connection to `serve`, on a thread of its own."""

    def __init__(self, serve):
        self.serve = serve
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(connection,), daemon=True).start()

    def one(self, connection):
        with connection:
            try:
                self.serve(connection)
            except OSError:
                pass


def frames(connection):
    data = b""
    while more := connection.recv(65536):
        data += more
        if data.startswith(b"PRI"):
            data = data[len(h2peer.PREFACE):]
        while len(data) >= 9 and len(data) >= 9 + (length := int.from_bytes(data[:3], "big")):
            yield data[3], data[4], int.from_bytes(data[5:9], "big") & 0x7fffffff, data[9:9 + length]
            data = data[9 + length:]


def indulgent_http2(connection):
    connection.sendall(h2peer.settings())
    for kind, flags, stream, payload in frames(connection):
        if kind == h2peer.SETTINGS and not flags & h2peer.ACK:
            connection.sendall(h2peer.settings(flags=h2peer.ACK))
        elif kind == h2peer.PING and not flags & h2peer.ACK:
            connection.sendall(h2peer.ping(payload, h2peer.ACK))
        elif kind == h2peer.HEADERS:
            connection.sendall(h2peer.frame(h2peer.HEADERS, h2peer.END_HEADERS | h2peer.END_STREAM, stream, b"\x88"))


def grumpy_http2(connection):
    connection.sendall(h2peer.settings())
    for kind, flags, _, _ in frames(connection):
        if kind == h2peer.SETTINGS and not flags & h2peer.ACK:
            connection.sendall(h2peer.settings(flags=h2peer.ACK))
        elif kind != h2peer.SETTINGS:
            return connection.sendall(h2peer.frame(h2peer.GOAWAY, 0, 0, bytes(7) + b"\x01"))


def upgraded(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + wspeer.ACCEPT + b"\r\n\r\n")


def indulgent_websocket(connection):
    """Hears nothing but the question whether it is still there."""
    upgraded(connection)
    data = b""
    while more := connection.recv(65536):
        data += more
        # Whatever the mask: those of the table's own frames are known.
        for number in range(3):
            if wspeer.frame(wspeer.TEXT, wspeer.action(f"fence {number}")) in data:
                text = b'{"type":"error","code":"UNKNOWN_ACTION","message":"There is no action fence %d."}' % number
                return connection.sendall(bytes([0x81, len(text)]) + text) or connection.recv(65536)


def grumpy_websocket(connection):
    upgraded(connection)
    if connection.recv(1):
        connection.sendall(b"\x88\x02\x03\xea")


class Wrong(unittest.TestCase):
    def setUp(self):
        for peer in (h2peer.Peer, wspeer.WebSocket):
            self.addCleanup(setattr, peer, "patience", peer.patience)
            peer.patience = PATIENCE

    def believed(self, cases, perform):
        """Cases whose reaction a wrong server got right."""
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            seen = list(pool.map(perform, cases))
        return [case for case, reaction in zip(cases, seen) if reaction in case.allowed]

    def judge(self, cases, perform, indulgent, grumpy):
        taken, refused = (self.believed(cases, perform(Server(serve).socket.getsockname())) for serve in (indulgent, grumpy))
        return [str(case) for case in taken if case in refused], taken, refused

    def test_no_http2_case_believes_a_wrong_server(self):
        both, taken, refused = self.judge(h2cases.cases, conformance_http2.perform, indulgent_http2, grumpy_http2)
        # Where the document leaves it open, both may be right.
        free = [str(case) for case in h2cases.cases if "connection PROTOCOL_ERROR" in case.allowed and {"alive", "answer 200"} & set(case.allowed)]
        self.assertEqual(sorted(set(both) - set(free)), [])
        # And they are taken for what they are at all.
        self.assertGreater(len(taken), 20)
        self.assertGreater(len(refused), 50)

    def test_no_websocket_case_believes_a_wrong_server(self):
        both, taken, refused = self.judge(
            wscases.cases, lambda address: conformance_websocket.exchange(lambda: wspeer.OverHTTP1(address, "/")), indulgent_websocket, grumpy_websocket)
        self.assertEqual(both, [])
        self.assertGreater(len(refused), 50)


if __name__ == "__main__":
    unittest.main()
