"""Units, officials, their addresses, and who of them is asked in a round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from maild import model
from maild.store import folded, tables


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent with where he and his address stand."""

    respondent: model.Respondent
    state: model.RespondentState
    address: model.AddressState


def add(
    connection: sa.Connection, round_id: int, entry: model.RosterEntry, subject_code: str, now: datetime
) -> model.Respondent:
    """Enter an official into a round. One address is one official: a known one is taken again."""
    unit_id = _id_of(connection, tables.unit, name=entry.unit)
    address_id = _address(connection, entry.email.lower())
    person = {
        "name": entry.name,
        "position": entry.position,
        "honorific": entry.honorific,
        "unit_id": unit_id,
    }
    official_id = connection.scalar(
        sa.select(tables.official.c.id).where(tables.official.c.address_id == address_id)
    )
    if official_id is None:
        official_id = _insert(connection, tables.official, **person, address_id=address_id)
        connection.execute(
            sa.insert(tables.official_address).values(
                official_id=official_id, address_id=address_id, since=now
            )
        )
    else:
        connection.execute(
            sa.update(tables.official).where(tables.official.c.id == official_id).values(**person)
        )
    respondent_id = _insert(
        connection,
        tables.respondent,
        round_id=round_id,
        official_id=official_id,
        group=entry.group,
        subject_code=subject_code,
    )
    return respondents(connection, tables.respondent.c.id == respondent_id)[0]


def subject_codes_used(connection: sa.Connection, round_id: int) -> set[str]:
    query = sa.select(tables.respondent.c.subject_code).where(tables.respondent.c.round_id == round_id)
    return set(connection.scalars(query))


def respondents(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[model.Respondent]:
    rows = connection.execute(_RESPONDENTS.where(*where).order_by(tables.respondent.c.id)).mappings()
    return [model.Respondent(**row) for row in rows]


def of_round(connection: sa.Connection, round_id: int) -> list[model.Respondent]:
    return respondents(connection, tables.respondent.c.round_id == round_id)


def people(connection: sa.Connection, round_id: int) -> list[Person]:
    """Everybody in a round with his state and his address's, by number."""
    states = {
        state.id: state
        for state in folded.load_all(connection, "respondent", tables.respondent_state.c.round_id == round_id)
    }
    addresses = {state.id: state for state in folded.load_all(connection, "address")}
    return [
        Person(one, states[one.id], addresses.get(one.address_id, model.AddressState(one.address_id)))
        for one in of_round(connection, round_id)
    ]


def by_id(connection: sa.Connection, respondent_id: int) -> model.Respondent | None:
    found = respondents(connection, tables.respondent.c.id == respondent_id)
    return found[0] if found else None


def round_of(connection: sa.Connection, respondent_id: int) -> int | None:
    query = sa.select(tables.respondent.c.round_id).where(tables.respondent.c.id == respondent_id)
    found: int | None = connection.scalar(query)
    return found


def by_codes(connection: sa.Connection, codes: Iterable[str]) -> dict[str, tuple[model.Respondent, ...]]:
    """Respondents of all rounds by subject code."""
    found = respondents(connection, tables.respondent.c.subject_code.in_(list(codes)))
    return _grouped((one.subject_code, one) for one in found)


def by_addresses(connection: sa.Connection, emails: Iterable[str]) -> dict[str, tuple[model.Respondent, ...]]:
    """Respondents of all rounds by the address used now, or one they had before; newest round first."""
    wanted = [email.lower() for email in emails]
    had = (
        sa.select(tables.official_address.c.official_id, tables.address.c.email)
        .join(tables.address, tables.address.c.id == tables.official_address.c.address_id)
        .where(tables.address.c.email.in_(wanted))
    )
    owners = connection.execute(had).all()
    found = respondents(connection, tables.respondent.c.official_id.in_([owner for owner, _ in owners]))
    return _grouped(
        (email, one)
        for owner, email in owners
        for one in sorted(found, key=lambda one: -one.round_id)
        if one.official_id == owner
    )


def search(connection: sa.Connection, round_id: int | None = None) -> list[model.Respondent]:
    """Everybody, newest round first, for a look-up by name that folds accents in Python."""
    where = [] if round_id is None else [tables.respondent.c.round_id == round_id]
    return sorted(respondents(connection, *where), key=lambda one: (-one.round_id, one.id))


def email_of(connection: sa.Connection, address_id: int) -> str | None:
    found: str | None = connection.scalar(
        sa.select(tables.address.c.email).where(tables.address.c.id == address_id)
    )
    return found


def address_id_of(connection: sa.Connection, email: str) -> int | None:
    query = sa.select(tables.address.c.id).where(tables.address.c.email == email.lower())
    found: int | None = connection.scalar(query)
    return found


_RESPONDENTS = (
    sa.select(
        tables.respondent.c.id,
        tables.respondent.c.round_id,
        tables.respondent.c.official_id,
        tables.official.c.name,
        tables.official.c.position,
        tables.official.c.honorific,
        tables.official.c.unit_id,
        tables.unit.c.name.label("unit"),
        tables.respondent.c.group,
        tables.official.c.address_id,
        tables.address.c.email,
        tables.respondent.c.subject_code,
    )
    .join(tables.official, tables.official.c.id == tables.respondent.c.official_id)
    .join(tables.unit, tables.unit.c.id == tables.official.c.unit_id)
    .join(tables.address, tables.address.c.id == tables.official.c.address_id)
)


def _grouped(pairs: Iterable[tuple[str, model.Respondent]]) -> dict[str, tuple[model.Respondent, ...]]:
    grouped: dict[str, tuple[model.Respondent, ...]] = {}
    for key, one in pairs:
        grouped[key] = (*grouped.get(key, ()), one)
    return grouped


def _address(connection: sa.Connection, email: str) -> int:
    found = address_id_of(connection, email)
    if found is not None:
        return found
    return _insert(connection, tables.address, email=email, domain=email.rpartition("@")[2])


def _id_of(connection: sa.Connection, table: sa.Table, **unique: str) -> int:
    ((name, value),) = unique.items()
    found = connection.scalar(sa.select(table.c.id).where(table.c[name] == value))
    return int(found) if found is not None else _insert(connection, table, **unique)


def _insert(connection: sa.Connection, table: sa.Table, **values: Any) -> int:
    done = connection.execute(sa.insert(table).values(**values))
    return int(done.inserted_primary_key[0])  # type: ignore[index]
