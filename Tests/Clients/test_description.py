"""Schemathesis asks everything /openapi.json describes, with values it thinks up: what is answered is what is described, and nothing fails."""
import os
import pathlib
import subprocess
import sys
import unittest

from agent import Agent
from daemon import Daemon

PROGRAM = pathlib.Path(sys.executable).parent / "schemathesis"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SECONDS = int(os.environ.get("WALRAS_DESCRIPTION_SECONDS", "20"))


class Description(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon("--demo")
        self.addCleanup(self.daemon.remove)

    def test_every_answer_is_one_that_is_described(self):
        agent = Agent(self.daemon.url, balance="1000000000")
        # Where it writes what it remembers of earlier runs.
        run = subprocess.run(
            [PROGRAM, "run", self.daemon.url + "/openapi.json", "-H", "X-API-Key: " + agent.key, "--checks", CHECKS, "--max-time", str(SECONDS),
             "--phases", "examples,coverage,fuzzing", "--suppress-health-check", "all", "--seed", "1", "--continue-on-failure"],
            cwd=self.daemon.directory, capture_output=True, text=True, timeout=SECONDS + 120)
        self.assertEqual(run.returncode, 0, run.stdout[-6000:] + run.stderr[-2000:])
        self.assertIsNone(self.daemon.process.poll(), "the daemon ended")
        # An order of every instrument, smaller and larger than may be.
        for pair in agent.client.get("/api/v1/market/pairs").json()["pairs"]:
            for quantity in ["1E-8", "0.1", "92233720368.54775807", "1E40"]:
                answer = agent.request("POST", "trade/order", json={"symbol": pair["symbol"], "side": "buy", "type": "market", "quantity": quantity})
                self.assertLess(answer.status_code, 500, answer.text)


if __name__ == "__main__":
    unittest.main()
