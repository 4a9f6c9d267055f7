"""An event of a trail, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from maild.cli.output import words

if TYPE_CHECKING:
    from maild.model import Event

# field of an event: the room of the words that its value belongs to
_ROOMS: Mapping[str, str] = {"kind": "kind", "because": "because", "reason": "reason"}


def describe(event: Event) -> str:
    """What the catalogue cannot fill in is left open."""
    facts: dict[str, Any] = {
        name: words(f"{_ROOMS[name]}.{value}") if name in _ROOMS else value
        for name, value in event.data.items()
    }
    what = [words(f"field.{field}") for field in event.data.get("fields", ())]
    what += [words(_mark(event.data["set"]))] if "set" in event.data else []
    what += [words("mark.cleared", mark=words(_mark(fact))) for fact in event.data.get("clear", ())]
    return words(f"event.{event.kind.value}", **{"what": ", ".join(what), **facts})


def _mark(fact: str) -> str:
    return f"mark.{fact.replace('_', '-')}"
