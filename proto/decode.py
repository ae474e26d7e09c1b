#!/usr/bin/env python3
"""Prints records of the log, or frames of a session, as lines of JSON, knowing nothing of Walras but its schema.

usage: decode.py walras.xml RECORDS
       decode.py --frames walras.xml FRAMES

RECORDS holds records one after the other: the payload of a batch frame, decompressed. FRAMES holds what one side of a session sent.
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


def frames(schema, data):
    """Yields (name, fields) of the message of every frame in `data`."""
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
