"""Folded states to rows and back, by the fields of the frozen type."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from maild.store import tables

States = dict[tuple[str, int], Any]  # by aggregate and number; None: no event has made one
_FEW = 8  # below this the prepared statement for one row is quicker
_PORTION = 500  # values in one statement
# built once: building a statement costs more than running it
_BY_ID = {
    name: sa.select(table).where(table.c.id == sa.bindparam("row_id"))
    for name, (table, _) in tables.FOLDED.items()
}
_LOCKED_BY_ID = {name: query.with_for_update() for name, query in _BY_ID.items()}
_BY_IDS = {
    name: sa.select(table).where(table.c.id.in_(sa.bindparam("row_ids", expanding=True))).order_by(table.c.id)
    for name, (table, _) in tables.FOLDED.items()
}
_LOCKED_BY_IDS = {name: query.with_for_update() for name, query in _BY_IDS.items()}
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


def load_some(connection: sa.Connection, slots: Sequence[tuple[str, int]], *, lock: bool = False) -> States:
    """The folded states of several (aggregate, key); None where no event has made one. Locked in their order."""
    found: States = {}
    for name, group in groupby(slots, key=lambda slot: slot[0]):
        keys = [key for _, key in group]
        if len(keys) < _FEW:
            found |= {(name, key): load(connection, name, key, lock=lock) for key in keys}
            continue
        query = _LOCKED_BY_IDS[name] if lock else _BY_IDS[name]
        found |= dict.fromkeys((name, key) for key in keys)
        for start in range(0, len(keys), _PORTION):
            some = {"row_ids": keys[start : start + _PORTION]}
            for row in connection.execute(query, some).mappings():
                found[name, row["id"]] = from_row(name, dict(row))
    return found


def load_all(connection: sa.Connection, name: str, *where: sa.ColumnElement[bool]) -> list[Any]:
    table, _ = tables.FOLDED[name]
    rows = connection.execute(sa.select(table).where(*where).order_by(table.c.id)).mappings()
    return [from_row(name, dict(row)) for row in rows]


def rows(connection: sa.Connection, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every row as it is stored, by rising number."""
    table, _ = tables.FOLDED[name]
    query = sa.select(table).order_by(table.c.id).execution_options(yield_per=_PORTION)
    for row in connection.execute(query).mappings():
        yield row["id"], dict(row)


def save_some(connection: sa.Connection, states: States, before: States) -> None:
    """Write several states; those that are not None `before` have a row already."""
    for name in dict.fromkeys(name for name, _ in states):
        table, _ = tables.FOLDED[name]
        slots = [slot for slot in states if slot[0] == name]
        new = [to_row(states[slot]) for slot in slots if before[slot] is None]
        old = [(states[slot], before[slot]) for slot in slots if before[slot] is not None]
        if new:
            connection.execute(sa.insert(table), new)
        if old:
            # only what has changed: a column that is set costs its indexes and references
            names = [
                part.name
                for part in fields(old[0][0])
                if any(getattr(state, part.name) != getattr(was, part.name) for state, was in old)
            ]
            connection.execute(
                _UPDATE[name],
                [
                    {"row_id": state.id, **{one: _write(getattr(state, one)) for one in names}}
                    for state, _ in old
                ],
            )


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
