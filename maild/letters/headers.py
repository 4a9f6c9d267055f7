"""Texts in headers (RFC 2047), made so that nothing in them can become a header of its own."""

from __future__ import annotations

import re
from base64 import b64encode
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from maild.letters.phrases import one_line

_ENCODED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]{0,2000}\?=")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9 ]*", re.ASCII)
_ROUNDS = 5
_LINE = 76  # characters of a line that holds an encoded word, RFC 2047 §2
_WORD = 75
_AROUND = len("=?utf-8?b??=")


def safe_header(value: str) -> str:
    """A text without controls, and without encoded words that somebody wrote into it.

    A roster's `=?utf-8?q?a=0ABcc:...?=` would be a line break and a `Bcc` to
    whoever decodes it, the standard library among them. So such words are
    decoded here until none is left, and the result is cleaned.
    """
    text = one_line(value)
    for _ in range(_ROUNDS):
        if not _ENCODED_WORD.search(text):
            break
        text = one_line(_ENCODED_WORD.sub(lambda found: decoded(found.group(0)), text))
    return text.replace("=?", "= ?")


def decoded(value: str) -> str:
    """What a reader makes of a header's value; empty where it cannot."""
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, HeaderParseError):
        return ""


def text_field(name: str, value: str) -> str:
    """A field of free text: words before the first letter beyond ASCII stay readable to any tool."""
    text = safe_header(value)
    if text.isascii():
        return f"{name}: {text}"
    plain = ""
    while (word := text.partition(" "))[0].isascii():
        plain, text = f"{plain}{word[0]} ", word[2]
    return f"{name}: {plain}" + "\r\n ".join(_encoded(text, len(name) + 2 + len(plain)))


def address_field(name: str, display: str, address: str) -> str:
    """A field with one address. The caller has checked `address`; `display` may be any text, or none."""
    text = safe_header(display)
    if not text:
        return f"{name}: {address}"
    words = [text] if _PLAIN_PHRASE.fullmatch(text) else _encoded(text, len(name) + 2)
    return f"{name}: " + "\r\n ".join([*words, f"<{address}>"])


def _encoded(text: str, used: int) -> list[str]:
    """Encoded words for `text`, one a line, the first after `used` characters; no character is split."""
    words: list[bytes] = []
    chunk, limit = b"", _octets(_LINE - used)
    for char in text:
        octets = char.encode("utf-8")
        if len(chunk) + len(octets) > limit:
            words.append(chunk)
            chunk, limit = b"", _octets(_WORD)
        chunk += octets
    return [f"=?utf-8?b?{b64encode(word).decode('ascii')}?=" for word in [*words, chunk]]


def _octets(characters: int) -> int:
    """How many octets fit into one encoded word of `characters`; never fewer than one letter needs."""
    return max((characters - _AROUND) // 4 * 3, 6)
