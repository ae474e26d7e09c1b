"""Peers that mean no good, each a coroutine that begins again when it is thrown out; run as a program: HTTP-ADDRESS BINARY-ADDRESS COUNT SEED.

Ends at the end of its standard input and prints one line of JSON: by kind, how often it connected and was thrown out."""
import asyncio
import collections
import json
import os
import random
import struct
import sys

import h2peer

connected, thrown_out = collections.Counter(), collections.Counter()


async def read_until_end(reader, seconds):
    try:
        async with asyncio.timeout(seconds):
            while await reader.read(65536):
                pass
        return True
    except TimeoutError:
        return False


async def garbage(reader, writer, source):
    writer.write(source.randbytes(source.randrange(1, 65536)))
    await writer.drain()
    return await read_until_end(reader, 20)


async def half_open(reader, writer, source):
    writer.write(source.choice([b"", b"G", b"GET /health HTTP/1.1\r\nHost: a\r\n", h2peer.PREFACE, h2peer.PREFACE[:10],
                                h2peer.PREFACE + h2peer.settings() + h2peer.headers(1, h2peer.GET, 0)]))
    await writer.drain()
    return await read_until_end(reader, 60)


async def slow_sender(reader, writer, source):
    writer.write(source.choice([b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
                                b"GET /health HTTP/1.1\r\nHost: a\r\n"]))
    ended = asyncio.ensure_future(read_until_end(reader, 60))
    while not ended.done():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)
    return ended.result()


async def slow_reader(reader, writer, source):
    writer.transport.get_extra_info("socket").setsockopt(1, 8, 4096)
    writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 64)
    for _ in range(200):
        if not await reader.read(64):
            return True
        await asyncio.sleep(0.1)
    return False


async def rapid_resets(reader, writer, source):
    writer.write(h2peer.PREFACE + h2peer.settings())
    for n in range(1000):
        writer.write(h2peer.headers(2 * n + 1, h2peer.GET) + h2peer.reset(2 * n + 1))
        if n % 50 == 49:
            await writer.drain()
            await asyncio.sleep(0.01)
    return await read_until_end(reader, 5)


async def pings(reader, writer, source):
    writer.write(h2peer.PREFACE + h2peer.settings() + h2peer.ping() * 2000)
    await writer.drain()
    return await read_until_end(reader, 5)


async def endless_head(reader, writer, source):
    writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n")
    for n in range(100):
        writer.write(b"X-%d: " % n + b"y" * 500 + b"\r\n")
    await writer.drain()
    return await read_until_end(reader, 5)


async def endless_continuation(reader, writer, source):
    writer.write(h2peer.PREFACE + h2peer.settings() + h2peer.headers(1, h2peer.GET, h2peer.END_STREAM))
    writer.write(h2peer.frame(h2peer.CONTINUATION, 0, 1, h2peer.literal("a", "b")) * 1000)
    await writer.drain()
    return await read_until_end(reader, 5)


async def frames_of_nobody(reader, writer, source):
    """For the binary port: a length that lies, then a frame with an unknown template."""
    writer.write(source.choice([struct.pack(">IH", 1 << 30, 0xEB50), struct.pack(">IH", 20, 0xEB50) + os.urandom(14), os.urandom(1000)]))
    await writer.drain()
    return await read_until_end(reader, 60)


KINDS = [garbage, half_open, slow_sender, slow_reader, rapid_resets, pings, endless_head, endless_continuation, frames_of_nobody]


async def peer(number, http, binary, seed):
    kind = KINDS[number % len(KINDS)]
    source = random.Random(seed * 1000 + number)
    host, port = (binary if kind is frames_of_nobody else http).rsplit(":", 1)
    await asyncio.sleep(source.random())
    while True:
        writer = None
        try:
            reader, writer = await asyncio.open_connection(host, int(port))
            connected[kind.__name__] += 1
            if await kind(reader, writer, source):
                thrown_out[kind.__name__] += 1
        except OSError:
            thrown_out[kind.__name__] += 1
        finally:
            if writer:
                writer.transport.abort()
        # Many a client waits that long before it comes again.
        await asyncio.sleep(0.5)


async def main():
    http, binary, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    peers = [asyncio.ensure_future(peer(number, http, binary, seed)) for number in range(count)]
    stop = asyncio.ensure_future(asyncio.to_thread(sys.stdin.read))
    done, _ = await asyncio.wait([stop, *peers], return_when=asyncio.FIRST_COMPLETED)
    for task in done - {stop}:
        # A fault of this program: the proof shall not go on without its enemies.
        task.result()
    for task in peers:
        task.cancel()
    await asyncio.gather(*peers, return_exceptions=True)
    print(json.dumps({kind.__name__: [connected[kind.__name__], thrown_out[kind.__name__]] for kind in KINDS}))


if __name__ == "__main__":
    asyncio.run(main())
