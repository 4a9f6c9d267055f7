"""The daemons on one PostgreSQL: who lives, and who watches which mailbox. Session-level locks say so, no clock.

A daemon's session holds a lock on its number, and one on each mailbox it watches. When the session ends, however it
ends, PostgreSQL gives all of them back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from maild.errors import Away
from maild.store import postgres, tables
from maild.store.database import Database

_D = tables.daemon.c
_NOW = sa.func.clock_timestamp()
_HELD = sa.text(
    "SELECT pid, classid::bigint AS klass, objid::bigint AS number, objsubid AS kind FROM pg_locks"
    " WHERE locktype = 'advisory' AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass(frozen=True, slots=True)
class Setup:
    """What a daemon brings along, and all of them should have in common."""

    host: str
    pid: int
    version: str
    letters: str
    keys: str
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A daemon. One that does not live has ended without leaving. `silent_s`: since its last sign of life, by the
    database's clock; one that lives and is silent has been stopped.
    """

    number: int
    setup: Setup
    lives: bool
    watches: tuple[str, ...]
    started_at: datetime
    seen_at: datetime
    silent_s: float

    @property
    def name(self) -> str:
        return f"{self.setup.host}:{self.setup.pid}"


def living(connection: sa.Connection) -> frozenset[int]:
    """The numbers of those who live now; nobody on SQLite, where the only one has just begun."""
    if connection.dialect.name == "sqlite":
        return frozenset()
    return frozenset(
        row.number for row in connection.execute(_HELD) if row.kind == 2 and row.klass == postgres.DAEMON
    )


def every(connection: sa.Connection) -> list[Member]:
    """Everybody, oldest first; those who left are not remembered. Nobody on SQLite."""
    if connection.dialect.name == "sqlite":
        return []
    alive: dict[int, int] = {}  # number by session
    watched: dict[int, set[int]] = {}
    for row in connection.execute(_HELD):
        if row.kind == 2 and row.klass == postgres.DAEMON:
            alive[row.number] = row.pid
        elif row.kind == 1:
            watched.setdefault(row.pid, set()).add(row.klass << 32 | row.number)
    found = []
    silent = sa.func.extract("epoch", _NOW - _D.seen_at).label("silent_s")
    for row in connection.execute(sa.select(tables.daemon, silent).order_by(_D.id)):
        held = watched.get(alive.get(row.id, 0), set())
        setup = Setup(row.host, row.pid, row.version, row.letters, row.keys, tuple(row.folders))
        watches = tuple(name for name in row.folders if _key(name) in held)
        found.append(
            Member(row.id, setup, row.id in alive, watches, row.started_at, row.seen_at, float(row.silent_s))
        )
    return found


class Seat:
    """One daemon's session. Every method raises Away when it is over: then its locks are anybody's to take."""

    def __init__(self, database: Database, setup: Setup) -> None:
        self._engine = database.session_engine()
        self._setup = setup
        with self._told():
            self._connection = self._engine.connect()
            self.number = self._sit_down()

    def others(self) -> list[Member]:
        """Everybody else, and whether he lives."""
        with self._told():
            return [one for one in every(self._connection) if one.number != self.number]

    def sign_of_life(self) -> datetime:
        """Say that we live; what the database's clock says."""
        sign = sa.update(tables.daemon).where(_D.id == self.number).values(seen_at=_NOW).returning(_D.seen_at)
        with self._told():
            at: datetime = self._connection.execute(sign).scalar_one()
        return at

    def take(self, folder: str) -> bool:
        """Be the one who watches a folder, "account/folder"; False when somebody else is."""
        with self._told():
            return bool(self._connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_key(folder)))))

    def give_back(self, folder: str) -> None:
        with self._told():
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(_key(folder))))

    def leave(self) -> None:
        """An orderly end: nobody is missed."""
        with self._told():
            self._connection.execute(sa.delete(tables.daemon).where(_D.id == self.number))
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))  # at once, not soon
        self.close()

    def close(self) -> None:
        self._connection.invalidate()
        self._connection.close()
        self._engine.dispose()

    def _sit_down(self) -> int:
        setup = self._setup
        values = {
            **{name: getattr(setup, name) for name in ("host", "pid", "version", "letters", "keys")},
            "folders": list(setup.folders),
        }
        next_one = sa.text("SELECT nextval(pg_get_serial_sequence('daemon', 'id'))")
        number = int(self._connection.scalar(next_one) or 0)
        # the lock first: a row without one is somebody who ended, and whoever starts on his host takes it away
        self._connection.execute(sa.select(sa.func.pg_advisory_lock(postgres.DAEMON, number)))
        self._connection.execute(
            sa.insert(tables.daemon).values(id=number, **values, started_at=_NOW, seen_at=_NOW)
        )
        gone = _D.id.not_in(living(self._connection))
        self._connection.execute(sa.delete(tables.daemon).where(gone, _D.host == setup.host))
        return number

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise postgres.trouble_of(error) or Away(
                "busy.database_away", what=type(error).__name__
            ) from error


def missing_keys(one: Setup, others: Sequence[Setup]) -> Setup | None:
    """The first of `others` who could not verify what `one` signs, or the other way round."""
    mine = one.keys.split()
    for other in others:
        theirs = other.keys.split()
        if mine and theirs and (mine[-1] not in theirs or theirs[-1] not in mine):
            return other
    return None


def _key(folder: str) -> int:
    """63 bits: two mailboxes of one house never meet in practice, and if they did one would not be watched."""
    return int.from_bytes(hashlib.sha256(folder.encode()).digest()[:8]) >> 1
