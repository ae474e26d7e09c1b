"""A daemon of the real program, for tests with clients others wrote."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("WALRAS", str(ROOT / ".build/release/walras"))
START_SECONDS = 20


class Daemon:
    """Starts on free ports of the loopback interface; `restart` keeps data and ports."""

    def __init__(self, *flags, limits="off", environment=None, directory=None, starts=True):
        self.directory = directory or tempfile.mkdtemp(prefix="walras-clients-")
        self.flags = list(flags)
        self.limits = limits
        self.environment = dict(os.environ, **(environment or {}))
        self.http = self.binary = "127.0.0.1:0"
        self.process = None
        self.output = []
        # A program that runs the daemon, such as a tracer.
        self.prefix = []
        if starts:
            self.start()

    def start(self):
        command = [*self.prefix, PROGRAM, "serve", "--data", self.directory + "/data", "--listen", f"agentexchange={self.http}", "--binary", self.binary]
        if self.limits == "off":
            command += ["--limits", "off"]
        self.output = []
        began = time.monotonic()
        self.process = subprocess.Popen(
            command + self.flags, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment)
        listening = threading.Event()
        threading.Thread(target=self._read, args=(self.process, listening), daemon=True).start()
        if not listening.wait(START_SECONDS):
            self.process.kill()
            raise AssertionError("the daemon did not start:\n" + "".join(self.output))
        self.start_seconds = time.monotonic() - began
        return self

    def _read(self, process, listening):
        for line in process.stdout:
            self.output.append(line)
            if found := re.search(r"https?://([0-9.]+:\d+)", line):
                self.http = found.group(1)
            if found := re.search(r"binary frames on ([0-9.]+:\d+)", line):
                self.binary = found.group(1)
                listening.set()
        listening.set()

    @property
    def url(self):
        return "http://" + self.http

    def address(self, name="http"):
        host, port = getattr(self, name).rsplit(":", 1)
        return host, int(port)

    def kill(self):
        """As a power cut would for the process: no goodbye."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM, and its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def restart(self):
        if self.process.poll() is None:
            self.stop()
        return self.start()

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def run(self, *arguments):
        """Another subcommand over the same data."""
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120)
