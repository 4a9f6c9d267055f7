"""What a roster would change, before anything is written, and whether it is to be held as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maild.model import Respondent, RosterEntry
from maild.roster.mailnames import slipped
from maild.roster.text import key
from maild.roster.units import unit_key

_MOST_GONE = 0.5
_MANY_CHANGED = 0.2
_NOBODY_MOVED = 0.98
_FEW = 10  # below this many known people the shares say nothing


@dataclass(frozen=True, slots=True)
class Change:
    """A known person whose row says something new in `fields`."""

    entry: RosterEntry
    respondent: Respondent
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a file as a whole is to be looked at: `count` of `of` people say so.

    `why` is gone (last year's roster, or another province's), changed (columns have moved, or it is old),
    moved (old addresses), foreign (another province's domains), all-same (last year's roster again) or
    slipped (addresses that stand beside other people's names).
    """

    why: str
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """`held` gives the reasons why nothing may be written before a person has looked; mostly empty."""

    new: tuple[RosterEntry, ...]
    changed: tuple[Change, ...]
    gone: tuple[Respondent, ...]
    same: tuple[RosterEntry, ...]
    held: tuple[Hold, ...] = ()


def is_addition(found: RosterDiff) -> bool:
    """Whether a file names nobody who is known, and so few that it is meant to be added to them."""
    known = len(found.gone)
    few = known < _FEW or len(found.new) <= _MOST_GONE * known
    return bool(found.new and known) and not found.changed and not found.same and few


def diff(entries: Sequence[RosterEntry], known: Sequence[Respondent]) -> RosterDiff:
    """Compare a file with the people we know.

    A person is found by address and name first, then by address, then by name and unit;
    equal names alone never make two people one.
    """
    open_by: dict[tuple[str, ...], list[Respondent]] = defaultdict(list)
    for respondent in known:
        for sign in _signs(respondent):
            open_by[sign].append(respondent)
    taken: set[int] = set()
    partner: dict[int, Respondent] = {}  # index of an entry → who it is
    for level in range(len(_signs(entries[0])) if entries else 0):
        for index, entry in enumerate(entries):
            if index in partner:
                continue
            free = [one for one in open_by.get(_signs(entry)[level], ()) if one.id not in taken]
            if free:
                partner[index] = free[0]
                taken.add(free[0].id)
    new = tuple(entry for index, entry in enumerate(entries) if index not in partner)
    found = [
        Change(entries[index], one, differing(entries[index], one)) for index, one in sorted(partner.items())
    ]
    changed = [change for change in found if change.fields]
    same = tuple(change.entry for change in found if not change.fields)
    gone = tuple(respondent for respondent in known if respondent.id not in taken)
    held = _held(len(known), len(gone), changed, entries, known)
    return RosterDiff(new, tuple(changed), gone, same, held)


def _signs(one: RosterEntry | Respondent) -> tuple[tuple[str, ...], ...]:
    """Surest first."""
    email, name, unit = one.email.lower(), key(one.name), unit_key(one.unit)
    return (
        ("all", email, name, unit, one.group),
        ("email, name, group", email, name, one.group),
        ("email and name", email, name),
        ("email", email),
        ("name, unit, group", name, unit, one.group),
        ("name and unit", name, unit),
    )


def differing(entry: RosterEntry, known: Respondent) -> tuple[str, ...]:
    """The fields in which a row says something new of somebody."""
    pairs = (
        ("name", key(entry.name), key(known.name)),
        ("email", entry.email.lower(), known.email.lower()),
        ("unit", unit_key(entry.unit), unit_key(known.unit)),
        ("group", entry.group, known.group),
        ("position", key(entry.position), key(known.position)),
    )
    return tuple(name for name, now, before in pairs if now != before)


def _held(
    known: int,
    gone: int,
    changed: Sequence[Change],
    entries: Sequence[RosterEntry],
    respondents: Sequence[Respondent],
) -> tuple[Hold, ...]:
    """Last year's roster, another province's, or one whose columns have moved."""
    if known < _FEW:
        return ()
    suffixes = {_suffix(one.email) for one in respondents}
    # Positions change every year; who somebody is, where, and how he is reached should not.
    others = sum(1 for change in changed if change.fields != ("position",))
    moved = sum(1 for change in changed if "email" in change.fields)
    foreign = sum(1 for entry in entries if _suffix(entry.email) not in suffixes)
    judged = (
        (gone > _MOST_GONE * known, Hold("gone", gone, known)),
        (others > _MANY_CHANGED * known, Hold("changed", others, known)),
        (moved > _MANY_CHANGED / 2 * known, Hold("moved", moved, known)),
        (foreign > _MANY_CHANGED * len(entries), Hold("foreign", foreign, len(entries))),
    )
    return tuple(hold for applies, hold in judged if applies)


def held_against_last_round(found: RosterDiff) -> tuple[Hold, ...]:
    """What is suspicious in a new round's first roster, compared with the round before.

    People come and go between two years, but a roster in which nobody did is the old file again,
    and one full of unknown domains is another province's.
    """
    same = len(found.same)
    entries = same + len(found.changed) + len(found.new)
    known = same + len(found.changed) + len(found.gone)
    holds = [hold for hold in found.held if hold.why == "foreign"]
    if known >= _FEW and entries and same >= _NOBODY_MOVED * max(entries, known):
        holds.append(Hold("all-same", same, entries))
    return tuple(holds)


def held_by_itself(entries: Sequence[RosterEntry]) -> tuple[Hold, ...]:
    """What is suspicious in a file whatever is known: addresses that bear the names of other rows."""
    count = slipped((entry.name, entry.email) for entry in entries)
    return (Hold("slipped", count, len(entries)),) if count else ()


def _suffix(email: str) -> str:
    """The province's part of a domain: all but its first label, where that leaves three."""
    labels = email.rpartition("@")[2].lower().split(".")
    return ".".join(labels[1:] if len(labels) > 3 else labels)
