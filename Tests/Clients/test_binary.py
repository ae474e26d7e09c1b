"""The binary protocol over its three transports, read by a third party's decoder."""
import asyncio
import json
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import httpx
import h2.config
import h2.connection
import h2.events
import websockets
import websockets.exceptions

import binary
from agent import Agent
from binary import Session, cancel, new_order, subscribe
from daemon import ROOT, Daemon

# SessionTable.sessionsMax.
SESSIONS_MAX = 4096


class Binary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.remove()

    def session(self, agent=None, **options):
        agent = agent or Agent(self.daemon.url, "frames", balance="1000000")
        session = Session(self.daemon.address("binary"), agent.key, **options)
        return session, session.until("LogonAccepted")

    def test_orders_in_reports_out(self):
        for signs in (True, False):
            session, accepted = self.session(signs=signs)
            self.assertEqual((accepted["durability"], accepted["nextRequest"]), ("always", 1))
            session.send(new_order(1, 2_000_000, 100, name=11), new_order(2, 2_000_100, 100, name=12), cancel(3, name=11))
            kinds = [(report["request"], report["kind"], report["clientOrderID"]) for report in (session.until("ExecutionReport") for _ in range(3))]
            self.assertEqual(kinds, [(1, "accepted", 11), (2, "accepted", 12), (3, "canceled", 11)])
            session.close()

    def test_two_sides_trade(self):
        buyer, _ = self.session()
        seller_agent = Agent(self.daemon.url, "seller", balance="1000000")
        seller, _ = self.session(seller_agent)
        buyer.send(new_order(1, 3_000_000, 1000, symbol=1))
        buyer.until("ExecutionReport")
        seller.send(new_order(1, 3_000_000, 500, symbol=1, side=1))
        self.assertEqual(seller.until("ExecutionReport")["rejectReason"], "insufficientBalance")
        buyer.send(new_order(2, 2_900_000, 300, symbol=1), new_order(3, 2_900_000, 300, symbol=1))
        self.assertEqual([buyer.until("ExecutionReport")["number"] for _ in range(2)], [2, 3])

    def test_a_wrong_key_and_a_wrong_frame_end_with_a_reason(self):
        session = Session(self.daemon.address("binary"), "ak_live_" + "x" * 64)
        self.assertEqual(session.until("LogonRejected")["reason"], "wrongCredential")
        session, _ = self.session()
        session.send(b"\0\0\0\x09\xeb\x50\1\2\3")
        self.assertEqual(session.until("Logout")["reason"], "badFrame")
        with self.assertRaises(EOFError):
            session.next()

    def test_one_session_too_many_is_told_so(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        daemon = Daemon()
        self.addCleanup(daemon.remove)
        agent = Agent(daemon.url, "last", balance="1000000")
        # Whoever does not log on within 5 s loses his place: on a machine too slow for that, once more.
        for attempt in range(3):
            began = time.monotonic()
            waiting = [socket.create_connection(daemon.address("binary"), timeout=5) for _ in range(SESSIONS_MAX - 1)]
            for connection in waiting:
                self.addCleanup(connection.close)
                self.assertTrue(connection.recv(1), "a session without a challenge")
            last = Session(daemon.address("binary"), agent.key, stream=attempt)
            last.until("LogonAccepted")
            with socket.create_connection(daemon.address("binary"), timeout=5) as refused:
                data = b"".join(iter(lambda: refused.recv(65536), b""))
            if time.monotonic() - began < 4:
                break
            for connection in [*waiting, last]:
                connection.close()
        self.assertEqual([(name, fields["reason"]) for name, fields in binary.Frames().feed(data)], [("LogonRejected", "tooManySessions")])
        with self.assertRaises(websockets.exceptions.InvalidStatus) as upgrade:
            asyncio.run(websockets.connect(f"ws://{daemon.http}/v1/stream").__aenter__())
        self.assertEqual(upgrade.exception.response.status_code, 503)
        # Who is in stays, and whose place is free may come.
        last.send(new_order(1, 2_000_000, 100))
        self.assertEqual(last.until("ExecutionReport")["kind"], "accepted")
        last.close()
        for _ in range(100):
            try:
                return Session(daemon.address("binary"), agent.key, stream=1).until("LogonAccepted")
            except EOFError:
                time.sleep(0.02)
        self.fail("nobody gets the place of who left")

    def test_a_session_ends_with_its_key(self):
        agent = Agent(self.daemon.url, "revoked", balance="1000000")
        session = Session(self.daemon.address("binary"), agent.registered["agent_api_key"])
        session.until("LogonAccepted")
        plain = Session(self.daemon.address("binary"), agent.registered["agent_api_key"], signs=False, stream=1)
        plain.until("LogonAccepted")
        owner = Session(self.daemon.address("binary"), agent.key, stream=2)
        owner.until("LogonAccepted")
        self.assertEqual(agent.post(f"agents/{agent.registered['agent_id']}/regenerate-key").status_code, 200)
        for ended in (session, plain):
            self.assertEqual(ended.until("Logout")["reason"], "keyRevoked")
        owner.send(new_order(1, 2_000_000, 100))
        self.assertEqual(owner.until("ExecutionReport")["kind"], "accepted")

    def test_what_was_missed_comes_after_a_reconnect_and_nothing_is_executed_twice(self):
        agent = Agent(self.daemon.url, "roamer", balance="1000000")
        session, accepted = self.session(agent)
        session.send(*(new_order(n, 2_000_000 + n, 100, name=n) for n in range(1, 6)))
        for _ in range(5):
            session.until("ExecutionReport")
        session.close()
        again, resumed = self.session(agent, epoch=accepted["epoch"], next_report=3)
        self.assertEqual((resumed["resumption"], resumed["nextRequest"]), ("complete", 6))
        self.assertEqual([again.until("ExecutionReport")["number"] for _ in range(3)], [3, 4, 5])
        again.send(new_order(5, 2_000_005, 100, name=5))
        self.assertEqual(again.until("ExecutionReport")["number"], 5)
        self.assertEqual(len(agent.get("trade/orders/open")["orders"]), 5)
        again.send(new_order(9, 2_000_005, 100))
        self.assertEqual(again.until("Logout")["reason"], "requestGap")

    def test_orders_go_with_their_session_if_it_asked_for_that(self):
        agent = Agent(self.daemon.url, "careful", balance="1000000")
        session, _ = self.session(agent, flags=1)
        session.send(new_order(1, 2_000_000, 100))
        session.until("ExecutionReport")
        session.close()
        for _ in range(100):
            if not agent.get("trade/orders/open")["orders"]:
                return
        self.fail("the order is still there")

    def test_market_data_follows_the_book(self):
        watcher, _ = self.session()
        trader, _ = self.session()
        watcher.send(subscribe(1, 2, 0b1111))
        self.assertEqual(watcher.until("SubscriptionReport")["reason"], "none")
        watcher.until("OrdersSnapshot")
        trader.send(new_order(1, 10_000, 1000, symbol=2))
        seen = {}
        while not {"OrdersUpdate", "LevelsUpdate", "TopOfBook"} <= seen.keys():
            name, fields = watcher.next()
            seen[name] = fields
        self.assertEqual(seen["TopOfBook"]["bidPrice"], 10_000)

    def test_whoever_ends_his_direction_ends_the_session_and_what_he_asked_for_is_done(self):
        agent = Agent(self.daemon.url, "brief", balance="1000000")
        session, _ = self.session(agent)
        session.send(new_order(1, 2_000_000, 100))
        session.socket.shutdown(socket.SHUT_WR)
        with self.assertRaises(EOFError):
            while True:
                session.next()
        again, accepted = self.session(agent)
        self.assertEqual(accepted["nextRequest"], 2)
        self.assertEqual(len(agent.get("trade/orders/open")["orders"]), 1)

    def test_text_is_no_frame(self):
        async def run():
            async with websockets.connect(f"ws://{self.daemon.http}/v1/stream") as stream:
                await stream.send("text")
                frames = binary.Frames()
                with self.assertRaises(websockets.exceptions.ConnectionClosedOK):
                    while True:
                        seen = list(frames.feed(await stream.recv()))
                self.assertEqual((seen[-1][0], seen[-1][1]["reason"]), ("Logout", "badFrame"))
        asyncio.run(run())

    def test_the_table_of_order_types_is_what_the_exchange_holds_to(self):
        """The rows of the page, and what becomes of an order that has a field it may not have, or lacks one it must have."""
        rows = [[cell.strip().replace("`", "") for cell in line.split("|")[1:-1]]
                for line in (ROOT / "proto/SESSION.md").read_text().partition("## What an order may say")[2].partition("\n- ")[0].splitlines() if line.startswith("|")]
        names, rules, reasons = rows[0], rows[2:-1], rows[-1]
        types = ["limit", "market", "stopLoss", "takeProfit", "stopLimit", "takeProfitLimit", "trailingStop"]
        self.assertEqual(sorted(name for rule in rules for name in rule[0].split(", ")), sorted(types))
        session, _ = self.session()
        low, high, numbers = 2_000_000, 3_000_000, iter(range(1, 1000))
        values = {"price": low, "triggerPrice": high, "trailingOffset": 100, "displayQuantity": 50}

        def reason(type, fields, flags=0, tif=0, stop=binary.NONE64):
            has = lambda name, default: values[name] if name in fields else default
            number = next(numbers)
            session.send(binary.frame(145, struct.pack(
                "<QQqqHBBBBBqqqQQqqqq", number, 0, has("price", binary.NONE64), 100, 0, 0, types.index(type), tif, 0, flags, has("triggerPrice", binary.NONE64),
                has("trailingOffset", 0), has("displayQuantity", 0), 0, 0, 0, stop, binary.NONE64, binary.NONE64)))
            while (report := session.until("ExecutionReport"))["request"] != number:
                pass
            return report["rejectReason"]

        # A market without trades refuses these, once nothing else speaks against them.
        fine = {"none", "noLiquidity", "noReferencePrice"}
        for rule in rules:
            for type in rule[0].split(", "):
                must = {name for name, cell in zip(names[1:5], rule[1:5]) if cell.startswith("must")}
                self.assertIn(reason(type, must), fine, type)
                for name, cell, refusal in zip(names[1:5], rule[1:5], reasons[1:5]):
                    with self.subTest(type=type, field=name):
                        self.assertIn(reason(type, must ^ {name}), fine if cell.startswith("may") else {refusal})
                for tif, name in enumerate(("gtc", "ioc", "fok", "gtd", "day")):
                    if name != "gtd":
                        self.assertIn(reason(type, must, tif=tif), fine if rule[5] == "any" or name in rule[5] else {reasons[5]}, (type, name))
                for flags, stop, cell, refusal in zip((1, 4, 8), (binary.NONE64, high, low - 100), rule[6:], reasons[6:]):
                    self.assertIn(reason(type, must, flags, stop=stop), fine if cell == "may" else {refusal}, (type, flags))

    def test_the_reader_beside_the_schema_prints_what_is_in_a_batch(self):
        trader, _ = self.session()
        watcher, _ = self.session()
        trader.send(*(new_order(n, 20_000 + n, 100, symbol=3) for n in range(1, 101)))
        for _ in range(100):
            trader.until("ExecutionReport")
        watcher.send(subscribe(1, 3, 0b1000_0010))
        data, names = b"", []
        while "CompressedBatch" not in names:
            data += watcher.socket.recv(65536)
            frames = binary.Frames()
            names = [name for name, _ in frames.feed(data)]
        with tempfile.NamedTemporaryFile() as file:
            file.write(data[:len(data) - len(frames.data)])
            file.flush()
            read = subprocess.run([sys.executable, ROOT / "proto/decode.py", "--frames", ROOT / "proto/walras.xml", file.name], capture_output=True, text=True)
        self.assertEqual((read.returncode, read.stderr), (0, ""))
        self.assertNotIn("CompressedBatch", read.stdout)
        snapshot = next(message for message in map(json.loads, read.stdout.splitlines()) if message["message"] == "LevelsSnapshot")
        self.assertEqual(snapshot["levels"][:1], [{"price": 20_100, "quantity": 100, "orders": 1, "side": "buy"}])

    def test_the_same_frames_in_websocket_messages(self):
        agent = Agent(self.daemon.url, "socket", balance="1000000")

        async def run():
            async with websockets.connect(f"ws://{self.daemon.http}/v1/stream") as socket:
                frames = binary.Frames()
                seen = list(frames.feed(await socket.recv()))
                self.assertEqual(seen[0][0], "Challenge")
                await socket.send(binary.logon(agent.key))
                await socket.send(new_order(1, 2_000_000, 100))
                names = []
                while "ExecutionReport" not in names:
                    names += [name for name, _ in frames.feed(await asyncio.wait_for(socket.recv(), 5))]
                self.assertEqual(names[0], "LogonAccepted")
        asyncio.run(run())

    def test_the_same_frames_on_a_stream_of_http2(self):
        agent = Agent(self.daemon.url, "stream", balance="1000000")
        with socket.create_connection(self.daemon.address(), timeout=5) as plain:
            connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
            connection.initiate_connection()
            stream = connection.get_next_available_stream_id()
            connection.send_headers(stream, [(":method", "POST"), (":path", "/v1/stream"), (":scheme", "http"), (":authority", "a"),
                                             ("content-type", "application/sbe")])
            frames, names, sent = binary.Frames(), [], 0
            plain.sendall(connection.data_to_send())
            while "ExecutionReport" not in names:
                for event in connection.receive_data(plain.recv(65536)):
                    if isinstance(event, h2.events.DataReceived):
                        names += [name for name, _ in frames.feed(event.data)]
                        connection.acknowledge_received_data(event.flow_controlled_length, stream)
                if sent == 0 and "Challenge" in names:
                    connection.send_data(stream, binary.logon(agent.key))
                    sent = 1
                if sent == 1 and "LogonAccepted" in names:
                    connection.send_data(stream, new_order(1, 2_000_000, 100))
                    sent = 2
                plain.sendall(connection.data_to_send())
            self.assertEqual(names[:2], ["Challenge", "LogonAccepted"])

    def test_a_stream_of_http2_goes_on_when_its_window_opens(self):
        """More waits than a connection takes on; what is left comes without another word of ours."""
        agent = Agent(self.daemon.url, "late reader", balance="1000000")
        orders = 20_000
        import socket
        with socket.create_connection(self.daemon.address(), timeout=20) as plain:
            connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
            connection.initiate_connection()
            stream = connection.get_next_available_stream_id()
            connection.send_headers(stream, [(":method", "POST"), (":path", "/v1/stream"), (":scheme", "http"), (":authority", "a")])
            frames, names, owed = binary.Frames(), [], 0
            pending = b""

            def exchange(acknowledge):
                nonlocal owed, pending
                while pending and (room := min(connection.local_flow_control_window(stream), connection.max_outbound_frame_size)) > 0:
                    connection.send_data(stream, pending[:room])
                    pending = pending[room:]
                plain.sendall(connection.data_to_send())
                for event in connection.receive_data(plain.recv(65536)):
                    if isinstance(event, h2.events.DataReceived):
                        names.extend(name for name, _ in frames.feed(event.data))
                        owed += event.flow_controlled_length
                if acknowledge and owed:
                    connection.acknowledge_received_data(owed, stream)
                    owed = 0

            while "Challenge" not in names:
                exchange(True)
            pending = binary.logon(agent.key, heartbeat=60_000)
            while "LogonAccepted" not in names:
                exchange(True)
            pending = b"".join(new_order(number, 2_000_000, 100) for number in range(1, orders + 1))
            while pending:
                exchange(False)
            time.sleep(2)
            while names.count("ExecutionReport") < orders:
                exchange(True)
            self.assertEqual(names.count("ExecutionReport"), orders)

    def test_who_reads_too_slowly_finds_whole_frames_and_why_it_ended(self):
        """Nothing is cut off: what had room comes in whole frames, without a gap, and then the reason."""
        agent, count, step, report_bytes = Agent(self.daemon.url, "slow", balance="1000000"), 130_000, 5000, 136
        session, _ = self.session(agent, heartbeat=60_000)
        slow, _ = self.session(agent, stream=1, heartbeat=60_000)
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        for first in range(1, count, step):
            session.send(*(new_order(number, 2_000_000, -1) for number in range(first, first + step)))
            got = 0
            while got < step * report_bytes:
                data = session.socket.recv(1 << 20)
                self.assertTrue(data, "the session that reads ended")
                got += len(data)
        time.sleep(0.5)
        slow.socket.settimeout(20)
        data = b"".join(iter(lambda: slow.socket.recv(1 << 20), b""))
        start, numbers, last = 0, [], None
        while start < len(data):
            length, template = struct.unpack_from(">I", data, start)[0], struct.unpack_from("<H", data, start + 8)[0]
            last = data[start:start + length]
            self.assertEqual(len(last), length, "the last frame is cut")
            if template == 160:
                numbers.append(struct.unpack_from("<Q", data, start + 14)[0])
            start += length
        self.assertEqual(list(binary.Frames().feed(last))[0][1]["reason"], "slowReader")
        self.assertGreater(len(numbers), 8 << 20 >> 8)
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_a_dead_mans_timer_outlives_its_session(self):
        for ends in ("silence", "disconnect"):
            agent = Agent(self.daemon.url, ends, balance="1000000")
            session, _ = self.session(agent, heartbeat=500, dead_man=2000)
            session.send(new_order(1, 2_000_000, 100))
            session.until("ExecutionReport")
            if ends == "disconnect":
                session.close()
            else:
                self.assertEqual(session.until("Logout")["reason"], "heartbeatTimeout")
                session.close()
            self.assertEqual(len(agent.get("trade/orders/open")["orders"]), 1)
            for _ in range(200):
                if not agent.get("trade/orders/open")["orders"]:
                    break
                time.sleep(0.02)
            else:
                self.fail(f"the order is still there after {ends}")

    def test_the_example_waits_for_its_own_order(self):
        agent, seller = Agent(self.daemon.url, "example", balance="1000000"), Agent(self.daemon.url, "its seller", balance="1000000")
        rich, accepted = self.session(seller)
        with httpx.Client(transport=httpx.HTTPTransport(uds=self.daemon.directory + "/data/admin.sock")) as admin:
            answer = admin.post(f"http://walras/admin/accounts/{accepted['account']}/deposit", json={"asset": "BTC", "amount": "1"})
            self.assertEqual(answer.status_code, 200, answer.text)
        rich.send(new_order(1, 5_000_000, 2000, side=1))
        # The deposit's report comes first.
        self.assertEqual(rich.until("ExecutionReport")["kind"], "accepted")
        trades = []
        for _ in range(2):
            run = subprocess.run([sys.executable, "-W", "ignore", ROOT / "ops/examples/binary.py", agent.key, self.daemon.binary],
                                 capture_output=True, text=True, timeout=30)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            fills = [line for line in run.stdout.splitlines() if line.startswith("ExecutionReport") and "'fill'" in line]
            self.assertEqual(len(fills), 1, run.stdout)
            trades += fills
        self.assertEqual([rich.until("ExecutionReport")["leaves"] for _ in range(2)], [1000, 0])
        self.assertNotEqual(trades[0], trades[1])

    def test_names_of_other_interfaces_are_refused(self):
        agent = Agent(self.daemon.url, "names", balance="1000000")
        session, _ = self.session(agent)
        for request, name in enumerate((2**61 + 65, 2**62 + 1, 2**64 - 1, 2**61), 1):
            session.send(new_order(request, 2_000_000, 100, name=name))
            refused = session.until("Reject")
            self.assertEqual((refused["request"], refused["reason"], refused["field"]), (request, "invalidField", 2))
        session.send(new_order(5, 2_000_000, 100, name=2**61 - 1))
        session.until("ExecutionReport")
        self.assertEqual([order["client_order_id"] for order in agent.get("trade/orders/open")["orders"]], [str(2**61 - 1)])

    def test_limits_hold_for_frames_and_let_cancels_pass(self):
        daemon = Daemon(limits="on")
        try:
            agent = Agent(daemon.url, "busy", balance="1000000")
            session = Session(daemon.address("binary"), agent.key)
            session.until("LogonAccepted")
            session.send(*(new_order(n, 2_000_000, 10, name=n) for n in range(1, 121)))
            seen = {"ExecutionReport": [], "ThrottleNotice": []}
            while sum(map(len, seen.values())) < 120:
                name, fields = session.next()
                if name in seen:
                    seen[name].append(fields)
            self.assertGreaterEqual(len(seen["ThrottleNotice"]), 1)
            self.assertLessEqual(seen["ThrottleNotice"][0]["retryAfter"], 60_000)
            session.send(cancel(121, name=1))
            self.assertEqual(session.until("ExecutionReport")["kind"], "canceled")
        finally:
            daemon.remove()


if __name__ == "__main__":
    unittest.main()
