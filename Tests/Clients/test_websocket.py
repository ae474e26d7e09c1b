"""The AgentExchange WebSocket, from the `websockets` library."""
import asyncio
import json
import unittest

import websockets
import websockets.exceptions

from agent import Agent
from daemon import Daemon


class Socket(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--demo")
        cls.agent = Agent(cls.daemon.url)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def url(self, key=None):
        return f"ws://{self.daemon.http}/ws/v1?api_key={key or self.agent.key}"

    async def until(self, socket, accepts, seconds=10):
        async with asyncio.timeout(seconds):
            while True:
                message = json.loads(await socket.recv())
                if accepts(message):
                    return message

    async def test_a_wrong_key_is_refused_in_the_handshake(self):
        with self.assertRaises(websockets.exceptions.InvalidStatus) as refused:
            async with websockets.connect(self.url("ak_live_" + "x" * 64)):
                pass
        self.assertEqual(refused.exception.response.status_code, 401)

    async def test_tickers_in_both_forms(self):
        async with websockets.connect(self.url()) as socket:
            await socket.send(json.dumps({"action": "subscribe", "channel": "ticker:BTCUSDT"}))
            answer = await self.until(socket, lambda m: m["type"] == "subscribed")
            self.assertNotIn("channel", answer)
            push = await self.until(socket, lambda m: m["type"] == "ticker")
            self.assertEqual((push["channel"], push["data"]["price"]), ("ticker:BTCUSDT", push["price"]))
        async with websockets.connect(self.url()) as socket:
            await socket.send(json.dumps({"action": "subscribe", "channel": "ticker", "symbol": "BTCUSDT"}))
            push = await self.until(socket, lambda m: m["type"] == "ticker")
            self.assertEqual(push["channel"], "ticker")

    async def test_own_orders_are_pushed(self):
        async with websockets.connect(self.url()) as socket:
            await socket.send(json.dumps({"action": "subscribe", "channel": "orders"}))
            await self.until(socket, lambda m: m["type"] == "subscribed")
            order = await asyncio.to_thread(self.agent.order, "buy", "market", "0.001")
            push = await self.until(socket, lambda m: m["type"] == "order_update" and m["status"] == "filled")
            self.assertEqual((push["order_id"], push["order_type"], push["data"]["type"]), (order["order_id"], "market", "market"))

    async def test_mistakes_are_named_and_limits_hold(self):
        async with websockets.connect(self.url()) as socket:
            for message, code in (({"action": "dance"}, "UNKNOWN_ACTION"), ({"action": "subscribe", "channel": "nothing"}, "INVALID_CHANNEL")):
                await socket.send(json.dumps(message))
                self.assertEqual((await self.until(socket, lambda m: m["type"] == "error"))["code"], code)
            for symbol in ("BTC", "ETH", "SOL", "BNB", "XRP", "ADA", "DOGE", "LTC"):
                await socket.send(json.dumps({"action": "subscribe", "channel": f"ticker:{symbol}USDT"}))
            for channel in ("orders", "portfolio", "ticker:all"):
                await socket.send(json.dumps({"action": "subscribe", "channel": channel}))
            self.assertEqual((await self.until(socket, lambda m: m["type"] == "error"))["code"], "SUBSCRIPTION_LIMIT")
            await socket.send(json.dumps({"type": "pong"}))
            await (await socket.ping())

    async def test_portfolio_comes_by_itself(self):
        async with websockets.connect(self.url()) as socket:
            await socket.send(json.dumps({"action": "subscribe", "channel": "portfolio"}))
            push = await self.until(socket, lambda m: m["type"] == "portfolio")
            self.assertEqual(push["total_equity"], push["data"]["total_equity"])

    async def test_bad_frames_close_with_their_code(self):
        for payload, code in ((b"\x81\x02hi", 1002), (b"\xc1\x80\0\0\0\0", 1002), (b"\x81\x82\0\0\0\0\xff\xfe", 1007)):
            reader, writer = await asyncio.open_connection(*self.daemon.address())
            writer.write((f"GET /ws/v1?api_key={self.agent.key} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode())
            head = await reader.readuntil(b"\r\n\r\n")
            self.assertIn(b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head)
            writer.write(payload)
            frame = await asyncio.wait_for(reader.read(), 5)
            self.assertEqual((frame[0], int.from_bytes(frame[2:4], "big")), (0x88, code), payload)
            writer.close()


if __name__ == "__main__":
    unittest.main()
