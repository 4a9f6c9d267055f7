"""From SQLite to PostgreSQL: every row of every table in one transaction, compared row by row before it ends.

Wherever it is broken off, nothing is there, and the file is as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from maild.errors import InputRefused, SchemaError
from maild.model import Fold
from maild.store import events, migrations, postgres, tables
from maild.store.database import Database

_PORTION = 1_000
_NOT_MOVED = frozenset({"daemon"})  # who serves a PostgreSQL
Hashes = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of each table, in the order in which they went."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def move(source: Database, target: Database, fold: Fold, *, dry_run: bool = False) -> Moved:
    """Copy `source` into the empty `target` and prove that both say the same; the file's sending is locked then.

    Raises Busy while a daemon runs, InputRefused where the target is not an empty PostgreSQL, SchemaError where
    a row, an event, a folded state or the chain of seals came out differently. Every meta fact goes along, so
    tokens and epoch stay good.
    """
    if not source.is_sqlite or target.is_sqlite:
        raise InputRefused("refused.move_kinds")
    migrations.prepare()
    with source.daemon_lock(), source.view() as old:
        migrations.check(old.connection)
        if events.verify_all(old.connection, fold):
            raise SchemaError("schema.move_source")
        with target.raw_unit() as new:
            _refuse_content(new)
            migrations.upgrade(new)
            moved = {table.name: _copy(old.connection, new, table) for table in _tables()}
            for table in _tables():
                _compare(old.connection, new, table)
            target.remember_server(new)
            if events.verify_all(new, fold):
                raise SchemaError("schema.move_differs", table="event", key="")
            if dry_run and (transaction := new.get_transaction()) is not None:
                transaction.rollback()
        if not dry_run:
            source.lock_sending({"moved": target.url.render_as_string()})
    return Moved(moved)


def _tables() -> list[sa.Table]:
    """Those that are referred to come first."""
    return [table for table in tables.metadata.sorted_tables if table.name not in _NOT_MOVED]


def _refuse_content(new: sa.Connection) -> None:
    """A schema without content is as good as none."""
    there = set(sa.inspect(new).get_table_names())
    for table in _tables():
        if table.name not in there:
            continue
        if table.name == "meta":
            new.execute(sa.delete(table))
        elif new.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) is not None:
            raise InputRefused("refused.move_target", table=table.name)


def _copy(old: sa.Connection, new: sa.Connection, table: sa.Table) -> int:
    """The rows as they are; a table that refers to itself is filled before it is held to that."""
    own = [one for one in table.foreign_key_constraints if one.referred_table is table]
    for constraint in own:
        new.execute(sa.schema.DropConstraint(constraint))
    count = 0
    for portion in old.execute(sa.select(table)).mappings().partitions(_PORTION):
        new.execute(sa.insert(table), [postgres.storable(dict(row)) for row in portion])
        count += len(portion)
    for constraint in own:
        new.execute(sa.schema.AddConstraint(constraint))
    number = table.c.get("id")
    if count and number is not None and table.autoincrement_column is number:
        last = sa.select(sa.func.max(number)).scalar_subquery()
        new.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table.name, "id"), last)))
    return count


def _compare(old: sa.Connection, new: sa.Connection, table: sa.Table) -> None:
    """Every row, by its key and a hash of all it says."""
    theirs = _hashes(new, table)
    for key, said in _hashes(old, table):
        if next(theirs, None) != (key, said):
            raise SchemaError("schema.move_differs", table=table.name, key="/".join(map(str, key)))
    if next(theirs, None) is not None:
        raise SchemaError("schema.move_differs", table=table.name, key="")


def _hashes(connection: sa.Connection, table: sa.Table) -> Hashes:
    """(key, hash) of each row. Sorted here: the two databases do not put texts into the same order."""
    keys = [column.name for column in table.primary_key.columns]
    found = []
    for row in connection.execute(sa.select(table)).mappings():
        said = {name: _plain(value) for name, value in postgres.storable(dict(row)).items()}
        octets = json.dumps(said, sort_keys=True, ensure_ascii=True).encode()
        found.append((tuple(said[name] for name in keys), hashlib.sha256(octets).hexdigest()))
    return iter(sorted(found))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | memoryview) else value
