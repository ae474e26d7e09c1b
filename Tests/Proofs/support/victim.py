"""A daemon that is killed, or whose disk fails, at a chosen moment."""
import concurrent.futures
import mmap
import multiprocessing
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "Clients"))

from daemon import PROGRAM, Daemon  # noqa: E402

# The smallest the setting takes: directories are made often here.
SEGMENT_MEBIBYTES = 20
# What has to be free in memory for directories to be there.
MEMORY_MIN = 1 << 30


class Broken(Exception):
    """A promise was not kept; says which."""


class Gone(Exception):
    """The daemon ended under us, as it may here."""


def scratch_directory(name, in_memory=False):
    """in_memory: where no real disk is needed, and syncs should take no time."""
    memory = "/dev/shm"
    if in_memory and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_MIN:
        return tempfile.mkdtemp(prefix=f"walras-{name}-", dir=memory)
    return tempfile.mkdtemp(prefix=f"walras-{name}-")


def compile_shim(directory):
    """faults.c as a library for LD_PRELOAD."""
    library = f"{directory}/faults.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, str(HERE / "faults.c"), "-ldl"], check=True)
    return library


def can_trace():
    """Whether this machine lets strace put signals into a process."""
    if shutil.which("strace") is None:
        return False
    program = "import os; d = os.open('/dev/null', os.O_WRONLY); os.fdatasync(d)"
    inject = ["strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:signal=KILL:when=1"]
    ended = subprocess.run([*inject, sys.executable, "-c", f"try:\n  {program}\nexcept OSError: pass"], stderr=subprocess.DEVNULL)
    return ended.returncode not in (0, 1)


class Control:
    """What the shim shares with us."""

    def __init__(self, path):
        self.path = path
        with open(path, "wb") as file:
            file.write(bytes(32))
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 32)

    def _get(self, index):
        return struct.unpack_from("<q", self.memory, 8 * index)[0]

    def arm(self, at):
        """The fault comes at the call with this number from now on; never at 0."""
        struct.pack_into("<qqq", self.memory, 0, 0, 0, 0)
        struct.pack_into("<q", self.memory, 0, at)

    def disarm(self):
        struct.pack_into("<q", self.memory, 0, 0)

    def set_budget(self, bytes_left):
        struct.pack_into("<q", self.memory, 24, 0 if bytes_left is None else bytes_left + 1)

    budget = property(lambda self: self._get(3) - 1)
    count = property(lambda self: self._get(1))
    when = property(lambda self: self._get(2))


class Victim(Daemon):
    """The real daemon on a directory of ours; with the shim, or under strace, if asked for."""

    def __init__(self, directory, shim, *flags, durability="always"):
        super().__init__(
            "--log-segment-mebibytes", str(SEGMENT_MEBIBYTES), "--durability", durability, *flags, directory=directory, starts=False)
        self.durability = durability
        self.shim = shim
        self.control = Control(directory + "/control")
        self.data = directory + "/data"
        self.plain = dict(self.environment)

    def begin(self, files=None, call="sync", deed="kill", sticks=False, at=0, trace=None, budget=None):
        """Starts it. True if it serves, False if it ended before.

        files, call, deed, sticks: what faults.c takes, armed for call number `at` already if that is not 0.
        trace: kill with strace at each thread's fdatasync of this number.
        budget: bytes that files may grow by."""
        self.control.arm(at)
        self.control.set_budget(budget)
        self.prefix, self.environment = [], dict(self.plain)
        if files:
            self.environment.update(
                LD_PRELOAD=self.shim, FAULT_CONTROL=self.control.path, FAULT_FILES=":".join(files), FAULT_CALL=call, FAULT_DO=str(deed))
            if sticks:
                self.environment["FAULT_STICKS"] = "1"
        if trace:
            # -D: the daemon is our child, and strace is somebody else's. With --seccomp-bpf it would be quicker, and count wrongly (6.1).
            self.prefix = [
                "strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", f"inject=fdatasync:signal=KILL:when={trace}"]
        self.start()
        serves = any("administration on" in line for line in self.output) or self._settle()
        if serves and not any(", 8 instruments" in line for line in self.output):
            raise Broken(f"it does not list what it did: {''.join(self.output)}")
        return serves

    def _settle(self):
        # The line behind the one that `start` waits for is there in a moment, or never.
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            if any("administration on" in line for line in self.output):
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.002)
        return False

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def end(self):
        if self.is_running:
            self.kill()


class Load:
    """`walras load` as another process, which writes down what it was promised."""

    def __init__(self, victim, record, target="sbe", connections=3, inflight=24, seed=1, seconds=5, rate=6000, funded=True):
        self.record = record
        where = f"sbe://{victim.binary}" if target == "sbe" else f"{target}://{victim.http}"
        command = [
            PROGRAM, "load", "--target", where, "--http", victim.url, "--connections", str(connections), "--inflight", str(inflight),
            "--duration", str(seconds), "--rate", str(rate), "--seed", str(seed), "--record", record, "--json"]
        if funded:
            command += ["--admin", f"unix:{victim.data}/admin.sock"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait(self):
        """Its report, or None if it did not get as far as the first order."""
        try:
            output, errors = self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Broken("walras load did not end when the daemon had")
        if self.process.returncode not in (0, 1):
            raise Broken(f"walras load ended with {self.process.returncode}: {errors}")
        return output


def arguments():
    """(seed, minutes or None) from the command line."""
    seed, minutes, rest = 1, None, sys.argv[1:]
    while rest:
        if len(rest) < 2 or rest[0] not in ("--seed", "--minutes"):
            print(f"usage: {sys.argv[0]} [--seed N] [--minutes M]", file=sys.stderr)
            sys.exit(2)
        if rest[0] == "--seed":
            seed = int(rest[1])
        else:
            minutes = float(rest[1])
        rest = rest[2:]
    return seed, minutes


def in_parallel(count, work, *parts):
    """Runs work(number, …) in so many processes; what they returned, or the first Broken any of them raised."""
    with concurrent.futures.ProcessPoolExecutor(count, multiprocessing.get_context("fork")) as pool:
        futures = [pool.submit(work, number, *parts) for number in range(count)]
        return [future.result() for future in futures]


def conclude(name, prove):
    """Runs `prove`, which returns what was done; prints the last line that a proof ends with, and exits."""
    try:
        done = prove()
    except Broken as broken:
        print(f"{name}: BROKEN: {broken}")
        sys.exit(1)
    except Exception as error:
        traceback.print_exc()
        print(f"{name}: BROKEN: the proof itself: {error!r}")
        sys.exit(1)
    print(f"{name}: ok: {done}")
    sys.exit(0)


def seeded(*parts):
    return random.Random("/".join(map(str, parts)))
