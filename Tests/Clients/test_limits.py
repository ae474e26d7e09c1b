"""Limits over real sockets: what is shed while nobody reads, and requests of one key that come every way there is."""
import asyncio
import json
import pathlib
import re
import socket
import sys
import time
import unittest

import httpx
import websockets

import binary
from agent import Agent
from daemon import Daemon

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Proofs/support"))

import h2peer


def metric(daemon, name):
    return int(re.search(rf"^walras_{re.escape(name)} (\d+)$", httpx.get(daemon.url + "/metrics").text, re.MULTILINE).group(1))


def metric_at(directory, name):
    """As an operator's socket tells it, where no other connection may be left."""
    with httpx.Client(transport=httpx.HTTPTransport(uds=directory + "/data/admin.sock"), timeout=5) as operator:
        return int(re.search(rf"^walras_{name} (\d+)$", operator.get("http://walras/metrics").text, re.MULTILINE).group(1))


def start_of_a_minute():
    """Limits count fixed minutes: what belongs together must not fall into two."""
    left = 60 - time.time() % 60
    if left < 10:
        time.sleep(left + 0.1)


class Shedding(unittest.TestCase):
    """Answers that wait for readers reach `LoadShedder.bytesDefault`, by windows of HTTP/2 that stay shut."""

    BYTES = 256 << 20

    def setUp(self):
        self.daemon = Daemon("--demo")
        self.addCleanup(self.daemon.remove)

    def stall(self, length):
        """Connections that ask for more than 256 MiB and take none of it."""
        for _ in range(self.BYTES // (128 * length) + 1):
            peer = h2peer.connect(self.daemon.address(), pairs=[(h2peer.WINDOW, 0)])
            self.addCleanup(peer.socket.close)
            peer.send(*[h2peer.headers(2 * n + 1, h2peer.LARGE) for n in range(128)])
            self.assertTrue(peer.until(lambda: len(peer.statuses) == 128), len(peer.statuses))
            yield peer

    def test_new_orders_are_shed_and_everything_else_goes_on(self):
        agent = Agent(self.daemon.url)
        session = binary.Session(self.daemon.address("binary"), agent.key)
        self.addCleanup(session.close)
        session.until("LogonAccepted")
        order = agent.order("buy", "limit", "0.001", price="30000")
        peers = list(self.stall(len(httpx.get(self.daemon.url + "/openapi.json").content)))
        self.assertGreaterEqual(metric(self.daemon, "send_queued_bytes"), self.BYTES)

        refused = agent.request("POST", "trade/order", json={"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "30000"})
        self.assertEqual((refused.status_code, refused.headers["retry-after"]), (503, "1"), refused.text)
        self.assertEqual(refused.json()["error"]["details"]["reason"], "overloaded")
        session.send(binary.new_order(1, 30_000_00, 100))
        notice = session.until("ThrottleNotice")
        self.assertEqual(str(notice["by"]).rsplit(".")[-1], "overload", notice)
        self.assertEqual(agent.request("DELETE", f"trade/order/{order['order_id']}").status_code, 200)
        agent.get("account/balance")
        self.assertGreaterEqual(metric(self.daemon, 'orders_shed_total{way="http"}'), 1)
        self.assertGreaterEqual(metric(self.daemon, 'orders_shed_total{way="frames"}'), 1)

        for peer in peers:
            peer.socket.close()
        deadline = time.monotonic() + 10
        while metric(self.daemon, "send_queued_bytes") > 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(metric(self.daemon, "send_queued_bytes"), 0)
        agent.order("buy", "limit", "0.001", price="30000")


class Connections(unittest.TestCase):
    """More of them than there may be, and an operator who has to get in."""

    def setUp(self):
        self.daemon = Daemon("--connections-max", "12", "--connections-per-address-max", "8", starts=False)
        self.addCleanup(self.daemon.remove)

    def flood(self, count):
        """How many of so many connections are served."""
        streams = [socket.create_connection(self.daemon.address(), timeout=5) for _ in range(count)]
        for stream in streams:
            self.addCleanup(stream.close)
        served = 0
        for stream in streams:
            try:
                stream.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                served += stream.recv(12) == b"HTTP/1.1 200"
            except ConnectionError:
                pass
        return served

    def operators(self, count):
        """So many of them at a time, and what the last one is told."""
        path = self.daemon.directory + "/data/admin.sock"
        for _ in range(count):
            waiting = socket.socket(socket.AF_UNIX)
            self.addCleanup(waiting.close)
            waiting.connect(path)
        with httpx.Client(transport=httpx.HTTPTransport(uds=path), timeout=5) as operator:
            return operator.get("http://walras/admin/state").status_code

    def test_those_beyond_are_closed_and_operators_have_room(self):
        self.daemon.start()
        self.assertEqual(self.flood(14), 8)
        self.assertEqual(self.operators(20), 200)
        self.assertEqual(metric_at(self.daemon.directory, "connections_refused_total"), 6)

    def test_the_daemon_keeps_descriptors_for_itself(self):
        self.daemon.flags = ["--connections-per-address-max", "20000"]
        self.daemon.prefix = ["prlimit", "--nofile=200:300"]
        self.daemon.start()
        self.assertIn("at most 150 connections", "".join(self.daemon.output))
        self.assertEqual(self.flood(320), 150)
        self.assertEqual(self.operators(20), 200)


class UnderWay(unittest.TestCase):
    def test_orders_that_wait_for_their_answers_have_a_limit_that_names_itself(self):
        daemon = Daemon("--limits-requests-in-flight-per-key-max", "2", limits="on")
        self.addCleanup(daemon.remove)
        agent = Agent(daemon.url)
        body = b'{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.001","price":"30000"}'
        head = f"POST /api/v1/trade/order HTTP/1.1\r\nHost: a\r\nX-API-Key: {agent.key}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        with socket.create_connection(daemon.address(), timeout=5) as stream:
            stream.sendall((head + body) * 6)
            stream.shutdown(socket.SHUT_WR)
            answers = b"".join(iter(lambda: stream.recv(65536), b"")).decode()
        self.assertEqual(re.findall(r"HTTP/1.1 (\d+)", answers), ["201"] * 2 + ["429"] * 4, answers)
        self.assertEqual(answers.count('"details":{"reason":"orders_in_flight","limit":2,"retry_after_seconds":1}'), 4, answers)
        self.assertEqual(answers.count("retry-after: 1\r\n"), 4)
        agent.order("buy", "limit", "0.001", price="30000")


class Counting(unittest.TestCase):
    """Of one key, over HTTP, binary frames and WebSocket together."""

    LIMIT = 6

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--demo", "--limits-orders", str(cls.LIMIT), "--limits-general", str(cls.LIMIT), limits="on")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def test_orders_by_frames_and_by_http(self):
        start_of_a_minute()
        agent = Agent(self.daemon.url, name="orders")
        session = binary.Session(self.daemon.address("binary"), agent.key)
        self.addCleanup(session.close)
        session.until("LogonAccepted")
        half = self.LIMIT // 2
        for _ in range(half):
            agent.order("buy", "limit", "0.001", price="30000")
        session.send(*[binary.new_order(number + 1, 30_000_00, 100) for number in range(half + 1)])
        for _ in range(half):
            session.until("ExecutionReport")
        notice = session.until("ThrottleNotice")
        self.assertEqual(str(notice["by"]).rsplit(".")[-1], "orderRate", notice)
        refused = agent.request("POST", "trade/order", json={"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "30000"})
        self.assertEqual(refused.status_code, 429, refused.text)
        self.assertEqual((refused.headers["x-ratelimit-remaining"], refused.headers["x-ratelimit-limit"]), ("0", str(self.LIMIT)))
        self.assertTrue(1 <= int(refused.headers["retry-after"]) <= 60)
        self.assertEqual(metric(self.daemon, 'requests_throttled_total{way="frames",group="orders"}'), 1)

    def test_messages_of_a_websocket_and_requests(self):
        start_of_a_minute()
        agent = Agent(self.daemon.url, name="messages")

        async def talk():
            async with websockets.connect(f"ws://{self.daemon.http}/ws/v1?api_key={agent.key}") as stream:
                for number in range(self.LIMIT + 1):
                    await stream.send(json.dumps({"action": "subscribe" if number % 2 == 0 else "unsubscribe", "channel": "orders"}))
                    answer = json.loads(await asyncio.wait_for(stream.recv(), 5))
                    if number == self.LIMIT:
                        return answer
                    self.assertIn(answer["type"], ("subscribed", "unsubscribed"))
        self.assertEqual(asyncio.run(talk())["code"], "RATE_LIMIT_EXCEEDED")
        self.assertEqual(agent.request("GET", "account/balance").status_code, 429)
        self.assertEqual(metric(self.daemon, 'requests_throttled_total{way="websocket",group="general"}'), 1)


if __name__ == "__main__":
    unittest.main()
