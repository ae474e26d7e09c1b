"""What a client can do wrong in HTTP/2, and what a server may answer; section numbers of RFC 9113 unless RFC 7541 or 8441 is named."""
import struct

from hpack.huffman import HuffmanEncoder
from hpack.huffman_constants import REQUEST_CODES, REQUEST_CODES_LENGTH

from conformance import Case
from h2peer import (
    ACK, CONNECT_PROTOCOL, CONTINUATION, DATA, ENABLE_PUSH, END_HEADERS, END_STREAM, FRAME_SIZE, GET, GOAWAY, HEADERS, LARGE, LIST_SIZE, PADDED, PING, POST,
    PREFACE, PRIORITIZED, PRIORITY, PUSH_PROMISE, RST_STREAM, SETTINGS, SOCKET, STREAMS, TABLE_SIZE, WINDOW, WINDOW_UPDATE, block, data, frame, headers,
    integer, literal, ping, replaced, reset, settings, window_update)


def C(*codes):
    """A connection error (5.4.1): GOAWAY with a code, then the end."""
    return [f"connection {code}" for code in codes]


def S(*codes):
    """A stream error (5.4.2); the connection goes on."""
    return [f"stream {code}" for code in codes]


def A(*statuses):
    return [f"answer {status}" for status in statuses]


ALIVE = ["alive"]
OK = A(200)
# 8.1.1: a stream error, before which a server may answer.
MALFORMED = S("PROTOCOL_ERROR") + A(400)
# 4.2 and 5.4: what is a stream error may be treated as one of the connection.
EITHER = C("PROTOCOL_ERROR") + S("PROTOCOL_ERROR")
# 5.1: what comes on a closed stream may be an error, or nothing.
CLOSED = C("STREAM_CLOSED", "PROTOCOL_ERROR") + S("STREAM_CLOSED") + ALIVE
H, E, P = END_HEADERS, END_STREAM, PADDED
LOGIN = b"{}"
HUFFMAN = HuffmanEncoder(REQUEST_CODES, REQUEST_CODES_LENGTH)

cases = []


def case(section, what, act, allowed, **options):
    cases.append(Case(section, what, act, allowed, **options))


def sends(section, what, *pieces, allowed, **options):
    """Frames that need no look at what the server says between them."""
    case(section, what, lambda peer: peer.send(*pieces), allowed, **options)


def head(section, what, fields, allowed=MALFORMED, flags=H | E, then=b"", **options):
    """One request with these fields."""
    sends(section, what, headers(1, fields, flags) + then, allowed=allowed, **options)


