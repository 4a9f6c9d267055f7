"""How a text is broken: at single octets, at words, at lines; the same way for the same chance."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_ANY: tuple[bytes, ...] = (
    *(b"\n", b"\r\n", b"\r", b"\n\n", b"\0", b"\xff", b"\xc3", b"\x1b[2J", b"\xe2\x80\xae"),
    *(b" ", b"\t", b'"', b"'", b"<", b">", b"(", b")", b"[", b"]", b"{", b"}", b":", b";", b",", b"@", b"="),
    *(b"%s", b"=?utf-8?q?=0A?=", b"=?", b"../..", b"0", b"-1", b"999999999999999999999", b"4294967296"),
)


def garbled(raw: bytes, chance: Random, pieces: Sequence[bytes] = (), times: int = 8) -> bytes:
    """`raw` with up to `times` mistakes in it; `pieces` are words of its own language."""
    octets = bytearray(raw)
    words = (*_ANY, *pieces, *pieces)
    for _ in range(chance.randint(1, times)):
        if not octets:
            octets += chance.choice(words)
            continue
        at = chance.randrange(len(octets))
        match chance.randrange(9):
            case 0:
                octets[at] = chance.randrange(256)
            case 1:
                octets[at] ^= 1 << chance.randrange(8)
            case 2:
                del octets[at : at + chance.randint(1, 40)]
            case 3:
                octets[at:at] = octets[max(0, at - 60) : at]
            case 4 | 5:
                octets[at:at] = chance.choice(words)
            case 6:
                lines = bytes(octets).splitlines(keepends=True)
                one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
                lines[one], lines[other] = lines[other], lines[one]
                octets = bytearray(b"".join(lines))
            case 7:
                lines = bytes(octets).splitlines(keepends=True)
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
                octets = bytearray(b"".join(lines))
            case _:
                if chance.random() < 0.3:
                    del octets[at:]
                else:
                    octets = _other_number(octets, chance)
    return bytes(octets)


def made_up(chance: Random, pieces: Sequence[bytes], most: int = 30) -> bytes:
    """Words of the language in no order at all."""
    words = (*pieces, *pieces, *_ANY)
    return b"".join(chance.choice(words) for _ in range(chance.randint(0, most)))


def _other_number(octets: bytearray, chance: Random) -> bytearray:
    """One run of digits becomes another number."""
    at = chance.randrange(len(octets))
    while at < len(octets) and not 48 <= octets[at] <= 57:
        at += 1
    end = at
    while end < len(octets) and 48 <= octets[end] <= 57:
        end += 1
    number = chance.choice([0, 1, chance.randrange(100), 2**31, 2**32, 2**63, 2**64 + 1])
    return octets[:at] + str(number).encode() + octets[end:] if end > at else octets
