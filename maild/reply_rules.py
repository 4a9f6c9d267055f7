"""What an operator knows better than the shipped phrases: the table config/rules/replies.toml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from maild.faults import Found, suggestion
from maild.model import Kind, ReplyRule
from maild.rule_tables import MOST, RuleTable

KINDS = tuple(
    kind.value
    for kind in (
        Kind.COMPLETED, Kind.TECH_SENDING, Kind.TECH_RECEIVING, Kind.TECH_ANSWERING, Kind.WRONG_PERSON,
        Kind.CONTACT_CHANGE, Kind.OUT_OF_OFFICE, Kind.QUESTION, Kind.REFUSAL, Kind.DELEGATION, Kind.UNRELATED,
    )
)  # fmt: skip
_KEYS = ("words", "kind", "off", "note")


def _faults(name: str, said: dict[str, Any], language: str) -> Iterator[Found]:
    for key in said:
        if key not in _KEYS:
            yield Found((name, key), "unknown", {"hint": suggestion(key, _KEYS, language)})
    words = said.get("words")
    if "words" in said and not isinstance(words, (str, list)):
        yield Found((name, "words"), "text", {"value": words})
    for one in _listed(words):
        if not isinstance(one, str):
            yield Found((name, "words"), "text", {"value": one})
        elif not one.strip("* "):
            yield Found((name, "words"), "empty")
        elif len(one) > MOST or not one.isprintable():
            yield Found((name, "words"), "bad_text")
    kind = said.get("kind")
    if "kind" in said and kind not in KINDS:
        yield Found((name, "kind"), "one_of", {"choices": ", ".join(KINDS), "value": kind})
    note = said.get("note", "")
    if not isinstance(note, str):
        yield Found((name, "note"), "text", {"value": note})
    off = said.get("off", False)
    if not isinstance(off, bool):
        yield Found((name, "off"), "yes_no", {"value": off})
    elif off:
        if name not in _shipped_ids():
            hint = suggestion(name, sorted(_shipped_ids()), language)
            yield Found((name,), "no_shipped_rule", {"name": name, "hint": hint})
    elif "kind" not in said or not _listed(words):
        yield Found((name,), "bad_reply_rule")


def _listed(words: Any) -> list[Any]:
    return words if isinstance(words, list) else [] if words is None else [words]


def _shipped_ids() -> frozenset[str]:
    """What can be switched off: the phrases, each by its name in the log, and the second reader."""
    from maild.decode.reply.phrases import PHRASES

    return frozenset({"second-reader", *(rule for rule, _, _ in PHRASES)})


def _rule(name: str, said: dict[str, Any]) -> ReplyRule:
    return ReplyRule(
        id=name,
        words=tuple(_listed(said.get("words"))),
        kind=Kind(said["kind"]) if "kind" in said and not said.get("off") else None,
        off=bool(said.get("off")),
        note=said.get("note", ""),
    )


REPLY_RULES = RuleTable("replies.toml", _faults, _rule)
