"""How a round stands, counted and cut into pages by the database: a page of the desk reads only what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from maild.model import REHEARSED, Code, EventKind, LetterState, RespondentStatus
from maild.store import tables

_PORTION = 500
_BOX = tables.outbox.c
# as `model.told_state` says it
_TOLD = sa.case(
    (
        sa.and_(_BOX.state == LetterState.SENT.value, _BOX.reply.startswith(REHEARSED, autoescape=True)),
        "rehearsed",
    ),
    else_=_BOX.state,
).label("state")
# after these a name, or who is asked, is no longer what it was
_RENAMES = tuple(
    kind.value
    for kind in (
        EventKind.RESPONDENT_LISTED,
        EventKind.RESPONDENT_CHANGED,
        EventKind.RESPONDENT_CORRECTED,
        EventKind.ROSTER_IMPORTED,
        EventKind.DATA_EXPIRED,
        EventKind.DATA_PURGED,
    )
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many officials of a unit and group stand where."""

    unit_id: int
    unit: str
    group: str
    status: RespondentStatus
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """An official as a list shows him. `noted`: facts that hold his letters, by their names in the state."""

    id: int
    name: str
    position: str
    unit_id: int
    unit: str
    group: str
    status: str
    unreachable: str | None
    on_leave_until: date | None
    noted: tuple[str, ...]
    letters: int
    last_sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A receiver of a plan. `state` is his letter's as it is told, once there is one."""

    id: int
    name: str
    unit: str
    code: str
    due_at: datetime
    because: str
    state: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    id: int
    name: str
    unit: str
    because: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters that wait to be sent: the next of a plan, and how many there are."""

    plan_id: int
    code: Code
    at: datetime
    count: int


def status(today: date) -> sa.ColumnElement[str]:
    """`rules.status.status_of` as the database says it; a test holds both together."""
    ways = ((condition, stands.value) for stands, condition in _ways(today).items())
    return sa.case(*ways, else_=RespondentStatus.OPEN.value)


def _ways(today: date) -> dict[RespondentStatus, sa.ColumnElement[bool]]:
    """What makes somebody stand so; the first that holds counts, and who fits none is open."""
    state = tables.respondent_state.c
    return {
        RespondentStatus.ANSWERED: state.answered_at.is_not(None),
        RespondentStatus.SELF_REPORTED: state.self_reported_at.is_not(None),
        RespondentStatus.NOT_URGED: sa.or_(
            state.exempt_at.is_not(None), state.wrong_person_at.is_not(None), state.refused_at.is_not(None)
        ),
        RespondentStatus.UNREACHABLE: state.unreachable.is_not(None),
        RespondentStatus.ON_LEAVE: sa.and_(state.on_leave_until.is_not(None), state.on_leave_until > today),
    }


def tallies(connection: sa.Connection, round_id: int, today: date, unit_id: int | None = None) -> list[Tally]:
    """Everybody who is asked, counted by unit, group and status."""
    person = tables.respondent.c
    ways = _ways(today)
    conditions = list(ways.values())
    others = [sa.and_(one, *map(sa.not_, conditions[:place])) for place, one in enumerate(conditions)]
    query = (
        sa.select(
            person.unit_id,
            person.group,
            sa.func.count(),
            *(sa.func.count(sa.case((one, 1))) for one in others),
        )
        .select_from(_PEOPLE)
        .where(*_asked(round_id, unit_id))
        .group_by(person.unit_id, person.group)  # in the order of an index: nothing is sorted
    )
    rows = connection.execute(query).all()
    names = dict(connection.execute(sa.select(tables.unit.c.id, tables.unit.c.name)).all())
    stands = (*ways, RespondentStatus.OPEN)
    return [
        Tally(unit, names[unit], group, one, count)
        for unit, group, everybody, *counts in rows
        for one, count in zip(stands, (*counts, everybody - sum(counts)), strict=True)
        if count
    ]


def answered_at(connection: sa.Connection, round_id: int) -> list[tuple[datetime, int]]:
    """When answers became known, and how many each time."""
    state = tables.respondent_state.c
    query = (
        sa.select(state.answered_at, sa.func.count())
        .where(state.round_id == round_id, state.answered_at.is_not(None), state.id.not_in(_ended(round_id)))
        .group_by(state.answered_at)
    )
    return [(at, int(count)) for at, count in connection.execute(query)]


def noted(connection: sa.Connection, round_id: int) -> dict[str, int]:
    """Of whom something holds that keeps his letters back, by the fact's name; whoever has answered is left out."""
    state = tables.respondent_state.c
    query = sa.select(*(sa.func.count(state[name]).label(name) for name in NOTED)).where(
        state.round_id == round_id, state.answered_at.is_(None), state.id.not_in(_ended(round_id))
    )
    return {name: int(many) for name, many in connection.execute(query).mappings().one().items()}


