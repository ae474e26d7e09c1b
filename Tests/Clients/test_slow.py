"""Peers that do not read, or do not go on: what they may cost, and for how long."""
import os
import socket
import struct
import time
import unittest

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings
import httpx

import binary
from agent import Agent
from daemon import Daemon

MASK = b"\x01\x02\x03\x04"


def message(first, payload):
    """A masked frame of a WebSocket with up to 125 bytes."""
    return bytes([first, 0x80 | len(payload)]) + MASK + bytes(byte ^ MASK[place & 3] for place, byte in enumerate(payload))


class Slow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(environment={"WALRAS_TIMEOUTS_HEAD_MILLISECONDS": "1000", "WALRAS_TIMEOUTS_BODY_MILLISECONDS": "2000"})

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def setUp(self):
        self.plain = socket.create_connection(self.daemon.address(), timeout=10)
        self.addCleanup(self.plain.close)

    def tearDown(self):
        self.assertEqual(httpx.get(self.daemon.url + "/health").status_code, 200)

    def resident(self):
        with open(f"/proc/{self.daemon.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def assert_ends(self, plain, seconds):
        """The other side closes, whatever it says before."""
        plain.settimeout(seconds)
        try:
            while plain.recv(65536):
                pass
        except (ConnectionResetError, BrokenPipeError):
            pass

    def connect(self, **settings):
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, validate_outbound_headers=False))
        connection.initiate_connection()
        connection.update_settings({getattr(h2.settings.SettingCodes, name): value for name, value in settings.items()})
        self.plain.sendall(connection.data_to_send())
        return connection

    def until(self, connection, kind):
        while True:
            for event in connection.receive_data(self.plain.recv(65536)):
                if isinstance(event, kind):
                    return event
            self.plain.sendall(connection.data_to_send())

    def tunnel(self, **settings):
        connection = self.connect(**settings)
        self.until(connection, h2.events.RemoteSettingsChanged)
        connection.send_headers(1, [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/v1/stream"),
                                    (":authority", "a"), ("sec-websocket-version", "13")])
        self.plain.sendall(connection.data_to_send())
        self.assertIn((b":status", b"200"), [tuple(map(bytes, field)) for field in self.headers(connection)])
        return connection

    def headers(self, connection):
        fields = self.until(connection, h2.events.ResponseReceived).headers
        return [(name.encode() if isinstance(name, str) else name, value.encode() if isinstance(value, str) else value) for name, value in fields]

    def test_pongs_nobody_reads_end_the_connection(self):
        connection = self.tunnel(INITIAL_WINDOW_SIZE=0)
        before = self.resident()
        pings = message(0x89, b"p" * 125) * 100
        try:
            for _ in range(4000):
                while connection.local_flow_control_window(1) < len(pings):
                    data = self.plain.recv(65536)
                    if not data:
                        raise ConnectionResetError
                    connection.receive_data(data)
                for start in range(0, len(pings), 16384):
                    connection.send_data(1, pings[start:start + 16384])
                self.plain.sendall(connection.data_to_send())
        except (ConnectionResetError, BrokenPipeError, h2.exceptions.ProtocolError):
            pass
        else:
            self.fail("50 MB of pings were answered to nobody")
        self.assertLess(self.resident() - before, 64 << 20)

    def test_answers_held_back_by_a_window_are_given_up(self):
        connection = self.connect(INITIAL_WINDOW_SIZE=0)
        self.until(connection, h2.events.RemoteSettingsChanged)
        connection.send_headers(1, [(":method", "GET"), (":scheme", "http"), (":path", "/openapi.json"), (":authority", "a")], end_stream=True)
        self.plain.sendall(connection.data_to_send())
        self.assert_ends(self.plain, 8)

    def test_a_websocket_whose_close_is_not_answered_ends(self):
        self.plain.sendall(b"GET /v1/stream HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        self.assertTrue(self.plain.recv(1000).startswith(b"HTTP/1.1 101 "))
        # Frames are binary messages: a text ends the session, and the server closes.
        self.plain.sendall(message(0x81, b"hello"))
        self.assert_ends(self.plain, 8)

    def test_a_tunnel_ends_with_the_stream_that_carries_it(self):
        connection = self.tunnel()
        connection.end_stream(1)
        self.plain.sendall(connection.data_to_send())
        self.until(connection, h2.events.StreamEnded)

    def test_a_session_that_does_not_read_its_answers_is_logged_out(self):
        session = binary.Session(self.daemon.address("binary"), Agent(self.daemon.url).key)
        self.addCleanup(session.socket.close)
        before = self.resident()
        # Test requests are answered with heartbeats.
        flood = binary.frame(133, struct.pack("<Q", 1)) * 1000
        session.socket.settimeout(2)
        try:
            for _ in range(3000):
                session.socket.sendall(flood)
        except (TimeoutError, ConnectionResetError, BrokenPipeError):
            pass
        self.assertLess(self.resident() - before, 64 << 20)


if __name__ == "__main__":
    unittest.main()
