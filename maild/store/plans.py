"""Sending plans: who receives which letter when, who is left out and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from maild.model import LADDER, Code, LetterState, PlanStanding, PlanState
from maild.store import folded, tables

_PORTION = 5_000  # rows in one statement


@dataclass(frozen=True, slots=True)
class PlannedLetter:
    respondent_id: int
    address_id: int  # where it goes: with another address it is not the letter that was planned
    code: Code
    due_at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Omitted:
    respondent_id: int
    because: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Mailing:
    """What all letters of a plan are, and what they say beside the round's facts."""

    round_id: int
    code: Code
    occasion: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


def create(
    connection: sa.Connection,
    mailing: Mailing,
    receivers: Sequence[PlannedLetter],
    left_out: Sequence[Omitted],
) -> int:
    """Store the rows of a plan; its number. The first receivers are the canaries."""
    done = connection.execute(
        sa.insert(tables.plan).values(
            round_id=mailing.round_id,
            code=mailing.code.value,
            occasion=mailing.occasion,
            said=dict(mailing.said),
        )
    )
    plan_id = int(done.inserted_primary_key[0])  # type: ignore[index]
    for start in range(0, len(receivers), _PORTION):
        connection.execute(
            sa.insert(tables.plan_receiver),
            [
                {
                    "plan_id": plan_id,
                    "respondent_id": one.respondent_id,
                    "address_id": one.address_id,
                    "position": position,
                    "code": one.code.value,
                    "due_at": one.due_at,
                    "because": one.because,
                }
                for position, one in enumerate(receivers[start : start + _PORTION], start)
            ],
        )
    for start in range(0, len(left_out), _PORTION):
        connection.execute(
            sa.insert(tables.plan_left_out),
            [
                {
                    "plan_id": plan_id,
                    "respondent_id": one.respondent_id,
                    "because": one.because,
                    "until": one.until,
                }
                for one in left_out[start : start + _PORTION]
            ],
        )
    return plan_id


def mailing(connection: sa.Connection, plan_id: int) -> Mailing | None:
    row = connection.execute(sa.select(tables.plan).where(tables.plan.c.id == plan_id)).mappings().first()
    if row is None:
        return None
    return Mailing(row["round_id"], Code(row["code"]), row["occasion"], row["said"])


def beside_the_ladder(connection: sa.Connection, round_id: int) -> list[Mailing]:
    """What the round's letters that are no level say; several plans may say the same."""
    query = sa.select(tables.plan).where(
        tables.plan.c.round_id == round_id, tables.plan.c.code.not_in([code.value for code in LADDER])
    )
    rows = connection.execute(query.order_by(tables.plan.c.id)).mappings()
    return [Mailing(row["round_id"], Code(row["code"]), row["occasion"], row["said"]) for row in rows]


def receivers(connection: sa.Connection, plan_id: int) -> list[PlannedLetter]:
    query = sa.select(tables.plan_receiver).where(tables.plan_receiver.c.plan_id == plan_id)
    rows = connection.execute(query.order_by(tables.plan_receiver.c.position)).mappings()
    return [
        PlannedLetter(
            row["respondent_id"], row["address_id"], Code(row["code"]), row["due_at"], row["because"]
        )
        for row in rows
    ]


def starts(connection: sa.Connection, plan_id: int) -> datetime | None:
    """When the first letter of a plan is due; None where it has no receivers."""
    receiver = tables.plan_receiver.c
    found: datetime | None = connection.scalar(
        sa.select(sa.func.min(receiver.due_at)).where(receiver.plan_id == plan_id)
    )
    return found


def addressed(connection: sa.Connection, plan_id: int) -> Iterator[tuple[int, str]]:
    """Each receiver with the address that the plan was drafted with, in the order of their numbers."""
    receiver = tables.plan_receiver.c
    query = (
        sa.select(receiver.respondent_id, tables.address.c.email)
        .join(tables.address, tables.address.c.id == receiver.address_id)
        .where(receiver.plan_id == plan_id)
        .order_by(receiver.respondent_id)
    )
    for row in connection.execute(query.execution_options(yield_per=_PORTION)):
        yield row.respondent_id, row.email