def count(
    connection: sa.Connection,
    round_id: int,
    today: date,
    *,
    unit_id: int | None = None,
    stands: str = "",
    fact: str = "",
) -> int:
    """How many `officials` would show."""
    query = (
        sa.select(sa.func.count())
        .select_from(_PEOPLE)
        .where(*_asked(round_id, unit_id), *_standing(stands, fact, today))
    )
    return int(connection.scalar(query) or 0)


def officials(
    connection: sa.Connection,
    round_id: int,
    today: date,
    *,
    unit_id: int | None = None,
    stands: str = "",
    fact: str = "",
    offset: int = 0,
    limit: int = 50,
) -> list[Line]:
    """Who is asked, in the order of the roster; only who stands so, or of whom the fact (of NOTED) holds."""
    query = (
        _lines(today)
        .where(*_asked(round_id, unit_id), *_standing(stands, fact, today))
        .order_by(tables.respondent.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [_line(row) for row in connection.execute(query).mappings()]


def lines_of(connection: sa.Connection, ids: Sequence[int], today: date) -> list[Line]:
    """These officials, in this order."""
    found: dict[int, Line] = {}
    for start in range(0, len(ids), _PORTION):
        query = _lines(today).where(tables.respondent.c.id.in_(ids[start : start + _PORTION]))
        found |= {row["id"]: _line(row) for row in connection.execute(query).mappings()}
    return [found[number] for number in ids if number in found]


def names(connection: sa.Connection, round_id: int) -> list[tuple[int, int, str]]:
    """Number, unit and name of everybody who is asked, for a search that folds accents."""
    person = tables.respondent.c
    query = sa.select(person.id, person.unit_id, person.name).where(
        person.round_id == round_id, person.ended_at.is_(None)
    )
    return [(number, unit, name) for number, unit, name in connection.execute(query.order_by(person.id))]


def renamed_since(connection: sa.Connection, event_id: int) -> bool:
    """Whether after this event anybody has come, gone, or been written otherwise."""
    event = tables.event.c
    query = sa.select(event.id).where(event.id > event_id, event.kind.in_(_RENAMES)).limit(1)
    return connection.scalar(query) is not None


def receivers(connection: sa.Connection, plan_id: int, offset: int, limit: int) -> list[Planned]:
    """Who gets a letter of the plan, in its order."""
    receiver, person, box = tables.plan_receiver, tables.respondent, tables.outbox
    query = (
        sa.select(
            person.c.id,
            person.c.name,
            tables.unit.c.name.label("unit"),
            receiver.c.code,
            receiver.c.due_at,
            receiver.c.because,
            _TOLD,
        )
        .select_from(
            receiver.join(person, person.c.id == receiver.c.respondent_id)
            .join(tables.unit, tables.unit.c.id == person.c.unit_id)
            .join(
                box,
                sa.and_(box.c.plan_id == receiver.c.plan_id, box.c.respondent_id == receiver.c.respondent_id),
                isouter=True,
            )
        )
        .where(receiver.c.plan_id == plan_id)
        .order_by(receiver.c.position)
        .offset(offset)
        .limit(limit)
    )
    return [Planned(**row) for row in connection.execute(query).mappings()]


def left_out(
    connection: sa.Connection, plan_id: int, offset: int, limit: int, because: str = ""
) -> list[LeftOut]:
    omitted, person = tables.plan_left_out, tables.respondent
    query = (
        sa.select(
            person.c.id, person.c.name, tables.unit.c.name.label("unit"), omitted.c.because, omitted.c.until
        )
        .select_from(
            omitted.join(person, person.c.id == omitted.c.respondent_id).join(
                tables.unit, tables.unit.c.id == person.c.unit_id
            )
        )
        .where(omitted.c.plan_id == plan_id, *([omitted.c.because == because] if because else []))
        .order_by(person.c.id)
        .offset(offset)
        .limit(limit)
    )
    return [LeftOut(**row) for row in connection.execute(query).mappings()]


def why_left_out(connection: sa.Connection, plan_id: int) -> list[tuple[str, int]]:
    """Reasons, most first."""
    omitted = tables.plan_left_out.c
    number = sa.func.count().label("number")
    query = sa.select(omitted.because, number).where(omitted.plan_id == plan_id).group_by(omitted.because)
    return [(because, int(many)) for because, many in connection.execute(query.order_by(number.desc()))]


def span(connection: sa.Connection, plan_id: int) -> tuple[datetime, datetime] | None:
    """When the first and the last letter of a plan are due; None for a plan without receivers."""
    due = tables.plan_receiver.c.due_at
    first, last = connection.execute(
        sa.select(sa.func.min(due, type_=due.type), sa.func.max(due, type_=due.type)).where(
            tables.plan_receiver.c.plan_id == plan_id
        )
    ).one()
    return None if first is None else (first, last)


def due_at(connection: sa.Connection, plan_id: int, respondent_id: int) -> datetime | None:
    """When the letter of one receiver is due; None for somebody who gets none."""
    receiver = tables.plan_receiver.c
    found: datetime | None = connection.scalar(
        sa.select(receiver.due_at).where(receiver.plan_id == plan_id, receiver.respondent_id == respondent_id)
    )
    return found


def letters_by_state(connection: sa.Connection, plan_id: int) -> dict[str, int]:
    """How many letters of a plan are in each state, as it is told."""
    box = tables.outbox.c
    told = sa.select(_TOLD).where(box.plan_id == plan_id).subquery().c.state
    query = sa.select(told, sa.func.count()).group_by(told)
    return {state: int(many) for state, many in connection.execute(query)}


def waiting(connection: sa.Connection, round_id: int) -> list[Waiting]:
    """What has been approved and is still to be sent, the next first; without those who will never get it."""
    box, state = tables.outbox.c, tables.respondent_state.c
    for_good = (
        state.answered_at,
        state.self_reported_at,
        state.exempt_at,
        state.wrong_person_at,
        state.refused_at,
    )
    first = sa.func.min(box.not_before, type_=box.not_before.type).label("first")
    query = (
        sa.select(box.plan_id, box.code, first, sa.func.count())
        .join(tables.respondent_state, state.id == box.respondent_id)
        .where(box.round_id == round_id, box.state == LetterState.PLANNED.value)
        .where(*(fact.is_(None) for fact in for_good))
        .group_by(box.plan_id, box.code)
        .order_by(first)
    )
    return [Waiting(plan, Code(code), at, int(many)) for plan, code, at, many in connection.execute(query)]


NOTED = (
    "exempt_at",
    "wrong_person_at",
    "refused_at",
    "claim_held_at",
    "error_incident_id",
    "question_at",
    "held_at",
)
_PEOPLE = tables.respondent.join(
    tables.respondent_state, tables.respondent_state.c.id == tables.respondent.c.id
)


def _asked(round_id: int, unit_id: int | None) -> list[sa.ColumnElement[bool]]:
    person = tables.respondent.c
    own = [] if unit_id is None else [person.unit_id == unit_id]
    return [person.round_id == round_id, person.ended_at.is_(None), *own]


def _ended(round_id: int) -> sa.Select[tuple[int]]:
    """Who is asked no more: few, so that the others need not be looked at."""
    person = tables.respondent.c
    return sa.select(person.id).where(person.round_id == round_id, person.ended_at.is_not(None))


def _standing(stands: str, fact: str, today: date) -> Iterator[sa.ColumnElement[bool]]:
    state = tables.respondent_state.c
    if stands:
        yield status(today) == stands
    if fact:
        yield state[fact].is_not(None)
        yield state.answered_at.is_(None)


def _lines(today: date) -> sa.Select[Any]:
    person, state = tables.respondent.c, tables.respondent_state.c
    return sa.select(
        person.id,
        person.name,
        person.position,
        person.unit_id,
        tables.unit.c.name.label("unit"),
        person.group,
        status(today).label("status"),
        state.unreachable,
        state.on_leave_until,
        state.letters_sent,
        state.last_sent_at,
        *(state[name] for name in NOTED),
    ).select_from(_PEOPLE.join(tables.unit, tables.unit.c.id == person.unit_id))


def _line(row: Any) -> Line:
    return Line(
        row["id"],
        row["name"],
        row["position"],
        row["unit_id"],
        row["unit"],
        row["group"],
        row["status"],
        row["unreachable"],
        row["on_leave_until"],
        tuple(name for name in NOTED if row[name] is not None),
        row["letters_sent"],
        row["last_sent_at"],
    )
