"""Webhooks as their users have them: registered over REST, received by a server others wrote."""
import pathlib
import subprocess
import time
import unittest
import uuid

import httpx

from agent import Agent, moment, number
from daemon import Daemon
from receiver import Receiver

EVENTS = ["order.filled", "order.canceled", "position.updated", "account.halted"]


def hook(agent, receiver, events=("backtest.completed",), path="/hook", **more):
    answer = agent.post("webhooks", url=receiver.url(path), events=list(events), **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


class Webhooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--allow-local-webhooks", "--webhooks-retry-milliseconds", "60")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.agent = Agent(self.daemon.url)

    def test_made_shown_changed_and_removed(self):
        made = hook(self.agent, self.receiver, description="mine")
        self.assertEqual(made["id"], made["webhook_id"])
        uuid.UUID(made["webhook_id"])
        self.assertTrue(made["active"])
        self.assertGreaterEqual(len(made["secret"]), 40)
        moment(made["created_at"])
        second = hook(self.agent, self.receiver, EVENTS)
        listed = self.agent.get("webhooks")
        self.assertEqual(listed["total"], 2)
        self.assertEqual([h["id"] for h in listed["webhooks"]], [second["id"], made["id"]])
        shown = self.agent.get("webhooks/" + made["id"])
        self.assertNotIn("secret", shown)
        self.assertEqual(shown["failure_count"], 0)
        self.assertEqual(shown["description"], "mine")
        self.assertIsNone(shown["last_triggered_at"])
        changed = self.agent.request("PUT", "webhooks/" + made["id"], json={"events": ["battle.completed"], "active": False}).json()
        self.assertEqual((changed["events"], changed["active"], changed["url"]), (["battle.completed"], False, made["url"]))
        self.assertEqual(self.agent.request("DELETE", "webhooks/" + made["id"]).status_code, 204)
        gone = self.agent.request("GET", "webhooks/" + made["id"])
        self.assertEqual((gone.status_code, gone.json()["error"]["code"]), (404, "WEBHOOK_NOT_FOUND"))

    def test_faults_name_their_field(self):
        for body, field in [
            ({"events": EVENTS}, "url"), ({"url": self.receiver.url()}, "events"), ({"url": self.receiver.url(), "events": []}, "events"),
            ({"url": self.receiver.url(), "events": ["order.created"]}, "events"), ({"url": "ftp://example.com/", "events": EVENTS}, "url"),
            ({"url": "example.com", "events": EVENTS}, "url"), ({"url": "http://h.example/" + "x" * 2048, "events": EVENTS}, "url"),
            ({"url": self.receiver.url(), "events": EVENTS, "description": "x" * 256}, "description"),
        ]:
            answer = self.agent.post("webhooks", **body)
            self.assertEqual(answer.status_code, 422, body)
            self.assertEqual(answer.json()["error"]["code"], "VALIDATION_ERROR")
            self.assertEqual(answer.json()["error"]["details"]["field"], field, answer.text)
        for _ in range(25):
            hook(self.agent, self.receiver)
        answer = self.agent.post("webhooks", url=self.receiver.url(), events=EVENTS)
        self.assertEqual((answer.status_code, answer.json()["error"]["details"]["field"]), (422, "url"))

    def test_foreign_ones_are_refused_and_agents_have_their_own(self):
        made = hook(self.agent, self.receiver)
        stranger = Agent(self.daemon.url, "stranger")
        for method, path in [("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/test")]:
            answer = stranger.request(method, f"webhooks/{made['id']}{path}", json={})
            self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (403, "PERMISSION_DENIED"))
        own = {"X-API-Key": self.agent.registered["agent_api_key"]}
        answer = self.agent.client.post("/api/v1/webhooks", json={"url": self.receiver.url(), "events": EVENTS}, headers=own)
        self.assertEqual(answer.status_code, 201)
        listed = self.agent.client.get("/api/v1/webhooks", headers=own).json()
        self.assertEqual([h["id"] for h in listed["webhooks"]], [answer.json()["id"]])
        self.assertEqual(self.agent.client.get("/api/v1/webhooks/" + made["id"], headers=own).status_code, 403)
        self.assertEqual(self.agent.get("webhooks")["total"], 2)
        self.assertEqual(self.agent.client.get("/api/v1/webhooks").status_code, 401)

    def test_a_test_is_delivered_with_both_signatures(self):
        made = hook(self.agent, self.receiver)
        answer = self.agent.post(f"webhooks/{made['id']}/test")
        self.assertEqual(answer.json(), {"enqueued": 1, "webhook_id": made["id"]})
        delivery, = self.receiver.wait(1)
        self.assertTrue(delivery.is_signed(made["secret"]))
        self.assertFalse(delivery.is_signed(made["secret"] + "x"))
        self.assertEqual(delivery.headers["Content-Type"], "application/json")
        self.assertEqual((delivery.path, delivery.event, delivery.json["event"]), ("/hook", "webhook.test", "webhook.test"))
        self.assertEqual(delivery.json["webhook_id"], made["id"])
        moment(delivery.json["timestamp"])
        wait_for(lambda: self.agent.get("webhooks/" + made["id"])["last_triggered_at"])

    def test_a_failed_delivery_is_repeated_until_it_is_heard(self):
        made = hook(self.agent, self.receiver)
        self.receiver.statuses = [500, 302, 404]
        self.agent.post(f"webhooks/{made['id']}/test")
        attempts = self.receiver.wait(4)
        self.assertEqual(len({attempt.id for attempt in attempts}), 1)
        self.assertEqual(len({attempt.body for attempt in attempts}), 1)
        self.assertEqual({attempt.path for attempt in attempts}, {"/hook"}, "a redirect was followed")
        pauses = [b.at - a.at for a, b in zip(attempts, attempts[1:])]
        for pause, least in zip(pauses, (0.06, 0.18, 0.36)):
            self.assertGreater(pause, least * 0.9)
        self.assertEqual(self.agent.get("webhooks/" + made["id"])["failure_count"], 0)

    def test_ten_events_nobody_hears_end_it_and_the_owner_begins_again(self):
        made = hook(self.agent, self.receiver)
        self.receiver.status = 500
        for _ in range(12):
            self.agent.post(f"webhooks/{made['id']}/test")
        self.receiver.wait(4)
        wait_for(lambda: self.agent.get("webhooks/" + made["id"])["failure_count"] == 1)
        wait_for(lambda: not self.agent.get("webhooks/" + made["id"])["active"], seconds=30)
        state = self.agent.get("webhooks/" + made["id"])
        self.assertEqual(state["failure_count"], 10)
        self.assertEqual(len(self.receiver.received), 40)
        refused = self.agent.post(f"webhooks/{made['id']}/test")
        self.assertEqual((refused.status_code, refused.json()["error"]["details"]["field"]), (422, "active"))
        self.receiver.status = 200
        again = self.agent.request("PUT", "webhooks/" + made["id"], json={"active": True}).json()
        self.assertEqual((again["active"], again["failure_count"]), (True, 0))
        self.agent.post(f"webhooks/{made['id']}/test")
        self.receiver.wait(41)
        time.sleep(0.3)
        self.assertEqual(len(self.receiver.received), 41, "what waited was sent after all")

    def test_a_slow_receiver_holds_up_only_itself(self):
        slow = Receiver(seconds=1)
        self.addCleanup(slow.close)
        held, quick = hook(self.agent, slow), hook(self.agent, self.receiver)
        for _ in range(3):
            self.agent.post(f"webhooks/{held['id']}/test")
        began = time.monotonic()
        for _ in range(20):
            self.agent.post(f"webhooks/{quick['id']}/test")
        self.receiver.wait(20)
        self.assertLess(time.monotonic() - began, 1)
        arrivals = slow.wait(3)
        self.assertGreater(arrivals[1].at - arrivals[0].at, 0.9, "two at a time for one hook")

    def test_metrics_count_them(self):
        hook(self.agent, self.receiver)
        text = httpx.get(self.daemon.url + "/metrics").text
        for name in ("webhooks", "webhook_queue", "webhook_deliveries_total", "webhook_failures_total", "webhook_retries_total"):
            self.assertIn(f"\nwalras_{name} ", text)


