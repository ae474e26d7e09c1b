"""Two accounts: nothing of the one is in anything the other is answered, whatever it asks with whatever it knows of the first."""
import asyncio
import json
import re
import urllib.parse
import uuid

import websockets

import security_table as table
from security_world import Person, World, check, trade

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Bob(Person):
    """Does everything there is to do, with words and numbers nobody else uses."""

    def __init__(self, world, rng):
        self.word = "zq" + "".join(rng.choice("bcdfghjkmnpqrstvwxz") for _ in range(14))
        self.words = [f"{self.word}{n}" for n in range(12)]
        self.numbers = {"balance": f"{rng.randrange(10**6, 10**7)}.{rng.randrange(10**7, 10**8)}", "quantity": f"0.0{rng.randrange(1000, 9999)}"}
        w = self.words
        super().__init__(world, w[0], balance=self.numbers["balance"], email=w[1] + "@example.com", password=w[2])
        self.fund("BTC", "7.7654321")
        self.second = self.do(
            "POST", "agents", display_name=w[3], llm_model=w[4], framework=w[5], strategy_tags=[w[6]], color="#b0bb0b", starting_balance="31337.42424242")
        self.do("PUT", "agents/" + self.second["agent_id"], avatar_url="https://" + w[7] + ".example.com/a.png")
        self.do("POST", "account/mode", mode="backtest", strategy_label=w[8])
        self.do("PUT", "account/risk-profile", max_position_size_pct=83, daily_loss_limit_pct=79, max_open_orders=797919)
        self.hooks = [self.do("POST", "webhooks", url=f"https://{w[9]}.example.com/hook", events=["order.filled"], description=w[10]) for _ in range(2)]
        self.open = [self.order(client_order_id=w[11] + str(n), quantity=self.numbers["quantity"]) for n in range(3)]
        self.stop = self.order(side="sell", type="stop_loss", quantity="0.0123", price="1234.57")
        self.do("POST", "trade/order", {**self.headers(), "Idempotency-Key": w[11] + "key"}, symbol="ETHUSDT", side="buy", type="limit", quantity="0.5", price="999")
        self.do("POST", "account/mode", mode="backtest", strategy_label=w[8])

    def looks(self):
        """Everything the contract lets an account see of itself: path by path."""
        paths = [
            "account/info", "account/balance", "account/positions", "account/portfolio", "account/pnl", "account/mode", "analytics/performance",
            "analytics/portfolio/history?interval=1m", "trade/orders", "trade/orders/open", "trade/history", "agents?include_archived=true", "agents/overview", "webhooks",
            "agents/" + self.second["agent_id"], f"agents/{self.second['agent_id']}/risk-profile", f"agents/{self.agent}/skill.md",
            "webhooks/" + self.hooks[0]["id"], "trade/order/" + self.open[0]["order_id"],
        ]
        answers = {path: self.world.ask("GET", "/api/v1/" + path, self.headers()) for path in paths}
        for path, answer in answers.items():
            check(answer.status == 200, path, answer.status, answer.text)
        return answers


def marks(bob, before):
    """What gives Bob away: his words, his ids and keys, his amounts. Ids that were public before him are not his."""
    texts = [answer.text for answer in bob.looks().values()] + [json.dumps(part) for part in (bob.made, bob.second, bob.hooks)]
    ids = {found for text in texts for found in UUID.findall(text)} - before
    keys = {bob.key, bob.secret, bob.agent_key, bob.second["api_key"], *(hook["secret"] for hook in bob.hooks), bob.key[8:24], bob.agent_key[8:24]}
    amounts = {bob.numbers["balance"], "31337.42424242", "7.7654321", "1234.57", "797919"}
    return ids, keys | {bob.word} | amounts


def found(answer, things, sent):
    """Which of these are in an answer, other than those the question held itself."""
    text = answer.everything()
    return [thing for thing in things if thing in text and thing not in sent]


