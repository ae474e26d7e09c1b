"""Every route of both listeners with every kind of credential, over HTTP/1.1 and HTTP/2."""
import json
import os
import time
import uuid

import httpx

import security_table as table
from security_world import UPGRADE, Answer, Line, Person, World, check, token, trade

class Subject:
    """Somebody who asks, with things of its own to ask about."""

    def __init__(self, kind, headers, person, agent=None, query=""):
        self.kind, self.headers, self.person, self.query = kind, headers, person, query
        self.agent = agent or person.agent

    def own(self, route):
        """Ids of things that are the subject's, made anew where the route ends them."""
        ids = {"symbol": "BTCUSDT"}
        acting = {"X-API-Key": self.person.key} if self.agent == self.person.agent else {"X-API-Key": self.person.key, "X-Agent-Id": self.agent}
        if "order_id" in route.parameters:
            ids["order_id"] = self.person.order(acting)["order_id"]
        if "agent_id" in route.parameters:
            ids["agent_id"] = self.person.do("POST", "agents", display_name="Short-lived")["agent_id"]
        if "webhook_id" in route.parameters:
            maker = {"X-API-Key": self.person.agent_key} if self.kind == "agent" else self.person.headers()
            ids["webhook_id"] = self.person.do("POST", "webhooks", maker, url="https://hooks.example.com/b", events=["order.filled"])["id"]
        return ids

    def tidy(self, route, ids):
        """An account has room for so many."""
        if "webhook_id" in ids:
            self.person.world.ask("DELETE", "/api/v1/webhooks/" + ids["webhook_id"], self.person.headers())
        if "agent_id" in ids:
            self.person.world.ask("DELETE", "/api/v1/agents/" + ids["agent_id"], self.person.headers())


def subjects(world, rng):
    """Kind by kind; every one is a person that exists, so that what is asked for would be there."""
    ada, other = Person(world, "Ada"), Person(world, "Somebody else")
    agent_key, cut = ada.agent_key, rng.randrange(8, 71)
    void = ada.do("POST", "agents", display_name="Void")
    ada.do("POST", f"agents/{void['agent_id']}/regenerate-key")
    archived = ada.do("POST", "agents", display_name="Archived")
    ada.do("POST", f"agents/{archived['agent_id']}/archive")
    deleted = ada.do("POST", "agents", display_name="Deleted")
    world.ask("DELETE", "/api/v1/agents/" + deleted["agent_id"], ada.headers())
    gone = Person(world, "Suspended")
    gone_token = gone.log_in()
    jwt = ada.log_in()
    world.admin("POST", f"/admin/keys/{gone.id}/revoke")
    now = int(time.time())
    secret = (world.data / "secret").read_bytes()
    claims = {"sub": ada.id, "iat": now - 10, "exp": now + 1000}
    changed = ada.key[:cut] + ("A" if ada.key[cut] != "A" else "B") + ada.key[cut + 1:]
    bearer = lambda text: {"Authorization": "Bearer " + text}
    key = lambda text: {"X-API-Key": text}
    kinds = [
        ("none", {}, ada), ("bad key", key("ak_live_" + encode_random(rng)), ada), ("changed key", key(changed), ada), ("short key", key(ada.key[:71]), ada),
        ("long key", key(ada.key + "A"), ada), ("the secret for a key", key(ada.secret), ada), ("void key", key(void["api_key"]), ada),
        ("archived agent's key", key(archived["api_key"]), ada), ("deleted agent's key", key(deleted["api_key"]), ada), ("suspended", key(gone.key), ada),
        ("admin key", key(world.admin_key), ada), ("admin key in its own field", {"X-Admin-Key": world.admin_key}, ada),
        ("account", key(ada.key), ada), ("agent", key(agent_key), ada), ("token", bearer(jwt), ada),
        ("good key, bad token", {**key(ada.key), **bearer("x.y.z")}, ada), ("bad key, good token", {**key(changed), **bearer(jwt)}, ada),
        ("bad token", bearer("x.y.z"), ada), ("cut token", bearer(jwt[:-1]), ada), ("no Bearer", {"Authorization": "Basic " + jwt}, ada),
        ("unsigned token", bearer(token(claims, secret, "none")), ada), ("token signed by somebody else", bearer(token(claims, os.urandom(32))), ada),
        ("expired token", bearer(token({**claims, "exp": now - 1}, secret)), ada), ("token of a suspended account", bearer(gone_token), ada),
    ]
    # The expired token differs from this one in nothing but its time.
    good = world.ask("GET", "/api/v1/account/info", bearer(token(claims, secret)))
    check(good.status == 200, "a token made as the daemon makes them:", good.text)
    return [Subject(kind, headers, person) for kind, headers, person in kinds], ada, other


