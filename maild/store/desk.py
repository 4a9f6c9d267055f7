"""Accounts and sign-ins of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from maild.store import tables

_USERS = sa.select(tables.desk_user, tables.unit.c.name.label("unit")).join(
    tables.unit, tables.unit.c.id == tables.desk_user.c.unit_id, isouter=True
)


@dataclass(frozen=True, slots=True)
class User:
    """An account. `unit` is a head's own."""

    id: int
    name: str
    full_name: str
    role: str
    unit_id: int | None
    unit: str
    secret: str
    made_at: datetime
    made_by: str
    disabled_at: datetime | None

    def __repr__(self) -> str:
        return f"User({self.id}, {self.role!r})"


@dataclass(frozen=True, slots=True)
class Session:
    user: User
    digest: str
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    flash: tuple[Mapping[str, Any], ...]  # what is told once, on the next page


def add(
    connection: sa.Connection,
    *,
    name: str,
    full_name: str,
    role: str,
    unit_id: int | None,
    secret: str,
    by: str,
    now: datetime,
) -> int:
    """A new account; its number."""
    done = connection.execute(
        sa.insert(tables.desk_user).values(
            name=name, full_name=full_name, role=role, unit_id=unit_id, secret=secret, made_at=now, made_by=by
        )
    )
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def find(connection: sa.Connection, name: str) -> User | None:
    return _one(connection, tables.desk_user.c.name == name)


def every(connection: sa.Connection) -> list[User]:
    rows = connection.execute(_USERS.order_by(tables.desk_user.c.name)).mappings()
    return [_user(row) for row in rows]


def change(connection: sa.Connection, user_id: int, **values: Any) -> None:
    """Set role and unit, secret or `disabled_at`."""
    connection.execute(sa.update(tables.desk_user).where(tables.desk_user.c.id == user_id).values(**values))


def begin(connection: sa.Connection, digest: str, user_id: int, now: datetime, ends_at: datetime) -> None:
    """A sign-in; those that are over go."""
    connection.execute(sa.delete(tables.desk_session).where(tables.desk_session.c.ends_at <= now))
    connection.execute(
        sa.insert(tables.desk_session).values(
            digest=digest, user_id=user_id, made_at=now, seen_at=now, ends_at=ends_at, flash=[]
        )
    )


def session(connection: sa.Connection, digest: str, now: datetime) -> Session | None:
    """The sign-in behind a cookie while it lasts and its account is not disabled."""
    table = tables.desk_session
    row = (
        connection.execute(sa.select(table).where(table.c.digest == digest, table.c.ends_at > now))
        .mappings()
        .first()
    )
    user = None if row is None else _one(connection, tables.desk_user.c.id == row["user_id"])
    if row is None or user is None or user.disabled_at is not None:
        return None
    return Session(user, digest, row["made_at"], row["seen_at"], row["ends_at"], tuple(row["flash"]))


def seen(connection: sa.Connection, digest: str, now: datetime) -> None:
    connection.execute(_session_update(digest).values(seen_at=now))


def tell(connection: sa.Connection, digest: str, flash: Sequence[Mapping[str, Any]]) -> None:
    """What is told on the next page; nothing: it has been told."""
    connection.execute(_session_update(digest).values(flash=[dict(one) for one in flash]))


def end(connection: sa.Connection, digest: str) -> None:
    connection.execute(sa.delete(tables.desk_session).where(tables.desk_session.c.digest == digest))


def end_all(connection: sa.Connection, user_id: int) -> None:
    """Sign an account out everywhere."""
    connection.execute(sa.delete(tables.desk_session).where(tables.desk_session.c.user_id == user_id))


def _session_update(digest: str) -> sa.Update:
    return sa.update(tables.desk_session).where(tables.desk_session.c.digest == digest)


def _one(connection: sa.Connection, where: sa.ColumnElement[bool]) -> User | None:
    row = connection.execute(_USERS.where(where)).mappings().first()
    return None if row is None else _user(row)


def _user(row: Any) -> User:
    return User(**{**row, "unit": row["unit"] or ""})
