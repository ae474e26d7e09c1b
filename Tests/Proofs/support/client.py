"""A client of ours that notes what it was promised: binary frames, and HTTP for what they do not have."""
import http.client
import json

from promises import KINDS, order_number
from victim import Broken

from binary import Session, cancel, new_order


class Client:
    """One account: binary frames, and HTTP for what they do not have."""

    def __init__(self, victim, promises, key, stream=0):
        self.promises, self.key, self.stream = promises, key, stream
        self.session = Session(victim.address("binary"), key, stream=stream)
        self.request = self.session.until("LogonAccepted")["nextRequest"]
        self.http = http.client.HTTPConnection(*victim.address(), timeout=10)
        self.orders = []
        self.uuids = {}

    names = iter(range(1 << 32, 1 << 60))

    def enter(self, count, lots=100):
        """So many orders at once; back when all are acknowledged. What was not is left for the next life."""
        frames, left = [], {}
        for _ in range(count):
            name = next(self.names)
            entry = {"pending": name, "symbol": 0, "side": "buy", "type": "limit", "price": 2_000_000, "quantity": lots}
            self.promises.pending[name] = (self.key, entry)
            frames.append(new_order(self.request, entry["price"], lots, name=name))
            left[self.request] = name
            self.request += 1
        self.session.send(*frames)
        while left:
            message, fields = self.session.next()
            if fields.get("stream", self.stream) != self.stream or fields.get("request", 0) not in left and message == "ExecutionReport":
                # What the account's other session and HTTP do is told here as well.
                continue
            kind = fields.get("kind")
            kind = KINDS[kind] if isinstance(kind, int) else kind
            if message != "ExecutionReport" or kind != "accepted":
                raise Broken(f"an order was answered with {message} {fields}")
            name = left.pop(fields["request"])
            del self.promises.pending[name]
            self.orders.append(fields["orderID"])
            self.promises.promise({"kind": "accepted", "sequence": fields["sequence"], "order": fields["orderID"], "name": name})

    def cancel(self):
        self.session.send(cancel(self.request, order=self.orders[0]))
        self.request += 1
        while (report := self.session.until("ExecutionReport"))["request"] != self.request - 1:
            pass
        order = self.orders.pop(0)
        if report["kind"] not in ("canceled", KINDS.index("canceled")) or report["orderID"] != order:
            raise Broken(f"a cancel of {order} was answered with {report}")
        self.promises.promise({"kind": "canceled", "sequence": report["sequence"], "order": order})

    def ask(self, method, path, body=None):
        self.http.request(method, "/api/v1/" + path, json.dumps(body) if body else None, {"X-API-Key": self.key, "content-type": "application/json"})
        answer = self.http.getresponse()
        return answer.status, json.loads(answer.read())

    def enter_by_name(self):
        """An order over HTTP whose name has to be kept as a text."""
        name = f"called {next(self.names)}"
        body = {"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.001", "price": "20000", "client_order_id": name}
        self.promises.pending[name] = (self.key, {"body": body})
        status, answer = self.ask("POST", "trade/order", body)
        if status != 201:
            raise Broken(f"an order was answered with {status} {answer}")
        del self.promises.pending[name]
        self.promises.promise({"kind": "answer", "sequence": answer["sequence"], "order": answer["order_id"], "name": name})
        return answer["order_id"], name

    def register(self):
        """Whether there is a new account now."""
        status, answer = self.ask("POST", "auth/register", {"display_name": "new", "starting_balance": "100000"})
        if status == 201:
            self.promises.new_keys.append(answer["api_key"])
        elif status < 500:
            raise Broken(f"a registration was answered with {status} {answer}")
        self.refusal = None if status == 201 else answer
        return status == 201

    def close(self):
        self.session.close()
        self.http.close()

    def try_enter(self):
        """What became of one order: accepted, or why it was refused."""
        name = next(self.names)
        self.session.send(new_order(self.request, 2_000_000, 100, name=name))
        self.request += 1
        while True:
            message, fields = self.session.next()
            if fields.get("request") != self.request - 1:
                continue
            if message == "Reject":
                return fields["rejectReason"]
            if message != "ExecutionReport" or fields["kind"] not in ("accepted", 0):
                raise Broken(f"an order was answered with {message} {fields}")
            self.orders.append(fields["orderID"])
            self.promises.promise({"kind": "accepted", "sequence": fields["sequence"], "order": fields["orderID"], "name": name})
            return "accepted"

    def open_orders(self):
        """UUIDs and numbers of all orders of the account that are open."""
        found = {}
        while True:
            status, page = self.ask("GET", f"trade/orders/open?limit=200&offset={len(found)}")
            if status != 200:
                raise Broken(f"open orders were answered with {status} {page}")
            found.update((order_number(order["order_id"]), order["order_id"]) for order in page["orders"])
            if len(found) >= page["total"]:
                self.uuids = found
                return list(found)

    def cancel_over_http(self):
        if not self.uuids:
            self.open_orders()
        number = self.orders.pop()
        status, answer = self.ask("DELETE", f"trade/order/{self.uuids[number]}")
        if status != 200 or answer["status"] != "cancelled":
            raise Broken(f"a cancel was answered with {status} {answer}")
        self.promises.promise({"kind": "canceledAnswer", "order": self.uuids[number]})


class Registrar:
    def __init__(self, victim):
        connection = http.client.HTTPConnection(*victim.address(), timeout=10)
        connection.request("POST", "/api/v1/auth/register", '{"display_name":"first","starting_balance":"1000000"}', {"content-type": "application/json"})
        self.key = json.loads(connection.getresponse().read())["api_key"]
        connection.close()