def wait_for(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)
    return value


class Trading(unittest.TestCase):
    """What happens in trading, told by the history."""

    def setUp(self):
        self.daemon = Daemon("--allow-local-webhooks", "--webhooks-retry-milliseconds", "100", "--demo")
        self.addCleanup(self.daemon.remove)
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.agent = Agent(self.daemon.url)

    def test_orders_and_fills_are_told_in_order_once(self):
        secret = hook(self.agent, self.receiver, EVENTS)["secret"]
        stranger = Agent(self.daemon.url, "stranger")
        stranger.order("buy", "market", "0.001")
        bought = self.agent.order("buy", "market", "0.002")
        resting = self.agent.order("buy", "limit", "0.001", price="10000")
        self.assertEqual(self.agent.request("DELETE", "trade/order/" + resting["order_id"]).status_code, 200)
        self.receiver.wait(1, "order.canceled")
        time.sleep(0.5)
        told = self.receiver.received
        events = [delivery.event for delivery in told]
        self.assertEqual(events[0], "order.filled")
        self.assertEqual(events[-1], "order.canceled")
        self.assertGreaterEqual(events.count("position.updated"), 1)
        self.assertEqual(len(events), 2 + events.count("position.updated"))
        self.assertEqual(len({delivery.id for delivery in told}), len(told))
        for delivery in told:
            uuid.UUID(delivery.id)
            moment(delivery.json["timestamp"])
            self.assertTrue(delivery.is_signed(secret))
            self.assertEqual(delivery.json["account_id"], self.agent.registered["account_id"])
        filled, canceled = told[0].json, told[-1].json
        for key in ("order_id", "symbol", "side", "type", "status", "quantity", "executed_price", "executed_quantity", "fee"):
            self.assertEqual(filled[key], bought[key], key)
        self.assertEqual((canceled["order_id"], canceled["status"], canceled["cancel_reason"]), (resting["order_id"], "cancelled", "by_owner"))
        self.assertEqual(told[1].json["quantity"], "0.00200000")
        self.assertEqual(sum(number(d.json["fill_quantity"]) for d in told if d.event == "position.updated"), number("0.002"))

    def test_kill_between_event_and_answer_tells_it_again_as_the_same(self):
        hook(self.agent, self.receiver, ["order.filled", "position.updated"])
        self.receiver.seconds = 3
        self.agent.order("buy", "market", "0.002")
        first, = self.receiver.wait(1, "order.filled")
        self.daemon.kill()
        self.receiver.seconds = 0
        self.daemon.start()
        again = self.receiver.wait(2, "order.filled")[1]
        self.receiver.wait(1, "position.updated")
        self.assertEqual((again.id, again.body), (first.id, first.body))

    def test_kill_before_anybody_was_told_loses_nothing(self):
        hook(self.agent, self.receiver, ["order.filled", "order.canceled"])
        wanted = set()
        for round in range(4):
            for _ in range(5):
                order = self.agent.order("buy", "limit", "0.0005", price="20000")
                self.assertEqual(self.agent.request("DELETE", "trade/order/" + order["order_id"]).status_code, 200)
                wanted.add(order["order_id"])
            time.sleep(0.03 * round)
            self.daemon.kill()
            self.daemon.start()
            wait_for(lambda: httpx.get(self.daemon.url + "/health").status_code == 200)
        told = wait_for(lambda: (lambda found: wanted <= {d.json["order_id"] for d in found} and found)(list(self.receiver.received)))
        ids = {}
        for delivery in told:
            ids.setdefault(delivery.json["order_id"], set()).add(delivery.id)
        self.assertEqual({len(found) for found in ids.values()}, {1}, "one event with two ids")

    def test_a_receiver_that_was_away_hears_of_it_when_it_is_back(self):
        made = hook(self.agent, self.receiver, ["order.filled"])
        port = self.receiver.server.server_port
        self.receiver.close()
        self.agent.order("buy", "market", "0.002")
        time.sleep(0.25)
        self.receiver = Receiver(port=port)
        self.addCleanup(self.receiver.close)
        self.receiver.wait(1, "order.filled")
        self.assertEqual(self.agent.get("webhooks/" + made["id"])["failure_count"], 0)

    def test_what_an_agent_did_before_it_was_deleted_is_told(self):
        hook(self.agent, self.receiver, EVENTS)
        second = self.agent.post("agents", display_name="second").json()
        order = {"symbol": "BTCUSDT", "side": "buy", "quantity": "0.002"}
        for more in ({"type": "limit", "price": "10000"}, {"type": "market"}):
            answer = self.agent.client.post("/api/v1/trade/order", json=order | more, headers={"X-API-Key": second["api_key"]})
            self.assertEqual(answer.status_code, 201, answer.text)
        self.assertEqual(self.agent.request("DELETE", "agents/" + second["agent_id"]).status_code, 204)
        self.receiver.wait(1, "order.filled")
        self.receiver.wait(1, "order.canceled")
        self.receiver.wait(1, "position.updated")
        time.sleep(0.3)
        self.assertEqual({d.json["agent_id"] for d in self.receiver.received}, {second["agent_id"]})
        self.assertNotIn("account.halted", {d.event for d in self.receiver.received})

    def test_no_secret_is_in_any_file(self):
        secret = hook(self.agent, self.receiver, ["order.filled"])["secret"]
        self.agent.order("buy", "market", "0.002")
        self.receiver.wait(1)
        for path in pathlib.Path(self.daemon.directory).rglob("*"):
            if path.is_file():
                self.assertNotIn(secret[6:].encode(), path.read_bytes(), path)
        mode = (pathlib.Path(self.daemon.directory) / "data/webhooks.sqlite").stat().st_mode & 0o777
        self.assertEqual(mode, 0o600)