def encode_random(rng):
    return "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") for _ in range(64))


class HTTP2:
    def __init__(self, world):
        self.client = httpx.Client(base_url=world.daemon.url, http1=False, http2=True, timeout=20)

    def ask(self, method, path, headers=None, body=None):
        answer = self.client.request(method, path, headers=headers, content=body)
        return Answer(answer.status_code, list(answer.headers.items()), answer.content)


def ask_one(asker, route, subject, ids):
    path, headers = route.fill(ids), dict(subject.headers)
    if route.path == "/api/v1/market/prices":
        path += "?symbols=BTCUSDT"
    if route.scope == "socket":
        headers.update(UPGRADE)
    return asker.ask(route.method, path, headers, route.body)


def judge(route, subject, answer, how):
    status, code = table.outcome(route.scope, subject.kind, route.good)
    check(
        answer.status == status and (code is None or answer.code == code), f"{route.name} with {subject.kind} over {how}: {answer.status} {answer.code},",
        f"expected {status} {code}: {answer.text}")
    if status == 401:
        check(("www-authenticate", "Bearer") in [(n.lower(), v) for n, v in answer.headers], "no WWW-Authenticate:", route.name)


def public_matrix(world, rng, transports):
    wanted = table.table(table.PUBLIC_LISTENER)
    document = world.ask("GET", "/openapi.json").json
    table.compare(wanted, table.described(document))
    people, ada, other = subjects(world, rng)
    other.fund("BTC", "5")
    trade(ada, other)
    count = 0
    for how, asker in transports:
        for route in wanted.values():
            if route.scope == "socket" and how == "HTTP/2":
                continue
            for subject in people:
                # A password costs a tenth of a second: once per kind is what the table wants to know.
                if route.path.endswith("user-login") and how == "HTTP/2":
                    continue
                # Whoever is refused before it is looked at, is refused whatever it names.
                passes = table.outcome(route.scope, subject.kind, route.good)[0] == route.good
                ids = subject.own(route) if passes else {"symbol": "BTCUSDT", **{name: str(uuid.uuid4()) for name in route.parameters if name != "symbol"}}
                answer = ask_one(Line(world.daemon.address()) if route.scope == "socket" else asker, route, subject, ids)
                judge(route, subject, answer, how)
                if passes:
                    subject.tidy(route, ids)
                if route.name == "POST /api/v1/webhooks" and answer.status == 201:
                    subject.tidy(route, {"webhook_id": answer.json["id"]})
                if route.name in ("POST /api/v1/agents", "POST /api/v1/agents/{agent_id}/clone") and answer.status == 201:
                    subject.tidy(route, {"agent_id": answer.json["agent_id"]})
                count += 1
    return count + foreign(world, wanted, ada, other) + socket_keys(world, people) + odd_requests(world, ada)


