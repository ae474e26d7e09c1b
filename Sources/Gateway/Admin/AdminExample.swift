/// Answers of the admin interface as they are sent.
enum AdminExample {
    static let state = #"""
        {"status":"ok","sequence":4711,"durable_sequence":4711,"state_hash":"0x8b4122b69f7086d0","instance":"0x0422746620c20141","durability":"always","pending_commands":0,\#
        "connections":3,"instruments":8,"accounts":2,"uptime_seconds":60,\#
        "demo":{"commands":4600,"rejected":0,"refused":0}}
        """#
    static let instrument = #"""
        {"symbol":"BTCUSDT","base":"BTC","quote":"USDT","phase":"continuous","tick_size":"0.01","lot_size":"0.00001","min_price":"0.01",\#
        "max_price":"10000000","min_notional":"1","maker_fee_ppm":1000,"taker_fee_ppm":1000,"band_ppm":0,"pause_ppm":0,\#
        "market_protection_ppm":0,"reference_price":"64500"}
        """#
    static let phase = #"{"sequence":4711,"symbol":"BTCUSDT","phase":"halted","auction_price":null,"auction_volume":null}"#
    static let account = #"""
        {"account_id":7,"agent_id":"770e8400-e29b-41d4-a716-446655440002","state":"active","stopped_by_loss":false,"open_orders":1,\#
        "equity":"10000.00000000","balances":[{"asset":"USDT","available":"9379.38000000","locked":"620.62000000"}],\#
        "risk_profile":{"daily_loss_limit_pct":20,"max_order_size_pct":50,"max_position_size_pct":25,"max_open_orders":50,\#
        "order_rate_limit":100,"min_order_size_usd":"1"}}
        """#
    static let balance = #"""
        {"sequence":4711,"account_id":7,"asset":"USDT","amount":"500","available":"10500.00000000","locked":"0.00000000"}
        """#
    static let accountState = #"{"sequence":4711,"account_id":7,"state":"halted"}"#
    static let limits = #"""
        {"sequence":4711,"account_id":7,"risk_profile":{"daily_loss_limit_pct":20,"max_order_size_pct":50,"max_position_size_pct":25,\#
        "max_open_orders":50,"order_rate_limit":100,"min_order_size_usd":"1"}}
        """#
    static let key = #"""
        {"agent_id":"770e8400-e29b-41d4-a716-446655440002","api_key":"ak_live_…","message":"The key is shown this once."}
        """#
    static let revoked = #"{"id":"770e8400-e29b-41d4-a716-446655440002","status":"revoked"}"#
}
