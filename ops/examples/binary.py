#!/usr/bin/env python3
"""Buys over the binary port and prints every message both ways: frames packed by hand after proto/MESSAGES.md, read with the schema.

usage: binary.py KEY [HOST:PORT]     needs the package `sbe`: .build/venv has it
"""
import hashlib
import hmac
import pathlib
import socket
import struct
import sys

import sbe

with open(pathlib.Path(__file__).resolve().parents[2] / "proto/walras.xml", "rb") as file:
    schema = sbe.Schema.parse(file)


def frame(template, block):
    """Length and encoding (SOFH, big-endian), the SBE header, the block (little-endian)."""
    message = struct.pack("<HHHH", len(block), template, int(schema.id), int(schema.version)) + block
    return struct.pack(">IH", len(message) + 6, 0xEB50) + message


def messages(connection):
    data = b""
    while chunk := connection.recv(65536):
        data += chunk
        while len(data) >= 6 and len(data) >= (length := struct.unpack(">I", data[:4])[0]):
            message = schema.decode(memoryview(data[6:length]))
            data = data[length:]
            print(message.message_name, message.value)
            yield message.message_name, message.value


def main(key, address="127.0.0.1:9000"):
    host, port = address.rsplit(":", 1)
    request = order_id = None
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        for name, fields in messages(connection):
            if name == "Challenge":
                # The key itself never crosses the wire: the challenge is signed with its hash.
                nonce = struct.pack("<4Q", *(fields[f"nonce{word}"] for word in range(4)))
                signature = hmac.new(hashlib.sha256(key.encode()).digest(), nonce, hashlib.sha256).digest()
                # nextReport is null, which is 0: no reports of before.
                logon = struct.pack("<16s72s32sQQIIHBB", key[8:24].encode(), b"", signature, 0, 0, 5000, 0, 1, 0, 0)
                connection.sendall(frame(129, logon))
            elif name == "LogonAccepted":
                # The next request: buy 0.01 BTC (1,000 lots of 0.00001) of instrument 0 at the market; no protective price.
                request = fields["nextRequest"]
                connection.sendall(frame(144, struct.pack("<QQqqHBBBBB", request, 0, -(2**63), 1000, 0, 0, 1, 0, 0, 0)))
            elif name == "ExecutionReport":
                # All reports of the account come: this order's are those that answer the request, and those of its id.
                if fields["request"] == request and fields["stream"] == 0:
                    order_id = fields["orderID"]
                    if fields["kind"] == "rejected":
                        sys.exit(1)
                if order_id and fields["orderID"] == order_id and fields["leaves"] == 0:
                    return
            elif name in ("LogonRejected", "Reject", "ThrottleNotice", "Logout"):
                sys.exit(1)
    sys.exit("the connection ended before the order was done")


if len(sys.argv) < 2:
    sys.exit(__doc__)
main(*sys.argv[1:])
