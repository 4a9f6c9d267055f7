"""The outbox of mails to staff: every notice once, its state moved only by compare-and-set, as in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from maild.model import LetterState, Notice, NoticeCode, Standing
from maild.store import tables

_N = tables.notice.c
_FIELDS = tuple(part.name for part in fields(Notice))
_NOTICES = sa.select(*(_N[name] for name in _FIELDS))
_MAY_BE_SENT = (LetterState.IN_DOUBT.value, LetterState.SENT.value)


def add(
    connection: sa.Connection,
    code: NoticeCode,
    occasion: str,
    recipient: str,
    content: bytes,
    *,
    now: datetime,
    not_before: datetime,
    made_on: date,
    round_id: int | None = None,
    unit_id: int | None = None,
    incident_id: int | None = None,
) -> int | None:
    """Queue a notice; its number, or None when this recipient has had or will have one of this occasion."""
    there = sa.select(_N.id).where(_N.code == code.value, _N.occasion == occasion, _N.recipient == recipient)
    if connection.scalar(there) is not None:
        return None
    done = connection.execute(
        sa.insert(tables.notice).values(
            code=code.value,
            occasion=occasion,
            recipient=recipient,
            state=LetterState.PLANNED.value,
            queued_at=now,
            not_before=not_before,
            made_on=made_on,
            message_id="",
            fence=0,
            attempts=0,
            round_id=round_id,
            unit_id=unit_id,
            incident_id=incident_id,
            route="",
            reply="",
            content=content,
        )
    )
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def is_told(connection: sa.Connection, code: NoticeCode, occasion: str, recipient: str) -> bool:
    """Whether this recipient has had or will have a mail of this occasion."""
    query = sa.select(_N.id).where(
        _N.code == code.value, _N.occasion == occasion, _N.recipient == recipient.strip().lower()
    )
    return connection.scalar(query) is not None


def due(connection: sa.Connection, now: datetime, limit: int) -> list[Notice]:
    query = (
        _NOTICES.where(_N.state == LetterState.PLANNED.value, _N.not_before <= now)
        .order_by(_N.not_before, _N.id)
        .limit(limit)
    )
    return _many(connection, query)


def free(connection: sa.Connection, number: int) -> Notice | None:
    """A planned notice that nobody else is just claiming; on PostgreSQL its row is locked until the unit ends."""
    query = _NOTICES.where(_N.id == number, _N.state == LetterState.PLANNED.value)
    found = _many(connection, query.with_for_update(skip_locked=True))
    return found[0] if found else None


def claim(connection: sa.Connection, number: int, owner: str, message_id: str) -> Notice | None:
    """Take a planned notice; the fence goes up. None when somebody else has it."""
    done = connection.execute(
        sa.update(tables.notice)
        .where(_N.id == number, _N.state == LetterState.PLANNED.value)
        .values(state=LetterState.CLAIMED.value, fence=_N.fence + 1, owner=owner, message_id=message_id)
    )
    return get(connection, number) if done.rowcount == 1 else None


def to_in_doubt(connection: sa.Connection, notice: Notice, now: datetime) -> bool:
    """The intent's compare-and-set: only the owner's own claim may go to the wire. False: do not send DATA."""
    done = connection.execute(
        sa.update(tables.notice)
        .where(
            _N.id == notice.id,
            _N.state == LetterState.CLAIMED.value,
            _N.owner == notice.owner,
            _N.fence == notice.fence,
        )
        .values(state=LetterState.IN_DOUBT.value, intent_at=now)
    )
    return done.rowcount == 1


def move(
    connection: sa.Connection,
    notice: Notice,
    come_from: Sequence[LetterState],
    to: LetterState,
    *,
    not_before: datetime | None = None,
    settled_at: datetime | None = None,
    tried: bool = False,
    reply: str = "",
    route: str = "",
) -> bool:
    """Move a notice on, if nobody did so meanwhile (state and fence). What will not be sent again loses its words."""
    values: dict[str, Any] = {"state": to.value, "settled_at": settled_at}
    if to is LetterState.PLANNED:
        values["owner"] = None
    else:
        values["content"] = None
    if not_before is not None:
        values["not_before"] = not_before
    if tried:
        values |= {"attempts": _N.attempts + 1, "reply": reply, "route": route}
    done = connection.execute(
        sa.update(tables.notice)
        .where(
            _N.id == notice.id, _N.state.in_([state.value for state in come_from]), _N.fence == notice.fence
        )
        .values(**values)
    )
    return done.rowcount == 1


def cancel(connection: sa.Connection, notice: Notice, now: datetime) -> bool:
    """Do not send what waits; its occasion is free again. False where it is being sent."""
    done = connection.execute(
        sa.update(tables.notice)
        .where(_N.id == notice.id, _N.state == LetterState.PLANNED.value, _N.fence == notice.fence)
        .values(
            state=LetterState.SKIPPED.value,
            settled_at=now,
            content=None,
            occasion=f"{notice.occasion}/cancelled-{notice.id}",
        )
    )
    return done.rowcount == 1


def came_back(connection: sa.Connection, number: int, now: datetime, *, hard: bool) -> None:
    """A notice came back: it had been sent. A hard bounce stops mails to the address until a person mends it."""
    in_doubt = _N.state == LetterState.IN_DOUBT.value
    connection.execute(
        sa.update(tables.notice)
        .where(_N.id == number)
        .values(
            bounced_at=now if hard else _N.bounced_at,
            state=sa.case((in_doubt, LetterState.SENT.value), else_=_N.state),
            settled_at=sa.case((in_doubt, sa.literal(now, UTCDateTime())), else_=_N.settled_at),
            content=None,
        )
    )


def acknowledge(connection: sa.Connection, number: int, now: datetime) -> bool:
    """A unit has reported that its officials have been told; False when it had before."""
    done = connection.execute(
        sa.update(tables.notice)
        .where(_N.id == number, _N.acknowledged_at.is_(None))
        .values(acknowledged_at=now)
    )
    return done.rowcount == 1


def get(connection: sa.Connection, number: int) -> Notice | None:
    found = _many(connection, _NOTICES.where(_N.id == number))
    return found[0] if found else None


def by_ids(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, Notice]:
    if not numbers:
        return {}
    return {one.id: one for one in _many(connection, _NOTICES.where(_N.id.in_(list(numbers))))}


def content_of(connection: sa.Connection, number: int) -> bytes | None:
    """The rendered mail as it was queued; None when it is settled."""
    found: bytes | None = connection.scalar(sa.select(_N.content).where(_N.id == number))
    return found


def in_state(connection: sa.Connection, *states: LetterState) -> list[Notice]:
    return _many(connection, _NOTICES.where(_N.state.in_([one.value for one in states])).order_by(_N.id))


def of_code(connection: sa.Connection, code: NoticeCode, *, round_id: int | None = None) -> list[Notice]:
    """Every notice of a kind, oldest first."""
    query = _NOTICES.where(_N.code == code.value).order_by(_N.id)
    return _many(connection, query if round_id is None else query.where(_N.round_id == round_id))


def of_incident(connection: sa.Connection, incident_id: int) -> list[Notice]:
    return _many(connection, _NOTICES.where(_N.incident_id == incident_id).order_by(_N.id))


def message_ids_since(connection: sa.Connection, since: datetime) -> set[str]:
    """Message-IDs of notices that may lie in a mailbox as copies of our own."""
    query = sa.select(_N.message_id).where(_N.queued_at >= since, _N.message_id != "")
    return set(connection.scalars(query))


def sent_to(connection: sa.Connection, recipient: str, since: datetime) -> list[datetime]:
    """When notices and letters to officials may have gone to an address since then, oldest first."""
    notices = sa.select(_N.intent_at).where(
        _N.recipient == recipient, _N.state.in_(_MAY_BE_SENT), _N.intent_at > since
    )
    letters = (
        sa.select(tables.outbox.c.intent_at)
        .join(tables.address, tables.address.c.id == tables.outbox.c.address_id)
        .where(
            tables.address.c.email == recipient,
            tables.outbox.c.state.in_(_MAY_BE_SENT),
            tables.outbox.c.intent_at > since,
        )
    )
    return sorted([*connection.scalars(notices), *connection.scalars(letters)])


def sent_to_unit(
    connection: sa.Connection, unit_id: int, codes: Sequence[NoticeCode], since: datetime
) -> bool:
    """Whether one of these notices may have gone to a unit since then."""
    query = sa.select(_N.id).where(
        _N.unit_id == unit_id,
        _N.code.in_([code.value for code in codes]),
        _N.state.in_(_MAY_BE_SENT),
        _N.intent_at >= since,
    )
    return connection.scalar(query.limit(1)) is not None


def last_bounce(connection: sa.Connection, recipient: str) -> datetime | None:
    """When a notice to this address last came back or was refused for good."""
    query = sa.select(sa.func.max(_N.bounced_at)).where(_N.recipient == recipient)
    found: datetime | None = connection.scalar(query)
    return found


def clear_bounces(connection: sa.Connection, recipient: str) -> int:
    """A person has mended the address: notices go there again. How many bounces are forgotten."""
    done = connection.execute(
        sa.update(tables.notice)
        .where(_N.recipient == recipient, _N.bounced_at.is_not(None))
        .values(bounced_at=None)
    )
    return int(done.rowcount)


def is_suspended(connection: sa.Connection, recipient: str) -> bool:
    """Whether the letters to officials have found this address dead."""
    query = (
        sa.select(tables.address_state.c.id)
        .join(tables.address, tables.address.c.id == tables.address_state.c.id)
        .where(
            tables.address.c.email == recipient,
            tables.address_state.c.standing == Standing.SUSPENDED.value,
        )
    )
    return connection.scalar(query) is not None


def _many(connection: sa.Connection, query: sa.Select[Any]) -> list[Notice]:
    return [
        Notice(**{**row, "code": NoticeCode(row["code"]), "state": LetterState(row["state"])})
        for row in connection.execute(query).mappings()
    ]
