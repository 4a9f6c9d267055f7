"""Which address may be meant where one is dead: only ever a proposal, which a person checks.

From the roster itself: the same person's other address, the domain that came for one that ended, and how the
other people of the same domain are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from maild.model import Respondent
from maild.roster.mailnames import local_parts
from maild.roster.text import key

Why = Literal["other-entry", "successor-domain", "name-pattern", "unit"]
_ENOUGH = 3  # people of a domain who are written alike
_MOST = 0.6  # of those of the domain
_NEAR = 2  # letters between a mistyped name and the right one


@dataclass(frozen=True, slots=True)
class Suggestion:
    email: str
    why: Why


class Suggester:
    """Built once from everybody who is or was asked; `ended` maps ended domains to what came for them."""

    def __init__(
        self, everybody: Iterable[Respondent], ended: Mapping[str, Sequence[str]], dead: set[str]
    ) -> None:
        self._ended = ended
        self._dead = dead
        self._by_name: dict[str, dict[str, tuple[str, int]]] = {}
        styles: dict[str, dict[str, str]] = {}
        for one in everybody:
            email = one.email.lower()
            self._by_name.setdefault(key(one.name), {})[email] = (key(one.unit), one.official_id)
            styles.setdefault(email.rpartition("@")[2], {})[email] = one.name
        self._taken = {email for found in self._by_name.values() for email in found}
        self._style = {domain: _style_of(people) for domain, people in styles.items()}

    def suggest(self, person: Respondent) -> tuple[Suggestion, ...]:
        """The likeliest first; never an address that is dead itself."""
        found: dict[str, Suggestion] = {}
        for one in self._all(person):
            if one.email not in self._dead and one.email != person.email.lower():
                found.setdefault(one.email, one)
        return tuple(found.values())

    def _all(self, person: Respondent) -> Iterator[Suggestion]:
        local, _, domain = person.email.lower().partition("@")
        for email, (unit, official_id) in self._by_name.get(key(person.name), {}).items():
            if official_id == person.official_id or unit == key(person.unit):
                yield Suggestion(email, "other-entry")
        for successor in self._ended.get(domain, ()):
            yield Suggestion(f"{local}@{successor}", "successor-domain")
        style = self._style.get(domain)
        written = _written(person.name, style) if style else ""
        if written and written != local and _distance(written, local.rstrip("0123456789")) <= _NEAR:
            email = f"{written}@{domain}"
            if email not in self._taken:  # somebody else bears it
                yield Suggestion(email, "name-pattern")


def _written(name: str, style: str) -> str:
    return local_parts(name).get(style, "")


def _style_of(people: Mapping[str, str]) -> str | None:
    """The style in which most people of a domain are written."""
    found: Counter[str] = Counter()
    for email, name in people.items():
        local = email.partition("@")[0].rstrip("0123456789")
        found.update(style for style, written in local_parts(name).items() if written == local)
    if not found:
        return None
    style, times = found.most_common(1)[0]
    return style if times >= _ENOUGH and times >= _MOST * len(people) else None


def _distance(one: str, other: str) -> int:
    """Letters to insert, drop, change or swap; at most `_NEAR` + 1."""
    if abs(len(one) - len(other)) > _NEAR:
        return _NEAR + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (char != against))
            swapped = row > 1 and column > 1 and char == other[column - 2] and one[row - 2] == against
            now.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        before_last, last = last, now
    return last[-1]
