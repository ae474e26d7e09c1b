"""What a client can do wrong over a WebSocket, and what the server may answer; section numbers of RFC 6455."""
import struct

from conformance import Case
from wspeer import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, action, close, frame, masked

MESSAGE_MAX = 1 << 20
cases = []


def case(section, what, frames, *allowed, **options):
    """`frames` are bytes, or a list of what is sent with a pause between."""
    cases.append(Case(section, what, frames, list(allowed), **options))


def text(payload, **options):
    return frame(TEXT, payload, **options)


def pong(payload):
    return f"pong {payload.hex()}"


HELLO = text(action("hello"))
BAD, NOT_TEXT, TOO_LONG = "close 1002", "close 1007", "close 1009"

# 5.2: lengths.
for length in (13, 125, 126, 127, 128, 65535, 65536, 65537):
    case("5.2", f"a text of {length} bytes", text(action("a", length)), "echo a")
case("5.2", "an empty text", text(b""), "refused UNKNOWN_ACTION")
case("5.2", "an empty binary message", frame(BINARY), "refused UNKNOWN_ACTION")
for length in (1, 125, 126, 65535, 65536):
    case("5.2", f"a binary message of {length} bytes", frame(BINARY, bytes(length)), "refused UNKNOWN_ACTION")
case("5.2", "125 bytes in 16 bits of length", text(action("a", 125), form=16), BAD)
case("5.2", "125 bytes in 64 bits of length", text(action("a", 125), form=64), BAD)
case("5.2", "65535 bytes in 64 bits of length", text(action("a", 65535), form=64), BAD)
case("5.2", "no bytes in 16 bits of length", frame(PING, b"", form=16), BAD)
case("5.2", "a length whose highest bit is set", text(b"x", length=1 << 63), BAD, TOO_LONG)
case("5.2", "many messages at once", b"".join(text(action(f"m{n}")) for n in range(50)), ", ".join(f"echo m{n}" for n in range(50)))

# 5.3: masking.
case("5.3", "no mask on a text", text(action("a"), mask=None), BAD)
case("5.3", "no mask on a binary message", frame(BINARY, b"abc", mask=None), BAD)
case("5.3", "no mask on a ping", frame(PING, b"abc", mask=None), BAD)
case("5.3", "no mask on a pong", frame(PONG, b"abc", mask=None), BAD)
case("5.3", "no mask on a close", frame(CLOSE, b"\x03\xe8", mask=None), BAD)
case("5.3", "no mask on an empty text", text(b"", mask=None), BAD)
case("5.3", "no mask on a continuation", text(action("a")[:5], fin=False) + frame(CONTINUATION, action("a")[5:], mask=None), BAD)
case("5.3", "a mask of zeros", text(action("a"), mask=bytes(4)), "echo a")
case("5.3", "a mask of ones", text(action("a"), mask=b"\xff" * 4), "echo a")
case("5.3", "a mask for each fragment", text(action("a")[:5], fin=False, mask=b"abcd") + frame(CONTINUATION, action("a")[5:], mask=b"\0\xff\0\xff"), "echo a")

# 5.2: reserved bits, without an extension that gives them a meaning.
for rsv in range(1, 8):
    case("5.2", f"reserved bits {rsv} on a text", text(action("a"), rsv=rsv), BAD)
for opcode, what in ((PING, "a ping"), (PONG, "a pong"), (CLOSE, "a close"), (BINARY, "a binary message")):
    case("5.2", f"reserved bit 4 on {what}", frame(opcode, b"\x03\xe8", rsv=4), BAD)
case("5.2", "reserved bit 4 after a good message", HELLO + text(action("a"), rsv=4), "echo hello, " + BAD, BAD)
case("5.2", "reserved bit 4 on a continuation", text(action("a")[:5], fin=False) + frame(CONTINUATION, action("a")[5:], rsv=4), BAD)

# 5.2: opcodes.
for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
    case("5.2", f"opcode {opcode}", frame(opcode), BAD)
    case("5.2", f"opcode {opcode} with a payload, between fragments", text(b"{", fin=False) + frame(opcode, b"abc"), BAD)
case("5.2", "opcode 5 after a good message", HELLO + frame(5, b"abc"), "echo hello, " + BAD, BAD)

