import History

extension Parameter {
    // Paths.
    static let symbolPath = Parameter.path("symbol", .symbol, "BASE and QUOTE without a separator, such as BTCUSDT; any case")
    static let orderPath = Parameter.path("order_id", .uuid, "The exchange's id of the order")
    static let agentPath = Parameter.path("agent_id", .uuid, "The agent's id")

    // Queries.
    static let symbols = Parameter.query("symbols", .list(max: 100), "Symbols between commas; all if absent")
    static let priceFormat = Parameter.query("format", .choice(["list", "map"]), absent: "list", "Whether `prices` is a list or an object by symbol")
    static let interval = Parameter.query("interval", .choice(["1m", "5m", "15m", "1h", "4h", "1d"]), absent: "1h", "Length of a bar")
    static let candleLimit = Parameter.query("limit", .integer(1...1000), absent: "100", "The newest so many")
    static let startTime = Parameter.query("start_time", .timestamp, "First moment, inclusive")
    static let endTime = Parameter.query("end_time", .timestamp, "Last moment, inclusive")
    static let tradeLimit = Parameter.query("limit", .integer(1...1000), absent: "100", "The newest so many")
    static let beforeTrade = Parameter.query("before", .integer(1...Int.max), "Only trades before this trade_id: the next page")
    static let depth = Parameter.query("depth", .integer(1...100), absent: "10", aliases: ["limit"], "Levels of each side")
    static let pairStatus = Parameter.query("status", .choice(["active", "inactive"]), "Only pairs of this status")
    static let exchange = Parameter.query("exchange", .text(min: 0, max: 40), "Understood and ignored: there is one exchange")
    static let quoteAsset = Parameter.query("quote_asset", .text(min: 0, max: 20), "Only pairs quoted in this asset")
    static let indicatorList = Parameter.query("indicators", .list(max: 32), "Names between commas; all if absent")
    static let lookback = Parameter.query("lookback", .integer(14...500), absent: "200", "One-minute bars to look at")
    static let period = Parameter.query("period", .choice(periods), absent: "all", "How far to look back")
    static let periods = ["1d", "7d", "30d", "90d", "all"]
    static let leaderboardPeriod = Parameter.query("period", .choice(periods), absent: "30d", "How far to look back")
    static let leaderboardLimit = Parameter.query("limit", .integer(1...200), absent: "50", "The best so many")
    static let historyInterval = Parameter.query("interval", .choice(["1m", "5m", "15m", "1h", "4h", "1d"]), absent: "1h", "Distance of the snapshots")
    static let historyLimit = Parameter.query("limit", .integer(1...1000), absent: "100", "The newest so many")
    static let orderStatus = Parameter.query(
        "status", .choice(["pending", "partially_filled", "filled", "cancelled", "rejected", "expired"]), "Only orders of this status")
    static let symbolFilter = Parameter.query("symbol", .symbol, "Only this symbol")
    static let sideFilter = Parameter.query("side", .choice(["buy", "sell"]), "Only this side")
    static let ordersLimit = Parameter.query("limit", .integer(1...500), absent: "100", "At most so many")
    static let openLimit = Parameter.query("limit", .integer(1...200), absent: "100", "At most so many")
    static let tradesLimit = Parameter.query("limit", .integer(1...500), absent: "50", "At most so many")
    static let offset = Parameter.query("offset", .integer(0...Int.max), absent: "0", "Leave out so many first")
    static let includeArchived = Parameter.query("include_archived", .boolean, absent: "false", "Archived agents too")
    static let newName = Parameter.query("new_name", .text(min: 0, max: 100), "The copy's name; `Copy of …` if absent")

    static let webSocketKey = Parameter.query("api_key", .text(min: 0, max: 128), "Key of an account or an agent")
    static let webSocketToken = Parameter.query("token", .text(min: 0, max: 1024), "A token, instead")

    // Bodies.
    static let displayName = Parameter.body("display_name", .text(min: 1, max: 100), absent: "Agent", "Shown on leaderboards")
    static let agentName = Parameter.body("display_name", .text(min: 1, max: 100), required: true, "Shown on leaderboards")
    static let email = Parameter.body("email", .text(min: 3, max: 254), "For logging in with a password")
    static let password = Parameter.body("password", .text(min: 8, max: 72), "For logging in by email")
    static let startingBalance = Parameter.body("starting_balance", .decimal, absent: "10000.00", "Credited at the start, in USDT")
    static let apiKey = Parameter.body("api_key", .text(min: 1, max: 128), required: true, "The account's key")
    static let apiSecret = Parameter.body("api_secret", .text(min: 1, max: 128), required: true, "Shown once, when the account was made")
    static let loginEmail = Parameter.body("email", .text(min: 1, max: 254), required: true, "The account's email")
    static let loginPassword = Parameter.body("password", .text(min: 1, max: 72), required: true, "The account's password")
    static let username = Parameter.body("username", .text(min: 1, max: 254), required: true, aliases: ["email"], "Name or email")
    static let token = Parameter.body("token", .text(min: 1, max: 1024), required: true, "As it was sent")
    static let newPassword = Parameter.body("new_password", .text(min: 8, max: 72), required: true, "The password from now on")
    static let resetBalance = Parameter.body(
        "starting_balance", .decimal, aliases: ["new_starting_balance"], "Credited anew; what the agent began with if absent")
    static let confirm = Parameter.body("confirm", .boolean, absent: "true", "Has to be true if it is there")
    static let maxPosition = Parameter.body("max_position_size_pct", .integer(1...100), "Share of equity one position may have")
    static let dailyLoss = Parameter.body("daily_loss_limit_pct", .integer(1...100), "Loss of a day that stops trading until 00:00 UTC")
    static let maxOpen = Parameter.body("max_open_orders", .integer(1...openOrdersMax), "Orders open at a time")
    /// As many as an operator may allow; also what is said of accounts without this limit.
    static let openOrdersMax = 1_000_000
    static let maxOrder = Parameter.body("max_order_size_pct", .integer(1...100), "Share of equity one order may have")
    static let orderRate = Parameter.body("order_rate_limit", .integer(1...1_000_000), "Accepted orders a minute")
    static let minOrder = Parameter.body("min_order_size_usd", .decimal, "Smallest value of an order")
    static let modeName = Parameter.body("mode", .choice(["live", "backtest"]), required: true, "What the account is used for")
    static let strategyLabel = Parameter.body("strategy_label", .text(min: 0, max: 100), "Free text")
    static let model = Parameter.body("llm_model", .text(min: 0, max: 100), "Free text")
    static let framework = Parameter.body("framework", .text(min: 0, max: 100), "Free text")
    static let tags = Parameter.body("strategy_tags", .list(max: 20), "Free words")
    static let riskProfile = Parameter.body("risk_profile", .object, "Limits of the agent, by name")
    static let color = Parameter.body("color", .text(min: 7, max: 7), "`#rrggbb`")
    static let avatar = Parameter.body("avatar_url", .text(min: 0, max: 500), "An image")

