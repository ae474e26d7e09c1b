"""Keys, secrets, passwords and tokens of a busy hour, looked for in everything the daemon wrote, printed and answered."""
import base64
import hashlib
import json
import os
import pathlib
import re
import socket
import stat
import subprocess

from security_world import PROGRAM, Person, World, check, token, trade
from receiver import Receiver  # found by way of the line above
import binary

# Files that are there to hold one secret, for their owner alone; and letters, each with the token it is about.
HOLDERS = {"secret", "admin.key"}
LETTERS = "outbox"


class Secrets:
    """What must not be seen, by name, with the shapes it could be seen in."""

    def __init__(self):
        self.all = {}

    def add(self, name, text):
        data = text if isinstance(text, bytes) else text.encode()
        # Of a key the first 16 characters behind its prefix are no secret: they are how it is found.
        core = data[24:] if data[:8] in (b"ak_live_", b"sk_live_") and data[:2] == b"ak" else data
        for shape in (core, base64.b64encode(data).rstrip(b"="), base64.urlsafe_b64encode(data).rstrip(b"="), data.hex().encode(), data.hex().upper().encode(), core[:24]):
            self.all[shape] = name
        if data == text:
            self.all[data] = name
        return text

    def found(self, data):
        return {name for shape, name in self.all.items() if len(shape) >= 8 and shape in data}


def raw(world, data):
    """Bytes to the listener, and whatever comes back."""
    with socket.create_connection(world.daemon.address(), timeout=3) as plain:
        plain.sendall(data)
        received = b""
        try:
            plain.shutdown(socket.SHUT_WR)
            while chunk := plain.recv(65536):
                received += chunk
        except OSError:
            received += b""
        return received


