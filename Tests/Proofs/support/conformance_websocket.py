"""Runs the table of WebSocket cases over every carrier, then handshakes and what only streams of HTTP/2 have."""
import socket
import ssl
import struct
import tempfile
import time

import conformance  # leads to the modules of Tests/Clients
import binary
import h2peer
import wscases
from agent import Agent
from conformance import Case
from wspeer import BINARY, CONTINUATION, PING, TEXT, OverHTTP1, OverHTTP2, WebSocket, action, close, frame, upgrade

# What wslay does that RFC 6455 has otherwise, and why that is harmless.
DEVIATIONS = {
    # Registered with IANA after RFC 6455, which wslay follows: the code is taken for a mistake, and the connection ends all the same.
    f"7.4 a close with code {code}": ("close 1002", "section 7.4.2") for code in (1012, 1013, 1014)
}


def exchange(carrier):
    """A case of the table, over a carrier that `carrier` opens."""
    def body(case):
        connection = carrier()
        try:
            peer = WebSocket(connection)
            frames = case.act if isinstance(case.act, list) else [case.act]
            for piece in frames:
                peer.send(piece)
                if len(frames) > 1 and not case.options.get("quick"):
                    time.sleep(0.01)
            if case.options.get("bare"):
                peer.until(lambda: peer.is_over or peer.seen)
            return peer.outcome()
        except AssertionError as error:
            return str(error)
        finally:
            connection.close()
    return body


