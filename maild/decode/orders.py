"""What the IT liaison orders in answer to an alert or a digest: one line, one act on one incident.

`INC-0023 nhận` · `INC-0023 giao tuan` · `INC-0023 ghi: đã gọi VNPT` · `INC-0023 xong: đã tăng quota` ·
`INC-0023 mở lại`, and the same in English. Text follows a colon. Only what can be read in one way is an order.
"""

from __future__ import annotations

import re

from maild.decode.reading import MAX_WORDS
from maild.decode.reply.vietnamese import fold
from maild.model import Order, Verb

# folded words: what they order; the longest that fits counts
_VERBS: dict[str, Verb] = {
    "nhan": "acknowledge", "nhan viec": "acknowledge", "nhan xu ly": "acknowledge", "tiep nhan": "acknowledge",
    "ack": "acknowledge", "acknowledge": "acknowledge",
    "giao": "assign", "giao cho": "assign", "chuyen cho": "assign", "assign": "assign", "assign to": "assign",
    "ghi": "note", "ghi chu": "note", "note": "note",
    "xong": "resolve", "da xong": "resolve", "da khac phuc": "resolve", "khac phuc xong": "resolve",
    "da xu ly xong": "resolve", "resolve": "resolve", "resolved": "resolve", "done": "resolve", "fixed": "resolve",
    "mo lai": "reopen", "reopen": "reopen",
}  # fmt: skip
_LONGEST = max(len(one.split()) for one in _VERBS)
_INCIDENT = re.compile(r"\s*(?:[-*•+]\s+)?INC[-\s]?0*(\d{1,9})(?!\d)[\s:,.–-]*", re.IGNORECASE)
_PERSON = re.compile(r"[\w.-]{1,40}")
_COURTESY = re.compile(  # a greeting, or thanks and nothing else
    r"(?:kinh gui|kinh thua|chao|dear|hi|hello)\b[^:?.]{0,40}[.]?"
    r"|(?:xin |em |toi )?(?:cam on|tran trong|thanks?|thank you|(?:best |kind )?regards)"
    r"(?: (?:anh|chi|em|ban|cac|so|nhieu|a|you))*[ ,.!/]*"
)
_PARTICLES = re.compile(r"(?:\s+(?:a|nhe|nha|roi|please))*\s*[.!]*\s*")
_MOST = 20  # orders in one mail


def read_orders(words: str, usual: int | None) -> tuple[Order, ...]:
    """The orders of a mail in their sequence; none at all where a single line of it is unclear.

    `words` are the writer's own, masked. A line without a number is about the incident `usual`, where there is one.
    """
    if len(words) >= MAX_WORDS:
        return ()  # it may have been cut
    lines = [
        line for line in words.splitlines() if line.strip() and not _COURTESY.fullmatch(fold(line).strip())
    ]
    orders = [_order(line, usual) for line in lines[: _MOST + 1]]
    found = tuple(one for one in orders if one is not None)
    return found if len(found) == len(orders) <= _MOST else ()


def _order(line: str, usual: int | None) -> Order | None:
    named = _INCIDENT.match(line)
    number = usual if named is None else int(named[1])
    rest = (line if named is None else line[named.end() :]).strip()
    if number is None or not rest:
        return None
    head, colon, text = rest.partition(":")
    text = " ".join(text.split())
    verb = _VERBS.get(_bare(head))
    if colon:
        return _with_text(verb, number, text)
    if verb in ("acknowledge", "resolve", "reopen"):
        return Order(verb, number)
    pieces = rest.split()
    for length in range(min(_LONGEST, len(pieces) - 1), 0, -1):
        verb = _VERBS.get(fold(" ".join(pieces[:length])))
        if verb == "assign" and len(pieces) == length + 1 and _PERSON.fullmatch(pieces[length]):
            return Order(verb, number, pieces[length].strip("."))
    return None


def _with_text(verb: Verb | None, number: int, text: str) -> Order | None:
    if verb is None or not any(map(str.isalnum, text)):
        return None
    if verb in ("acknowledge", "assign") and (
        len(text.split()) > 5 or not re.fullmatch(r"[\w .-]{1,60}", text)
    ):
        return None  # no person's name
    return Order(verb, number, text)


def _bare(head: str) -> str:
    """Folded, without the small words and marks that people put behind."""
    words = fold(head).strip()
    for length in range(_LONGEST, 0, -1):
        first = " ".join(words.split()[:length]).rstrip(".!")
        if first in _VERBS and _PARTICLES.fullmatch(words[len(first) :]):
            return first
    return words
