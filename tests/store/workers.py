"""What other processes do in the tests. They import no more than they need."""

from __future__ import annotations

import resource
from datetime import UTC, datetime

from maild.errors import Busy, MaildError
from maild.model import Event, EventKind
from maild.rules import FOLDS
from maild.store import Database, events, outbox

AT = datetime(2026, 11, 12, tzinfo=UTC)


def migrated_epoch(url: str) -> str:
    database = Database(url)
    database.migrate()
    return database.epoch


def write_often(url: str, times: int) -> int:
    """Units that saw no other writer between their reading and their writing."""
    database = Database(url)
    done = 0
    for _ in range(times):
        with database.unit(FOLDS) as unit:
            before = events.last_id(unit.connection)  # read, then write: what deferred transactions fail at
            unit.append(Event(EventKind.SENDING_PAUSED, AT, "an"))
            done += events.last_id(unit.connection) == before + 1
    return done


def lock_is_free(url: str) -> bool:
    try:
        with Database(url).daemon_lock():
            return True
    except Busy:
        return False


def may_write(url: str, full: bool) -> bool:
    """Whether the database takes what is written; with `full` no file may get longer than a page."""
    database = Database(url)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    if full:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, usual[1]))
    try:
        database.try_writing()
    except MaildError:
        return False
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        database.close()
    return True


def claim_all(url: str, owner: str) -> list[int]:
    """The letters that this owner won."""
    database = Database(url)
    with database.view() as look:
        waiting = outbox.due(look.connection, AT.replace(year=2027), 1_000)
    won = []
    for letter in waiting:
        with database.unit(FOLDS) as unit:
            if outbox.claim(unit.connection, letter, owner) is not None:
                won.append(letter.id)
    return won