# 5.4: fragments.
HALVES = action("halves")
case("5.4", "a text in two fragments", text(HALVES[:7], fin=False) + frame(CONTINUATION, HALVES[7:]), "echo halves")
case("5.4", "a text in two fragments, one after the other", [text(HALVES[:7], fin=False), frame(CONTINUATION, HALVES[7:])], "echo halves")
case("5.4", "a text in fragments of one byte", text(HALVES[:1], fin=False) + b"".join(frame(CONTINUATION, HALVES[n:n + 1], fin=False) for n in range(1, len(HALVES) - 1))
     + frame(CONTINUATION, HALVES[-1:]), "echo halves")
case("5.4", "empty fragments first, between and last", text(b"", fin=False) + frame(CONTINUATION, HALVES[:7], fin=False) + frame(CONTINUATION, b"", fin=False)
     + frame(CONTINUATION, HALVES[7:], fin=False) + frame(CONTINUATION), "echo halves")
case("5.4", "a text of empty fragments alone", text(b"", fin=False) + frame(CONTINUATION, fin=False) + frame(CONTINUATION), "refused UNKNOWN_ACTION")
case("5.4", "a thousand fragments", text(b'{"action":"', fin=False) + frame(CONTINUATION, b"a", fin=False) * 1000 + frame(CONTINUATION, b'"}'), "echo " + "a" * 1000)
case("5.4", "a binary message in fragments", frame(BINARY, b"ab", fin=False) + frame(CONTINUATION, b"cd"), "refused UNKNOWN_ACTION")
case("5.4", "a ping between fragments", text(HALVES[:7], fin=False) + frame(PING, b"between") + frame(CONTINUATION, HALVES[7:]), f"{pong(b'between')}, echo halves")
case("5.4", "a ping and a pause between fragments", [text(HALVES[:7], fin=False), frame(PING, b"between"), frame(CONTINUATION, HALVES[7:])],
     f"{pong(b'between')}, echo halves")
case("5.4", "pings between all of five fragments", text(HALVES[:3], fin=False) + b"".join(
    frame(PING, bytes([n])) + frame(CONTINUATION, HALVES[n:n + 3], fin=False) for n in (3, 6, 9)) + frame(CONTINUATION, HALVES[12:]),
    "pong 03, pong 06, pong 09, echo halves")
case("5.4", "a pong between fragments", text(HALVES[:7], fin=False) + frame(PONG, b"unasked") + frame(CONTINUATION, HALVES[7:]), "echo halves")
case("5.4", "a close between fragments", text(HALVES[:7], fin=False) + close(1000) + frame(CONTINUATION, HALVES[7:]), "close 1000")
case("5.4", "a ping in fragments", frame(PING, b"ab", fin=False) + frame(CONTINUATION, b"cd"), BAD)
case("5.4", "a pong in fragments", frame(PONG, b"ab", fin=False) + frame(CONTINUATION, b"cd"), BAD)
case("5.4", "a close in fragments", frame(CLOSE, b"\x03", fin=False) + frame(CONTINUATION, b"\xe8"), BAD)
case("5.4", "a last fragment of nothing", frame(CONTINUATION, b"abc"), BAD)
case("5.4", "a fragment of nothing", frame(CONTINUATION, b"abc", fin=False), BAD)
case("5.4", "a fragment after a whole message", HELLO + frame(CONTINUATION, b"abc"), "echo hello, " + BAD, BAD)
case("5.4", "a fragment after the last", text(HALVES[:7], fin=False) + frame(CONTINUATION, HALVES[7:]) + frame(CONTINUATION, b"abc", fin=False), "echo halves, " + BAD, BAD)
case("5.4", "a text within a text", text(b"ab", fin=False) + HELLO, BAD)
case("5.4", "a first fragment within a text", text(b"ab", fin=False) + text(b"cd", fin=False), BAD)
case("5.4", "a binary message within a text", text(b"ab", fin=False) + frame(BINARY, b"cd"), BAD)
case("5.4", "a text within a binary message", frame(BINARY, b"ab", fin=False) + HELLO, BAD)
case("5.4", "two messages in fragments, one behind the other", (text(HALVES[:7], fin=False) + frame(CONTINUATION, HALVES[7:])) * 2, "echo halves, echo halves")

