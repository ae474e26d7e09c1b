#!/usr/bin/env python3
"""Follows prices and one's own orders over WebSocket.

usage: stream.py KEY [URL [MESSAGES]]     needs the package `websockets`: .build/venv has it
"""
import asyncio
import json
import sys

import websockets


async def main(key, url="ws://127.0.0.1:8000", messages="0"):
    async with websockets.connect(f"{url}/ws/v1?api_key={key}") as socket:
        for channel in ("ticker:BTCUSDT", "orders"):
            await socket.send(json.dumps({"action": "subscribe", "channel": channel}))
        left = int(messages)
        async for text in socket:
            message = json.loads(text)
            if message.get("type") == "ping":
                await socket.send('{"type": "pong"}')
                continue
            print(text, flush=True)
            left -= 1
            if left == 0:
                return


if len(sys.argv) < 2:
    sys.exit(__doc__)
try:
    asyncio.run(main(*sys.argv[1:]))
except KeyboardInterrupt:
    pass
