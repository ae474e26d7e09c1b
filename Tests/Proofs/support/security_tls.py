"""TLS as `openssl s_client` sees it; beside it a server that takes everything, so that what is refused was really offered."""
import os
import pathlib
import re
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import time

import httpx

from security_world import Daemon, check
import binary  # found by way of the line above

LEGACY = ["-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]
VERSIONS = {"TLSv1": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
# By what is wrong with them; those the library was built without are skipped, and must not be all.
WEAK = {
    "no encryption": "NULL:eNULL", "no authentication": "aNULL:ADH:AECDH", "export grade": "EXPORT", "RC4": "RC4", "3DES": "3DES", "RSA key exchange": "kRSA",
    "CBC with SHA-1": "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA", "CBC": "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384", "CCM with a short tag": "AESCCM8",
    "Camellia": "CAMELLIA", "finite-field Diffie-Hellman": "kDHE",
}
GOOD = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"]


def openssl(*command, text="", seconds=15):
    return subprocess.run(["openssl", *command], input=text, capture_output=True, text=True, errors="replace", timeout=seconds)


def client(address, *options, text="Q\n"):
    done = openssl("s_client", "-connect", address, *options, text=text)
    said = done.stdout + done.stderr
    found = re.search(r"^New, (\S+), Cipher is (\S+)", said, re.M)
    version = re.search(r"^\s+Protocol\s*: (\S+)", said, re.M)
    done.said = said
    done.cipher = None if not found or found.group(2) == "(NONE)" else found.group(2)
    done.version = version.group(1) if version else found.group(1) if found else None
    return done


def certificate(directory, name, key="ec"):
    options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else ["-newkey", "rsa:2048"]
    done = openssl(
        "req", "-x509", *options, "-nodes", "-keyout", f"{directory}/key.pem", "-out", f"{directory}/cert.pem", "-days", "2", "-subj", f"/CN={name}",
        "-addext", "subjectAltName=IP:127.0.0.1,DNS:walras.example")
    check(done.returncode == 0, done.stderr)
    os.chmod(f"{directory}/key.pem", 0o600)


class Anything:
    """`openssl s_server` with every version and suite it has."""

    def __init__(self, directory):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self.process = subprocess.Popen(
            ["openssl", "s_server", "-accept", self.address, "-cert", f"{directory}/cert.pem", "-key", f"{directory}/key.pem", "-quiet", *LEGACY,
             "-legacy_renegotiation", "-client_renegotiation"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.PIPE)
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                check(time.monotonic() < deadline, "openssl s_server does not listen")
                time.sleep(0.05)

    def stop(self):
        self.process.kill()
        self.process.wait()


def versions(address, anything):
    for name, flag in VERSIONS.items():
        suites = [] if name == "TLSv1.3" else LEGACY
        control = client(anything.address, flag, *suites)
        check(control.cipher and control.version == name, "this client cannot speak", name, control.said[-500:])
        done = client(address, flag, *suites)
        if name in ("TLSv1", "TLSv1.1"):
            check(done.cipher is None and done.returncode != 0, name, "is accepted:", done.cipher)
        else:
            check(done.cipher and done.version == name, name, "is refused:", done.said[-500:])
            check("Compression: NONE" in done.said, "compression with", name)
    return len(VERSIONS)


def suites(address, anything):
    offered = 0
    for what, names in WEAK.items():
        control = client(anything.address, "-tls1_2", "-cipher", names + ":@SECLEVEL=0")
        if "no cipher match" in control.said.lower():
            continue
        # Some need another kind of certificate; then the control has nothing to say.
        offered += control.cipher is not None
        done = client(address, "-tls1_2", "-cipher", names + ":@SECLEVEL=0")
        check(done.cipher is None, f"a suite with {what} is accepted: {done.cipher}")
    check(offered >= 4, "only", offered, "weak kinds of suites could be offered to anybody")
    for name in GOOD:
        done = client(address, "-tls1_2", "-cipher", name)
        check(done.cipher == name, name, "is refused:", done.said[-500:])
    return len(WEAK) + len(GOOD)


def renegotiation(address, anything):
    """`R` in s_client asks for it, with TLS 1.2; answered with the alert no_renegotiation."""
    control = client(anything.address, "-tls1_2", text="R\nQ\n")
    check("RENEGOTIATING" in control.said and "no renegotiation" not in control.said.lower(), "this client does not renegotiate:", control.said[-500:])
    done = client(address, "-tls1_2", text="R\nQ\n")
    check("RENEGOTIATING" in done.said and "no renegotiation" in done.said.lower(), "a renegotiation goes on:", done.said[-500:])
    check("Secure Renegotiation IS supported" in done.said, "RFC 5746 is not announced")
    return 2


def protocols(address):
    cases = [("h2", "h2"), ("http/1.1", "http/1.1"), ("http/1.1,h2", "h2"), ("spdy/3,http/1.1", "http/1.1"), (None, None)]
    for version in ("-tls1_2", "-tls1_3"):
        for offered, chosen in cases:
            done = client(address, version, *(["-alpn", offered] if offered else []))
            check(done.cipher, "ALPN", offered, "is refused:", done.said[-500:])
            check(f"ALPN protocol: {chosen}" in done.said if chosen else "No ALPN negotiated" in done.said, "ALPN", offered, done.said[-500:])
        done = client(address, version, "-alpn", "spdy/3,imap")
        check(done.cipher is None or "no application protocol" in done.said, "unknown protocols are accepted:", done.said[-500:])
        check("no application protocol" in done.said or "alert number 120" in done.said, "no alert no_application_protocol:", done.said[-500:])
    # Without a choice it is HTTP/1.1 that is spoken.
    done = openssl("s_client", "-connect", address, "-quiet", "-ign_eof", text="GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    check("HTTP/1.1 200" in done.stdout, done.stdout[:300], done.stderr[-300:])
    return 2 * len(cases) + 3


def frames(daemon):
    """The binary port over TLS, where the server speaks first: a key may be shown in clear there, as nobody can listen."""
    context = ssl._create_unverified_context()
    key = httpx.post("https://" + daemon.http + "/api/v1/auth/register", json={"display_name": "Frames"}, verify=False).json()["api_key"]
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context.minimum_version = context.maximum_version = version
        for signs in (False, True):
            with context.wrap_socket(socket.create_connection(daemon.address("binary"), timeout=10)) as secure:
                session = binary.Session.__new__(binary.Session)
                session.socket, session.frames, session.waiting = secure, binary.Frames(), []
                challenge = session.until("Challenge")
                nonce = struct.pack("<4Q", *(challenge[f"nonce{n}"] for n in range(4)))
                session.send(binary.logon(key, nonce if signs else None))
                session.until("LogonAccepted")
    return 4


def names(address):
    """One certificate, whatever name is asked for."""
    for name in ("walras.example", "somebody-else.example", "a" * 200 + ".example"):
        done = client(address, "-servername", name)
        check(done.cipher and "CN = first" in done.said, "server name", name, done.said[-300:])
    check(client(address, "-noservername").cipher, "a client without a server name is refused")
    return 4


def resumption(address, directory):
    session = f"{directory}/session"
    for version in ("-tls1_2", "-tls1_3"):
        text = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        first = openssl("s_client", "-connect", address, version, "-sess_out", session, "-ign_eof", text=text)
        check("New, TLS" in first.stdout, first.stdout[-300:])
        again = openssl("s_client", "-connect", address, version, "-sess_in", session, "-ign_eof", text=text)
        check("Reused, TLS" in again.stdout and "HTTP/1.1 200" in again.stdout, "a session does not resume with", version, again.stdout[-500:])
        check("Max Early Data: 0" in again.stdout or version == "-tls1_2", "early data may be sent", again.stdout[-500:])
    return 4


def plain_text(address):
    """Whoever forgets TLS is not served, and no request passes for a handshake."""
    host, port = address.rsplit(":", 1)
    for data in (b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x80\x2e\x01\x00\x02" + bytes(43), b"\x17\x03\x03\x00\x05hello"):
        with socket.create_connection((host, int(port)), timeout=10) as plain:
            plain.sendall(data)
            received = b""
            try:
                while chunk := plain.recv(4096):
                    received += chunk
            except ConnectionResetError:
                received += b""
            check(b"HTTP" not in received, "plain text is served behind TLS:", received)
    return 4


def reload(daemon, address, directory):
    """SIGHUP: new connections get the new certificate, those there are go on, and files that are no good change nothing."""
    context = ssl._create_unverified_context()
    host, port = address.rsplit(":", 1)

    def ask(connection):
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
        check(connection.recv(4096).startswith(b"HTTP/1.1 200"), "a connection is not served any more")

    def subject_becomes(name):
        deadline = time.monotonic() + 8
        while f"CN = {name}" not in (said := client(address).said):
            check(time.monotonic() < deadline, "the certificate is still another than", name, said[:400])
            time.sleep(0.05)

    with context.wrap_socket(socket.create_connection((host, int(port)), timeout=10)) as old:
        ask(old)
        certificate(directory, "second")
        daemon.process.send_signal(signal.SIGHUP)
        subject_becomes("second")
        ask(old)
        # A broken file, and a key that others may read, are told of and not taken.
        good = pathlib.Path(directory, "cert.pem").read_text()
        for spoil in (lambda: pathlib.Path(directory, "cert.pem").write_text("-----BEGIN nothing"), lambda: os.chmod(f"{directory}/key.pem", 0o644)):
            spoil()
            said = len(daemon.output)
            daemon.process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + 8
            while not any("tls" in line for line in daemon.output[said:]):
                check(time.monotonic() < deadline, "nothing is said of a certificate that cannot be read:", daemon.output[said:])
                time.sleep(0.02)
            subject_becomes("second")
            pathlib.Path(directory, "cert.pem").write_text(good)
            os.chmod(f"{directory}/key.pem", 0o600)
        ask(old)
    return 4


def key_files(directory):
    """A key that others could read does not start a daemon."""
    for mode, good in ((0o600, True), (0o400, True), (0o640, os.getuid() == 0), (0o644, False), (0o606, False), (0o660, False), (0o620, False)):
        os.chmod(f"{directory}/key.pem", mode)
        files = ["--tls-cert", f"{directory}/cert.pem", "--tls-key", f"{directory}/key.pem"]
        daemon = Daemon(*files)
        try:
            if good:
                check(daemon.process.poll() is None, f"a private key of mode {mode:o} is refused:", daemon.output)
            else:
                check(daemon.process.wait(10) == 1, f"a private key of mode {mode:o} is taken")
                check("key.pem" in str(daemon.output) and f"{mode:o}" in str(daemon.output), "refused, but not for its permissions:", daemon.output)
        finally:
            daemon.remove()
    return 7


def run(rng):
    count = 0
    with tempfile.TemporaryDirectory() as directory:
        certificate(directory, "first")
        anything = Anything(directory)
        daemon = Daemon("--tls-cert", f"{directory}/cert.pem", "--tls-key", f"{directory}/key.pem")
        try:
            for address in (daemon.http, daemon.binary):
                count += versions(address, anything) + suites(address, anything)
            count += renegotiation(daemon.http, anything) + protocols(daemon.http) + frames(daemon) + names(daemon.http) + resumption(daemon.http, directory) + plain_text(daemon.http)
            count += reload(daemon, daemon.http, directory)
        finally:
            anything.stop()
            daemon.remove()
        count += key_files(directory)
    return f"{count} handshakes and refusals, as s_client sees them"
