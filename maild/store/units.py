"""Units as they are known beside their names: levels, other names, successors, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from maild.store import tables

ROLES = ("head", "clerk", "it")


@dataclass(frozen=True, slots=True)
class Contact:
    role: str  # head, clerk, it
    name: str
    email: str
    telephone: str
    since: datetime
    until: datetime | None = None
    position: str = ""  # his office; empty: the usual one


@dataclass(frozen=True, slots=True)
class Successor:
    """`old` was merged into `new` on the day `since`, by the order `document`."""

    old: str
    new: str
    since: date
    document: str


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """`contacts` are the present ones; `officials` those asked in the round that was named."""

    id: int
    name: str
    level: str
    aliases: tuple[str, ...]
    successors: tuple[Successor, ...]
    contacts: tuple[Contact, ...]
    officials: int = 0


def every(connection: sa.Connection, round_id: int | None = None) -> list[KnownUnit]:
    """All units by name, with the number of officials asked in a round."""
    counts = {
        unit_id: int(number)
        for unit_id, number in connection.execute(
            sa.select(tables.respondent.c.unit_id, sa.func.count())
            .where(tables.respondent.c.round_id == round_id, tables.respondent.c.ended_at.is_(None))
            .group_by(tables.respondent.c.unit_id)
        )
    }
    other_names: dict[int, list[str]] = {}
    query = sa.select(tables.unit_alias.c.unit_id, tables.unit_alias.c.alias)
    for unit_id, alias in connection.execute(query.order_by(tables.unit_alias.c.alias)):
        other_names.setdefault(unit_id, []).append(alias)
    merged: dict[str, list[Successor]] = {}
    for one in successors(connection):
        merged.setdefault(one.old, []).append(one)
    present: dict[int, list[Contact]] = {}
    for unit_id, contact in _contacts(connection):
        if contact.until is None:
            present.setdefault(unit_id, []).append(contact)
    rows = connection.execute(sa.select(tables.unit).order_by(tables.unit.c.name)).mappings()
    return [
        KnownUnit(
            row["id"],
            row["name"],
            row["level"],
            tuple(other_names.get(row["id"], ())),
            tuple(merged.get(row["name"], ())),
            tuple(present.get(row["id"], ())),
            counts.get(row["id"], 0),
        )
        for row in rows
    ]


def names(connection: sa.Connection) -> dict[int, str]:
    return dict(connection.execute(sa.select(tables.unit.c.id, tables.unit.c.name)).all())


def make(connection: sa.Connection, name: str) -> int:
    """A new unit; its number."""
    done = connection.execute(sa.insert(tables.unit).values(name=name, level=""))
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def set_level(connection: sa.Connection, unit_id: int, level: str) -> None:
    connection.execute(sa.update(tables.unit).where(tables.unit.c.id == unit_id).values(level=level))


def aliases(connection: sa.Connection) -> dict[str, str]:
    """Other names → the unit's name."""
    query = sa.select(tables.unit_alias.c.alias, tables.unit.c.name).join(
        tables.unit, tables.unit.c.id == tables.unit_alias.c.unit_id
    )
    return dict(connection.execute(query).all())


def set_alias(connection: sa.Connection, unit_id: int, alias: str, by: str, now: datetime) -> None:
    drop_alias(connection, alias)
    values = {"alias": alias, "unit_id": unit_id, "since": now, "by": by}
    connection.execute(sa.insert(tables.unit_alias).values(**values))


def drop_alias(connection: sa.Connection, alias: str) -> bool:
    """False where there was none."""
    done = connection.execute(sa.delete(tables.unit_alias).where(tables.unit_alias.c.alias == alias))
    return done.rowcount > 0


def successors(connection: sa.Connection) -> list[Successor]:
    old, new = tables.unit.alias("old"), tables.unit.alias("new")
    link = tables.unit_successor
    query = (
        sa.select(old.c.name, new.c.name, link.c.since, link.c.document)
        .join(old, old.c.id == link.c.unit_id)
        .join(new, new.c.id == link.c.successor_id)
        .order_by(link.c.since, old.c.name, new.c.name)
    )
    return [Successor(*row) for row in connection.execute(query)]


def set_successor(
    connection: sa.Connection, unit_id: int, successor_id: int, since: date, document: str
) -> None:
    link = tables.unit_successor
    same = (link.c.unit_id == unit_id, link.c.successor_id == successor_id)
    connection.execute(sa.delete(link).where(*same))
    values = {"unit_id": unit_id, "successor_id": successor_id, "since": since, "document": document}
    connection.execute(sa.insert(link).values(**values))


def drop_successor(connection: sa.Connection, unit_id: int, successor_id: int) -> bool:
    """False where the one does not follow the other."""
    link = tables.unit_successor
    same = (link.c.unit_id == unit_id, link.c.successor_id == successor_id)
    return connection.execute(sa.delete(link).where(*same)).rowcount == 1


def set_contact(connection: sa.Connection, unit_id: int, contact: Contact) -> None:
    """A new head, clerk or IT counterpart; the one before keeps his row with its end."""
    table = tables.unit_contact
    connection.execute(
        sa.update(table)
        .where(table.c.unit_id == unit_id, table.c.role == contact.role, table.c.until.is_(None))
        .values(until=contact.since)
    )
    connection.execute(
        sa.insert(table).values(
            unit_id=unit_id,
            role=contact.role,
            name=contact.name,
            position=contact.position,
            email=contact.email,
            telephone=contact.telephone,
            since=contact.since,
        )
    )


def contacts_of(connection: sa.Connection, unit_id: int) -> list[Contact]:
    """Present and former, oldest first."""
    return [contact for number, contact in _contacts(connection) if number == unit_id]


def _contacts(connection: sa.Connection) -> Sequence[tuple[int, Contact]]:
    table = tables.unit_contact
    query = sa.select(
        table.c.unit_id,
        table.c.role,
        table.c.name,
        table.c.email,
        table.c.telephone,
        table.c.since,
        table.c.until,
        table.c.position,
    ).order_by(table.c.id)
    return [(row[0], Contact(*row[1:])) for row in connection.execute(query)]
