"""What the conformance proofs share: arguments, daemons, tables of cases, and how they end."""
import argparse
import collections
import os
import pathlib
import resource
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "Clients"))

from daemon import PROGRAM, Daemon  # noqa: E402  (found by the line above)

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1 << 20


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    return parser.parse_args()


def certificate(directory):
    """A certificate for 127.0.0.1; returns its file and that of its key."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{directory}/key.pem", "-out",
         f"{directory}/cert.pem", "-days", "2", "-subj", "/CN=proof", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    return f"{directory}/cert.pem", f"{directory}/key.pem"


class Broken(Exception):
    """What a proof says when what it proves does not hold."""


def run(name, body):
    """`body` takes the arguments and returns what was done."""
    options = arguments()
    try:
        print(f"{name}: ok: {body(options)}, seed {options.seed}")
    except (Broken, AssertionError) as error:
        print(f"{name}: BROKEN: {error}")
        sys.exit(1)


# What a process holds.

def resident(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * PAGE


def descriptors(pid):
    """What each leads to; connections are `socket`."""
    targets = collections.Counter()
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            targets[os.readlink(f"/proc/{pid}/fd/{number}").partition(":[")[0]] += 1
        except FileNotFoundError:
            pass
    return targets


def sockets(pid):
    return descriptors(pid)["socket"]


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def settles(value, wanted, seconds=5):
    """Waits until `value()` is at most `wanted`; returns the last one seen."""
    deadline = time.monotonic() + seconds
    while (seen := value()) > wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    return seen


def is_served(daemon, tls=None):
    """Another connection gets its answer."""
    with socket.create_connection(daemon.address(), timeout=5) as plain:
        with tls.wrap_socket(plain) if tls else plain as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = b""
            while data := connection.recv(65536):
                answer += data
    return answer.startswith(b"HTTP/1.1 200 ")


class Case:
    """What is sent, and which reactions the document allows. `act` takes a connection, does what it does, and returns what it saw."""

    def __init__(self, section, what, act, allowed, **options):
        self.section, self.what, self.act, self.allowed, self.options = section, what, act, allowed, options

    def __str__(self):
        return f"{self.section} {self.what}"


def judge(cases, perform, deviations):
    """Performs all; returns (performed, texts of those whose reaction is not allowed). A deviation that is not seen is as wrong as one nobody knew of."""
    wrong = []
    for case in cases:
        seen = perform(case)
        known = deviations.get(str(case))
        if known is not None and seen == known[0]:
            continue
        if known is not None:
            wrong.append(f"{case}: known to answer with {known[0]}, but it was {seen}")
        elif not any(allowed(seen) if callable(allowed) else allowed == seen for allowed in case.allowed):
            wrong.append(f"{case}: {seen}; allowed: {' | '.join(str(allowed) for allowed in case.allowed)}")
    stale = set(deviations) - {str(case) for case in cases}
    return wrong + [f"a deviation without a case: {name}" for name in sorted(stale)]
