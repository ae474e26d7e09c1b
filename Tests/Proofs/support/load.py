"""`walras load` with hundreds of requests under way while the log moves on under them; then at a steady rate alone, and with hostile peers
beside it: what it says, and what the daemon holds meanwhile and afterwards."""
import http.client
import json
import pathlib
import subprocess
import sys
import time

import conformance

# Shared by the connections of a run: each is given base currency, and all of that has to fit into an asset's total.
ACCOUNTS = 4
# Of every hundred connections.
HOSTILE_PERCENT = 5
# As many orders go as come, or memory would grow with those that stand.
MIX = "limit=40,cancel=38,market=2,price=10,health=10"
# Capacity is measured so often, if the quiet run does not reach its rate: then something else has taken the machine.
ATTEMPTS = 4
REACHED_MIN = 0.95
# Ended orders and fills are kept up to `Blotter.Limits`, and the history writes all that down every `Projection.checkpointInterval` records, for
# which it takes its room: until then memory grows as it must, and a long run begins behind that.
KEPT = 1 << 19
RECORDS = 1 << 22
BEFORE = 1_500_000
# Records the history may be behind when the measuring begins.
LAG_MAX = 10_000
# Of all requests, cancels of orders that were filled meanwhile: over HTTP, in frames.
LATE = {"status 400", "orderNotOpen"}
LATE_CANCELS_MAX = 0.02
# Orders that stand and records that are kept grow with what is traded; beyond that a short run may take so much more.
GROWTH_MAX = 64 * conformance.MIB


# Deep pipelines: records between two hashes of the state, each of which ends a batch of the log in the middle of the commands of a turn. Turns of
# `DEPTH` commands fill more batches than there are in the log's ring (`batchesMax`, 4), so the engine waits for the disk and publishes meanwhile;
# all records together are more than the ring holds.
HASH_RECORDS = 400
DEPTH = 2048
DEEP = 400_000
RING_BYTES = 16 * conformance.MIB
# Who reads slowly but reads may stay: what waits for it is bounded (HTTPLimits.answerBytesAhead).
STAYS = {"slow_reader"}


