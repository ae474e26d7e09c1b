"""What the contract says of every route: who may ask (the scope), the answer a good request gets, and that request.

Scopes:  public   credentials are not looked at, or make no difference to what is answered
         wallet   a key of an account or of an agent, or an account's token: acts for an agent's wallet
         account  the account's own key or token; an agent's key is told 403 PERMISSION_DENIED
         member   either kind of key, each for what is its own
         socket   a WebSocket whose handshake is refused without a credential
         admin    the operators' listener: X-Admin-Key, and nothing else opens it

There are no keys that may only read in this contract: a key acts for its wallet or for its account.
"""

ORDER = '{"symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"0.001","price":"20000"}'
LIMITS = '{"max_position_size_pct":100,"daily_loss_limit_pct":90,"max_open_orders":1000}'

PUBLIC_LISTENER = """
GET    /                                             public   200
GET    /health                                       public   200
GET    /metrics                                      public   200
GET    /openapi.json                                 public   200
GET    /llms.txt                                     public   200
GET    /guide.md                                     public   200
GET    /docs                                         public   200
GET    /redoc                                        public   200
GET    /ws/v1                                        socket   101
POST   /api/v1/auth/register                         public   201  {"display_name":"Somebody","starting_balance":"10"}
POST   /api/v1/auth/login                            public   401  {"api_key":"ak_live_none","api_secret":"sk_live_none"}
POST   /api/v1/auth/user-login                       public   401  {"email":"nobody@example.com","password":"not a password"}
POST   /api/v1/auth/forgot-password                  public   200  {"username":"nobody at all"}
POST   /api/v1/auth/reset-password                   public   422  {"token":"none","new_password":"long enough"}
POST   /api/v1/auth/verify-email                     public   422  {"token":"none"}
GET    /api/v1/market/price/{symbol}                 public   200
GET    /api/v1/market/prices                         public   200
GET    /api/v1/market/ticker/{symbol}                public   200
GET    /api/v1/market/tickers                        public   200
GET    /api/v1/market/candles/{symbol}               public   200
GET    /api/v1/market/trades/{symbol}                public   200
GET    /api/v1/market/orderbook/{symbol}             public   200
GET    /api/v1/market/pairs                          public   200
GET    /api/v1/market/indicators/{symbol}            public   200
GET    /api/v1/market/indicators/available           public   200
GET    /api/v1/market/data-range                     public   200
GET    /api/v1/account/info                          wallet   200
GET    /api/v1/account/balance                       wallet   200
GET    /api/v1/account/positions                     wallet   200
GET    /api/v1/account/portfolio                     wallet   200
GET    /api/v1/account/pnl                           wallet   200
POST   /api/v1/account/reset                         wallet   200  {}
PUT    /api/v1/account/risk-profile                  wallet   200  LIMITS
GET    /api/v1/account/mode                          wallet   200
POST   /api/v1/account/mode                          wallet   200  {"mode":"live"}
GET    /api/v1/analytics/performance                 wallet   200
GET    /api/v1/analytics/portfolio/history           wallet   200
GET    /api/v1/analytics/leaderboard                 wallet   200
POST   /api/v1/metrics/deflated-sharpe               wallet   200  {"returns":[0.1,0.2,0.1,0.3,0.1,0.2,0.1,0.2,0.1,0.1],"num_trials":2}
POST   /api/v1/trade/order                           wallet   201  ORDER
POST   /api/v1/trade/preview                         wallet   200  ORDER
GET    /api/v1/trade/order/{order_id}                wallet   200
GET    /api/v1/trade/orders                          wallet   200
GET    /api/v1/trade/orders/open                     wallet   200
DELETE /api/v1/trade/order/{order_id}                wallet   200
DELETE /api/v1/trade/orders/open                     wallet   200
GET    /api/v1/trade/history                         wallet   200
POST   /api/v1/agents                                account  201  {"display_name":"One more"}
GET    /api/v1/agents                                account  200
GET    /api/v1/agents/overview                       account  200
GET    /api/v1/agents/{agent_id}                     account  200
PUT    /api/v1/agents/{agent_id}                     account  200  {"display_name":"Another name"}
DELETE /api/v1/agents/{agent_id}                     account  204
POST   /api/v1/agents/{agent_id}/clone               account  201
POST   /api/v1/agents/{agent_id}/reset               account  200
POST   /api/v1/agents/{agent_id}/archive             account  200
GET    /api/v1/agents/{agent_id}/api-key             account  200
POST   /api/v1/agents/{agent_id}/regenerate-key      account  200
GET    /api/v1/agents/{agent_id}/risk-profile        account  200
PUT    /api/v1/agents/{agent_id}/risk-profile        account  200  LIMITS
GET    /api/v1/agents/{agent_id}/skill.md            account  200
POST   /api/v1/webhooks                              member   201  {"url":"https://hooks.example.com/a","events":["order.filled"]}
GET    /api/v1/webhooks                              member   200
GET    /api/v1/webhooks/{webhook_id}                 member   200
PUT    /api/v1/webhooks/{webhook_id}                 member   200  {"description":"another"}
DELETE /api/v1/webhooks/{webhook_id}                 member   204
POST   /api/v1/webhooks/{webhook_id}/test            member   200
"""

