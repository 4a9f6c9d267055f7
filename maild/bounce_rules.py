"""What an operator knows better than the shipped tables: the table config/rules/bounces.toml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from maild.errors import ConfigError
from maild.faults import Found, TomlText, suggestion
from maild.model import BounceRule, Kind, Reason
from maild.shipped import shipped_directory

LABEL = "rules/bounces.toml"
KINDS = (Kind.BOUNCE.value, Kind.DELAYED.value)
REASONS = tuple(reason.value for reason in Reason)
_MATCHES = ("code", "server", "text")
_KEYS = (*_MATCHES, "reason", "kind", "note")
_MOST = 500  # rules, and characters of a value


def bounce_rules_of(directory: Path | None = None, language: str = "vi") -> tuple[BounceRule, ...]:
    """The rules of `bounces.toml` in `directory`, over those of the shipped file by their id, theirs first.

    Raises ConfigError with every fault.
    """
    shipped = shipped_directory("config") / "rules"
    files = [shipped / "bounces.toml"]
    if directory is not None and directory.resolve() != shipped.resolve():
        own = directory / "bounces.toml"
        files = [own, *files] if own.exists() else files
    found: dict[str, BounceRule] = {}
    for file in files:
        for rule in read_bounce_rules(file, language):
            found.setdefault(rule.id, rule)
    return tuple(found.values())


def read_bounce_rules(file: Path, language: str = "vi", label: str = LABEL) -> tuple[BounceRule, ...]:
    """The rules of one file, in their order. Raises ConfigError with every fault."""
    text = TomlText()
    text.add(file, label)
    found = list(text.found)
    rules: list[BounceRule] = []
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


def _faults(name: str, said: dict[str, Any], language: str) -> Sequence[Found]:
    found: list[Found] = []
    for key, value in said.items():
        path = (name, key)
        if key not in _KEYS:
            found.append(Found(path, "unknown", {"hint": suggestion(key, _KEYS, language)}))
        elif not isinstance(value, str):
            found.append(Found(path, "text", {"value": value}))
        elif not value.strip("* ") and key != "note":
            found.append(Found(path, "empty"))
        elif len(value) > _MOST or not value.isprintable():
            found.append(Found(path, "bad_text"))
    for key, choices in (("reason", REASONS), ("kind", KINDS)):
        value = said.get(key)
        if isinstance(value, str) and value.strip() and value not in choices:
            found.append(Found((name, key), "one_of", {"choices": ", ".join(choices), "value": value}))
    if not any(key in said for key in _MATCHES) or not ("reason" in said or "kind" in said):
        found.append(Found((name,), "bad_rule"))
    return found


def _rule(name: str, said: dict[str, str]) -> BounceRule:
    return BounceRule(
        id=name,
        code=said.get("code", ""),
        server=said.get("server", ""),
        text=said.get("text", ""),
        reason=Reason(said["reason"]) if "reason" in said else None,
        kind=Kind(said["kind"]) if "kind" in said else None,
        note=said.get("note", ""),
    )