class Certificates(unittest.TestCase):
    def test_a_certificate_nobody_vouches_for_is_not_spoken_to(self):
        daemon = Daemon("--allow-local-webhooks", "--webhooks-retry-milliseconds", "20", environment={
            "https_proxy": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1", "all_proxy": "http://127.0.0.1:1"})
        self.addCleanup(daemon.remove)
        subprocess.run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "1",
            "-keyout", daemon.directory + "/key.pem", "-out", daemon.directory + "/certificate.pem"], check=True, capture_output=True)
        encrypted, plain = Receiver(certificate=(daemon.directory + "/certificate.pem", daemon.directory + "/key.pem")), Receiver()
        self.addCleanup(encrypted.close)
        self.addCleanup(plain.close)
        agent = Agent(daemon.url)
        made = hook(agent, encrypted)
        agent.post(f"webhooks/{made['id']}/test")
        wait_for(lambda: agent.get("webhooks/" + made["id"])["failure_count"] == 1)
        self.assertEqual(encrypted.received, [])
        # The environment names a proxy; nobody goes there.
        other = hook(agent, plain)
        agent.post(f"webhooks/{other['id']}/test")
        plain.wait(1)


class Rules(unittest.TestCase):
    def test_without_the_switch_local_addresses_are_refused(self):
        daemon = Daemon()
        self.addCleanup(daemon.remove)
        agent = Agent(daemon.url)
        for url in (
            "http://example.com/hook", "https://127.0.0.1/hook", "https://localhost/hook", "https://a.localhost/hook", "https://2130706433/hook",
            "https://0x7f.1/hook", "https://[::1]/hook", "https://[::ffff:10.0.0.1]/hook", "https://user@example.com/hook", "https://router/hook",
            "https://93.184.216.34/hook", "https://example.com.:0x50/hook", "https://127.0.0.1./hook", "https://printer.local/hook",
        ):
            answer = agent.post("webhooks", url=url, events=EVENTS)
            self.assertEqual(answer.status_code, 422, url)
            self.assertEqual(answer.json()["error"]["details"]["field"], "url")
        answer = agent.post("webhooks", url="https://example.com/hook", events=EVENTS)
        self.assertEqual(answer.status_code, 201, answer.text)


if __name__ == "__main__":
    unittest.main()
