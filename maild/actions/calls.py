"""When mail does not reach an official: whom to call instead, what the calls brought, and the address that is right.

What an office or a caller writes down is a proposal. The address changes only when a person accepts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from maild.actions import rosters
from maild.actions.actor import Actor
from maild.actions.corrections import corrections
from maild.errors import InputRefused
from maild.model import Event, EventKind, Respondent, RosterEntry, Round
from maild.roster.addresses import read_address
from maild.roster.rules import RosterRules
from maild.roster.table import read_table
from maild.roster.text import collapse, folded
from maild.rules import FOLDS
from maild.store import Database, View, incidents, roster, units
from maild.words import WORDS

_HEADINGS = tuple(  # as they are compared, in both languages
    frozenset(folded(text) for text in WORDS[word])
    for word in ("col.official", "col.reached_tick", "col.right_address")
)
_TICKS = frozenset({"x", "v", "1", "co", "yes", "ok", "roi", "da goi"})
_MARKS = frozenset({"✓", "✔", "☑"})


@dataclass(frozen=True, slots=True)
class Call:
    """One official to be called, and through whom."""

    person: Respondent
    why: str  # a word of the catalogue: "reason.user-unknown"
    clerk: str  # name and telephone of the unit's clerk; its head's where it has none
    suggestions: tuple[str, ...]
    incident: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An address that somebody named for an official; `person` None where the row names nobody who is asked."""

    row: int
    person: Respondent | None
    address: str


@dataclass(frozen=True, slots=True)
class Called:
    """What a filled sheet says."""

    reached: tuple[Respondent, ...]
    proposals: tuple[Proposal, ...]
    unclear: tuple[int, ...]  # rows that name nobody, or no address that can be read


def sheet(look: View, round_: Round, rules: RosterRules) -> list[Call]:
    """Whom mail does not reach in a round: dead addresses, then those whose path an open incident blocks."""
    contacts = {one.id: one.contacts for one in units.every(look.connection, round_.id)}
    found = {
        one.person.id: Call(
            one.person,
            f"reason.{one.reason.value}",
            _clerk(contacts.get(one.person.unit_id, ())),
            tuple(each.email for each in one.suggestions),
        )
        for one in corrections(look, round_, rules)
    }
    blocked = {one.id: one for one in incidents.every(look.connection, open_only=True)}
    for one in roster.people(look.connection, round_.id):
        by = [number for number in one.state.blocked_by if number in blocked]
        answered = one.state.answered_at is not None or one.state.self_reported_at is not None
        if by and not answered and one.respondent.id not in found:
            found[one.respondent.id] = Call(
                one.respondent,
                f"reason.{blocked[by[-1]].reason}",
                _clerk(contacts.get(one.respondent.unit_id, ())),
                (),
                by[-1],
            )
    return sorted(found.values(), key=lambda one: (one.person.unit.casefold(), one.person.name.casefold()))


def read_sheet(look: View, round_: Round, path: Path) -> Called:
    """A filled call sheet. Raises InputRefused where the file is none."""
    asked = {one.id: one for one in roster.of_round(look.connection, round_.id)}
    reached: list[Respondent] = []
    proposals: list[Proposal] = []
    unclear: list[int] = []
    for found in read_table(path).sheets:
        columns = _columns(found.rows)
        if columns is None:
            continue
        top, official, tick, address = columns
        for number, row in enumerate(found.rows[top + 1 :], top + 2):
            said = _cell(row, official).upper().removeprefix("OFF-")
            mark, right = _cell(row, tick), _cell(row, address)
            ticked = mark in _MARKS or folded(mark) in _TICKS
            if not ticked and not right:
                continue
            person = asked.get(int(said)) if said.isdigit() else None
            read = read_address(right).email if right else None
            if person is None or (right and not read):
                unclear.append(number)
                continue
            if ticked:
                reached.append(person)
            if read and read.lower() != person.email.lower():
                proposals.append(Proposal(number, person, read.lower()))
        return Called(tuple(reached), tuple(proposals), tuple(unclear))
    raise InputRefused("refused.no_call_sheet", file=path.name)


def record(store: Database, called: Called, actor: Actor, now: datetime) -> None:
    """Write down who was reached by telephone. It says nothing about his mailbox."""
    with store.unit(FOLDS) as unit:
        unit.append(
            *(
                Event(
                    EventKind.RESPONDENT_CALLED,
                    now,
                    actor.name,
                    round_id=one.round_id,
                    respondent_id=one.id,
                )
                for one in called.reached
            )
        )


def accept(
    store: Database, person: Respondent, address: str, letter: str, actor: Actor, now: datetime
) -> Respondent:
    """The address is right: it is used from now on, begins with a clean standing, and the old one stays in the
    history. `letter`: the answer that says so. Raises InputRefused where it cannot be an address.
    """
    read = read_address(address).email
    if not read:
        raise InputRefused("refused.bad_address", value=address)
    entry = RosterEntry(
        row=0,
        name=person.name,
        email=read.lower(),
        unit=person.unit,
        group=person.group,
        position=person.position,
        honorific=person.honorific,
    )
    return rosters.replace_one(store, person, entry, letter, actor, now)


def _clerk(contacts: Sequence[units.Contact]) -> str:
    for role in ("clerk", "head"):
        for one in contacts:
            if one.role == role:
                return " ".join(filter(None, (one.name, one.telephone)))
    return ""


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, int, int, int] | None:
    """Row of the headings, and the columns of number, tick and address."""
    for top, row in enumerate(rows[:20]):
        names = [folded(collapse(cell)) for cell in row]
        places = [
            next((place for place, name in enumerate(names) if name in wanted), None) for wanted in _HEADINGS
        ]
        if None not in places:
            official, tick, address = (place for place in places if place is not None)
            return top, official, tick, address
    return None


def _cell(row: Sequence[str], column: int) -> str:
    return collapse(row[column]) if column < len(row) else ""
