"""Incidents: one fault, one line. Who is touched stands in the events."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from maild.model import EventKind, IncidentPhase, IncidentState
from maild.store import folded, tables

_SIGHTINGS = (
    EventKind.INCIDENT_OPENED.value,
    EventKind.INCIDENT_JOINED.value,
    EventKind.INCIDENT_REOPENED.value,
)
# built once: building a statement costs more than running it
_LATEST = (
    sa.select(tables.incident_state)
    .where(tables.incident_state.c.key == sa.bindparam("fault"))
    .order_by(tables.incident_state.c.id.desc())
    .limit(1)
)
_LAST = sa.select(sa.func.max(tables.incident_state.c.id))
_TOUCHING = (
    sa.select(tables.event.c.respondent_id, tables.event.c.incident_id)
    .where(
        tables.event.c.respondent_id.in_(sa.bindparam("people", expanding=True)),
        tables.event.c.kind.in_(_SIGHTINGS),
        tables.event.c.incident_id.is_not(None),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Silence:
    """A fault that is known: nobody is to be told before the day `until`. An empty field fits everything."""

    id: int
    domain: str
    stage: str
    reason: str
    until: date
    why: str
    by: str


def latest(connection: sa.Connection, key: str) -> IncidentState | None:
    """The newest incident of this fault, open or not."""
    row = connection.execute(_LATEST, {"fault": key}).mappings().first()
    return None if row is None else folded.from_row("incident", dict(row))


def same(connection: sa.Connection, key: str) -> list[IncidentState]:
    """Every incident of this fault, oldest first."""
    return folded.load_all(connection, "incident", tables.incident_state.c.key == key)


def last_id(connection: sa.Connection) -> int:
    """The highest number of an incident; 0 where there is none."""
    return int(connection.scalar(_LAST) or 0)


def every(connection: sa.Connection, *, open_only: bool = False) -> list[IncidentState]:
    where = [tables.incident_state.c.state != IncidentPhase.RESOLVED.value] if open_only else []
    return folded.load_all(connection, "incident", *where)


def by_reference(connection: sa.Connection, number: str) -> int | None:
    """The incident that a number means: ours ("INC-0023") or the one that the ministry gave it."""
    ours = re.fullmatch(r"INC-0*(\d{1,9})", number, re.IGNORECASE)
    state = tables.incident_state.c
    which = state.id == int(ours[1]) if ours else sa.func.lower(state.reference) == number.lower()
    found = connection.scalar(sa.select(state.id).where(which).order_by(state.id.desc()).limit(1))
    return None if found is None else int(found)


def touched(connection: sa.Connection, *incident_ids: int) -> list[int]:
    """The respondents that sightings of these incidents name, each once."""
    event = tables.event.c
    query = (
        sa.select(event.respondent_id)
        .where(
            event.incident_id.in_(incident_ids),
            event.respondent_id.is_not(None),
            event.kind.in_(_SIGHTINGS),
        )
        .distinct()
        .order_by(event.respondent_id)
    )
    return [int(one) for one in connection.scalars(query)]


@dataclass(frozen=True, slots=True)
class Touched:
    """One official under an incident, and what has been seen of him."""

    incident_id: int
    last_at: datetime  # when he was seen under it last
    answered_at: datetime | None
    reached_at: datetime | None


def still_touched(connection: sa.Connection) -> Iterator[Touched]:
    """Everybody whom an open incident touches, with his signs of life, incident by incident."""
    event, state, incident = tables.event.c, tables.respondent_state.c, tables.incident_state.c
    unsolved = sa.select(incident.id).where(incident.state != IncidentPhase.RESOLVED.value)
    last = (
        sa.select(event.incident_id, event.respondent_id, sa.func.max(event.id).label("last"))
        .where(event.incident_id.in_(unsolved), event.respondent_id.is_not(None), event.kind.in_(_SIGHTINGS))
        .group_by(event.incident_id, event.respondent_id)
        .subquery()
    )
    query = (
        sa.select(last.c.incident_id, event.at, state.answered_at, state.self_reported_at, state.reached_at)
        .join(tables.event, event.id == last.c.last)
        .join(tables.respondent_state, state.id == last.c.respondent_id)
        .order_by(last.c.incident_id)
    )
    for number, at, answered, said, reached in connection.execute(query):
        yield Touched(number, at, answered or said, reached)


def units_touched(connection: sa.Connection, incident_ids: Collection[int]) -> dict[int, int]:
    """How many units each incident touches."""
    event, person = tables.event.c, tables.respondent.c
    query = (
        sa.select(event.incident_id, sa.func.count(person.unit_id.distinct()))
        .join(tables.respondent, person.id == event.respondent_id)
        .where(event.incident_id.in_(incident_ids), event.kind.in_(_SIGHTINGS))
        .group_by(event.incident_id)
    )
    return {int(number): int(units) for number, units in connection.execute(query)}


def touching(connection: sa.Connection, people: Collection[int]) -> dict[int, set[int]]:
    """The incidents that touch each of some respondents."""
    found: dict[int, set[int]] = {who: set() for who in people}
    if people:
        for who, number in connection.execute(_TOUCHING, {"people": list(people)}):
            found[who].add(int(number))
    return found


def seen_elsewhere(connection: sa.Connection, respondent_id: int, mail_id: int) -> set[int]:
    """The incidents under which a respondent was seen otherwise than by this mail."""
    event = tables.event.c
    query = sa.select(event.incident_id).where(
        event.respondent_id == respondent_id,
        event.kind.in_(_SIGHTINGS),
        sa.or_(event.mail_id.is_(None), event.mail_id != mail_id),
    )
    return {int(one) for one in connection.scalars(query)}


def reported_by(connection: sa.Connection, respondent_id: int, among: Collection[int]) -> int | None:
    """The newest of the incidents `among` that a respondent has reported himself."""
    event = tables.event.c
    query = (
        sa.select(event.incident_id)
        .where(
            event.respondent_id == respondent_id,
            event.kind == EventKind.RESPONDENT_ERROR_REPORTED.value,
            event.incident_id.in_(among),
        )
        .order_by(event.id.desc())
        .limit(1)
    )
    found = connection.scalar(query)
    return None if found is None else int(found)


def silence(
    connection: sa.Connection, *, domain: str, stage: str, reason: str, until: date, why: str, by: str
) -> None:
    """Keep a silence that also holds for what comes later."""
    values = {"domain": domain, "stage": stage, "reason": reason, "until": until, "why": why, "by": by}
    connection.execute(sa.insert(tables.silence).values(**values))


def lift(connection: sa.Connection, number: int, today: date) -> None:
    """End a silence today."""
    connection.execute(sa.update(tables.silence).where(tables.silence.c.id == number).values(until=today))


def silences(connection: sa.Connection, today: date) -> list[Silence]:
    """The silences that hold on the local day `today`."""
    query = sa.select(tables.silence).where(tables.silence.c.until > today).order_by(tables.silence.c.id)
    return [Silence(**row) for row in connection.execute(query).mappings()]


def fits(silence: Silence, incident: IncidentState) -> bool:
    domain = silence.domain.lower()
    return (
        (not domain or incident.where == domain or incident.where.endswith("." + domain))
        and silence.stage in ("", incident.stage.value)
        and silence.reason in ("", incident.reason)
    )
