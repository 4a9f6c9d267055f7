"""What an operator knows better than the shipped tables: the table config/rules/bounces.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from maild.faults import Found, suggestion
from maild.model import BounceRule, Kind, Reason
from maild.rule_tables import MOST, RuleTable

KINDS = (Kind.BOUNCE.value, Kind.DELAYED.value)
REASONS = tuple(reason.value for reason in Reason)
_MATCHES = ("code", "server", "text")
_KEYS = (*_MATCHES, "reason", "kind", "note")


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
        elif len(value) > MOST or not value.isprintable():
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


BOUNCE_RULES = RuleTable("bounces.toml", _faults, _rule)