def odd_requests(world, person, secrets, rng):
    """Requests that are wrong in every way, each with a secret in the wrong place. The answers."""
    guess = secrets.add("a guessed key", "ak_live_" + "".join(rng.choice("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(64)))
    word = secrets.add("a guessed password", "guess-" + "".join(rng.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(40)))
    jwt = secrets.add("a guessed token", token({"sub": person.id, "iat": 1, "exp": 9999999999}, os.urandom(32)))
    trace = {"X-Trace-Id": "trace"}
    answers = []
    for text in (person.key, person.secret, person.agent_key, person.token, guess, word, jwt, world.admin_key):
        key = {**person.headers(), **trace}
        asks = [
            ("GET", "/api/v1/account/info", {**trace, "X-API-Key": text}, None), ("GET", "/api/v1/account/info", {**trace, "Authorization": "Bearer " + text}, None),
            ("GET", "/api/v1/account/info", {**trace, "Authorization": text}, None), ("GET", "/api/v1/account/info?api_key=" + text, trace, None),
            ("GET", "/api/v1/trade/order/" + text, key, None), ("DELETE", "/api/v1/trade/order/" + text, key, None), ("GET", "/api/v1/agents/" + text, key, None),
            ("GET", "/api/v1/webhooks/" + text, key, None), ("GET", "/api/v1/market/price/" + text, trace, None), ("GET", "/nowhere/" + text, trace, None),
            ("GET", "/api/v1/trade/orders?status=" + text, key, None), ("GET", "/api/v1/trade/orders?limit=" + text, key, None),
            ("GET", "/api/v1/market/prices?symbols=" + text, trace, None), ("GET", "/api/v1/account/info", {**trace, **key, "X-Agent-Id": text}, None),
            *([("GET", "/health", {"X-Trace-Id": text}, None)] if len(text) > 64 else []), ("GET", "/ws/v1?api_key=" + text, trace, None), ("GET", "/ws/v1?token=" + text, trace, None),
            ("POST", "/api/v1/auth/login", trace, json.dumps({"api_key": text, "api_secret": text})), ("POST", "/api/v1/auth/login", trace, '{"api_key":"' + text),
            ("POST", "/api/v1/auth/login", trace, json.dumps({text: text})), ("POST", "/api/v1/auth/user-login", trace, json.dumps({"email": "a@b.example", "password": text[:72]})),
            ("POST", "/api/v1/auth/register", trace, json.dumps({"display_name": "x", "email": "no address", "password": text[:72]})),
            ("POST", "/api/v1/auth/register", trace, json.dumps({"display_name": "x", "email": text, "password": "1"})),
            ("POST", "/api/v1/auth/reset-password", trace, json.dumps({"token": text, "new_password": text})), ("POST", "/api/v1/auth/verify-email", trace, json.dumps({"token": text})),
            ("POST", "/api/v1/trade/order", key, json.dumps({"symbol": text, "side": "buy", "type": "market", "quantity": "1"})),
            ("POST", "/api/v1/trade/order", key, json.dumps({"symbol": "BTCUSDT", "side": text, "type": text, "quantity": text})),
            ("POST", "/api/v1/trade/order", {**key, "Content-Encoding": text}, "x"), ("POST", "/api/v1/webhooks", key, json.dumps({"url": "https://" + text, "events": [text]})),
            ("PUT", "/api/v1/account/risk-profile", key, json.dumps({"max_open_orders": text})), ("POST", "/api/v1/account/mode", key, json.dumps({"mode": text})),
            ("PATCH", "/api/v1/account/info", {**key}, text), ("OPTIONS", "/" + text, {"Origin": "https://" + text[:40]}, None),
        ]
        for method, path, headers, body in asks:
            answers.append((f"{method} {path[:40]}", world.ask(method, path, headers, body).everything().encode()))
        for method, path, headers, body in [
            ("GET", "/admin/state", {"X-Admin-Key": text + "x"}, None), ("GET", "/admin/accounts/" + text, {"X-Admin-Key": world.admin_key}, None),
            ("POST", "/admin/keys", {"X-Admin-Key": world.admin_key}, json.dumps({"account_id": text})), ("GET", "/nowhere/" + text, {"X-Admin-Key": world.admin_key}, None),
            ("POST", f"/admin/instruments/{text}/phase", {"X-Admin-Key": world.admin_key}, json.dumps({"phase": text})),
        ]:
            answers.append((f"{method} {path[:40]}", world.ask(method, path, headers, body, door="admin").everything().encode()))
        line = text.encode()
        for data in (
            line + b" / HTTP/1.1\r\n\r\n", b"GET /" + line + b"\x00 HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n" + line + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nX-API-Key: " + line + b"\x01\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: " + line + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: " + line + b"/\r\n\r\n", b"GET / HTTP/9.9\r\nX-API-Key: " + line + b"\r\n\r\n", b"GET / HTTP/1.1\r\nX-API-Key: " + line * 900 + b"\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + line, b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + line + b"\r\n",
        ):
            answers.append(("bytes " + repr(data[:20]), raw(world, data)))
        for frame in (binary.frame(129, line), binary.logon(text[:72]), line):
            with socket.create_connection(world.daemon.address("binary"), timeout=3) as plain:
                plain.sendall(frame)
                answers.append(("frames", plain.recv(65536)))
    return answers


def busy(world, secrets, rng):
    """Everything that has to do with a secret, as it should be."""
    word = lambda name: secrets.add(name, name.replace(" ", "-") + "".join(rng.choice("abcdefghijkmnpqrstuvwxyz") for _ in range(24)))
    ada = Person(world, "zqplainname", email="ada@example.com", password=word("password"))
    seller = Person(world, "seller")
    for person in (ada, seller):
        for name, text in (("key", person.key), ("secret", person.secret), ("agent key", person.agent_key)):
            secrets.add(name, text)
    secrets.add("token", ada.log_in())
    login = ada.do("POST", "auth/user-login", email="ada@example.com", password=next(text.decode() for text, name in secrets.all.items() if name == "password"))
    secrets.add("token by email", login["token"])
    more = ada.do("POST", "agents", display_name="More")
    secrets.add("second agent's key", more["api_key"])
    secrets.add("second agent's new key", ada.do("POST", f"agents/{more['agent_id']}/regenerate-key")["api_key"])
    secrets.add("copy's key", ada.do("POST", f"agents/{more['agent_id']}/clone")["api_key"])
    secrets.add("key by the operator", world.admin("POST", "/admin/keys", {"account_id": ada.id, "display_name": "By the operator"})["api_key"])
    receiver = Receiver()
    hook = ada.do("POST", "webhooks", url=receiver.url(), events=["order.filled"])
    secrets.add("webhook's secret", hook["secret"])
    seller.fund("BTC", "5")
    trade(ada, seller, client_order_id="zqplainorder")
    receiver.wait(1)
    check(receiver.received[0].is_signed(hook["secret"]), "the delivery is not signed with this secret")
    receiver.close()
    letters = world.data / LETTERS
    verify = next(letters.glob("verify-email-*")).read_text().split("\n\n")[1]
    secrets.add("letter's token", verify)
    ada.do("POST", "auth/verify-email", token=verify)
    ada.do("POST", "auth/forgot-password", username="ada@example.com")
    reset = next(letters.glob("reset-password-*")).read_text().split("\n\n")[1]
    secrets.add("letter's second token", reset)
    ada.do("POST", "auth/reset-password", token=reset, new_password=word("new password"))
    for signs in (True, False):
        session = binary.Session(world.daemon.address("binary"), ada.key, signs=signs, stream=1 + signs)
        session.until("LogonAccepted")
        session.send(binary.new_order(1, 2_000_000, 100))
        session.until("ExecutionReport")
        session.close()
    ada.log_in()
    secrets.add("token after the reset", ada.token)
    secrets.add("admin key", world.admin_key)
    secrets.add("server's secret", (world.data / "secret").read_bytes())
    return ada


def files(directory):
    return [path for path in sorted(pathlib.Path(directory).rglob("*")) if path.is_file()]


def look(world, secrets, where):
    """Every file, as it lies."""
    for path in files(world.data):
        name = path.relative_to(world.data)
        # Segments are zero-filled to their end before they are used.
        data = path.read_bytes().rstrip(b"\0")
        seen = secrets.found(data)
        if str(name) in HOLDERS:
            check(len(seen) == 1, name, "holds", seen)
        elif name.parts[0] == LETTERS:
            check(seen <= {"letter's token", "letter's second token"}, name, "holds", seen)
        else:
            check(not seen, where, name, "holds", seen)
        mode = stat.S_IMODE(path.stat().st_mode)
        private = str(name) in HOLDERS or name.parts[0] == LETTERS or name.suffix in (".sqlite", ".sqlite-wal", ".sqlite-shm")
        check(mode & (0o077 if private else 0o027) == 0, name, f"may be read or written by others: {mode:o}")
    check(stat.S_IMODE(world.data.stat().st_mode) & 0o027 == 0, "the data directory is open to others")


def printed(world, *command):
    done = subprocess.run([PROGRAM, *command], capture_output=True, timeout=120)
    check(done.returncode == 0, command, done.returncode, done.stderr[-500:])
    return done.stdout + done.stderr


def run(rng):
    world, secrets = World("--allow-local-webhooks"), Secrets()
    try:
        ada = busy(world, secrets, rng)
        for text in (ada.key, ada.secret, world.admin_key):
            check(secrets.found(b'{"text":"' + text.encode() + b'"}') and secrets.found(base64.b64encode(text.encode())), "a secret is not found where it is")
        answers = odd_requests(world, ada, secrets, rng)
        for what, data in answers:
            # The fields a client sends are its own to know, but no error tells them again to whoever reads logs of answers.
            check(not (seen := secrets.found(data)), "the answer to", what, "tells", seen, data[:600])
        for path, headers, door in (("/metrics", {}, "http"), ("/health", {}, "http"), ("/metrics", {"X-Admin-Key": world.admin_key}, "admin"),
                                    ("/admin/state", {"X-Admin-Key": world.admin_key}, "admin")):
            check(not (seen := secrets.found(world.ask("GET", path, headers, door=door).everything().encode())), path, "tells", seen)
        look(world, secrets, "while it runs:")
        first = "".join(world.daemon.output)
        world.daemon.kill()
        look(world, secrets, "after a kill:")
        world.daemon.restart()
        check(world.ask("GET", "/api/v1/account/info", ada.headers()).status == 200, "the key opens nothing after a restart")
        check(world.daemon.stop() == 0, "did not end well")
        data = str(world.data)
        world.lines.http = None
        texts = {
            "journal cat": printed(world, "journal", "cat", data), "snapshot": printed(world, "snapshot", data), "journal stat": printed(world, "journal", "stat", data),
            "replay": printed(world, "replay", data, "--to", f"{world.daemon.directory}/state.json") + pathlib.Path(world.daemon.directory, "state.json").read_bytes(),
            "config show": printed(world, "config", "show", "--data", data), "what the daemon printed": (first + "".join(world.daemon.output)).encode(),
        }
        for what, text in texts.items():
            check(not (seen := secrets.found(text)), what, "shows", seen)
        look(world, secrets, "in the end:")
        # What is looked for can be found: names and hashes are where they should be, and the log was really read.
        registry = b"".join(path.read_bytes() for path in files(world.data) if path.name.startswith("registry"))
        names = b"".join(path.read_bytes() for path in files(world.data) if path.name.startswith("names"))
        check(b"zqplainname" in registry and ada.key[8:24].encode() in registry, "the registry is not where it is looked for")
        check(hashlib.sha256(ada.key.encode()).digest() in registry and hashlib.sha256(ada.secret.encode()).digest() in registry, "the registry has no hashes")
        check(re.search(rb"\$scrypt|scrypt", registry), "passwords are no scrypt")
        check(b"zqplainorder" in names and texts["journal cat"].count(b'"command"') > 20, "the log is not what was looked at")
        check((world.data / "traces.jsonl").stat().st_size > 1000, "the trace log is empty")
        size = sum(len(path.read_bytes().rstrip(b"\0")) for path in files(world.data))
    finally:
        world.remove()
    return f"{len(set(secrets.all.values()))} kinds of secrets in {len(answers)} answers to bad requests, {size >> 10} KiB of files and everything printed: none"
