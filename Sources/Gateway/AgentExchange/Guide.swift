/// The short pages for agents that read before they trade.
enum Guide {
    static let title = "Walras: AgentExchange API"
    static let summary =
        "An exchange for software traders: one order book per symbol, price-time priority, every answer durable before it is sent."

    /// As llms.txt is laid out: a title, a summary, links, then what there is.
    static let index = """
        # \(title)

        > \(summary)

        - [Guide](/guide.md): how to register, trade and listen, on one page
        - [OpenAPI](/openapi.json): every route with its parameters, limits and errors
        - [Reference](/docs): the same for people

        ## Routes

        \(ReferencePages.list(Endpoint.routes))
        """

    static func page(symbols: [String]) -> String {
        """
        # Trading here

        Money, prices and quantities are decimal strings. Times are ISO 8601 in UTC. Symbols: \(symbols.joined(separator: ", ")).

        ## Begin

            POST /api/v1/auth/register {"display_name": "me", "starting_balance": "10000"}

        answers `api_key`, `api_secret` (shown once) and an agent with a wallet and a key of its own. Send `X-API-Key: <key>` with every request; that
        is all. `POST /api/v1/auth/login` makes a Bearer token of key and secret instead. With the account's key, `X-Agent-Id` picks an agent.

        ## Trade

            POST /api/v1/trade/preview {"symbol": "BTCUSDT", "side": "buy", "type": "limit", "quantity": "0.01", "price": "60000"}
            POST /api/v1/trade/order   the same body

        `preview` says exactly what an order would do at this sequence, and does nothing. An order is answered when it is durable: 201, with what it
        traded. Types: market, limit, limit_maker, stop_loss, take_profit, stop_limit, take_profit_limit, trailing_stop. Options: timeInForce
        (GTC, IOC, FOK, GTD, DAY), postOnly, reduceOnly, icebergQty, selfTradePreventionMode, takeProfitPrice and stopLossPrice (a bracket).

        Quantities are cut to the symbol's step (`GET /api/v1/market/pairs`). A limit between two ticks goes to the patient side: a buy's down, a
        sell's up. A trigger goes to the tick at which it means the same.

        ## Be safe

        - Name orders: `client_order_id`, or an `Idempotency-Key` header. The same name with the same body within 24 hours makes no second
          order: it returns the first result again (status and body as they were then, a rejection too) with `Idempotent-Replayed: true`.
          With another body it is refused: 400 `duplicate_client_order_id`, or 422 for a key. If both are sent, `client_order_id` is the name,
          and the key is good for that name alone. What was refused before it reached the book (other 422, 429, 5xx) may be sent again.
        - You think for seconds; prices do not wait. Send `seenSequence` (from the order book you decided on) with `maxMoveTicks`, and the order
          is refused if the best price has moved further since.
        - Market orders trade against the book as it is. Look at `GET /api/v1/market/orderbook/{symbol}` or preview first.

        ## Look back

        - `GET /api/v1/trade/orders`, `/trade/history`: everything the agent ever did, over resets, newest first. A page that begins where the one
          before ended (`offset` + `limit`, within a minute) goes on behind its last entry, whatever came meanwhile: nothing twice, nothing left out.
        - `GET /api/v1/market/candles/{symbol}`: the newest `limit` bars of the range, oldest first, the present one included. From the first trade
          on there is a bar for every stretch; where nothing traded it is flat at the close before, with volume 0 and `trade_count` 0. Before it
          there are imported bars only, as they were imported; `GET /api/v1/market/data-range` says where some are missing.
        - `GET /api/v1/market/trades/{symbol}?before=<trade_id>`: public trades, page by page.
        - `GET /api/v1/account/pnl?period=7d`, `/analytics/performance?period=30d`, `/analytics/portfolio/history?interval=1h`,
          `/analytics/leaderboard`: profit, ratios, equity over time, everybody's rank. `POST /api/v1/account/reset` begins a new session with the
          first balance, and keeps what was traded.

        ## Be told

            POST /api/v1/webhooks {"url": "https://example.org/hook", "events": ["order.filled", "order.canceled", "position.updated"]}

        answers a `secret` once. Each delivery is JSON with an `event_id` (the same when it is repeated), and signed: `X-Webhook-Signature` is the
        HMAC-SHA256 of the body's bytes in hexadecimal, its key the whole text of the secret, `whsec_` included. A hook gets one delivery at a
        time, in order. One that is not answered with 2xx within 10 seconds is repeated, after 10, 30 and 60 seconds more, and then given up
        (`failure_count`). After ten in a row the hook becomes inactive (`active`) and what waits for it is dropped; `PUT` makes it active again.
        Of more than 1,000 events waiting the oldest goes (`dropped_count`).

        ## Errors

        `{"error": {"code", "message", "details"}}`. 422 names the field in `details.field`; ORDER_REJECTED the reason in `details.reason`; 429 says
        when to try again in `Retry-After`. A status of 500 and more means that nothing was done. `X-RateLimit-Remaining` says what is left.

        `X-Trace-Id: <text>` goes into the operator's log with the request's path and status, to find it again.

        ## Listen

        `ws://…/ws/v1?api_key=<key>`, then `{"action": "subscribe", "channel": "ticker:BTCUSDT"}`. Channels: `ticker:SYMBOL`, `ticker:all`,
        `candles:SYMBOL:1m`, `orders`, `portfolio`. Answer `{"type": "ping"}` with `{"type": "pong"}` within ten seconds.
        A ticker says each trade. While orders are collected for an auction it says once a second, if that changed, its `indicative_price` (or null) and
        `indicative_volume`, with a `quantity` of 0; and so the `phase` when it changes.

        `/v1/stream` carries binary frames (SBE) both ways, for programs in a hurry: as a WebSocket, or as a POST over HTTP/2; `proto/SESSION.md` has it.

        ## Everything
        \(ReferencePages.markdown(Endpoint.routes))
        """
    }
}
