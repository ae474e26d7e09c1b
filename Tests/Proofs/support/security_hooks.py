"""Where webhooks may go: by their text, by what their names mean when they are registered, and by what these mean later."""
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import time

from security_world import Person, World, check
from receiver import Receiver  # found by way of the line above

# What nobody may register, whatever it resolves to.
TEXTS = [
    "http://hooks.example.com/a", "ftp://hooks.example.com/a", "file:///etc/passwd", "gopher://hooks.example.com/", "//hooks.example.com/", "hooks.example.com", "",
    "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0/", "https://0.0.0.0/", "https://2130706433/", "https://0x7f000001/", "https://017700000001/",
    "https://0177.0.0.1/", "https://0x7f.0.0.1/", "https://127.0.0.1./", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.0.1/", "https://169.254.169.254/latest/",
    "https://100.64.0.1/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[fe80::1%25eth0]/", "https://[fd00::1]/",
    "https://[64:ff9b::7f00:1]/", "https://93.184.216.34/", "https://localhost/", "https://LocalHost/", "https://localhost./", "https://a.localhost/", "https://walras/",
    "https://printer.local/", "https://metadata.google.internal/", "https://router.home.arpa/", "https://user@hooks.example.com/", "https://user:word@hooks.example.com/",
    "https://hooks.example.com@127.0.0.1/", "https://127.0.0.1#@hooks.example.com/", "https://127.0.0.1\\@hooks.example.com/", "https://hooks.example.com:22/",
    "https://hooks.example.com:25/", "https://hooks.example.com:80/", "https://hooks.example.com:0/", "https://hooks.example.com:65536/", "https://hooks.example.com:-1/",
    "https://１２７.0.0.1/", "https://①②⑦.0.0.1/", "https://hooks.example.com/\r\nHost: 127.0.0.1", "https://hooks.example.com/ a", "https://a..example.com/",
]

# What a name may not mean.
ADDRESSES = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "fe80::1", "fd00::1", "fc00::1", "ff02::1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "2001:db8::1",
]
PUBLIC = "93.184.216.34"


class Ear:
    """Listens on the loopback, and counts whoever comes."""

    def __init__(self):
        self.sockets = [self.listen(socket.AF_INET, "127.0.0.1", 0)]
        self.port = self.sockets[0].getsockname()[1]
        try:
            self.sockets.append(self.listen(socket.AF_INET6, "::1", self.port))
        except OSError:
            pass  # without IPv6 there is no ::1 to knock at
        self.heard = 0
        for listening in self.sockets:
            threading.Thread(target=self.accept, args=(listening,), daemon=True).start()

    @staticmethod
    def listen(family, host, port):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
        return listening

    def accept(self, listening):
        while True:
            try:
                listening.accept()[0].close()
            except OSError:
                return
            self.heard += 1

    def close(self):
        for listening in self.sockets:
            listening.close()


class Names:
    """The file names are looked up in."""

    def __init__(self, directory):
        self.path = pathlib.Path(directory, "names")
        self.path.write_text("")
        library = f"{directory}/names.so"
        source = pathlib.Path(__file__).with_name("names.c")
        done = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source], capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)
        self.environment = {"LD_PRELOAD": library, "WALRAS_PROOF_NAMES": str(self.path)}

    def mean(self, **names):
        new = self.path.with_suffix(".new")
        new.write_text("".join(f"{name}.example.com {addresses}\n" for name, addresses in names.items()))
        os.replace(new, self.path)


def register(world, person, url):
    return world.ask("POST", "/api/v1/webhooks", {**person.headers()}, '{"url":%s,"events":["order.filled"]}' % json.dumps(url))


def by_text(world, person):
    for url in TEXTS:
        answer = register(world, person, url)
        check((answer.status, answer.code) == (422, "VALIDATION_ERROR") and answer.json["error"]["details"]["field"] == "url", f"{url!r} is taken: {answer.status} {answer.text}")
    hook = person.do("POST", "webhooks", url="https://hooks.example.com/", events=["order.filled"])["id"]
    for url in TEXTS:
        answer = world.ask("PUT", "/api/v1/webhooks/" + hook, person.headers(), '{"url":%s}' % json.dumps(url))
        check(answer.status == 422, f"{url!r} is taken for a webhook there is: {answer.text}")
    check(person.get("webhooks/" + hook)["url"] == "https://hooks.example.com/", "a refused address was stored")
    for url in ("https://hooks.example.com:443/", "https://hooks.example.com:8443/a?b=c"):
        answer = register(world, person, url)
        check(answer.status == 201, url, "is refused:", answer.text)
        world.ask("DELETE", "/api/v1/webhooks/" + answer.json["id"], person.headers())
    world.ask("DELETE", "/api/v1/webhooks/" + hook, person.headers())
    return 2 * len(TEXTS) + 2