# 5.5: control frames.
for payload, what in ((b"", "nothing"), (b"Hello, world!", "a text"), (bytes(range(125)), "125 bytes"), (b"\xfe\xff\xc0", "what is no UTF-8")):
    case("5.5.2", f"a ping of {what}", frame(PING, payload), pong(payload) if payload else "pong")
case("5.5", "a ping of 126 bytes", frame(PING, bytes(126)), BAD)
case("5.5", "a pong of 126 bytes", frame(PONG, bytes(126)), BAD)
case("5.5", "a close of 126 bytes", frame(CLOSE, struct.pack(">H", 1000) + b"x" * 124), BAD)
case("5.5", "a ping that announces 65536 bytes", frame(PING, b"", length=65536), BAD)
case("5.5.2", "ten pings are answered in order", b"".join(frame(PING, bytes([n])) for n in range(10)), ", ".join(f"pong {n:02x}" for n in range(10)))
case("5.5.3", "a pong nobody asked for", frame(PONG), "nothing")
case("5.5.3", "a pong with a payload nobody asked for", frame(PONG, b"unasked") + frame(PING, b"asked"), pong(b"asked"))

# Pieces, cut where TCP may cut them.
for bytes_, what, seen in ((HELLO, "a text", "echo hello"), (frame(PING, b"piece by piece"), "a ping", pong(b"piece by piece")),
                           (text(action("a", 126)), "a length of 16 bits", "echo a")):
    case("5.2", f"{what} byte by byte", [bytes_[n:n + 1] for n in range(len(bytes_))], seen, quick=True)
case("5.2", "a fragment byte by byte", [bytes([byte]) for byte in text(HALVES[:7], fin=False) + frame(PING, b"x") + frame(CONTINUATION, HALVES[7:])],
     "pong 78, echo halves", quick=True)

# 5.5.1, 7.1, 7.4: closing.
case("5.5.1", "a close without a code", close(), "close", "close 1000")
case("5.5.1", "a close of one byte", frame(CLOSE, b"\x03"), BAD)
for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999):
    case("7.4", f"a close with code {code}", close(code, b"why"), f"close {code}")
for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535):
    case("7.4", f"a close with code {code}, which is none", close(code), BAD)