def has_moved(connection: sa.Connection, plan_id: int) -> bool:
    """Whether a receiver has another address now than the plan was drafted with."""
    receiver, person, official = tables.plan_receiver.c, tables.respondent.c, tables.official.c
    query = (
        sa.select(receiver.respondent_id)
        .join(tables.respondent, person.id == receiver.respondent_id)
        .join(tables.official, official.id == person.official_id)
        .where(receiver.plan_id == plan_id, official.address_id != receiver.address_id)
    )
    return connection.scalar(query.limit(1)) is not None


def left_out(connection: sa.Connection, plan_id: int) -> list[Omitted]:
    query = sa.select(tables.plan_left_out).where(tables.plan_left_out.c.plan_id == plan_id)
    rows = connection.execute(query.order_by(tables.plan_left_out.c.respondent_id)).mappings()
    return [Omitted(row["respondent_id"], row["because"], row["until"]) for row in rows]


def of_round(connection: sa.Connection, round_id: int, code: Code | None = None) -> list[PlanStanding]:
    where = [tables.plan_state.c.round_id == round_id]
    if code is not None:
        where.append(tables.plan_state.c.code == code.value)
    return folded.load_all(connection, "plan", *where)


def of_wave(connection: sa.Connection, round_id: int, code: Code, occasion: str) -> list[PlanStanding]:
    return [one for one in of_round(connection, round_id, code) if one.occasion == occasion]


def supplemented(connection: sa.Connection, plan_id: int) -> int | None:
    """The earlier, approved plan of the same wave to whose receivers this plan adds some."""
    drafted = mailing(connection, plan_id)
    if drafted is None:
        return None
    wave = of_wave(connection, drafted.round_id, drafted.code, drafted.occasion)
    earlier = [one.id for one in wave if one.id < plan_id and one.state is PlanState.APPROVED]
    return earlier[0] if earlier else None


def in_state(connection: sa.Connection, state: PlanState) -> list[PlanStanding]:
    return folded.load_all(connection, "plan", tables.plan_state.c.state == state.value)


def unfinished(connection: sa.Connection) -> list[PlanStanding]:
    """Drafts, and plans some of whose letters wait or may have gone; each found by one look into an index."""
    standing, box = tables.plan_state.c, tables.outbox.c
    is_open = box.state.in_([LetterState.PLANNED.value, LetterState.IN_DOUBT.value])
    has_open = sa.exists().where(box.plan_id == standing.id, is_open)
    return folded.load_all(connection, "plan", (standing.state == PlanState.DRAFT.value) | has_open)


def places_of(
    connection: sa.Connection, respondent_id: int
) -> list[tuple[PlanStanding, str | None, date | None, datetime | None]]:
    """Every plan that names this person, oldest first: of a receiver None and when he is due, else why he was left
    out and until when.
    """
    found: dict[int, tuple[str | None, date | None, datetime | None]] = {}
    receiver, omitted = tables.plan_receiver.c, tables.plan_left_out.c
    due = sa.select(receiver.plan_id, receiver.due_at).where(receiver.respondent_id == respondent_id)
    for plan_id, due_at in connection.execute(due):
        found[plan_id] = (None, None, due_at)
    query = sa.select(omitted.plan_id, omitted.because, omitted.until)
    for plan_id, because, until in connection.execute(query.where(omitted.respondent_id == respondent_id)):
        found[plan_id] = (because, until, None)
    standings = folded.load_all(connection, "plan", tables.plan_state.c.id.in_(list(found)))
    return [(one, *found[one.id]) for one in standings]


def omissions_of(connection: sa.Connection, respondent_id: int) -> list[tuple[int, Omitted]]:
    """Every plan that left this person out, with the reason."""
    query = sa.select(tables.plan_left_out).where(tables.plan_left_out.c.respondent_id == respondent_id)
    rows = connection.execute(query.order_by(tables.plan_left_out.c.plan_id)).mappings()
    return [(row["plan_id"], Omitted(row["respondent_id"], row["because"], row["until"])) for row in rows]
