#!/usr/bin/env python3
"""Registers, watches the price, buys, sells when it has moved. The whole interface is on one page: http://127.0.0.1:8000/guide.md

usage: agent.py [URL]     needs nothing but Python
"""
import json
import sys
import time
import urllib.error
import urllib.request

url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
key = None


def ask(path, body=None):
    headers = {"Content-Type": "application/json"} | ({"X-API-Key": key} if key else {})
    request = urllib.request.Request(f"{url}/api/v1/{path}", json.dumps(body).encode() if body else None, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        sys.exit(f"{path}: {refusal.read().decode()}")


def order(side, quantity):
    # The same name twice is one order: safe to send again if the answer was lost.
    name = f"agent-{side}-{time.time_ns()}"
    done = ask("trade/order", {"symbol": "BTCUSDT", "side": side, "type": "market", "quantity": quantity, "client_order_id": name})
    print(f"{side:4} {done['executed_quantity']} BTC at {done['executed_price']}, fee {done['fee']} USDT: {done['status']}")


account = ask("auth/register", {"display_name": "Example", "starting_balance": "10000"})
key = account["api_key"]
print(f"account {account['account_id']} with {account['starting_balance']} USDT")

order("buy", "0.02")
for _ in range(5):
    time.sleep(0.5)
    position = ask("account/positions")["positions"][0]
    print(f"     {position['quantity']} BTC, worth {position['current_price']} each: {position['unrealized_pnl']} USDT")
order("sell", "0.02")
print(f"left {ask('account/balance')['total_equity_usdt']} USDT")