case("5.5.1", "a close with a reason of 123 bytes", close(1000, b"r" * 123), "close 1000")
case("5.5.1", "a close with a reason in UTF-8", close(1000, "κόσμε".encode()), "close 1000")
case("5.5.1", "a close with a reason that is no UTF-8", close(1000, b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"), NOT_TEXT)
case("5.5.1", "a text after the close", close(1000) + HELLO, "close 1000")
case("5.5.1", "a ping after the close", close(1000) + frame(PING, b"late"), "close 1000")
case("5.5.1", "a close after the close", close(1000) + close(1001), "close 1000")
case("5.5.1", "garbage after the close", close(1000) + b"\xff" * 100, "close 1000")
case("5.5.1", "a text before the close is answered or not, the close is", HELLO + close(1000), "close 1000", "echo hello, close 1000")
case("5.5.1", "a ping before the close", frame(PING, b"a") + close(1000), "pong 61, close 1000", "close 1000")

# 8.1: UTF-8. Each stands in an action, which comes back in the answer.
VALID = {
    "Greek": "κόσμε", "the first of two bytes": "\u0080", "the last of two bytes": "\u07ff", "the first of three": "\u0800", "the last of three": "\uffff",
    "the first of four": "\U00010000", "the last there is": "\U0010ffff", "before the surrogates": "\ud7ff", "behind the surrogates": "\ue000",
    "the replacement": "\ufffd", "no character": "\ufffe", "no character beyond the first plane": "\U0001fffe", "a face": "😀",
    "many languages": "Hello-µ@ßöäüàá-UTF-8!! 日本語 한국어",
}
for what, good in VALID.items():
    case("8.1", f"UTF-8: {what}", text(action(good)), f"echo {good}")
for cut in range(1, len("κόσμε😀".encode())):
    whole = action("κόσμε😀")
    case("8.1", f"UTF-8 cut into fragments at {cut}", text(whole[:11 + cut], fin=False) + frame(CONTINUATION, whole[11 + cut:]), "echo κόσμε😀")
case("8.1", "UTF-8 in fragments of a byte with pings between", text(b"", fin=False) + b"".join(
    frame(PING, b"p") + frame(CONTINUATION, bytes([byte]), fin=False) for byte in action("é😀")) + frame(CONTINUATION),
    ", ".join(["pong 70"] * len(action("é😀")) + ["echo é😀"]))
INVALID = {
    "a lone continuation": b"\x80", "the last lone continuation": b"\xbf", "six lone continuations": b"\x80\xbf\x80\xbf\x80\xbf",
    "the start of two bytes alone": b"\xc3 ", "the start of three alone": b"\xe1 ", "the start of four alone": b"\xf1 ",
    "two bytes without the last": b"\xdf", "three without the last": b"\xef\xbf", "four without the last": b"\xf1\xbf\xbf",
    "a byte that is none: fe": b"\xfe", "a byte that is none: ff": b"\xff", "c0": b"\xc0\x80", "c1": b"\xc1\xbf", "f5": b"\xf5\x80\x80\x80",
    "an overlong slash of two": b"\xc0\xaf", "of three": b"\xe0\x80\xaf", "of four": b"\xf0\x80\x80\xaf", "of five": b"\xf8\x80\x80\x80\xaf", "of six": b"\xfc\x80\x80\x80\x80\xaf",
    "the last overlong of three": b"\xe0\x9f\xbf", "of four bytes": b"\xf0\x8f\xbf\xbf", "the first surrogate": b"\xed\xa0\x80", "the last high surrogate": b"\xed\xaf\xbf",
    "the first low surrogate": b"\xed\xb0\x80", "the last surrogate": b"\xed\xbf\xbf", "a pair of surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "beyond U+10FFFF": b"\xf4\x90\x80\x80", "far beyond": b"\xf7\xbf\xbf\xbf", "five bytes": b"\xf8\x88\x80\x80\x80", "six bytes": b"\xfc\x84\x80\x80\x80\x80",
}
for what, wrong in INVALID.items():
    case("8.1", f"no UTF-8: {what}", text(action(wrong)), NOT_TEXT)
case("8.1", "a text that ends within a character", text(b'{"action":"\xce'), NOT_TEXT)
case("8.1", "fragments that end within a character", text(b'{"action":"', fin=False) + frame(CONTINUATION, b"\xf0\x9f\x98"), NOT_TEXT)
case("8.1", "a character whose second fragment does not fit", text(b"\xce", fin=False) + frame(CONTINUATION, b"\xce\xba"), NOT_TEXT)
case("8.1", "no UTF-8 in a fragment that is not the last", text(b"\xff", fin=False), NOT_TEXT, bare=True)
case("8.1", "no UTF-8 in a frame that has not come whole", text(b"\xff" + b"x" * 50)[:20], NOT_TEXT, bare=True)
case("8.1", "what is no UTF-8 in a binary message", frame(BINARY, b"\xff\xfe\xc0"), "refused UNKNOWN_ACTION")

# Limits of the daemon's own (HTTPLimits.messageBytesMax), with 1009 at them (7.4.1).
case("7.4.1", "a message of 1 MiB", text(action("a", MESSAGE_MAX)), "echo a", "refused UNKNOWN_ACTION")
case("7.4.1", "a message of 1 MiB and a byte", text(action("a", MESSAGE_MAX + 1)), TOO_LONG)
case("7.4.1", "an announced GiB", text(b"", length=1 << 30), TOO_LONG, bare=True)
case("7.4.1", "the longest length there is", text(b"", length=(1 << 63) - 1), TOO_LONG, bare=True)
case("7.4.1", "fragments of more than 1 MiB", text(b" " * 65536, fin=False) + frame(CONTINUATION, b" " * 65536, fin=False) * 16, TOO_LONG)
case("7.4.1", "an announced fragment that makes it more", text(b" " * 65536, fin=False) + frame(CONTINUATION, b"", length=MESSAGE_MAX - 65535), TOO_LONG, bare=True)