class Shape:
    """How many, how long, how fast; what is judged."""

    def __init__(self, minutes):
        self.is_long = minutes is not None and minutes >= 2
        self.connections = 1000 if self.is_long else 200
        self.quiet = min(60, minutes * 12) if self.is_long else 8
        self.hostile = 60 * minutes - self.quiet - 30 if self.is_long else 18
        self.hostiles = max(1, self.connections * HOSTILE_PERCENT // 100)


def load(daemon, seed, *how, accounts=ACCOUNTS):
    """A run of `walras load`; a process whose output is one JSON object."""
    command = [conformance.PROGRAM, "load", "--accounts", str(accounts), "--admin", f"unix:{daemon.directory}/data/admin.sock", "--seed", str(seed),
               "--json", *map(str, how)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def requests(daemon, seconds, shape, seed, rate=None):
    """Over HTTP, at a rate or as fast as answers come."""
    paced = ["--rate", rate, "--inflight", 4] if rate else []
    return load(daemon, seed, "--target", daemon.url, "--connections", shape.connections, "--mix", MIX, "--duration", int(seconds), *paced)


def health(daemon):
    connection = http.client.HTTPConnection(daemon.http, timeout=10)
    try:
        connection.request("GET", "/health")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def fill(daemon, seed):
    """Until what is kept in memory is full, over frames: they are several times as fast."""
    fills = 0
    while fills < KEPT or health(daemon)["sequence"] < RECORDS:
        fills += result(load(daemon, seed, "--target", f"sbe://{daemon.binary}", "--http", daemon.url, "--connections", ACCOUNTS, "--inflight", 64,
                             "--mix", "limit=42,cancel=40,market=18", "--requests", BEFORE, "--duration", 60), "before")["fills"]
    lag = conformance.settles(lambda: health(daemon)["history"]["lag_records"], LAG_MAX, 120)
    if lag > LAG_MAX:
        raise conformance.Broken(f"the history is {lag} records behind, two minutes after the last of many")


def deep(seed):
    """Every request gets its one answer while records are published in the middle of the batches that made them."""
    daemon = conformance.Daemon("--log-state-hash-records", str(HASH_RECORDS))
    try:
        report = result(load(daemon, seed, "--target", f"sbe://{daemon.binary}", "--http", daemon.url, "--connections", 2, "--inflight", DEPTH // 2,
                             "--mix", "limit=58,cancel=40,market=2", "--requests", DEEP, "--duration", 30, accounts=2), "deep pipelines")
        if daemon.stop() != 0:
            raise conformance.Broken(f"deep pipelines: the daemon did not end well: {''.join(daemon.output)}")
        data = daemon.directory + "/data"
        stat = json.loads(daemon.run("journal", "stat", data, "--json").stdout)
        if stat["rawBytes"] <= RING_BYTES or stat["stateHashes"] < stat["records"] // HASH_RECORDS:
            raise conformance.Broken(f"deep pipelines proved nothing: {stat}")
        replayed = daemon.run("replay", data, "--verify")
        if replayed.returncode != 0:
            raise conformance.Broken(f"deep pipelines: walras replay --verify: {replayed.stdout} {replayed.stderr}")
        return f"{report['answers']} requests, {DEPTH} at a time, over {stat['stateHashes']} state hashes in {stat['rawBytes'] >> 20} MiB of log, each answered once"
    except conformance.Broken as broken:
        # If it has stopped itself, it says why while its connections close already.
        def fatal():
            return [line.strip() for line in daemon.output if "Fatal error: " in line or "Precondition failed: " in line]
        conformance.settles(lambda: not fatal(), False, 2)
        raise conformance.Broken(f"{(fatal() or [''])[0]} {broken}".strip())
    finally:
        daemon.remove()


def result(process, what):
    try:
        output, errors = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.kill()
        raise conformance.Broken(f"{what}: no end in sight: what it waits for does not come")
    try:
        report = json.loads(output)
    except ValueError:
        raise conformance.Broken(f"{what}: no report: {errors[-500:]}")
    if report["violations"] or process.returncode != 0:
        raise conformance.Broken(f"{what}: {report['violations']} answers were not as promised: {report['firstViolations'][:3]} {errors[-300:]}")
    if report["answers"] != report["requests"]:
        raise conformance.Broken(f"{what}: {report['requests'] - report['answers']} of {report['requests']} requests were not answered")
    # Who cancels what has just been filled is told so.
    errors = {code: count for code, count in report["errors"].items() if code not in LATE or count > report["answers"] * LATE_CANCELS_MAX}
    if errors:
        raise conformance.Broken(f"{what}: errors {errors}")
    return report


def watched(process, pid):
    """Resident bytes, once a second while a process runs."""
    samples = []
    while process.poll() is None:
        samples.append(conformance.resident(pid))
        time.sleep(1)
    return samples


def in_words(report):
    latency = report["latency"]
    return f"{report['perSecond']} a second, " + ", ".join(f"{name} {latency[name] / 1e6:.2f} ms" for name in ("p50", "p99", "p99.9", "max"))


def main(options):
    shape = Shape(options.minutes)
    pipelined = deep(options.seed)
    print(f"load: {pipelined}", flush=True)
    daemon = conformance.Daemon("--demo", environment={"WALRAS_TIMEOUTS_HEAD_MILLISECONDS": "3000", "WALRAS_TIMEOUTS_BODY_MILLISECONDS": "5000"})
    try:
        pid = daemon.process.pid
        if shape.is_long:
            fill(daemon, options.seed)
        rate, quiet = 0, None
        for attempt in range(ATTEMPTS):
            capacity = result(requests(daemon, 8 if shape.is_long else 3, shape, options.seed), "capacity")["perSecond"]
            # Half of it where everything else of a test run may be going on.
            rate = max(1, capacity * (80 if shape.is_long else 50) // 100)
            conformance.settles(lambda: conformance.sockets(pid), 0, 1.5)
            descriptors, threads = conformance.descriptors(pid), conformance.threads(pid)
            quiet = result(requests(daemon, shape.quiet, shape, options.seed + 1 + attempt, rate), "quiet")
            print(f"load: {capacity} a second at most, {rate} from here on; quiet: {in_words(quiet)}", flush=True)
            if quiet["perSecond"] >= rate * REACHED_MIN:
                break
        else:
            raise conformance.Broken(f"the machine does not keep still: {quiet['perSecond']} a second where {rate} were to be sent")

        enemies = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).parent / "hostile.py"), daemon.http, daemon.binary, str(shape.hostiles), str(options.seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        process = requests(daemon, shape.hostile, shape, options.seed + 2, rate)
        samples = watched(process, pid)
        report = result(process, f"with {shape.hostiles} hostile")
        said = enemies.communicate(timeout=30)[0]
        if enemies.returncode != 0:
            raise conformance.Broken("the hostile peers failed by themselves")
        kinds = json.loads(said)
        ratio = report["latency"]["p99.9"] / max(1, quiet["latency"]["p99.9"])
        start = samples[min(60, len(samples) // 2)] if shape.is_long else samples[len(samples) // 2]
        growth = max(samples[samples.index(start):]) - start
        print(f"load: with {shape.hostiles} hostile: {in_words(report)}; p99.9 is {ratio:.2f} of the quiet one; "
              f"{start >> 20} MiB after the first {'minute' if shape.is_long else 'half'}, then {growth / start:+.1%}", flush=True)
        print("load: connected and thrown out: " + ", ".join(f"{kind} {came}/{went}" for kind, (came, went) in kinds.items()), flush=True)

        idle = [kind for kind, (came, went) in kinds.items() if came == 0 or went == 0 and kind not in STAYS]
        if idle:
            raise conformance.Broken(f"hostile peers did nothing, or nothing became of it: {idle}")
        left = conformance.settles(lambda: conformance.descriptors(pid).total(), descriptors.total(), 15) - descriptors.total()
        if left > 0:
            raise conformance.Broken(f"{left} descriptors more than at the start are open when all have gone: {conformance.descriptors(pid) - descriptors}")
        more = conformance.settles(lambda: conformance.threads(pid), threads, 5) - threads
        if more > 0:
            raise conformance.Broken(f"{more} threads more than at the start")
        if shape.is_long and growth > start // 20:
            raise conformance.Broken(f"memory grew by {growth >> 20} MiB from {start >> 20} MiB after the first minute")
        if shape.is_long and ratio > 5:
            raise conformance.Broken(f"p99.9 was {ratio:.1f} times that of the quiet run")
        if not shape.is_long and growth > GROWTH_MAX:
            raise conformance.Broken(f"memory grew by {growth >> 20} MiB in {len(samples) // 2} s")
        return (f"{pipelined}; {quiet['answers'] + report['answers']} requests over {shape.connections} connections at {rate} a second, no error; {shape.hostiles} hostile "
                f"connected {sum(came for came, _ in kinds.values())} times; p99.9 {ratio:.1f} of the quiet run, memory {growth / start:+.1%}; descriptors and threads as before")
    finally:
        daemon.remove()


if __name__ == "__main__":
    conformance.run("load", main)
