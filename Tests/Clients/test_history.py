"""kill -9 while the history is being written: its tables are those a rebuild makes of the log."""
import json
import sqlite3
import subprocess
import time
import unittest

import httpx

from daemon import Daemon, PROGRAM

ROUNDS = 4
TABLES = ["ended_order", "fill", "order_count", "fill_count", "profit_hour", "candle", "trade", "equity", "account_event"]


def contents(path):
    connection = sqlite3.connect(path)
    try:
        rows = {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
        rows["progress"] = connection.execute("SELECT sequence, time FROM progress").fetchall()
        return rows
    finally:
        connection.close()


class History(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon("--demo")
        self.path = self.daemon.directory + "/data/history.sqlite"

    def tearDown(self):
        self.daemon.remove()

    def health(self):
        return httpx.get(self.daemon.url + "/health").json()

    def load(self):
        return subprocess.Popen(
            [PROGRAM, "load", "--target", self.daemon.url, "--admin", f"unix:{self.daemon.directory}/data/admin.sock", "--connections", "4",
             "--inflight", "16", "--accounts", "4", "--duration", "30"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def test_kills_lose_nothing_and_double_nothing(self):
        for round in range(ROUNDS):
            load = self.load()
            time.sleep(1.2 + 0.37 * round)
            self.daemon.kill()
            load.kill()
            load.wait()
            self.daemon.start()
        self.assertEqual(self.daemon.stop(), 0)
        written = contents(self.path)
        self.assertGreater(len(written["ended_order"]), 500)
        self.assertGreater(len(written["fill"]), 100)
        rebuilt = self.daemon.run("rebuild", self.daemon.directory + "/data", "--json")
        self.assertEqual(rebuilt.returncode, 0, rebuilt.stderr)
        self.assertEqual(json.loads(rebuilt.stdout)["sequence"], written["progress"][0][0])
        again = contents(self.path)
        for table in written:
            self.assertEqual(again[table], written[table], table)

    def test_a_damaged_file_is_made_again_and_said(self):
        time.sleep(1)
        self.assertEqual(self.daemon.stop(), 0)
        with open(self.path, "r+b") as file:
            file.write(b"no database any more")
        self.daemon.start()
        deadline = time.monotonic() + 10
        while self.health()["history"]["state"] != "following" and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertIn("renamed to", self.health()["history"]["notice"])
        refused = self.daemon.run("rebuild", self.daemon.directory + "/data")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("open in a running exchange", refused.stderr)
