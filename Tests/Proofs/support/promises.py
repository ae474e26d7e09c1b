"""What a daemon has promised, from the records of `walras load --record`, against what is in its log."""
import glob
import hashlib
import http.client
import json
import shutil
import sqlite3
import subprocess
import tempfile

from victim import PROGRAM, Broken, Gone

from binary import NONE64, Session, new_order

KINDS = ["accepted", "rejected", "canceled", "amended", "replaced", "triggered", "refreshed", "fill", "duplicate", "changeRejected"]
QUOTE = 0
ROWS_MAX = 20_000
# What wallets begin with: those of walras load, those of the proofs.
FUNDED = [whole * 100_000_000 for whole in (10_000_000, 1_000_000, 100_000)]


def engine_name(name):
    """A client order id as the log has it: OrderName's rule for texts."""
    if isinstance(name, int):
        return name
    return 1 << 62 | int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 2


def order_number(uuid):
    """The order behind a UUID: PublicIDs."""
    value = int(uuid.replace("-", ""), 16)
    high, low = value >> 64, value & (1 << 64) - 1
    return high & ~0xFFFF | (high & 0xFFF) << 4 | low >> 58 & 15


class Promises:
    """A promise is looked for in the log as it is after the next start, when recovery has had its way with it."""

    def __init__(self, data, account=None):
        """account: look at the records of this one alone, where there are many others."""
        self.data, self.account = data, account
        self.records = {}
        self.settled = 0
        self.tail = 0
        self.fresh, self.waiting = [], []
        self.entered = {}
        self.canceled = set()
        self.deposits = {}
        self.keys, self.new_keys = [], []
        self.pending = {}
        self.texts = []
        self.acknowledged = self.retried = self.repeats = 0

    # What was promised.

    def read(self, path):
        accounts = {}
        with open(path) as file:
            for line in file:
                entry = json.loads(line)
                if "agent" in entry:
                    accounts[entry["account"]] = entry["key"]
                    self.keys.append(entry["key"])
                    self.new_keys.append(entry["key"])
                elif "pending" in entry:
                    self.pending[entry["pending"]] = (accounts[entry["account"]], entry)
                else:
                    self.promise(entry)
                    if entry["kind"] == "answer":
                        self.texts.append((accounts[entry["account"]], entry["order"], entry["name"]))

    def promise(self, entry):
        self.fresh.append(entry)
        self.acknowledged += 1

    # What is in the log. Only while nobody writes to it.

    def compare(self):
        """Reads the log; what was promised before the last start must be in it."""
        words = ["journal", "cat", self.data, "--from", str(self.settled + 1)] + (["--account", str(self.account)] if self.account else [])
        output = subprocess.run([PROGRAM, *words], capture_output=True, text=True)
        if "there is no log" in output.stderr and not self.tail and not self.fresh and not self.waiting:
            # Killed before it had made one.
            return
        if output.returncode != 0:
            raise Broken(f"the log cannot be read: {output.stderr}")
        lines = output.stdout.splitlines()
        last, settled = json.loads(lines[-1])["sequence"] if lines else self.settled, self.settled
        if last < self.tail:
            raise Broken(f"the log ended at {self.tail} when the daemon was killed, and ends at {last} now")
        # What came after the last start is looked at when it, too, has been through a recovery.
        for line in lines:
            if settled >= self.tail:
                break
            record = json.loads(line)
            if record["sequence"] <= settled or self.account is None and record["sequence"] != settled + 1:
                raise Broken(f"record {record['sequence']} follows record {settled}")
            settled = record["sequence"]
            if settled <= self.tail:
                self.settle(settled, record)
        for entry in self.waiting:
            self.check(entry)
        self.waiting, self.fresh, self.settled, self.tail = self.fresh, [], self.tail, last
        self.check_owners()

    def settle(self, sequence, record):
        kinds = [event["event"] for event in record["events"]]
        self.records[sequence] = record
        self.canceled.update(event["orderID"] for event in record["events"] if event["event"] == "OrderCanceled")
        if record["command"] == "Deposit" and record["asset"] == QUOTE and "BalanceChanged" in kinds:
            account = record["account"]
            if account in self.deposits or record["amount"] not in FUNDED:
                raise Broken(f"account {account} was funded again, at {sequence}")
            self.deposits[account] = sequence
        name = record.get("clientOrderID")
        if record["command"] != "EnterOrder" or not name or "DuplicateOrder" in kinds:
            return
        if record["events"][0].get("reason") == "duplicateClientOrderID":
            raise Broken(f"record {sequence}: order {name} was repeated, and taken for another one")
        if name in self.entered:
            raise Broken(f"order {name} was executed twice, at {self.entered[name]} and at {sequence}")
        self.entered[name] = sequence

    def check(self, entry):
        kind = entry["kind"]
        if kind == "canceledAnswer":
            if order_number(entry["order"]) not in self.canceled:
                raise Broken(f"promised and lost: {entry}")
            return
        record = self.records.get(entry["sequence"])
        if record is None:
            raise Broken(f"promised and lost: {entry}")
        events = record["events"]

        def has(event, **fields):
            return any(e["event"] == event and all(e.get(k) == v for k, v in fields.items()) for e in events)

        order = entry["order"]
        if kind == "answer":
            kept = record["clientOrderID"] == engine_name(entry["name"]) and has("OrderAccepted", orderID=order_number(order))
        elif kind == "accepted":
            kept = record["clientOrderID"] == entry["name"] and has("OrderAccepted", orderID=order)
        elif kind == "fill":
            trade = {"tradeID": entry["trade"], "quantity": entry["last"], "price": entry["price"]}
            kept = has("Trade", takerID=order, **trade) or has("Trade", makerID=order, **trade)
        elif kind == "canceled":
            kept = has("OrderCanceled", orderID=order)
        elif kind == "duplicate":
            kept = has("DuplicateOrder", orderID=order) and record["clientOrderID"] == engine_name(entry["name"])
            first = self.records.get(self.entered.get(engine_name(entry["name"]), 0), {"events": []})
            kept = kept and any(e.get("orderID") == order for e in first["events"])
        else:
            kept = has("OrderRejected")
        if not kept:
            raise Broken(f"promised {entry}, and the log has {record}")

    def check_lies(self):
        """The checks above would see what they are for: promises nobody kept, and orders that are there twice."""
        accepted = (item for item in self.entered.items() if self.records[item[1]]["events"][0]["event"] == "OrderAccepted")
        name, sequence = next(accepted, (None, None))
        if name is None:
            return
        record = self.records[sequence]
        order = record["events"][0]["orderID"]
        lies = [
            lambda: self.check({"kind": "accepted", "sequence": self.tail + 1, "order": order, "name": name}),
            lambda: self.check({"kind": "accepted", "sequence": sequence, "order": order + 1, "name": name}),
            lambda: self.check({"kind": "fill", "sequence": sequence, "order": order, "trade": 1 << 60, "last": 1, "price": 1}),
            lambda: self.settle(self.tail + 1, record),
            lambda: self.check_owners(set(self.deposits) | {1 << 31}),
        ]
        for number, lie in enumerate(lies):
            try:
                lie()
            except Broken:
                continue
            raise Broken(f"lie {number} was believed")

    def check_owners(self, accounts=None):
        """Money is in accounts that the registry names, always."""
        accounts = accounts or set(self.deposits)
        if not accounts:
            return
        with tempfile.TemporaryDirectory() as copy:
            # The second is not there when it was closed in peace.
            for path in glob.glob(f"{self.data}/registry.sqlite") + glob.glob(f"{self.data}/registry.sqlite-wal"):
                shutil.copy(path, copy)
            connection = sqlite3.connect(f"{copy}/registry.sqlite")
            self.named = {row[0] for row in connection.execute("SELECT engine_account FROM sessions")}
            self.walletless = connection.execute("SELECT COUNT(*) FROM agents WHERE engine_account IS NULL").fetchone()[0]
            connection.close()
        nobodys = accounts - self.named
        if nobodys:
            raise Broken(f"engine accounts {sorted(nobodys)} have money and are nobody's")

    def check_history(self, victim):
        """The tables that were written behind the log, whatever happened meanwhile, are those that the log makes. The daemon has ended."""
        rows = self.history_rows()
        ended = victim.run("rebuild", self.data)
        if ended.returncode != 0:
            raise Broken(f"rebuild: {ended.stdout} {ended.stderr}")
        for table, made in self.history_rows().items():
            if made != rows[table]:
                raise Broken(f"the history's table {table} is {str(rows[table])[:500]}, and the log makes {str(made)[:500]}")

    def history_rows(self):
        connection = sqlite3.connect(f"{self.data}/history.sqlite")
        # What says how far it is, and what it goes on from, depends on when it was written.
        tables = ["account_event", "candle", "ended_order", "equity", "fill", "fill_count", "order_count", "profit_hour", "trade"]
        rows = {}
        for table in tables:
            count = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            # Of very many only how many.
            rows[table] = [count] if count > ROWS_MAX else sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        connection.close()
        return rows

    # The daemon that runs now.

    def verify(self, victim):
        """Keys open, texts are there, and what was not answered is asked again. Raises Gone if the daemon ends meanwhile."""
        try:
            connection = http.client.HTTPConnection(*victim.address(), timeout=10)
            self.check_keys(connection)
            self.check_texts(connection)
            self.retry(victim, connection)
            connection.close()
        except (OSError, EOFError, http.client.HTTPException) as error:
            if isinstance(error, TimeoutError):
                raise Broken("the daemon does not answer")
            raise Gone from error

    def ask(self, connection, method, path, key, body=None):
        connection.request(method, path, body, {"X-API-Key": key, "content-type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def check_keys(self, connection):
        while self.new_keys:
            status, body = self.ask(connection, "GET", "/api/v1/account/balance", self.new_keys[-1])
            if status != 200:
                raise Broken(f"the key of an account that was promised: {status} {body}")
            self.new_keys.pop()

    def check_texts(self, connection):
        for key, order, name in self.texts[-3:]:
            status, body = self.ask(connection, "GET", f"/api/v1/trade/order/{order}", key)
            if status != 200 or body.get("client_order_id") != name:
                raise Broken(f"order {order}, called {name}: {status} {body}")
        self.texts.clear()

    def retry(self, victim, connection):
        by_key = {}
        for name, (key, entry) in list(self.pending.items()):
            if "body" in entry:
                self.retry_over_http(connection, name, key, entry)
            else:
                by_key.setdefault(key, []).append(entry)
        for key, entries in by_key.items():
            self.retry_by_frames(victim, key, entries)

    def retry_over_http(self, connection, name, key, entry):
        status, body = self.ask(connection, "POST", "/api/v1/trade/order", key, json.dumps(entry["body"]))
        if status >= 500:
            raise Broken(f"an order that was sent again: {status} {body}")
        del self.pending[name]
        self.retried += 1
        if status == 201:
            self.promise({"kind": "answer", "sequence": body["sequence"], "order": body["order_id"], "name": name})
        elif status == 200:
            self.repeats += 1

    def retry_by_frames(self, victim, key, entries):
        session = Session(victim.address("binary"), key)
        try:
            request = session.until("LogonAccepted")["nextRequest"]
            frames = []
            for number, entry in enumerate(entries):
                isMarket = entry["type"] == "market"
                frames.append(new_order(
                    request + number, NONE64 if isMarket else entry["price"], entry["quantity"], name=entry["pending"], symbol=entry["symbol"],
                    side=int(entry["side"] == "sell"), type=int(isMarket), tif=int(isMarket)))
            session.send(*frames)
            left = {request + number: entry["pending"] for number, entry in enumerate(entries)}
            while left:
                message, fields = session.next()
                if message in ("Reject", "ThrottleNotice", "Logout"):
                    raise Broken(f"an order that was sent again: {message} {fields}")
                if message != "ExecutionReport":
                    continue
                kind = fields["kind"] if isinstance(fields["kind"], str) else KINDS[fields["kind"]]
                name = left.get(fields["request"])
                if name is not None and kind in ("accepted", "rejected", "duplicate"):
                    del left[fields["request"]], self.pending[name]
                    self.retried += 1
                    self.repeats += kind == "duplicate"
                    self.promise({"kind": kind, "sequence": fields["sequence"], "order": fields["orderID"], "name": name})
        finally:
            session.close()