def foreign(world, wanted, ada, other):
    """Every route that names a thing, with somebody else's: as the contract says, and without a trace at whose it is."""
    hook = other.do("POST", "webhooks", url="https://hooks.example.com/c", events=["order.filled"])["id"]
    sibling = ada.do("POST", "agents", display_name="Sibling", starting_balance="1000")
    count = 0
    for route in wanted.values():
        named = [name for name in route.parameters if name in table.FOREIGN]
        if not named:
            continue
        theirs = {"order_id": other.order()["order_id"], "agent_id": other.agent, "webhook_id": hook}
        answer = world.ask(route.method, route.fill(theirs), ada.headers(), route.body)
        check((answer.status, answer.code) == table.FOREIGN[named[0]], f"{route.name} with another account's id: {answer.status} {answer.text}")
        if named[0] == "order_id":
            # Word for word what an order that never was is answered with, but for the id.
            never = str(uuid.uuid4())
            unknown = world.ask(route.method, route.fill({"order_id": never}), ada.headers(), route.body)
            check(unknown.status == answer.status and unknown.text.replace(never, "") == answer.text.replace(theirs["order_id"], ""),
                  f"{route.name} tells an order of somebody else from none: {answer.text} {unknown.text}")
            done = world.ask("DELETE", "/api/v1/trade/order/" + theirs["order_id"], other.headers())
            check(done.status == 200, "its owner cannot cancel it any more:", done.text)
            ended = world.ask(route.method, route.fill(theirs), ada.headers(), route.body)
            check((ended.status, ended.text) == (answer.status, answer.text), f"{route.name} tells an ended order of somebody else from none: {ended.text}")
            # Nor is one agent shown what another of the same account has.
            own = ada.order()["order_id"]
            beside = world.ask(route.method, route.fill({"order_id": own}), {"X-API-Key": sibling["api_key"]}, route.body)
            check((beside.status, beside.code) == table.FOREIGN["order_id"], f"{route.name} with a sibling's order: {beside.text}")
        count += 1
    for route in wanted.values():
        if route.scope == "wallet":
            answer = world.ask(route.method, route.fill({"order_id": str(uuid.uuid4()), "symbol": "BTCUSDT"}), {**ada.headers(), "X-Agent-Id": other.agent}, route.body)
            check((answer.status, answer.code) == (403, "PERMISSION_DENIED"), f"{route.name} as another account's agent: {answer.status} {answer.text}")
            count += 1
    still = other.get("webhooks/" + hook)
    check(still["description"] != "another" and still["active"], "somebody else changed a webhook:", still)
    return count


def socket_keys(world, people):
    """The handshake of a WebSocket with its credential in the query, as its clients send it."""
    count = 0
    route = table.Route("GET /ws/v1 socket 101")
    for subject in people:
        for query in [f"api_key={subject.headers['X-API-Key']}"] if "X-API-Key" in subject.headers else [
                "token=" + subject.headers["Authorization"].removeprefix("Bearer ")] if "Bearer" in subject.headers.get("Authorization", "") else []:
            answer = Line(world.daemon.address()).ask("GET", "/ws/v1?" + query, UPGRADE)
            if subject.kind == "bad key, good token" or subject.kind == "good key, bad token":
                continue
            judge(route, subject, answer, "the query")
            count += 1
    return count


def odd_requests(world, ada):
    """Other ways to write a path, a method or a field open nothing that the plain way does not."""
    tries = [
        ("GET", "//api/v1/account/info", {}), ("GET", "/api/v1/account/info/", {}), ("GET", "/api/v1/market/../account/info", {}),
        ("GET", "/api/v1/market/%2e%2e/account/info", {}), ("GET", "/API/V1/ACCOUNT/INFO", {}), ("GET", "/api/v1/account%2finfo", {}),
        ("GET", "/api/v1/account/info;x=/market/", {}), ("GET", "/api/v1/account/info%00", {}), ("GET", "/docs/../api/v1/account/info", {}),
        ("GET", "/health", {"X-Original-URL": "/api/v1/account/info", "X-Rewrite-URL": "/api/v1/account/info"}),
        ("POST", "/api/v1/account/info", {"X-HTTP-Method-Override": "GET"}), ("HEAD", "/api/v1/account/info", {}), ("OPTIONS", "/api/v1/account/info", {}),
        ("GET", "/admin/state", {}), ("GET", "/admin/state", {"X-Admin-Key": world.admin_key}), ("POST", f"/admin/accounts/{ada.id}/deposit", {"X-Admin-Key": world.admin_key}),
        ("GET", "/api/v1/account/info?api_key=" + ada.key, {}), ("GET", "/api/v1/account/info", {"Cookie": "api_key=" + ada.key}),
        ("GET", "/api/v1/account/info", {"X-API-Key": " ", "X-Forwarded-For": "127.0.0.1"}),
    ]
    for method, path, headers in tries:
        answer = Line(world.daemon.address()).ask(method, path, headers)
        check(ada.id not in answer.everything(), method, path, headers, "shows the account")
        check(answer.status in (400, 401, 404, 405) or (path == "/health" and answer.status == 200) or (method == "OPTIONS" and answer.status in (200, 204)),
              method, path, headers, answer.status, answer.text)
    return len(tries)


