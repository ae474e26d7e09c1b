"""One WebSocket, frame by frame, over HTTP/1.1 or a stream of HTTP/2: what it sends may be anything, what it receives is checked against RFC 6455."""
import json
import socket
import struct
import time

import h2peer

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
NO_ACTION = "There is no action "
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def masked(payload, key=b"\x37\xfa\x21\x3d"):
    key = (key * (len(payload) // 4 + 1))[:len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


def frame(opcode, payload=b"", fin=True, rsv=0, mask=b"\x37\xfa\x21\x3d", length=None, form=None):
    """`length` is announced in place of the true one; `form` is 7, 16 or 64 bits of it, however long it is."""
    payload = payload.encode() if isinstance(payload, str) else payload
    count = len(payload) if length is None else length
    form = form or (7 if count < 126 else 16 if count < 65536 else 64)
    size = {7: lambda: bytes([count]), 16: lambda: b"\x7e" + struct.pack(">H", count), 64: lambda: b"\x7f" + struct.pack(">Q", count)}[form]()
    head = bytes([fin << 7 | rsv << 4 | opcode, size[0] | (0x80 if mask is not None else 0)]) + size[1:]
    return head + (payload if mask is None else mask + masked(payload, mask))


def action(text, length=None):
    """A message that is answered with its text; filled up to `length` bytes."""
    message = b'{"action":"' + (text.encode() if isinstance(text, str) else text) + b'"}'
    return message if length is None else message[:-1] + b" " * (length - len(message)) + b"}"


def close(code=None, reason=b""):
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason)


def upgrade(path, *lines, method="GET", version="HTTP/1.1", fields=None):
    fields = fields if fields is not None else ["Host: a", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}"]
    return "\r\n".join([f"{method} {path} {version}", *fields, *lines, "", ""]).encode()


class OverHTTP1:
    """The socket itself, after the handshake."""

    def __init__(self, address, path, tls=None):
        plain = socket.create_connection(address, timeout=5)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = tls.wrap_socket(plain) if tls else plain
        self.socket.sendall(upgrade(path))
        answer = b""
        while b"\r\n\r\n" not in answer:
            more = self.socket.recv(65536)
            if not more:
                raise AssertionError(f"the handshake was answered with {answer}")
            answer += more
        head, self.early = answer.split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 101 ") and ACCEPT in head, head

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def read(self, seconds):
        """None at the end."""
        if self.early:
            early, self.early = self.early, b""
            return early
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(65536) or None
        except TimeoutError:
            raise
        except OSError:
            return None

    def close(self):
        self.socket.close()


class OverHTTP2:
    """Stream 1 of a connection of its own."""

    def __init__(self, address, path, tls=None):
        self.peer = h2peer.connect(address, tls, pairs=[(h2peer.WINDOW, 1 << 24)])
        self.peer.grant(0, 1 << 24)
        self.peer.send(h2peer.headers(1, h2peer.replaced(h2peer.SOCKET, ":path", path), h2peer.END_HEADERS))
        assert self.peer.until(lambda: 1 in self.peer.statuses) and self.peer.statuses[1] == 200, self.peer.statuses
        self.sent = 0

    def send(self, data):
        for start in range(0, len(data), 16384):
            # Their windows: 256 KiB for a stream, 1 MiB for all, and what they granted since.
            piece = data[start:start + 16384]
            self.sent += len(piece)
            for stream, window in ((1, self.peer.server_settings[4]), (0, 65535)):
                self.peer.until(lambda: self.sent <= window + self.peer.granted.get(stream, 0) or self.is_over())
            if self.is_over():
                return
            self.peer.send(h2peer.data(1, piece))

    def is_over(self):
        return self.peer.is_closed or self.peer.goaway is not None or 1 in self.peer.resets or 1 in self.peer.ended

    def read(self, seconds):
        if not self.peer.bodies.get(1):
            if not self.peer.until(lambda: self.peer.bodies.get(1) or self.is_over(), seconds):
                raise TimeoutError
        piece, self.peer.bodies[1] = self.peer.bodies.get(1, b""), b""
        if piece:
            return piece
        if 1 in self.peer.ended or self.peer.resets.get(1) == 0:
            self.peer.outcome(1)
            assert not self.peer.violations, self.peer.violations
        return None

    def close(self):
        self.peer.socket.close()


class WebSocket:
    # Seconds to wait for anything.
    patience = 5

    def __init__(self, carrier):
        self.carrier = carrier
        self.input = b""
        self.seen = []
        self.is_over = False
        self.fence = 0

    def send(self, *frames):
        self.carrier.send(b"".join(frames))

    def take(self, seconds):
        """Reads frames; False once there are no more."""
        if self.is_over:
            return False
        more = self.carrier.read(seconds)
        if more is None:
            self.is_over = True
            return False
        self.input += more
        while len(self.input) >= 2:
            first, second = self.input[0], self.input[1]
            assert first & 0x70 == 0, "a frame of the server has reserved bits set (5.2)"
            assert second & 0x80 == 0, "a frame of the server is masked (5.1)"
            size, start = second, 2
            if size == 126:
                size, start = int.from_bytes(self.input[2:4], "big"), 4
                assert len(self.input) < 4 or size > 125, "a length in more bytes than it needs (5.2)"
            elif size == 127:
                size, start = int.from_bytes(self.input[2:10], "big"), 10
                assert len(self.input) < 10 or size > 65535, "a length in more bytes than it needs (5.2)"
            if len(self.input) < start or len(self.input) < start + size:
                break
            self.note(first & 15, self.input[start:start + size])
            self.input = self.input[start + size:]
        return True

    def note(self, opcode, payload):
        assert not (self.seen and self.seen[-1].startswith("close")), "a frame after the close (5.5.1)"
        if opcode == CLOSE:
            payload[2:].decode()
            self.seen.append(f"close {struct.unpack('>H', payload[:2])[0]}" if payload else "close")
        elif opcode == PONG:
            self.seen.append(f"pong {payload.hex()}" if payload else "pong")
        elif opcode == TEXT:
            message = json.loads(payload)
            text = message.get("message", "")
            echoes = message.get("code") == "UNKNOWN_ACTION" and text.startswith(NO_ACTION)
            self.seen.append(f"echo {text[len(NO_ACTION):-1]}" if echoes else f"refused {message.get('code')}" if message["type"] == "error" else message["type"])
        elif opcode == BINARY:
            self.seen.append("binary")
        else:
            raise AssertionError(f"a frame of the server with opcode {opcode}")

    def until(self, condition, seconds=None):
        deadline = time.monotonic() + min(seconds or self.patience, self.patience)
        while not condition():
            if (left := deadline - time.monotonic()) <= 0:
                return False
            try:
                if not self.take(left):
                    return bool(condition())
            except TimeoutError:
                return bool(condition())
        return True

    def outcome(self):
        """All that was answered, in words; a close must be followed by the end, and an end preceded by a close."""
        mark = f"echo fence {self.fence}"
        self.send(frame(TEXT, action(mark[5:])))
        if not self.until(lambda: self.is_over or mark in self.seen or self.seen and self.seen[-1].startswith("close")):
            return "silence after " + ", ".join(self.seen)
        if mark in self.seen:
            self.seen.remove(mark)
            return ", ".join(self.seen) or "nothing"
        if not self.seen or not self.seen[-1].startswith("close"):
            return ", ".join(self.seen + ["end"])
        if not self.until(lambda: self.is_over, 3):
            return ", ".join(self.seen + ["and no end (7.1.1)"])
        return ", ".join(self.seen)
