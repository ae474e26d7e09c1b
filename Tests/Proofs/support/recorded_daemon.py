"""Crash images of a real daemon under load: log thread, segment preparer, snapshots by another process; each opened by `walras replay`, some by `walras serve`.

    recorded_daemon.py --seed N --images M    exits 1 if one is not what it must be
"""
import argparse
import bisect
import collections
import http.client
import json
import multiprocessing
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "Tests/Clients"))

import recording
from agent import Agent
from daemon import PROGRAM, Daemon

# The recorded part begins with a segment that has this much left, so that it rolls; in bytes.
ROOM = 800_000
SEGMENT_BYTES = 64 << 20
HEADER_BYTES = 64
CLIENTS = 6
SECONDS = 3
SERVED_ONE_IN = 12
COMPARED_ONE_IN = 5
VERIFIED_ONE_IN = 20
# Where the images are made: in memory if there is so much of it, in bytes; nothing of them has to last.
MEMORY_MIN = 3 << 30
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > MEMORY_MIN else None


class Broken(Exception):
    pass


def walras(*arguments, environment=None):
    done = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True, timeout=120, env=environment)
    if done.returncode:
        raise Broken(f"walras {arguments[0]}: {done.stderr.strip()}")
    return json.loads(done.stdout)


# One recording.

def fill(daemon):
    """Brings the first segment near its end."""
    data = daemon.directory + "/data"
    load(daemon, "--requests", "2000000", "--inflight", "256").wait()
    daemon.stop()
    stat = walras("journal", "stat", data)
    used = stat["storedBytes"] + HEADER_BYTES * stat["frames"]
    left = SEGMENT_BYTES - used - ROOM
    if left > 0:
        daemon.start()
        load(daemon, "--requests", str(int(left / (used / stat["records"]))), "--inflight", "256").wait()
        daemon.stop()
    walras("snapshot", data)


def load(daemon, *options):
    command = [PROGRAM, "load", "--target", "sbe://" + daemon.binary, "--http", daemon.url, "--connections", "2", "--admin", f"unix:{daemon.directory}/data/admin.sock"]
    return subprocess.Popen(command + list(options), stdout=subprocess.DEVNULL)


