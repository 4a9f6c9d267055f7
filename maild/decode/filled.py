"""What a clerk fills into the form that our mail holds: `name: value`, wherever in the answer it stands.

Unlike a person's own words it is looked for within the quotation too: that is where people fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from maild.decode.message import Mail, parse
from maild.decode.reply.vietnamese import fold, repair

_MOST = 500  # lines that may be filled in
_MOST_TEXT = 256 * 1024
_LINE = re.compile(r"[\s>|*•·-]*([^\s:>][^:\n]{1,80}?)\s*:\s*(\S[^\n]{0,200})")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_GONE = re.compile(r"chuyen cong tac|nghi huu|thoi viec|nghi viec|da chuyen|left|retired|moved")
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]{0,200}>", re.IGNORECASE)


def filled(raw: bytes) -> tuple[tuple[str, str], ...]:
    """(label, value) of each filled line in its order: the label folded, the value an address, or a state folded."""
    found: dict[tuple[str, str], None] = {}
    for line in _lines(parse(raw)):
        read = _LINE.match(line)
        if read is None:
            continue
        address = _ADDRESS.search(read[2])
        state = _GONE.search(fold(read[2]))
        value = address[0].lower() if address else state[0] if state else ""
        if value:
            found[fold(read[1]).strip(" *"), value] = None
        if len(found) >= _MOST:
            break
    return tuple(found)


def label_of(name: str) -> str:
    """A name as `filled` gives labels."""
    return fold(name).strip()


def _lines(mail: Mail) -> Iterator[str]:
    parts = [one for one in mail.own_parts() if one.disposition != "attachment"]
    plain = [one for one in parts if one.content_type == "text/plain"]
    for part in plain or [one for one in parts if one.content_type == "text/html"]:
        text = repair(part.text()[:_MOST_TEXT])
        if part.content_type == "text/html":
            text = unescape(re.sub(r"<[^<>]{0,2000}>", "", _BREAKS.sub("\n", text.replace("\n", " "))))
        yield from text.splitlines()
