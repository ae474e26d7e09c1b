"""An account is reset: binary sessions end, and kill -9 in the middle of many resets leaves each of them done or undone."""
import decimal
import glob
import sqlite3
import threading
import time
import unittest
import uuid

import httpx

from agent import Agent, number
from binary import Session, new_order
from daemon import Daemon

ROUNDS = 4
ACCOUNTS = 6


class Reset(unittest.TestCase):
    def test_a_binary_session_is_told_and_logs_on_to_the_new_wallet(self):
        daemon = Daemon()
        try:
            agent, other = (Agent(daemon.url, name, balance="10000") for name in ("reset", "other"))
            session, bystander = (Session(daemon.address("binary"), who.key) for who in (agent, other))
            session.until("LogonAccepted")
            bystander.until("LogonAccepted")
            session.send(new_order(1, 2_000_000, 100, name=1))
            self.assertEqual(session.until("ExecutionReport")["kind"], "accepted")
            answer = agent.post("account/reset", starting_balance="500")
            self.assertEqual(answer.status_code, 200, answer.text)
            self.assertEqual(session.until("Logout")["reason"], "accountReset")
            again = Session(daemon.address("binary"), agent.key)
            # Requests and reports of the new wallet are counted from the beginning.
            self.assertEqual(again.until("LogonAccepted")["nextRequest"], 1)
            again.send(new_order(1, 2_000_000, 100, name=1))
            self.assertEqual(again.until("ExecutionReport")["kind"], "accepted")
            self.assertEqual(agent.get("trade/orders/open")["total"], 1)
            bystander.send(new_order(1, 2_000_000, 100))
            self.assertEqual(bystander.until("ExecutionReport")["kind"], "accepted")
        finally:
            daemon.remove()

    def test_a_crash_leaves_each_reset_done_or_undone(self):
        daemon = Daemon()
        try:
            agents = [Agent(daemon.url, f"reset{n}", balance="1000") for n in range(ACCOUNTS)]
            answered = {}
            for round in range(ROUNDS):
                threads = [threading.Thread(target=self.reset, args=(daemon, agent, answered)) for agent in agents]
                for thread in threads:
                    thread.start()
                time.sleep(0.3 + 0.11 * round)
                daemon.kill()
                for thread in threads:
                    thread.join()
                daemon.start()
                for agent in agents:
                    self.check(daemon, agent, answered.get(agent.key))
                self.check_ended(daemon)
            self.assertEqual(daemon.stop(), 0)
            verified = daemon.run("replay", daemon.directory + "/data", "--verify")
            self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        finally:
            daemon.remove()

    def reset(self, daemon, agent, answered):
        """Orders that stay open, and a reset; again and again until the daemon is gone."""
        client = httpx.Client(base_url=daemon.url, timeout=5, headers={"X-API-Key": agent.key})
        try:
            for balance in range(2_000, 100_000):
                for _ in range(3):
                    body = {"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "20000"}
                    assert client.post("/api/v1/trade/order", json=body).status_code == 201
                answer = client.post("/api/v1/account/reset", json={"starting_balance": str(balance)})
                assert answer.status_code == 200, answer.text
                answered[agent.key] = answer.json()["session_id"]
        except httpx.TransportError:
            return

    def check(self, daemon, agent, acknowledged):
        portfolio, info = agent.get("account/portfolio"), agent.get("account/info")
        # Nothing was traded: a wallet is worth what it began with, and what is locked is in the orders that are open.
        self.assertEqual(number(portfolio["total_equity"]), number(info["starting_balance"]))
        orders = agent.get("trade/orders/open", limit=200)
        locked = sum((number(order["locked_amount"]) for order in orders["orders"]), decimal.Decimal(0))
        self.assertEqual(number(portfolio["locked_cash"]), locked)
        self.assertLessEqual(orders["total"], 3)
        sessions = self.rows(daemon, agent)
        if acknowledged is not None:
            self.assertIn(acknowledged, [row[0] for row in sessions])
        self.assertEqual([row for row in sessions if row[2] is None], sessions[-1:], "one session runs, the last")
        agent.order("buy", "limit", "0.001", price="20000")
        self.assertEqual(agent.request("DELETE", "trade/orders/open").status_code, 200)

    def rows(self, daemon, agent):
        """Id, engine account and end of each session of the account, oldest first, from the registry itself."""
        with sqlite3.connect(f"file:{daemon.directory}/data/registry.sqlite?mode=ro", uri=True) as registry:
            rows = registry.execute(
                "SELECT sessions.uuid, sessions.engine_account, ended_at FROM sessions JOIN agents ON agents.number = agent"
                " WHERE agents.uuid = ? ORDER BY sessions.number", (uuid.UUID(agent.registered["agent_id"]).bytes,)).fetchall()
        return [(str(uuid.UUID(bytes=row[0])), row[1], row[2]) for row in rows]

    def check_ended(self, daemon):
        admin = httpx.Client(transport=httpx.HTTPTransport(uds=glob.glob(daemon.directory + "/data/*.sock")[0]), base_url="http://walras")
        with sqlite3.connect(f"file:{daemon.directory}/data/registry.sqlite?mode=ro", uri=True) as registry:
            ended = registry.execute("SELECT engine_account FROM sessions WHERE ended_at IS NOT NULL").fetchall()
        for (account,) in ended:
            found = admin.get(f"/admin/accounts/{account}").json()
            self.assertEqual((found["state"], found["open_orders"]), ("halted", 0))
            self.assertTrue(all(number(balance["available"]) == number(balance["locked"]) == 0 for balance in found["balances"]), found)


if __name__ == "__main__":
    unittest.main()
