"""One HTTP/2 connection, frame by frame: what it sends may be anything, what it receives is checked against RFC 9113."""
import socket
import struct
import time

import hpack
from hyperframe.frame import (
    AltSvcFrame, ContinuationFrame, DataFrame, ExtensionFrame, Frame, GoAwayFrame, HeadersFrame, PingFrame, PriorityFrame, PushPromiseFrame,
    RstStreamFrame, SettingsFrame, WindowUpdateFrame)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CODES = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM",
         "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"]
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM = ACK = 1
END_HEADERS, PADDED, PRIORITIZED = 4, 8, 32
TABLE_SIZE, ENABLE_PUSH, STREAMS, WINDOW, FRAME_SIZE, LIST_SIZE, _, CONNECT_PROTOCOL = range(1, 9)

GET = [(":method", "GET"), (":scheme", "http"), (":authority", "walras"), (":path", "/health")]
LARGE = [(":method", "GET"), (":scheme", "http"), (":authority", "walras"), (":path", "/openapi.json")]
POST = [(":method", "POST"), (":scheme", "http"), (":authority", "walras"), (":path", "/api/v1/auth/login"), ("content-type", "application/json")]
SOCKET = [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":authority", "walras"), (":path", "/v1/stream"),
          ("sec-websocket-version", "13")]


def name(code):
    return CODES[code] if code < len(CODES) else str(code)


