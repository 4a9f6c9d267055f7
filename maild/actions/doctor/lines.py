"""What the doctor says: a line a fact, with its level and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from maild.errors import MaildError
from maild.words import say

Level = Literal["ok", "warn", "fail", "skip"]  # skip: not looked at


@dataclass(frozen=True, slots=True)
class Line:
    """`word` is the catalogue's sentence, which names the remedy; `check` is its name for programs."""

    where: str  # "[accounts.survey]", "[smtp]", "[sender]"; empty: this machine
    check: str
    level: Level
    word: str
    facts: dict[str, Any] = field(default_factory=dict)


def line(where: str, check: str, level: Level, word: str, **facts: Any) -> Line:
    return Line(where, check, level, word, facts)


def told(error: MaildError, language: str) -> str:
    """What an error says, to stand inside a line."""
    return say(error.text or str(error), language, **error.facts)
