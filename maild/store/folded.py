"""Folded states to rows and back, by the fields of the frozen type."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import sqlalchemy as sa

from maild.store import tables

# built once: building a statement costs more than running it
_BY_ID = {
    name: sa.select(table).where(table.c.id == sa.bindparam("row_id"))
    for name, (table, _) in tables.FOLDED.items()
}
_LOCKED_BY_ID = {name: query.with_for_update() for name, query in _BY_ID.items()}
_UPDATE = {
    name: sa.update(table).where(table.c.id == sa.bindparam("row_id"))
    for name, (table, _) in tables.FOLDED.items()
}


def load(connection: sa.Connection, name: str, key: int, *, lock: bool = False) -> Any:
    """The folded state `key` of aggregate `name`; None when no event has made one.

    `lock` keeps it from other writers until the transaction ends (PostgreSQL; on SQLite there is one writer).
    """
    query = _LOCKED_BY_ID[name] if lock else _BY_ID[name]
    row = connection.execute(query, {"row_id": key}).mappings().first()
    return None if row is None else from_row(name, dict(row))


def load_all(connection: sa.Connection, name: str, *where: sa.ColumnElement[bool]) -> list[Any]:
    table, _ = tables.FOLDED[name]
    rows = connection.execute(sa.select(table).where(*where).order_by(table.c.id)).mappings()
    return [from_row(name, dict(row)) for row in rows]


def rows(connection: sa.Connection, name: str) -> dict[int, dict[str, Any]]:
    """Every row as it is stored, by number."""
    table, _ = tables.FOLDED[name]
    return {row["id"]: dict(row) for row in connection.execute(sa.select(table)).mappings()}


def save(connection: sa.Connection, name: str, state: Any, *, known: bool) -> None:
    table, _ = tables.FOLDED[name]
    row = to_row(state)
    if known:
        connection.execute(_UPDATE[name], row | {"row_id": state.id})
    else:
        connection.execute(sa.insert(table), row)


def from_row(name: str, row: Mapping[str, Any]) -> Any:
    _, state = tables.FOLDED[name]
    return state(**{column: read(row[column]) for column, read in _readers(name)})


def to_row(state: Any) -> dict[str, Any]:
    return {part.name: _write(getattr(state, part.name)) for part in fields(state)}


def _write(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [one.isoformat() if isinstance(one, date) else one for one in value]
    return value


@cache
def _readers(name: str) -> tuple[tuple[str, Any], ...]:
    _, state = tables.FOLDED[name]
    hints = typing.get_type_hints(state)
    return tuple((part.name, _reader(hints[part.name])) for part in fields(state))


def _reader(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        hint = next(one for one in typing.get_args(hint) if one is not type(None))
    if typing.get_origin(hint) is tuple:
        of = typing.get_args(hint)[0]
        return lambda value: tuple(datetime.fromisoformat(one) if of is datetime else one for one in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: None if value is None else hint(value)
    return lambda value: value
