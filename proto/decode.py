#!/usr/bin/env python3
"""Prints records of the log, or frames of a session, as lines of JSON, knowing nothing of Walras but its schema.

usage: decode.py walras.xml RECORDS
       decode.py --frames walras.xml FRAMES

RECORDS holds records one after the other: the payload of a batch frame, decompressed. FRAMES holds what one side of a session sent;
what is packed in a CompressedBatch is printed in its place.
Needs the package `sbe`. Exit status: 0 done, 1 the bytes are not of this schema, 2 wrong usage.
"""
import json
import struct
import sys

import sbe

HEADER_BYTES = 8
SOFH_BYTES = 6
SBE_LITTLE_ENDIAN = 0xEB50


def messages(schema, data):
    """Yields (template id, name, fields) of every message in `data`."""
    offset = 0
    while offset < len(data):
        if len(data) - offset < HEADER_BYTES:
            raise ValueError(f"offset {offset}: the header is cut off")
        header = schema.decode_header(data[offset:])
        if header["schemaId"] != int(schema.id) or header["templateId"] not in schema.messages:
            raise ValueError(f"offset {offset}: {header} is not of this schema")
        message = schema.messages[header["templateId"]]
        end = offset + HEADER_BYTES + header["blockLength"]
        if end > len(data) or header["blockLength"] < message.blockLength:
            raise ValueError(f"offset {offset}: block of {message.name} is cut off")
        fields = schema.decode(data[offset:end]).value
        for field in message.fields:
            if fields[field.name] is None and isinstance(field.type, sbe.Enum):
                raise ValueError(f"offset {offset}: {message.name}.{field.name} has no such value")
        yield header["templateId"], message.name, fields
        offset = end


def unpack(block, raw_bytes):
    """The bytes of one LZ4 block: literals and copies of what stands before, in turns; the last turn has no copy."""
    out, at = bytearray(), 0

    def length(nibble):
        nonlocal at
        total, goes_on = nibble, nibble == 15
        while goes_on:
            total, goes_on = total + block[at], block[at] == 255
            at += 1
        return total

    try:
        while at < len(block):
            token = block[at]
            at += 1
            literals = length(token >> 4)
            if literals > len(block) - at:
                raise IndexError
            out += block[at:at + literals]
            at += literals
            if at == len(block):
                break
            distance = block[at] | block[at + 1] << 8
            at += 2
            copied = length(token & 15) + 4
            if not 0 < distance <= len(out) or len(out) + copied > raw_bytes:
                raise ValueError(f"an LZ4 block copies {copied} bytes from {distance} before byte {len(out)} of {raw_bytes}")
            for _ in range(copied):
                out.append(out[-distance])
    except IndexError:
        raise ValueError("an LZ4 block is cut off") from None
    if len(out) != raw_bytes:
        raise ValueError(f"an LZ4 block holds {len(out)} bytes, not {raw_bytes}")
    return bytes(out)


def frames(schema, data):
    """Yields (name, fields) of the message of every frame in `data`, those in batches too."""
    offset = 0
    while offset < len(data):
        if len(data) - offset < SOFH_BYTES:
            raise ValueError(f"offset {offset}: the framing header is cut off")
        length, encoding = struct.unpack(">IH", data[offset:offset + SOFH_BYTES])
        if encoding != SBE_LITTLE_ENDIAN or length < SOFH_BYTES + HEADER_BYTES or length > len(data) - offset:
            raise ValueError(f"offset {offset}: no frame has length {length} and encoding {encoding:#x}")
        message = data[offset + SOFH_BYTES:offset + length]
        header = schema.decode_header(message)
        if header["schemaId"] != int(schema.id) or header["templateId"] not in schema.messages:
            raise ValueError(f"offset {offset}: {header} is not of this schema")
        decoded = schema.decode(message)
        if decoded.message_name == "CompressedBatch":
            try:
                batch = unpack(bytes(entry["octet"] for entry in decoded.value["block"]), decoded.value["rawBytes"])
                yield from frames(schema, memoryview(batch))
            except ValueError as error:
                raise ValueError(f"offset {offset}: in a CompressedBatch: {error}") from None
        else:
            yield decoded.message_name, decoded.value
        offset += length


def main():
    arguments = sys.argv[1:]
    framed = arguments[:1] == ["--frames"]
    if framed:
        arguments = arguments[1:]
    if len(arguments) != 2:
        sys.stderr.write(__doc__)
        return 2
    with open(arguments[0], "rb") as file:
        schema = sbe.Schema.parse(file)
    with open(arguments[1], "rb") as file:
        data = memoryview(file.read())
    if framed:
        try:
            for name, fields in frames(schema, data):
                print(json.dumps({"message": name, **fields}, separators=(",", ":")))
        except ValueError as error:
            sys.stderr.write(f"decode.py: {error}\n")
            return 1
        return 0
    record = None
    number = 0
    try:
        for template, name, fields in messages(schema, data):
            if template < 64:
                if record is not None:
                    print(json.dumps(record, separators=(",", ":")))
                number += 1
                record = {"sequence": number, "command": name, **fields, "events": []}
            elif record is None:
                raise ValueError(f"event {name} before any command")
            else:
                record["events"].append({"event": name, **fields})
    except ValueError as error:
        sys.stderr.write(f"decode.py: {error}\n")
        return 1
    if record is not None:
        print(json.dumps(record, separators=(",", ":")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