# The opening handshake (section 4): what is sent, and the status with fields the answer must have.
HOST, UPGRADE, CONNECTION, VERSION, KEY = (
    "Host: a", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
GOOD = [HOST, UPGRADE, CONNECTION, VERSION, KEY]


def without(field, *instead):
    return [other for other in GOOD if other != field] + list(instead)


ACCEPTED = "101 sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
HANDSHAKES = [
    ("4.2.2", "a handshake", dict(fields=GOOD), [ACCEPTED]),
    ("4.2.1", "upgrade in letters of any case", dict(fields=without(UPGRADE, "uPgRaDe: WebSocket")), [ACCEPTED]),
    ("4.2.1", "upgrade among others", dict(fields=without(UPGRADE, "Upgrade: h2c, websocket")), [ACCEPTED]),
    ("4.2.1", "connection among others", dict(fields=without(CONNECTION, "Connection: keep-alive, Upgrade")), [ACCEPTED]),
    ("4.2.1", "a protocol that is offered and not chosen", dict(fields=GOOD + ["Sec-WebSocket-Protocol: chat"]), [ACCEPTED]),
    ("4.2.1", "an extension that is offered and not chosen", dict(fields=GOOD + ["Sec-WebSocket-Extensions: permessage-deflate"]), [ACCEPTED]),
    ("4.2.1", "no upgrade", dict(fields=without(UPGRADE)), ["426 upgrade: websocket", "400"]),
    ("4.2.1", "an upgrade to something else", dict(fields=without(UPGRADE, "Upgrade: telnet")), ["426 upgrade: websocket", "400"]),
    ("4.2.1", "no connection", dict(fields=without(CONNECTION)), ["426 upgrade: websocket", "400"]),
    ("4.2.1", "no key", dict(fields=without(KEY)), ["400"]),
    ("4.2.1", "an empty key", dict(fields=without(KEY, "Sec-WebSocket-Key:")), ["400"]),
    ("4.2.1", "a key of 15 bytes", dict(fields=without(KEY, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j")), ["400"]),
    ("4.2.1", "a key that is no base64", dict(fields=without(KEY, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ*==")), ["400"]),
    ("4.2.1", "two keys", dict(fields=GOOD + [KEY]), ["400"]),
    ("4.2.2", "no version", dict(fields=without(VERSION)), ["426 sec-websocket-version: 13", "400 sec-websocket-version: 13"]),
    ("4.4", "version 8", dict(fields=without(VERSION, "Sec-WebSocket-Version: 8")), ["426 sec-websocket-version: 13", "400 sec-websocket-version: 13"]),
    ("4.2.1", "no host", dict(fields=without(HOST)), ["400"]),
    ("4.1", "POST", dict(fields=GOOD + ["Content-Length: 0"], method="POST"), ["405", "400", "426 upgrade: websocket"]),
    ("4.1", "HTTP/1.0", dict(fields=GOOD, version="HTTP/1.0"), ["400", "426 upgrade: websocket", "505"]),
]


def handshake(address, tls, path):
    def body(case):
        plain = socket.create_connection(address, timeout=5)
        with tls.wrap_socket(plain) if tls else plain as connection:
            connection.sendall(upgrade(path, **case.act))
            answer = b""
            while b"\r\n\r\n" not in answer:
                more = connection.recv(65536)
                if not more:
                    return f"nothing but {answer}"
                answer += more
            lines = answer.split(b"\r\n\r\n")[0].decode().lower().split("\r\n")
            status = lines[0].split()[1]
            if any(line.startswith(("sec-websocket-protocol:", "sec-websocket-extensions:")) for line in lines):
                return "a choice nobody offered"
            for allowed in case.allowed:
                wanted, _, field = allowed.partition(" ")
                if status == wanted and (not field or field.lower() in lines):
                    return allowed
            return "; ".join(lines)
    return body


# What only streams have (RFC 8441).

def tunnel(peer, stream, path):
    peer.send(h2peer.headers(stream, h2peer.replaced(h2peer.SOCKET, ":path", path), h2peer.END_HEADERS))
    assert peer.until(lambda: stream in peer.statuses) and peer.statuses[stream] == 200, f"stream {stream} was answered {peer.statuses.get(stream)}"


def body_of(peer, stream, count):
    assert peer.until(lambda: len(peer.bodies.get(stream, b"")) >= count), f"{len(peer.bodies.get(stream, b''))} of {count} bytes came on stream {stream}"
    return peer.bodies[stream]


PONG_OF_A = b"\x8a\x01a"


def one_byte_per_frame(peer, path):
    tunnel(peer, 1, path)
    peer.send(*[h2peer.data(1, bytes([byte])) for byte in frame(PING, b"a")])
    assert body_of(peer, 1, 3) == PONG_OF_A


def padded_and_empty_data(peer, path):
    tunnel(peer, 1, path)
    ping = frame(PING, b"a")
    peer.send(h2peer.data(1), h2peer.data(1, b"\x05" + ping[:3] + bytes(5), h2peer.PADDED), h2peer.data(1), h2peer.data(1, ping[3:] + ping))
    assert body_of(peer, 1, 6) == PONG_OF_A * 2


def frames_before_the_acceptance(peer, path):
    peer.send(h2peer.headers(1, h2peer.replaced(h2peer.SOCKET, ":path", path), h2peer.END_HEADERS) + h2peer.data(1, frame(PING, b"a")) +
              h2peer.data(1, frame(TEXT, action("early"))))
    assert peer.until(lambda: 1 in peer.statuses) and peer.statuses[1] == 200, peer.statuses
    assert peer.until(lambda: b"no action early" in peer.bodies.get(1, b"")), f"frames before the acceptance were answered {peer.bodies.get(1)}"
    assert peer.bodies[1].startswith(PONG_OF_A), peer.bodies[1]


def more_than_is_held(peer, path):
    peer.send(h2peer.headers(1, h2peer.replaced(h2peer.SOCKET, ":path", path), h2peer.END_HEADERS) + b"".join(h2peer.data(1, bytes(16384)) for _ in range(6)))
    assert peer.until(lambda: 1 in peer.ended or 1 in peer.resets), "96 KiB before the acceptance, and nothing happens"


def the_end_of_the_stream(peer, path):
    tunnel(peer, 1, path)
    peer.send(h2peer.data(1, frame(PING, b"a")), h2peer.data(1, b"", h2peer.END_STREAM))
    assert peer.until(lambda: 1 in peer.ended), "the stream ended, and its WebSocket did not"


def the_end_within_a_frame(peer, path):
    tunnel(peer, 1, path)
    peer.send(h2peer.data(1, frame(TEXT, action("a"))[:5], h2peer.END_STREAM))
    assert peer.until(lambda: 1 in peer.ended or 1 in peer.resets), "the stream ended within a frame, and its WebSocket did not"


def a_close_ends_the_stream(peer, path):
    tunnel(peer, 1, path)
    peer.send(h2peer.data(1, close(1000)))
    assert peer.until(lambda: 1 in peer.ended), "the close was answered, and the stream did not end"
    assert peer.bodies[1] == b"\x88\x02\x03\xe8", peer.bodies[1]


def errors_stay_on_their_stream(peer, path):
    for stream in (1, 3, 5):
        tunnel(peer, stream, path)
    peer.send(h2peer.data(3, frame(7)), h2peer.data(1, frame(PING, b"a")), h2peer.reset(5), h2peer.data(1, frame(PING, b"a")))
    assert body_of(peer, 1, 6) == PONG_OF_A * 2
    assert peer.until(lambda: 3 in peer.ended) and peer.bodies[3] == b"\x88\x02\x03\xea", peer.bodies.get(3)


def many_sockets_on_one_connection(peer, path):
    for stream in range(1, 201, 2):
        tunnel(peer, stream, path)
    peer.send(*[h2peer.data(stream, frame(TEXT, action(f"s{stream}"))) for stream in range(1, 201, 2)])
    for stream in range(1, 201, 2):
        assert peer.until(lambda: f"no action s{stream}.".encode() in peer.bodies.get(stream, b"")), f"stream {stream} is not answered"
    peer.send(*[h2peer.reset(stream) for stream in range(1, 201, 2)])


def a_reader_with_no_window(peer, path):
    tunnel(peer, 1, path)
    peer.send(h2peer.settings((h2peer.WINDOW, 0)))
    peer.stream_window = 0
    peer.windows[1] = peer.windows.get(1, 65535) - 65535
    peer.fenced()
    peer.send(h2peer.data(1, frame(PING, b"a")))
    peer.fenced()
    assert not peer.bodies.get(1), "bytes came through a window of nothing"
    peer.grant(1, 3)
    assert body_of(peer, 1, 3) == PONG_OF_A


STREAMS = [
    ("RFC 8441 5", "a WebSocket frame in DATA of one byte each", one_byte_per_frame),
    ("RFC 8441 5", "padded and empty DATA, two frames in one", padded_and_empty_data),
    ("RFC 8441 5", "frames before the acceptance", frames_before_the_acceptance),
    ("RFC 8441 5", "more of them than are held", more_than_is_held),
    ("RFC 8441 5.1", "the end of the stream ends the WebSocket", the_end_of_the_stream),
    ("RFC 8441 5.1", "the end of the stream within a frame", the_end_within_a_frame),
    ("RFC 8441 5.1", "a close ends the stream", a_close_ends_the_stream),
    ("RFC 8441 5", "an error of one WebSocket leaves the others", errors_stay_on_their_stream),
    ("RFC 8441 5", "a hundred WebSockets on one connection", many_sockets_on_one_connection),
    ("RFC 8441 5", "a WebSocket whose reader opens no window", a_reader_with_no_window),
]


def on_streams(address, tls, path):
    def body(case):
        peer = h2peer.connect(address, tls)
        try:
            case.act(peer, path)
            seen = peer.outcome(1)
            return "good" if not seen.startswith(("connection", "server", "silence", "closed", "no answer")) else seen
        except AssertionError as error:
            return str(error)
        finally:
            peer.socket.close()
    return body


# Binary frames (proto/SESSION.md) in fragments: a session of its own for each case.

def frames(carrier, key):
    def body(case):
        connection = carrier()
        try:
            logon, split = binary.logon(key), binary.Frames()
            for piece in case.act(logon):
                connection.send(piece)
            deadline, data = time.monotonic() + 5, b""
            while time.monotonic() < deadline:
                more = connection.read(5)
                if more is None:
                    return f"the end after {data[-4:].hex()}"
                data += more
                while len(data) >= 2 and (size := data[1]) < 126 and len(data) >= 2 + size:
                    first, payload, data = data[0], data[2:2 + size], data[2 + size:]
                    if first == 0x88:
                        return f"close {struct.unpack('>H', payload[:2])[0]}"
                    if first == 0x82 and any(name == "LogonAccepted" for name, _ in split.feed(payload)):
                        return "logged on"
                if len(data) >= 4 and data[1] == 126 and len(data) >= 4 + (size := int.from_bytes(data[2:4], "big")):
                    if any(name == "LogonAccepted" for name, _ in split.feed(data[4:4 + size])):
                        return "logged on"
                    data = data[4 + size:]
            return "silence"
        finally:
            connection.close()
    return body


SESSIONS = [
    ("5.6", "a logon in one message", lambda logon: [frame(BINARY, logon)], ["logged on"]),
    ("5.4", "a logon in two fragments with a ping between", lambda logon: [
        frame(BINARY, logon[:20], fin=False), frame(PING, b"x"), frame(CONTINUATION, logon[20:])], ["logged on"]),
    ("5.4", "a logon in fragments of one byte", lambda logon: [frame(BINARY, logon[:1], fin=False)] + [
        frame(CONTINUATION, logon[n:n + 1], fin=False) for n in range(1, len(logon))] + [frame(CONTINUATION)], ["logged on"]),
    ("5.6", "a logon as text", lambda logon: [frame(TEXT, b"hello")], ["close 1000", "close 1003", "close 1008"]),
]


def main(options):
    with tempfile.TemporaryDirectory() as files:
        certificate, key = conformance.certificate(files)
        clear = conformance.Daemon()
        encrypted = conformance.Daemon("--tls-cert", certificate, "--tls-key", key, "--loops", "2", environment={"SSL_CERT_FILE": certificate})
        try:
            http1 = ssl.create_default_context(cafile=certificate)
            http1.check_hostname = False
            http2 = ssl.create_default_context(cafile=certificate)
            http2.check_hostname = False
            http2.set_alpn_protocols(["h2"])
            api_key, secret_key = Agent(clear.url).key, register(encrypted, http1)
            wrong, counts = [], []

            def judge(name, daemon, context, cases, perform, deviations={}):
                def checked(case):
                    seen = perform(case)
                    return seen if conformance.is_served(daemon, context) else f"{seen}, and others are not served"
                wrong.extend(f"{name}: {text}" for text in conformance.judge(cases, checked, deviations))
                counts.append(len(cases))

            for name, daemon, context, account in (("clear", clear, None, api_key), ("TLS", encrypted, http1, secret_key)):
                path = f"/ws/v1?api_key={account}"
                alpn = http2 if context else None
                table = [Case(section, what, fields, allowed) for section, what, fields, allowed in HANDSHAKES]
                judge(f"{name} handshake", daemon, context, table, handshake(daemon.address(), context, path))
                judge(f"{name} HTTP/1.1", daemon, context, wscases.cases, exchange(lambda: OverHTTP1(daemon.address(), path, context)), DEVIATIONS)
                judge(f"{name} HTTP/2", daemon, context, wscases.cases, exchange(lambda: OverHTTP2(daemon.address(), path, alpn)), DEVIATIONS)
                judge(f"{name} streams", daemon, context, [Case(*case, ["good"]) for case in STREAMS], on_streams(daemon.address(), alpn, path))
                for carrier in (lambda: OverHTTP1(daemon.address(), "/v1/stream", context), lambda: OverHTTP2(daemon.address(), "/v1/stream", alpn)):
                    judge(f"{name} frames", daemon, context, [Case(*case) for case in SESSIONS], frames(carrier, account))
            print(*wrong, sep="\n")
            if wrong:
                raise conformance.Broken(f"{len(wrong)} of {sum(counts)} cases: {wrong[0]}")
            return f"{len(wscases.cases)} cases over HTTP/1.1 and HTTP/2, in clear and over TLS; {sum(counts)} with handshakes, streams and binary frames"
        finally:
            clear.remove()
            encrypted.remove()


def register(daemon, context):
    """An account's key, over TLS."""
    import json
    body = b'{"display_name":"proof"}'
    with context.wrap_socket(socket.create_connection(daemon.address(), timeout=5)) as connection:
        connection.sendall(b"POST /api/v1/auth/register HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                           b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        answer = b""
        while data := connection.recv(65536):
            answer += data
    return json.loads(answer.partition(b"\r\n\r\n")[2])["api_key"]


if __name__ == "__main__":
    conformance.run("conformance-websocket", main)
