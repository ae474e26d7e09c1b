"""kill -9 in the middle of load: what was acknowledged is there afterwards, once."""
import asyncio
import unittest

import httpx

from agent import Agent
from daemon import Daemon

ROUNDS = 4
CLIENTS = 8


class Crash(unittest.TestCase):
    def test_every_acknowledged_order_survives_and_none_is_doubled(self):
        daemon = Daemon()
        try:
            agent = Agent(daemon.url, "survivor", balance="100000000")
            acknowledged = {}
            names = iter(range(1, 1_000_000))
            for round in range(ROUNDS):
                asyncio.run(self.load(daemon, agent, acknowledged, names, 0.25 + 0.15 * round))
                daemon.start()
                found = self.open_orders(agent)
                self.assertEqual(len(found), len(set(found.values())), "no name stands twice")
                missing = {name for name, order in acknowledged.items() if found.get(order) != name}
                self.assertEqual(missing, set())
                # Who repeats an order after the crash gets the first one again.
                for name in list(acknowledged)[-3:]:
                    again = agent.order("buy", "limit", "0.001", price="20000", client_order_id=name)
                    self.assertEqual(again["order_id"], acknowledged[name])
            self.assertGreater(len(acknowledged), 50)
            self.assertEqual(daemon.stop(), 0)
            verified = daemon.run("replay", daemon.directory + "/data", "--verify")
            self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        finally:
            daemon.remove()

    async def load(self, daemon, agent, acknowledged, names, seconds):
        async with httpx.AsyncClient(base_url=daemon.url, timeout=5) as client:
            async def one():
                while True:
                    name = f"o{next(names)}"
                    body = {"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "20000", "client_order_id": name}
                    try:
                        answer = await client.post("/api/v1/trade/order", json=body, headers={"X-API-Key": agent.key})
                    except httpx.TransportError:
                        return
                    assert answer.status_code == 201, answer.text
                    acknowledged[name] = answer.json()["order_id"]
            tasks = [asyncio.create_task(one()) for _ in range(CLIENTS)]
            await asyncio.sleep(seconds)
            daemon.kill()
            await asyncio.gather(*tasks)

    def open_orders(self, agent):
        found, offset = {}, 0
        while True:
            page = agent.get("trade/orders/open", limit=200, offset=offset)
            for order in page["orders"]:
                found[order["order_id"]] = order["client_order_id"]
            offset += 200
            if offset >= page["total"]:
                return found


if __name__ == "__main__":
    unittest.main()
