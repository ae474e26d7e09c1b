"""Webhooks as their users have them: registered over REST, received by a server others wrote."""
import sqlite3
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
        self.wait_for(lambda: self.agent.get("webhooks/" + made["id"])["last_triggered_at"])

    def wait_for(self, condition, seconds=15):
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            self.assertLess(time.monotonic(), deadline, "it never came true")
            time.sleep(0.02)
        return value

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
        self.wait_for(lambda: self.agent.get("webhooks/" + made["id"])["failure_count"] == 1)
        state = self.wait_for(lambda: (s := self.agent.get("webhooks/" + made["id"]))["active"] or s, seconds=30)
        self.wait_for(lambda: not self.agent.get("webhooks/" + made["id"])["active"], seconds=30)
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