def client(address, key, acknowledged, is_over):
    """Enters orders, and notes when the answer to each was there."""
    connection = http.client.HTTPConnection(*address)
    body = json.dumps({"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "20000", "time_in_force": "IOC"})
    while not is_over.is_set():
        connection.request("POST", "/api/v1/trade/order", body, {"X-API-Key": key})
        answer = connection.getresponse()
        content = answer.read()
        moment = time.monotonic_ns()
        if answer.status != 201:
            raise Broken(f"an order is answered {answer.status}: {content}")
        acknowledged.append((moment, json.loads(content)["sequence"]))
    connection.close()


def record(scratch):
    """A daemon's life near the end of a segment, recorded. Returns its data before, its root, and what was acknowledged when."""
    library = scratch / "recorder.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, ROOT / "Tests/Proofs/support/recorder.c", "-ldl"], check=True)
    daemon = Daemon("--durability", "none", "--history", "off")
    try:
        fill(daemon)
        data = os.path.realpath(daemon.directory + "/data")
        base = scratch / "base"
        for part in ("log", "snapshots"):
            (base / part).mkdir(parents=True)
            for path in pathlib.Path(data, part).iterdir():
                recording.copy(path, base / part / path.name)
        (scratch / "beside").mkdir()
        for path in pathlib.Path(data).iterdir():
            if path.is_file():
                shutil.copy2(path, scratch / "beside" / path.name)
        (scratch / "recording").mkdir()
        environment = dict(os.environ, LD_PRELOAD=str(library), RECORDER_ROOT=data, RECORDER_OUT=str(scratch / "recording"))
        daemon.flags, daemon.environment = ["--history", "off"], environment
        daemon.directory = os.path.dirname(data)
        daemon.start()
        agent = Agent(daemon.url, "witness", balance="100000000")
        acknowledged, is_over = [], threading.Event()
        threads = [threading.Thread(target=client, args=(daemon.address(), agent.key, acknowledged, is_over)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        loading = load(daemon, "--rate", "15000", "--inflight", "64", "--duration", str(SECONDS))
        while loading.poll() is None:
            # Without a history the log would be kept whole, unless told otherwise.
            walras("snapshot", data, "--keep-log-from", str(2**63 - 1), environment=environment)
            time.sleep(0.2)
        is_over.set()
        for thread in threads:
            thread.join()
        if daemon.stop():
            raise Broken("the daemon did not end in order:\n" + "".join(daemon.output))
        if walras("replay", data)["sequence"] < acknowledged[-1][1]:
            raise Broken("the log ends before what was acknowledged")
        return base, data, sorted(acknowledged)
    finally:
        daemon.remove()


# What a log holds, as the format says (Sources/Journaling/Format.swift).

HEADER = struct.Struct("<IBBHIIIIQ")


def frames(content):
    """(offset of the end, last record) of every frame that holds records."""
    place = 64
    while place + 64 <= len(content):
        magic, kind, _, _, stored, _, count, _, first = HEADER.unpack_from(content, place)
        if magic != 0x4D524657:
            return
        place += 64 + (stored + 7) // 8 * 8
        if kind == 1:
            yield place, first + count - 1


class Final:
    """What the recording ended with: where each record's frame ends, and the bytes up to there."""

    def __init__(self, base, root, points, scratch):
        disk = recording.Disk(base, root, scratch)
        for _, is_end, entry in points:
            disk.apply(is_end, entry)
        self.segments, self.ends = {}, {}
        for node in disk.nodes:
            node.commit(1 << 63)
        for name, node in disk.ever.items():
            if found := re.fullmatch(r"log/(\d{10})\.wal", name):
                self.segments[int(found[1])] = node.content(0, node.size)
        for number, content in sorted(self.segments.items()):
            for end, last in frames(content):
                self.ends[last] = (number, end)
        self.rolls = sum(1 for content in self.segments.values() if any(content[:HEADER_BYTES])) - 1
        # All of it in one place, for states of long ago.
        self.directory = scratch / "all"
        for part in ("log", "snapshots"):
            (self.directory / part).mkdir(parents=True)
        for name, node in disk.ever.items():
            if not name.endswith(".tmp"):
                os.link(node.path, self.directory / name)

    def state(self, sequence):
        return walras("replay", str(self.directory), "--until", str(sequence))["stateHash"]

    def compare(self, image, sequence):
        """The log of an image is, up to a record, the one that was written, byte by byte."""
        if sequence not in self.ends:
            raise Broken(f"the log ends inside a frame, with record {sequence}")
        segment, end = self.ends[sequence]
        for path in sorted((image / "log").glob("*.wal")):
            number = int(path.name[:10])
            if number > segment:
                continue
            content, count = path.read_bytes(), end if number == segment else SEGMENT_BYTES
            if content[:count] != self.segments[number][:count]:
                raise Broken(f"{path.name} differs before the end of record {sequence}")


# The images.

class Worker:
    """Makes every so many-th of the images, and opens it."""

    def __init__(self, seed, base, root, points, acknowledged, final, scratch, forgets=()):
        self.random = random.Random(seed)
        self.disk = recording.Disk(base, root, scratch, forgets)
        self.points, self.acknowledged, self.final = points, acknowledged, final
        self.beside = base.parent / "beside"
        self.times = [moment for moment, _ in acknowledged]
        self.promises = []
        for _, sequence in acknowledged:
            self.promises.append(max(sequence, self.promises[-1] if self.promises else 0))
        self.least = max(int(re.search(r"\d+", path.name)[0]) for path in (base / "snapshots").glob("snapshot-*.walras"))
        self.done = collections.Counter()

    def run(self, places):
        """`places`: indexes of points, ascending; the power fails before each."""
        reached = 0
        for place in places:
            for _, is_end, entry in self.points[reached:place]:
                self.disk.apply(is_end, entry)
            reached = place
            moment = self.points[place][0] if place < len(self.points) else self.points[-1][0] + 1
            known = bisect.bisect_left(self.times, moment)
            promised = max(self.least, self.promises[known - 1] if known else 0)
            image = self.disk.image(self.random)
            try:
                self.check(image, promised)
            except (Broken, AssertionError) as error:
                raise Broken(f"power cut at point {place} of {len(self.points)}: {error}")
            finally:
                self.disk.undo()

    def check(self, image, promised):
        verifies = self.random.randrange(VERIFIED_ONE_IN) == 0
        found = walras("replay", str(image), *(["--verify"] if verifies else []))
        sequence = found["sequence"]
        self.done["images"] += 1
        self.done["torn"] += found["tail"] is not None
        self.done["beyond"] += sequence > promised
        self.done["verified"] += verifies
        if sequence < promised:
            raise Broken(f"record {promised} was acknowledged, the log ends with {sequence}")
        if found["rejectedSnapshots"]:
            raise Broken(f"a snapshot is refused: {found['rejectedSnapshots']}")
        self.final.compare(image, sequence)
        if self.random.randrange(COMPARED_ONE_IN) == 0:
            self.done["compared"] += 1
            if self.final.state(sequence) != found["stateHash"]:
                raise Broken(f"record {sequence} leads to another state than in the whole log")
        if self.random.randrange(SERVED_ONE_IN) == 0:
            self.serve(image, sequence, found["stateHash"])

    def serve(self, image, sequence, state):
        """A daemon recovers a copy of it, goes on, and leaves what can be read."""
        copy = tempfile.mkdtemp(dir=MEMORY, prefix="walras-served-")
        for part in ("log", "snapshots"):
            os.makedirs(f"{copy}/data/{part}")
            for path in (image / part).iterdir():
                recording.copy(path, f"{copy}/data/{part}/{path.name}")
        # Accounts and names have a proof of their own; here they are as they were before, which is what a crash may leave: the log comes first.
        for path in self.beside.iterdir():
            shutil.copy2(path, f"{copy}/data/{path.name}")
        daemon = Daemon("--history", "off", directory=copy, starts=False)
        try:
            daemon.start()
            if not any(state in line for line in daemon.output):
                raise Broken(f"a daemon recovers another state than {state}:\n" + "".join(daemon.output))
            Agent(daemon.url, "successor")
            if daemon.stop():
                raise Broken("the daemon that recovered does not end in order:\n" + "".join(daemon.output))
            after = walras("replay", f"{copy}/data")["sequence"]
        finally:
            daemon.remove()
        # An account that is opened and paid into are two.
        if after < sequence + 2:
            raise Broken(f"a daemon that recovered record {sequence} opened an account, and its log ends with {after}")
        self.done["served"] += 1


def work(results, *arguments, places, forgets=()):
    scratch = pathlib.Path(tempfile.mkdtemp(dir=MEMORY, prefix="walras-images-"))
    try:
        worker = Worker(*arguments, scratch, forgets)
        try:
            worker.run(places)
            results.put((worker.done, None))
        except Exception as error:
            # Whatever it is, somebody waits for an answer.
            results.put((worker.done, f"{type(error).__name__}: {error}"))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def choose(random_, points, count):
    """Half of the power cuts anywhere; half where names change and syncs end, which is where little happens much."""
    rare = [place for place, (_, _, entry) in enumerate(points) if entry.kind in (recording.OPEN, recording.RENAME, recording.UNLINK)]
    return sorted([random_.randrange(len(points) + 1) for _ in range(count - count // 2)] + [random_.choice(rare) for _ in range(count // 2)])


def prove(seed, images):
    scratch = pathlib.Path(tempfile.mkdtemp(dir=MEMORY, prefix="walras-recording-"))
    try:
        base, root, acknowledged = record(scratch)
        points = recording.read(scratch / "recording")
        final = Final(base, root, points, scratch / "final")
        random_ = random.Random(seed)
        places = choose(random_, points, images)
        jobs = os.cpu_count() or 1
        done = run(jobs, seed, (base, root, points, acknowledged, final), [places[job::jobs] for job in range(jobs)])
        # The same disks under a system that syncs nothing: if that passes, nothing was looked at.
        few = [places[images // 2:][:8]]
        try:
            run(1, seed, (base, root, points, acknowledged, final), few, forgets=(recording.SYNC,))
        except Broken:
            pass
        else:
            raise Broken("the images show no difference when nothing is ever synced")
        done["entries"], done["acknowledged"], done["rolls"] = len(points) // 2, len(acknowledged), final.rolls
        done["pruned"] = sum(1 for _, is_end, entry in points if is_end and entry.kind == recording.UNLINK and entry.path.endswith(".wal"))
        return done
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def run(jobs, seed, shared, parts, forgets=()):
    results = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=work, args=(results, seed * 1000 + job, *shared), kwargs={"places": parts[job], "forgets": forgets}) for job in range(jobs)]
    for worker in workers:
        worker.start()
    done, faults = collections.Counter(), []
    for _ in workers:
        counts, fault = results.get(timeout=3600)
        done += counts
        faults += [fault] if fault else []
    for worker in workers:
        worker.join()
    if faults:
        raise Broken(faults[0])
    return done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--images", type=int, default=100)
    options = parser.parse_args()
    try:
        done = prove(options.seed, options.images)
    except (Broken, recording.Unexpected, AssertionError) as error:
        print(error)
        sys.exit(1)
    print(json.dumps(dict(done)))


if __name__ == "__main__":
    main()
