"""A client of the binary protocol: requests packed by hand after proto/MESSAGES.md, answers read by a third party's decoder from the schema."""
import hashlib
import hmac
import socket
import struct

import sbe

from daemon import ROOT

with open(ROOT / "proto/walras.xml", "rb") as file:
    SCHEMA = sbe.Schema.parse(file)

NONE64 = -(1 << 63)


def frame(template, block, schema=int(SCHEMA.id), version=int(SCHEMA.version)):
    body = struct.pack("<HHHH", len(block), template, schema, version) + block
    return struct.pack(">IH", len(body) + 6, 0xEB50) + body


def logon(key, nonce=None, *, epoch=0, next_report=0, heartbeat=5000, dead_man=0, stream=0, flags=0):
    """Shows the key, or signs the nonce with it."""
    plain, signature = key.encode(), bytes(32)
    if nonce is not None:
        plain, signature = b"", hmac.new(hashlib.sha256(key.encode()).digest(), nonce, hashlib.sha256).digest()
    return frame(129, struct.pack("<16s72s32sQQIIHBB", key[8:24].encode(), plain, signature, epoch, next_report, heartbeat, dead_man, 1, stream, flags))


def new_order(request, price, quantity, *, name=0, symbol=0, side=0, type=0, tif=0):
    return frame(144, struct.pack("<QQqqHBBBBB", request, name, price, quantity, symbol, side, type, tif, 0, 0))


def cancel(request, order=0, name=0):
    return frame(146, struct.pack("<QQQ", request, order, name))


def subscribe(request, symbol, feeds):
    return frame(154, struct.pack("<QHB", request, symbol, feeds))


class Frames:
    """Splits what arrives, and decodes it."""

    def __init__(self):
        self.data = b""

    def feed(self, data):
        self.data += data
        while len(self.data) >= 6 and len(self.data) >= (length := struct.unpack(">I", self.data[:4])[0]):
            message, self.data = self.data[6:length], self.data[length:]
            decoded = SCHEMA.decode(memoryview(message))
            yield decoded.message_name, decoded.value


class Session:
    """A session over TCP."""

    def __init__(self, address, key, signs=True, **options):
        self.socket = socket.create_connection(address, timeout=5)
        self.frames, self.waiting = Frames(), []
        challenge = self.until("Challenge")
        nonce = struct.pack("<4Q", *(challenge[f"nonce{n}"] for n in range(4)))
        self.socket.sendall(logon(key, nonce if signs else None, **options))

    def send(self, *frames):
        self.socket.sendall(b"".join(frames))

    def next(self):
        while not self.waiting:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError
            self.waiting += self.frames.feed(data)
        return self.waiting.pop(0)

    def until(self, wanted):
        while True:
            name, fields = self.next()
            if name == wanted:
                return fields

    def close(self):
        self.socket.close()