def by_meaning(world, person, names):
    """A name that leads home is refused when it is registered, alone or among public addresses."""
    for address in ADDRESSES:
        for addresses in (address, f"{PUBLIC},{address}"):
            names.mean(inside=addresses)
            answer = register(world, person, "https://inside.example.com/")
            check(answer.status == 422, f"a name that means {addresses} is taken: {answer.text}")
            check(address not in answer.text or address in "https://inside.example.com/", "an address of the inside is told:", answer.text)
    return 2 * len(ADDRESSES)


def fails(person, hook, failures):
    deadline = time.monotonic() + 20
    while person.get("webhooks/" + hook)["failure_count"] < failures:
        check(time.monotonic() < deadline, "no failure is counted:", person.get("webhooks/" + hook))
        time.sleep(0.05)


def rebound(person, names, ear):
    """Names that were public when they were registered and lead home when something is delivered: nobody is knocked at."""
    hooks = {}
    homes = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "127.0.0.1,::1", f"127.0.0.1,{PUBLIC}"]
    public = {f"turns{n}": PUBLIC for n in range(len(homes))}
    names.mean(**public)
    for name in public:
        hooks[name] = person.do("POST", "webhooks", url=f"https://{name}.example.com:{ear.port}/", events=["order.filled"])["id"]
    # What is public is not tried here: these would go out to the world.
    names.mean(**{name: home if PUBLIC not in home else "127.0.0.1,::1" for name, home in zip(public, homes)})
    for hook in hooks.values():
        person.do("POST", f"webhooks/{hook}/test")
    for hook in hooks.values():
        fails(person, hook, 1)
    check(ear.heard == 0, "something was knocked at:", ear.heard)
    for hook in hooks.values():
        person.world.ask("DELETE", "/api/v1/webhooks/" + hook, person.headers())
    return len(hooks)


def redirected(names_environment):
    """With local addresses allowed, for there the rest can be seen: the resolver of this proof is asked, and no redirect is followed."""
    world = World("--allow-local-webhooks", "--webhooks-retry-milliseconds", "10", environment=names_environment.environment)
    first, second = Receiver(status=302), Ear()
    try:
        person = Person(world, "Redirected")
        for status in (301, 302, 303, 307, 308):
            first.status = status
            first.url = lambda path="/", port=second.port: f"http://127.0.0.1:{port}{path}"
            hook = person.do("POST", "webhooks", url=f"http://127.0.0.1:{first.server.server_port}/hook", events=["order.filled"])["id"]
            before = len(first.received)
            person.do("POST", f"webhooks/{hook}/test")
            fails(person, hook, 1)
            check(len(first.received) >= before + 1, "the first receiver is not asked")
            world.ask("DELETE", "/api/v1/webhooks/" + hook, person.headers())
        check(second.heard == 0, "a redirect was followed:", second.heard)
        # The ear hears, and names are looked up where they are made up: by the very same way, allowed.
        names_environment.mean(here="127.0.0.1")
        hook = person.do("POST", "webhooks", url=f"http://here.example.com:{second.port}/", events=["order.filled"])["id"]
        person.do("POST", f"webhooks/{hook}/test")
        fails(person, hook, 1)
        check(second.heard >= 1, "the ear is deaf, or the daemon asks another resolver")
    finally:
        first.close()
        second.close()
        world.remove()
    return 6


def run(rng):
    with tempfile.TemporaryDirectory() as directory:
        names = Names(directory)
        world = World("--webhooks-retry-milliseconds", "10", environment=names.environment)
        ear = Ear()
        try:
            person = Person(world, "Hooked")
            count = by_text(world, person) + by_meaning(world, person, names) + rebound(person, names, ear)
        finally:
            ear.close()
            world.remove()
        count += redirected(names)
    return f"{count} addresses of webhooks, names that change their meaning, redirects"
