"""Runs the table of HTTP/2 cases, in clear and over TLS, then the floods."""
import socket
import ssl
import tempfile

import conformance
import h2cases
import h2floods
import h2peer
from hpack import HPACKError
from hyperframe.exceptions import HyperframeError

# What nghttp2 does that its RFC has otherwise, and why that is harmless.
DEVIATIONS = {
    # nghttp2 forgets streams that are closed, and cannot tell them from those never opened. HEADERS on them are read, for HPACK, and reach nobody.
    "5.1.1 a stream with a smaller number": ("alive", "section 5.1.1"),
}


def perform(address, tls=None):
    def body(case):
        options = case.options
        stream = options.get("stream", 1)
        peer = h2peer.connect(address, tls, pairs=options.get("settings", ()), greets=options.get("greets", True))
        try:
            if "opens" in options:
                peer.send(options["opens"])
                if options.get("ends"):
                    peer.until(lambda: stream in peer.ended)
                peer.fenced()
            case.act(peer)
            if "frees" in options:
                peer.until(lambda: stream in peer.resets or peer.goaway is not None)
                peer.send(*[h2peer.reset(other) for other in options["frees"]])
            for other, status in options.get("needs", {}).items():
                peer.until(lambda: other in peer.statuses)
                if peer.statuses.get(other) != status:
                    return f"answer {peer.statuses.get(other)} on stream {other}"
            seen = peer.outcome(stream, waits="alive" not in case.allowed)
            if options.get("empty") and peer.bodies.get(stream):
                return f"a body of {len(peer.bodies[stream])} bytes"
            if options.get("once") in peer.heads and len(peer.heads[options["once"]]) > 1:
                return "a second answer on a closed stream"
            return seen
        except (AssertionError, HyperframeError, HPACKError) as error:
            return f"server: {error}"
        finally:
            peer.socket.close()
    return body


def negotiated(daemon, trusted):
    """ALPN (section 3.2, RFC 7301); returns what is wrong."""
    wrong = []

    def talk(protocols, chosen, first, answers):
        context = ssl.create_default_context(cafile=trusted)
        context.check_hostname = False
        if protocols:
            context.set_alpn_protocols(protocols)
        answer = b""
        try:
            with context.wrap_socket(socket.create_connection(daemon.address(), timeout=5)) as connection:
                if connection.selected_alpn_protocol() != chosen:
                    wrong.append(f"of {protocols} {connection.selected_alpn_protocol()} was chosen")
                connection.sendall(first)
                while len(answer) < 9 and (data := connection.recv(65536)):
                    answer += data
        except ssl.SSLError as error:
            answer = str(error).encode()
        if not answers(answer):
            wrong.append(f"with {protocols}, {first[:20]} was answered {answer[:40]}")
    get, preface = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n", h2peer.PREFACE + h2peer.settings()
    # Both begin with SETTINGS; the preface of a connection that is refused anyway may be followed by GOAWAY.
    speaks_http2 = lambda answer: answer[3:4] in (b"\x04", b"\x07")
    talk(["h2", "http/1.1"], "h2", preface, speaks_http2)
    talk(["http/1.1", "h2"], "h2", preface, speaks_http2)
    talk(["http/1.1"], "http/1.1", get, lambda answer: answer.startswith(b"HTTP/1.1 200"))
    talk(None, None, get, lambda answer: answer.startswith(b"HTTP/1.1 200"))
    talk(["h2"], "h2", get, lambda answer: answer == b"" or speaks_http2(answer))
    talk(["http/1.1"], "http/1.1", preface, lambda answer: answer == b"" or answer.startswith((b"HTTP/1.1 505", b"HTTP/1.1 400")))
    talk(["gopher"], None, get, lambda answer: b"alert no application protocol" in answer)
    return [f"3.2 {text}" for text in wrong]


def main(options):
    with tempfile.TemporaryDirectory() as files:
        certificate, key = conformance.certificate(files)
        clear = conformance.Daemon()
        encrypted = conformance.Daemon("--tls-cert", certificate, "--tls-key", key, "--loops", "2")
        flooded = conformance.Daemon(environment={"WALRAS_TIMEOUTS_BODY_MILLISECONDS": "1500"})
        tls = ssl.create_default_context(cafile=certificate)
        tls.set_alpn_protocols(["h2"])
        tls.check_hostname = False
        plain = ssl.create_default_context(cafile=certificate)
        plain.check_hostname = False
        try:
            wrong, performed = [], 0
            for daemon, context, other in ((clear, None, None), (encrypted, tls, plain)):
                bare = perform(daemon.address(), context)

                def checked(case):
                    seen = bare(case)
                    return seen if conformance.is_served(daemon, other) else f"{seen}, and others are not served"
                found = conformance.judge(h2cases.cases, checked, DEVIATIONS)
                wrong += [("TLS: " if context else "clear: ") + text for text in found]
                performed += len(h2cases.cases)
            wrong += negotiated(encrypted, certificate)
            times = 4 if options.minutes is None else max(4, int(10 * options.minutes))
            wrong += h2floods.run(flooded, times)
            print(*wrong, sep="\n")
            if wrong:
                raise conformance.Broken(f"{len(wrong)} of {performed} cases and {len(h2floods.FLOODS) + 1} floods: {wrong[0]}")
            return f"{len(h2cases.cases)} cases in clear and over TLS; {len(h2floods.FLOODS) + 1} floods, {times} times each, ended by their limits or paid for by themselves"
        finally:
            for daemon in (clear, encrypted, flooded):
                daemon.remove()


if __name__ == "__main__":
    conformance.run("conformance-http2", main)