def questions(wanted, ids, words):
    """Every GET there is, with everything known of Bob in every place that takes something."""
    for route in wanted.values():
        if route.method != "GET" or route.scope == "socket":
            continue
        places = [name for name in route.parameters if name != "symbol"]
        for thing in ids if places else [None]:
            yield route.path, route.fill({"symbol": "BTCUSDT", **{name: thing for name in places}}), {}
        if "symbol" in route.parameters:
            for word in words[:2]:
                yield route.path, route.fill({"symbol": word.upper()}), {}
        plain = route.fill({"symbol": "BTCUSDT", **{name: str(uuid.UUID(int=1)) for name in places}})
        for name in ("account_id", "agent_id", "order_id", "session_id", "webhook_id", "client_order_id", "user", "owner", "display_name", "symbols", "status"):
            for thing in ids[:3] + words[:1]:
                yield route.path, plain + "?" + urllib.parse.urlencode({name: thing}), {}
        for query in ("limit=500&offset=0", "limit=200", "limit=1000", "include_archived=true", "interval=1m&limit=1000", "period=all&limit=200"):
            yield route.path, plain + "?" + query, {}
        for thing in ids[:6]:
            yield route.path, plain, {"X-Agent-Id": thing, "X-Account-Id": thing}


def askers(alice):
    return [alice.headers(), {"X-API-Key": alice.agent_key}, {"Authorization": "Bearer " + alice.log_in()}, {}]


def ask_everything(world, wanted, alice, ids, things, bob):
    count = 0
    for headers in askers(alice):
        for path, text, more in questions(wanted, sorted(ids), bob.words):
            answer = world.ask("GET", text, {**headers, **more})
            sent = text + json.dumps(more)
            seen = found(answer, things | ids, urllib.parse.unquote_plus(sent))
            if path == table.RANKING:
                seen = [thing for thing in seen if thing not in (bob.word, bob.id)]
            check(not seen, f"GET {text} with {more} shows {seen}: {answer.text}")
            check(answer.status < 500 or answer.code == "SERVICE_UNAVAILABLE", "GET", text, answer.status, answer.text)
            count += 1
    return count


def meddle(world, wanted, alice, ids, bob):
    """Everything that changes something, aimed at what is Bob's: he finds all of it as he left it."""
    def looks():
        return {path: re.sub(r'"timestamp":"[^"]*"|"(total_equity|equity|time)":"[^"]*"', "", answer.text) for path, answer in bob.looks().items()}

    before, count = looks(), 0
    for route in wanted.values():
        if route.method == "GET" or route.scope == "public":
            continue
        places = [name for name in route.parameters if name != "symbol"]
        for headers in askers(alice)[:3]:
            for thing in sorted(ids) if places else []:
                answer = world.ask(route.method, route.fill({name: thing for name in places}), headers, route.body)
                check(answer.status in (403, 404, 422), f"{route.name} with Bob's {thing}: {answer.status} {answer.text}")
                check(not found(answer, ids | {bob.word}, thing), "shows what is Bob's:", answer.text)
                count += 1
            # What a body says of whose it is, is not asked; the other parts of it may well be carried out, for Alice.
            if not places and route.scope in ("wallet", "account") and "reset" not in route.path:
                body = {**json.loads(route.body or "{}"), "account_id": bob.id, "agent_id": bob.agent, "owner": bob.id, "id": bob.agent}
                answer = world.ask(route.method, route.path, headers, json.dumps(body))
                check(not found(answer, ids | {bob.word}, json.dumps(body)), route.name, answer.text)
                count += 1
    check(looks() == before, "Bob finds something changed:", [path for path, text in looks().items() if before[path] != text])
    return count


def names(world, alice, bob):
    """A name of Bob's order or of his request is Alice's to use, and finds nothing."""
    own = alice.order(client_order_id=bob.words[11] + "0")
    check(own["order_id"] != bob.open[0]["order_id"] and own["quantity"] == "0.00100000", "an order name is shared:", own)
    answer = world.ask(
        "POST", "/api/v1/trade/order", {**alice.headers(), "Idempotency-Key": bob.words[11] + "key"},
        '{"symbol":"ETHUSDT","side":"buy","type":"limit","quantity":"0.25","price":"999"}')
    check(answer.status == 201 and answer.json["quantity"] == "0.25000000", "a key of a request is shared:", answer.status, answer.text)
    taken = world.ask("POST", "/api/v1/auth/register", body=json.dumps({"display_name": "x", "email": bob.words[1] + "@example.com", "password": "long enough"}))
    check(taken.status == 409 and not found(taken, {bob.id, bob.words[0]}, ""), taken.text)
    forgot = [world.ask("POST", "/api/v1/auth/forgot-password", body=json.dumps({"username": name})) for name in (bob.words[1] + "@example.com", "nobody@example.com")]
    check(forgot[0].text == forgot[1].text and forgot[0].status == forgot[1].status, "a reset of a password tells who has an account")
    wrong = [world.ask("POST", "/api/v1/auth/user-login", body=json.dumps({"email": name, "password": "wrong password"})) for name in (bob.words[1] + "@example.com", "nobody@example.com")]
    check(wrong[0].text == wrong[1].text and wrong[0].status == wrong[1].status == 401, "a log-in by email tells who has an account")
    return 5


