"""HTTP/1.1 as it comes over a socket: what is in order, and what is not (RFC 9112)."""
import contextlib
import json
import os
import re
import resource
import socket
import subprocess
import time
import unittest

import httpx

from daemon import Daemon


def talk(address, data, *, half_close=False, timeout=5):
    """Sends bytes, and returns everything that comes back until the other side closes."""
    with socket.create_connection(address, timeout=timeout) as peer:
        peer.sendall(data)
        if half_close:
            peer.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := peer.recv(65536):
                answer += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return answer


class HTTP1(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def status(self, data):
        answer = talk(self.daemon.address(), data)
        self.assertTrue(answer.startswith(b"HTTP/1.1 "), answer[:80])
        return int(answer.split()[1])

    def test_one_connection_carries_many_requests(self):
        with httpx.Client(base_url=self.daemon.url) as client:
            for _ in range(50):
                self.assertEqual(client.get("/health").status_code, 200)

    def test_pipelined_requests_are_answered_in_order(self):
        request = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" * 40
        last = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        answer = talk(self.daemon.address(), request + last)
        statuses = re.findall(rb"HTTP/1\.1 (\d+) ", answer)
        self.assertEqual(statuses, [b"200", b"404"] * 40 + [b"200"])

    def test_an_upgrade_behind_a_request_is_answered_with_nothing_behind_it(self):
        # The registration takes a moment: the upgrade has arrived whole, and waits for its answer.
        body = b'{"display_name":"Ada"}'
        register = b"POST /api/v1/auth/register HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        upgrade = (b"GET /ws/v1?api_key=none HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
                   b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        answer = talk(self.daemon.address(), register + upgrade)
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d+) ", answer), [b"201", b"401"])

    def test_an_upgrade_that_is_ignored_ends_nothing(self):
        asks = b"Host: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
        last = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        requests = b"GET /health HTTP/1.1\r\n" + asks + b"GET /api/v1/market/prices HTTP/1.1\r\n" + asks + last
        answer = talk(self.daemon.address(), requests)
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d+) ", answer), [b"200"] * 3)
        # A refusal ends the connection: what follows may be meant for the WebSocket.
        answer = talk(self.daemon.address(), b"GET /ws/v1?api_key=none HTTP/1.1\r\n" + asks + last)
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d+) ", answer), [b"401"])

    def test_head_has_the_length_and_no_body(self):
        answer = talk(self.daemon.address(), b"HEAD /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertIn(b"content-length: ", head.lower())
        self.assertEqual(body, b"")

    def test_chunked_bodies_and_expectations(self):
        for extra in ([], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect: 100-continue"]):
            done = subprocess.run(
                ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", *extra, "--data-binary", '{"api_key":"x","api_secret":"y"}',
                 "-H", "Content-Type: application/json", self.daemon.url + "/api/v1/auth/login"], capture_output=True, text=True, timeout=10)
            self.assertEqual(done.stdout, "401", extra)

    def test_shapes_that_smuggle_are_refused_and_the_connection_ends(self):
        head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n"
        shapes = {
            "length and chunks": head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "two lengths": head + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
            "a list of lengths": head + b"Content-Length: 2, 3\r\n\r\n{}x",
            "a signed length": head + b"Content-Length: +2\r\n\r\n{}",
            "chunked is not last": head + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
            "an unknown coding": head + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "a bare line feed": b"GET /health HTTP/1.1\nHost: a\r\n\r\n",
            "a bare carriage return": b"GET /health HTTP/1.1\r\nHost: a\rX: y\r\n\r\n",
            "a folded line": b"GET /health HTTP/1.1\r\nHost: a\r\nX: y\r\n  z\r\n\r\n",
            "space before the colon": b"GET /health HTTP/1.1\r\nHost : a\r\n\r\n",
            "no host": b"GET /health HTTP/1.1\r\n\r\n",
            "two hosts": b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "a bad chunk size": head + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
            "a chunk too long": head + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}}\r\n0\r\n\r\n",
        }
        for name, shape in shapes.items():
            with self.subTest(name):
                answer = talk(self.daemon.address(), shape + b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                statuses = re.findall(rb"HTTP/1\.1 (\d+) ", answer)
                self.assertEqual(len(statuses), 1, answer)
                self.assertIn(statuses[0], (b"400", b"501"))

    def test_limits_have_statuses_of_their_own(self):
        self.assertEqual(self.status(b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20000 + b"\r\n\r\n"), 431)
        self.assertEqual(self.status(b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100 + b"\r\n"), 431)
        self.assertEqual(self.status(b"GET /" + b"y" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"), 414)
        self.assertEqual(self.status(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"), 413)
        self.assertEqual(self.status(b"GET /health HTTP/2.5\r\nHost: a\r\n\r\n"), 505)

    def test_faults_of_the_protocol_have_the_envelope(self):
        cases = [
            (b"GET /health HTTP/1.1\r\n\r\n", 400, "BAD_REQUEST"),
            (b"PATCH /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405, "METHOD_NOT_ALLOWED"),
            (b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n", 413, "PAYLOAD_TOO_LARGE"),
            (b"GET /" + b"y" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "URI_TOO_LONG"),
            (b"GET /health HTTP/1.1\r\nHost: a\r\nExpect: the-best\r\n\r\n", 417, "EXPECTATION_FAILED"),
            (b"GET /ws/v1 HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20000 + b"\r\n\r\n", 431, "HEADERS_TOO_LARGE"),
            (b"PUT /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "NOT_IMPLEMENTED"),
            (b"GET /health HTTP/2.5\r\nHost: a\r\n\r\n", 505, "HTTP_VERSION_NOT_SUPPORTED"),
        ]
        for request, status, code in cases:
            with self.subTest(request[:40]):
                head, _, body = talk(self.daemon.address(), request).partition(b"\r\n\r\n")
                self.assertEqual(int(head.split()[1]), status)
                self.assertIn(b"content-type: application/json", head)
                error = json.loads(body)["error"]
                self.assertEqual(error["code"], code)
                self.assertTrue(error["message"])

    def test_frames_over_plain_requests_are_refused_at_once(self):
        last = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        began = time.monotonic()
        answer = talk(self.daemon.address(), b"POST /v1/stream HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd" + last)
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d+) ", answer), [b"426", b"200"])
        self.assertIn(b"HTTP/2", answer)
        self.assertIn(b"\r\nupgrade: websocket\r\n", answer)
        endless = b"POST /v1/stream HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775798\r\n\r\nabcdefghijklmnop"
        self.assertEqual(self.status(endless), 426)
        self.assertEqual(self.status(b"POST /v1/stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 426)
        self.assertLess(time.monotonic() - began, 5)

    def test_empty_lines_before_a_request_are_passed_over(self):
        request = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
        last = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        answer = talk(self.daemon.address(), b"\r\n" + request + b"\r\n\r\n" + last)
        self.assertEqual(re.findall(rb"HTTP/1\.1 (\d+) ", answer), [b"200", b"200"])

    def test_who_asks_and_hangs_up_its_half_is_answered(self):
        for request in (b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100,
                        b"POST /api/v1/auth/register HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{\"display_name\":\"x\"}" * 3):
            answer = talk(self.daemon.address(), request, half_close=True)
            statuses = re.findall(rb"HTTP/1\.1 (\d+) ", answer)
            self.assertEqual((len(statuses), len(set(statuses))), (request.count(b"HTTP/1.1"), 1), statuses[:3])
        with socket.create_connection(self.daemon.address(), timeout=5) as peer:
            peer.sendall(b"GET /hea")
            peer.shutdown(socket.SHUT_WR)
            self.assertEqual(peer.recv(100), b"")

    def test_long_answers_nobody_reads_do_not_pile_up(self):
        def resident():
            with open(f"/proc/{self.daemon.process.pid}/statm") as file:
                return int(file.read().split()[1]) * 4096
        before = resident()
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                peer = stack.enter_context(socket.create_connection(self.daemon.address(), timeout=5))
                peer.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 2000)
            time.sleep(1)
            self.assertLess(resident() - before, 64 << 20)
            self.assertEqual(httpx.get(self.daemon.url + "/health").status_code, 200)
        request = b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 200 + b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        self.assertEqual(len(re.findall(rb"HTTP/1\.1 200 ", talk(self.daemon.address(), request, timeout=20))), 201)

    def test_without_descriptors_the_daemon_rests(self):
        daemon = Daemon()
        try:
            limit = len(os.listdir(f"/proc/{daemon.process.pid}/fd")) + 4
            resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
            def worked():
                with open(f"/proc/{daemon.process.pid}/stat") as file:
                    return sum(map(int, file.read().split()[13:15])) / os.sysconf("SC_CLK_TCK")
            with contextlib.ExitStack() as stack:
                for _ in range(10):
                    stack.enter_context(socket.create_connection(daemon.address(), timeout=5))
                before = worked()
                time.sleep(1)
                self.assertLess(worked() - before, 0.5)
            self.assertEqual(httpx.get(daemon.url + "/health", timeout=5).status_code, 200)
        finally:
            daemon.remove()

    def test_garbage_ends_one_connection_and_no_other(self):
        with httpx.Client(base_url=self.daemon.url) as client:
            for garbage in (b"\x00" * 1000, b"\x16\x03\x01\x02\x00\x01\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 1000, b"\r\n" * 100000):
                talk(self.daemon.address(), garbage, half_close=True)
                talk(self.daemon.address("binary"), garbage, half_close=True)
                self.assertEqual(client.get("/health").status_code, 200)


if __name__ == "__main__":
    unittest.main()
