"""Floods of HTTP/2 frames: a connection that costs more than it brings is ended, and memory does not follow it."""
import struct
import threading
import time

import conformance
import h2peer
from h2peer import ACK, CONTINUATION, END_HEADERS, END_STREAM, GET, LARGE, POST, PRIORITY, WINDOW

# Rounds after which a connection that is still there was not ended by a limit.
ROUNDS = 4000
# What may be held more after several floods of a kind than after the first, in bytes: what the allocator keeps, not what leaks.
GROWTH_MAX = 8 * conformance.MIB


def odd(n):
    return 2 * n + 1


BOMB = h2peer.block(GET) + h2peer.literal("a", "b" * 4000, 0x40) + h2peer.integer(62, 7, 0x80) * 200
H, E = END_HEADERS, END_STREAM

# What goes first, what goes in round n, how the connection may end; None: it costs no more than its bytes, and may stay.
CALM, CROWDED = ("ENHANCE_YOUR_CALM",), ("ENHANCE_YOUR_CALM", "PROTOCOL_ERROR")
STAYS = (None, "ENHANCE_YOUR_CALM")
# Of streams that are reset, those whose RST_STREAM is not sent yet count as open: nghttp2 ends a connection with more than were offered (5.1.2).
FLOODS = {
    "rapid reset (CVE-2023-44487)": (b"", lambda n: h2peer.headers(odd(n), LARGE) + h2peer.reset(odd(n)), CALM),
    "resets the server is made to send (CVE-2025-8671)": (
        b"", lambda n: h2peer.headers(odd(n), POST, H) + h2peer.window_update(odd(n), 0x7fffffff), CROWDED),
    "malformed requests": (b"", lambda n: h2peer.headers(odd(n), GET + [("Upper", "1")]), CROWDED),
    "CONTINUATION without end (CVE-2024-28182)": (
        h2peer.headers(1, GET, E), lambda n: h2peer.frame(CONTINUATION, 0, 1, h2peer.literal("a", "b")), CALM),
    "empty CONTINUATION": (h2peer.headers(1, GET, E), lambda n: h2peer.frame(CONTINUATION, 0, 1), CALM),
    "SETTINGS (CVE-2019-9515)": (b"", lambda n: h2peer.settings((3, n)), CALM),
    "PING (CVE-2019-9512)": (b"", lambda n: h2peer.ping(struct.pack(">Q", n)), CALM),
    "PING answers": (b"", lambda n: h2peer.ping(flags=ACK), CALM),
    "empty DATA (CVE-2019-9518)": (h2peer.headers(1, POST, H), lambda n: h2peer.data(1), CALM),
    "PRIORITY (CVE-2019-9513)": (b"", lambda n: h2peer.frame(PRIORITY, 0, odd(n), b"\0\0\0\0\x10"), CALM),
    "unknown frames": (b"", lambda n: h2peer.frame(0xee, 0, 0, b"x"), STAYS),
    "RST_STREAM of what is closed": (h2peer.headers(1, POST, H) + h2peer.reset(1), lambda n: h2peer.reset(1), CALM),
    "WINDOW_UPDATE": (h2peer.headers(1, POST, H), lambda n: h2peer.window_update(n % 2, 1), STAYS),
    "heads that indexing blows up": (b"", lambda n: h2peer.headers(odd(n), BOMB), STAYS + CROWDED),
    "DATA for a request that was refused": (h2peer.headers(1, POST + [("content-length", "99999999")], H), lambda n: h2peer.data(1, bytes(100)), STAYS),
}


def flood(address, first, frames):
    """Sends until the connection ends; returns how."""
    peer = h2peer.connect(address)
    peer.grants = False
    reader = threading.Thread(target=peer.read_rest, daemon=True)
    try:
        peer.socket.settimeout(10)
        reader.start()
        peer.socket.sendall(first)
        for start in range(0, ROUNDS, 20):
            peer.socket.sendall(b"".join(frames(n) for n in range(start, start + 20)))
            if peer.goaway is not None or peer.is_closed:
                break
    except OSError:
        pass
    if peer.goaway is None and not peer.is_closed:
        # Everything is sent, but not everything looked at.
        peer.send(h2peer.ping(b"the end!"))
        deadline = time.monotonic() + 10
        while peer.goaway is None and not peer.is_closed and b"the end!" not in peer.pongs and time.monotonic() < deadline:
            time.sleep(0.01)
    if peer.goaway is not None:
        reader.join(3)
    ended = h2peer.name(peer.goaway) if peer.goaway is not None else "closed" if peer.is_closed else None
    peer.socket.close()
    return ended


def stall(address, count=20):
    """Connections whose windows stay shut, with as many answers of a book as may be asked for at a time."""
    peers = []
    for _ in range(count):
        peer = h2peer.connect(address, pairs=[(WINDOW, 0)])
        peer.send(*[h2peer.headers(odd(n), LARGE) for n in range(128)])
        peers.append(peer)
    return peers


def run(daemon, times):
    """Returns what is wrong."""
    wrong = []
    pid = daemon.process.pid
    for what, (first, frames, expected) in FLOODS.items():
        before = None
        for round in range(times):
            ended = flood(daemon.address(), first, frames)
            if ended not in expected:
                wrong.append(f"a flood of {what} ended with {ended}; may: {expected}")
                break
            if not conformance.is_served(daemon):
                wrong.append(f"after a flood of {what} others are not served")
                break
            before = before or conformance.resident(pid)
        grown = conformance.resident(pid) - (before or 0)
        if before and grown > GROWTH_MAX:
            wrong.append(f"{times} floods of {what} cost {grown >> 20} MiB")
    return wrong + stalls(daemon)


def stalls(daemon):
    """The daemon's patience is its body timeout; then memory comes back for the next."""
    wrong = []
    before = None
    for _ in range(2):
        peers = stall(daemon.address())
        if not conformance.is_served(daemon):
            wrong.append("while windows are shut others are not served")
        held = conformance.resident(daemon.process.pid)
        for peer in peers:
            peer.socket.settimeout(10)
            peer.read_rest()
            if not peer.is_closed:
                wrong.append("a connection whose windows stay shut is not ended")
                break
            peer.socket.close()
        if before is not None and held - before > 4 * GROWTH_MAX:
            wrong.append(f"the second time shut windows cost {(held - before) >> 20} MiB more")
        before = before or held
    return wrong