async def listen(world, alice, bob, seller, things):
    """Alice follows everything she can name while Bob trades; his own connection is told."""
    host, port = world.daemon.address()
    heard = {"alice": [], "agent": [], "bob": []}
    asked = [
        {"action": "subscribe", "channel": name} for name in (
            "orders", "portfolio", "orders:" + bob.id, "portfolio:" + bob.agent, "orders:" + bob.agent, "ticker:all", "battle:" + bob.id)
    ] + [{"action": "subscribe", "channel": "orders", "account_id": bob.id, "agent_id": bob.agent}, {"action": "subscribe", "channel": "portfolio", "agent_id": bob.agent},
         {"action": "subscribe", "channel": "orders", "api_key": bob.key[:30]}]

    async def follow(name, key, ready):
        async with websockets.connect(f"ws://{host}:{port}/ws/v1?api_key={key}", ping_interval=None) as socket:
            for message in asked:
                await socket.send(json.dumps(message))
            ready.set()
            while True:
                heard[name].append(await socket.recv())

    ready = [asyncio.Event() for _ in range(3)]
    tasks = [asyncio.create_task(follow(*who)) for who in (("alice", alice.key, ready[0]), ("agent", alice.agent_key, ready[1]), ("bob", bob.key, ready[2]))]
    for event in ready:
        await asyncio.wait_for(event.wait(), 10)
    await asyncio.sleep(0.2)
    loop = asyncio.get_running_loop()
    _, taken = await loop.run_in_executor(None, lambda: trade(bob, seller, client_order_id=bob.words[11] + "ws"))
    for _ in range(100):
        if any(taken["order_id"] in text for text in heard["bob"]):
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    check(all(isinstance(result, asyncio.CancelledError) for result in results), "a connection ended:", results)
    check(any(taken["order_id"] in text for text in heard["bob"]), "Bob is not told of his own order:", heard["bob"])
    for name in ("alice", "agent"):
        check(len(heard[name]) >= 4, name, "hears nothing at all")
        for text in heard[name]:
            # An unknown channel is named when it is refused: by then it is the listener's own word.
            given = [thing for thing in things | {taken["order_id"]} if thing in text and thing not in json.dumps(asked)]
            check(not given, name, "is told what is Bob's:", text)
    return len(asked) * 3


def run(rng):
    world = World()
    try:
        wanted = table.table(table.PUBLIC_LISTENER)
        table.compare(wanted, table.described(world.ask("GET", "/openapi.json").json))
        before = set(UUID.findall(world.ask("GET", "/openapi.json").text + world.ask("GET", "/guide.md").text))
        alice, seller = Person(world, "Alice"), Person(world, "Seller")
        seller.fund("BTC", "5")
        bob = Bob(world, rng)
        trade(bob, seller, quantity=bob.numbers["quantity"], client_order_id=bob.words[11] + "filled")
        ids, things = marks(bob, before)
        # The search finds what is there: in Bob's own answers all of it.
        seen = {thing for answer in bob.looks().values() for thing in found(answer, ids | things, "")}
        check(len(ids) >= 12 and bob.word in seen and bob.numbers["balance"] in seen and len(ids & seen) >= 10, "Bob is hardly in his own answers:", len(ids), seen)
        count = ask_everything(world, wanted, alice, ids, things, bob)
        count += meddle(world, wanted, alice, ids, bob)
        count += names(world, alice, bob)
        count += asyncio.run(listen(world, alice, bob, seller, ids | things))
    finally:
        world.remove()
    return f"{count} questions to everything there is, with {len(ids)} ids of somebody else, none answered with anything of his"