def admin_matrix(world, rng):
    wanted = table.table(table.ADMIN_LISTENER)
    document = world.ask("GET", "/openapi.json", {"X-Admin-Key": world.admin_key}, door="admin").json
    table.compare(wanted, table.described(document))
    ada = Person(world, "Administered")
    jwt, key = ada.log_in(), world.admin_key
    place = rng.randrange(len(key))
    wrong = [
        {}, {"X-Admin-Key": ""}, {"X-Admin-Key": key[:-1]}, {"X-Admin-Key": key + "A"}, {"X-Admin-Key": key[:place] + "~" + key[place + 1:]},
        {"X-Admin-Key": key.swapcase()}, {"X-Admin-Key": ada.key}, {"X-Admin-Key": ada.agent_key}, {"X-Admin-Key": ada.secret}, {"X-API-Key": key},
        {"X-API-Key": ada.key}, {"X-API-Key": ada.agent_key}, {"Authorization": "Bearer " + jwt}, {"Authorization": "Bearer " + key},
        {"X-Forwarded-For": "127.0.0.1"},
    ]
    agents = [ada.do("POST", "agents", display_name="Administered")["agent_id"] for _ in wanted]
    count = 0
    for route, agent in zip(wanted.values(), agents):
        ids = {"symbol": "BTCUSDT", "account_id": agent, "id": ada.id if "restore" in route.path or "revoke" in route.path else agent}
        body = route.body and route.body.replace("ACCOUNT", ada.id)
        for headers in wrong:
            answer = world.ask(route.method, route.fill(ids), headers, body, door="admin")
            check((answer.status, answer.code) == (401, "UNAUTHORIZED"), f"{route.name} with {list(headers)}: {answer.status} {answer.text}")
            count += 1
        answer = world.ask(route.method, route.fill(ids), {"X-Admin-Key": key}, body, door="admin")
        check(answer.status == route.good, f"{route.name} with the admin key: {answer.status} {answer.text}")
        count += 1
    # What traders ask is not served to operators, whichever key they show.
    for path in ("/api/v1/account/info", "/api/v1/agents", "/"):
        for headers in ({"X-Admin-Key": key}, {"X-API-Key": ada.key}):
            answer = world.ask("GET", path, headers, door="admin")
            check(answer.status in (401, 404), "the operators' listener serves", path, answer.status, answer.text)
            count += 1
    return count


def must_fail(body, what):
    try:
        body()
    except AssertionError:
        return
    raise AssertionError(what)


def run(rng):
    world = World()
    try:
        nobody = Subject("none", {}, None, agent="none")
        must_fail(lambda: table.compare({"GET /": None}, {"GET /", "GET /new"}), "a route without an expectation passes")
        for wrong in ("GET /api/v1/account/info public 200", "GET /health wallet 200", "GET /health public 204"):
            route = table.Route(wrong)
            must_fail(lambda: judge(route, nobody, ask_one(world, route, nobody, {}), "HTTP/1.1"), f"a wrong expectation passes: {wrong}")
        count = public_matrix(world, rng, [("HTTP/1.1", world), ("HTTP/2", HTTP2(world))])
        count += admin_matrix(world, rng)
    finally:
        world.remove()
    routes = len(table.table(table.PUBLIC_LISTENER)) + len(table.table(table.ADMIN_LISTENER))
    return f"{routes} routes, {count} combinations of route and credential"
