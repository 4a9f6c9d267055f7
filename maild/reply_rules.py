"""What an operator knows better than the shipped phrases: the table config/rules/replies.toml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from maild.errors import ConfigError
from maild.faults import Found, TomlText, suggestion
from maild.model import Kind, ReplyRule
from maild.shipped import shipped_directory

LABEL = "rules/replies.toml"
KINDS = tuple(
    kind.value
    for kind in (
        Kind.COMPLETED, Kind.TECH_SENDING, Kind.TECH_RECEIVING, Kind.TECH_ANSWERING, Kind.WRONG_PERSON,
        Kind.CONTACT_CHANGE, Kind.OUT_OF_OFFICE, Kind.QUESTION, Kind.REFUSAL, Kind.DELEGATION, Kind.UNRELATED,
    )
)  # fmt: skip
_KEYS = ("words", "kind", "off", "note")
_MOST = 500  # rules, and characters of a value


def reply_rules_of(directory: Path | None = None, language: str = "vi") -> tuple[ReplyRule, ...]:
    """The rules of `replies.toml` in `directory`, over those of the shipped file by their id, theirs first.

    Raises ConfigError with every fault.
    """
    shipped = shipped_directory("config") / "rules"
    files = [shipped / "replies.toml"]
    if directory is not None and directory.resolve() != shipped.resolve():
        own = directory / "replies.toml"
        files = [own, *files] if own.exists() else files
    found: dict[str, ReplyRule] = {}
    for file in files:
        for rule in read_reply_rules(file, language):
            found.setdefault(rule.id, rule)
    return tuple(found.values())


def read_reply_rules(file: Path, language: str = "vi", label: str = LABEL) -> tuple[ReplyRule, ...]:
    """The rules of one file, in their order. Raises ConfigError with every fault."""
    text = TomlText()
    text.add(file, label)
    found = list(text.found)
    rules: list[ReplyRule] = []
    for name, said in text.data.items():
        if not isinstance(said, dict):
            found.append(Found((name,), "section", {"name": name}))
            continue
        wrong = list(_faults(name, said, language))
        found += wrong
        if not wrong:
            rules.append(_rule(name, said))
    if len(rules) > _MOST:
        found.append(Found((), "too_many_rules", {"most": _MOST}, label))
    if found:
        raise ConfigError([text.fault(one, language, label) for one in found])
    return tuple(rules)


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
        elif len(one) > _MOST or not one.isprintable():
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