ADMIN_LISTENER = """
GET    /metrics                                      admin    200
GET    /openapi.json                                 admin    200
GET    /admin/state                                  admin    200
GET    /admin/instruments                            admin    200
POST   /admin/instruments                            admin    201  {"base":"NEW","tick_size":"0.01","lot_size":"0.01","max_price":"1000"}
POST   /admin/instruments/{symbol}/phase             admin    200  {"phase":"halted"}
GET    /admin/accounts/{account_id}                  admin    200
POST   /admin/accounts/{account_id}/deposit          admin    200  {"asset":"USDT","amount":"1"}
POST   /admin/accounts/{account_id}/withdraw         admin    200  {"asset":"USDT","amount":"1"}
POST   /admin/accounts/{account_id}/state            admin    200  {"state":"active"}
POST   /admin/accounts/{account_id}/risk-profile     admin    200  {"max_open_orders":1000}
POST   /admin/keys                                   admin    201  {"account_id":"ACCOUNT","display_name":"By an operator"}
POST   /admin/keys/{id}/regenerate                   admin    200
POST   /admin/keys/{id}/revoke                       admin    200
POST   /admin/keys/{id}/restore                      admin    200
"""

# What somebody else's thing is answered with. An order is the only one of which existence is nobody's business (contract §6.1);
# agents and webhooks have random ids, and the contract tells them apart (§11, §13).
FOREIGN = {"order_id": (404, "ORDER_NOT_FOUND"), "agent_id": (403, "PERMISSION_DENIED"), "webhook_id": (403, "PERMISSION_DENIED")}

# Names that the public ranking shows by contract (§5), of accounts and not of agents.
RANKING = "/api/v1/analytics/leaderboard"


class Route:
    def __init__(self, line):
        words = line.split(maxsplit=4)
        self.method, self.path, self.scope, self.good = words[0], words[1], words[2], int(words[3])
        self.body = {"ORDER": ORDER, "LIMITS": LIMITS}.get(words[4], words[4]) if len(words) > 4 else None
        self.name = f"{self.method} {self.path}"
        self.parameters = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    def fill(self, ids):
        path = self.path
        for name in self.parameters:
            path = path.replace("{" + name + "}", ids[name])
        return path


def table(text):
    return {route.name: route for route in map(Route, filter(None, text.splitlines()))}


def described(document):
    """The routes a daemon says it has."""
    return {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}


def compare(wanted, found):
    """A route without an expectation is as wrong as an expectation without a route."""
    unknown, gone = found - set(wanted), set(wanted) - found
    if unknown or gone:
        raise AssertionError(f"routes nobody has said who may ask: {sorted(unknown)}; routes that are not there: {sorted(gone)}")


def outcome(scope, kind, good):
    """Status, and code of the error, that a route of this scope gives to this kind of credential."""
    if scope == "public":
        return good, None
    if kind in ("account", "token", "good key, bad token"):
        return good, None
    if kind == "agent":
        return (403, "PERMISSION_DENIED") if scope == "account" else (good, None)
    if kind in ("suspended", "token of a suspended account"):
        return 403, "ACCOUNT_SUSPENDED"
    if kind in ("bad token", "cut token", "unsigned token", "token signed by somebody else", "expired token", "no Bearer"):
        return 401, "INVALID_TOKEN"
    return 401, "INVALID_API_KEY"
