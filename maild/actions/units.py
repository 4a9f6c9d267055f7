"""What a person says of a unit: its other names, what became of it, whom to call there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from maild.actions.actor import Actor
from maild.errors import InputRefused
from maild.model import Event, EventKind
from maild.roster.text import collapse, folded, nfc
from maild.roster.units import unit_key
from maild.rules import FOLDS
from maild.store import Database, Unit, View, units
from maild.store.units import Contact, KnownUnit

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def find(look: View, name: str, round_id: int | None = None) -> KnownUnit:
    """The unit that `name` means, in any of its spellings. Raises InputRefused for none or several."""
    known = units.every(look.connection, round_id)
    wanted = unit_key(name)
    found = (
        [one for one in known if unit_key(one.name) == wanted]
        or [one for one in known if wanted in map(unit_key, one.aliases)]
        or [one for one in known if folded(name) in folded(one.name)]
    )
    if len(found) != 1:
        raise InputRefused("refused.no_unit", unit=name)
    return found[0]


def alias(store: Database, name: str, other: str, actor: Actor, now: datetime) -> KnownUnit:
    """From now on `other` means the unit. Raises InputRefused where it is the name of another one."""
    with store.unit(FOLDS) as unit:
        known = find(unit, name)
        others = units.every(unit.connection)
        written = nfc(collapse(other))
        if any(unit_key(one.name) == unit_key(written) for one in others if one.id != known.id):
            raise InputRefused("refused.alias_taken", alias=written)
        units.set_alias(unit.connection, known.id, written, actor.name, now)
        _record(unit, known.id, "alias", actor, now)
    return known


def drop_alias(store: Database, other: str, actor: Actor, now: datetime) -> None:
    with store.unit(FOLDS) as unit:
        written = nfc(collapse(other))
        if not units.drop_alias(unit.connection, written):
            raise InputRefused("refused.no_alias", alias=written)
        _record(unit, None, "alias-dropped", actor, now)


def set_contact(
    store: Database,
    name: str,
    role: str,
    actor: Actor,
    now: datetime,
    *,
    person: str,
    email: str,
    telephone: str,
    position: str = "",
) -> KnownUnit:
    """Who is head, clerk or IT counterpart of a unit from now on."""
    if not (person or email or telephone):
        raise InputRefused("refused.empty_contact")
    if email and not _ADDRESS.fullmatch(email):
        raise InputRefused("refused.bad_email", email=email)
    with store.unit(FOLDS) as unit:
        known = find(unit, name)
        contact = Contact(
            role, nfc(collapse(person)), email.lower(), telephone, now, position=nfc(collapse(position))
        )
        units.set_contact(unit.connection, known.id, contact)
        _record(unit, known.id, "contact", actor, now, {"role": role})
    return known


def set_level(store: Database, name: str, level: str, actor: Actor, now: datetime) -> KnownUnit:
    with store.unit(FOLDS) as unit:
        known = find(unit, name)
        units.set_level(unit.connection, known.id, level)
        _record(unit, known.id, "level", actor, now, {"level": level})
    return known


def succeed(
    store: Database, old: str, new: str, since: date, document: str, actor: Actor, now: datetime
) -> tuple[KnownUnit, str]:
    """From `since` on, `old` is `new`; a unit that is not known yet is made. The old one, and the new one's name.

    Rounds that are under way keep the unit's old name; the next roster takes the new one.
    """
    with store.unit(FOLDS) as unit:
        known = find(unit, old)
        try:
            other = find(unit, new)
            number, name = other.id, other.name
        except InputRefused:
            name = nfc(collapse(new))
            number = units.make(unit.connection, name)
        if number == known.id or known.name in _after(unit, name):
            raise InputRefused("refused.own_successor", unit=known.name)
        units.set_successor(unit.connection, known.id, number, since, document)
        data = {"successor": number, "since": since.isoformat(), "letter": document}
        _record(unit, known.id, "successor", actor, now, data)
    return known, name


def unsucceed(
    store: Database, old: str, new: str, actor: Actor, now: datetime
) -> tuple[KnownUnit, KnownUnit]:
    """Take back that one unit follows another. Raises InputRefused where it does not."""
    with store.unit(FOLDS) as unit:
        known, other = find(unit, old), find(unit, new)
        if not units.drop_successor(unit.connection, known.id, other.id):
            raise InputRefused("refused.no_successor", unit=known.name, other=other.name)
        _record(unit, known.id, "successor", actor, now, {"dropped": other.id})
    return known, other


def _after(look: View, name: str) -> set[str]:
    """Every unit that came after the one called `name`."""
    found: set[str] = set()
    links = units.successors(look.connection)
    ahead = {name}
    while ahead:
        ahead = {one.new for one in links if one.old in ahead} - found
        found |= ahead
    return found


def _record(
    unit: Unit,
    unit_id: int | None,
    what: str,
    actor: Actor,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    data = {"unit": unit_id, "what": what, **(more or {})}
    unit.append(Event(EventKind.UNIT_CHANGED, now, actor.name, data=data))
