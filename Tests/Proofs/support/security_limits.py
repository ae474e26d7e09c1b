"""Whoever guesses is told to wait before any work is done for it, and nobody else is."""
import http.client
import json
import os
import socket
import time

from security_world import UPGRADE, Answer, Frames, Person, World, check
import binary

BAD, LOGIN, REGISTER = 20, 5, 3


class From:
    """Somebody at another address of the loopback network."""

    def __init__(self, world, address):
        self.world, self.address = world, address

    def ask(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection(*self.world.daemon.address(), timeout=20, source_address=(self.address, 0))
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def log_on(self, key, signs):
        plain = socket.create_connection(self.world.daemon.address("binary"), timeout=10, source_address=(self.address, 0))
        with plain:
            session = Frames(Socket(plain))
            session.send(binary.logon(key, session.nonce if signs else None))
            name, fields = session.until("LogonAccepted", "LogonRejected")
            return name if name == "LogonAccepted" else fields["reason"]


class Socket:
    def __init__(self, plain):
        self.plain, self.write = plain, plain.sendall

    def read(self):
        return self.plain.recv(65536)


def stranger(rng):
    return "ak_live_" + "".join(rng.choice("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(64))


def within_a_minute(body):
    """Limits begin anew with every minute: what straddles one is done again."""
    for attempt in (1, 2, 3):
        if time.time() % 60 > 50:
            time.sleep(60.1 - time.time() % 60)
        minute = time.time() // 60
        try:
            return body(attempt)
        except AssertionError:
            if minute == time.time() // 60 or attempt == 3:
                raise


def told_to_wait(answer, limit, what):
    check((answer.status, answer.code) == (429, "RATE_LIMIT_EXCEEDED"), what, answer.status, answer.text)
    headers = {name.lower(): value for name, value in answer.headers}
    check(1 <= int(headers["retry-after"]) <= 60 and headers["x-ratelimit-limit"] == str(limit) and headers["x-ratelimit-remaining"] == "0", what, headers)


def guessers(world, rng, person, attempt):
    """Each kind of credential from an address of its own; then that address, with everything."""
    info, jwt = "/api/v1/account/info", person.log_in()
    kinds = {
        "keys": lambda who: who.ask("GET", info, {"X-API-Key": stranger(rng)}), "short keys": lambda who: who.ask("GET", info, {"X-API-Key": "ak_live_x"}),
        "changed keys": lambda who: who.ask("GET", info, {"X-API-Key": person.key[:24] + stranger(rng)[:48]}),
        "tokens": lambda who: who.ask("GET", info, {"Authorization": "Bearer " + jwt[:-4] + "AAAA"}),
        "keys of a socket": lambda who: who.ask("GET", "/ws/v1?api_key=" + stranger(rng), UPGRADE), "tokens of a socket": lambda who: who.ask("GET", "/ws/v1?token=x.y.z", UPGRADE),
        "keys beside prices": lambda who: who.ask("GET", "/api/v1/market/pairs", {"X-API-Key": stranger(rng)}),
        "keys whose address is made up": lambda who: who.ask("GET", info, {"X-API-Key": stranger(rng), "X-Forwarded-For": f"10.0.0.{rng.randrange(250)}"}),
        "frames": lambda who: who.log_on(stranger(rng), False), "signatures": lambda who: who.log_on(stranger(rng), True),
    }
    count = 0
    for number, (what, guess) in enumerate(kinds.items()):
        who = From(world, f"127.{attempt}.1.{number + 2}")
        for _ in range(BAD):
            answer = guess(who)
            check(answer == "wrongCredential" or answer.status == (200 if "prices" in what else 401), what, answer if isinstance(answer, str) else answer.text)
        for path, headers in ((info, {"X-API-Key": stranger(rng)}), (info, {"Authorization": "Bearer x.y.z"}), (info, {"Authorization": "Bearer " + jwt}),
                              ("/ws/v1?api_key=" + stranger(rng), UPGRADE), (info, {"X-API-Key": stranger(rng), "X-Forwarded-For": "9.9.9.9"})):
            told_to_wait(who.ask("GET", path, headers), BAD, f"after {BAD} {what}, {path[:20]} with {list(headers)}:")
        check(who.log_on(stranger(rng), True) == "wrongCredential" and who.log_on(stranger(rng), False) == "wrongCredential", "a guess is let in")
        # Its neighbours have keys, and nothing was asked of prices.
        for headers in ({"X-API-Key": person.key}, {"X-API-Key": person.agent_key}):
            check(who.ask("GET", info, headers).status == 200, "a good key is refused beside a guesser of", what)
        check(who.log_on(person.key, True) == "LogonAccepted", "a good signature is refused beside a guesser of", what)
        check(who.ask("GET", "/api/v1/market/pairs", {"X-API-Key": stranger(rng)}).status == 200, "prices are refused to a guesser of", what)
        check(who.ask("GET", info).status == 401, "somebody without a credential")
        count += BAD + 11
    other = From(world, f"127.{attempt}.2.2")
    check(other.ask("GET", info, {"X-API-Key": stranger(rng)}).status == 401 and other.ask("GET", info, {"Authorization": "Bearer " + jwt}).status == 200,
          "another address waits for guessers")
    return count


def passwords(world, rng, attempt):
    """A password costs a tenth of a second of somebody's processor: not those that are refused."""
    who, count = From(world, f"127.{attempt}.3.2"), 0
    mail = json.dumps({"email": "nobody@example.com", "password": "a wrong password"})
    for _ in range(LOGIN):
        check(who.ask("POST", "/api/v1/auth/user-login", body=mail).status == 401, "a log-in")
    before = processor(world)
    for _ in range(100):
        told_to_wait(who.ask("POST", "/api/v1/auth/user-login", body=mail), LOGIN, "a log-in too many:")
    spent = processor(world) - before
    check(spent < 3, "100 refused passwords cost", spent, "seconds of processor: they were hashed")
    for path, body in (("login", {"api_key": stranger(rng), "api_secret": "x"}), ("forgot-password", {"username": "x"}), ("reset-password", {"token": "x", "new_password": "12345678"}),
                       ("verify-email", {"token": "x"})):
        told_to_wait(who.ask("POST", "/api/v1/auth/" + path, body=json.dumps(body)), LOGIN, path)
        count += 1
    for number in range(REGISTER + 2):
        answer = who.ask("POST", "/api/v1/auth/register", body='{"display_name":"many"}')
        if number < REGISTER:
            check(answer.status == 201, "a registration:", answer.text)
        else:
            told_to_wait(answer, REGISTER, "a registration too many:")
        count += 1
    return count + LOGIN + 100


def processor(world):
    fields = open(f"/proc/{world.daemon.process.pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def proxied(rng):
    """Behind a proxy that is to be believed, addresses are those it names."""
    world = World("--limits-bad-credentials", str(BAD), "--limits-register", "0", "--trust-forwarded-for", limits="on")
    try:
        def body(attempt):
            ask = lambda hop: world.ask("GET", "/api/v1/account/info", {"X-API-Key": stranger(rng), "X-Forwarded-For": hop})
            for _ in range(BAD):
                check(ask(f"198.51.{attempt}.7, 10.0.0.1").status == 401, "a guess")
            told_to_wait(ask(f"198.51.{attempt}.7"), BAD, "the address a proxy names:")
            check(ask(f"198.51.{attempt}.8").status == 401, "another address behind the proxy waits")
            return BAD + 2
        return within_a_minute(body)
    finally:
        world.remove()


def run(rng):
    world = World("--limits-bad-credentials", str(BAD), "--limits-login", str(LOGIN), "--limits-register", str(REGISTER), limits="on")
    try:
        person = Person(world, "Good")
        count = within_a_minute(lambda attempt: guessers(world, rng, person, attempt)) + within_a_minute(lambda attempt: passwords(world, rng, attempt))
    finally:
        world.remove()
    return f"{count + proxied(rng)} guesses and log-ins from 14 addresses"
