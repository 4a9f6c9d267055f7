"""How mailboxes are named after people, and whether an address bears another person's name.

A column of addresses that has slipped by a row, or was sorted by itself, gives everybody somebody else's mailbox:
each row is good by itself, and only names and mailboxes together tell it.
"""

from __future__ import annotations

from collections.abc import Iterable

from maild.roster.text import folded, key

_ENOUGH = 5  # rows that bear each other's names
_MANY = 0.3  # of all rows


def local_parts(name: str) -> dict[str, str]:
    """How mail names are made of a person's name, style by style: `annv`, `nvan`, `an.nguyen`…"""
    words = folded(name).split()
    if len(words) < 2:
        return {}
    *before, given = words
    initials = "".join(word[0] for word in before)
    return {
        "given-initials": given + initials,
        "initials-given": initials + given,
        "given.initials": f"{given}.{initials}",
        "initials.given": f"{initials}.{given}",
        "given.family": f"{given}.{before[0]}",
        "family.given": f"{before[0]}.{given}",
        "family-given": before[0] + given,
        "given-family": given + before[0],
        "all": "".join(words),
        "middle-given": "".join(words[1:]),
        "given-middle": given + "".join(before[1:]),
    }


class Owners:
    """The names of a file, by the mailboxes that may be named after them."""

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        self._rows: dict[str, tuple[int, str]] = {}
        for row, name in people:
            for written in local_parts(name).values():
                self._rows.setdefault(written, (row, key(name)))

    def other(self, name: str, email: str, *, strictly: bool = False) -> int | None:
        """The row of somebody else after whom this mailbox is named; None where it may be named after `name`.

        That his given name stands in it is enough, unless `strictly`: what is chance in a row is none in half a file.
        """
        local = email.partition("@")[0].rstrip("0123456789")
        found = self._rows.get(local)
        if found is None or found[1] == key(name) or local in local_parts(name).values():
            return None
        if not strictly and _has_given_name(name, local):
            return None
        return found[0]


def slipped(people: Iterable[tuple[str, str]]) -> int:
    """How many of these (name, address) bear another's name; 0 where they are few enough to be chance."""
    numbered = list(enumerate(people, 1))
    owners = Owners((row, name) for row, (name, _) in numbered)
    count = sum(1 for _, (name, email) in numbered if owners.other(name, email, strictly=True))
    return count if count >= _ENOUGH and count >= _MANY * len(numbered) else 0


def _has_given_name(name: str, local: str) -> bool:
    words = folded(name).split()
    return not words or words[-1] in local
