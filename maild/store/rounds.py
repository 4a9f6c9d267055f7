"""Survey rounds and the ministry's lists of who has answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from maild import model
from maild.store import tables

_FIELDS = tuple(part.name for part in fields(model.Round))


def create(connection: sa.Connection, draft: model.Round, *, by: str) -> model.Round:
    """Store `draft` (its id is not looked at) as a new round in state `draft`."""
    values = {name: getattr(draft, name) for name in _FIELDS if name != "id"}
    done = connection.execute(sa.insert(tables.round_).values(**values, created_by=by, state="draft"))
    return model.Round(id=int(done.inserted_primary_key[0]), **values)  # type: ignore[index]


def find(connection: sa.Connection, code: str) -> model.Round | None:
    return _one(connection, tables.round_.c.code == code)


def get(connection: sa.Connection, round_id: int) -> model.Round | None:
    return _one(connection, tables.round_.c.id == round_id)


def running(connection: sa.Connection) -> list[model.Round]:
    return _many(connection, tables.round_.c.state == "running")


def every(connection: sa.Connection) -> list[model.Round]:
    return _many(connection)


def state_of(connection: sa.Connection, round_id: int) -> str:
    """draft, approved, running or closed."""
    return str(connection.scalar(sa.select(tables.round_.c.state).where(tables.round_.c.id == round_id)))


def created_by(connection: sa.Connection, round_id: int) -> str:
    return str(connection.scalar(sa.select(tables.round_.c.created_by).where(tables.round_.c.id == round_id)))


def set_state(connection: sa.Connection, round_id: int, state: str) -> None:
    connection.execute(sa.update(tables.round_).where(tables.round_.c.id == round_id).values(state=state))


def stage_list(
    connection: sa.Connection,
    round_id: int,
    as_of: datetime,
    rows: Sequence[tuple[int, int | None]],
    *,
    by: str,
    now: datetime,
) -> model.AnsweredList:
    """Keep a ministry's list as (row, respondent or None) until a person applies it."""
    values = {"round_id": round_id, "as_of": as_of, "staged_at": now, "staged_by": by}
    done = connection.execute(sa.insert(tables.answered_list).values(**values))
    list_id = int(done.inserted_primary_key[0])  # type: ignore[index]
    if rows:
        connection.execute(
            sa.insert(tables.answered_row),
            [{"list_id": list_id, "row": row, "respondent_id": who} for row, who in rows],
        )
    staged = get_list(connection, list_id)
    assert staged is not None
    return staged


def get_list(connection: sa.Connection, list_id: int) -> model.AnsweredList | None:
    row = (
        connection.execute(sa.select(tables.answered_list).where(tables.answered_list.c.id == list_id))
        .mappings()
        .first()
    )
    return None if row is None else _list_from(connection, row)


def lists(connection: sa.Connection, round_id: int) -> list[model.AnsweredList]:
    query = sa.select(tables.answered_list).where(tables.answered_list.c.round_id == round_id)
    rows = connection.execute(query.order_by(tables.answered_list.c.id)).mappings().all()
    return [_list_from(connection, row) for row in rows]


def matched_by(connection: sa.Connection, list_id: int) -> list[int]:
    """Respondents that a list names."""
    query = sa.select(tables.answered_row.c.respondent_id).where(
        tables.answered_row.c.list_id == list_id, tables.answered_row.c.respondent_id.is_not(None)
    )
    return [
        int(who) for who in connection.scalars(query.order_by(tables.answered_row.c.row)) if who is not None
    ]


def mark_applied(connection: sa.Connection, list_id: int, now: datetime) -> bool:
    """False when it had been applied before."""
    done = connection.execute(
        sa.update(tables.answered_list)
        .where(tables.answered_list.c.id == list_id, tables.answered_list.c.applied_at.is_(None))
        .values(applied_at=now)
    )
    return done.rowcount == 1


def list_as_of(connection: sa.Connection, round_id: int) -> datetime | None:
    """The as-of time of the newest list that counts; None when none has been applied."""
    found: datetime | None = connection.scalar(
        sa.select(tables.answered_list.c.as_of)
        .where(tables.answered_list.c.round_id == round_id, tables.answered_list.c.applied_at.is_not(None))
        .order_by(tables.answered_list.c.as_of.desc())
        .limit(1)
    )
    return found


def _list_from(connection: sa.Connection, row: Any) -> model.AnsweredList:
    query = sa.select(sa.func.count(), sa.func.count(tables.answered_row.c.respondent_id)).where(
        tables.answered_row.c.list_id == row["id"]
    )
    total, matched = connection.execute(query).one()
    return model.AnsweredList(
        row["id"],
        row["round_id"],
        row["as_of"],
        row["staged_at"],
        row["applied_at"],
        matched,
        total - matched,
    )


def _one(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> model.Round | None:
    found = _many(connection, *where)
    return found[0] if found else None


def _many(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[model.Round]:
    columns = [tables.round_.c[name] for name in _FIELDS]
    rows = connection.execute(sa.select(*columns).where(*where).order_by(tables.round_.c.id)).mappings()
    return [model.Round(**row) for row in rows]
