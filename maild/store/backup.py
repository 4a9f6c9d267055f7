"""Copies of an SQLite database: made while others write it, looked into before they are trusted, and put back.

PostgreSQL has tools of its own for this (`pg_dump`, `pg_basebackup`).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from maild.errors import Busy, InputRefused, SchemaError
from maild.model import Fold
from maild.store import events, migrations, tables
from maild.store.database import JOURNALS, Database, View

_MAGIC = b"SQLite format 3\0"
_LEFT_FREE = 64 * 2**20  # octets beside a copy
_DAMAGE_TOLD = 3  # lines of SQLite's own report


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds. `differences`: places where tables, events and seals disagree."""

    path: Path
    octets: int
    schema: str
    house: str
    events: int
    last_event_at: datetime | None
    differences: int


def make(store: Database, path: Path, fold: Fold) -> Copy:
    """Copy the database to `path`, which must not exist; it gets its name only when it has been proven good.

    Raises InputRefused when there is such a file or no room for it, SchemaError when the copy is not good.
    """
    source = _file_of(store)
    if path.exists():
        raise InputRefused("refused.exists", path=path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_to_fill(path.parent, source)
    draft = path.with_name(f".{path.name}.new")
    try:
        _draft_of(source, draft)
        seen = look_into(draft, fold)
        if seen.differences:
            raise SchemaError("schema.copy_differs", count=seen.differences)
        _keep(draft, path)
    finally:
        _discard(draft)
    return Copy(path, *(getattr(seen, name) for name in Copy.__slots__[1:]))


def look_into(path: Path, fold: Fold) -> Copy:
    """Read a copy without touching it: SQLite's own check, then every event, seal and folded row.

    Raises InputRefused for a file that is no database of maild, SchemaError for one that is damaged or newer.
    """
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise InputRefused("refused.no_database", file=path)
    with _in_one(path) as one:
        return _look_into(path, one, fold)


def _look_into(path: Path, one: Path, fold: Fold) -> Copy:
    store = Database.only_reading(one)
    try:
        with store.view() as look:
            # What is damaged may have lost its tables, so this comes first.
            told = [str(row[0]) for row in look.connection.execute(sa.text("PRAGMA integrity_check"))]
            if told != ["ok"]:
                raise SchemaError("schema.damaged", what="; ".join(told[:_DAMAGE_TOLD]))
            names = set(sa.inspect(look.connection).get_table_names())
            if not {"event", "meta", "alembic_version"} <= names:
                raise InputRefused("refused.no_database", file=path)
            schema = migrations.current(look.connection)
            migrations.refuse_newer(look.connection)
            whole = migrations.is_current(look.connection)
            found = events.verify_all(look.connection, fold).count if whole else 0
            last = look.connection.scalar(sa.select(sa.func.max(tables.event.c.at)))
            count = look.connection.scalar(sa.select(sa.func.count()).select_from(tables.event)) or 0
            house = store.meta(look.connection, "house") or ""
    finally:
        store.close()
    return Copy(path, one.stat().st_size, schema, house, int(count), last, found)


@contextlib.contextmanager
def long_view(store: Database) -> Iterator[View]:
    """A view that takes long without keeping anybody from writing: on SQLite of a copy made for it.

    The copy lies beside the database and has lost its name before it is read, so that it is gone with its
    reader, however he ends. Raises InputRefused where the disk has no room for it.
    """
    if store.path is None:  # readers of PostgreSQL block nobody
        with store.view() as look:
            yield look
        return
    _refuse_to_fill(store.path.parent, store.path)
    draft = store.path.with_name(f".{store.path.name}.reading")
    with contextlib.ExitStack() as opened:
        with _turn_in(draft.parent):
            try:
                _draft_of(store.path, draft)
                copied = Database.only_reading(draft)
                opened.callback(copied.close)
                look = opened.enter_context(copied.view())
            finally:
                _discard(draft)
        yield look


def put_back(store: Database, source: Path, now: datetime) -> Path | None:
    """Put `source` into the database's place and lock sending; what was there is kept beside it.

    Gives the name under which the old one is kept. Raises Busy while a daemon runs, InputRefused where there is no
    room for both. The lock is written first: wherever this is broken off, nothing is sent before a person has looked.
    """
    target = _file_of(store)
    kept = target.with_name(f"{target.name}.replaced-{now:%Y%m%dT%H%M%S.%f}")  # two may fall into one second
    store.close()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_to_fill(target.parent, source)
    with store.daemon_lock():
        draft = target.with_name(f"{target.name}.restored")
        try:
            _copy_whole(source, draft)
            _settle(target)
            store.lock_sending({"restored": source.name, "at": now.isoformat()})
            there = target.exists()
            if there:
                os.link(target, kept)
            for suffix in JOURNALS:  # of the old file: the new one must not be taken for it
                journal = target.with_name(target.name + suffix)
                if journal.exists() and journal.stat().st_size:
                    journal.rename(kept.with_name(kept.name + suffix))
                else:
                    journal.unlink(missing_ok=True)
            _keep(draft, target)
        finally:
            _discard(draft)
    return kept if there else None


def newest(directory: Path, pattern: str) -> list[Path]:
    """The copies in a directory, newest name first."""
    return sorted(directory.glob(pattern), reverse=True)


def _file_of(store: Database) -> Path:
    if store.path is None:
        raise InputRefused("refused.backup_elsewhere")
    return store.path


@contextlib.contextmanager
def _turn_in(directory: Path) -> Iterator[None]:
    """Wait until nobody else makes a copy there under the same name."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _refuse_to_fill(directory: Path, source: Path) -> None:
    """A disk that a copy of `source` would fill to its end could record nothing meanwhile."""
    # the log may hold what makes the file grow
    needed = _size(source, "") + _size(source, "-wal") + _LEFT_FREE
    free = shutil.disk_usage(directory).free
    if free < needed:
        raise InputRefused(
            "refused.no_room", directory=directory, needed=-(-needed // 2**20), free=free // 2**20
        )


@contextlib.contextmanager
def _in_one(path: Path) -> Iterator[Path]:
    """`path` itself; where SQLite has left a journal beside it, a copy for as long with both in one."""
    if not any(_size(path, suffix) for suffix in JOURNALS[:2]):
        yield path
        return
    _refuse_to_fill(path.parent, path)
    draft = path.with_name(f".{path.name}.whole")
    try:
        _copy_whole(path, draft)
        yield draft
    finally:
        _discard(draft)


def _copy_whole(source: Path, draft: Path) -> None:
    """A private copy in one file, of a database that nobody has open: what its journal says is in it."""
    _discard(draft)
    for suffix in ("", *JOURNALS[:2]):
        if suffix and not _size(source, suffix):
            continue
        made = os.open(draft.with_name(draft.name + suffix), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(made, "wb") as to, source.with_name(source.name + suffix).open("rb") as come_from:
            shutil.copyfileobj(come_from, to)
    with _told_apart(draft):
        _into_one(draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _settle(target: Path) -> None:
    """What lies in the journals of a database that is to be replaced goes into its file; one that is too damaged for
    that is kept as it is. Raises Busy when anybody has it open: when he leaves, SQLite would take away the new one's
    log, which has the same name.
    """
    if not target.exists():
        return
    try:
        _into_one(target)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise Busy("busy.database") from None


def _into_one(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as opened:
        try:
            opened.execute("PRAGMA journal_mode=DELETE")  # of a log, only while nobody else has it open
            opened.execute("BEGIN EXCLUSIVE")
            opened.execute("COMMIT")
        except UnicodeDecodeError as error:  # what SQLite says of a damaged schema quotes the damage
            raise sqlite3.DatabaseError("malformed database schema") from error


def _size(path: Path, suffix: str) -> int:
    beside = path.with_name(path.name + suffix)
    return beside.stat().st_size if beside.exists() else 0


def _draft_of(source: Path, draft: Path) -> None:
    """A private copy; what a killed process left under its name goes first."""
    _discard(draft)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _told_apart(draft):
        _copy(source, draft)


def _discard(draft: Path) -> None:
    for suffix in ("", *JOURNALS):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def _copy(source: Path, draft: Path) -> None:
    """In one step: a copy that pauses begins anew whenever somebody writes meanwhile."""
    if not source.exists():
        raise SchemaError("schema.empty")
    with (
        contextlib.closing(sqlite3.connect(source, timeout=5)) as old,
        contextlib.closing(sqlite3.connect(draft)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the original has beside it
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _told_apart(draft: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(draft.parent)) from None
        if "malformed" in str(error) or "not a database" in str(error):
            raise SchemaError("schema.damaged", what=error) from None
        raise SchemaError("schema.unusable", what=error) from None


def _keep(draft: Path, path: Path) -> None:
    os.replace(draft, path)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
