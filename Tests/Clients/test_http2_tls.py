"""HTTP/2 and TLS from curl, nghttp, h2load, wrk and OpenSSL."""
import json
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

import httpx

import binary
from daemon import Daemon


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


class Clear(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def test_prior_knowledge(self):
        done = run("curl", "-s", "--http2-prior-knowledge", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", self.daemon.url + "/health")
        self.assertEqual(done.stdout, "2 200")
        self.assertIn(":status: 200", run("nghttp", "-nv", self.daemon.url + "/health").stdout)

    def test_many_streams_on_few_connections(self):
        done = run("h2load", "-n2000", "-c4", "-m32", self.daemon.url + "/health")
        self.assertIn("2000 succeeded, 0 failed", done.stdout, done.stdout + done.stderr)
        done = run("h2load", "--h1", "-n2000", "-c16", "-m8", self.daemon.url + "/health")
        self.assertIn("2000 succeeded, 0 failed", done.stdout, done.stdout + done.stderr)

    def test_wrk(self):
        done = run("wrk", "-t1", "-c16", "-d1s", self.daemon.url + "/health")
        self.assertRegex(done.stdout, r"\d+ requests in")
        self.assertNotIn("Non-2xx", done.stdout)
        self.assertNotIn("Socket errors", done.stdout)

    def test_slow_heads_are_given_up_and_others_served(self):
        daemon = Daemon(environment={"WALRAS_TIMEOUTS_HEAD_MILLISECONDS": "400"})
        try:
            with socket.create_connection(daemon.address(), timeout=5) as slow:
                slow.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n")
                self.assertEqual(httpx.get(daemon.url + "/health").status_code, 200)
                began = time.monotonic()
                answer = slow.recv(1000)
                self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 408"), answer)
                self.assertLess(time.monotonic() - began, 4)
        finally:
            daemon.remove()


class Encrypted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = tempfile.TemporaryDirectory()
        cls.make_certificate("first")
        cls.daemon = Daemon("--tls-cert", cls.files.name + "/cert.pem", "--tls-key", cls.files.name + "/key.pem")
        cls.url = "https://" + cls.daemon.http

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()
        cls.files.cleanup()

    @classmethod
    def make_certificate(cls, name):
        directory = pathlib.Path(cls.files.name)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", directory / "key.pem", "-out",
             directory / "cert.pem", "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)

    def test_both_versions_are_negotiated(self):
        for flag, version in (("--http2", "2"), ("--http1.1", "1.1")):
            done = run("curl", "-s", "--cacert", self.files.name + "/cert.pem", flag, "-o", "/dev/null", "-w", "%{http_version} %{http_code}",
                       self.url + "/health")
            self.assertEqual(done.stdout, f"{version} 200")

    def test_frames_over_tls(self):
        context = ssl._create_unverified_context()
        key = httpx.post(self.url + "/api/v1/auth/register", json={"display_name": "frames"}, verify=False).json()["api_key"]
        with context.wrap_socket(socket.create_connection(self.daemon.address("binary"), timeout=5)) as secure:
            frames, names = binary.Frames(), []
            while "LogonAccepted" not in names:
                names += [name for name, _ in frames.feed(secure.recv(65536))]
                if names == ["Challenge"]:
                    secure.sendall(binary.logon(key))

    def test_old_versions_are_refused(self):
        done = run("openssl", "s_client", "-connect", self.daemon.http, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")
        self.assertNotIn("Protocol  : TLSv1.1\n    Cipher    : E", done.stdout)
        self.assertNotEqual(done.returncode, 0)

    def test_who_says_goodbye_first_is_answered_and_told_goodbye(self):
        context = ssl.create_default_context(cafile=self.files.name + "/cert.pem")
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
        body = json.dumps({"display_name": "gone"}).encode()
        with socket.create_connection(self.daemon.address(), timeout=5) as plain:
            def until(step):
                while True:
                    try:
                        return step()
                    except ssl.SSLWantReadError:
                        plain.sendall(outgoing.read())
                        data = plain.recv(65536)
                        incoming.write(data) if data else incoming.write_eof()
            until(session.do_handshake)
            # A registration waits for the disk: it is under way when close_notify comes (RFC 8446 section 6.1).
            session.write(b"POST /api/v1/auth/register HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            try:
                session.unwrap()
            except ssl.SSLWantReadError:
                pass
            # One segment: request and goodbye arrive together.
            plain.sendall(outgoing.read())
            answer = b""
            try:
                while data := until(lambda: session.read(65536)):
                    answer += data
            except ssl.SSLZeroReturnError:
                pass
        # An end without close_notify would have raised SSLEOFError.
        self.assertTrue(answer.startswith(b"HTTP/1.1 201 "), answer)

    def test_load_believes_whom_it_is_told_to(self):
        plain = ["--requests", "200", "--mix", "health=100", "--json"]
        orders = ["--requests", "200", "--mix", "limit=80,cancel=20", "--json"]
        for scheme in ("https://", "h2://"):
            target = ["--target", scheme + self.daemon.http]
            for trust, mix in ((["--cacert", self.files.name + "/cert.pem"], orders), (["--insecure"], plain)):
                done = self.daemon.run("load", *target, *trust, *mix)
                self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
                report = json.loads(done.stdout)
                self.assertEqual((report["answers"], report["violations"]), (200, 0), done.stdout)
            strange = self.daemon.run("load", *target, *plain)
            self.assertNotEqual(strange.returncode, 0)
            self.assertIn("self-signed certificate", strange.stderr)

    def test_a_new_certificate_needs_no_restart(self):
        def subject():
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            with socket.create_connection(self.daemon.address()) as plain, context.wrap_socket(plain) as secure:
                return ssl.DER_cert_to_PEM_cert(secure.getpeercert(True))
        before = subject()
        self.make_certificate("second")
        self.daemon.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 5
        while subject() == before and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertNotEqual(subject(), before)

    def test_reading_settings_again_switches_neither_it_nor_the_limits_off(self):
        config = pathlib.Path(self.files.name) / "walras.json5"
        settings = f'{{tls: {{certificate: "{self.files.name}/cert.pem", key: "{self.files.name}/key.pem"}}}}'
        config.write_text(settings)
        daemon = Daemon("--config", str(config), limits="on")
        self.addCleanup(daemon.remove)
        for count, changed in enumerate(["{}", settings[:-1] + ", limits: {enabled: false}}"], 1):
            config.write_text(changed)
            daemon.process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 5
            while "".join(daemon.output).count("not read again: tls and limits.enabled") < count and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertEqual("".join(daemon.output).count("not read again: tls and limits.enabled"), count, daemon.output)
            self.assertEqual(httpx.get(f"https://{daemon.http}/health", verify=False).json()["limits"], "on")


if __name__ == "__main__":
    unittest.main()
