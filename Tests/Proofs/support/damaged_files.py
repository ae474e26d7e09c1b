"""The real daemon on damaged files: registry, history, names, log and snapshots of a data directory, with and without a mirror.

Whatever is damaged, the daemon refuses and names the file, or it answers as it did before. Nothing else may happen.

    damaged_files.py --seed N (--cases M | --seconds S)
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Clients"))
from agent import Agent  # noqa: E402
from daemon import Daemon  # noqa: E402

QUESTIONS = [
    "account/info", "account/balance", "account/positions", "account/portfolio", "trade/orders?limit=100", "trade/orders/open?limit=100",
    "trade/history?limit=100", "market/trades/BTCUSDT?limit=50", "market/candles/BTCUSDT?interval=1m&limit=50",
]
# What is of the moment rather than of the data.
FLEETING = {"count", "uptime_seconds", "timestamp", "server_time", "as_of", "session_duration_seconds", "days_active"}


def lasting(value):
    if isinstance(value, dict):
        return {key: lasting(part) for key, part in value.items() if key not in FLEETING}
    # A minute without trades is there once it has begun.
    return [lasting(part) for part in value if not (isinstance(part, dict) and part.get("trade_count") == 0)] if isinstance(value, list) else value


def answers(daemon, key):
    """Every question with its answer, or the status it was refused with."""
    found = {}
    for question in QUESTIONS:
        request = urllib.request.Request(f"{daemon.url}/api/v1/{question}", headers={"X-API-Key": key})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                found[question] = lasting(json.load(answer))
        except urllib.error.HTTPError as error:
            found[question] = error.code
    return found


def flip(random, data):
    bit = random.randrange(len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8
    return f"bit {bit % 8} of byte {bit // 8}"


def zero(random, data):
    page = random.randrange(max(1, len(data) // 4096)) * 4096
    data[page:page + 4096] = bytes(len(data[page:page + 4096]))
    return f"zeros from byte {page} on"


def swap(random, data):
    pages = len(data) // 4096
    if pages < 3:
        return flip(random, data)
    a, b = (4096 * page for page in random.sample(range(1, pages), 2))
    data[a:a + 4096], data[b:b + 4096] = data[b:b + 4096], data[a:a + 4096]
    return f"pages at {a} and {b} swapped"


def cut(random, data):
    size = random.randrange(len(data))
    del data[size:]
    return f"cut to {size} bytes"


def garbage(random, data):
    at = random.randrange(len(data))
    noise = random.randbytes(min(200, len(data) - at))
    data[at:at + len(noise)] = noise
    return f"{len(noise)} random bytes at {at}"


def forge(path):
    """Another value in a sound page, as whatever does not know of the checksums writes it."""
    connection = sqlite3.connect(path)
    try:
        table, column = {"registry.sqlite": ("accounts", "display_name"), "history.sqlite": ("fill", "price"), "names.sqlite": ("order_name", "name")}[
            pathlib.Path(path).name]
        change = "'Mallory'" if table == "accounts" else f"{column} + 1"
        connection.execute(f"UPDATE {table} SET {column} = {change}")
        connection.commit()
    finally:
        connection.close()
    return f"another {column} in every row of {table}"


class Prepared:
    """A data directory with some trading in it, and what the daemon said of it."""

    def __init__(self, scratch, closes):
        self.closes = closes
        mirror = f"{scratch}/mirror-{closes}"
        daemon = Daemon("--demo", "--mirror", mirror, "--snapshots-records", "0", "--snapshots-minutes", "0")
        try:
            self.trade(daemon)
            if closes:
                assert daemon.stop() == 0
                assert daemon.run("snapshot", daemon.directory + "/data", "--mirror", mirror).returncode == 0
            else:
                daemon.kill()
            self.data, self.mirror = f"{scratch}/whole-{closes}", f"{scratch}/whole-mirror-{closes}"
            shutil.copytree(daemon.directory + "/data", self.data, ignore=shutil.ignore_patterns("*.sock"))
            shutil.copytree(mirror, self.mirror)
        finally:
            daemon.remove()
        # Without the demo nothing moves any more.
        self.before = None
        found, output, _ = Case(self, scratch).open(mirrored=True)
        assert found, output
        assert all(not isinstance(answer, int) for answer in found.values()), found
        self.before = found

    def trade(self, daemon):
        agent = Agent(daemon.url, "trader", balance="100000000")
        self.key = agent.key
        for number in range(40):
            agent.order("buy" if number % 3 else "sell", "market", "0.001") if number > 3 else agent.order("buy", "market", "0.01")
            if number % 4 == 0:
                agent.order("buy", "limit", "0.002", price="19000", client_order_id=f"mine-{number}")
        time.sleep(0.5)


class Case:
    """A copy of a prepared directory, damaged and opened."""

    def __init__(self, prepared, scratch):
        self.prepared = prepared
        self.directory = f"{scratch}/case"
        self.mirror = f"{scratch}/case-mirror"
        shutil.rmtree(self.directory, ignore_errors=True)
        shutil.rmtree(self.mirror, ignore_errors=True)
        shutil.copytree(prepared.data, self.directory + "/data")
        shutil.copytree(prepared.mirror, self.mirror)

    def damage(self, path, how, random):
        if how is forge:
            return forge(path)
        data = bytearray(pathlib.Path(path).read_bytes())
        if not data:
            return None
        # A segment is zeros for the most part.
        if path.endswith(".wal") and how in (flip, garbage):
            used = len(data.rstrip(b"\0"))
            part = data[:used]
            what = how(random, part)
            data[:used] = part
        else:
            what = how(random, data)
        pathlib.Path(path).write_bytes(data)
        return what

    def open(self, mirrored):
        """What the daemon answers, or what it says as it refuses."""
        flags = ["--snapshots-records", "0", "--snapshots-minutes", "0"] + (["--mirror", self.mirror] if mirrored else [])
        daemon = Daemon(*flags, directory=self.directory, starts=False)
        try:
            try:
                daemon.start()
            except AssertionError:
                daemon.process.wait()
            if daemon.process.poll() is not None:
                return None, "".join(daemon.output), daemon.process.returncode
            found = None
            for _ in range(20):
                try:
                    found = answers(daemon, self.prepared.key)
                except (urllib.error.URLError, ConnectionError):
                    # It has ended, and says why.
                    return None, "".join(daemon.output), daemon.process.wait(timeout=20)
                if self.prepared.before in (None, found):
                    break
                # The history may be behind: it is being made again.
                time.sleep(0.1)
            return found, "".join(daemon.output), 0
        finally:
            if daemon.process and daemon.process.poll() is None:
                daemon.stop()


def nameless(value):
    """Texts of client order ids are kept for show: without their file, orders have none."""
    if isinstance(value, dict):
        return {key: nameless(part) for key, part in value.items() if key != "client_order_id"}
    return [nameless(part) for part in value] if isinstance(value, list) else value


def judge(name, found, output, status, before, must_open):
    """None if that may happen, else what is wrong with it."""
    if found is None:
        if status not in (1,):
            return f"the daemon ended with status {status}: {output[-400:]}"
        if must_open:
            return f"refused, though there is another copy: {output[-400:]}"
        return None if pathlib.Path(name).name.removesuffix("-wal") in output else f"refused without naming {name}: {output[-400:]}"
    for question, answer in found.items():
        if answer == before[question] or "names.sqlite" in name and nameless(answer) == nameless(before[question]):
            continue
        # Refusing to answer is no wrong answer.
        if isinstance(answer, int) and answer >= 500:
            continue
        return f"{question} is answered otherwise: {json.dumps(answer)[:300]}, not {json.dumps(before[question])[:300]}"
    return None


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--cases", type=int, default=30)
    options.add_argument("--seconds", type=float)
    options.add_argument("--verbose", action="store_true", help="say what came of each case")
    options = options.parse_args()
    chance = random.Random(options.seed)
    scratch = tempfile.mkdtemp(prefix="walras-damage-")
    counts = {"refused": 0, "same": 0, "repaired": 0}
    began = time.monotonic()
    try:
        prepared = [Prepared(scratch, closes) for closes in (True, False)]
        case = 0
        while time.monotonic() - began < options.seconds if options.seconds else case < options.cases:
            ground = prepared[chance.randrange(2)]
            opened = Case(ground, scratch)
            kind = ["registry.sqlite", "history.sqlite", "log", "registry.sqlite", "history.sqlite", "snapshot", "names.sqlite", "log", "mirror"][case % 9]
            case += 1
            mirrored = kind in ("log", "snapshot", "mirror") and chance.random() < 0.7
            base = pathlib.Path(opened.mirror if kind == "mirror" else opened.directory + "/data")
            if kind in ("log", "mirror"):
                path = str(sorted(base.glob("log/*.wal"))[0])
            elif kind == "snapshot":
                path = str(next(iter(sorted(base.glob("snapshots/snapshot-*"))), sorted(base.glob("log/*.wal"))[0]))
            else:
                # What was committed last stands in the write-ahead file.
                path = str(base / kind) + ("-wal" if chance.random() < 0.3 and (base / (kind + "-wal")).exists() else "")
            ways = [flip, flip, flip, zero, swap, cut, garbage] + ([forge, forge] if path.endswith(".sqlite") else [])
            what = opened.damage(path, chance.choice(ways), chance)
            if what is None:
                continue
            found, output, status = opened.open(mirrored)
            wrong = judge(path, found, output, status, ground.before, mirrored)
            if wrong:
                print(f"BROKEN: case {case}, seed {options.seed}: {kind}, {path.removeprefix(scratch)}, {what}"
                      f"{', with a mirror' if mirrored else ''}, after {'an orderly end' if ground.closes else 'kill -9'}: {wrong}")
                return 1
            if options.verbose:
                print(f"{path.removeprefix(scratch)}, {what}, {'closed' if ground.closes else 'killed'}: "
                      + (output.strip().splitlines()[-1][:160] if found is None else "opened"), flush=True)
            counts["refused" if found is None else "repaired" if mirrored else "same"] += 1
        print(f"ok: {sum(counts.values())} damaged files opened by the daemon: {counts['refused']} refused by name, "
              f"{counts['repaired']} repaired from a mirror, {counts['same']} the same or made again")
        return 0
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


sys.exit(main())
