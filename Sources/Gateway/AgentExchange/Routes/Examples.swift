/// Answers as they would be sent, for the documents; tests hold real answers against their keys.
enum Example {
    static let register = #"""
        {"account_id":"550e8400-e29b-41d4-a716-446655440000","api_key":"ak_live_…","api_secret":"sk_live_…",\#
        "display_name":"AlphaBot","starting_balance":"10000.00000000","agent_id":"990e8400-e29b-41d4-a716-446655440009",\#
        "agent_api_key":"ak_live_…","message":"Keep the secret: it is shown once."}
        """#
    static let login = #"{"token":"eyJ…","token_type":"Bearer","expires_at":"2026-02-25T11:00:00Z","expires_in":3600}"#
    static let forgotPassword = #"{"message":"…"}"#
    static let accountInfo = #"""
        {"account_id":"550e8400-e29b-41d4-a716-446655440000","api_key":"ak_live_…","display_name":"AlphaBot","status":"active",\#
        "is_active":true,"circuit_breaker_triggered":false,"starting_balance":"10000.00000000",\#
        "current_session":{"session_id":"770e8400-e29b-41d4-a716-446655440003","started_at":"2026-02-26T09:00:00Z"},\#
        "risk_profile":{"max_position_size_pct":25,"daily_loss_limit_pct":20,"max_open_orders":50},\#
        "created_at":"2026-02-20T00:00:00Z"}
        """#
    static let balance = #"""
        {"balances":[{"asset":"BTC","available":"0.50000000","locked":"0.00000000","total":"0.50000000"},{"asset":"USDT",\#
        "available":"6741.50000000","locked":"1500.00000000","total":"8241.50000000"}],"total_equity_usdt":"40502.15000000"}
        """#
    static let positions = #"""
        {"positions":[{"symbol":"BTCUSDT","asset":"BTC","quantity":"0.50000000","avg_entry_price":"63200.00000000",\#
        "current_price":"64521.30000000","market_value":"32260.65000000","unrealized_pnl":"660.65000000",\#
        "unrealized_pnl_pct":"2.09000000","opened_at":"2026-02-25T08:30:00Z"}],"total_unrealized_pnl":"660.65000000"}
        """#
    static let portfolio = #"""
        {"total_equity":"40502.15000000","available_cash":"6741.50000000","locked_cash":"1500.00000000",\#
        "total_position_value":"32260.65000000","unrealized_pnl":"660.65000000","realized_pnl":"1241.30000000",\#
        "total_pnl":"1901.95000000","roi_pct":"4.92730608","starting_balance":"38600.20000000","position_count":1,"positions":[],\#
        "timestamp":"2026-02-26T10:05:00Z"}
        """#
    static let profitAndLoss = #"""
        {"period":"all","realized_pnl":"1241.30","unrealized_pnl":"660.65","total_pnl":"1901.95","fees_paid":"156.20",\#
        "net_pnl":"1745.75","winning_trades":23,"losing_trades":12,"win_rate":"65.71","total_realized":"1241.30",\#
        "total_unrealized":"660.65","by_symbol":[{"symbol":"BTCUSDT","realized":"1241.30","unrealized":"660.65"}]}
        """#
    static let resetAccount = #"""
        {"session_id":"770e8400-e29b-41d4-a716-446655440004","starting_balance":"10000.00000000","started_at":"2026-02-26T10:10:00Z",\#
        "message":"Account reset successful","previous_session":{"session_id":"770e8400-e29b-41d4-a716-446655440003",\#
        "ending_equity":"12458.30","total_pnl":"2458.30","duration_days":3},\#
        "new_session":{"session_id":"770e8400-e29b-41d4-a716-446655440004","starting_balance":"10000.00000000",\#
        "started_at":"2026-02-26T10:10:00Z"}}
        """#
    static let setRiskProfile = #"{"max_position_size_pct":25,"daily_loss_limit_pct":20,"max_open_orders":50}"#
    static let mode = #"{"mode":"live","active_strategy_label":null,"active_backtests":0,"total_backtests_completed":0}"#
    static let performance = #"""
        {"period":"30d","sharpe_ratio":"1.85000000","sortino_ratio":"2.31000000","max_drawdown_pct":"8.50000000",\#
        "max_drawdown_duration_days":3,"win_rate":"65.71000000","profit_factor":"2.10000000","avg_win":"156.30000000",\#
        "avg_loss":"-74.50000000","total_trades":35,"avg_trades_per_day":"1.17000000","best_trade":"523.00000000",\#
        "worst_trade":"-210.00000000","current_streak":3}
        """#
    static let portfolioHistory = #"""
        {"account_id":"550e8400-e29b-41d4-a716-446655440000","interval":"1h","snapshots":[{"time":"2026-02-25T10:00:00Z",\#
        "timestamp":"2026-02-25T10:00:00Z","total_equity":"10420.00000000","equity":"10420.00000000","unrealized_pnl":"180.00000000",\#
        "realized_pnl":"240.00000000"}]}
        """#
    static let leaderboard = #"""
        {"period":"all","rankings":[{"rank":1,"account_id":"550e8400-e29b-41d4-a716-446655440000","display_name":"AlphaBot",\#
        "roi_pct":"24.50000000","sharpe_ratio":"2.14000000","total_trades":42,"win_rate":"71.43000000"}]}
        """#
    static let deflatedSharpe = #"""
        {"observed_sharpe":1.85,"expected_max_sharpe":1.57,"deflated_sharpe":3.12,"p_value":0.9991,"is_significant":true,"num_trials":10,\#
        "num_returns":252,"skewness":-0.31,"kurtosis":1.2}
        """#
    static let createAgent = #"""
        {"agent_id":"990e8400-e29b-41d4-a716-446655440009","api_key":"ak_live_…","display_name":"AlphaBot",\#
        "starting_balance":"10000.00000000","message":"Keep the key."}
        """#
    static let agents = ##"""
        {"agents":[{"id":"990e8400-e29b-41d4-a716-446655440009","account_id":"550e8400-e29b-41d4-a716-446655440000",\##
        "display_name":"AlphaBot","api_key_preview":"ak_live_AbCd…","starting_balance":"10000.00000000","llm_model":null,\##
        "framework":null,"strategy_tags":[],"risk_profile":{},"avatar_url":null,"color":"#5b8def","status":"active",\##
        "created_at":"2026-02-25T10:00:00.000Z","updated_at":"2026-02-25T10:00:00.000Z"}],"total":1}
        """##
    static let agentsOverview = ##"""
        {"agents":[{"id":"990e8400-e29b-41d4-a716-446655440009","account_id":"550e8400-e29b-41d4-a716-446655440000",\##
        "display_name":"AlphaBot","api_key_preview":"ak_live_AbCd…","starting_balance":"10000.00000000","llm_model":null,\##
        "framework":null,"strategy_tags":[],"risk_profile":{},"avatar_url":null,"color":"#5b8def","status":"active",\##
        "created_at":"2026-02-25T10:00:00.000Z","updated_at":"2026-02-25T10:00:00.000Z"}]}
        """##
    static let agent = ##"""
        {"id":"990e8400-e29b-41d4-a716-446655440009","account_id":"550e8400-e29b-41d4-a716-446655440000","display_name":"AlphaBot",\##
        "api_key_preview":"ak_live_AbCd…","starting_balance":"10000.00000000","llm_model":null,"framework":null,"strategy_tags":[],\##
        "risk_profile":{},"avatar_url":null,"color":"#5b8def","status":"active","created_at":"2026-02-25T10:00:00.000Z",\##
        "updated_at":"2026-02-25T10:00:00.000Z"}
        """##
    static let agentKey = #"{"agent_id":"990e8400-e29b-41d4-a716-446655440009","api_key":"ak_live_AbCd…","message":"…"}"#
    static let price = #"{"symbol":"BTCUSDT","price":"64521.30000000","timestamp":"2026-02-25T10:00:00.123Z","phase":"continuous"}"#
    static let priceMap = #"{"prices":{"BTCUSDT":"64521.30000000"},"timestamp":"2026-02-25T10:00:00.500Z","count":1,"stale":false,"data_age_seconds":0.4}"#
    static let prices = #"""
        {"prices":[{"symbol":"BTCUSDT","price":"64521.30000000","timestamp":"2026-02-25T10:00:00.123Z",\#
        "phase":"continuous"}],\#
        "price_map":{"BTCUSDT":"64521.30000000"},"timestamp":"2026-02-25T10:00:00.500Z","count":1,"stale":false,\#
        "data_age_seconds":0.4}
        """#
    static let ticker = #"""
        {"symbol":"ETHUSDT","open":"3380.00","high":"3450.00","low":"3360.00","close":"3421.50","volume":"185432.12",\#
        "quote_volume":"634445998.58","change":"41.50","change_pct":"1.22","trade_count":892341,"timestamp":"2026-02-25T10:00:00Z",\#
        "phase":"continuous"}
        """#
    static let tickers = #"""
        {"tickers":{"ETHUSDT":{"symbol":"ETHUSDT","open":"3380.00","high":"3450.00","low":"3360.00","close":"3421.50",\#
        "volume":"185432.12","quote_volume":"634445998.58","change":"41.50","change_pct":"1.22","trade_count":892341,\#
        "timestamp":"2026-02-25T10:00:00Z","phase":"continuous"}},"count":1,"timestamp":"2026-02-25T10:00:00.000Z"}
        """#
    static let candles = #"""
        {"symbol":"BTCUSDT","interval":"1h","count":1,"candles":[{"time":"2026-02-25T09:00:00Z","open_time":"2026-02-25T09:00:00Z",\#
        "open":"64200.00","high":"64600.00","low":"64100.00","close":"64521.30","volume":"1234.567","trade_count":45678}]}
        """#
    static let publicTrades = #"""
        {"symbol":"BTCUSDT","trades":[{"trade_id":1,"price":"64521.30000000","quantity":"0.01200000","side":"buy",\#
        "executed_at":"2026-02-25T10:00:00.000Z","time":"2026-02-25T10:00:00.000Z","is_buyer_maker":false}]}
        """#
    static let orderBook = #"""
        {"symbol":"BTCUSDT","bids":[["64521.20000000","0.50000000"]],"asks":[["64521.30000000","0.30000000"]],"phase":"continuous",\#
        "sequence":4711,"timestamp":"2026-02-25T10:00:00.000Z"}
        """#
    static let pairs = #"""
        {"pairs":[{"symbol":"BTCUSDT","base_asset":"BTC","quote_asset":"USDT","status":"active","phase":"continuous","min_qty":"0.00001000",\#
        "step_size":"0.00001000","min_notional":"1.00000000","has_price":true}],"total":1}
        """#
    static let indicators = #"""
        {"symbol":"BTCUSDT","timestamp":"2026-02-25T10:00:00.000Z","candles_used":200,"lookback":200,"indicators":{"sma_20":64480.5,\#
        "rsi_14":55.3}}
        """#
    static let indicatorNames = #"""
        {"indicators":["adx_14","rsi_14"],"details":[{"name":"adx_14","label":"Average directional index, 14",\#
        "params":{"period":14}},{"name":"rsi_14","label":"Relative strength index, 14","params":{"period":14}}]}
        """#
    static let dataRange = #"""
        {"earliest":"2026-02-25T10:00:00.000Z","latest":"2026-02-25T10:00:00.000Z","total_pairs":1,"intervals_available":["1m","5m",\#
        "15m","1h","4h","1d"],"data_gaps":[]}
        """#
    static let index = #"""
        {"name":"Walras: AgentExchange API","summary":"An exchange for software traders.","guide":"/guide.md","openapi":"/openapi.json",\#
        "docs":"/docs","health":"/health","metrics":"/metrics","api":"/api/v1","websocket":"/ws/v1","frames":"/v1/stream"}
        """#
    static let health = #"""
        {"status":"ok","durability":"always","sequence":4711,"durable_sequence":4711,"total_pairs":1,"stale_pairs":[],"halted_pairs":[],\#
        "checks":{"log":"ok","history":"ok","webhooks":"ok"}}
        """#
    static let placeOrder = #"""
        {"order_id":"660e8400-e29b-41d4-a716-446655440001","client_order_id":null,"status":"filled","symbol":"BTCUSDT","side":"buy",\#
        "type":"market","order_type":"market","quantity":"0.01000000","requested_quantity":"0.01000000","price":null,\#
        "trigger_price":null,"executed_price":"64527.75213000","executed_quantity":"0.01000000","executed_qty":"0.01000000",\#
        "slippage_pct":"0.010000","fee":"0.64527752","total_cost":"645.92279882","locked_amount":null,\#
        "created_at":"2026-02-26T10:00:01.234Z","filled_at":"2026-02-26T10:00:01.235Z","cancelled_at":null,"rejected_reason":null}
        """#
    static let previewOrder = #"""
        {"sequence":4711,"accepted":true,"reason":null,"symbol":"BTCUSDT","side":"buy","type":"market","quantity":"0.01000000",\#
        "fills":[{"price":"64521.30000000","quantity":"0.01000000","fee":"0.64521300"}],"executed_quantity":"0.01000000",\#
        "executed_price":"64521.30000000","remaining_quantity":"0.00000000","fee":"0.64521300","total_cost":"645.85821300",\#
        "balances_after":[{"asset":"BTC","available":"0.01000000","locked":"0.00000000","total":"0.01000000"},{"asset":"USDT",\#
        "available":"9354.14178700","locked":"0.00000000","total":"9354.14178700"}]}
        """#
    static let orders = #"""
        {"orders":[{"order_id":"660e8400-e29b-41d4-a716-446655440001","client_order_id":null,"status":"filled","symbol":"BTCUSDT",\#
        "side":"buy","type":"market","order_type":"market","quantity":"0.01000000","requested_quantity":"0.01000000","price":null,\#
        "trigger_price":null,"executed_price":"64527.75213000","executed_quantity":"0.01000000","executed_qty":"0.01000000",\#
        "slippage_pct":"0.010000","fee":"0.64527752","total_cost":"645.92279882","locked_amount":null,\#
        "created_at":"2026-02-26T10:00:01.234Z","filled_at":"2026-02-26T10:00:01.235Z","cancelled_at":null,"rejected_reason":null}],\#
        "total":1,"limit":100,"offset":0}
        """#
    static let cancelOrder = #"""
        {"order_id":"660e8400-e29b-41d4-a716-446655440001","status":"cancelled","unlocked_amount":"620.62000000",\#
        "cancelled_at":"2026-02-25T10:00:00.000Z"}
        """#
    static let cancelAllOrders = #"{"cancelled_count":2,"total_unlocked":"1241.24000000"}"#
    static let tradeHistory = #"""
        {"trades":[{"trade_id":"770e8400-e29b-41d4-a716-446655440010","order_id":"660e8400-e29b-41d4-a716-446655440001",\#
        "symbol":"BTCUSDT","side":"buy","quantity":"0.01000000","price":"64527.75213000","fee":"0.64527752","total":"645.27752130",\#
        "pnl":null,"realized_pnl":null,"executed_at":"2026-02-26T10:00:01.235Z","created_at":"2026-02-26T10:00:01.235Z"}],\#
        "total":120,"limit":50,"offset":0}
        """#
}
