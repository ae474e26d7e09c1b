"""A daemon with people in it, and how they ask."""
import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import struct
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "Clients"))

import binary  # noqa: E402
from daemon import PROGRAM, Daemon  # noqa: E402

# No limit may come between a request and whoever is to refuse it.
LOOSE = [
    "--accounts-max-open-orders", "100000", "--accounts-max-position-percent", "0", "--accounts-max-order-percent", "0", "--accounts-min-order-value", "0",
    "--accounts-orders-per-minute", "0", "--accounts-daily-loss-limit-percent", "0", "--admin", "127.0.0.1:0",
]

UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(str(part) for part in what)[:2000])


class Answer:
    def __init__(self, status, headers, data):
        self.status, self.headers, self.data = status, headers, data
        self.text = data.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.text) if self.text else {}

    @property
    def code(self):
        try:
            return self.json["error"]["code"]
        except (ValueError, KeyError, TypeError):
            return None

    def everything(self):
        return self.headers_text() + "\n" + self.text

    def headers_text(self):
        return "\n".join(f"{name}: {value}" for name, value in self.headers)


class Line:
    """One connection that is opened again when it is closed."""

    def __init__(self, address):
        self.address, self.connection = address, None

    def ask(self, method, path, headers=None, body=None):
        headers = dict(headers or {})
        if isinstance(body, str):
            body = body.encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        for attempt in (1, 2):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(*self.address, timeout=20)
                self.connection.request(method, path, body=body, headers=headers)
                answer = self.connection.getresponse()
                return Answer(answer.status, answer.getheaders(), answer.read())
            except (http.client.HTTPException, ConnectionError, OSError):
                self.connection = None
                if attempt == 2:
                    raise


class World:
    """Starts a daemon whose limits are loose, and keeps everything it ever answered if asked to."""

    def __init__(self, *flags, limits="off", environment=None):
        self.daemon = Daemon(*LOOSE, *flags, limits=limits, environment=environment)
        deadline = time.monotonic() + 5
        while not (found := re.search(r"administration on (\S+)", "".join(self.daemon.output))):
            check(time.monotonic() < deadline, "no administration:", self.daemon.output)
            time.sleep(0.01)
        host, port = found.group(1).rsplit(":", 1)
        self.admin_address = host, int(port)
        self.data = pathlib.Path(self.daemon.directory) / "data"
        self.admin_key = (self.data / "admin.key").read_text().strip()
        self.lines = threading.local()
        self.kept = None

    def ask(self, method, path, headers=None, body=None, door="http"):
        line = getattr(self.lines, door, None)
        if line is None:
            line = Line(self.daemon.address() if door == "http" else self.admin_address)
            setattr(self.lines, door, line)
        answer = line.ask(method, path, headers, body)
        if self.kept is not None:
            self.kept.append((method, path, answer))
        return answer

    def admin(self, method, path, body=None):
        answer = self.ask(method, path, {"X-Admin-Key": self.admin_key}, None if body is None else json.dumps(body), door="admin")
        check(answer.status in (200, 201), method, path, answer.status, answer.text)
        return answer.json

    def remove(self):
        self.daemon.remove()


class Person:
    """An account with what belongs to it."""

    def __init__(self, world, name, balance="1000000", **more):
        self.world = world
        answer = world.ask("POST", "/api/v1/auth/register", body=json.dumps({"display_name": name, "starting_balance": balance, **more}))
        check(answer.status == 201, answer.text)
        self.made = answer.json
        self.key, self.secret, self.agent_key = self.made["api_key"], self.made["api_secret"], self.made["agent_api_key"]
        self.id, self.agent = self.made["account_id"], self.made["agent_id"]
        self.token = None

    def headers(self):
        return {"X-API-Key": self.key}

    def get(self, path, headers=None):
        answer = self.world.ask("GET", "/api/v1/" + path, headers or self.headers())
        check(answer.status == 200, path, answer.status, answer.text)
        return answer.json

    def do(self, method, path, headers=None, **body):
        answer = self.world.ask(method, "/api/v1/" + path, headers or self.headers(), json.dumps(body))
        check(200 <= answer.status < 300, method, path, answer.status, answer.text)
        return answer.json

    def log_in(self):
        self.token = self.do("POST", "auth/login", api_key=self.key, api_secret=self.secret)["token"]
        return self.token

    def order(self, headers=None, **more):
        body = {"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "20000", **more}
        return self.do("POST", "trade/order", headers, **body)

    def fund(self, asset, amount):
        self.world.admin("POST", f"/admin/accounts/{self.agent}/deposit", {"asset": asset, "amount": amount})


def trade(buyer, seller, price="64000", quantity="0.01", **more):
    """Both have an order in it, and both are filled."""
    resting = seller.order(side="sell", price=price, quantity=quantity)
    taken = buyer.order(price=price, quantity=quantity, **more)
    check(taken["status"] == "filled", taken)
    return resting, taken


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(claims, key, algorithm="HS256"):
    """A token as RFC 7519 has it, signed with HMAC-SHA-256 whatever it says of itself; without a signature for `none`."""
    text = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, claims))
    return text + "." + ("" if algorithm == "none" else encode(hmac.new(key, text.encode(), hashlib.sha256).digest()))


class Frames:
    def __init__(self, transport):
        self.transport, self.frames, self.waiting = transport, binary.Frames(), []
        challenge = self.next()
        check(challenge[0] == "Challenge", challenge)
        self.nonce = struct.pack("<4Q", *(challenge[1][f"nonce{n}"] for n in range(4)))

    def send(self, *frames):
        self.transport.write(b"".join(frames))

    def next(self):
        while not self.waiting:
            data = self.transport.read()
            if not data:
                return "closed", {}
            self.waiting += self.frames.feed(data)
        return self.waiting.pop(0)

    def until(self, *names):
        while True:
            name, fields = self.next()
            if name in names:
                return name, fields
            check(name != "closed", "closed while waiting for", names)
