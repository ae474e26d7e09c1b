"""A client as the AgentExchange SDK is one: the same headers, the same conversions, the same errors."""
import datetime
import decimal
import uuid

import httpx

D = decimal.Decimal


def moment(text):
    """`fromisoformat` of Python 3.10, which takes 0, 3 or 6 digits of a second only."""
    fraction = text.partition(".")[2].rstrip("Z")
    if "+" in fraction:
        fraction = fraction.partition("+")[0]
    assert len(fraction) in (0, 3, 6), text
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def number(value):
    assert isinstance(value, str) and "e" not in value.lower(), value
    return D(value)


class Agent:
    def __init__(self, base, name="tester", balance="10000", http2=False):
        self.client = httpx.Client(base_url=base, http1=not http2, http2=http2, timeout=10)
        answer = self.client.post("/api/v1/auth/register", json={"display_name": name, "starting_balance": balance})
        assert answer.status_code == 201, answer.text
        self.registered = answer.json()
        self.key, self.secret = self.registered["api_key"], self.registered["api_secret"]
        self.token = None

    def login(self):
        answer = self.client.post("/api/v1/auth/login", json={"api_key": self.key, "api_secret": self.secret}, headers={"X-API-Key": self.key})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert isinstance(body["expires_in"], int)
        moment(body["expires_at"])
        self.token = body["token"]

    @property
    def headers(self):
        headers = {"X-API-Key": self.key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers

    def request(self, method, path, **arguments):
        headers = dict(self.headers, **arguments.pop("headers", {}))
        return self.client.request(method, "/api/v1/" + path, headers=headers, **arguments)

    def get(self, path, **parameters):
        answer = self.request("GET", path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, **body):
        return self.request("POST", path, json=body)

    def order(self, side, type, quantity, symbol="BTCUSDT", **more):
        answer = self.post("trade/order", symbol=symbol, side=side, type=type, quantity=str(quantity), **more)
        # 200 is an order that was entered before, under the same name.
        assert answer.status_code in (200, 201), answer.text
        return check_order(answer.json())


def check_order(order):
    uuid.UUID(order["order_id"])
    for key in ("status", "symbol", "side", "type"):
        assert isinstance(order[key], str), order
    for key in ("quantity", "price", "executed_price", "executed_quantity", "fee", "total_cost", "locked_amount", "slippage_pct"):
        if order.get(key) is not None:
            number(order[key])
    for key in ("created_at", "filled_at", "cancelled_at"):
        if order.get(key) is not None:
            moment(order[key])
    return order
