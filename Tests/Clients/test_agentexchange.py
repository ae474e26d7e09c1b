"""Every call of the AgentExchange SDK that needs no read model, with the conversions the SDK makes."""
import json
import unittest
import uuid

import httpx

from agent import Agent, D, check_order, moment, number
from daemon import Daemon


class AgentExchange(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--demo")
        cls.agent = Agent(cls.daemon.url)
        cls.agent.login()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def test_market_data(self):
        get = self.agent.get
        price = get("market/price/btcusdt")
        self.assertEqual(price["symbol"], "BTCUSDT")
        self.assertGreater(number(price["price"]), 0)
        moment(price["timestamp"])
        prices = get("market/prices")
        self.assertIsInstance(prices["prices"], list)
        for entry in prices["prices"]:
            number(entry["price"]), moment(entry["timestamp"])
            self.assertEqual(prices["price_map"][entry["symbol"]], entry["price"])
        self.assertIsInstance(get("market/prices", format="map")["prices"], dict)
        ticker = get("market/ticker/BTCUSDT")
        for key in ("open", "high", "low", "close", "volume", "quote_volume", "change", "change_pct"):
            number(ticker[key])
        self.assertIsInstance(ticker["trade_count"], int)
        candles = get("market/candles/BTCUSDT", interval="1m", limit=10)
        for candle in candles["candles"]:
            moment(candle["time"])
            self.assertIsInstance(candle["trade_count"], int)
            self.assertLessEqual(number(candle["low"]), number(candle["high"]))
        self.assertIsInstance(get("market/trades/BTCUSDT", limit=50)["trades"], list)
        book = get("market/orderbook/BTCUSDT", depth=10)
        bids, asks = [number(p) for p, _ in book["bids"]], [number(p) for p, _ in book["asks"]]
        self.assertEqual(bids, sorted(bids, reverse=True))
        self.assertEqual(asks, sorted(asks))
        self.assertTrue(bids and asks and bids[0] < asks[0], "the demo market has two sides")
        self.assertTrue(all(pair["quote_asset"] == "USDT" for pair in get("market/pairs")["pairs"]))

    def test_a_market_order_fills_at_once_and_shows_everywhere(self):
        agent = Agent(self.daemon.url, "buyer")
        order = agent.order("buy", "market", "0.01")
        self.assertEqual(order["status"], "filled")
        paid, fee = number(order["executed_price"]) * number(order["executed_quantity"]), number(order["fee"])
        self.assertEqual(number(order["total_cost"]), (paid + fee).quantize(D("1e-8")))
        balances = {entry["asset"]: entry for entry in agent.get("account/balance")["balances"]}
        self.assertEqual(number(balances["BTC"]["total"]), D("0.01"))
        self.assertEqual(number(balances["USDT"]["total"]), D(10000) - number(order["total_cost"]))
        (position,) = agent.get("account/positions")["positions"]
        for key in ("quantity", "avg_entry_price", "current_price", "market_value", "unrealized_pnl", "unrealized_pnl_pct"):
            number(position[key])
        moment(position["opened_at"])
        portfolio = agent.get("account/portfolio")
        for key in ("total_equity", "available_cash", "locked_cash", "total_position_value", "unrealized_pnl", "realized_pnl", "total_pnl",
                    "roi_pct", "starting_balance"):
            number(portfolio[key])
        trades = agent.get("trade/history", limit=50, offset=0)
        self.assertEqual(sum(number(trade["quantity"]) for trade in trades["trades"]), D("0.01"))
        for trade in trades["trades"]:
            uuid.UUID(trade["trade_id"]), moment(trade["executed_at"])
            self.assertEqual(trade["order_id"], order["order_id"])
        sold = agent.order("sell", "market", "0.01")
        self.assertEqual(sold["status"], "filled")
        self.assertEqual(agent.get("account/positions")["positions"], [])
        pnl = agent.get("account/pnl", period="all")
        self.assertEqual(pnl["winning_trades"] + pnl["losing_trades"], 1)
        self.assertAlmostEqual(number(pnl["realized_pnl"]), number(agent.get("account/portfolio")["total_equity"]) - 10000, places=6)

    def test_a_limit_order_rests_until_it_is_cancelled(self):
        agent = Agent(self.daemon.url, "patient")
        order = agent.order("buy", "limit", "1E-2", price="1.0E+4")
        self.assertEqual(order["status"], "pending")
        self.assertEqual(number(order["locked_amount"]), D("100.1"))
        self.assertEqual([entry["order_id"] for entry in agent.get("trade/orders/open")["orders"]], [order["order_id"]])
        self.assertEqual(check_order(agent.get("trade/order/" + order["order_id"]))["status"], "pending")
        cancelled = agent.request("DELETE", "trade/order/" + order["order_id"])
        self.assertEqual((cancelled.status_code, cancelled.json()["status"]), (200, "cancelled"))
        again = agent.request("DELETE", "trade/order/" + order["order_id"])
        self.assertEqual(again.json()["error"]["code"], "ORDER_NOT_CANCELLABLE")
        for _ in range(3):
            agent.order("buy", "limit", "0.001", price="20000")
        self.assertEqual(agent.request("DELETE", "trade/orders/open").json()["cancelled_count"], 3)
        self.assertEqual(agent.get("account/balance")["balances"][0]["locked"], "0.00000000")

    def test_stop_and_target_orders_wait_for_their_trigger(self):
        agent = Agent(self.daemon.url, "careful")
        agent.order("buy", "market", "0.01")
        stop = agent.order("sell", "stop_loss", "0.005", trigger_price="100")
        target = agent.order("sell", "take_profit", "0.005", trigger_price="900000")
        for order in (stop, target):
            self.assertEqual(order["status"], "pending")
            self.assertEqual(order["price"], order["trigger_price"])

    def test_errors_name_what_is_wrong(self):
        agent = Agent(self.daemon.url, "clumsy")
        cases = [
            (dict(symbol="NOPEUSDT", side="buy", type="market", quantity="1"), 400, "INVALID_SYMBOL", "symbol"),
            (dict(symbol="BTCUSDT", side="buy", type="market", quantity="10"), 400, None, None),
            (dict(symbol="BTCUSDT", side="buy", type="limit", quantity="0.01"), 422, "VALIDATION_ERROR", "field"),
            (dict(symbol="BTCUSDT", side="buy", type="market", quantity="0.01", price="1"), 422, "VALIDATION_ERROR", "field"),
            (dict(symbol="BTCUSDT", side="hold", type="market", quantity="0.01"), 422, "VALIDATION_ERROR", "field"),
            (dict(symbol="BTCUSDT", side="buy", type="magic", quantity="0.01"), 400, "INVALID_ORDER_TYPE", "order_type"),
            (dict(symbol="BTCUSDT", side="buy", type="market", quantity="-1"), 422, "VALIDATION_ERROR", "field"),
            (dict(symbol="BTCUSDT", side="buy", type="market", quantity="0.000000001"), 400, "INVALID_QUANTITY", "quantity"),
            (dict(symbol="BTCUSDT", side="sell", type="market", quantity="0.01"), 400, "INSUFFICIENT_BALANCE", "asset"),
        ]
        for body, status, code, detail in cases:
            with self.subTest(body):
                answer = agent.post("trade/order", **body)
                error = answer.json()["error"]
                self.assertEqual(answer.status_code, status, answer.text)
                if code:
                    self.assertEqual(error["code"], code)
                    self.assertIn(detail, error["details"])
        self.assertEqual(agent.request("GET", f"trade/order/{uuid.uuid4()}").json()["error"]["code"], "ORDER_NOT_FOUND")
        self.assertEqual(httpx.get(self.daemon.url + "/api/v1/account/info").status_code, 401)
        self.assertEqual(httpx.get(self.daemon.url + "/api/v1/account/info", headers={"X-API-Key": "ak_live_" + "x" * 64}).json()["error"]["code"],
                         "INVALID_API_KEY")
        broken = agent.client.post("/api/v1/trade/order", content=b'{"symbol": ', headers=agent.headers)
        self.assertEqual(broken.status_code, 422)

    def test_a_repeated_order_answers_as_the_first(self):
        agent = Agent(self.daemon.url, "twice")
        body = dict(symbol="BTCUSDT", side="buy", type="limit", quantity="0.01", price="30000", client_order_id="my-order-1")
        first, second = agent.post("trade/order", **body).json(), agent.post("trade/order", **body).json()
        self.assertEqual(first["order_id"], second["order_id"])
        self.assertEqual(first["client_order_id"], "my-order-1")
        other = agent.post("trade/order", **dict(body, price="31000"))
        self.assertEqual(other.status_code, 400)
        keyed = dict(symbol="BTCUSDT", side="buy", type="limit", quantity="0.01", price="30000")
        answers = {agent.request("POST", "trade/order", json=keyed, headers={"Idempotency-Key": "k" * 40}).json()["order_id"] for _ in range(3)}
        self.assertEqual(len(answers), 1)
        self.assertEqual(len(agent.get("trade/orders/open")["orders"]), 2)

    def test_account_info_and_reset(self):
        agent = Agent(self.daemon.url, "fresh", balance="5000")
        info = agent.get("account/info")
        uuid.UUID(info["account_id"]), uuid.UUID(info["current_session"]["session_id"])
        moment(info["created_at"]), moment(info["current_session"]["started_at"])
        self.assertEqual(number(info["starting_balance"]), 5000)
        for key in ("max_position_size_pct", "daily_loss_limit_pct", "max_open_orders"):
            self.assertIsInstance(info["risk_profile"][key], int)
        agent.order("buy", "market", "0.001")
        agent.order("buy", "limit", "0.001", price="20000")
        reset = agent.post("account/reset", starting_balance="7000").json()
        self.assertEqual(number(reset["starting_balance"]), 7000)
        self.assertNotEqual(reset["session_id"], info["current_session"]["session_id"])
        self.assertEqual([(b["asset"], number(b["total"])) for b in agent.get("account/balance")["balances"] if number(b["total"])], [("USDT", D(7000))])
        self.assertEqual(agent.get("trade/orders/open")["orders"], [])
        self.assertGreater(len(agent.get("trade/history")["trades"]), 0, "the history is kept")
        agent.order("buy", "market", "0.001")

    def test_agents_have_wallets_of_their_own(self):
        agent = Agent(self.daemon.url, "owner")
        made = agent.post("agents", display_name="second", starting_balance="2500")
        self.assertEqual(made.status_code, 201, made.text)
        key = made.json()["api_key"]
        own = httpx.get(self.daemon.url + "/api/v1/account/balance", headers={"X-API-Key": key}).json()
        self.assertEqual(number(own["balances"][0]["total"]), 2500)
        chosen = agent.request("GET", "account/balance", headers={"X-Agent-Id": made.json()["agent_id"]}).json()
        self.assertEqual(chosen["balances"], own["balances"])
        self.assertEqual(len(agent.get("agents")["agents"]), 2)
        login = httpx.post(self.daemon.url + "/api/v1/auth/login", json={"api_key": key, "api_secret": agent.secret})
        self.assertIn(login.json()["error"]["code"], ("ACCOUNT_NOT_FOUND", "INVALID_API_KEY"))

    def test_analytics_answer_in_their_shapes(self):
        performance = self.agent.get("analytics/performance", period="all")
        for key in ("sharpe_ratio", "sortino_ratio", "max_drawdown_pct", "win_rate", "profit_factor", "avg_win", "avg_loss", "avg_trades_per_day",
                    "best_trade", "worst_trade"):
            number(performance[key])
        for key in ("max_drawdown_duration_days", "total_trades", "current_streak"):
            self.assertIsInstance(performance[key], int)
        history = self.agent.get("analytics/portfolio/history", interval="1h", limit=168)
        for snapshot in history["snapshots"]:
            moment(snapshot["time"]), number(snapshot["total_equity"])
        self.assertIsInstance(self.agent.get("analytics/leaderboard", period="all", limit=50)["rankings"], list)

    def test_a_preview_changes_nothing(self):
        agent = Agent(self.daemon.url, "curious")
        before = agent.get("account/balance")
        preview = agent.post("trade/preview", symbol="BTCUSDT", side="buy", type="market", quantity="0.01")
        self.assertEqual(preview.status_code, 200, preview.text)
        self.assertEqual(agent.get("account/balance"), before)

    def test_documents(self):
        document = httpx.get(self.daemon.url + "/openapi.json").json()
        self.assertTrue(document["openapi"].startswith("3.1"))
        self.assertIn("/api/v1/trade/order", document["paths"])
        for path in ("/llms.txt", "/guide.md", "/docs", "/metrics", "/health"):
            self.assertEqual(httpx.get(self.daemon.url + path).status_code, 200, path)
        self.assertIn("limits", httpx.get(self.daemon.url + "/health").text)

    def test_http2_speaks_the_same(self):
        agent = Agent(self.daemon.url, "second version", http2=True)
        self.assertEqual(agent.order("buy", "market", "0.001")["status"], "filled")


class Limits(unittest.TestCase):
    def test_the_fourth_registration_of_a_minute_waits(self):
        daemon = Daemon(limits="on")
        try:
            answers = [httpx.post(daemon.url + "/api/v1/auth/register", json={"display_name": f"a{n}"}) for n in range(4)]
            # A minute may end in between.
            self.assertIn([answer.status_code for answer in answers].count(429), (0, 1))
            for answer in answers:
                if answer.status_code == 429:
                    error = answer.json()["error"]
                    self.assertEqual(error["code"], "RATE_LIMIT_EXCEEDED")
                    self.assertEqual(error["details"]["limit"], 3)
                    self.assertLessEqual(int(answer.headers["Retry-After"]), 60)
            key = answers[0].json()["api_key"]
            counted = httpx.get(daemon.url + "/api/v1/account/info", headers={"X-API-Key": key})
            self.assertEqual((counted.headers["X-RateLimit-Limit"], counted.headers["X-RateLimit-Remaining"]), ("600", "599"))
            self.assertIn("r=599", counted.headers["RateLimit"])
            self.assertIn("q=600;w=60", counted.headers["RateLimit-Policy"])
        finally:
            daemon.remove()


if __name__ == "__main__":
    unittest.main()