def frame(kind, flags, stream, payload=b"", length=None):
    """Nine bytes of header (RFC 9113 section 4.1), whatever they say."""
    return struct.pack(">I", len(payload) if length is None else length)[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def integer(value, bits, first=0):
    """RFC 7541 section 5.1."""
    limit = (1 << bits) - 1
    if value < limit:
        return bytes([first | value])
    result = [first | limit]
    value -= limit
    while value >= 128:
        result.append(value % 128 + 128)
        value //= 128
    return bytes(result + [value])


def literal(name, value, first=0x00):
    """A field as it stands, without touching the dynamic table (section 6.2.2)."""
    name = name.encode("latin-1") if isinstance(name, str) else name
    value = value.encode("latin-1") if isinstance(value, str) else value
    return bytes([first]) + integer(len(name), 7) + name + integer(len(value), 7) + value


def block(fields):
    return b"".join(literal(*field) for field in fields)


def replaced(fields, key, *values):
    """`fields` with `key` standing as often as there are values."""
    place = next(index for index, field in enumerate(fields) if field[0] == key)
    return fields[:place] + [(key, value) for value in values] + fields[place + 1:]


def headers(stream, fields, flags=END_HEADERS | END_STREAM):
    return frame(HEADERS, flags, stream, fields if isinstance(fields, bytes) else block(fields))


def data(stream, payload=b"", flags=0):
    return frame(DATA, flags, stream, payload)


def settings(*pairs, flags=0, stream=0):
    return frame(SETTINGS, flags, stream, b"".join(struct.pack(">HI", *pair) for pair in pairs))


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", increment))


def reset(stream, code=8):
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


def ping(payload=b"12345678", flags=0):
    return frame(PING, flags, 0, payload)


class Peer:
    """`pairs` are settings sent with the preface, which hold from then on."""

    # Seconds to wait for anything.
    patience = 5

    def __init__(self, connection, pairs=(), greets=True):
        self.socket = connection
        self.socket.settimeout(5)
        self.decoder = hpack.Decoder(max_header_list_size=1 << 20)
        self.input = b""
        self.fields = None
        self.fields_stream = 0
        self.goaway = None
        self.last_stream = None
        self.is_closed = False
        self.resets, self.statuses, self.heads, self.bodies, self.ended, self.trailers = {}, {}, {}, {}, set(), {}
        self.pongs, self.server_settings, self.acknowledged = [], None, 0
        self.frames = []
        self.violations = []
        values = dict(pairs)
        self.window, self.stream_window = 65535, values.get(WINDOW, 65535)
        self.windows = {}
        self.granted = {}
        self.frame_max = values.get(FRAME_SIZE, 16384)
        self.fence = 0
        self.grants = True
        if TABLE_SIZE in values:
            self.decoder.max_allowed_table_size = max(4096, values[TABLE_SIZE])
        if greets:
            self.send(PREFACE + settings(*pairs))
            self.until(lambda: self.server_settings is not None and self.acknowledged > 0)
            self.send(settings(flags=ACK))

    # Out.

    def send(self, *pieces):
        try:
            self.socket.sendall(b"".join(pieces))
        except (ConnectionResetError, BrokenPipeError, OSError):
            self.read_rest()

    def get(self, stream, fields=GET, flags=END_HEADERS | END_STREAM):
        self.send(headers(stream, fields, flags))

    def grant(self, stream, increment):
        """A window of ours that grows; 0 is the connection's."""
        if stream == 0:
            self.window += increment
        else:
            self.windows[stream] = self.windows.get(stream, self.stream_window) + increment
        self.send(window_update(stream, increment))

    # In.

    def read(self):
        """False once nothing more comes."""
        if self.is_closed:
            return False
        try:
            more = self.socket.recv(1 << 16)
        except TimeoutError:
            raise
        except OSError:
            more = b""
        if not more:
            self.is_closed = True
            return False
        self.input += more
        while len(self.input) >= 9:
            length = int.from_bytes(self.input[:3], "big")
            if len(self.input) < 9 + length:
                break
            parsed, _ = Frame.parse_frame_header(memoryview(self.input)[:9])
            parsed.parse_body(memoryview(self.input)[9:9 + length])
            self.input = self.input[9 + length:]
            if length > self.frame_max:
                self.violations.append(f"a frame of {length} bytes (4.2)")
            self.take(parsed)
        return True

    def read_rest(self):
        try:
            while self.read():
                pass
        except TimeoutError:
            pass

    def until(self, condition, seconds=None):
        deadline = time.monotonic() + min(seconds or self.patience, self.patience)
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.socket.settimeout(left)
            try:
                if not self.read():
                    return bool(condition())
            except TimeoutError:
                return bool(condition())
        return True

    def take(self, f):
        if self.server_settings is None and not isinstance(f, (SettingsFrame, GoAwayFrame)):
            self.violations.append(f"{type(f).__name__} before SETTINGS (3.4)")
        if self.fields is not None and not (isinstance(f, ContinuationFrame) and f.stream_id == self.fields_stream):
            self.violations.append("a field block is interrupted (4.3)")
        self.frames.append(f)
        match f:
            case SettingsFrame():
                if "ACK" in f.flags:
                    self.acknowledged += 1
                else:
                    self.server_settings = dict(f.settings)
            case PingFrame():
                if "ACK" in f.flags:
                    self.pongs.append(f.opaque_data)
            case GoAwayFrame():
                self.goaway, self.last_stream = f.error_code, f.last_stream_id
            case RstStreamFrame():
                self.resets.setdefault(f.stream_id, f.error_code)
            case WindowUpdateFrame():
                self.granted[f.stream_id] = self.granted.get(f.stream_id, 0) + f.window_increment
            case HeadersFrame() | ContinuationFrame():
                self.fields = (self.fields or b"") + f.data
                self.fields_stream = f.stream_id
                if "END_HEADERS" in f.flags:
                    fields, self.fields = self.decoder.decode(self.fields, raw=True), None
                    self.head(f.stream_id, [(bytes(key), bytes(value)) for key, value in fields])
                if "END_STREAM" in f.flags:
                    self.ended.add(f.stream_id)
            case DataFrame():
                self.body(f)
            case _:
                self.violations.append(f"{type(f).__name__} from a server")

    def head(self, stream, fields):
        if stream in self.ended:
            self.violations.append(f"HEADERS after the end of stream {stream}")
        if any(key != key.lower() for key, _ in fields):
            self.violations.append("a field name in upper case (8.2.1)")
        if any(key in (b"connection", b"transfer-encoding", b"upgrade", b"keep-alive", b"proxy-connection") for key, _ in fields):
            self.violations.append("a connection-specific field (8.2.2)")
        status = int(dict(fields).get(b":status", b"0"))
        if not 100 <= status < 200:
            self.statuses[stream] = status
        self.heads.setdefault(stream, []).append(fields)

    def body(self, f):
        if f.stream_id in self.ended or f.stream_id in self.resets:
            self.violations.append(f"DATA after the end of stream {f.stream_id} (5.1)")
        self.bodies[f.stream_id] = self.bodies.get(f.stream_id, b"") + f.data
        left = self.windows.get(f.stream_id, self.stream_window) - f.flow_controlled_length
        self.windows[f.stream_id] = left
        self.window -= f.flow_controlled_length
        if f.flow_controlled_length > 0 and (left < 0 or self.window < 0):
            self.violations.append(f"{-min(left, self.window)} bytes over a window (6.9.1)")
        if "END_STREAM" in f.flags:
            self.ended.add(f.stream_id)
        elif self.window < 32768 and self.grants:
            self.grant(0, 65535)

    # What was seen.

    def fenced(self):
        """Everything sent so far has been looked at: two rounds, because PING overtakes."""
        for _ in range(2):
            self.fence += 1
            payload = struct.pack(">Q", 0xFE0000 + self.fence)
            self.send(ping(payload))
            if not self.until(lambda: payload in self.pongs or self.is_closed or self.goaway not in (None, 0)):
                return "silence"
        return None

    def outcome(self, stream=1, waits=False):
        """In a word: connection CODE, stream CODE, answer STATUS, alive, closed, silence, or a violation of the server's."""
        if waits:
            self.until(lambda: stream in self.ended or stream in self.resets or self.goaway is not None)
        silence = None if self.goaway is not None or self.is_closed else self.fenced()
        if self.goaway not in (None, 0) or self.is_closed:
            if not self.until(lambda: self.is_closed, 3):
                return f"GOAWAY {name(self.goaway)} without an end (5.4.1)"
            if self.violations:
                return "server: " + "; ".join(self.violations)
            return "closed" if self.goaway is None else f"connection {name(self.goaway)}"
        if silence:
            return silence
        probe = 0x7ffffff1
        self.get(probe)
        if self.stream_window < 65535:
            self.grant(probe, 65535)
        if not self.until(lambda: probe in self.ended) or self.statuses.get(probe) != 200:
            if self.goaway not in (None, 0):
                return f"connection {name(self.goaway)}"
            return "no answer on a new stream"
        if self.violations:
            return "server: " + "; ".join(self.violations)
        if stream in self.resets and not (stream in self.statuses and self.resets[stream] == 0):
            return f"stream {name(self.resets[stream])}"
        if stream in self.statuses and stream in self.ended:
            return f"answer {self.statuses[stream]}"
        return "alive"


def connect(address, tls=None, **options):
    plain = socket.create_connection(address, timeout=5)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Peer(tls.wrap_socket(plain) if tls else plain, **options)