    // Statistics.
    static let returns = Parameter.body(
        "returns", .numbers(min: DeflatedSharpe.returnsAllowed.lowerBound, max: DeflatedSharpe.returnsAllowed.upperBound), required: true,
        "Returns by period: 0.01 is one percent")
    static let trials = Parameter.body("num_trials", .integer(DeflatedSharpe.trialsAllowed), required: true, "Strategies that were tried to find this one")
    static let annualization = Parameter.body(
        "annualization_factor", .integer(DeflatedSharpe.annualizationAllowed), absent: "252", "Periods of a year")

    // Orders.
    static let symbol = Parameter.body("symbol", .symbol, required: true, "Such as BTCUSDT; any case")
    static let side = Parameter.body("side", .choice(["buy", "sell"]), required: true, "What to do")
    static let orderTypes = ["market", "limit", "limit_maker", "stop_loss", "take_profit", "stop_limit", "take_profit_limit", "trailing_stop"]
    static let type = Parameter.body("type", .choice(orderTypes), required: true, aliases: ["order_type"], "When and how it trades")
    static let quantity = Parameter.body("quantity", .decimal, required: true, "In the base asset; cut to the symbol's step")
    static let price = Parameter.body("price", .decimal, "The limit; for stop_loss and take_profit another name of trigger_price")
    static let triggerPrice = Parameter.body("trigger_price", .decimal, aliases: ["stop_price", "stopPrice"], "Last price that sets the order off")
    static let trailingDelta = Parameter.body(
        "trailingDelta", .integer(1...2_000), aliases: ["trailing_delta"],
        "trailing_stop: distance of the trigger in basis points of the last price when the order is entered")
    static let trailingAmount = Parameter.body(
        "trailingAmount", .decimal, aliases: ["trailing_amount"], "trailing_stop: the same as a price difference, instead")
    static let timeInForce = Parameter.body(
        "timeInForce", .choice(["GTC", "IOC", "FOK", "GTD", "DAY"]), absent: "GTC", aliases: ["time_in_force"], "How long it stays")
    static let goodTillDate = Parameter.body(
        "goodTillDate", .timestamp, aliases: ["good_till_date"], "GTD: until when; ISO 8601, or milliseconds since 1970")
    static let postOnly = Parameter.body("postOnly", .boolean, absent: "false", aliases: ["post_only"], "Refused if it would trade at once")
    static let reduceOnly = Parameter.body("reduceOnly", .boolean, absent: "false", aliases: ["reduce_only"], "May only sell what is held")
    static let icebergQuantity = Parameter.body("icebergQty", .decimal, aliases: ["iceberg_qty"], "Quantity to show at a time, more than a thousandth of the whole")
    static let selfTradePrevention = Parameter.body(
        "selfTradePreventionMode", .choice(["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"]), absent: "NONE",
        aliases: ["self_trade_prevention_mode"], "What happens when it meets an order of its own account")
    static let takeProfit = Parameter.body(
        "takeProfitPrice", .decimal, aliases: ["take_profit_price"], "Bracket: limit of the exit in profit, entered when this is filled")
    static let stopLoss = Parameter.body(
        "stopLossPrice", .decimal, aliases: ["stop_loss_price"], "Bracket: trigger of the exit in loss, entered when this is filled")
    static let stopLossLimit = Parameter.body(
        "stopLossLimitPrice", .decimal, aliases: ["stop_loss_limit_price"], "Bracket: limit of the exit in loss; a market order without")
    static let seenSequence = Parameter.body(
        "seenSequence", .integer(1...Int.max), aliases: ["seen_sequence"], "Guard: the sequence of the market data you decided on")
    static let maxMoveTicks = Parameter.body(
        "maxMoveTicks", .integer(0...Int.max), aliases: ["max_move_ticks"], "Guard: how many ticks the best price may have moved since")
    static let clientOrderID = Parameter.body(
        "client_order_id", .text(min: 1, max: 64), aliases: ["newClientOrderId"], "Your name of the order; a repeat within 24 h returns the first result")

    static let orderBody: [Parameter] = [
        .symbol, .side, .type, .quantity, .price, .triggerPrice, .trailingDelta, .trailingAmount, .timeInForce, .goodTillDate, .postOnly, .reduceOnly,
        .icebergQuantity, .selfTradePrevention, .takeProfit, .stopLoss, .stopLossLimit, .seenSequence, .maxMoveTicks, .clientOrderID,
    ]
}
