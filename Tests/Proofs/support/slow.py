"""slowhttptest in all its ways at once, again and again, with clients beside it that count what they are refused."""
import csv
import subprocess
import tempfile
import threading
import time

import conformance
from agent import Agent

CONNECTIONS = 300
SECONDS = 8
# What a round may hold more than the first at its peak: what the allocator keeps, not what connections cost.
GROWTH_MAX = 8 * conformance.MIB
# The slowest answer to the others: far from what it takes, and far from what a blocked loop would take.
ANSWER_SECONDS_MAX = 2

WAYS = {
    "slow heads": (["-H", "-i", "1", "-x", "24"], "/health"),
    "slow bodies": (["-B", "-i", "1", "-s", "8192", "-x", "10"], "/api/v1/auth/login"),
    "slow readers": (["-X", "-n", "1", "-w", "10", "-y", "20", "-z", "16", "-k", "10"], "/openapi.json"),
}


class Others:
    """Clients that ask and trade until they are told to stop."""

    def __init__(self, daemon, count=4):
        self.stopped = threading.Event()
        self.slowest, self.done, self.failures = 0.0, 0, []
        self.threads = [threading.Thread(target=self.work, args=(Agent(daemon.url, name=f"other {n}", http2=n % 2 == 1),), daemon=True) for n in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join(20)

    def work(self, agent):
        try:
            while not self.stopped.is_set():
                for act in (lambda: agent.get("market/price/BTCUSDT"), lambda: self.trade(agent), lambda: agent.get("account/balance")):
                    began = time.monotonic()
                    act()
                    self.slowest = max(self.slowest, time.monotonic() - began)
                    self.done += 1
                time.sleep(0.01)
        except Exception as error:
            self.failures.append(f"{type(error).__name__} {error}")

    def trade(self, agent):
        order = agent.order("buy", "limit", "0.001", price="30000")
        answer = agent.request("DELETE", f"trade/order/{order['order_id']}")
        assert answer.status_code == 200, answer.text


def attack(daemon, way, files):
    flags, path = WAYS[way]
    return subprocess.Popen(
        ["slowhttptest", "-c", str(CONNECTIONS), "-r", "150", "-l", str(SECONDS), "-p", "3", "-u", daemon.url + path, "-g", "-o", f"{files}/{way}", *flags],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def counted(way, files):
    """How many connections were ended; the table has a row a second: seconds, closed, pending, connected, whether its own probe is answered."""
    with open(f"{files}/{way}.csv") as file:
        rows = [[int(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    # The last row may be of the moment in which everything is torn down.
    if any(row[4] == 0 for row in rows[:-1]):
        raise conformance.Broken(f"{way}: the probe of slowhttptest was not answered: {rows}")
    if max(row[1] + row[3] for row in rows) < CONNECTIONS:
        raise conformance.Broken(f"{way}: of {CONNECTIONS} connections came about {rows}")
    return rows[-1][1]


def main(options):
    timeouts = {"HEAD": 2000, "BODY": 3000, "IDLE": 5000}
    daemon = conformance.Daemon("--demo", environment={f"WALRAS_TIMEOUTS_{name}_MILLISECONDS": str(value) for name, value in timeouts.items()})
    try:
        pid = daemon.process.pid
        with Others(daemon) as others:
            time.sleep(0.5)
            sockets = conformance.sockets(pid)
            end = time.monotonic() + 60 * (options.minutes or 0)
            peaks, ended = [], 0
            while len(peaks) < 2 or time.monotonic() < end:
                with tempfile.TemporaryDirectory() as files:
                    attacks = [attack(daemon, way, files) for way in WAYS]
                    peak = 0
                    while any(process.poll() is None for process in attacks):
                        peak = max(peak, conformance.resident(pid))
                        time.sleep(0.1)
                    peaks.append(peak)
                    ended += sum(counted(way, files) for way in WAYS)
                if others.failures:
                    raise conformance.Broken(f"{len(others.failures)} of the others failed: {others.failures[0]}")
            left = conformance.settles(lambda: conformance.sockets(pid), sockets, 2 * max(timeouts.values()) / 1000) - sockets
            grown = max(peaks[1:]) - peaks[0]
            print(f"slow: peaks of {', '.join(str(peak >> 20) for peak in peaks[:8])} MiB; slowest answer to others {others.slowest:.3f} s")
        if others.failures:
            raise conformance.Broken(f"{len(others.failures)} of the others failed: {others.failures[0]}")
        if others.slowest > ANSWER_SECONDS_MAX:
            raise conformance.Broken(f"others waited {others.slowest:.2f} s for an answer")
        if left > 0:
            raise conformance.Broken(f"{left} sockets are still open when all have gone")
        if grown > GROWTH_MAX:
            raise conformance.Broken(f"memory grows by {grown >> 20} MiB from one round to another")
        if ended == 0:
            raise conformance.Broken("no slow connection was ended")
        return (f"{len(peaks)} rounds of {CONNECTIONS} connections in each of {len(WAYS)} ways, {ended} of them ended; "
                f"others got {others.done} answers and no error")
    finally:
        daemon.remove()


if __name__ == "__main__":
    conformance.run("slow", main)
