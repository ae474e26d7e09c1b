"""Lists that reach beyond what the daemon remembers, and stay as they are over its death."""
import datetime
import pathlib
import tempfile
import unittest

from agent import Agent, number
from daemon import Daemon

ORDERS = 2600
PAGE = 500


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls.agent = Agent(cls.daemon.url, "keeper", balance="1000000")
        cls.other = Agent(cls.daemon.url, "other", balance="1000000")
        cls.ids = []
        for index in range(ORDERS):
            if index % 50 == 7:
                order = cls.agent.order("buy", "limit", "0.001", price=str(60000 + index))
            else:
                order = cls.agent.order("buy", "limit", "0.001", price="60000", timeInForce="IOC")
            cls.ids.append(order["order_id"])
        cls.agent.request("DELETE", "trade/orders/open")
        cls.open = [cls.agent.order("buy", "limit", "0.001", price=str(50000 + index))["order_id"] for index in range(5)]

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def pages(self, path, key, limit=PAGE, **filters):
        entries, offset = [], 0
        while True:
            page = self.agent.get(path, limit=limit, offset=offset, **filters)
            entries += page[key]
            offset += limit
            if len(page[key]) < limit:
                self.assertEqual(page["total"], len(entries))
                return entries

    def everything(self):
        return {
            "orders": self.pages("trade/orders", "orders"),
            "small pages": self.pages("trade/orders", "orders", limit=177),
            "cancelled": self.pages("trade/orders", "orders", status="cancelled"),
            "pending": self.pages("trade/orders", "orders", status="pending"),
            "open": self.pages("trade/orders/open", "orders", limit=100),
            "other symbol": self.pages("trade/orders", "orders", symbol="ETHUSDT"),
            "middle": self.agent.get("trade/orders", limit=3, offset=2222)["orders"],
            "oldest": [self.agent.get("trade/order/" + self.ids[index]) for index in (0, 7, 1000)],
        }

    def test_lists_are_whole_and_outlive_the_daemon(self):
        before = self.everything()
        newest_first = list(reversed(self.ids + self.open))
        self.assertEqual([order["order_id"] for order in before["orders"]], newest_first)
        self.assertEqual(before["small pages"], before["orders"])
        self.assertEqual([order["order_id"] for order in before["cancelled"]], list(reversed(self.ids)))
        self.assertEqual([order["order_id"] for order in before["open"]], list(reversed(self.open)))
        self.assertEqual(before["middle"], before["orders"][2222:2225])
        self.daemon.kill()
        self.daemon.start()
        self.assertEqual(self.everything(), before)
        self.daemon.restart()
        self.assertEqual(self.everything(), before)
        # Another's order is nobody's; an order that has ended long ago is known to have.
        foreign = self.other.request("GET", "trade/order/" + self.ids[0])
        self.assertEqual((foreign.status_code, foreign.json()["error"]["code"]), (404, "ORDER_NOT_FOUND"))
        again = self.agent.request("DELETE", "trade/order/" + self.ids[7])
        self.assertEqual(again.json()["error"]["details"]["current_status"], "cancelled")

    def test_trades_and_sessions_before_a_reset_stay_listed(self):
        seller, buyer = Agent(self.daemon.url, "s", balance="1000000"), Agent(self.daemon.url, "b", balance="1000000")
        maker = seller.order("buy", "limit", "0.01", price="40000")
        for price in ("39000", "39500"):
            buyer.order("buy", "limit", "0.001", price=price)
        session = buyer.post("account/reset").json()["session_id"]
        latest = buyer.order("buy", "limit", "0.001", price="38000")
        self.daemon.kill()
        self.daemon.start()
        listed = buyer.get("trade/orders")
        self.assertEqual(listed["total"], 3)
        self.assertEqual([order["status"] for order in listed["orders"]], ["pending", "cancelled", "cancelled"])
        self.assertEqual(listed["orders"][0]["order_id"], latest["order_id"])
        old = buyer.get("trade/order/" + listed["orders"][2]["order_id"])
        self.assertEqual(number(old["price"]), 39000)
        self.assertEqual(seller.get("trade/orders/open")["orders"][0]["order_id"], maker["order_id"])
        self.assertTrue(session)

    def test_bars_imported_beside_the_daemon_are_shown_at_once(self):
        begin = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
        rows = []
        for index in range(180):
            if 30 <= index < 35:
                continue
            time = int((begin + datetime.timedelta(minutes=index)).timestamp() * 1000)
            rows.append(f"{time},{100 + index},{101 + index},{99 + index},{100.5 + index},2,{time + 59999},200,5,0,0,0")
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "bars.csv"
            path.write_text("\n".join(rows) + "\n")
            arguments = ["data", "import", str(path), "--symbol", "ETHUSDT", "--interval", "1m", "--data", self.daemon.directory + "/data"]
            for _ in range(2):
                done = self.daemon.run(*arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
        bars = self.agent.get("market/candles/ETHUSDT", interval="1m", limit=1000)["candles"]
        self.assertEqual(len(bars), 175)
        hours = self.agent.get("market/candles/ETHUSDT", interval="1h")["candles"]
        self.assertEqual([number(hour["close"]) for hour in hours], [number("159.5"), number("219.5"), number("279.5")])
        self.assertEqual(self.agent.get("market/candles/ETHUSDT", interval="1m", start_time="2024-01-01T00:01:00Z", end_time="2024-01-01T00:02:00Z")["count"], 2)
        self.assertEqual(self.agent.get("market/indicators/ETHUSDT", lookback=50)["candles_used"], 50)
        known = self.agent.get("market/data-range")
        self.assertEqual(known["earliest"][:19], "2024-01-01T00:00:00")
        self.assertEqual([gap["missing_bars"] for gap in known["data_gaps"] if gap["symbol"] == "ETHUSDT"], [5])
        refused = self.daemon.run("data", "import", __file__, "--symbol", "ETHUSDT", "--interval", "1m", "--data", self.daemon.directory + "/data")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("test_history_pages.py:1: field 'open_time': no column has that name", refused.stderr)