# 3.4: the preface.
sends("3.4", "a preface that is not one", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\rX", settings(), allowed=["closed"] + C("PROTOCOL_ERROR") + ["HTTP/1.1"], greets=False)
sends("3.4", "a frame before the first SETTINGS", PREFACE, ping(), allowed=C("PROTOCOL_ERROR"), greets=False)
sends("3.4", "a request before the first SETTINGS", PREFACE, headers(1, GET), allowed=C("PROTOCOL_ERROR"), greets=False)
sends("3.4", "an acknowledgement instead of the first SETTINGS", PREFACE, settings(flags=ACK), allowed=C("PROTOCOL_ERROR"), greets=False)
sends("3.4", "the preface twice", PREFACE, allowed=C("PROTOCOL_ERROR", "FRAME_SIZE_ERROR"))

# 4.1: the frame format.
sends("4.1", "a frame of an unknown type", frame(0xee, 0, 0, b"whatever"), allowed=ALIVE)
sends("4.1", "a frame of an unknown type on a stream", frame(0xee, 0xff, 7, b"whatever"), allowed=ALIVE)
sends("4.1", "flags nobody defined", frame(PING, 0x16, 0, b"flagged!"), allowed=ALIVE)
sends("4.1", "a reserved bit that is set", frame(PING, 0, 0x80000000, b"reserved"), allowed=ALIVE)
sends("4.1", "a reserved bit of a request's stream that is set", frame(HEADERS, H | E, 0x80000001, block(GET)), allowed=OK)
sends("4.1", "undefined flags of a request", frame(HEADERS, H | E | 0x52, 1, block(GET)), allowed=OK)

# 4.2: sizes.
sends("4.2", "DATA as long as it may be", headers(1, POST, H), data(1, b" " * 16384), data(1, LOGIN, E), allowed=A(400, 401, 422))
sends("4.2", "DATA longer than it may be", headers(1, POST, H), data(1, bytes(16385), E), allowed=C("FRAME_SIZE_ERROR") + S("FRAME_SIZE_ERROR"))
sends("4.2", "HEADERS longer than they may be", headers(1, block(GET) + literal("x", "y" * 16384)), allowed=C("FRAME_SIZE_ERROR"))
sends("4.2", "CONTINUATION longer than it may be", headers(1, GET, E), frame(CONTINUATION, H, 1, literal("x", "y" * 16384)), allowed=C("FRAME_SIZE_ERROR"))
sends("4.2", "SETTINGS longer than they may be", settings(*[(0xff, 1)] * 2731), allowed=C("FRAME_SIZE_ERROR", "ENHANCE_YOUR_CALM"))
sends("4.2", "an unknown frame longer than it may be", frame(0xee, 0, 0, bytes(16385)), allowed=C("FRAME_SIZE_ERROR"))
sends("4.2", "a frame of 16 MiB that only its header announces", frame(DATA, 0, 1, b"", 0xffffff), allowed=C("FRAME_SIZE_ERROR", "PROTOCOL_ERROR"))

# 4.3: field blocks.
sends("4.3", "a field block that is no HPACK", headers(1, b"\xff\xff\xff\xff\xff\xff\xff\xff"), allowed=C("COMPRESSION_ERROR"))
sends("4.3", "PRIORITY inside a field block", headers(1, GET, E), frame(PRIORITY, 0, 1, b"\0\0\0\0\x10"), allowed=C("PROTOCOL_ERROR"))
sends("4.3", "PING inside a field block", headers(1, GET, E), ping(), allowed=C("PROTOCOL_ERROR"))
sends("4.3", "HEADERS of another stream inside a field block", headers(1, GET, E), headers(3, GET), allowed=C("PROTOCOL_ERROR"))
sends("4.3", "the same HEADERS again inside a field block", headers(1, GET, E), headers(1, GET), allowed=C("PROTOCOL_ERROR"))
sends("4.3", "CONTINUATION of another stream inside a field block", headers(1, GET, E), frame(CONTINUATION, H, 3), allowed=C("PROTOCOL_ERROR"))
sends("4.3", "an unknown frame inside a field block", headers(1, GET, E), frame(0xee, 0, 1, b"x"), allowed=C("PROTOCOL_ERROR"))
sends("4.3", "a field cut in two by CONTINUATION", frame(HEADERS, E, 1, block(GET)[:20]), frame(CONTINUATION, H, 1, block(GET)[20:]), allowed=OK)
sends("4.3", "an empty CONTINUATION at the end", headers(1, GET, E), frame(CONTINUATION, H, 1), allowed=OK)

# 5.1: the states of a stream.
sends("5.1", "DATA on an idle stream", data(1, b"x", E), allowed=C("PROTOCOL_ERROR", "STREAM_CLOSED"))
sends("5.1", "RST_STREAM on an idle stream", reset(1), allowed=C("PROTOCOL_ERROR"))
sends("5.1", "WINDOW_UPDATE on an idle stream", window_update(1, 1), allowed=C("PROTOCOL_ERROR"))
sends("5.1", "CONTINUATION on an idle stream", frame(CONTINUATION, H, 1, block(GET)), allowed=C("PROTOCOL_ERROR"))
sends("5.1", "PRIORITY on an idle stream", frame(PRIORITY, 0, 1, b"\0\0\0\0\x10"), allowed=ALIVE)
# The answer stays behind its window, so the stream stays half-closed.
HALF = {"settings": [(WINDOW, 0)], "opens": headers(1, LARGE)}
sends("5.1", "DATA on a half-closed stream", data(1, b"x"), allowed=C("STREAM_CLOSED") + S("STREAM_CLOSED"), **HALF)
sends("5.1", "HEADERS on a half-closed stream", headers(1, GET), allowed=C("STREAM_CLOSED") + S("STREAM_CLOSED"), **HALF)
sends("5.1", "CONTINUATION on a half-closed stream", frame(CONTINUATION, H, 1, block(GET)), allowed=C("STREAM_CLOSED", "PROTOCOL_ERROR"), **HALF)
case("5.1", "WINDOW_UPDATE on a half-closed stream", lambda peer: peer.grant(1, 1), ALIVE, **HALF)
sends("5.1", "PRIORITY on a half-closed stream", frame(PRIORITY, 0, 1, b"\0\0\0\0\x10"), allowed=ALIVE, **HALF)
sends("5.1", "RST_STREAM on a half-closed stream", reset(1), allowed=ALIVE, **HALF)
ENDED = {"opens": headers(1, GET), "ends": True}
sends("5.1", "DATA on a closed stream", data(1, b"x", E), allowed=CLOSED + OK, **ENDED)
sends("5.1", "HEADERS on a closed stream", headers(1, GET), allowed=CLOSED + OK, once=1, **ENDED)
sends("5.1", "CONTINUATION on a closed stream", frame(CONTINUATION, H, 1), allowed=C("STREAM_CLOSED", "PROTOCOL_ERROR"), **ENDED)
sends("5.1", "WINDOW_UPDATE on a closed stream", window_update(1, 1), allowed=OK, **ENDED)
sends("5.1", "PRIORITY on a closed stream", frame(PRIORITY, 0, 1, b"\0\0\0\0\x10"), allowed=OK, **ENDED)
sends("5.1", "RST_STREAM on a closed stream", reset(1), allowed=OK, **ENDED)
GIVEN_UP = {"opens": headers(1, POST, H) + reset(1)}
sends("5.1", "DATA on a stream given up", data(1, b"x", E), allowed=CLOSED, **GIVEN_UP)
sends("5.1", "HEADERS on a stream given up", headers(1, GET), allowed=CLOSED, **GIVEN_UP)
sends("5.1", "CONTINUATION on a stream given up", frame(CONTINUATION, H, 1), allowed=C("STREAM_CLOSED", "PROTOCOL_ERROR"), **GIVEN_UP)

# 5.1.1, 5.1.2: numbers of streams.
sends("5.1.1", "a stream with an even number", headers(2, GET), allowed=C("PROTOCOL_ERROR"))
sends("5.1.1", "a stream with a smaller number", headers(5, GET), headers(3, GET), allowed=C("PROTOCOL_ERROR", "STREAM_CLOSED"))
sends("5.1.1", "the last number there is", headers(0x7fffffef, GET), allowed=OK, stream=0x7fffffef)
sends("5.1.2", "more streams than may be open at a time", *[headers(2 * n + 1, POST, H) for n in range(129)],
      allowed=S("REFUSED_STREAM", "PROTOCOL_ERROR") + C("PROTOCOL_ERROR"), stream=257, frees=range(1, 257, 2))
sends("5.1.2", "streams of ours limited to none", settings((STREAMS, 0)), headers(1, GET), allowed=OK)

# 5.4.1, 5.5: errors and extensions.
sends("5.4.1", "what follows a connection error", frame(PING, 0, 0, b"short"), headers(1, GET), allowed=C("FRAME_SIZE_ERROR"))
sends("5.5", "an unknown setting", settings((0xabcd, 0xffffffff)), allowed=ALIVE)
sends("5.5", "ALTSVC, which clients do not send", frame(0x0a, 0, 0, b"\0\x01ah2"), allowed=ALIVE)
sends("5.5", "PRIORITY_UPDATE of RFC 9218", frame(0x10, 0, 0, struct.pack(">I", 1) + b"u=0"), allowed=ALIVE)

# 6.1: DATA.
sends("6.1", "DATA on stream 0", data(0, b"x"), allowed=C("PROTOCOL_ERROR"))
sends("6.1", "padded DATA", headers(1, POST, H), data(1, b"\x05" + LOGIN + bytes(5), P | E), allowed=A(400, 401, 422))
sends("6.1", "DATA that is padding alone", headers(1, POST, H), data(1, b"\xff" + bytes(255), P), data(1, LOGIN, E), allowed=A(400, 401, 422))
sends("6.1", "more padding than DATA has", headers(1, POST, H), data(1, b"\x06" + bytes(5), P | E), allowed=C("PROTOCOL_ERROR"))
sends("6.1", "padding as long as the payload", headers(1, POST, H), data(1, b"\x06" + bytes(5) + b"", P), allowed=C("PROTOCOL_ERROR"))
sends("6.1", "padded DATA without a length of the padding", headers(1, POST, H), data(1, b"", P), allowed=C("PROTOCOL_ERROR", "FRAME_SIZE_ERROR"))
sends("6.1", "empty DATA at the end", headers(1, POST, H), data(1, LOGIN), data(1, b"", E), allowed=A(400, 401, 422))

# 6.2: HEADERS.
sends("6.2", "HEADERS on stream 0", headers(0, GET), allowed=C("PROTOCOL_ERROR"))
sends("6.2", "padded HEADERS", headers(1, b"\x07" + block(GET) + bytes(7), H | E | P), allowed=OK)
sends("6.2", "more padding than HEADERS have", headers(1, bytes([len(block(GET)) + 1]) + block(GET), H | E | P), allowed=C("PROTOCOL_ERROR"))
sends("6.2", "padded HEADERS without a length of the padding", headers(1, b"", H | E | P), allowed=C("PROTOCOL_ERROR", "FRAME_SIZE_ERROR"))
sends("6.2", "HEADERS with a priority", headers(1, b"\0\0\0\0\xff" + block(GET), H | E | PRIORITIZED), allowed=OK)
sends("6.2", "HEADERS with a priority that is cut off", headers(1, b"\0\0\0", H | E | PRIORITIZED), allowed=C("FRAME_SIZE_ERROR", "PROTOCOL_ERROR"))
sends("6.2", "HEADERS with padding and priority", headers(1, b"\x03\0\0\0\0\xff" + block(GET) + bytes(3), H | E | P | PRIORITIZED), allowed=OK)
sends("6.2", "HEADERS that depend on themselves (RFC 7540 5.3.1)", headers(1, b"\0\0\0\1\xff" + block(GET), H | E | PRIORITIZED), allowed=OK + EITHER)

# 6.3: PRIORITY.
sends("6.3", "PRIORITY on stream 0", frame(PRIORITY, 0, 0, b"\0\0\0\1\x10"), allowed=C("PROTOCOL_ERROR"))
sends("6.3", "PRIORITY of four bytes", headers(1, POST, H), frame(PRIORITY, 0, 1, bytes(4)), allowed=S("FRAME_SIZE_ERROR") + C("FRAME_SIZE_ERROR"))
sends("6.3", "PRIORITY of six bytes", headers(1, POST, H), frame(PRIORITY, 0, 1, bytes(6)), allowed=S("FRAME_SIZE_ERROR") + C("FRAME_SIZE_ERROR"))
sends("6.3", "PRIORITY that depends on itself (RFC 7540 5.3.1)", frame(PRIORITY, 0, 1, b"\0\0\0\1\x10"), allowed=ALIVE + EITHER)

# 6.4: RST_STREAM.
sends("6.4", "RST_STREAM on stream 0", reset(0), allowed=C("PROTOCOL_ERROR"))
sends("6.4", "RST_STREAM of three bytes", headers(1, POST, H), frame(RST_STREAM, 0, 1, bytes(3)), allowed=C("FRAME_SIZE_ERROR"))
sends("6.4", "RST_STREAM of five bytes", headers(1, POST, H), frame(RST_STREAM, 0, 1, bytes(5)), allowed=C("FRAME_SIZE_ERROR"))
sends("6.4", "RST_STREAM with a code nobody knows (7)", headers(1, POST, H), reset(1, 0xfeed), allowed=ALIVE)

# 6.5: SETTINGS.
sends("6.5", "an acknowledgement with a payload", settings((STREAMS, 1), flags=ACK), allowed=C("FRAME_SIZE_ERROR"))
sends("6.5", "SETTINGS on a stream", settings(stream=1), allowed=C("PROTOCOL_ERROR"))
sends("6.5", "SETTINGS of three bytes", frame(SETTINGS, 0, 0, bytes(3)), allowed=C("FRAME_SIZE_ERROR"))
# The document says nothing of it.
sends("6.5", "an acknowledgement of nothing", settings(flags=ACK), settings(flags=ACK), allowed=ALIVE + C("PROTOCOL_ERROR"))
sends("6.5.2", "ENABLE_PUSH of 2", settings((ENABLE_PUSH, 2)), allowed=C("PROTOCOL_ERROR"))
sends("6.5.2", "ENABLE_PUSH of 0", settings((ENABLE_PUSH, 0)), allowed=ALIVE)
sends("6.5.2", "INITIAL_WINDOW_SIZE of 2^31", settings((WINDOW, 1 << 31)), allowed=C("FLOW_CONTROL_ERROR"))
sends("6.5.2", "INITIAL_WINDOW_SIZE of 2^31 - 1", settings((WINDOW, (1 << 31) - 1)), headers(1, GET), allowed=OK)
sends("6.5.2", "MAX_FRAME_SIZE of 16383", settings((FRAME_SIZE, 16383)), allowed=C("PROTOCOL_ERROR"))
sends("6.5.2", "MAX_FRAME_SIZE of 2^24", settings((FRAME_SIZE, 1 << 24)), allowed=C("PROTOCOL_ERROR"))
sends("6.5.2", "MAX_FRAME_SIZE of 2^24 - 1", settings((FRAME_SIZE, (1 << 24) - 1)), headers(1, GET), allowed=OK)
sends("6.5.2", "MAX_HEADER_LIST_SIZE of 0", settings((LIST_SIZE, 0)), headers(1, GET), allowed=OK + S("INTERNAL_ERROR") + A(500))
sends("6.5.2", "HEADER_TABLE_SIZE of 0", settings((TABLE_SIZE, 0)), headers(1, GET), allowed=OK)
sends("6.5.2", "HEADER_TABLE_SIZE of 2^32 - 1", settings((TABLE_SIZE, 0xffffffff)), headers(1, GET), allowed=OK, settings=[(TABLE_SIZE, 0xffffffff)])
sends("RFC 8441 3", "ENABLE_CONNECT_PROTOCOL of 2", settings((CONNECT_PROTOCOL, 2)), allowed=C("PROTOCOL_ERROR"))
sends("RFC 8441 3", "ENABLE_CONNECT_PROTOCOL from a client", settings((CONNECT_PROTOCOL, 1)), allowed=ALIVE)
sends("RFC 9218 2.1", "NO_RFC7540_PRIORITIES of 2", settings((9, 2)), allowed=C("PROTOCOL_ERROR"))


def acknowledged(peer):
    before = peer.acknowledged
    peer.send(settings(), settings((STREAMS, 10), (STREAMS, 20)), settings((0xff, 1)))
    assert peer.until(lambda: peer.acknowledged == before + 3), "three SETTINGS, and not three acknowledgements"


case("6.5.3", "three SETTINGS have three acknowledgements", acknowledged, ALIVE)

# 6.6, 6.7, 6.8: PUSH_PROMISE, PING, GOAWAY.
sends("6.6", "PUSH_PROMISE from a client", headers(1, POST, H), frame(PUSH_PROMISE, H, 1, struct.pack(">I", 2) + block(GET)), allowed=C("PROTOCOL_ERROR"))
sends("6.7", "PING on a stream", frame(PING, 0, 1, bytes(8)), allowed=C("PROTOCOL_ERROR"))
sends("6.7", "PING of six bytes", ping(b"123456"), allowed=C("FRAME_SIZE_ERROR"))
sends("6.7", "PING of nine bytes", ping(b"123456789"), allowed=C("FRAME_SIZE_ERROR"))


def pinged(peer):
    peer.send(ping(b"answered"), ping(b"unasked!", flags=ACK))
    assert peer.until(lambda: b"answered" in peer.pongs), "a PING without an answer"
    assert b"unasked!" not in peer.pongs, "an answer to the answer of a PING"


case("6.7", "PING is answered, and its answer is not", pinged, ALIVE)
sends("6.8", "GOAWAY on a stream", frame(GOAWAY, 0, 1, bytes(8)), allowed=C("PROTOCOL_ERROR"))
sends("6.8", "GOAWAY of seven bytes", frame(GOAWAY, 0, 0, bytes(7)), allowed=C("FRAME_SIZE_ERROR"))
sends("6.8", "GOAWAY with a code nobody knows (7)", frame(GOAWAY, 0, 0, struct.pack(">II", 0, 0xfeed) + b"debug"), allowed=ALIVE + ["closed"] + C("NO_ERROR"))
sends("6.8", "requests before GOAWAY are answered", headers(1, GET), frame(GOAWAY, 0, 0, bytes(8)), allowed=["closed", "connection NO_ERROR"] + OK, needs={1: 200})


# 6.9: WINDOW_UPDATE and flow control.
sends("6.9", "WINDOW_UPDATE of 0 for the connection", window_update(0, 0), allowed=C("PROTOCOL_ERROR"))
sends("6.9", "WINDOW_UPDATE of 0 for a stream", headers(1, POST, H), window_update(1, 0), allowed=EITHER)
sends("6.9", "WINDOW_UPDATE of three bytes", frame(WINDOW_UPDATE, 0, 0, bytes(3)), allowed=C("FRAME_SIZE_ERROR"))
sends("6.9", "WINDOW_UPDATE of five bytes", frame(WINDOW_UPDATE, 0, 0, bytes(5)), allowed=C("FRAME_SIZE_ERROR"))
sends("6.9", "WINDOW_UPDATE of a stream with three bytes", headers(1, POST, H), frame(WINDOW_UPDATE, 0, 1, bytes(3)), allowed=C("FRAME_SIZE_ERROR"))
sends("6.9.1", "the connection's window beyond 2^31 - 1", window_update(0, (1 << 31) - 1), allowed=C("FLOW_CONTROL_ERROR"))
sends("6.9.1", "the connection's window beyond it in steps", window_update(0, 1 << 30), window_update(0, 1 << 30), allowed=C("FLOW_CONTROL_ERROR"))
sends("6.9.1", "a stream's window beyond 2^31 - 1", headers(1, POST, H), window_update(1, (1 << 31) - 1), allowed=S("FLOW_CONTROL_ERROR") + C("FLOW_CONTROL_ERROR"))
sends("6.9.2", "a stream's window beyond it by SETTINGS", headers(1, POST, H), window_update(1, 65535), settings((WINDOW, (1 << 31) - 1)),
      allowed=C("FLOW_CONTROL_ERROR") + S("FLOW_CONTROL_ERROR"))


def window_of_one(peer):
    peer.get(1)
    assert peer.until(lambda: peer.bodies.get(1)), "nothing came through a window of one byte"
    peer.fenced()
    assert len(peer.bodies[1]) == 1 and 1 not in peer.ended, f"{len(peer.bodies[1])} bytes came through a window of one"
    peer.grant(1, 1)
    assert peer.until(lambda: len(peer.bodies[1]) == 2), "the window grew, and nothing came"
    peer.grant(1, 65535)


case("6.9.1", "an answer comes as its window lets it", window_of_one, OK, settings=[(WINDOW, 1)])


def negative_window(peer):
    peer.get(1, LARGE)
    assert peer.until(lambda: len(peer.bodies.get(1, b"")) == 1000), "an answer did not fill its window"
    # 1000 bytes went, so the window is now -990 (6.9.2).
    peer.send(settings((WINDOW, 10)))
    peer.windows[1] -= 990
    peer.stream_window = 10
    peer.grant(1, 990)
    peer.fenced()
    assert len(peer.bodies[1]) == 1000, "bytes came through a window of nothing"
    peer.grant(1, 5)
    assert peer.until(lambda: len(peer.bodies[1]) == 1005), "the window is open, and nothing comes"
    peer.send(settings((WINDOW, 1 << 20)))
    peer.windows[1] += (1 << 20) - 10
    peer.stream_window = 1 << 20
    peer.grant(0, 1 << 20)


case("6.9.2", "a window that SETTINGS made negative", negative_window, OK, settings=[(WINDOW, 1000)])


def connection_window(peer):
    peer.grants = False
    for stream in (1, 3, 5, 7, 9, 11, 13, 15):
        peer.get(stream, LARGE)
    # 65535 bytes are the connection's from the start, and nothing changes that but WINDOW_UPDATE.
    peer.until(lambda: peer.window == 0, 2)
    peer.fenced()
    assert peer.window == 0, f"{peer.window} bytes of the connection's window are left"
    peer.grants = True
    peer.grant(0, 1 << 22)
    assert peer.until(lambda: 15 in peer.ended), "the connection's window is open, and nothing comes"


case("6.9.1", "the connection's window holds for all streams together", connection_window, OK, settings=[(WINDOW, 1 << 20)])
sends("6.9.1", "more DATA than any window lets in", headers(1, POST, H), *[data(1, bytes(16384)) for _ in range(96)],
      allowed=A(413) + C("FLOW_CONTROL_ERROR") + S("FLOW_CONTROL_ERROR"))

# 6.10: CONTINUATION.
sends("6.10", "several CONTINUATION frames", frame(HEADERS, E, 1, block(GET[:2])), frame(CONTINUATION, 0, 1, block(GET[2:3])),
      frame(CONTINUATION, H, 1, block(GET[3:])), allowed=OK)
sends("6.10", "CONTINUATION on stream 0", headers(1, GET, E), frame(CONTINUATION, H, 0, b""), allowed=C("PROTOCOL_ERROR"))
sends("6.10", "CONTINUATION after HEADERS that ended", headers(1, POST, H), frame(CONTINUATION, H, 1, literal("a", "b")), allowed=C("PROTOCOL_ERROR"))
sends("6.10", "CONTINUATION after CONTINUATION that ended", frame(HEADERS, 0, 1, block(POST[:2])), frame(CONTINUATION, H, 1, block(POST[2:])),
      frame(CONTINUATION, H, 1, literal("a", "b")), allowed=C("PROTOCOL_ERROR"))
sends("6.10", "CONTINUATION after DATA", headers(1, POST, H), data(1, b"{"), frame(CONTINUATION, H, 1, literal("a", "b")), allowed=C("PROTOCOL_ERROR"))
sends("6.10", "DATA instead of CONTINUATION", headers(1, POST, 0), data(1, LOGIN, E), allowed=C("PROTOCOL_ERROR"))

# 8.1: the course of a request.
sends("8.1", "a second head without END_STREAM", headers(1, POST, H), headers(1, block([("x-trailer", "1")]), H), allowed=EITHER + A(400))
sends("8.1", "a request with trailers", headers(1, POST, H), data(1, LOGIN), headers(1, [("x-trailer", "1")]), allowed=A(400, 401, 422))
sends("8.1", "trailers with a pseudo-header", headers(1, POST, H), data(1, LOGIN), headers(1, [(":method", "GET")]), allowed=MALFORMED + C("PROTOCOL_ERROR"))
sends("8.1", "DATA after trailers", headers(1, POST, H), data(1, LOGIN), headers(1, [("x-trailer", "1")]), data(1, b"x", E),
      allowed=CLOSED + A(400, 401, 422))
head("8.1", "HEAD has no body", replaced(GET, ":method", "HEAD"), OK, empty=True)
sends("8.1", "an informational status is asked for", headers(1, POST + [("expect", "100-continue")], H), data(1, LOGIN, E), allowed=A(400, 401, 422))

# 8.1.1: content-length.
sends("8.1.1", "content-length that is true", headers(1, POST + [("content-length", "2")], H), data(1, LOGIN, E), allowed=A(400, 401, 422))
sends("8.1.1", "content-length more than one DATA", headers(1, POST + [("content-length", "3")], H), data(1, LOGIN, E), allowed=MALFORMED)
sends("8.1.1", "content-length less than one DATA", headers(1, POST + [("content-length", "1")], H), data(1, LOGIN, E), allowed=MALFORMED)
sends("8.1.1", "content-length more than several DATA", headers(1, POST + [("content-length", "9")], H), data(1, b"{"), data(1, b"}", E), allowed=MALFORMED)
sends("8.1.1", "content-length less than several DATA", headers(1, POST + [("content-length", "1")], H), data(1, b"{"), data(1, b"}", E), allowed=MALFORMED)
head("8.1.1", "content-length and no body at all", POST + [("content-length", "2")])
head("8.1.1", "content-length that is no number", POST + [("content-length", "two")])
head("8.1.1", "content-length below zero", POST + [("content-length", "-1")])
head("8.1.1", "two different content-lengths", POST + [("content-length", "1"), ("content-length", "2")])
head("8.1.1", "a content-length beyond 64 bits", POST + [("content-length", "99999999999999999999999")], MALFORMED + A(413), flags=H)
sends("8.1.1", "content-length that trailers betray", headers(1, POST + [("content-length", "9")], H), data(1, LOGIN), headers(1, [("a", "b")]), allowed=MALFORMED)

# 8.2: fields.
head("8.2", "a field name in upper case", GET + [("X-Test", "1")])
for value, what in ((b"a\0b", "NUL"), (b"a\rb", "CR"), (b"a\nb", "LF")):
    head("8.2.1", f"a field value with {what}", GET + [("x-test", value)])
for value, what in ((b" a", "a space before it"), (b"a ", "a space behind it"), (b"\ta", "a tab before it"), (b"a\t", "a tab behind it")):
    head("8.2.1", f"a field value with {what}", GET + [("x-test", value)])
for byte, what in ((b" ", "a space"), (b"\0", "NUL"), (b"\x7f", "DEL"), (b"\xc3", "a byte beyond ASCII"), (b":", "a colon"), (b"\n", "LF")):
    head("8.2.1", f"a field name with {what}", GET + [(b"x" + byte + b"y", "1")])
head("8.2.1", "an empty field name", GET + [("", "1")])
head("8.2.1", "an empty field value", GET + [("x-test", "")], OK)
head("8.2.1", "a field value beyond ASCII", GET + [("x-test", b"\xc3\xa4\xff")], OK)
for key, value in (("connection", "keep-alive"), ("proxy-connection", "keep-alive"), ("keep-alive", "timeout=5"), ("transfer-encoding", "chunked"),
                   ("upgrade", "h2c")):
    head("8.2.2", f"a field of the connection: {key}", GET + [(key, value)])
head("8.2.2", "te with anything but trailers", GET + [("te", "trailers, deflate")])
head("8.2.2", "te: trailers", GET + [("te", "trailers")], OK)
head("8.2.3", "a cookie in crumbs", GET + [("cookie", "a=b"), ("cookie", "c=d")], OK)

# 8.3: pseudo-headers.
head("8.3", "an unknown pseudo-header", GET + [(":test", "ok")])
head("8.3", "a pseudo-header of answers", GET + [(":status", "200")])
head("8.3", "a pseudo-header after a field", GET[:3] + [("x-test", "ok")] + GET[3:])
for key in (":method", ":scheme", ":path"):
    head("8.3.1", f"{key} missing", [field for field in GET if field[0] != key])
    head("8.3.1", f"{key} twice", replaced(GET, key, dict(GET)[key], dict(GET)[key]))
    head("8.3.1", f"{key} empty", replaced(GET, key, ""))
head("8.3.1", ":authority twice", replaced(GET, ":authority", "walras", "walras"))
head("8.3.1", ":authority missing, host in its place", replaced(GET, ":authority") + [("host", "walras")], OK)
head("8.3.1", "neither :authority nor host", replaced(GET, ":authority"), MALFORMED + OK)
head("8.3.1", "host that is not :authority", GET + [("host", "elsewhere")])
head("8.3.1", "host twice", GET + [("host", "walras"), ("host", "walras")])
head("8.3.1", ":path that does not begin with a slash", replaced(GET, ":path", "health"), MALFORMED + A(404))
head("8.3.1", ":path * without OPTIONS", replaced(GET, ":path", "*"), MALFORMED + A(404))
head("8.3.1", ":path with a fragment", replaced(GET, ":path", "/health#top"))
head("8.3.1", ":path with a space", replaced(GET, ":path", "/hea lth"))
head("8.3.1", "a method with a space", replaced(GET, ":method", "GE T"))
head("8.3.1", "a method nobody knows", replaced(GET, ":method", "BREW"), A(404, 405, 501))
head("8.3.1", "a scheme nobody knows", replaced(GET, ":scheme", "gopher"), MALFORMED + OK)
head("8.5", "CONNECT", [(":method", "CONNECT"), (":authority", "walras:1")], A(400, 404, 405, 501), flags=H)
head("8.5", "CONNECT with a path", [(":method", "CONNECT"), (":authority", "walras:1"), (":path", "/")], flags=H)
head("8.5", "CONNECT without :authority", [(":method", "CONNECT")], flags=H)

# RFC 8441: WebSockets on streams.
head("RFC 8441 4", "extended CONNECT", SOCKET, ALIVE, flags=H, needs={1: 200})
for key in (":scheme", ":path", ":authority"):
    head("RFC 8441 4", f"extended CONNECT without {key}", [field for field in SOCKET if field[0] != key], flags=H)
head("RFC 8441 4", ":protocol with GET", replaced(SOCKET, ":method", "GET"), flags=H)
head("RFC 8441 4", "a protocol nobody knows", replaced(SOCKET, ":protocol", "telnet"), MALFORMED + A(501), flags=H)
head("RFC 8441 4", ":protocol twice", replaced(SOCKET, ":protocol", "websocket", "websocket"), flags=H)
head("RFC 8441 5", "a WebSocket of version 12", replaced(SOCKET, "sec-websocket-version", "12"), A(400, 426), flags=H)
head("RFC 8441 5", "a WebSocket with connection: upgrade", SOCKET + [("connection", "upgrade")], flags=H)
head("RFC 8441 5", "a WebSocket with nobody who serves it", replaced(SOCKET, ":path", "/nowhere"), A(404), flags=H)
head("RFC 8441 5", "a WebSocket that ends as it begins", SOCKET, OK + S("NO_ERROR", "CANCEL", "PROTOCOL_ERROR") + A(400))
sends("RFC 8441 5", "a WebSocket that ends before it is accepted", headers(1, SOCKET, H), data(1, b"", E), allowed=OK + S("NO_ERROR", "CANCEL") + A(400))

# RFC 7541: HPACK.
F = block(GET)
head("RFC 7541 2.3.3", "an index beyond both tables", F + integer(70, 7, 0x80), C("COMPRESSION_ERROR"))
head("RFC 7541 2.3.3", "a name by an index beyond both tables", F + integer(70, 4) + b"\x01a", C("COMPRESSION_ERROR"))
head("RFC 7541 3.2.1", "an entry larger than the whole table empties it", F + literal("a", "b" * 5000, 0x40) + integer(62, 7, 0x80), C("COMPRESSION_ERROR"))
head("RFC 7541 4.2", "a table size after a field", F + integer(100, 5, 0x20), C("COMPRESSION_ERROR"))
head("RFC 7541 4.2", "a table size at the start", integer(100, 5, 0x20) + F, OK)
head("RFC 7541 4.2", "two table sizes at the start", integer(0, 5, 0x20) + integer(4096, 5, 0x20) + F, OK)
head("RFC 7541 6.3", "a table size beyond what was offered", integer(4097, 5, 0x20) + F, C("COMPRESSION_ERROR"))
head("RFC 7541 6.1", "index 0", F + b"\x80", C("COMPRESSION_ERROR"))
head("RFC 7541 5.1", "an integer without end", F + b"\x7f" + b"\x80" * 20 + b"\x01", C("COMPRESSION_ERROR"))
head("RFC 7541 5.1", "an integer beyond 32 bits", F + b"\xff\xff\xff\xff\xff\xff\x0f", C("COMPRESSION_ERROR"))
head("RFC 7541 5.1", "an integer that breaks off", F + b"\xff\x80", C("COMPRESSION_ERROR"))
head("RFC 7541 5.2", "a string longer than its block", F + b"\x00\x01a\x7f\x80\x01b", C("COMPRESSION_ERROR"))
head("RFC 7541 5.2", "a field in Huffman code", F + b"\x00\x01a" + bytes([0x80 | len(HUFFMAN.encode(b"www.walras"))]) + HUFFMAN.encode(b"www.walras"), OK)
head("RFC 7541 5.2", "Huffman code with more than 7 bits of padding", F + b"\x00\x01a\x84\x49\x50\x9f\xff", C("COMPRESSION_ERROR"))
head("RFC 7541 5.2", "Huffman code padded with zeros", F + b"\x00\x01a\x83\x49\x50\x90", C("COMPRESSION_ERROR"))
head("RFC 7541 5.2", "Huffman code with EOS in it", F + b"\x00\x01a\x87\xff\xff\xff\xfd\x25\x42\x7f", C("COMPRESSION_ERROR"))
head("RFC 7541 6.1", "every field by its index", b"\x82\x86\x84\x41\x06walras", A(200, 308, 307, 302))
head("RFC 7541 6.2.1", "fields entered into the table and used again", F + literal("a", "b", 0x40) + integer(62, 7, 0x80), OK)
head("RFC 7541 6.2.3", "a field never to be indexed", F + literal("a", "b", 0x10), OK)
sends("RFC 7541 4.4", "the table turned over many times", *[headers(2 * n + 1, block(GET) + literal(f"x-{n}", "v" * 900, 0x40)) for n in range(60)],
      allowed=OK, stream=119)


def table_of_nothing(peer):
    for stream in (1, 3, 5, 7):
        peer.get(stream)
        peer.until(lambda: stream in peer.ended)
    assert peer.decoder.header_table.maxsize <= 0 or not peer.decoder.header_table.dynamic_entries, "our table of 0 bytes was filled"


case("RFC 7541 4.2", "our table of 0 bytes stays empty", table_of_nothing, OK, settings=[(TABLE_SIZE, 0)])

# 10.5: limits of the daemon's own (HTTPLimits), and what is said at them.
head("10.5.1", "64 fields", GET + [(f"x-{n}", "1") for n in range(64)], OK)
head("10.5.1", "65 fields", GET + [(f"x-{n}", "1") for n in range(65)], A(431))
head("10.5.1", "1000 fields", GET + [(f"x{n}", "") for n in range(400)], A(431) + S("PROTOCOL_ERROR", "ENHANCE_YOUR_CALM"))
sends("10.5.1", "a head of 16 KiB and more", headers(1, block(GET) + literal("a", "b" * 8000), E), frame(CONTINUATION, H, 1, literal("c", "d" * 8300)), allowed=A(431))
head("10.5.1", "a head that indexing blows up to 2 MiB", F + literal("a", "b" * 4000, 0x40) + integer(62, 7, 0x80) * 500, A(431) + C("ENHANCE_YOUR_CALM"))
head("10.5.1", "a path of 9 KiB", replaced(GET, ":path", "/" + "a" * 9000), A(414, 431, 404))
